from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_typesetter import layered, set_table, tables, texts

from pipeline.core.geometry import Box
from pipeline.core.provenance import TEXT_LAYER
from pipeline.core.words import Line, Region, Word
from pipeline.settings import ReconstructSettings
from pipeline.stages.reconstruct import reconstruct

XS = (40.0, 130.0, 230.0, 300.0, 430.0)
HEADER = (["Study"], ["Condition"], ["Weeks"], ["Programme"], ["Result"])
STUDIES = (
    (
        ["HARTMANN", "2014[24]"],
        ["DPN"],
        ["15"],
        ["Moderate, 3 times/W,", "50 min/time; HIIT,", "20 min/time"],
        ["Pain ↓"],
    ),
    (["Okafor 2018[25]"], ["Fibromyalgia"], ["12"], ["Usual pace"], ["SNCV ↑,", "ADL ↑"]),
    (
        ["Lind et al.", "2019[26]"],
        ["Knee OA"],
        ["8"],
        ["Aerobic (60-", "70% HRmax, resistance", "60% 1-RM)"],
        ["Pain ↓"],
    ),
    (["Sato 2020[27]"], ["DPN"], ["24"], ["Walking and", "stretching"], ["None"]),
)
PLAIN = [
    ["HARTMANN 2014[24]", "DPN", "15", "Moderate, 3 times/W, 50 min/time; HIIT, 20 min/time", "Pain ↓"],
    ["Okafor 2018[25]", "Fibromyalgia", "12", "Usual pace", "SNCV ↑, ADL ↑"],
    ["Lind et al. 2019[26]", "Knee OA", "8", "Aerobic (60-70% HRmax, resistance 60% 1-RM)", "Pain ↓"],
    ["Sato 2020[27]", "DPN", "24", "Walking and stretching", "None"],
]


@pytest.mark.parametrize("align", ["middle", "top"])
@pytest.mark.parametrize("gap", [0.0, 1.5, 6.0])
def test_rows_are_found_though_the_leading_between_rows_is_that_within_cells(align: str, gap: float) -> None:
    (table,) = tables(set_table((HEADER, *STUDIES), xs=XS, align=align, gap=gap))
    assert texts(table)[1:] == PLAIN
    assert table.header_rows == 1


@given(
    order=st.permutations(range(4)),
    align=st.sampled_from(["middle", "top"]),
    gap=st.floats(0.0, 8.0),
    times=st.integers(1, 3),
)
@settings(max_examples=25, deadline=None)
def test_any_order_of_the_same_rows_gives_the_same_rows(order: list[int], align: str, gap: float, times: int) -> None:
    chosen = [order[i % 4] for i in range(4 * times)]
    (table,) = tables(set_table((HEADER, *(STUDIES[i] for i in chosen)), xs=XS, align=align, gap=gap))
    assert texts(table)[1:] == [PLAIN[i] for i in chosen]


def test_every_word_of_the_region_stands_in_exactly_one_cell() -> None:
    sheet = set_table((HEADER, *STUDIES), xs=XS)
    (table,) = tables(sheet)
    inside = sorted(w.text for c in table.cells for w in c.words)
    assert inside == sorted(w.text for w in sheet.words)


def test_a_table_without_any_rule_has_its_header_told_from_its_rows() -> None:
    (table,) = tables(set_table((HEADER, *STUDIES), xs=XS, ruled=False))
    assert texts(table) == [["Study", "Condition", "Weeks", "Programme", "Result"], *PLAIN]
    assert table.header_rows == 1


def test_a_group_name_on_a_line_of_its_own_spans_the_table() -> None:
    group = (["Aerobic exercise training"], [], [], [], [])
    (table,) = tables(set_table((HEADER, group, *STUDIES), xs=XS, gap=4))
    first = next(c for c in table.cells if c.row == 1)
    assert (first.text, first.col_span) == ("Aerobic exercise training", 5)
    assert texts(table)[2:] == PLAIN


def test_a_group_column_spans_the_rows_of_its_studies() -> None:
    sheet = set_table((HEADER, *STUDIES), xs=[x + 60 for x in XS], right=620)
    sheet.line("Type", 40, 104, bold=True)
    middle = next(w for w in sheet.words if w.text == "Okafor").box
    assert middle is not None
    sheet.line("Mixed", 40, middle.top - 12)
    last = next(w for w in sheet.words if w.text == "Sato").box
    assert last is not None
    sheet.line("Mind", 40, last.top - 20)
    (table,) = tables(sheet)
    spans = [(c.text, c.row_span) for c in table.cells if c.col == 0 and c.row]
    assert spans == [("Mixed", 2), ("Mind", 2)]


def test_a_close_decision_about_rows_is_flagged() -> None:
    rows = ((["Item"], ["Remark"]), (["alpha", "beta"], ["one", "two"]), (["gamma"], ["three"]))
    (table,) = tables(set_table(rows, xs=(40, 200), gap=0.0))
    assert any(f.code == "row-split-uncertain" for c in table.cells for f in c.flags) or table.n_rows == 4


def test_a_further_arm_shares_the_study_and_condition_above_it() -> None:
    arm = ([], [], ["6"], ["Walking"], ["None"])
    (table,) = tables(set_table((HEADER, STUDIES[1], arm, *STUDIES), xs=XS, align="top", gap=3))
    spans = {(c.row, c.col): c.row_span for c in table.cells}
    assert (spans[1, 0], spans[1, 1], spans[1, 2]) == (2, 2, 1)
    assert texts(table)[2] == ["Okafor 2018[25]", "Fibromyalgia", "6", "Walking", "None"]


@pytest.mark.parametrize(("elsewhere", "codes"), [("", ["name-unconfirmed"]), ("RAMÍREZ-VÉLEZ", [])])
def test_a_name_in_capitals_broken_at_a_hyphen_is_flagged_unless_the_document_names_it(
    elsewhere: str, codes: list[str]
) -> None:
    head, name = (["Study"], ["Programme"], ["Result"]), (["RAMÍREZ-", "VÉLEZ 2014"], ["Tai Chi"], ["Pain ↓"])
    sheet = set_table((head, name, (["SATO 2019"], ["Walking"], ["None"])), xs=(40.0, 150.0, 320.0), align="top")
    made = layered(sheet)
    (page,) = made.transcript.pages
    words = tuple(Word(w, Box(40, 400, 90, 410), TEXT_LAYER) for w in ("trial", elsewhere) if w)
    text = Region("r2", 1, "paragraph", (Line(words, 1),), Box(40, 400, 500, 410))
    pages = (replace(page, regions=(*page.regions, text)),)
    whole = replace(made, transcript=replace(made.transcript, pages=pages))
    (table,) = reconstruct(whole, settings=ReconstructSettings()).tables
    cell = next(c for c in table.cells if c.row == 1 and c.col == 0)
    assert [f.code for f in cell.flags if f.code == "name-unconfirmed"] == codes
    assert ("-" in cell.text) == bool(elsewhere)
