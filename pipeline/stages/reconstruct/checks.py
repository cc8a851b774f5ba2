"""Self-checks of a table without gold: what every row should have once, and a row that has it twice or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.provenance import Flag
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.clues import CITATION, YEAR, is_value
from pipeline.stages.reconstruct.strips import strips

_DURATION = re.compile(
    r"\d+(?:\.\d+)?\s*(?:[-–~～至]\s*\d+(?:\.\d+)?)?\s*(?:wks?|weeks?|mo(?:nths?)?|months?|days?|d|W|周|星期|个?月|天|年|years?)"
    r"(?![A-Za-z])"
)
_SHARE = re.compile(r"(?P<n>\d{1,6})\s*/\s*(?P<all>\d{1,6})\s*[(（,，]\s*(?P<share>\d{1,3}(?:\.\d+)?)\s*[%％]\s*[)）]?")
_MOST = 0.8  # of the rows: from here on what they share is a rule of the column
_ENOUGH = 4  # rows


def checked(cells: Sequence[Cell], *, header_rows: int, n_cols: int) -> tuple[Cell, ...]:
    """The cells, those flagged that break a rule which nearly all rows of their column keep.

    A study cell with two years or citations where all others have one is two rows read as one; one with none is part
    of a row. The same holds for a column that has one duration a row, and of a column of whole values. A row whose
    duration is blank where all others have one is flagged at its first cell; a percentage that is not that of its count
    at its own.
    """
    body = [c for c in cells if c.row >= header_rows and c.row_span == 1 and c.col_span < max(2, n_cols)]
    doubts: dict[tuple[int, int], Flag] = {}
    for col in range(n_cols):
        column = [c for c in body if c.col == col]
        for what, pattern in (("year", YEAR), ("citation", CITATION), ("duration", _DURATION)):
            if what != "duration" and col > 1:
                continue
            for cell, message in _breaches(column, what, pattern):
                doubts.setdefault((cell.row, cell.col), Flag("row-split-uncertain", message))
        for cell in _stacked(column):
            message = "several whole values in this cell, one in nearly all others of its column"
            doubts.setdefault((cell.row, cell.col), Flag("row-split-uncertain", message))
        for row in _blank(cells, column, col=col, header_rows=header_rows):
            first = min((c for c in body if c.row == row), key=lambda c: c.col, default=None)
            if first is not None:
                message = f"no duration in column {col} of this row, one in all others"
                doubts.setdefault((row, first.col), Flag("row-split-uncertain", message))
    uneven = {(c.row, c.col): flag for c in body if (flag := _uneven(c.text)) is not None}
    return tuple(_with(_with(c, doubts.get((c.row, c.col))), uneven.get((c.row, c.col))) for c in cells)


def _with(cell: Cell, flag: Flag | None) -> Cell:
    """The cell with the flag, unless it has one of that code."""
    if flag is None or any(f.code == flag.code for f in cell.flags):
        return cell
    return replace(cell, flags=(*cell.flags, flag))


def _stacked(column: Sequence[Cell]) -> list[Cell]:
    """Cells of several lines that are each a whole value, where nearly all others of the column are one value."""
    single = sum(is_value(c.text) for c in column)
    if len(column) < _ENOUGH or single < _MOST * len(column):
        return []
    return [c for c in column if not is_value(c.text) and _all_values(c)]


def _all_values(cell: Cell) -> bool:
    lines = strips([w for w in cell.words if w.box is not None])
    return len(lines) > 1 and all(is_value(s.text) for s in lines)


def _blank(cells: Sequence[Cell], column: Sequence[Cell], *, col: int, header_rows: int) -> list[int]:
    """Rows without a cell in a column of durations in which all other rows have one."""
    if len(column) < _ENOUGH or not all(_DURATION.fullmatch(c.text.strip()) for c in column):
        return []
    filled = {
        r for c in cells if c.col <= col < c.col + c.col_span for r in range(c.row, c.row + c.row_span)
    }  # group rows and cells that span rows count
    rows = {c.row for c in cells if c.row >= header_rows}
    empty = sorted(rows - filled)
    return empty if len(empty) == 1 else []


def _uneven(text: str) -> Flag | None:
    """A flag where a count over a total and its percentage (`26/51 (51%)`) do not fit."""
    match = _SHARE.fullmatch(text.strip())
    if match is None or int(match["all"]) == 0 or int(match["n"]) > int(match["all"]):
        return None
    share, printed = 100 * int(match["n"]) / int(match["all"]), float(match["share"])
    if abs(share - printed) <= 1.0:
        return None
    return Flag("count-uneven", f"{match['n']} of {match['all']} is {share:.1f} %, not the {match['share']} % printed")


def _breaches(column: Sequence[Cell], what: str, pattern: re.Pattern[str]) -> list[tuple[Cell, str]]:
    """Cells with several values where nearly all others have exactly one."""
    counts = [len(pattern.findall(c.text)) for c in column]
    if len(column) < _ENOUGH or sum(n == 1 for n in counts) < _MOST * len(column):
        return []
    whole = all(pattern.fullmatch(c.text.strip()) for c, n in zip(column, counts, strict=True) if n == 1)
    if what == "duration" and not whole:
        return []
    return [
        (c, f"{n} {what}s in this cell, one in nearly all others of its column")
        for c, n in zip(column, counts, strict=True)
        if n > 1
    ]
