"""Doubts of the ink reach exactly the values that were read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from invented_tables import document, records, table

from pipeline.core.geometry import Box
from pipeline.core.provenance import Flag, Reading
from pipeline.core.tables import Cell, Table
from pipeline.core.words import Word

ROWS = [["Study", "Outcome"], ["Kim 2014[1]", "Pain ↓, ADL ↑"], ["Lee 2015[2]", "Pain ↓, ADL ↑"]]


def with_cell(made: Table, row: int, col: int, **changes: Any) -> Table:
    cells = tuple(replace(c, **changes) if (c.row, c.col) == (row, col) else c for c in made.cells)
    return replace(made, cells=cells)


def word(text: str, **more: Any) -> Word:
    return Word(text, Box(0, 0, 10, 10), "ocr:rapidocr", **more)


def flags(made: Table) -> list[tuple[str, str]]:
    return [(f["code"], f["path"]) for f in records(document(made))[0]["flags"]]


def test_a_doubtful_word_doubts_only_the_values_read_from_it() -> None:
    words = (word("Pain"), word("↓,"), word("ADL", flags=("ocr-disagreement",)), word("↑"))
    assert flags(with_cell(table(ROWS), 1, 1, words=words)) == [("ocr-disagreement", "/outcomes/1/measure/as_reported")]


def test_an_arrow_that_another_witness_reads_the_other_way_is_unknown() -> None:
    other = Reading("ocr:tesseract", "↑,", 0.9)
    words = (word("Pain"), word("↓,", alternatives=(other,), flags=("arrow-disputed",)), word("ADL"), word("↑"))
    found = records(document(with_cell(table(ROWS), 1, 1, words=words)))[0]
    assert [o["direction"] for o in found["outcomes"]] == ["unknown", "increase"]
    assert [(f["code"], f["path"], f["candidates"]) for f in found["flags"]] == [
        ("arrow-disputed", "/outcomes/0/direction", ["decrease", "increase"])
    ]


def test_a_flag_that_names_its_place_doubts_that_place_only() -> None:
    doubt = (Flag("ambiguous-placement", "…", ("Pain ↓, MBI ↑",)),)
    paths = {path for _, path in flags(with_cell(table(ROWS), 1, 1, flags=doubt))}
    assert paths == {"/outcomes/1/measure/as_reported"}


def test_a_flag_without_a_place_doubts_every_value_of_its_cell_and_none_beside_it() -> None:
    paths = {path for _, path in flags(with_cell(table(ROWS), 1, 1, flags=(Flag("row-split-uncertain", "…"),)))}
    assert paths and all(path.startswith("/outcomes/") for path in paths)


def test_a_garbled_citation_doubts_no_author() -> None:
    paths = {path for _, path in flags(with_cell(table(ROWS), 1, 0, flags=(Flag("citation-garbled", "…"),)))}
    assert paths == {"/study/citations/0"}


def test_a_study_that_could_not_be_read_is_a_record_of_its_own() -> None:
    made = with_cell(table([*ROWS, ["", "Pain ↓"]]), 3, 0, flags=(Flag("cell-unread", "…"),))
    found = records(document(made))
    assert len(found) == 3
    assert found[2]["study"]["label"] is None
    assert ("name-unread", "/study/label") in [(f["code"], f["path"]) for f in found[2]["flags"]]


def test_evidence_is_boxed_by_its_own_words() -> None:
    words = (
        Word("Pain", Box(0, 0, 10, 10), "text-layer"), Word("↓,", Box(12, 0, 15, 10), "text-layer"),
        Word("ADL", Box(20, 0, 30, 10), "text-layer"), Word("↑", Box(32, 0, 35, 10), "text-layer"),
    )  # fmt: skip
    found = records(document(with_cell(table(ROWS), 1, 1, words=words, box=Box(0, 0, 40, 10))))[0]
    boxes = {p["path"]: p["bbox"] for p in found["provenance"]}
    assert boxes["/outcomes/1/measure/as_reported"] == [20, 0, 30, 10]
    assert boxes["/outcomes/1/direction"] == [32, 0, 35, 10]


def body(made: Table) -> tuple[Cell, ...]:
    return tuple(cell for cell in made.cells if cell.row >= made.header_rows)


def test_every_value_of_a_clean_table_stands_in_the_text_it_quotes() -> None:
    found = records(document(table(ROWS)))
    assert all(p["raw"] and p["span"] for record in found for p in record["provenance"])
    assert all(record["status"] == "clean" for record in found)


def dump(rows: Sequence[Sequence[str | None]]) -> Table:
    return replace(table(rows, source="text-file"), method="text-only")


def test_a_citation_that_was_cut_from_its_cell_is_restored_from_what_its_flag_kept() -> None:
    tails = ["2014124", "20182", "20192", "201727", "2018", "20182"]
    made = dump([["Study", "Outcome"], *([f"Kim {tail[:4]}", "Pain |"] for tail in tails)])
    for row, tail in enumerate(tails, start=1):
        made = with_cell(made, row, 0, flags=(Flag("citation-garbled", "…", (tail,)),))
    assert [record["study"]["citations"] for record in records(document(made))] == [[24], [25], [26], [27], [28], [29]]


def test_a_duration_that_may_have_lost_its_first_digit_is_flagged_in_a_dump_only() -> None:
    rows: list[list[str | None]] = [["Study", "Duration", "Result"]]
    rows += [[f"Kim {2010 + i}[{i}]", weeks, "Pain |"] for i, weeks in enumerate(["12W", "12W", "2W", "8W", "12W"])]
    codes = [
        [f["code"] for f in r["flags"] if f["path"] == "/intervention/duration"] for r in records(document(dump(rows)))
    ]
    assert codes == [[], [], ["digit-lost"], [], []]
    assert not any(f["code"] == "digit-lost" for r in records(document(table(rows))) for f in r["flags"])


def test_marks_that_belong_to_no_cell_are_said_of_the_row_and_not_of_its_author() -> None:
    assert flags(with_cell(table(ROWS), 1, 0, flags=(Flag("stray-marks", "…", (".",)),))) == [("stray-marks", "")]


def test_a_name_of_a_dump_that_the_reference_list_lacks_is_flagged_and_one_that_it_has_is_not() -> None:
    names = ["KIM", "LEE", "DOE", "ROE", "PARK", "CHOI"]
    references = [(i, f"{name} A, OTHER B. A trial[J]. Pain, 2014, 1: 1-2.") for i, name in enumerate(names, start=1)]
    made = dump([["Study", "Outcome"], ["KIM 2014[1]", "Pain |"], ["EMER 2014", "Pain |"]])
    first, second = records(document(made, references=references))
    assert "name-unconfirmed" not in [f["code"] for f in first["flags"]]
    assert ("name-unconfirmed", "/study/first_author") in [(f["code"], f["path"]) for f in second["flags"]]


def test_two_measures_with_a_ruined_arrow_between_them_are_two_outcomes() -> None:
    made = dump([["研究", "结局指标"], ["王某 2014[1]", "有效率1 VAS评分 |"], ["李某 2015[2]", "头痛天数 |"]])
    found = records(document(made))[0]["outcomes"]
    assert [(o["measure"]["as_reported"], o["direction"]) for o in found] == [
        ("有效率", "unknown"),
        ("VAS评分", "unknown"),
    ]
