"""A table that lies on its side is shown upright."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pages.turning import rotation, turn_of, view_box
from pipeline.publish.contract import BBox, CellOut

SIDE = 800.0  # of the square page that is turned


def turned(box: BBox, turn: int) -> BBox:
    """The box after the page has been turned clockwise so often."""
    for _ in range(turn):
        box = (SIDE - box[3], box[0], SIDE - box[1], box[2])
    return box


def grid(rows: int, cols: int, turn: int, height: float = 14.0, width: float = 60.0) -> list[CellOut]:
    return [
        CellOut(r, c, 1, 1, "x", None, None, 1, turned((50 + width * c, 80 + height * r, 40 + width * (c + 1),
                78 + height * (r + 1)), turn), None, "text-layer", 1.0, (), ())
        for r in range(rows)
        for c in range(cols)
    ]  # fmt: skip


@given(st.integers(2, 12), st.integers(2, 9), st.sampled_from([0, 1, 3]), st.floats(6, 40), st.floats(20, 75))
def test_the_turn_is_told_by_rows_and_columns(rows: int, cols: int, turn: int, height: float, width: float) -> None:
    assert turn_of(grid(rows, cols, turn, height, width)) == turn


def test_cells_without_a_place_leave_the_picture_upright() -> None:
    assert turn_of(()) == 0


@pytest.mark.parametrize("turn", [0, 1, 3])
def test_in_the_turned_view_rows_go_down_and_columns_to_the_right(turn: int) -> None:
    cells = grid(5, 4, turn)
    whole = turned((40.0, 70.0, 300.0, 160.0), turn)
    x, y, width, height = view_box(whole, turn)
    places = {}
    for cell in cells:
        assert cell.bbox is not None
        middle = ((cell.bbox[0] + cell.bbox[2]) / 2, (cell.bbox[1] + cell.bbox[3]) / 2)
        places[cell.row, cell.col] = spun(middle, rotation(turn))
        assert x <= places[cell.row, cell.col][0] <= x + width
        assert y <= places[cell.row, cell.col][1] <= y + height
    assert places[0, 0][1] < places[4, 0][1]
    assert places[0, 0][0] < places[0, 3][0]


def spun(point: tuple[float, float], degrees: int) -> tuple[float, float]:
    """A point after SVG's rotate()."""
    return {0: point, -90: (point[1], -point[0]), 90: (-point[1], point[0])}[degrees]
