from __future__ import annotations

from dataclasses import replace

from table_typesetter import block, set_table, tables, texts

from pipeline.core.geometry import Box
from pipeline.core.joining import join_lines
from pipeline.core.provenance import RAPIDOCR, TESSERACT, Reading
from pipeline.stages.reconstruct.captions import read_caption
from pipeline.stages.reconstruct.footnotes import defined_marks
from pipeline.stages.reconstruct.legend import NoteText, read_legend
from pipeline.stages.reconstruct.vocabulary import Vocabulary

XS = (40.0, 150.0, 260.0)
HEADER = (["Study"], ["Weeks"], ["Result"])


def studies(first: int, last: int) -> tuple[tuple[list[str], list[str], list[str]], ...]:
    return tuple(([f"Sato 20{i}[{i}]"], [f"{i} wk"], ["Pain ↓"]) for i in range(first, last))


def test_captions_and_notes_beside_a_table_become_its_label_caption_notes_and_legend() -> None:
    blocks = (
        block("caption", "表1 运动干预的临床研究", Box(40, 70, 300, 79), language="zh"),
        block("caption", "Table 1 Clinical studies of exercise", Box(40, 84, 300, 93)),
        block("note", "DPN：糖尿病周围神经病变；NR：未报道。", Box(40, 190, 400, 198), language="zh"),
        block("note", "DPN: diabetic peripheral neuropathy; NR: not reported.", Box(40, 200, 400, 208)),
        block("note", "Received 2020-01-01", Box(40, 700, 400, 708)),
    )
    (table,) = tables(set_table((HEADER, *studies(11, 15)), xs=XS), blocks=blocks)
    assert (table.label.en, table.label.zh) == ("Table 1", "表1")
    assert (table.caption.en, table.caption.zh) == ("Clinical studies of exercise", "运动干预的临床研究")
    assert [(a.short, a.en, a.zh) for a in table.abbreviations] == [
        ("DPN", "diabetic peripheral neuropathy", "糖尿病周围神经病变"),
        ("NR", "not reported", "未报道"),
    ]
    assert len(table.notes) == 2


def test_a_table_continued_on_the_next_page_is_one_table_with_one_header() -> None:
    first, second = set_table((HEADER, *studies(11, 15)), xs=XS), set_table((HEADER, *studies(15, 19)), xs=XS)
    blocks = (
        block("caption", "Table 2 Studies", Box(40, 84, 300, 93)),
        block("caption", "续表2", Box(40, 84, 300, 93), page=2, language="zh"),
    )
    (table,) = tables(first, second, blocks=blocks)
    assert table.pages == (1, 2)
    assert [row[1] for row in texts(table)] == ["Weeks", *(f"{i} wk" for i in range(11, 19))]
    assert {c.page for c in table.cells if c.row > 4} == {2}


def test_a_continued_table_without_caption_or_header_goes_on_in_the_same_columns() -> None:
    rows = set_table(studies(15, 19), xs=XS, header_rows=0)
    (table,) = tables(set_table((HEADER, *studies(11, 15)), xs=XS), rows)
    assert [row[1] for row in texts(table)][1:] == [f"{i} wk" for i in range(11, 19)]


def test_two_tables_with_other_columns_on_following_pages_stay_two() -> None:
    other = set_table(((["Item"], ["Mean"]), (["Age"], ["54"]), (["Height"], ["172"])), xs=(40, 300))
    assert len(tables(set_table((HEADER, *studies(11, 15)), xs=XS), other)) == 2


def test_the_second_witness_gives_the_cell_another_reading_and_its_flag() -> None:
    sheet = set_table((HEADER, *studies(11, 15)), xs=XS)
    sheet.words = [
        replace(
            w,
            source=RAPIDOCR,
            confidence=0.9,
            alternatives=(Reading(TESSERACT, "L2", 0.4),) if w.text == "12" else (),
            flags=("ocr-disagreement",) if w.text == "12" else (),
        )
        for w in sheet.words
    ]
    (table,) = tables(sheet)
    cell = next(c for c in table.cells if c.text == "12 wk")
    assert cell.source == RAPIDOCR
    assert [(a.source, a.text) for a in cell.alternatives] == [(TESSERACT, "L2 wk")]
    assert [(f.code, f.candidates) for f in cell.flags] == [("ocr-disagreement", ("12", "L2"))]


