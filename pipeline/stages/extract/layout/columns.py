"""Where a page's text stands in columns: the gutters between them, and the bands that run across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.core.geometry import Box, around
from pipeline.stages.extract.layout.ink import Ink, Row, make_row, rows_of, segments

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


@dataclass(frozen=True, slots=True)
class Flow:
    """Rows and objects that are read one after the other: a column, or a band across the columns.

    box: extent of its content. objects: boxes of tables and figures, with their index in the page's list.
    column: 0 for a band across, else the column from 1.
    """

    rows: tuple[Row, ...]
    objects: tuple[tuple[int, Box], ...]
    column: int
    box: Box


def find_gutters(inks: Sequence[Ink], *, em: float) -> tuple[Gutter, ...]:
    """Gutters of running text, from left to right.

    inks: of one sheet without its furniture, tables and figures. em: size of its body text, points, > 0.
    """
    if len(inks) < 8:
        return ()
    extent = around(i.box for i in inks)
    cover = _coverage(inks, extent, em)
    score = _flanked(cover)
    found: list[Gutter] = []
    low, high = int(0.22 * extent.width), int(0.78 * extent.width)
    blocked = np.ones(len(score), dtype=bool)
    blocked[low:high] = False
    while True:
        free = np.where(blocked, 0, score)
        best = int(free.argmax()) if len(free) else 0
        weight = int(free[best]) if len(free) else 0
        if weight < max(7, 0.35 * found[0].weight if found else 0):
            break
        left, right = _plateau(score, best)
        if right - left >= 0.55 * em:
            found.append(Gutter(extent.x0 + left, extent.x0 + right, weight))
        reach = int(0.17 * extent.width)
        blocked[max(0, left - reach) : right + reach] = True
    return tuple(sorted(found, key=lambda g: g.x0))


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


def _flanked(cover: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each point, in how many slices it is white with running text on both sides of it."""
    width = cover.shape[1]
    sums = cover.cumsum(axis=1)
    total = sums[:, -1:]
    left = sums / np.arange(1, width + 1)
    right = (total - sums) / np.maximum(1, np.arange(width - 1, -1, -1))
    flanked = ~cover & (left > _FILL) & (right > _FILL)
    return np.asarray(flanked.sum(axis=0), dtype=np.int64)


def _plateau(score: NDArray[np.int64], best: int) -> tuple[int, int]:
    """The run of points around `best` that are white nearly as often."""
    floor = 0.8 * score[best]
    left = right = best
    while left > 0 and score[left - 1] >= floor:
        left -= 1
    while right < len(score) - 1 and score[right + 1] >= floor:
        right += 1
    return left, right


def flows_of(inks: Sequence[Ink], objects: Sequence[Box], gutters: Sequence[Gutter]) -> tuple[Flow, ...]:
    """The text and objects of a sheet in reading order: bands across, and between them columns from left to right."""
    if not inks and not objects:
        return ()
    placed = list(enumerate(objects))
    if not gutters:
        rows = rows_of(inks)
        return (Flow(rows, tuple(placed), 0, around([*(i.box for i in inks), *objects])),)
    across = _rows_across(inks, gutters)
    wide = [(n, b) for n, b in placed if any(b.x0 < g.x0 - 1 and b.x1 > g.x1 + 1 for g in gutters)]
    taken = {id(i) for row in across for i in row.inks}
    rest = [i for i in inks if id(i) not in taken]
    narrow = [(n, b) for n, b in placed if (n, b) not in wide]
    return tuple(_interleave(across, wide, rest, narrow, gutters))


def _rows_across(inks: Sequence[Ink], gutters: Sequence[Gutter]) -> list[Row]:
    """Rows in which ink runs across a gutter, with all that stands on their baseline."""
    across = []
    for row in rows_of(inks):
        width = min(g.x1 - g.x0 for g in gutters)
        parts = segments(row, gap=max(0.5, min(0.75, 0.7 * width / row.size)))
        crossing = [p for p in parts if any(p.box.x0 < g.cx - 2 and p.box.x1 > g.cx + 2 for g in gutters)]
        if not crossing:
            continue
        core = max(crossing, key=lambda p: p.box.width)
        aligned = [i for p in parts for i in p.inks if p.box.overlap_y(core.box) > 0.4 * p.box.height]
        across.append(make_row(aligned))
    return across


