"""A study cell beside several rows that names more than one study: rows of two studies read as the arms of one."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.provenance import Flag
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.clues import CITATION, YEAR

_STUDY_COLUMNS = (0, 1)


def two_studies(cells: Sequence[Cell], *, header_rows: int) -> dict[tuple[int, int], Flag]:
    """Every cell of the rows beside such a study cell, by row and column, with the flag.

    Told by two years and two citations in it, where most other study cells of the column do not hold two of both.
    """
    doubts: dict[tuple[int, int], Flag] = {}
    for col in _STUDY_COLUMNS:
        column = [c for c in cells if c.row >= header_rows and c.col == col]
        named = [c for c in column if _studies(c.text) > 1]
        if 2 * len(named) > len(column):
            continue  # the way of this table
        for cell in (c for c in named if c.row_span > 1):
            rows = range(cell.row, cell.row + cell.row_span)
            message = f"{_studies(cell.text)} studies are named beside these rows: they may be one study's each"
            flag = Flag("row-split-uncertain", message)
            doubts |= {(c.row, c.col): flag for c in cells if c.row in rows}
    return doubts


def _studies(text: str) -> int:
    return min(len(YEAR.findall(text)), len(CITATION.findall(text)))
