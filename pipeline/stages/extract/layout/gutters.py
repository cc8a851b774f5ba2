"""White bands between columns of running text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.core.geometry import Box, around
from pipeline.stages.extract.layout.ink import Ink, Row, rows_of

_FILL = 0.42  # share of a column's width that ink covers in a slice of running text
_SLICE = 4.0  # points


@dataclass(frozen=True, slots=True)
class Gutter:
    """A white band between two columns. x0, x1: points. weight: slices of running text seen on both sides."""

    x0: float
    x1: float
    weight: int

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2


def find_gutters(inks: Sequence[Ink], *, em: float, known: Sequence[Gutter] = ()) -> tuple[Gutter, ...]:
    """Gutters of running text, from left to right.

    inks: of one sheet without its furniture, tables and figures. em: size of its body text, points, > 0.
    known: gutters of other sheets of the document, where a page with little text may have its own.
    """
    if len(inks) < 8:
        return ()
    extent = around(i.box for i in inks)
    cover = _coverage(inks, extent, em)
    band = max(3, int(0.7 * em))
    score = _steady(cover, width=band, least=math.ceil(0.5 * em) + 1)
    found: list[Gutter] = []
    low, high = int(0.22 * extent.width), int(0.78 * extent.width)
    blocked = np.ones(len(score), dtype=bool)
    blocked[low:high] = False
    while True:
        free = np.where(blocked, 0, score)
        best = int(free.argmax()) if len(free) else 0
        weight = int(free[best]) if len(free) else 0
        if weight < max(7, 0.5 * found[0].weight if found else 0):
            break
        left, right = _plateau(score, best)
        left, right = left - band // 2, right + band - band // 2
        # Wider white is what short lines leave open beside another column.
        if right - left <= 5 * em:
            found.append(Gutter(extent.x0 + left, extent.x0 + right, weight))
        reach = int(0.17 * extent.width)
        blocked[max(0, left - reach) : right + reach] = True
    return _even(found, extent) or _middle(inks, extent, em, known)


def _even(found: Sequence[Gutter], extent: Box) -> tuple[Gutter, ...]:
    """The gutters from left to right; of several, the lightest go until the columns are about equally wide."""
    kept = sorted(found, key=lambda g: -g.weight)
    while len(kept) > 1:
        edges = [extent.x0, *sorted(g.cx for g in kept), extent.x1]
        widths = [b - a for a, b in pairwise(edges)]
        if max(widths) < 1.6 * min(widths):
            break
        kept.pop()
    return tuple(sorted(kept, key=lambda g: g.x0))


def _middle(inks: Sequence[Ink], extent: Box, em: float, known: Sequence[Gutter]) -> tuple[Gutter, ...]:
    """The gutter of a page with little text beside the first column: lines that start at one edge past the middle.

    Two columns are as a rule equally wide, so a few lines tell where the white band runs through the middle.
    """
    lefts = rows_of(i for i in inks if i.box.x1 <= extent.cx + em)
    rights = rows_of(i for i in inks if i.box.x0 >= extent.cx - em)
    starts = sorted(r.box.x0 for r in rights if not _runs_across(r, inks))
    edge = max(starts, key=lambda x: (sum(abs(x - e) < 2.5 for e in starts), -x), default=0.0)
    end = max([g.x0 for g in known if abs(edge - g.x1) < 0.5 * em], default=_justified(lefts, edge, extent, em))
    least = 2 if end is None else 1
    if sum(abs(edge - e) < 2.5 for e in starts) < least:
        return ()
    second = [r for r in rights if edge - 2.5 < r.box.x0 < edge + 5 * em and not _runs_across(r, inks)]
    span = around(r.box for r in second)
    first = [r for r in lefts if r.box.overlap_y(span) > 0.5 * r.box.height]
    crossed = any(i.box.x0 < edge - em < i.box.x1 and span.top < i.box.cy < span.bottom for i in inks)
    if len(first) < least or crossed:
        return ()
    white = max([r.box.x1 for r in first] + ([] if end is None else [end]))
    filled = sum(r.box.x1 > extent.x1 - 2.5 * em for r in second) + sum(r.box.x1 > edge - 5 * em for r in first)
    placed = end is not None or (filled >= 2 and abs((white + edge) / 2 - extent.cx) < 2 * em)
    return (Gutter(white, edge, len(second)),) if placed and edge - white > 0.55 * em else ()


def _justified(lefts: Sequence[Row], edge: float, extent: Box, em: float) -> float | None:
    """Where lines of a first column end, if three end alike close before `edge` and about the middle of the page."""
    ends = sorted(r.box.x1 for r in lefts if 0.55 * em < edge - r.box.x1 < 3.5 * em)
    end = next((e for e in reversed(ends) if sum(abs(e - x) < 1.5 for x in ends) >= 3), None)
    return end if end is not None and abs((end + edge) / 2 - extent.cx) < 1.5 * em else None


def _runs_across(row: Row, inks: Sequence[Ink]) -> bool:
    """Does ink stand close before the row, on its line?"""
    near = (i.box for i in inks if row.box.x0 - i.box.x0 > 0.3 and i.box.x1 > row.box.x0 - 0.7 * row.size)
    return any(b.x1 < row.box.x1 and b.overlap_y(row.box) > 0.5 * row.box.height for b in near)


def _coverage(inks: Sequence[Ink], extent: Box, em: float) -> NDArray[np.bool_]:
    """Which points of which slices hold ink; lines are padded downwards to close the leading."""
    slices = int(extent.height / _SLICE) + 3
    cover = np.zeros((slices, int(extent.width) + 2), dtype=bool)
    for ink in inks:
        top = int((ink.box.top - extent.top) / _SLICE)
        bottom = int((ink.box.bottom + 0.5 * em - extent.top) / _SLICE)
        left = int(ink.box.x0 - extent.x0)
        cover[top : bottom + 1, left : int(ink.box.x1 - extent.x0) + 1] = True
    return cover


def _steady(cover: NDArray[np.bool_], *, width: int, least: int) -> NDArray[np.int64]:
    """For each point, in how many slices a band of `width` points is white with running text on both sides of it.

    least: slices of such text that a band must run through unbroken to count: the gaps between words of justified
    lines stand over each other only by chance, and seldom for long.
    """
    size = cover.shape[1]
    sums = cover.cumsum(axis=1)
    total = sums[:, -1:]
    left = sums / np.arange(1, size + 1)
    right = (total - sums) / np.maximum(1, np.arange(size - 1, -1, -1))
    padded = np.pad(cover, ((0, 0), (width // 2, width - 1 - width // 2)))
    covered: NDArray[np.bool_] = np.lib.stride_tricks.sliding_window_view(padded, width, axis=1).max(axis=2)
    white = np.logical_not(covered)
    flanked: NDArray[np.bool_] = white & (left > _FILL) & (right > _FILL)
    runs: NDArray[np.int64] = np.zeros(cover.shape, dtype=np.int64)
    for n in range(len(cover)):
        before = runs[n - 1] if n else 0
        runs[n] = np.where(white[n], before + flanked[n], 0)
    for n in range(len(cover) - 2, -1, -1):
        runs[n] = np.where(white[n], np.maximum(runs[n], runs[n + 1]), 0)
    return np.asarray((flanked & (runs >= least)).sum(axis=0), dtype=np.int64)


def _plateau(score: NDArray[np.int64], best: int) -> tuple[int, int]:
    """The run of points around `best` that are white nearly as often."""
    floor = 0.8 * score[best]
    left = right = best
    while left > 0 and score[left - 1] >= floor:
        left -= 1
    while right < len(score) - 1 and score[right + 1] >= floor:
        right += 1
    return left, right
