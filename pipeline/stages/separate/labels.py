"""Printed labels at the head of a text: 摘要, Key words, Table 1, Note; and where the text after them starts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pipeline.core.scripts import CJK_RANGES
from pipeline.lexicon import load

LabelKind = Literal["abstract", "keywords", "note", "table", "figure", "furniture"]
_OPEN, _CLOSE = r"[\[【［(（〔<〈]", r"[\]】］)）〕>〉]"
_NUMBER = r"(?:S?\d{1,3}(?:[-.–]\d{1,2})?(?:[A-Za-z](?![A-Za-z]))?|[IVX]{1,5}(?![A-Za-z])|[一二三四五六七八九十]{1,3})"
_CONTINUED = r"(?:\s*[(（]?(?:续表?|continued|cont(?:inued)?\.?)[)）]?)?"


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the head of a text. end: where the labelled text starts. number: of a table or figure."""

    kind: LabelKind
    language: Literal["en", "zh"]
    end: int
    number: int | None = None


def label_of(text: str) -> Label | None:
    """The label `text` starts with, or None."""
    for kind, language, pattern in _patterns():
        match = pattern.match(text)
        if match:
            number = match.groupdict().get("number")
            return Label(kind, language, match.end(), _integer(number) if number else None)
    return None


def label_length(text: str, first_line: str) -> int:
    """How many characters of a joined text are the label its first printed line starts with, separators included.

    The printed line has the white space that tells a bare label from a word (`关键词  益生菌`).
    """
    label = label_of(first_line)
    if label is None:
        return 0
    ink = len("".join(first_line[: label.end].split()))
    at = 0
    while at < len(text) and ink:
        ink -= not text[at].isspace()
        at += 1
    while at < len(text) and text[at].isspace():
        at += 1
    return at


@cache
def heading_twins() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Headings every journal prints alike, (English in lower case, Chinese without spaces) for each."""
    return tuple(
        (frozenset(t.lower() for t in row["en"]), frozenset(t.replace(" ", "") for t in row["zh"]))
        for row in load("labels")["heading"]
    )


@cache
def _patterns() -> tuple[tuple[LabelKind, Literal["en", "zh"], re.Pattern[str]], ...]:
    terms: Any = load("labels")
    rows: list[tuple[LabelKind, Literal["en", "zh"], re.Pattern[str]]] = []
    worded: tuple[LabelKind, ...] = ("abstract", "keywords", "note", "furniture")
    for kind in worded:
        rows.append((kind, "en", _word_label(terms[kind]["en"], "en", kind=kind)))
        rows.append((kind, "zh", _word_label(terms[kind]["zh"], "zh", kind=kind)))
    numbered: tuple[LabelKind, ...] = ("table", "figure")
    for kind in numbered:
        rows.append((kind, "en", _number_label(terms[kind]["en"], dot=True)))
        rows.append((kind, "zh", _number_label(terms[kind]["zh"], dot=False)))
    return tuple(rows)


def _word_label(terms: Sequence[str], language: str, *, kind: str) -> re.Pattern[str]:
    """A label that is a word: in brackets, with a colon, or before a wide gap. A bare word is a label only where the
    language leaves no other reading: an English one in capitals or before a capital, a Chinese one before a space."""
    words = _alternatives(terms)
    bracketed = rf"{_OPEN}\s*(?:{words})\s*{_CLOSE}\s*[:：]?\s*"
    colon = rf"{_OPEN}?\s*(?:{words})\s*{_CLOSE}?\s*[:：]\s*"
    if kind in ("note", "furniture"):
        return re.compile(rf"\s*(?:{bracketed}|{colon})", re.IGNORECASE)
    after = r"\S" if kind == "keywords" else "(?-i:[A-Z])"
    bare = rf"(?:{words})(?:\s*[-—–]{{1,2}}\s*|\s+|$)(?={after}|$)"
    if language == "zh":
        listed = rf"[{CJK_RANGES}A-Za-z][^。]{{0,30}}[；;，,]" if kind == "keywords" else rf"[{CJK_RANGES}]{{4}}"
        bare = rf"(?:{words})(?:\s+|$|(?={listed}))"
    return re.compile(rf"\s*(?:{bracketed}|{colon}|{bare})", re.IGNORECASE)


def _number_label(terms: Sequence[str], *, dot: bool) -> re.Pattern[str]:
    """A label with the number of a table or figure. dot: the word may be abbreviated with a full stop."""
    stop = r"\s*[.．]?" if dot else ""
    return re.compile(
        rf"\s*{_OPEN}?\s*(?:{_alternatives(terms)}){stop}\s*(?P<number>{_NUMBER}){_CONTINUED}"
        rf"\s*{_CLOSE}?\s*[.．:：、]?\s*",
        re.IGNORECASE if dot else 0,
    )


def _alternatives(terms: Sequence[str]) -> str:
    """Terms as a pattern, longest first, blanks optional."""
    return "|".join(re.escape(t).replace(r"\ ", r"\s*") for t in sorted(terms, key=len, reverse=True))


def _integer(printed: str) -> int | None:
    """The number of a table or figure: 1 of `1`, `S1`, `I` or `一`; None where it is no plain number."""
    digits = re.search(r"\d+", printed)
    if digits:
        return int(digits.group())
    chinese = "一二三四五六七八九十"
    if len(printed) == 1 and printed in chinese:
        return chinese.index(printed) + 1
    roman = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
    return roman.get(printed.upper())
