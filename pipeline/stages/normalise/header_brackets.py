"""Headers that a wrapped bracket was torn from: 例数(试验组/ beside 对照组)性别, `Follow-up` beside `(y) Outcome`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.blocks import Bilingual
from pipeline.core.tables import Cell, Column, Table

_TAIL = re.compile(r"^[^()（）]{0,20}[)）]\s*(?=\S)")
_WHOLE = re.compile(r"^[(（][^()（）]{1,20}[)）]\s*(?=\S)")


def with_whole_brackets(table: Table) -> Table:
    """The table, the end of a bracket that begins a header given back to the header on its left that lacks it.

    A bracket that a whole header begins with belongs to the left one as well, where that has none.
    """
    cells = {(cell.row, cell.col): cell for cell in table.cells}
    moved: dict[tuple[int, int], Cell] = {}
    for (row, col), cell in cells.items():
        left = next((cells[row, c] for c in range(col - 1, -1, -1) if (row, c) in cells), None)
        if row >= table.header_rows or left is None or left.col + left.col_span != col:
            continue
        left = moved.get((row, left.col), left)
        if (torn := _torn(left.text, cell.text)) is not None:
            moved[row, left.col] = _grown(left, torn)
            moved[row, col] = _shrunk(cell, torn)
    if not moved:
        return table
    whole = tuple(moved.get((c.row, c.col), c) for c in table.cells)
    columns = tuple(
        _headed(column, whole, table.header_rows, touched={col for _, col in moved}) for column in table.columns
    )
    return replace(table, cells=whole, columns=columns)


def _headed(column: Column, cells: Sequence[Cell], header_rows: int, *, touched: set[int]) -> Column:
    """The column with the header that its cells have now."""
    over = [c for c in cells if c.row < header_rows and c.col <= column.index < c.col + c.col_span]
    if not touched & {c.col for c in over}:
        return column
    en, zh = " ".join(c.text_en for c in over if c.text_en), " ".join(c.text_zh for c in over if c.text_zh)
    return replace(column, header=Bilingual(en=en or None, zh=zh or None))


def _torn(left: str, text: str) -> str | None:
    """What begins a header and belongs to the one on its left, None where nothing does."""
    opened = len(re.findall(r"[(（]", left)) - len(re.findall(r"[)）]", left))
    hit = _TAIL.match(text) if opened == 1 else _WHOLE.match(text) if opened == 0 and "(" not in left else None
    return hit.group(0) if hit is not None and left.strip() else None


def _grown(cell: Cell, torn: str) -> Cell:
    added = torn.rstrip()
    joint = " " if added[0] in "(（" and added.isascii() else ""
    text = f"{cell.text}{joint}{added}"
    return replace(
        cell,
        text=text,
        text_en=text if cell.text_en == cell.text else cell.text_en,
        text_zh=text if cell.text_zh == cell.text else cell.text_zh,
    )


def _shrunk(cell: Cell, torn: str) -> Cell:
    def without(text: str | None) -> str | None:
        return text.removeprefix(torn).removeprefix(torn.rstrip()).strip() if text else text

    return replace(cell, text=cell.text[len(torn) :], text_en=without(cell.text_en), text_zh=without(cell.text_zh))
