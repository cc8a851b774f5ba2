"""Tables with neither rules nor a caption to bound them: rows of figures under one another in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.geometry import around
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.grain import CELL, column_gaps, prose_columns
from pipeline.stages.extract.layout.ink import Row, segments
from pipeline.stages.extract.layout.ruled import is_caption

_FIGURES = re.compile(r"[\d\s.,%±()（）+\-–−—~～<>=≥≤$¥*/]*\d[\d\s.,%±()（）+\-–−—~～<>=≥≤$¥*/]*")
_SEEDS, _ROWS = 3, 4  # rows of figures, and rows in all, that make a table
_NEAR = 1.6  # type sizes: white between its rows at most
_LEADING = 0.7  # type sizes: white between two lines of a cell at most
_TEXT = 0.4  # of the room: no cell is wider
_WIDTH = 14.0  # type sizes: narrower ones are matrices in formulas
_HEADER = 4  # rows over the first figures at most


def figure_runs(rows: Sequence[Row], room: float) -> list[list[Row]]:
    """Runs of rows that are a table by their figures alone, top to bottom, with the header rows over them.

    rows: of one column or of the whole page. room: its width, points.
    """
    runs: list[list[Row]] = []
    end = 0
    while end < len(rows):
        start = next((n for n in range(end, len(rows)) if _seed(rows[n], room)), len(rows))
        seeds = _seeds(rows, start, room)
        run = _grown(rows, start, seeds, room, floor=end) if len(seeds) >= _SEEDS else []
        if len(run) >= _ROWS and around(r.box for r in run).width > _WIDTH * run[0].size:
            runs.append(run)
        end = max(start + 1, rows.index(run[-1]) + 1 if run else 0)
    return runs


def _seed(row: Row, room: float) -> bool:
    """Whether the row has three cells or more, most of them figures and none a line of text."""
    cells = segments(row, gap=CELL)
    figures = sum(bool(_FIGURES.fullmatch(c.text)) for c in cells)
    return len(cells) >= 3 and figures >= 2 and 2 * figures >= len(cells) - 1 and not _texts(cells, room)


def _texts(cells: Sequence[Row], room: float) -> bool:
    return any(c.box.width > _TEXT * room for c in cells)


def _seeds(rows: Sequence[Row], start: int, room: float) -> list[Row]:
    """The rows of figures from `start` on, other cells of a table between them."""
    found: list[Row] = []
    last = start
    for n in range(start, len(rows)):
        if rows[n].box.top - rows[last].box.bottom > _NEAR * rows[n].size or _texts(segments(rows[n], gap=CELL), room):
            break
        last = n
        if _seed(rows[n], room):
            found.append(rows[n])
    return found


def _grown(rows: Sequence[Row], start: int, seeds: Sequence[Row], room: float, *, floor: int) -> list[Row]:
    """The rows from the header to the last that stands in the columns of the rows of figures."""
    gaps = column_gaps(seeds, width=0.6 * seeds[0].size, tolerance=0.1)
    if len(gaps) < 2:
        return []
    first = start
    while first > max(floor, start - _HEADER) and _fits(rows[first - 1], rows[first], gaps, room):
        first -= 1
    while first < start and len(segments(rows[first], gap=CELL)) < 2:
        first += 1
    last = start
    while last + 1 < len(rows) and _fits(rows[last + 1], rows[last], gaps, room):
        last += 1
    while last > start and not _ends(rows[last], rows[last - 1]):
        last -= 1
    return list(rows[first : last + 1])


def _ends(row: Row, before: Row) -> bool:
    """Whether a row may be the last: of several cells, or the rest of a cell of the row before."""
    return len(segments(row, gap=CELL)) >= 2 or row.box.top - before.box.bottom < _LEADING * row.size


def _fits(row: Row, beside: Row, gaps: Sequence[tuple[float, float]], room: float) -> bool:
    """Whether a row stands near the one before or after it, in the columns between the gaps."""
    white = max(row.box.top - beside.box.bottom, beside.box.top - row.box.bottom)
    if white > _NEAR * row.size or is_caption(row) or labels.is_note(row.text):
        return False
    cells = segments(row, gap=CELL)
    bridged = [sum(c.box.x0 < a and c.box.x1 > b for a, b in gaps) for c in cells]
    if len(cells) == 1:
        return cells[0].box.width < _TEXT * room and bridged[0] <= 1
    return sum(bridged) <= len(gaps) // 2 and not _texts(cells, room)


def text_begins(rows: Sequence[Row]) -> bool:
    """Whether the first of some rows is a line of two columns of running text, as the rows after it are."""
    gaps = column_gaps(rows, width=0.8 * rows[0].size, tolerance=0.1) if rows else ()
    if len(gaps) != 1 or not prose_columns(rows, gaps[0]):
        return False
    cells = segments(rows[0], gap=0.9)
    starts = (min(r.box.x0 for r in rows), min(i.box.x0 for r in rows for i in r.inks if i.box.x0 >= gaps[0][1] - 1))
    return len(cells) <= 2 and all(any(-1 < c.box.x0 - x < 2.5 * c.size for x in starts) for c in cells)
