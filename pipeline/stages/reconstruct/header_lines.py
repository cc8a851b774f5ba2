"""One line of a table's header dealt out to columns: which words stand together, over which columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.core.joining import HYPHENS
from pipeline.core.scripts import is_cjk
from pipeline.core.words import Word
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import ink, split_at
from pipeline.stages.reconstruct.strips import Strip

_NEVER = 1e9
_OVERHANG = 0.3  # em: how near a header text may come to the next column's texts


@dataclass(frozen=True, slots=True)
class Group:
    """Words of one header line over columns first..last. doubt: they may be over others as well."""

    first: int
    last: int
    words: tuple[Word, ...]
    doubt: bool = False

    @property
    def top(self) -> float:
        return min(ink(w).top for w in self.words)

    @property
    def bottom(self) -> float:
        return max(ink(w).bottom for w in self.words)

    @property
    def columns(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def mid(self) -> float:
        return median(ink(w).cy for w in self.words)


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a column's body ink begins and ends."""

    x0: float
    x1: float

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2


def columns_of(lines: Sequence[Strip], columns: Columns) -> frozenset[int]:
    return frozenset(columns.at(ink(w).cx) for s in lines for w in s.words)


def line_groups(
    words: Sequence[Word], columns: Columns, extents: Sequence[Extent], lower: frozenset[int], *, em: float
) -> list[Group]:
    """The words of one header line dealt out to columns, left to right, at the least misalignment.

    lower: the columns that have header text further down; only these can lie under a spanning header.
    """
    n, m = columns.count, len(words)
    best: list[list[float]] = [[_NEVER] * (n + 1) for _ in range(m + 1)]
    back: dict[tuple[int, int], tuple[int, int, int]] = {}
    best[0][0] = 0.0
    for i in range(m):
        for c in range(n):
            if best[i][c] >= _NEVER:
                continue
            for j in range(i + 1, m + 1):
                cut = broken(words[j - 1])
                inner = _unity(words[i:j], em=em) + _NEVER * _drawn_between(words[i:j], columns)
                part = 0.0 if _drawn_between(words[j - 1 : j + 1], columns) else _parting(words, j, em=em)
                x0, x1 = ink(words[i]).x0, max([ink(w).x1 for w in words[i:j]])
                for first in range(c, n):
                    for last in range(first, n):
                        if last > first and (cut or not lower.issuperset(range(first, last + 1))):
                            break
                        fit = _fit(x0, x1, columns, extents, first, last, em=em)
                        cost = best[i][c] + inner + part + fit
                        if cost < best[j][last + 1] - 1e-9:
                            best[j][last + 1] = cost
                            back[j, last + 1] = (i, c, first)
    state = (m, min(range(n + 1), key=lambda c: best[m][c]))
    groups: list[Group] = []
    while state[0]:
        i, c, first = back[state]
        groups.append(Group(first, state[1] - 1, tuple(words[i : state[0]])))
        state = (i, c)
    return groups[::-1]


def _unity(words: Sequence[Word], *, em: float) -> float:
    """What it costs to read words with wide white between them as one."""
    gaps = [ink(b).x0 - ink(a).x1 for a, b in itertools.pairwise(words)]
    return sum(3.0 * max(0.0, g / em - 0.8) for g in gaps)


def _drawn_between(words: Sequence[Word], columns: Columns) -> bool:
    """Whether a text was cut where a drawn line between two columns runs through it."""
    drawn = [band.cx for band in columns.gutters if band.width == 0.0]
    return any(
        any(ink(a).cx < x < ink(b).cx for x in drawn) and ink(b).x0 - ink(a).x1 < 0.5
        for a, b in itertools.pairwise(words)
    )


def _parting(words: Sequence[Word], at: int, *, em: float) -> float:
    """What it costs to part two words that stand as close as words of one text do."""
    if at >= len(words):
        return 0.0
    gap = (ink(words[at]).x0 - ink(words[at - 1]).x1) / em
    if words[at - 1].text[-1] in ")）" and gap > 0.2 and (words[at].text[0].isupper() or is_cjk(words[at].text[0])):
        return 0.2
    return 1.5 if gap < 0.36 else 0.4 if gap < 0.6 else 0.0


def _fit(
    x0: float, x1: float, columns: Columns, extents: Sequence[Extent], first: int, last: int, *, em: float
) -> float:
    """How badly words from x0 to x1 sit over columns first..last: at their left, right or middle, of the ink or of the
    room."""
    left, right = extents[first].x0, extents[last].x1
    room0, room1 = columns.edges[first], columns.edges[last + 1]
    cx = (x0 + x1) / 2
    off = min(abs(x0 - left), abs(x1 - right), abs(cx - (left + right) / 2), abs(cx - (room0 + room1) / 2)) / em
    if first == last:
        # A text wider than its column's takes the white beside it, up to where the next column's texts begin.
        free0 = extents[first - 1].x1 + _OVERHANG * em if first else room0 - 0.5 * em
        free1 = extents[last + 1].x0 - _OVERHANG * em if last + 1 < columns.count else room1 + 0.5 * em
        outside = max(0.0, min(room0 - 0.5 * em, free0) - x0, x1 - max(room1 + 0.5 * em, free1)) / em
        return min(off, 4.0) + outside
    centred = min(abs(cx - (left + right) / 2), abs(cx - (room0 + room1) / 2)) / em
    first_room, last_room = columns.edges[first + 1], columns.edges[last]
    reach = max(0.0, x0 - first_room, last_room - x1) / em
    return 1.2 + min(4.0, centred, 0.5 + abs(x0 - left) / em) + 0.4 * min(reach, 6.0)


def parted(words: Sequence[Word], columns: Columns) -> list[Word]:
    """Header words that run over a gutter cut in two where their characters show that they are two."""
    out: list[Word] = []
    for word in words:
        cuts: list[int] = []
        box = ink(word)
        for band in columns.gutters:
            if box.x0 + 2 < band.cx < box.x1 - 2 and len(word.char_boxes) == len(word.text):
                cut = _turn_of(word, band.x0 - 0.3 * box.height, band.x1 + 0.3 * box.height)
                if cut is not None and cut not in cuts:
                    cuts.append(cut)
        out.extend(split_at(word, sorted(cuts)) if cuts else [word])
    return out


def _turn_of(word: Word, left: float, right: float) -> int | None:
    """Where inside left..right a word ends and another begins: a capital after a small letter, or a gap."""
    boxes, text = word.char_boxes, word.text
    inside = [i for i in range(1, len(text)) if left <= (boxes[i - 1].x1 + boxes[i].x0) / 2 <= right]
    turns = [i for i in inside if text[i - 1].islower() and text[i].isupper()]
    if turns:
        return turns[0]
    gaps = [i for i in inside if boxes[i].x0 - boxes[i - 1].x1 > 0.3 * ink(word).height]
    return max(gaps, key=lambda i: boxes[i].x0 - boxes[i - 1].x1) if gaps else None


def broken(word: Word) -> bool:
    """Whether a word is cut by a hyphen: what stands under it is its rest, not a lower header."""
    return len(word.text) > 1 and word.text[-1] in HYPHENS and word.text[-2].isalpha()


def ends_of(group: Group) -> tuple[float, float]:
    return min(ink(w).x0 for w in group.words), max(ink(w).x1 for w in group.words)
