"""Headers without rules to part them: broken lines, heads over several columns, texts close to their neighbours."""

from __future__ import annotations

from table_typesetter import EM, Sheet, tables

from pipeline.core.tables import Table

HEADS = ((91.0, "Mean"), (115.0, "SD"), (131.0, "Total"), (157.0, "Mean"), (181.0, "SD"), (197.0, "Total"))


def spans(table: Table) -> dict[str, tuple[int, int, int, int]]:
    head = [c for c in table.cells if c.row < table.header_rows]
    return {f"{c.text}/{c.col}": (c.row, c.col, c.row_span, c.col_span) for c in head}


def _bounded(sheet: Sheet, header: float, bottom: float) -> Sheet:
    for y in (96, header, bottom):
        sheet.rule(40, 400, y)
    return sheet


def test_two_heads_over_the_same_texts_span_as_many_columns() -> None:
    sheet = Sheet()
    for x, text in ((42, "Study"), (91, "Experimental"), (157, "Control"), (225, "Weight")):
        sheet.line(text, x, 100)
    for x, text in HEADS:
        sheet.line(text, x, 111)
    for i in range(5):
        values = ("3.2", "1.1", "30", "4.5", "1.2", "31")
        for x, text in ((42, f"Li 201{i}"), *zip((h[0] for h in HEADS), values, strict=True), (225, f"2{i}.1%")):
            sheet.line(text, x, 126 + 12 * i)
    (table,) = tables(_bounded(sheet, 122, 190))
    found = spans(table)
    assert found["Experimental/1"] == (0, 1, 1, 3)
    assert found["Control/4"] == (0, 4, 1, 3)


def test_a_header_wider_than_its_column_takes_the_white_beside_it() -> None:
    sheet = Sheet()
    xs = (42.0, 110.0, 170.0, 250.0)
    for x, text in zip(xs, ("Study", "Cohort", "Follow-up (years)", "Outcome"), strict=True):
        sheet.line(text, x, 100)
    for i in range(5):
        for x, text in zip(xs, (f"Li 201{i}[{i + 3}]", "SMC", f"{i}.4", "Stroke"), strict=True):
            sheet.line(text, x, 118 + 12 * i)
    (table,) = tables(_bounded(sheet, 112, 182))
    assert [c.text for c in table.cells if c.row == 0] == ["Study", "Cohort", "Follow-up (years)", "Outcome"]


def test_a_head_far_over_the_text_under_it_is_no_line_of_it() -> None:
    sheet = Sheet()
    for y, x, text in (
        (100, 262, "Programme"), (106, 42, "Study"), (116, 42, "(year)"), (116, 110, "Condition"),
        (124, 210, "Frequency"), (124, 265, "Session"), (124, 315, "Duration"),
    ):  # fmt: skip
        sheet.line(text, x, y)
    for i in range(5):
        cells = ((42, f"Li 201{i}[{i + 3}]"), (110, "T2DM"), (210, "3/wk"), (265, "30 min"), (315, "8 wk"))
        for x, text in cells:
            sheet.line(text, x, 142 + 12 * i)
    (table,) = tables(_bounded(sheet, 136, 206))
    assert spans(table)["Programme/2"] == (0, 2, 1, 3)


def test_the_other_language_of_a_head_over_several_columns_spans_them_too() -> None:
    sheet = Sheet()
    for y, x, text in (
        (100, 204, "治疗方案"), (112, 202, "Programme"), (106, 42, "文献"), (118, 42, "Reference"), (106, 345, "例数"),
        (118, 345, "Cases"), (124, 160, "频率"), (124, 212, "时间"), (124, 268, "疗程"), (136, 150, "Frequency"),
        (136, 206, "Session"), (136, 262, "Course"),
    ):  # fmt: skip
        sheet.line(text, x, y)
    for i in range(5):
        cells = ((42, f"Li 201{i}[{i + 3}]"), (156, "3/wk"), (210, "30 min"), (266, "8 wk"), (345, f"4{i}"))
        for x, text in cells:
            sheet.line(text, x, 154 + 12 * i)
    (table,) = tables(_bounded(sheet, 148, 218))
    assert spans(table)["治疗方案 Programme/1"] == (0, 1, 1, 3)


def test_a_word_cut_without_a_hyphen_in_a_narrow_header_is_whole() -> None:
    sheet = Sheet()
    sheet.line("Study", 42, 100)
    sheet.line("Pulses/sessi", 120, 100)
    sheet.line("on", 120, 110)
    for i in range(5):
        sheet.line(f"Li 201{i}[{i + 3}]", 42, 126 + 12 * i)
        sheet.line(f"15{i}0", 120, 126 + 12 * i)
    (table,) = tables(_bounded(sheet, 121, 190))
    assert next(c.text for c in table.cells if c.row == 0 and c.col == 1) == "Pulses/session"


def _unruled(first: tuple[float, str], second: tuple[float, str]) -> Table:
    """A table without rules; a group's name under the header, another one in the body."""
    sheet = Sheet()
    xs = (42.0, 130.0, 220.0, 300.0)
    for x, text in zip(xs, ("Study", "Condition", "Weeks", "Pain"), strict=True):
        sheet.line(text, x, 100)
    y = 100.0 + 1.4 * EM
    for i in range(6):
        if i in (0, 3):
            sheet.line((first, second)[i // 3][1], (first, second)[i // 3][0], y)
            y += 1.4 * EM
        for x, text in zip(xs, (f"Li 201{i}[{i + 3}]", "T2DM", f"{i + 6} wk", f"0.0{i + 1}"), strict=True):
            sheet.line(text, x, y)
        y += 1.4 * EM
    (table,) = tables(sheet)
    return table


def test_a_group_name_under_a_header_that_no_rule_ends_is_no_header() -> None:
    table = _unruled((42.0, "Aerobic exercise"), (42.0, "Resistance"))
    groups = [(c.row, c.text, c.col_span) for c in table.cells if c.text in ("Aerobic exercise", "Resistance")]
    assert groups == [(1, "Aerobic exercise", 4), (5, "Resistance", 4)]


def test_plain_names_about_the_middle_of_the_table_are_group_rows() -> None:
    table = _unruled((170.0, "Aerobic"), (168.0, "Balance."))
    groups = [(c.row, c.text, c.col_span) for c in table.cells if c.text in ("Aerobic", "Balance.")]
    assert groups == [(1, "Aerobic", 4), (5, "Balance.", 4)]
