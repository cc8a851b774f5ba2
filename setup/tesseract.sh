#!/bin/sh
# Sees that Tesseract with English and simplified Chinese is here.
exec sh "$(dirname "$0")/debian.sh" \
  'tesseract --list-langs 2>&1 | grep -qx eng && tesseract --list-langs 2>&1 | grep -qx chi_sim' \
  'Tesseract with eng and chi_sim is missing: scans are read by one engine, without a second witness.' \
  tesseract-ocr tesseract-ocr-eng tesseract-ocr-chi-sim
