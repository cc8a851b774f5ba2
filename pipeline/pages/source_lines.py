"""Lines of a text dump with the characters marked that values were read from."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.pages.values import Ink

LINE_END = re.compile(r"\r\n|\n|\r")  # as the reader of dumps counts them
REACH = 3  # lines that a cell's text may run on below its first
CONTEXT = 1  # lines shown before and after


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters of a line: half-open range."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters of a line that no spot divides. read: whether a value was read from it."""

    start: int
    end: int
    text: str
    read: bool


@dataclass(frozen=True, slots=True)
class SourceLine:
    number: int
    segments: tuple[Segment, ...]


def spots(ink: Ink, lines: Mapping[int, str]) -> tuple[Spot, ...]:
    """Where in the file the ink's text stands: all of it on one line, else word by word, else its whole first line."""
    if ink.line is None or ink.line not in lines:
        return ()
    wanted = ink.parts[1] or ink.raw
    near = [n for n in range(ink.line, ink.line + REACH + 1) if n in lines]
    for number in near:
        start = lines[number].find(wanted) if wanted else -1
        if start >= 0:
            return (Spot(number, start, start + len(wanted)),)
    found = []
    for part in wanted.split():
        place = next(((n, lines[n].find(part)) for n in near if part in lines[n]), None)
        if place is not None and len(part) > 1:
            found.append(Spot(place[0], place[1], place[1] + len(part)))
    return tuple(found) or (Spot(ink.line, 0, len(lines[ink.line])),)


def numbered(text: str) -> dict[int, str]:
    """Line number (from 1) → line of a dump's text."""
    return dict(enumerate(LINE_END.split(text), start=1))


def shown(every: Sequence[Spot], lines: Mapping[int, str]) -> tuple[SourceLine, ...]:
    """The lines around `every` spot, cut where a spot begins or ends."""
    if not every:
        return ()
    first, last = min(s.line for s in every) - CONTEXT, max(s.line for s in every) + CONTEXT
    return tuple(
        SourceLine(n, _segments(lines[n], [s for s in every if s.line == n]))
        for n in range(first, last + 1)
        if n in lines
    )


def _segments(line: str, here: Sequence[Spot]) -> tuple[Segment, ...]:
    cuts = sorted({0, len(line), *(s.start for s in here), *(s.end for s in here)})
    return tuple(
        Segment(a, b, line[a:b], any(s.start <= a and b <= s.end for s in here)) for a, b in itertools.pairwise(cuts)
    )
