#!/bin/sh
# Sees that PostgreSQL's server programs are here, for the tests; installs them where the package manager may.
set -u
package="postgresql"

complete() {
  command -v initdb >/dev/null 2>&1 && return 0
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

complete && exit 0
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="no"; fi
  if [ "$as_root" != no ]; then
    echo "installing $package"
    $as_root apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $package >/dev/null 2>&1
    complete && exit 0
  fi
fi
echo "PostgreSQL is missing: install the package $package (the tests on it are skipped until then)." >&2
exit 0
