"""Where a page's text stands in columns, and the bands that run across them: the order of reading."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.core.geometry import Box, around
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.gutters import Gutter
from pipeline.stages.extract.layout.ink import Ink, Row, body_size, make_row, rows_of, segments

_SMALL = 0.93  # of the usual type size: notes are set smaller


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


def flows_of(inks: Sequence[Ink], objects: Sequence[Box], gutters: Sequence[Gutter]) -> tuple[Flow, ...]:
    """The text and objects of a sheet in reading order: bands across, and between them columns from left to right."""
    if not inks and not objects:
        return ()
    placed = list(enumerate(objects))
    if not gutters:
        rows = rows_of(inks)
        return (Flow(rows, tuple(placed), 0, around([*(i.box for i in inks), *objects])),)
    wide = [(n, b) for n, b in placed if any(b.x0 < g.x0 - 1 and b.x1 > g.x1 + 1 for g in gutters)]
    across = _rows_across(inks, gutters)
    across += _beside_wide(inks, across, [b for _, b in wide])
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
        crossing = [p for p in parts if any(_crosses(p, g) for g in gutters)]
        if not crossing:
            continue
        core = max(crossing, key=lambda p: p.box.width)
        aligned = [i for p in parts for i in p.inks if p.box.overlap_y(core.box) >= 0.4 * p.box.height]
        across.append(make_row(aligned))
    return across


def _crosses(part: Row, gutter: Gutter) -> bool:
    """Does ink run over the gutter? Boxes that overlap there are two columns' lines, one of them boxed too wide."""
    if not part.box.x0 < gutter.cx - 2 < gutter.cx + 2 < part.box.x1:
        return False
    em = part.size
    pairs = [(a.box, b.box) for a, b in pairwise(part.inks) if abs(b.box.x0 - gutter.cx) < 2.5 * em]
    return not any(b.x0 < a.x1 - 0.15 * em and not b.x1 < a.x1 and a.x1 < gutter.cx for a, b in pairs)


def _beside_wide(inks: Sequence[Ink], across: Sequence[Row], wide: Sequence[Box]) -> list[Row]:
    """Lone short lines close over or under an object that runs across: its caption or notes, set to the left."""
    taken = {id(i) for row in across for i in row.inks}
    rows = rows_of(i for i in inks if id(i) not in taken)
    usual = body_size(inks)
    notes = [r for r in across if labels.is_note(r.text)]
    found = []
    for row in rows:
        if len(segments(row, gap=1.6)) > 1:
            continue
        label = labels.caption_label(row.text)
        over = label is not None and any(0 < b.top - row.box.top < 4 * row.size for b in wide)
        under = labels.is_note(row.text) and any(0 < row.box.bottom - b.bottom < 3 * row.size for b in wide)
        if over or under or (row.size < _SMALL * usual and any(_goes_under(row, note) for note in notes)):
            found.append(row)
            notes += [] if over else [row]
    return found


def _goes_under(row: Row, note: Row) -> bool:
    """Whether a line in a note's type stands right under it."""
    near = 0 < row.box.top - note.box.top < 2.4 * row.size
    return near and abs(row.size - note.size) < 0.06 * row.size and abs(row.box.x0 - note.box.x0) < 2.5 * row.size


def _interleave(
    across: Sequence[Row],
    wide: Sequence[tuple[int, Box]],
    rest: Sequence[Ink],
    narrow: Sequence[tuple[int, Box]],
    gutters: Sequence[Gutter],
) -> list[Flow]:
    marks: list[tuple[float, Row | tuple[int, Box]]] = [(r.box.cy, r) for r in across]
    marks += [(b.cy, (n, b)) for n, b in wide]
    marks.sort(key=lambda m: m[0])
    heights = [m[0] for m in marks]
    bands: dict[int, tuple[list[Ink], list[tuple[int, Box]]]] = {}
    for ink in rest:
        bands.setdefault(bisect_left(heights, ink.box.cy), ([], []))[0].append(ink)
    for entry in narrow:
        bands.setdefault(bisect_left(heights, entry[1].cy), ([], []))[1].append(entry)
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
            mark = marks[level][1]
            if isinstance(mark, Row):
                full_rows.append(mark)
            else:
                full_objects.append(mark)
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
