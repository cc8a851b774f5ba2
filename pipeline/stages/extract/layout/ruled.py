"""Tables that drawn lines bound: three-line tables, ruled grids, and what is left of either on a scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.core.geometry import Box, around
from pipeline.core.words import Rule
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.drawn import drawn_grids
from pipeline.stages.extract.layout.grain import CELL, column_gaps, inks_in, is_tabular, occupied, prose_columns
from pipeline.stages.extract.layout.ink import Ink, Row, Sheet, rows_of, segments

_SURE_GAPS = 3  # white bands between columns that running text does not leave white
_LABELS = 4  # lines of a column that stands alone between two rules
_END_ROW = 6  # lines of a text that fills a whole row of a grid
_LOOK = 12  # rows under a table that say whether they are text
_BREAK = 11.0  # points a rule may be interrupted on a scan; gutters between columns are wider


@dataclass(frozen=True, slots=True)
class Bound:
    """A table found. box: outer rules, or the ink where one is missing. why: what bounds it."""

    box: Box
    why: str


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two neighbouring rules of a stack: `table`, `caption`, `text` or `empty`."""

    kind: str
    box: Box


def ruled_tables(sheet: Sheet, inks: Sequence[Ink], *, em: float) -> tuple[Bound, ...]:
    """Tables between horizontal rules of one extent, from top to bottom.

    inks: of the sheet without running heads and feet. em: size of body text, points.
    """
    heads = [i.box.top for i in inks]
    first = min(heads, default=0.0)
    rules = [b for b in joined(sheet.rules) if b.width > 0.14 * sheet.width and b.bottom > first - 3 * em]
    found: list[Bound] = []
    for stack in _stacks(rules):
        found.extend(_tables_in(stack, inks, em))
    grids = [_with_end_rows(box, rules, inks) for box in drawn_grids(sheet, inks)]
    # The rules within a table that stop short of its group column bound no table of their own.
    whole = [b if _within(b.box, grids) else replace(b, box=with_lost_edges(b.box, inks)) for b in _outermost(found)]
    return _outermost([*(Bound(box, "a drawn grid") for box in grids), *whole])


def _with_end_rows(grid: Box, rules: Sequence[Box], inks: Sequence[Ink]) -> Box:
    """The grid with the rows over and under it that one text fills: no inner line stands there, but a rule beyond."""
    alike = [r for r in rules if abs(r.x0 - grid.x0) < 3 and abs(r.x1 - grid.x1) < 3]
    over = [r for r in reversed(alike) if r.cy < grid.top - 3]
    under = [r for r in alike if r.cy > grid.bottom + 3]
    for rule in (*over[:1], *under[:1]):
        row = Box(grid.x0, min(rule.cy, grid.bottom), grid.x1, max(rule.cy, grid.top))
        inside = rows_of(inks_in(inks, row, pad=3.0))
        if inside and len(inside) <= _END_ROW and not any(is_caption(r) for r in inside):
            grid = around((grid, rule))
    return grid


def _within(box: Box, grids: Sequence[Box]) -> bool:
    """Whether lines enclose the whole table: none of them is lost."""
    return any(g.top < box.cy < g.bottom and g.bottom > box.bottom - 3 and g.top < box.top + 3 for g in grids)


def joined(rules: Sequence[Rule]) -> list[Box]:
    """Horizontal rules as boxes, pieces of one broken line joined."""
    pieces = sorted((r.box for r in rules if r.horizontal), key=lambda b: (round(b.cy), b.x0))
    lines: list[Box] = []
    for piece in sorted(pieces, key=lambda b: b.x0):
        for n, line in enumerate(lines):
            if abs(line.cy - piece.cy) < 1.6 and piece.x0 - line.x1 < _BREAK:
                lines[n] = around((line, piece))
                break
        else:
            lines.append(piece)
    return sorted(lines, key=lambda b: (b.cy, b.x0))


def _stacks(rules: Sequence[Box]) -> list[list[Box]]:
    """Rules of the same horizontal extent, from top to bottom; rules at one height count once."""
    stacks: list[list[Box]] = []
    for rule in rules:
        for stack in stacks:
            model = stack[0]
            slack = max(5.0, 0.025 * model.width)
            if abs(model.x0 - rule.x0) < slack and abs(model.x1 - rule.x1) < slack:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [s for s in stacks if len(s) >= 2]


def _tables_in(stack: Sequence[Box], inks: Sequence[Ink], em: float) -> list[Bound]:
    gaps = [_gap(a, b, inks) for a, b in pairwise(stack)]
    found, run = [], list[_Gap]()
    for n, gap in enumerate([*gaps, _Gap("text", stack[-1])]):
        if gap.kind in ("table", "empty") and not (gap.kind == "empty" and gap.box.height > 2.5 * em):
            run.append(gap)
            continue
        # A row that one cell fills (a group's name) stands between rules inside a table.
        one_line = gap.kind == "text" and run and n + 1 < len(gaps) and gaps[n + 1].kind == "table"
        if one_line and gap.box.height < 2.6 * em:
            run.append(gap)
            continue
        found.extend(_bound(run, inks, em))
        run = []
    return found


def _gap(upper: Box, lower: Box, inks: Sequence[Ink]) -> _Gap:
    box = Box(min(upper.x0, lower.x0), upper.cy, max(upper.x1, lower.x1), lower.cy)
    inside = inks_in(inks, box, pad=3.0)
    if not inside:
        return _Gap("empty", box)
    rows = rows_of(inside)
    if any(is_caption(r) for r in rows):
        return _Gap("caption", box)
    return _Gap("table" if is_tabular(inside) or _one_column(rows, box) else "text", box)


