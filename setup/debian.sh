#!/bin/sh
# debian.sh CHECK SENTENCE PACKAGE...: where the shell command CHECK fails, install the packages with apt-get if it may be
# used, else print SENTENCE. Never fails: what is missing is said again by whoever needs it.
set -u
check=$1 sentence=$2
shift 2

sh -c "$check" >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1; then
  as_root=no
  if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; fi
  if [ "$as_root" != no ]; then
    echo "installing $*"
    $as_root apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$@" >/dev/null 2>&1
    sh -c "$check" >/dev/null 2>&1 && exit 0
  fi
fi
echo "$sentence Install the packages: $*" >&2
exit 0
