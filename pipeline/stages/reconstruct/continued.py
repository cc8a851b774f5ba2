"""Parts of one table on several pages, made one grid again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.captions import Heading
from pipeline.stages.reconstruct.grid import Grid

_SAME_TEXT = 0.8
_SAME_EDGE = 2.0  # em


@dataclass(frozen=True, slots=True)
class Whole:
    """All parts of one table in order, with their headings."""

    grids: tuple[Grid, ...]
    headings: tuple[Heading, ...]
    members: tuple[int, ...]


def join_parts(grids: Sequence[Grid], headings: Sequence[Heading], headless: Callable[[Grid], Grid]) -> list[Whole]:
    """Tables from parts in reading order. headless: rebuilds a part as one without a header."""
    wholes: list[Whole] = []
    for i, (grid, heading) in enumerate(zip(grids, headings, strict=True)):
        last = wholes[-1] if wholes else None
        if last is not None and _goes_on(last, grid, heading):
            kept = grid if _same_header(last.grids[0], grid) else headless(grid)
            wholes[-1] = Whole((*last.grids, kept), (*last.headings, heading), (*last.members, i))
        else:
            wholes.append(Whole((grid,), (heading,), (i,)))
    return wholes


def stacked(whole: Whole) -> tuple[tuple[Cell, ...], int]:
    """The cells of all parts under one header, and the number of rows; each cell keeps its page."""
    first = whole.grids[0]
    cells, offset = list(first.cells), first.n_rows
    for grid in whole.grids[1:]:
        drop = grid.header_rows
        cells += [replace(c, row=c.row - drop + offset) for c in grid.cells if c.row >= drop]
        offset += grid.n_rows - drop
    return tuple(cells), offset


def _goes_on(last: Whole, grid: Grid, heading: Heading) -> bool:
    before = last.grids[-1]
    numbers = {h.number for h in last.headings if h.number}
    if before.part.page == grid.part.page and not heading.continued:
        return False
    if heading.number and numbers and heading.number not in numbers:
        return False
    if heading.continued or (heading.number and heading.number in numbers):
        return True
    if heading.number or heading.text.en or heading.text.zh or grid.part.page != before.part.page + 1:
        return False
    return before.n_cols == grid.n_cols and _same_edges(before, grid)


def _same_edges(a: Grid, b: Grid) -> bool:
    """Whether the columns stand at the same places, seen from each part's left edge."""
    em = a.part.em
    left_a, left_b = a.edges[0], b.edges[0]
    return all(abs((x - left_a) - (y - left_b)) < _SAME_EDGE * em for x, y in zip(a.edges, b.edges, strict=True))


def _same_header(a: Grid, b: Grid) -> bool:
    """Whether a part repeats the header of the first."""
    heads_a, heads_b = _header_text(a), _header_text(b)
    return bool(heads_a) and bool(heads_b) and Indel.normalized_similarity(heads_a, heads_b) >= _SAME_TEXT


def _header_text(grid: Grid) -> str:
    return re.sub(r"\s", "", "".join(c.text for c in grid.cells if c.row < grid.header_rows))