def _interleave(
    across: Sequence[Row],
    wide: Sequence[tuple[int, Box]],
    rest: Sequence[Ink],
    narrow: Sequence[tuple[int, Box]],
    gutters: Sequence[Gutter],
) -> list[Flow]:
    marks = sorted([*(r.box.cy for r in across), *(b.cy for _, b in wide)])

    def band(y: float) -> int:
        return int(np.searchsorted(marks, y))

    bands: dict[int, tuple[list[Ink], list[tuple[int, Box]]]] = {}
    for ink in rest:
        bands.setdefault(band(ink.box.cy), ([], []))[0].append(ink)
    for entry in narrow:
        bands.setdefault(band(entry[1].cy), ([], []))[1].append(entry)
    flows: list[Flow] = []
    full_rows: list[Row] = []
    full_objects: list[tuple[int, Box]] = []
    for level in range(len(marks) + 1):
        inks, held = bands.get(level, ([], []))
        if inks:
            absorbed = _belongs_across(inks, full_rows, gutters, [b for _, b in held])
            full_rows.extend(absorbed)
            used = {id(i) for r in absorbed for i in r.inks}
            inks = [i for i in inks if id(i) not in used]
        if inks or held:
            _close(flows, full_rows, full_objects)
            flows.extend(_columns(inks, held, gutters))
            full_rows, full_objects = [], []
        if level < len(marks):
            full_rows.extend(r for r in across if r.box.cy == marks[level])
            full_objects.extend(e for e in wide if e[1].cy == marks[level])
    _close(flows, full_rows, full_objects)
    return flows


def _belongs_across(
    inks: Sequence[Ink], above: Sequence[Row], gutters: Sequence[Gutter], held: Sequence[Box]
) -> tuple[Row, ...]:
    """The first rows of a band of columns that end the band above: short last lines of a paragraph, a lone line."""
    if not above:
        return ()
    rows = rows_of(inks)
    last = above[-1]
    tops = [i.box.top for i in inks if i.box.cx > gutters[0].cx]
    first_right = min([*tops, *(b.top for b in held)], default=1e9)
    taken = []
    for row in rows:
        if row.box.bottom > first_right + 1 and len(rows) + len(held) > 1:
            break
        step = row.box.cy - last.box.cy
        alike = abs(row.size - last.size) < 0.15 * last.size and step < 1.75 * last.size
        if not (alike and abs(row.box.x0 - min(r.box.x0 for r in above[-3:])) < 2.5 * last.size):
            break
        taken.append(row)
        last = row
    if not taken and not held and len(rows) == 1 and len(rows[0].inks) == len(inks):
        return rows  # one line with a gap where the gutter is: both halves are read as one anyway
    return tuple(taken)


def _close(flows: list[Flow], rows: Sequence[Row], objects: Sequence[tuple[int, Box]]) -> None:
    if rows or objects:
        box = around([*(r.box for r in rows), *(b for _, b in objects)])
        flows.append(Flow(tuple(sorted(rows, key=lambda r: r.box.cy)), tuple(objects), 0, box))


def _columns(inks: Sequence[Ink], held: Sequence[tuple[int, Box]], gutters: Sequence[Gutter]) -> list[Flow]:
    flows = []
    edges = [-1e9, *(g.cx for g in gutters), 1e9]
    for n, (low, high) in enumerate(pairwise(edges), start=1):
        rows = rows_of(i for i in inks if low <= i.box.cx < high)
        objects = tuple(e for e in held if low <= e[1].cx < high)
        if rows or objects:
            box = around([*(r.box for r in rows), *(b for _, b in objects)])
            flows.append(Flow(rows, objects, n, box))
    return flows
