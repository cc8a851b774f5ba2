"""Grids to tables: parts joined, captions and notes attached, ids in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.blocks import Bilingual, Layered
from pipeline.core.tables import Cell, Column, Table
from pipeline.stages.reconstruct.grid import Grid


def assemble(layered: Layered, grids: Sequence[Grid]) -> tuple[Table, ...]:
    """One table for each grid."""
    return tuple(_table(i, grid) for i, grid in enumerate(grids, 1))


def _table(number: int, grid: Grid) -> Table:
    page = grid.part.page
    return Table(
        id=f"t{number}",
        label=Bilingual(),
        caption=Bilingual(),
        pages=(page,),
        boxes=((page, grid.part.to_page(grid.part.box)),),
        n_rows=grid.n_rows,
        n_cols=grid.n_cols,
        header_rows=grid.header_rows,
        columns=columns_of(grid.cells, grid.n_cols, grid.header_rows),
        cells=grid.cells,
        abbreviations=(),
        notes=(),
        method=grid.method,
        confidence=grid.confidence,
    )


def columns_of(cells: Sequence[Cell], n_cols: int, header_rows: int) -> tuple[Column, ...]:
    """The columns with their headers: all header rows over a column joined by a space."""
    out: list[Column] = []
    for i in range(n_cols):
        over = [c for c in cells if c.row < header_rows and c.col <= i < c.col + c.col_span]
        en = " ".join(c.text_en for c in over if c.text_en) or None
        zh = " ".join(c.text_zh for c in over if c.text_zh) or None
        out.append(Column(i, Bilingual(en, zh)))
    return tuple(out)
