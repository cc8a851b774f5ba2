"""Numbers of a scan with white inside: a full stop set in half an em leaves as much after it as a space does."""

from __future__ import annotations

import re

from pipeline.core.provenance import Flag

_MEAN = re.compile(r"(?<![\d.])(\d+)\s?\.\s?(\d{1,2})(?=\s*±)")
_DEVIATION = re.compile(r"(?<=±)(\s*\d+)\s?\.\s?(\d{1,2})(?![\d.])")
_TORN = re.compile(r"(?<![\d.])\d+\. \d+(?![\d.])|(?<![\w.])\d \d(?: \d| \.|\.)*(?![A-Za-z\d.])")
_FLAG = Flag("low-confidence", "white was read inside a number: it may be one or two")


def mended(text: str) -> tuple[str, tuple[Flag, ...]]:
    """The text of a cell with mean and deviation whole (`28. 7 ± 8. 4`), and a flag where a number has white inside.

    Other numbers are left as they stand: `3. 45 min` may as well be two with a comma between.
    """
    if not _TORN.search(text):
        return text, ()
    return _DEVIATION.sub(r"\1.\2", _MEAN.sub(r"\1.\2", text)), (_FLAG,)
