"""Which table rows make up one study: sub-rows of arms and outcomes, spanning group cells, headings between rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.blocks import Bilingual
from pipeline.core.tables import Cell, Column, Table
from pipeline.stages.normalise.headers import arm_role, header_cells
from pipeline.stages.normalise.row import FieldCell


@dataclass(frozen=True, slots=True)
class StudyRows:
    """The rows of one study. rows: table rows from the first; cells: every body cell over them, in row order."""

    rows: tuple[int, ...]
    cells: tuple[FieldCell, ...]

    def of_row(self, row: int) -> tuple[FieldCell, ...]:
        """The cells that begin in a row; for the first row also those that span into it from above."""
        return tuple(at for at in self.cells if at.cell.row == row or (row == self.rows[0] and at.cell.row < row))


def study_rows(table: Table) -> tuple[StudyRows, ...]:
    """The studies of a table (with fields) in order. A row whose study cells are empty continues the study above it."""
    named = {column.index for column in table.columns if column.field == "study"}
    groups: list[list[int]] = []
    for row in range(table.header_rows, table.n_rows):
        cells = _covering(table, row)
        if not any(cell.text.strip() for cell in cells) or _is_heading(cells, table):
            continue
        starts = any(cell.col in named and cell.row == row and _names(cell) for cell in cells)
        if starts or not groups:
            groups.append([row])
        else:
            groups[-1].append(row)
    return tuple(StudyRows(tuple(rows), _cells(table, rows)) for rows in groups)


def _names(cell: Cell) -> bool:
    """Whether a study cell names a study, or would if it could be read: a blank that a reader flagged is no blank."""
    return bool(cell.text.strip()) or bool(cell.flags)


def _covering(table: Table, row: int) -> list[Cell]:
    return [c for c in table.cells if c.row >= table.header_rows and c.row <= row < c.row + c.row_span]


def _is_heading(cells: Sequence[Cell], table: Table) -> bool:
    """Whether a row is a heading between studies: one text over most of the width and nothing else."""
    said = [cell for cell in cells if cell.text.strip()]
    return len(said) == 1 and said[0].col_span > table.n_cols / 2 and table.n_cols > 2


def _cells(table: Table, rows: Sequence[int]) -> tuple[FieldCell, ...]:
    columns = {column.index: column for column in table.columns}
    found = [
        cell
        for cell in table.cells
        if cell.row >= table.header_rows and any(cell.row <= row < cell.row + cell.row_span for row in rows)
    ]
    ordered = sorted(found, key=lambda cell: (cell.row, cell.col))
    return tuple(_field_cell(table, columns[cell.col], cell) for cell in ordered if cell.col in columns)


def _field_cell(table: Table, column: Column, cell: Cell) -> FieldCell:
    over = header_cells(table, column.index)
    return FieldCell(
        field=column.field or "other",
        cell=cell,
        header=column.header if column.header != Bilingual() else _header(over),
        table_id=table.id,
        header_cell=_naming(over, column) if over else None,
    )


def _naming(over: Sequence[Cell], column: Column) -> Cell:
    """The lowest header cell; of a count the arm over it (`Experimental` over `Total`)."""
    counted = column.field == "sample_size" and len(over) > 1
    return over[-2] if counted and arm_role(over[-2].text) in ("treatment", "control") else over[-1]


def _header(cells: Sequence[Cell]) -> Bilingual:
    """The header rows joined, where the column itself does not say."""
    en = " ".join(cell.text_en for cell in cells if cell.text_en)
    zh = " ".join(cell.text_zh for cell in cells if cell.text_zh)
    return Bilingual(en=en or None, zh=zh or None)
