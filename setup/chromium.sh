#!/bin/sh
# Sees that Chromium is here, in which the tests open the pages.
exec sh "$(dirname "$0")/debian.sh" 'command -v chromium' 'Chromium is missing: the tests in a browser are skipped.' chromium
