"""Grids of drawn lines are tables, whatever stands in them; boxes, frames and charts are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from drawn import line, page

from pipeline.core.geometry import Box
from pipeline.core.words import Page, Region, Word
from pipeline.stages.extract.layout import lay_out

TEXT = "The trials enrolled adults and compared the programme with usual care over several weeks"


def prose(y: float, lines: int, *, x: float = 60.0, to: float = 535.0) -> list[list[Word]]:
    """Justified lines of running text from (x, y) down."""
    words = TEXT.split()
    count = 14 if to - x > 300 else 7
    turned = ([*words, *words][k % len(words) :][:count] for k in range(0, 3 * lines, 3))
    return [line(x, y + 14 * k, " ".join(some), to=to) for k, some in enumerate(turned)]


def across(y: float, x0: float = 60.0, x1: float = 535.0) -> Box:
    return Box(x0, y - 0.25, x1, y + 0.25)


def down(x: float, top: float, bottom: float) -> Box:
    return Box(x - 0.25, top, x + 0.25, bottom)


def kinds(made: Page) -> list[Region]:
    return list(lay_out([made])[0].regions)


def tables(made: Page) -> list[Region]:
    return [r for r in kinds(made) if r.kind == "table"]


def form(cells: Sequence[list[Word]], rules: Sequence[Box]) -> Page:
    return page(*prose(100, 4), *cells, *prose(420, 4), rules=rules)


def test_a_form_is_one_table_with_its_title_row_and_the_row_that_one_text_fills() -> None:
    cells = [
        line(240, 204, "Case report form"), line(64, 224, "Name"), line(180, 224, "Petrov"), line(300, 224, "Age"),
        line(64, 244, "Ward"), line(300, 244, "Bed"), line(64, 264, "Continues the treatment as before"),
    ]  # fmt: skip
    rules = [across(y) for y in (200, 220, 240, 260, 280)]
    rules += [down(x, 200, 280) for x in (60, 535)] + [down(x, 220, 260) for x in (170, 290, 400)]
    (table,) = tables(form(cells, rules))
    assert table.box is not None
    assert (round(table.box.top), round(table.box.bottom)) == (200, 280)
    assert len(table.lines) == 4


def test_a_grid_without_side_lines_keeps_the_title_row_over_its_columns() -> None:
    cells = [
        line(240, 204, "Case report form"), line(64, 224, "Name"), line(300, 224, "Petrov"), line(64, 244, "Ward"),
        line(300, 244, "B-12"),
    ]  # fmt: skip
    rules = [across(y) for y in (200, 220, 240, 260)] + [down(290, 220, 260)]
    (table,) = tables(form(cells, rules))
    assert table.box is not None
    assert round(table.box.top) == 200


def test_boxes_joined_by_lines_are_no_table() -> None:
    rules: list[Box] = []
    cells = []
    for k in range(3):
        top = 200 + 60 * k
        rules += [across(top, 80, 260), across(top + 36, 80, 260), down(80, top, top + 36), down(260, top, top + 36)]
        rules += [down(170, top + 36, top + 60)] if k < 2 else []
        cells.append(line(100, top + 12, f"Records assessed (n = {90 - k})"))
    assert tables(form(cells, rules)) == []


def test_a_frame_round_a_text_is_no_table() -> None:
    rules = [across(200), across(280), down(60, 200, 280), down(535, 200, 280)]
    assert tables(form(prose(210, 4, x=70, to=525), rules)) == []


def test_running_text_in_two_columns_under_a_table_is_no_part_of_it() -> None:
    cells = [line(64, 104, "Item"), line(300, 104, "Result"), line(64, 124, "Glucose"), line(300, 124, "4.1")]
    columns = [w for x in (60.0, 307.0) for w in prose(150, 12, x=x, to=x + 228)]
    made = page(*cells, *columns, rules=[across(100), across(120), across(140)])
    (table,) = tables(made)
    assert table.box is not None
    assert table.box.bottom < 145


def test_rows_of_figures_without_rule_or_caption_are_a_table_with_their_header() -> None:
    rows = [("Item", "2023", "2022"), ("Cash", "1,204", "38"), ("Debts", "88", "91"), ("Stock", "12", "5,870")]
    cells = [
        line(x, 200 + 15 * k, text) for k, row in enumerate(rows) for x, text in zip((120, 280, 400), row, strict=True)
    ]
    (table,) = tables(form(cells, []))
    assert len(table.lines) == 4


def test_a_matrix_in_a_formula_is_no_table() -> None:
    cells = [line(x, 200 + 15 * k, str(k * 3 + n)) for k in range(4) for n, x in enumerate((250, 272, 294))]
    assert tables(form(cells, [])) == []


CELLS = ("Hartmann 2014", "RCT", "84", "Tai Chi", "12 wk", "Pain less")
XS = (60, 170, 220, 260, 350, 420)


def rows(y: float, count: int, *, pitch: float = 14.0) -> list[list[Word]]:
    """Rows of six cells, each with a second line under the fourth."""
    made = [
        line(x, y + k * pitch, text, 8.0) for k in range(0, 2 * count, 2) for x, text in zip(XS, CELLS, strict=True)
    ]
    return made + [line(260, y + k * pitch - 4, "at home", 8.0) for k in range(1, 2 * count, 2)]


def test_rows_without_rules_at_the_top_of_a_page_are_the_rest_of_the_table_that_the_page_before_ends_with() -> None:
    head = [
        line(x, 306, text, 8.0) for x, text in zip(XS, ("Study", "Type", "n", "Arm", "Time", "Result"), strict=True)
    ]
    caption = line(200, 280, "Table 1 Trials of exercise")
    first = page(*prose(100, 10), caption, *head, *rows(326, 16), rules=[across(300), across(318)])
    second = page(*rows(60, 5), *prose(240, 20), number=2)
    above, below = (list(p.regions) for p in lay_out([first, second]))
    assert [len(r.lines) for r in above if r.kind == "table"] == [33]
    assert [r.box.top for r in below if r.kind == "table" and r.box] == [60]
    assert sum(len(line.words) for r in below if r.kind == "table" for line in r.lines) == 5 * 12


@pytest.mark.parametrize("columns", [1, 2])
def test_text_at_the_top_of_a_page_is_no_rest_of_the_table_before(columns: int) -> None:
    caption = line(200, 280, "Table 1 Trials of exercise")
    first = page(*prose(100, 10), caption, *rows(306, 16), rules=[across(300), across(318)])
    halves = [*prose(60, 30, to=287), *prose(60, 30, x=308)] if columns == 2 else prose(60, 30)
    assert not [r for r in lay_out([first, page(*halves, number=2)])[1].regions if r.kind == "table"]
