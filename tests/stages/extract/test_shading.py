"""Shaded cells are bands of rows; backgrounds, marked words and pictures are none."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.geometry import Box
from pipeline.core.words import Shade
from pipeline.ports import RawPage
from pipeline.stages.extract.shading import shaded_areas

GREY, BLUE = "0.9", "(0.2, 0.3, 0.6)"


def areas(shades: Sequence[Shade], figures: Sequence[Box] = ()) -> list[Box]:
    page = RawPage(1, 595.0, 842.0, 0, (), (), (), shades=tuple(shades))
    return [a.box for a in shaded_areas(page, figures)]


def test_the_cells_of_a_shaded_row_make_one_band() -> None:
    assert areas([Shade(Box(x, 200, x + 100, 214), GREY) for x in (60, 160, 260)]) == [Box(60, 200, 360, 214)]


def test_shaded_rows_of_one_colour_that_touch_are_one_area() -> None:
    assert areas([Shade(Box(60, y, 360, y + 14), GREY) for y in (200, 214, 228)]) == [Box(60, 200, 360, 242)]


def test_a_coloured_header_and_the_shaded_row_under_it_are_two() -> None:
    rows = [Shade(Box(60, 200, 360, 220), BLUE), Shade(Box(60, 220, 360, 234), GREY)]
    assert areas(rows) == [row.box for row in rows]


def test_backgrounds_marked_words_and_pictures_are_no_bands() -> None:
    page, word = Shade(Box(0, 0, 595, 842), GREY), Shade(Box(100, 100, 140, 112), BLUE)
    bar = Shade(Box(100, 300, 300, 320), BLUE)
    assert areas([page, word, bar], [Box(80, 280, 400, 420)]) == []


def test_a_page_painted_of_rectangles_has_no_bands() -> None:
    stripes = [Shade(Box(60, 100 + 2 * k, 360, 106 + 2 * k), str(k)) for k in range(320)]
    assert areas(stripes) == []
