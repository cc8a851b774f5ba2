"""Self-checks of a table without gold: what every row should have once, and a row that has it twice or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.provenance import Flag
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.clues import CITATION, YEAR

_DURATION = re.compile(
    r"\d+(?:\.\d+)?\s*(?:[-–~～至]\s*\d+(?:\.\d+)?)?\s*(?:wks?|weeks?|mo(?:nths?)?|months?|days?|d|W|周|星期|个?月|天|年|years?)"
    r"(?![A-Za-z])"
)
_MOST = 0.8  # of the rows: from here on what they share is a rule of the column
_ENOUGH = 4  # rows


def checked(cells: Sequence[Cell], *, header_rows: int, n_cols: int) -> tuple[Cell, ...]:
    """The cells, those flagged that break a rule which nearly all rows of their column keep.

    A study cell with two years or citations where all others have one is two rows read as one; one with none is part
    of a row. The same holds for a column that has one duration a row.
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
    return tuple(
        replace(c, flags=(*c.flags, doubts[c.row, c.col]))
        if (c.row, c.col) in doubts and all(f.code != "row-split-uncertain" for f in c.flags)
        else c
        for c in cells
    )


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
