"""Which way up a table stands on its page, and how its picture is turned to be read."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.publish.contract import BBox, CellOut


def turn_of(cells: Iterable[CellOut]) -> int:
    """Clockwise quarter turns of a table's text on its page, from how its rows and columns follow one another: 0, 1, 3.

    cells: of one page. 1 reads from the top of the page to its bottom, the first row at the right; 3 from the bottom
    up. A table on its head, which no page has, counts as upright.
    """
    places = [(c.row, c.col, c.bbox) for c in cells if c.bbox is not None and c.row_span == c.col_span == 1]
    if not places:
        return 0
    rows, cols = [p[0] for p in places], [p[1] for p in places]
    xs, ys = [p[2][0] + p[2][2] for p in places], [p[2][1] + p[2][3] for p in places]
    upright = abs(_together(rows, ys)) + abs(_together(cols, xs))
    turned = abs(_together(rows, xs)) + abs(_together(cols, ys))
    if upright >= turned:
        return 0
    return 1 if _together(cols, ys) - _together(rows, xs) > 0 else 3


def _together(one: Iterable[float], other: Iterable[float]) -> float:
    """The covariance of two equally long series, in the units of the second."""
    a, b = list(one), list(other)
    middle, centre = sum(a) / len(a), sum(b) / len(b)
    return sum((x - middle) * (y - centre) for x, y in zip(a, b, strict=True)) / len(a)


def view_box(view: BBox, turn: int) -> tuple[float, float, float, float]:
    """The SVG viewBox (x, y, width, height) that shows `view` of a page, turned so that its text is upright."""
    x0, top, x1, bottom = view
    if turn == 1:
        box = (top, -x1, bottom - top, x1 - x0)
    elif turn == 3:
        box = (-bottom, x0, bottom - top, x1 - x0)
    else:
        box = (x0, top, x1 - x0, bottom - top)
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))


def rotation(turn: int) -> int:
    """Degrees that SVG has to turn the page by for text with this many quarter turns."""
    return {0: 0, 1: -90, 3: 90}[turn]
