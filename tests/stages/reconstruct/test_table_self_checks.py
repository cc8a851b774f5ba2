"""Self-checks of a table: each tells what was expected where a row breaks what the others keep, and else is silent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.provenance import TEXT_LAYER
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.checks import checked
from pipeline.stages.reconstruct.citation_order import citations_in


def told(rows: Sequence[Sequence[str]], *, cited: frozenset[int] = frozenset()) -> list[tuple[int, int, str, str]]:
    """(row, column, code, message) of every flag on a table whose first row is its header."""
    cells = [
        Cell(r, c, text, 1, TEXT_LAYER) for r, row in enumerate(rows) for c, text in enumerate(row) if text
    ]  # fmt: skip
    flagged = checked(cells, header_rows=1, n_cols=len(rows[0]), cited=cited)
    return [(c.row, c.col, f.code, f.message) for c in flagged for f in c.flags]


def studies(numbers: Sequence[object]) -> list[list[str]]:
    """A table of one study a row with these citations; None: without one."""
    labels = [f"Sato {2001 + i}" + ("" if n is None else f"[{n}]") for i, n in enumerate(numbers)]
    return [["Study", "Weeks"], *([label, "8 wk"] for label in labels)]


def test_a_number_that_its_neighbours_leave_no_room_for_is_flagged_with_the_one_expected() -> None:
    ((row, col, code, message),) = told(studies([5, 6, 7, 70, 9, 10, 11, 12]))
    assert (row, col, code) == (4, 0, "citation-order")
    assert "[8] was expected" in message


def test_a_gap_in_citations_that_count_up_is_flagged_where_nothing_else_cites_the_number() -> None:
    ((row, col, code, message),) = told(studies([5, 6, 7, 9, 10, 11, 12]))
    assert (row, col, code) == (4, 0, "citation-order")
    assert "[8] was expected after [7]" in message


@pytest.mark.parametrize(
    ("numbers", "cited"),
    [
        ([5, 6, 7, 8, 9, 10, 11], frozenset[int]()),
        ([5, 6, 7, 9, 10, 11, 12], frozenset({8})),  # cited in the text: no row of this table
        ([5, 6, 7, 9, 10, 12, 13, 14, 17], frozenset[int]()),  # gaps are this table's way
        ([5, 6, "7-9", 10, 11, "12,13", 14], frozenset[int]()),
        ([31, 12, 7, 44, 2, 18, 9, 3], frozenset[int]()),  # in the order of the authors' names
        ([5, 6, 7, 8, 9, 10, 3], frozenset[int]()),  # the last was cited before
    ],
)
def test_numbers_as_reviews_print_them_are_not_flagged(numbers: list[object], cited: frozenset[int]) -> None:
    assert told(studies(numbers), cited=cited) == []


@given(st.integers(1, 300), st.integers(4, 30))
def test_citations_that_count_up_are_never_flagged(first: int, rows: int) -> None:
    assert told(studies(range(first, first + rows))) == []


def test_citations_of_running_text_are_told_with_the_numbers_within_their_ranges() -> None:
    assert citations_in(["shown before [3-5,9].", "and again[12]"]) == {3, 4, 5, 9, 12}


def test_the_one_study_without_a_citation_is_flagged_where_all_others_have_one() -> None:
    ((row, col, code, message),) = told(studies([5, 6, None, 7, 8, 9]))
    assert (row, col, code) == (3, 0, "row-split-uncertain")
    assert "a citation was expected here" in message


def test_rows_of_no_study_and_tables_of_some_cited_studies_need_no_citation() -> None:
    rows = studies([5, 6, 7, 8, 9])
    assert told([*rows, ["Total", "8 wk"]]) == []
    assert told(studies([5, None, 6, None, 7, 8])) == []


GROUPS = [["Symptom", "Drug (n = 30)", "Placebo (n=28)"], ["Nausea", "12 (40.0%)", "7 (25.0%)"],
          ["Headache", "6 (20.0%)", "14 (50.0%)"], ["Dizziness", "3 (10.0%)", "2 (7.1%)"],
          ["Rash", "9 (30.0%)", "4 (14.3%)"], ["Cough", "15 (50.0%)", "1 (3.6%)"]]  # fmt: skip


def test_percentages_that_fit_the_size_of_their_group_are_not_flagged() -> None:
    assert told(GROUPS) == []


def test_a_percentage_is_held_against_the_size_that_its_header_prints() -> None:
    rows = [list(row) for row in GROUPS]
    rows[3][1] = "8 (10.0%)"
    ((row, col, code, message),) = told(rows)
    assert (row, col, code) == (3, 1, "count-uneven")
    assert message == "8 of 30 is 26.7 %, not the 10.0 % printed"


def test_a_percentage_is_held_against_the_number_of_its_row() -> None:
    pairs = [(40, 10), (25, 5), (80, 20), (60, 30), (50, 25)]
    rows = [[f"Sato 200{i}", str(n), f"{k} ({100 * k / n:.0f})"] for i, (n, k) in enumerate(pairs)]
    assert told([["Study", "n", "Responders (%)"], *rows]) == []
    rows[4][2] = "35 (50)"
    assert [(r, c, code) for r, c, code, _ in told([["Study", "n", "Responders"], *rows])] == [(5, 2, "count-uneven")]


def test_means_with_their_deviations_are_no_percentages() -> None:
    rows = [[f"Item {i}", f"{i + 11} (3.{i})", f"{i + 14} (2.{i})"] for i in range(7)]
    assert told([["Scale", "Drug (n = 30)", "Placebo (n = 28)"], *rows]) == []


def test_the_share_of_women_among_both_sexes_is_no_wrong_percentage() -> None:
    rows = [[f"Sato 200{i}", f"{a}/{b} ({100 * b / (a + b):.0f}%)"] for i, (a, b) in enumerate([(12, 18), (20, 30)])]
    assert told([["Study", "M/F"], *rows]) == []


ARMS = [["Study", "Drug", "Placebo", "All"], *([f"Sato 200{i}", str(a), str(b), str(a + b)] for i, (a, b) in
        enumerate([(41, 39), (30, 31), (22, 20), (60, 58), (15, 15), (18, 21)]))]  # fmt: skip


def test_arms_that_add_up_to_the_printed_total_are_not_flagged() -> None:
    assert told(ARMS) == []


def test_arms_that_do_not_add_up_are_flagged_where_those_of_the_other_rows_do() -> None:
    rows = [list(row) for row in ARMS]
    rows[1][3] = "82"
    assert [(r, c, code, message) for r, c, code, message in told(rows)] == [
        (1, c, "count-uneven", "41 + 39 is 80, not the 82 printed") for c in (1, 2, 3)
    ]


SUMS = [["Ward", "2019", "2020", "2021", "2022"], ["North", "10", "12", "13.5", "8"], ["South", "4", "6", "7.5", "9"],
        ["Total", "14", "18", "21.0", "17"]]  # fmt: skip


def test_totals_at_the_foot_are_held_against_their_columns() -> None:
    assert told(SUMS) == []
    rows = [list(row) for row in SUMS]
    rows[2][4] = "6"
    rows += [["South-East", "1", "1", "1", "1"], ["Total", "1", "1", "1", "1"]]
    assert told(rows) == []  # three of four columns are less than most
    wide = [[*row, *row[1:3]] for row in rows[:4]]
    assert told(wide) == [(3, 4, "count-uneven", "the rows above add up to 14, not the 17 printed")]


@pytest.mark.parametrize("text", ["120 (60/", "60)", "Pain (VAS ↓, sleep", "例数(试验组/"])
def test_a_text_with_a_bracket_open_is_flagged(text: str) -> None:
    assert [code for *_, code, _ in told([["A", "B"], ["x", text]])] == ["unfinished-text"]


@pytest.mark.parametrize("text", ["120 (60/60)", "1) pain 2) sleep", "a) VAS; b) PSQI", "[0.1, 3.2)", "60（30/30)"])
def test_texts_with_whole_brackets_and_numbers_of_lists_are_not_flagged(text: str) -> None:
    assert told([["A", "B"], ["x", text]]) == []


def test_a_cell_that_says_what_two_others_of_its_column_say_is_flagged() -> None:
    rows = [["Study", "Arm"], ["Sato", "HIIT"], ["", "MICT"], ["", "Control"], ["Wu", "HIIT"], ["", "MICT Control"]]
    assert [(r, c, code) for r, c, code, _ in told(rows)] == [(5, 1, "row-split-uncertain")]


def test_two_figures_of_the_columns_form_in_one_cell_are_flagged() -> None:
    values = ["12/30", "14/31", "9/28", "11/185 92/160", "20/41"]
    rows = [["Study", "n"], *([f"Sato {name}", value] for name, value in zip("abcde", values, strict=True))]
    assert [(r, c, code) for r, c, code, _ in told(rows)] == [(4, 1, "row-split-uncertain")]


def test_programmes_made_of_two_are_no_doubt() -> None:
    rows = [["Study", "Programme"], ["Sato", "Aerobic"], ["Wu", "Resistance"], ["Li", "Aerobic + Resistance"]]
    assert told(rows) == []


@pytest.mark.parametrize(
    ("values", "doubted"),
    [(["827,856 998,392", "17,445 78,762", "5,120 4,090"], True), (["32.77±5.8521.60±6.04"] * 4, True),
     (["12 345", "9 120", "8 004"], False), (["5.2±1.1 4.8±1.0"] * 4, False), (["3.4 (0.5)"] * 4, False)],
)  # fmt: skip
def test_a_column_of_figures_side_by_side_is_doubted_as_two(values: list[str], doubted: bool) -> None:
    rows = [["Item", "Amount"], *([f"Item {name}", value] for name, value in zip("abcd", values, strict=False))]
    codes = {(r, c, code) for r, c, code, _ in told(rows)}
    assert codes == ({(r, 1, "ambiguous-placement") for r in range(len(rows))} if doubted else set())


def test_raised_digits_where_others_have_citations_in_brackets_are_doubted() -> None:
    rows = [
        ["研究", "疗程"],
        ["王某[6] 2014", "8周"],
        ["李某[7] 2015", "8周"],
        ["SUN等 ⁹¹ 2016", "8周"],
        ["赵某 ⁸¹ 2017", "8周"],
    ]
    assert [(row, col, code) for row, col, code, _ in told(rows)] == [
        (3, 0, "low-confidence"),
        (4, 0, "low-confidence"),
    ]


def beside(study: str) -> list[tuple[int, int, str]]:
    """(row, column, code) of the flags on a table whose first study cell spans two rows."""
    cells = [Cell(0, 0, "研究", 1, TEXT_LAYER), Cell(0, 1, "疗程", 1, TEXT_LAYER)]
    cells += [Cell(1, 0, study, 1, TEXT_LAYER, row_span=2), Cell(1, 1, "12周", 1, TEXT_LAYER)]
    cells += [Cell(2, 1, "24周", 1, TEXT_LAYER), Cell(3, 0, "赵敏[8] 2014", 1, TEXT_LAYER)]
    cells += [Cell(3, 1, "8周", 1, TEXT_LAYER)]
    return [(c.row, c.col, f.code) for c in checked(cells, header_rows=1, n_cols=2) for f in c.flags]


def test_two_studies_read_as_the_arms_of_one_are_doubted_with_all_their_rows() -> None:
    doubted = [(1, 0), (1, 1), (2, 1)]
    assert beside("张伟等[6] 2011李红梅[7] 2013") == [(*place, "row-split-uncertain") for place in doubted]


def test_the_arms_of_one_study_are_not_doubted_for_its_name() -> None:
    assert beside("张伟等[6] 2011") == []
