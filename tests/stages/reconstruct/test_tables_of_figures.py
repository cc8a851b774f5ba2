"""Tables that are not of studies: lists of figures, label beside several rows, headers without a rule under them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from table_typesetter import Sheet, tables

from pipeline.core.geometry import Box
from pipeline.core.tables import Table
from pipeline.core.words import Rule

XS = (40, 160, 240, 320)


def set_lines(sheet: Sheet, rows: list[tuple[str, ...]], *, top: float = 100.0, pitch: float = 11.0) -> float:
    """The rows line by line at one pitch; "" is an empty cell. Returns the place under the last."""
    for i, row in enumerate(rows):
        for x, text in zip(XS, row, strict=False):
            if text:
                sheet.line(text, x, top + i * pitch)
    return top + len(rows) * pitch


def texts(table: Table) -> list[list[str]]:
    grid = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        grid[cell.row][cell.col] = cell.text
    return grid


def test_lines_of_figures_at_one_distance_are_rows_each() -> None:
    sheet = Sheet()
    rows = [("Item", "2023", "2022"), ("Cash", "1,204", "(38)"), ("Receivables", "88", "-"), ("Total", "1,292", "50")]
    sheet.rule(40, 300, 96)
    sheet.rule(40, 300, 110)
    sheet.rule(40, 300, set_lines(sheet, rows) + 2)
    (table,) = tables(sheet)
    assert texts(table) == [list(row) for row in rows]


def test_a_name_over_a_group_of_figures_is_a_row_of_its_own() -> None:
    sheet = Sheet()
    rows = [("Item", "2023", "2022"), ("Current assets:", "", ""), ("Cash", "1,204", "38"), ("Debts", "88", "9")]
    sheet.rule(40, 300, 96)
    sheet.rule(40, 300, 110)
    sheet.rule(40, 300, set_lines(sheet, rows) + 2)
    (table,) = tables(sheet)
    assert table.n_rows == 4
    assert [(c.row, c.col_span) for c in table.cells if c.text == "Current assets:"] == [(1, 3)]


def test_ticks_that_stand_beside_wrapped_items_tell_the_rows() -> None:
    sheet = Sheet()
    set_lines(sheet, [("Procedure", "Start", "Week 4")])
    for x, text, top in (
        (40, "Informed consent", 114), (40, "Physical examination by", 126), (40, "the trial physician", 136),
        (40, "Blood count", 148), (160, "×", 114), (160, "×", 131), (240, "×", 131), (240, "×", 148),
    ):  # fmt: skip
        sheet.line(text, x, top)
    for y in (96, 110, 160):
        sheet.rule(40, 300, y)
    (table,) = tables(sheet)
    assert [row[0] for row in texts(table)[1:]] == [
        "Informed consent", "Physical examination by the trial physician", "Blood count",
    ]  # fmt: skip
    assert [row[1:] for row in texts(table)[1:]] == [["×", ""], ["×", "×"], ["", "×"]]


def test_a_label_at_the_middle_of_several_lines_of_figures_spans_them() -> None:
    sheet = Sheet()
    below = set_lines(
        sheet,
        [("Outcome", "Group", "Mean"), ("", "Tai Chi", "4.1"), ("", "Control", "5.2"), ("", "Tai Chi", "7.7"),
         ("", "Control", "8.1")],
    )  # fmt: skip
    sheet.line("Pain", 40, 116.5)
    sheet.line("Sleep", 40, 138.5)
    for y in (96, 110, below + 2):
        sheet.rule(40, 300, y)
    (table,) = tables(sheet)
    assert [(c.row, c.row_span) for c in table.cells if c.text in ("Pain", "Sleep")] == [(1, 2), (3, 2)]


def test_the_first_row_is_no_header_where_a_rule_stands_under_it_and_under_every_other() -> None:
    sheet = Sheet()
    rows = [("Test", "Result", "Unit"), ("Glucose", "4.1", "mmol/L"), ("Urea", "5.2", "mmol/L"), ("ALT", "22", "U/L")]
    set_lines(sheet, rows, pitch=14)
    for y in (96, 125, 139, 153):
        sheet.rule(40, 300, y)
    sheet.line("AST", 40, 156)
    sheet.line("31", 160, 156)
    sheet.line("U/L", 240, 156)
    sheet.rule(40, 300, 167)
    (table,) = tables(sheet)
    assert table.n_rows == 5
    assert table.header_rows == 1


def test_columns_framed_by_rules_but_with_rows_that_none_parts_are_read_line_by_line() -> None:
    sheet = Sheet()
    rows = [("Region", "Beds", "Staff"), ("Saxony", "204", "38"), ("Hesse", "88", "91"), ("Bremen", "12", "50")]
    below = set_lines(sheet, rows) + 2
    for y in (96, 110, below):
        sheet.rule(36, 300, y)
    for x in (36, 150, 230, 300):
        sheet.rules.append(Rule(Box(x - 0.25, 96, x + 0.25, below), False))
    (table,) = tables(sheet)
    assert texts(table) == [list(row) for row in rows]


def test_a_word_that_runs_through_a_vertical_rule_is_the_words_of_two_cells() -> None:
    sheet = Sheet()
    set_lines(sheet, [("Region", "", ""), ("Saxony", "204", "38"), ("Hesse", "88", "91"), ("Bremen", "12", "50")])
    sheet.line("床位数人员数", 206, 100)
    for y in (96, 110, 146):
        sheet.rule(36, 300, y)
    for x in (36, 150, 230, 300):
        sheet.rules.append(Rule(Box(x - 0.25, 96, x + 0.25, 146), False))
    (table,) = tables(sheet)
    head = [c.text.replace(" ", "") for c in table.cells if c.row == 0]
    assert head == ["Region", "床位数", "人员数"]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["-1.52(-6.47", "−0.3", "MD=-12.5", "(0.11～0.95)"]), st.floats(-3.0, 3.0))
def test_a_figure_that_is_wider_than_its_cell_keeps_its_sign_wherever_the_rule_runs(effect: str, over: float) -> None:
    sheet = Sheet()
    set_lines(sheet, [("Region", "Beds", ""), ("Saxony", "204", ""), ("Hesse", "88", ""), ("Bremen", "12", "")])
    sheet.line("Effect", 240, 100)
    for i in (1, 2, 3):
        sheet.line(effect, 230 + over, 100 + 11 * i)
    for y in (96, 110, 146):
        sheet.rule(36, 300, y)
    for x in (36, 150, 230, 300):
        sheet.rules.append(Rule(Box(x - 0.25, 96, x + 0.25, 146), False))
    (table,) = tables(sheet)
    assert [row[1:] for row in texts(table)[1:]] == [["204", effect], ["88", effect], ["12", effect]]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Cash", "Goodwill", "Debts", "Stock"]), st.integers(0, 99999), st.integers(0, 99)),
        min_size=4,
        max_size=12,
    )
)
def test_every_figure_of_a_list_stands_in_the_row_and_column_it_was_printed_in(
    items: list[tuple[str, int, int]],
) -> None:
    sheet = Sheet()
    rows = [("Item", "First", "Second"), *((name, f"{a:,}", str(b)) for name, a, b in items)]
    sheet.rule(40, 300, 96)
    sheet.rule(40, 300, 110)
    sheet.rule(40, 300, set_lines(sheet, rows) + 2)
    (table,) = tables(sheet)
    assert texts(table) == [list(row) for row in rows]
