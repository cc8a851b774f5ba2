"""Author lines to names: marks of footnotes and affiliations off, Chinese and Latin names told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.scripts import CJK_RANGES, cjk_count, latin_count

_MARKS = re.compile(r"[*＊†‡§¶#△▲☆★◇◆○●✉⊠⁎⁺®©°]|[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃ-ᶿˣ]+|\[[\d,，\-*]+\]|[(（][\d,，\s*#]+[)）]")
_DIGITS = re.compile(r"(?<=[^\d\s])\s*\d+(?:\s*[,，]\s*\d+)*")
_SEPARATOR = re.compile(r"\s*[,，、;；]\s*|\s+(?:and|AND|&|和)\s+|\s*&\s*")
_AND = re.compile(r"^(?:and|AND|&|和)\s+")
_LABEL = re.compile(r"^\s*(?:作\s*者|Authors?|By)\s*[:：]\s*", re.IGNORECASE)
_DEGREE = re.compile(r"(?i)^(?:MD|M\.D\.|PhD|Ph\.D\.|MSc|BSc|MPH|RN|FRCP|MM|MS|BS|MBBS|Prof\.?|Dr\.?|et al\.?|等)$")
_GAP = re.compile(r"[ \u3000]+")
_CHINESE_NAME = re.compile(rf"^[{CJK_RANGES}·•]{{2,8}}$")


def author_names(lines: Sequence[str]) -> tuple[str, ...]:
    """Names in an author line or lines, in order, as printed but without marks, numbers and degrees.

    Chinese names may be parted by spaces (`林书远  贺敏之`), and a two-character name may have one inside (`王 伟`).
    """
    text = _LABEL.sub("", " ".join(_clean(line) for line in lines))
    names: list[str] = []
    for part in _SEPARATOR.split(text):
        part = _AND.sub("", part.strip(" .。:："))
        if not part or _DEGREE.match(part):
            continue
        if cjk_count(part) and not latin_count(part):
            names.extend(_chinese(part))
        elif latin_count(part) >= 2:
            names.append(re.sub(r"\s+", " ", part))
    return tuple(names)


def _clean(line: str) -> str:
    """A line without footnote marks and affiliation numbers; a mark between two names parts them."""
    line = _DIGITS.sub(",", line)
    return re.sub(r"(?:\s*,)+", ",", _MARKS.sub(",", line))


def _chinese(part: str) -> list[str]:
    """Chinese names parted by spaces; single characters side by side are one name with a gap inside."""
    pieces = _GAP.split(part)
    names: list[str] = []
    single = ""
    for piece in pieces:
        if len(piece) == 1:
            single += piece
            if len(single) >= 2:
                names.append(single)
                single = ""
        else:
            if single:
                names.append(single)
                single = ""
            names.append(piece)
    if single:
        names.append(single)
    return [n for n in names if _CHINESE_NAME.match(n) or len(n) > 1]