def _one_column(rows: Sequence[Row], box: Box) -> bool:
    """Whether short lines at one edge leave the rest of the room empty: a column whose neighbours' marks are lost."""
    return len(rows) >= _LABELS and max(r.box.x1 for r in rows) < box.x0 + 0.4 * box.width


def is_caption(row: Row) -> bool:
    label = labels.caption_label(row.text)
    return label is not None and len(segments(row, gap=2.5)) <= 2


def _bound(run: Sequence[_Gap], inks: Sequence[Ink], em: float) -> list[Bound]:
    while run and run[0].kind != "table":
        run = run[1:]
    while run and run[-1].kind != "table":
        run = run[:-1]
    if not run:
        return []
    box = around(g.box for g in run)
    parts = sum(g.kind == "table" for g in run)
    if parts >= 2:
        return [Bound(box, f"{len(run) + 1} rules")]
    if _caption_above(box, inks, em):
        return [Bound(box, "2 rules under a caption")]
    return [Bound(box, "2 rules around columns")] if _many_columns(inks_in(inks, box, pad=3.0)) else []


def _many_columns(inks: Sequence[Ink]) -> bool:
    """Three or more columns in three or more rows: a table without a caption or a header rule."""
    rows = rows_of(inks)
    gaps = column_gaps(rows, width=0.4 * rows[0].size, tolerance=0.1)
    return len(gaps) >= 2 and sum(occupied(r, gaps) >= 3 for r in rows) >= 3


def with_lost_edges(box: Box, inks: Sequence[Ink]) -> Box:
    """The box grown over rows of cells beyond its first or last rule, where a scan has lost the outer rule."""
    beside = [i for i in inks if box.x0 - 3 <= i.box.cx <= box.x1 + 3]
    inside = rows_of(inks_in(beside, box))
    if not inside:
        return box
    gaps = column_gaps(inside, width=0.4 * inside[0].size, tolerance=0.15)
    rows = rows_of(i for i in beside if not box.top <= i.box.cy <= box.bottom)
    over = [r for r in reversed(rows) if r.box.cy < box.top]
    caption = next((n for n, r in enumerate(over[:5]) if is_caption(r)), 0)
    under = [r for r in rows if r.box.cy > box.bottom]
    lost = _cells(over[:caption], box.top, gaps)
    lost += [] if _is_prose(under[:_LOOK]) else _cells(under, box.bottom, gaps)
    return around([box, *(r.box for r in lost)])


def _is_prose(rows: Sequence[Row]) -> bool:
    """Whether the rows are two columns of running text, which may leave a gutter of the table white."""
    gaps = column_gaps(rows, width=0.8 * rows[0].size, tolerance=0.1) if rows else ()
    return len(gaps) == 1 and prose_columns(rows, gaps[0])


def _cells(rows: Sequence[Row], edge: float, gaps: Sequence[tuple[float, float]]) -> list[Row]:
    """Rows next to `edge`, nearest first, that stand in the columns between `gaps`; [] unless one has several cells."""
    taken: list[Row] = []
    for row in rows:
        step = max(edge - row.box.bottom, row.box.top - edge)
        crossed = sum(any(i.box.x0 < a and i.box.x1 > b for i in row.inks) for a, b in gaps)
        within = crossed == 0 and len(gaps) >= _SURE_GAPS
        if step > (2.4 if within else 1.6) * row.size or is_caption(row) or labels.is_note(row.text):
            break
        cells = segments(row, gap=CELL)
        # Two lines of neighbouring cells make a short row, of which one cell is the larger part.
        even = all(c.box.width < 0.6 * row.box.width or len(cells) == 1 for c in cells)
        if crossed > 0.25 * len(gaps) or not (within or even):
            break
        if len(cells) == 1 and row.box.width > 0.5 * (gaps[-1][1] - gaps[0][0] if gaps else 0.0):
            break
        taken.append(row)
        edge = row.box.top if row.box.cy < edge else row.box.bottom
    while taken and len(segments(taken[-1], gap=CELL)) < 2 and not _line_of_cell(taken, gaps):
        taken.pop()
    several = [r for r in taken if len(segments(r, gap=CELL)) >= max(2, (len(gaps) + 1) // 2)]
    return taken if several else []


def _line_of_cell(rows: Sequence[Row], gaps: Sequence[tuple[float, float]]) -> bool:
    """Whether the last row is a line of a cell: right under the row before, away from the edge where notes begin."""
    if len(rows) < 2 or len(gaps) < _SURE_GAPS:
        return False
    row, before = rows[-1], rows[-2]
    return row.box.x0 > gaps[0][1] - 1 and -before.size < row.box.top - before.box.bottom < 0.7 * row.size


def _caption_above(box: Box, inks: Sequence[Ink], em: float) -> bool:
    zone = Box(box.x0, max(0.0, box.top - 5 * em), box.x1, box.top)
    return any(is_caption(r) for r in rows_of(inks_in(inks, zone, pad=3.0)))


def _outermost(bounds: Sequence[Bound]) -> tuple[Bound, ...]:
    """Bounds that lie in no other, from top to bottom."""
    kept: list[Bound] = []
    for bound in sorted(bounds, key=lambda b: -b.box.area):
        inside = any(k.box.contains(bound.box.cx, bound.box.cy) for k in kept)
        if not inside:
            kept.append(bound)
    return tuple(sorted(kept, key=lambda b: (b.box.top, b.box.x0)))
