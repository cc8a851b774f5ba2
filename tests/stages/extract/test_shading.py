"""Shaded bands have edges where a table's rows meet; backgrounds, marked words and pictures have none."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.geometry import Box
from pipeline.core.words import Shade
from pipeline.ports import RawPage
from pipeline.stages.extract.shading import shade_edges

GREY, BLUE = "0.9", "(0.2, 0.3, 0.6)"


def edges(shades: Sequence[Shade], figures: Sequence[Box] = ()) -> list[tuple[float, float, float]]:
    """Height, left and right end of each edge."""
    page = RawPage(1, 595.0, 842.0, 0, (), (), (), shades=tuple(shades))
    return [(round(r.box.cy, 1), r.box.x0, r.box.x1) for r in shade_edges(page, figures)]


def test_the_cells_of_a_shaded_row_make_one_band_with_two_edges() -> None:
    cells = [Shade(Box(x, 200, x + 100, 214), GREY) for x in (60, 160, 260)]
    assert edges(cells) == [(200.0, 60, 360), (214.0, 60, 360)]


def test_shaded_rows_of_one_colour_that_touch_have_no_edge_between_them() -> None:
    rows = [Shade(Box(60, y, 360, y + 14), GREY) for y in (200, 214, 228)]
    assert edges(rows) == [(200.0, 60, 360), (242.0, 60, 360)]


def test_a_coloured_header_over_a_shaded_row_has_its_edge() -> None:
    rows = [Shade(Box(60, 200, 360, 220), BLUE), Shade(Box(60, 220, 360, 234), GREY)]
    assert [y for y, *_ in edges(rows)] == [200.0, 220.0, 234.0]


def test_backgrounds_marked_words_and_pictures_have_no_edges() -> None:
    page, word = Shade(Box(0, 0, 595, 842), GREY), Shade(Box(100, 100, 140, 112), BLUE)
    bar = Shade(Box(100, 300, 300, 320), BLUE)
    assert edges([page, word, bar], [Box(80, 280, 400, 420)]) == []


def test_a_page_painted_of_rectangles_has_no_edges() -> None:
    stripes = [Shade(Box(60, 100 + 2 * k, 360, 106 + 2 * k), str(k)) for k in range(320)]
    assert edges(stripes) == []
