"""Is a piece of a page tabular? Rows, gaps and columns of the ink in a box."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.geometry import Box
from pipeline.stages.extract.layout.ink import Ink, Row, rows_of, segments

CELL = 0.85  # white space between two cells of a row, in type sizes
_NARROW = 8.0  # type sizes: columns of text are wider; the labels of rows are not


def inks_in(inks: Sequence[Ink], box: Box, *, pad: float = 0.0) -> list[Ink]:
    """Inks whose middle lies in the box, grown by `pad` points to the sides."""
    return [i for i in inks if box.x0 - pad <= i.box.cx <= box.x1 + pad and box.top <= i.box.cy <= box.bottom]


def column_gaps(rows: Sequence[Row], *, width: float, tolerance: float) -> tuple[tuple[float, float], ...]:
    """White vertical bands at least `width` points wide that at most `tolerance` (0..1) of the rows cross."""
    if not rows:
        return ()
    x0 = min(r.box.x0 for r in rows)
    x1 = max(r.box.x1 for r in rows)
    crossed = [0] * (int(x1 - x0) + 2)
    for row in rows:
        covered: set[int] = set()
        for ink in row.inks:
            covered.update(range(int(ink.box.x0 - x0), int(ink.box.x1 - x0) + 1))
        for x in covered:
            if 0 <= x < len(crossed):
                crossed[x] += 1
    limit = tolerance * len(rows)
    gaps, start = [], None
    for x, count in enumerate([*crossed, len(rows) + 1]):
        if count <= limit:
            start = x if start is None else start
        elif start is not None:
            if x - start >= width and start > 0 and x < len(crossed) - 1:
                gaps.append((x0 + start, x0 + x))
            start = None
    return tuple(gaps)


def occupied(row: Row, gaps: Sequence[tuple[float, float]]) -> int:
    """How many of the columns between `gaps` hold ink of the row."""
    return len({sum(i.box.cx > (a + b) / 2 for a, b in gaps) for i in row.inks})


def is_tabular(inks: Sequence[Ink]) -> bool:
    """Does the ink stand in two or more columns of cells, not in lines of prose?"""
    rows = rows_of(inks)
    if not rows:
        return False
    size = sorted(r.size for r in rows)[len(rows) // 2]
    # One short line needs wide gaps; many lines that all leave a narrow band white say as much.
    width = 0.9 * size if len(rows) < 3 else 0.4 * size
    strict = column_gaps(rows, width=width, tolerance=0.0)  # finds a column with one label beside many lines
    gaps = (column_gaps(rows, width=width, tolerance=0.15) if len(rows) > 6 else ()) or strict
    if not gaps and len(rows) < 8:
        broad = [r for r in rows if len(segments(r, gap=0.9)) >= 2]
        return len(broad) * 3 >= len(rows) * 2 and not prose(rows)
    return bool(gaps) and not (len(gaps) == 1 and prose_columns(rows, gaps[0]))


def prose(rows: Sequence[Row]) -> bool:
    """Lines that fill their measure from end to end without wide gaps."""
    if len(rows) < 2:
        return False
    x0, x1 = min(r.box.x0 for r in rows), max(r.box.x1 for r in rows)
    full = [r for r in rows if r.box.width > 0.85 * (x1 - x0) and fill(r) > 0.8]
    return len(full) * 2 > len(rows)


def fill(row: Row) -> float:
    """Share of the row's width that ink covers."""
    return sum(i.box.width for i in row.inks) / max(row.box.width, 1.0)


def prose_columns(rows: Sequence[Row], gap: tuple[float, float]) -> bool:
    """Two columns of running text: each filled from edge to edge in most rows."""
    if len(rows) < 4:
        return False
    middle = (gap[0] + gap[1]) / 2
    sides = [
        rows_of(i for r in rows for i in r.inks if i.box.cx < middle),
        rows_of(i for r in rows for i in r.inks if i.box.cx > middle),
    ]
    return all(_measure(side) > _NARROW and prose(side) for side in sides)


def _measure(rows: Sequence[Row]) -> float:
    """How wide the rows are, in type sizes."""
    if not rows:
        return 0.0
    return (max(r.box.x1 for r in rows) - min(r.box.x0 for r in rows)) / rows[0].size
