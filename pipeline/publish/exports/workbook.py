"""An Excel workbook: one sheet a table, a sheet that explains the columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.publish.exports.tidy import SHEETS, Sheet, new_file, tidy
from pipeline.publish.spreadsheet import defused

MAX_ROWS = 1_048_576  # of a sheet, in Excel
MAX_TEXT = 32_767  # characters of a cell, in Excel
_WIDE = 40


def write(outputs: Path, to: Path) -> int:
    """A workbook at `to`, its headers frozen, no text a formula; how many rows there are.

    Text longer than a cell may hold ends in …; more rows than a sheet may hold go on in a further sheet.
    """
    book = Workbook(write_only=True)
    _dictionary(book)
    sheets = {sheet.name: _Pages(book, sheet) for sheet in SHEETS}
    count = 0
    for document in tidy(outputs):
        for name, rows in document.items():
            for row in rows:
                sheets[name].add(row)
            count += len(rows)
    with new_file(to) as draft:
        book.save(draft)
    return count


class _Pages:
    """A table on as many sheets as it needs."""

    def __init__(self, book: Workbook, table: Sheet) -> None:
        self._book, self._table = book, table
        self._pages = 0
        self._rows = 0
        self._page = self._next()

    def _next(self) -> Worksheet:
        self._pages += 1
        self._rows = 1
        name = self._table.name if self._pages == 1 else f"{self._table.name} {self._pages}"
        return _sheet(self._book, name, [f.name for f in self._table.fields])

    def add(self, row: Sequence[Any]) -> None:
        if self._rows == MAX_ROWS:
            self._page = self._next()
        self._page.append([_cell(self._page, v) for v in row])
        self._rows += 1


def _sheet(book: Workbook, name: str, heads: Sequence[str]) -> Worksheet:
    page: Worksheet = book.create_sheet(name)
    page.freeze_panes = "A2"
    for n, head in enumerate(heads, start=1):
        page.column_dimensions[get_column_letter(n)].width = min(_WIDE, len(head) + 4)
    cells = [WriteOnlyCell(page, value=head) for head in heads]
    for cell in cells:
        cell.font = Font(bold=True)
    page.append(cells)
    return page


def _cell(page: Worksheet, value: Any) -> Any:
    """A value for a cell; text that a spreadsheet would run is stored as text and marked so."""
    if not isinstance(value, str):
        return value
    said = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)
    said = said if len(said) <= MAX_TEXT else said[: MAX_TEXT - 1] + "…"
    if defused(said) == said:
        return said
    cell = WriteOnlyCell(page, value=said)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _dictionary(book: Workbook) -> None:
    page = _sheet(book, "dictionary", ("table", "column", "type", "meaning"))
    for sheet in SHEETS:
        page.append([sheet.name, "", "", sheet.about])
        for field in sheet.fields:
            page.append([sheet.name, field.name, field.kind, field.about])
