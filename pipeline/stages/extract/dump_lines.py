"""Characters of a dump to pages and lines of words, each with its line of the file and its place in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.provenance import TEXT_FILE, Issue
from pipeline.core.words import Line, Word

# A file's lines as an editor counts them: other Unicode line separators are white space inside a line.
_LINE_END = re.compile(r"\r\n|\n|\r")
_WORD = re.compile(r"[^\s\x00-\x08\x0e-\x1f\x7f\u200b\u2060\ufeff]+")
_HIDDEN = re.compile(r"[\u200c-\u200f\u202a-\u202e\u2061-\u2069\u00ad\ud800-\udfff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
WIDE = "\u2e80-\u2fdf\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_WIDE_END, _WIDE_START = re.compile(f"[{WIDE}]$"), re.compile(f"^[{WIDE}]")
_SPACED = re.compile(f"(?<=[{WIDE}]) +(?=[{WIDE}])")
_TIGHT = re.compile(f"(?<=[{WIDE}])(?=[{WIDE}])")
_LONG_WORD = 2_000  # characters; a longer run is cut so that no one value holds megabytes
_LONG_LINE = 20_000  # characters; words of longer lines are taken together in runs of `_LONG_WORD`


@dataclass(frozen=True, slots=True)
class DumpLine:
    """A line of a dump. number: of the file, from 1. indent: white characters before its first word, columns.
    blank lines have no words. after_blank: how many blank lines stand before it."""

    number: int
    line: Line | None
    indent: int

    @property
    def text(self) -> str:
        return self.line.text if self.line else ""


def pages_of(text: str) -> tuple[tuple[DumpLine, ...], ...]:
    """The pages of a dump, split at form feeds, as lines; blank lines are kept as lines without words."""
    spaced = _is_spaced(text)
    pages: list[list[DumpLine]] = [[]]
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        offset = 0
        for i, part in enumerate(raw.split("\f")):
            if i:
                pages.append([])
            pages[-1].append(_line(part, number, offset, len(pages), spaced))
            offset += len(part) + 1
    kept = [page for page in pages if any(line.line for line in page)]
    return tuple(tuple(page) for page in kept)


def oddities(text: str) -> tuple[Issue, ...]:
    """What a reviewer should know about characters that were left out of the words."""
    found: list[Issue] = []
    for pattern, code, what in (
        (_CONTROL, "control-characters", "control characters were treated as white space"),
        (_BIDI, "bidi-override", "direction marks were left out: the text may look different elsewhere"),
        (_SURROGATE, "lone-surrogate", "lone surrogates were left out"),
    ):
        first = pattern.search(text)
        if first:
            line = text.count("\n", 0, first.start()) + 1
            count = sum(1 for _ in pattern.finditer(text))
            found.append(Issue(code, f"{count} {what}, the first in line {line}", "warning", line=line))
    return tuple(found)


def _is_spaced(text: str) -> bool:
    """Whether Chinese characters stand apart, as Tesseract prints them (`偏 头痛 反复`)."""
    sample = text[:200_000]
    gaps = len(_SPACED.findall(sample))
    return gaps > 0.15 * (gaps + len(_TIGHT.findall(sample)))


def _line(part: str, number: int, offset: int, page: int, spaced: bool) -> DumpLine:
    indent = len(part) - len(part.lstrip())
    words: list[Word] = []
    before = ""
    for start, end in _spans(part):
        text = _HIDDEN.sub("", _CONTROL.sub(" ", part[start:end]))
        if not text:
            continue
        glued = (
            spaced
            and bool(_WIDE_END.search(before))
            and bool(_WIDE_START.search(text))
            and part[start - 2 : start] != "  "
        )
        words.append(
            Word(text, None, TEXT_FILE, 0.9, space_before=not glued, line=number, span=(offset + start, offset + end))
        )
        before = text
    return DumpLine(number, Line(tuple(words), page) if words else None, indent)


def _spans(part: str) -> list[tuple[int, int]]:
    """Half-open ranges of the words of a line; of a very long line, ranges of many words."""
    spans: list[tuple[int, int]] = []
    for found in _WORD.finditer(part):
        start, end = found.span()
        if len(part) > _LONG_LINE and spans and end - spans[-1][0] < _LONG_WORD:
            spans[-1] = (spans[-1][0], end)
            continue
        spans.extend((cut, min(end, cut + _LONG_WORD)) for cut in range(start, end, _LONG_WORD))
    return spans
