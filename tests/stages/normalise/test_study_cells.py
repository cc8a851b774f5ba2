"""Authors, years and citations, in every spelling and in ruins."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_tables import document, records, table

from pipeline.stages.normalise.citations import fit
from pipeline.stages.normalise.names import name_key, surname
from pipeline.stages.normalise.study import expanded


@pytest.mark.parametrize(
    ("printed", "author"),
    [
        ("HAMED", "Hamed"), ("O'BRIEN", "O'Brien"), ("VAN HOLLEN", "Van Hollen"), ("De Souza", "De Souza"),
        ("van der Berg et al.,", "van der Berg"), ("NIGHTIN- GALE", "Nightingale"), ("SMITH-JONES", "Smith-Jones"),
        ("McDonald", "McDonald"), ("陈某等", "陈某"), ("Liu等", "Liu"), ("Zhang Y", "Zhang"), ("LI Wei", "Li"),
        ("Zhang Wei", "Zhang"), ("J. Smith", "Smith"), ("Baker and Young", "Baker"), ("Müller", "Müller"),
        ("王丽, 李明", "王丽"),
    ],
)  # fmt: skip
def test_the_first_author_is_the_surname_in_title_case(printed: str, author: str) -> None:
    assert surname(printed) == author


@given(st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True))
def test_a_surname_in_capitals_is_the_same_name(name: str) -> None:
    read, capital = surname(name), surname(name.upper())
    assert read is not None and capital is not None
    assert name_key(read) == name_key(capital)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True))
def test_a_printed_list_of_citations_expands_to_itself(numbers: list[int]) -> None:
    assert expanded(", ".join(map(str, numbers))) == tuple(numbers)


@given(st.integers(1, 400), st.integers(0, 40))
def test_a_range_expands_to_every_number_in_it(first: int, more: int) -> None:
    assert expanded(f"{first}–{first + more}") == tuple(range(first, first + more + 1))


def study(label: str, *, references: list[tuple[int, str]] | None = None) -> dict[str, Any]:
    rows = [["Study", "Outcome"], [label, "Pain ↓"], ["Other 2001[90]", "Pain ↓"]]
    found = records(document(table(rows), references=references or []))[0]
    return {**found["study"], "flags": [(f["code"], f["path"], f["candidates"]) for f in found["flags"]]}


@pytest.mark.parametrize(
    ("cell", "label", "year", "citations"),
    [
        ("HAMED 2014[24]", "HAMED 2014", 2014, [24]),
        ("陈某等[8] 2014", "陈某等 2014", 2014, [8]),
        ("Kim et al., 2014 [12,14-16]", "Kim et al., 2014", 2014, [12, 14, 15, 16]),
        ("Kim 2014²⁴", "Kim 2014", 2014, [24]),
        ("Kim (2014)", "Kim (2014)", 2014, []),
        ("Smith 2014 (12)", "Smith 2014", 2014, [12]),
        ("NIGHTIN- GALE 2018[34]", "NIGHTINGALE 2018", 2018, [34]),
    ],
)
def test_a_study_cell_gives_label_year_and_citations(cell: str, label: str, year: int, citations: list[int]) -> None:
    found = study(cell)
    assert (found["label"], found["year"], found["citations"]) == (label, year, citations)


def test_author_and_year_in_columns_of_their_own_make_one_label() -> None:
    rows = [["Author", "Year", "Outcome"], ["Kim", "2014", "Pain ↓"], ["Lee", "2015", "Pain ↓"]]
    found = records(document(table(rows)))[0]["study"]
    assert (found["label"], found["first_author"], found["year"]) == ("Kim 2014", "Kim", 2014)


def test_a_reference_list_that_spells_the_author_otherwise_disputes_the_name() -> None:
    flags = study("KLECKMER 2018[28]", references=[(28, "KLECKNER I R, KAMEN C. Exercise[J]. Pain, 2018, 1: 1-2.")])[
        "flags"
    ]
    assert ("reference-disagrees", "/study/first_author", ["Kleckner"]) in flags


def test_a_reference_list_with_another_year_disputes_the_year() -> None:
    flags = study("Kim 2014[12]", references=[(12, "KIM S, LEE J. Stimulation[J]. Stroke, 2015, 1: 1-2.")])["flags"]
    assert ("reference-disagrees", "/study/year", ["2015"]) in flags


def test_a_reference_list_that_agrees_raises_no_flag() -> None:
    assert (
        study("Kim 2014[12]", references=[(12, "KIM S, LEE J. Stimulation[J]. Stroke, 2014, 1: 1-2.")])["flags"] == []
    )


def test_a_ruined_mark_is_restored_from_the_reference_list_and_flagged() -> None:
    found = study("KNEIS 2019[3]1]", references=[(31, "KNEIS S, WEHRLE A. Balance[J]. Pain, 2019, 1: 1-2.")])
    assert found["citations"] == [31]
    assert found["label"] == "KNEIS 2019"
    assert ("citation-inferred", "/study/citations/0", ["31"]) in found["flags"]


def test_ruined_marks_that_count_up_are_restored_from_their_order_and_flagged() -> None:
    labels = ["HAMED 2014124", "GHOLAMI 20182", "NADI 20192", "NADI 201727", "KLECKNER 2018", "ZIMMER 20182"]
    rows = [["Study", "Outcome"], *([label, "Pain ↓"] for label in labels)]
    found = records(document(table(rows, source="text-file")))
    assert [r["study"]["citations"] for r in found] == [[24], [25], [26], [27], [28], [29]]
    assert all(any(f["code"] == "citation-inferred" for f in r["flags"]) for r in found)


def test_ruined_marks_that_fit_no_order_give_no_citation() -> None:
    rows = [["Study", "Outcome"], ["Kim 20149", "Pain ↓"], ["Lee 2015", "Pain ↓"], ["Doe 20167", "Pain ↓"]]
    assert all(r["study"]["citations"] == [] for r in records(document(table(rows, source="text-file"))))


def test_a_lost_number_between_two_neighbours_is_the_one_they_leave() -> None:
    rows = [["Study", "Outcome"], ["Kim 2014[7]", "Pain ↓"], ["Lee 2015", "Pain ↓"], ["Doe 2016[9]", "Pain ↓"]]
    assert [r["study"]["citations"] for r in records(document(table(rows)))] == [[7], [8], [9]]


@given(st.integers(1, 999))
def test_a_mark_that_is_the_number_fits_best(number: int) -> None:
    assert fit(str(number), number) == 3


def test_records_of_one_author_and_year_have_names_of_their_own_that_do_not_depend_on_their_rows() -> None:
    body = [["Kim 2014[7]", "Pain ↓"], ["Kim 2014[8]", "ADL ↑"]]
    ids = [r["record_id"] for r in records(document(table([["Study", "Outcome"], *body])))]
    later = [["Study", "Outcome"], ["Lee 2012[6]", "Pain ↓"], *body]
    assert len(set(ids)) == 2
    assert [r["record_id"] for r in records(document(table(later)))][1:] == ids
