"""Tidy CSV: one file a table, every cell safe in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pipeline.publish.exports.tidy import NOT_REPORTED, SHEETS, new_folder, tidy
from pipeline.publish.spreadsheet import defused


def write(outputs: Path, to: Path) -> int:
    """CSV files (UTF-8 with a mark for spreadsheets, RFC 4180) in the folder `to`; how many rows there are."""
    return write_tables(outputs, to, text=_safe, encoding="utf-8-sig")


def write_tables(outputs: Path, to: Path, *, text: Callable[[Any], str], encoding: str) -> int:
    """One CSV file a sheet in `to`, each value made into text by `text`."""
    count = 0
    with new_folder(to) as folder, ExitStack() as stack:
        writers = {}
        for sheet in SHEETS:
            file = stack.enter_context((folder / f"{sheet.name}.csv").open("w", encoding=encoding, newline=""))
            writers[sheet.name] = csv.writer(file)
            writers[sheet.name].writerow([f.name for f in sheet.fields])
        for document in tidy(outputs):
            for name, rows in document.items():
                writers[name].writerows([text(v) for v in row] for row in rows)
                count += len(rows)
    return count


def plain(value: Any) -> str:
    """A value as text, exactly: whole numbers without a point, truths as `true` and `false`."""
    if value is None:
        return NOT_REPORTED
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def _safe(value: Any) -> str:
    return defused(value) if isinstance(value, str) else plain(value)
