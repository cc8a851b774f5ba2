#!/bin/sh
# Sees that the fonts that tests and sample reviews are typeset with are here.
exec sh "$(dirname "$0")/debian.sh" \
  'fc-list | grep -q "Noto Serif CJK SC" && fc-list | grep -q "Noto Sans CJK SC" && fc-list | grep -q "Liberation Serif"' \
  'Fonts for typesetting tests are missing.' \
  fontconfig fonts-noto-cjk fonts-liberation
