from __future__ import annotations

from dataclasses import replace

from table_typesetter import EM, LEADING, Sheet, set_table, tables, texts

from pipeline.core.geometry import Box
from pipeline.core.provenance import RAPIDOCR
from pipeline.core.words import Word
from pipeline.stages.reconstruct.strips import strips


def test_the_space_of_a_unit_in_every_row_makes_no_column() -> None:
    rows = (
        (["Study"], ["Duration"], ["Result"]),
        *(([f"Sato 20{i}[{i}]"], [f"{i} wk"], ["Pain ↓"]) for i in range(11, 19)),
    )
    (table,) = tables(set_table(rows, xs=(40, 150, 260)))
    assert table.n_cols == 3
    assert texts(table)[1] == ["Sato 2011[11]", "11 wk", "Pain ↓"]


def test_columns_that_nearly_touch_are_parted_by_where_their_words_begin() -> None:
    rows = (
        (["Study"], ["Country"], ["No."]),
        (["Li 2011[1]"], ["New Zealand"], ["38"]),
        (["Wu 2012[2]"], ["Iran"], ["41"]),
        (["Bo 2013[3]"], ["Germany"], ["7"]),
        (["Eze 2014[4]"], ["Peru"], ["90"]),
    )
    (table,) = tables(set_table(rows, xs=(40, 88, 88 + 11 * EM / 2 + 4)))
    assert texts(table)[1] == ["Li 2011[1]", "New Zealand", "38"]


def test_a_header_over_several_columns_spans_them_with_and_without_a_rule() -> None:
    for ruled in (True, False):
        sheet = Sheet()
        sheet.rule(38, 400, 96)
        for x, text in ((40, "Study"), (150, "Treatment"), (230, "Control"), (320, "P")):
            sheet.line(text, x, 100 if x in (40, 320) else 100 + LEADING + 2, bold=True)
        sheet.line("No. of patients", 172, 100, bold=True)
        if ruled:
            sheet.rule(148, 290, 110.5)
        sheet.rule(38, 400, 124)
        for i in range(4):
            for x, text in ((40, f"Li 201{i}[{i + 1}]"), (150, f"3{i}"), (230, f"4{i}"), (320, f"0.0{i}")):
                sheet.line(text, x, 128 + 13 * i)
        sheet.rule(38, 400, 182)
        (table,) = tables(sheet)
        header = {c.text: (c.row, c.col, c.row_span, c.col_span) for c in table.cells if c.row < 2}
        assert header["No. of patients"] == (0, 1, 1, 2), ruled
        assert header["Study"] == (0, 0, 2, 1)
        assert header["Control"] == (1, 2, 1, 1)
        assert table.header_rows == 2


def test_a_header_text_broken_over_lines_does_not_span_its_neighbours() -> None:
    rows = (
        (["First", "author", "(year)"], ["Sample", "size"], ["Course"], ["P"]),
        *(([f"Li 201{i}[{i + 1}]"], [f"4{i}"], [f"{i + 3} wk"], [f"0.0{i}"]) for i in range(5)),
    )
    for align in ("top", "middle"):
        (table,) = tables(set_table(rows, xs=(40, 130, 200, 280), align=align))
        assert table.header_rows == 1
        assert [c.text for c in table.cells if c.row == 0] == ["First author (year)", "Sample size", "Course", "P"]


def test_header_texts_that_stand_on_the_rule_under_them_are_one_row() -> None:
    sheet = Sheet()
    sheet.rule(38, 400, 90)
    for x, lines in ((40, ["Study"]), (120, ["Mean age", "(years)"]), (220, ["Control"]), (300, ["Outcome"])):
        for k, text in enumerate(reversed(lines)):
            sheet.line(text, x, 110 - LEADING * k)
    sheet.rule(38, 400, 121)
    for i in range(5):
        for x, text in ((40, f"Li 201{i}[{i + 1}]"), (120, f"5{i}.1"), (220, "Placebo"), (300, "Pain ↓")):
            sheet.line(text, x, 124 + 13 * i)
    sheet.rule(38, 400, 190)
    (table,) = tables(sheet)
    assert [(c.text, c.col_span) for c in table.cells if c.row == 0] == [
        ("Study", 1), ("Mean age (years)", 1), ("Control", 1), ("Outcome", 1),
    ]  # fmt: skip


def test_a_stacked_bilingual_header_is_one_row_with_both_sides() -> None:
    rows = (
        (["研究", "Study"], ["疗程", "Course"], ["样本量"]),
        *(([f"王某 201{i}[{i}]"], [f"{i}周"], [f"{i}0"]) for i in range(1, 6)),
    )
    (table,) = tables(set_table(rows, xs=(40, 150, 260)))
    first, second, third = (c for c in table.cells if c.row == 0)
    assert (first.text, first.text_en, first.text_zh) == ("研究 Study", "Study", "研究")
    assert (second.text_en, second.text_zh) == ("Course", "疗程")
    assert (third.text_en, third.text_zh) == (None, "样本量")
    assert table.columns[0].header.zh == "研究"


def test_a_word_that_a_recogniser_ran_over_a_gutter_is_cut_there() -> None:
    rows = ((["Study"], ["Group"], ["No."]), *(([f"Li 201{i}[{i}]"], ["DPN"], [f"{i}1"]) for i in range(1, 7)))
    sheet = set_table(rows, xs=(40, 150, 200))
    left = next(w for w in sheet.words if w.text == "DPN")
    right = next(w for w in sheet.words if w.text == "11" and w.box and w.box.x0 > 190)
    assert left.box
    assert right.box
    joined = Word(
        "DPN11",
        Box(left.box.x0, left.box.top, right.box.x1, left.box.bottom),
        RAPIDOCR,
        size=EM,
        char_boxes=(*left.char_boxes, *right.char_boxes),
    )
    sheet.words = [w for w in sheet.words if w is not left and w is not right] + [joined]
    (table,) = tables(sheet)
    assert texts(table)[1] == ["Li 2011[1]", "DPN", "11"]


def test_a_landscape_table_is_read_upright_and_its_boxes_lie_on_the_page() -> None:
    rows = (
        (["Study"], ["Weeks"], ["Result"]),
        *(([f"Sato 201{i}[{i}]"], [f"{i} wk"], ["Pain ↓"]) for i in range(1, 7)),
    )
    sheet = set_table(rows, xs=(40, 150, 260))

    def turned(box: Box) -> Box:
        return box.turned(3, width=842, height=595)

    sheet.words = [
        replace(w, box=turned(w.box), char_boxes=tuple(turned(b) for b in w.char_boxes), turn=3)
        for w in sheet.words
        if w.box
    ]
    sheet.rules = [replace(r, box=turned(r.box), horizontal=False) for r in sheet.rules]
    from_page = {w.text: w.box for w in sheet.words}
    (table,) = tables(sheet, turn=3)
    assert texts(table)[1] == ["Sato 2011[1]", "1 wk", "Pain ↓"]
    assert next(c for c in table.cells if c.text == "Weeks").box == from_page["Weeks"]


def test_a_raised_mark_over_which_another_line_hangs_stays_with_the_word_before_it() -> None:
    above = Word("García-López", Box(57, 462, 95, 469), "ocr:rapidocr", 1.0, size=6.75)
    year = Word("2021", Box(57, 470, 70, 477), "ocr:rapidocr", 1.0, size=6.75)
    mark = Word("[9]", Box(70, 465, 77, 473), "ocr:rapidocr", 1.0, False, size=4.4, raised=True)
    assert [s.text for s in strips((above, year, mark))] == ["García-López", "2021[9]"]
