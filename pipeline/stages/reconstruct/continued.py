"""Parts of one table on several pages, made one grid again."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from pipeline.core.joining import join_lines
from pipeline.core.provenance import Flag
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.captions import Heading
from pipeline.stages.reconstruct.clues import torn
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import ink
from pipeline.stages.reconstruct.grid import Grid

_SAME_TEXT = 0.8
_SAME_EDGE = 2.0  # em
_SURE_COLUMNS = 4  # columns that hardly another table's words stand in

Rebuild = Callable[[Grid, bool, Columns | None], Grid]
"""Builds a part again: the part's grid, whether it has no header of its own, the columns it shares."""


@dataclass(frozen=True, slots=True)
class Whole:
    """All parts of one table in order, with their headings. members: their places among all parts."""

    grids: tuple[Grid, ...]
    headings: tuple[Heading, ...]
    members: tuple[int, ...]


def join_parts(grids: Sequence[Grid], headings: Sequence[Heading], rebuild: Rebuild) -> list[Whole]:
    """Tables from parts in reading order."""
    wholes: list[Whole] = []
    for i, (grid, heading) in enumerate(zip(grids, headings, strict=True)):
        last = wholes[-1] if wholes else None
        if last is not None and _goes_on(last, grid, heading):
            kept = _fitted(last.grids[0], grid, rebuild)
            wholes[-1] = Whole((*last.grids, kept), (*last.headings, heading), (*last.members, i))
        else:
            wholes.append(Whole((grid,), (heading,), (i,)))
    return wholes


def stacked(whole: Whole, *, known: Container[str]) -> tuple[tuple[Cell, ...], int]:
    """The cells of all parts under one header, and the number of rows; each cell keeps its page.

    A row that the page break cut is put together again, and flagged.
    """
    first = whole.grids[0]
    cells, offset = list(first.cells), first.n_rows
    for grid in whole.grids[1:]:
        drop = grid.header_rows
        more = [replace(c, row=c.row - drop + offset) for c in grid.cells if c.row >= drop]
        offset += grid.n_rows - drop
        cut = _cut_row(cells, more)
        if cut is not None:
            cells = _mended(cells, more, cut, known=known)
            more = [replace(c, row=c.row - 1) for c in more if c.row != cut]
            offset -= 1
        cells += more
    return tuple(cells), offset


def _goes_on(last: Whole, grid: Grid, heading: Heading) -> bool:
    before = last.grids[-1]
    numbers = {h.number for h in last.headings if h.number}
    if before.part.page == grid.part.page and not heading.continued:
        return _in_next_column(before, grid) and not heading.number and _same_header(last.grids[0], grid)
    if heading.number and numbers and heading.number not in numbers:
        return False
    if heading.continued or (heading.number and heading.number in numbers):
        return True
    if heading.number or heading.text.en or heading.text.zh or grid.part.page != before.part.page + 1:
        return False
    first = last.grids[0]
    return _same_header(first, grid) or _fits(first, grid)


def _in_next_column(before: Grid, grid: Grid) -> bool:
    """Whether a part stands at the top of the text column after the one that the part before it ends."""
    one, two = before.part.box, grid.part.box
    return two.x0 > one.x1 - before.part.em and two.top < one.top + before.part.em


def _fitted(first: Grid, grid: Grid, rebuild: Rebuild) -> Grid:
    """The part with the first one's columns, and without the header where it has none of its own."""
    headless = not _same_header(first, grid)
    if grid.n_cols == first.n_cols:
        own = rebuild(grid, True, None) if headless else grid
        if own.n_cols == first.n_cols:
            return own
    return rebuild(grid, headless, _shared(first, grid))


def _shared(first: Grid, grid: Grid) -> Columns:
    """The first part's columns where this part's words suit them best: in place, or moved to where the part begins
    (the margins of left and right pages differ; a part without rules begins with its ink)."""
    moved = first.columns.moved(grid.columns.edges[0] - first.columns.edges[0])
    return min((first.columns, moved), key=lambda c: _over(c, grid))


def _over(columns: Columns, grid: Grid) -> int:
    """How many words run over a gutter or out at a side."""
    em, boxes = grid.part.em, [ink(w) for w in grid.part.words]
    out = sum(b.x0 < columns.edges[0] - em or b.x1 > columns.edges[-1] + em for b in boxes)
    return out + sum(1 for b in boxes for g in columns.gutters if b.x0 < g.cx - 0.3 * em and b.x1 > g.cx + 0.3 * em)


def _fits(first: Grid, grid: Grid) -> bool:
    """Whether a part's words stand in the first part's columns: as wide, none empty, hardly a word over a gutter.

    The last texts of a part without rules may end well before its column; columns enough say as much as the width.
    """
    columns, em = _shared(first, grid), first.part.em
    far = abs(columns.edges[-1] - grid.columns.edges[-1]) > _SAME_EDGE * em
    if columns.count < (_SURE_COLUMNS if far else 2):
        return False
    boxes = [ink(w) for w in grid.part.words]
    return _over(columns, grid) <= 0.03 * len(boxes) and len({columns.of(b) for b in boxes}) == columns.count


def _same_header(a: Grid, b: Grid) -> bool:
    """Whether a part repeats the header of the first."""
    heads_a, heads_b = _header_text(a), _header_text(b)
    return bool(heads_a) and bool(heads_b) and Indel.normalized_similarity(heads_a, heads_b) >= _SAME_TEXT


def _header_text(grid: Grid) -> str:
    """The header's texts column by column: two parts need not have broken it into rows alike."""
    heads = sorted((c for c in grid.cells if c.row < grid.header_rows), key=lambda c: (c.col, c.row))
    return re.sub(r"\s", "", "".join(c.text for c in heads))


def _cut_row(above: Sequence[Cell], below: Sequence[Cell]) -> int | None:
    """The first row of a part where it only finishes the last row of the part before: no study cell of its own, and
    a text that the break tears."""
    if not above or not below:
        return None
    row, last = min(c.row for c in below), max(c.row + c.row_span for c in above) - 1
    head = [c for c in below if c.row == row]
    tail = {c.col: c for c in above if c.row <= last < c.row + c.row_span}
    if any(c.col == 0 or c.col_span > 1 or c.col not in tail for c in head):
        return None
    tears = [torn(tail[c.col].text, c.text, lower_starts=0.0) for c in head]
    return row if max(tears, default=0.0) >= 1.5 else None


def _mended(above: Sequence[Cell], below: Sequence[Cell], row: int, *, known: Container[str]) -> list[Cell]:
    last = max(c.row + c.row_span for c in above) - 1
    rest = {c.col: c for c in below if c.row == row}
    out: list[Cell] = []
    for cell in above:
        more = rest.get(cell.col) if cell.row <= last < cell.row + cell.row_span else None
        if more is not None:
            flag = Flag("row-split-uncertain", "the row goes on over the page break", (cell.text, more.text))
            cell = replace(
                cell,
                text=join_lines([cell.text, more.text], known=known),
                confidence=min(cell.confidence, more.confidence),
                flags=(*cell.flags, *more.flags, flag),
                words=(*cell.words, *more.words),
            )
        out.append(cell)
    return out
