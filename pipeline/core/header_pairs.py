"""Header cells that say the same in both languages, as pairs."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.blocks import Pair, Place
from pipeline.core.tables import Table


def header_pairs(tables: Iterable[Table]) -> tuple[Pair, ...]:
    """A pair for each header cell with both an English and a Chinese side, in table, row, column order."""
    return tuple(
        Pair("header", cell.text_en, cell.text_zh, place, place, round(0.9 * cell.confidence, 3))
        for table in tables
        for cell in sorted(table.cells, key=lambda c: (c.row, c.col))
        if cell.row < table.header_rows and cell.text_en and cell.text_zh
        for place in (Place(cell.page, cell.box, cell.line, None),)
    )
