"""A printed list of key words, term by term."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.joining import join_lines, tidy
from pipeline.core.scripts import cjk_count

_SEMICOLON = re.compile(r"\s*[;；|│•]\s*|\s+[·/]\s+")
_COMMA = re.compile(r"\s*[,，、]\s*")
_LOOSE_COMMA = re.compile(r"(?<!\d)[,，](?!\d)|[,，](?=[\u4e00-\u9fff])")
_GAP = re.compile(r"[ \u3000]+")
_TRIM = " .。,，、;；:：|"


def keyword_terms(lines: Sequence[str]) -> tuple[str, ...]:
    """Key words in printed order. lines: as printed, without the label.

    Parted by semicolons, else by commas, else (Chinese only) by white space, which is why the lines are wanted as they
    are printed: joined text has no space between Chinese words.
    """
    joined = join_lines(lines).strip(_TRIM)
    if cjk_count(joined) and _SEMICOLON.search(joined):
        joined = _LOOSE_COMMA.sub("；", joined)  # a semicolon read as a comma; no Chinese key word has one inside
    for separator in (_SEMICOLON, _COMMA):
        parts = [part.strip(_TRIM) for part in separator.split(joined)]
        if len(parts) > 1:
            return tuple(part for part in parts if part)
    if cjk_count(joined) and not re.search("[A-Za-z] [A-Za-z]", joined):
        return tuple(tidy(part) for line in lines for part in _GAP.split(line.strip()) if part.strip(_TRIM))
    return (joined,) if joined else ()
