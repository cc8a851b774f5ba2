"""A header that says more than its field is doubted unless its cells confirm it."""

from __future__ import annotations

from typing import Any

import pytest
from invented_tables import document, records, table


def first(header: str, one: str, two: str, *more: tuple[str, str, str]) -> dict[str, Any]:
    """The first record of two studies with a column of this header, and further ones."""
    rows = [
        ["Study", "Intervention", header, *(m[0] for m in more), "Outcome"],
        ["Smith 2010[5]", "Yoga", one, *(m[1] for m in more), "VAS ↓"],
        ["Brown 2012[6]", "Walking", two, *(m[2] for m in more), "VAS ↑"],
    ]
    return records(document(table(rows)))[0]


def uncertain(record: dict[str, Any]) -> list[str]:
    return [flag["path"] for flag in record["flags"] if flag["code"] == "field-uncertain"]


@pytest.mark.parametrize(
    ("header", "one", "two", "path"),
    [
        ("Age of the lighthouse (years)", "4", "6", "/population/age"),
        ("Harvest duration", "8 weeks", "9 weeks", "/intervention/duration"),
        ("Greenhouse agent", "Unheard of", "Unseen", "/intervention/as_reported"),
        ("灌溉疗程", "8周", "9周", "/intervention/duration"),
        ("未破壳例数", "12", "13", "/population/sample_size/total"),
    ],
)
def test_a_header_with_words_that_nobody_knows_gives_flagged_values(header: str, one: str, two: str, path: str) -> None:
    flagged = uncertain(first(header, one, two))
    assert not flagged or any(path.startswith(p) or p.startswith(path) for p in flagged)
    assert flagged or header in first(header, one, two)["other"]


@pytest.mark.parametrize(
    ("header", "one", "two"),
    [
        ("Mean age of participants (years)", "54", "61"),
        ("Total duration of the intervention", "8 weeks", "12 weeks"),
        ("Country of study", "Italy", "Spain"),
        ("Number of patients randomized", "40", "44"),
        ("对照组干预措施", "安慰剂", "常规治疗"),
        ("治疗总疗程(周)", "8", "12"),
    ],
)
def test_words_that_change_nothing_raise_no_doubt(header: str, one: str, two: str) -> None:
    assert uncertain(first(header, one, two)) == []


def test_cells_that_name_countries_confirm_a_header_with_an_unknown_word() -> None:
    found = first("Country of the lighthouse", "Italy", "Spain")
    assert found["study"]["country"] == "Italy"
    assert uncertain(found) == []


def test_beside_a_plain_column_of_the_same_field_the_doubtful_one_keeps_its_name() -> None:
    found = first("Duration", "8 weeks", "12 weeks", ("Harvest duration", "3 weeks", "4 weeks"))
    assert found["intervention"]["duration"] == {"min": 8, "max": 8, "unit": "wk"}
    assert found["other"] == {"Harvest duration": "3 weeks"}
    assert uncertain(found) == []
