"""A result cell cut into what it says one thing after the other."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.stages.normalise.directions import arrow_signs

Span = tuple[int, int]
_OPEN, _CLOSE = "([{（［【〔", ")]}）］】〕"
_ENUMERATOR = re.compile(r"[①-⑳]|(?:(?<=^)|(?<=[\s,，;；。]))[(（]?[1-9][)）.、]\s*(?=[A-Za-z\u3400-\u9fff])")
_RUIN = re.compile(r"(?:(?<=[\u3400-\u9fff])|(?<=\S\s))[|¢{}1tTfJlI](?=\s+[^\W\d_]{2})")
_STRONG, _WEAK = ";；\n。", ",，、"


def pieces(text: str) -> tuple[Span, ...]:
    """Ranges of a result cell, one a statement: cut at semicolons, commas and arrows outside brackets.

    A comma inside a number does not cut, and where semicolons cut, a comma does only between statements of their own.
    """
    text = _ENUMERATOR.sub(lambda mark: ";".ljust(len(mark.group(0))), text)
    strong = _cut(text, (0, len(text)), _STRONG)
    out: list[Span] = []
    for span in strong:
        weak = _cut(text, span, _WEAK)
        out += weak if len(strong) == 1 or all(arrow_signs(text[a:b]) for a, b in weak) else [span]
    return tuple(part for span in out for part in _by_arrows(text, span))


def items(text: str) -> tuple[Span, ...]:
    """Ranges of a cell that lists numbers for several outcomes: cut at semicolons, else at commas outside brackets."""
    strong = _cut(text, (0, len(text)), _STRONG)
    return tuple(strong if len(strong) > 1 else _cut(text, (0, len(text)), _WEAK))


def _cut(text: str, span: Span, marks: str) -> list[Span]:
    out: list[Span] = []
    depth, start = 0, span[0]
    for i in range(*span):
        c = text[i]
        if c in _OPEN:
            depth += 1
        elif c in _CLOSE:
            depth = max(0, depth - 1)
        elif c in marks and depth == 0 and not _in_number(text, i):
            out.append((start, i))
            start = i + 1
    out.append((start, span[1]))
    return [trimmed(text, part) for part in out if text[slice(*part)].strip()]


def _in_number(text: str, i: int) -> bool:
    return text[i] in ",，" and bool(re.match(r"\d{3}(?!\d)", text[i + 1 : i + 5])) and text[i - 1 : i].isdigit()


def trimmed(text: str, span: Span) -> Span:
    """A range without the blanks at its ends."""
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, max(start, span[1] - (len(piece) - len(piece.rstrip())))


def _by_arrows(text: str, span: Span) -> list[Span]:
    """`Pain ↓ ADL ↑` cut behind its arrows, `↓ Pain ↑ ADL` before them; a bracket or p value behind stays."""
    piece = text[slice(*span)]
    signs = arrow_signs(piece)
    if len(signs) < 2:
        return [span]
    if signs[0].start == 0:
        cuts = [sign.start for sign in signs[1:]]
    else:
        cuts = [_behind(piece, sign.end) for sign in signs[:-1]]
    edges = sorted({0, *cuts, len(piece)})
    parts = [(span[0] + a, span[0] + b) for a, b in pairwise(edges)]
    return [trimmed(text, part) for part in parts if text[slice(*part)].strip()]


def by_ruins(text: str, span: Span) -> list[Span]:
    """`有效率1 VAS评分 |` cut behind what may be ruins of arrows between two measures."""
    piece = text[slice(*span)]
    edges = [0, *(m.end() for m in _RUIN.finditer(piece)), len(piece)]
    parts = [(span[0] + a, span[0] + b) for a, b in pairwise(edges)]
    return [trimmed(text, part) for part in parts if text[slice(*part)].strip()]


def _behind(piece: str, at: int) -> int:
    """Behind an arrow and what is said of it: footnote marks, a bracket."""
    tail = re.match(r"\s*[*#△▲]*\s*(?:[(（][^()（）]*[)）])?", piece[at:])
    return at + (tail.end() if tail else 0)
