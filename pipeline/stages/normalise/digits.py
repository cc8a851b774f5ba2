"""Numbers of a text dump that may have lost their first digit: 2W among cells of 12W."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from pipeline.core.provenance import Flag
from pipeline.core.tables import Cell, Table

_NUMBER = re.compile(r"^\s*(\d+)\s*[A-Za-z\u3400-\u9fff]")
_OFTEN = 3


def with_lost_digits(table: Table) -> Table:
    """The table with a flag on durations that are the end of the commonest one of their column.

    Only in a text dump, where no other witness can say; a table from a page is returned as it is.
    """
    if table.method != "text-only":
        return table
    doubted: dict[tuple[int, int], Flag] = {}
    for column in table.columns:
        if column.field == "duration":
            body = [cell for cell in table.cells if cell.col == column.index and cell.row >= table.header_rows]
            doubted |= _doubted(body)
    cells = tuple(
        replace(cell, flags=(*cell.flags, doubted[cell.row, cell.col])) if (cell.row, cell.col) in doubted else cell
        for cell in table.cells
    )
    return replace(table, cells=cells)


def _doubted(cells: list[Cell]) -> dict[tuple[int, int], Flag]:
    read = {(c.row, c.col): hit.group(1) for c in cells if (hit := _NUMBER.match(c.text))}
    common, times = next(iter(Counter(read.values()).most_common(1)), ("", 0))
    if times < _OFTEN:
        return {}
    said = f"most rows say {common}: a first digit may be lost"
    return {
        place: Flag("digit-lost", f"{number} in a column where {said}", (common,))
        for place, number in read.items()
        if number != common and common.endswith(number)
    }
