"""Outcomes that the cells give as numbers and the notes spell out."""

from __future__ import annotations

from typing import Any

from invented_tables import document, records, table

HEADER = ["研究", "干预措施", "结局指标"]


def read(cell: str, notes: list[str]) -> list[dict[str, Any]]:
    rows = [HEADER, ["王某2016[5]", "针刺", cell], ["李某2017[6]", "针刺", cell]]
    found: list[dict[str, Any]] = records(document(table(rows, notes=notes)))[0]["outcomes"]
    return found


NOTES = ["注：①有效率；②VAS评分；③Barthel指数。"]


def test_a_mark_stands_for_what_the_note_says() -> None:
    found = read("①③", NOTES)
    assert [one["measure"]["as_reported"] for one in found] == ["有效率", "Barthel指数"]
    assert [one["direction"] for one in found] == ["unknown", "unknown"]


def test_an_arrow_behind_a_mark_is_that_measures_direction() -> None:
    found = read("①↑②↓", NOTES)
    assert [(one["measure"]["zh"], one["direction"]) for one in found] == [
        ("有效率", "increase"),
        ("VAS评分", "decrease"),
    ]


def test_plain_numbers_are_marks_where_they_are_all_a_cell_says() -> None:
    found = read("1、3", ["注：1：有效率；2：VAS评分；3：Barthel指数"])
    assert [one["measure"]["as_reported"] for one in found] == ["有效率", "Barthel指数"]


def test_a_mark_that_no_note_explains_names_nothing() -> None:
    assert read("①⑨", NOTES) == []


def test_marks_that_only_count_what_they_stand_before_stay_counts() -> None:
    found = read("①疼痛↓②睡眠↑", NOTES)
    assert [one["measure"]["as_reported"] for one in found] == ["疼痛", "睡眠"]


def test_both_the_note_and_the_mark_are_the_ink_of_a_decoded_measure() -> None:
    rows = [HEADER, ["王某2016[5]", "针刺", "②"], ["李某2017[6]", "针刺", "①"]]
    record = records(document(table(rows, notes=NOTES)))[0]
    raws = [row["raw"] for row in record["provenance"] if row["path"] == "/outcomes/0/measure/as_reported"]
    assert raws == ["②VAS评分", "②"]