def test_a_footnote_mark_is_taken_off_the_value_and_linked_to_its_note() -> None:
    rows = (HEADER, *studies(11, 15), (["Sato 2016[16]"], ["16 wk*"], ["Pain ↓"]))
    blocks = (block("note", "*Follow-up included.", Box(40, 200, 300, 208)),)
    (table,) = tables(set_table(rows, xs=XS), blocks=blocks)
    cell = next(c for c in table.cells if c.row == 5 and c.col == 1)
    assert cell.text == "16 wk"
    assert [(f.code, f.candidates) for f in cell.flags] == [("footnote", ("Follow-up included.",))]


def test_a_mark_that_no_note_defines_stays_in_the_cell() -> None:
    rows = (HEADER, *studies(11, 15), (["Sato 2016[16]"], ["16 wk*"], ["Pain ↓"]))
    (table,) = tables(set_table(rows, xs=XS))
    assert next(c for c in table.cells if c.row == 5 and c.col == 1).text == "16 wk*"


def test_a_note_at_the_margin_under_a_narrow_table_is_the_tables() -> None:
    rows = (HEADER, *studies(11, 15), (["Sato 2016[16]"], ["16 wk*"], ["Pain ↓"]))
    sheet = set_table(rows, xs=[x + 200 for x in XS])
    bottom = max(w.box.bottom for w in sheet.words if w.box is not None)
    (table,) = tables(sheet, blocks=(block("note", "*Follow-up included.", Box(40, bottom + 8, 160, bottom + 16)),))
    assert table.notes == ("*Follow-up included.",)


def test_a_compound_broken_within_its_first_word_is_whole_again() -> None:
    known = Vocabulary(["double", "blind", "follow"])
    assert join_lines(["Randomized, dou-", "ble-blind"], known=known) == "Randomized, double-blind"
    assert join_lines(["mindfulness-", "based"], known=known) == "mindfulness-based"


def test_marks_of_both_languages_are_read_from_notes() -> None:
    assert defined_marks(["注：a P<0.05，与对照组比较；b P<0.01"])["b"] == "P<0.01"
    assert defined_marks(["*P<0.05; **P<0.01 vs control"]) == {"*": "P<0.05", "**": "P<0.01 vs control"}
    assert defined_marks(["DPN: diabetic peripheral neuropathy."]) == {}


def test_a_short_form_misread_in_one_language_is_repaired_by_the_other_and_flagged() -> None:
    notes = (
        NoteText("HITT：高强度间歇训练；DPN：糖尿病周围神经病变", 1),
        NoteText("HIIT: high-intensity interval training", 1),
    )
    legend = read_legend((*notes, NoteText("HITT: high-intensity interval training", 1)))
    assert legend.entries[0].en == "high-intensity interval training"
    swapped = read_legend((NoteText("MINST：量表甲；NR：未报道", 1), NoteText("MNIST: scale; NR: not reported", 1)))
    assert [(a.short, a.en, a.zh) for a in swapped.entries] == [
        ("MINST", "scale", "量表甲"),
        ("NR", "not reported", "未报道"),
    ]
    assert [f.code for f in swapped.flags] == ["legend-near-miss"]


def test_caption_labels_of_many_kinds_are_read() -> None:
    assert read_caption("续表1 临床研究") == ("1", "临床研究", True)
    assert read_caption("Table 2 (continued) Trials") == ("2", "Trials", True)
    assert read_caption("Tab. 3. Trials of drugs") == ("3", "Trials of drugs", False)
    assert read_caption("表 4-1　基线特征") == ("4-1", "基线特征", False)


def test_two_studies_read_as_one_row_are_flagged() -> None:
    rows = (HEADER, *studies(11, 17), (["Sato 2017[17] Wu 2018[18]"], ["18 wk"], ["Pain ↓"]))
    (table,) = tables(set_table(rows, xs=(40, 200, 300)))
    cell = next(c for c in table.cells if "Wu" in c.text)
    assert [f.code for f in cell.flags] == ["row-split-uncertain"]
