"""Records as the contract's JSON: every leaf with its sources, every flag at its path."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.flatten import flatten, pointer, to_json
from pipeline.core.provenance import Evidence, Field, Flag
from pipeline.core.studies import (
    Completeness,
    Component,
    Intensity,
    Intervention,
    Outcome,
    Population,
    Quantity,
    RecordFlag,
    Study,
    StudyRecord,
    Term,
)

INK = Evidence(
    page=1,
    raw="HAMED 2014[24]",
    source="text-layer",
    rule="study.author-year",
    span=(0, 5),
    table_id="t1",
    row=1,
    col=0,
)


BASE = StudyRecord(
    record_id="r",
    document_id="d",
    table_id="t1",
    row=1,
    study=Study(label=Field("HAMED 2014", (INK,))),
    population=Population(),
    intervention=Intervention(),
    comparator=None,
    outcomes=(),
    follow_up=None,
    adverse_events=None,
    mechanisms=(),
    other=(),
    tidier=Completeness(("1",), ("2",)),
    cert=None,
)


def record(**parts: Any) -> StudyRecord:
    return replace(BASE, **parts)


def test_keys_stand_in_the_order_of_the_contract() -> None:
    assert list(to_json(record())) == [
        "schema_version", "record_id", "document_id", "table_id", "row", "study", "population", "intervention",
        "comparator", "outcomes", "follow_up", "adverse_events", "mechanisms", "other", "provenance", "flags",
        "source_level", "completeness", "status",
    ]  # fmt: skip


def test_a_quantity_has_a_source_for_each_of_its_bounds_and_its_flags_at_the_whole() -> None:
    age = Field(Quantity(18, 65.5, "a"), (INK,), (Flag("unit-guessed", "…"),))
    flat = flatten(record(population=Population(age=age)))
    population = flat.tree["population"]
    assert isinstance(population, dict)
    assert population["age"] == {"min": 18, "max": 65.5, "unit": "a"}
    paths = [source.path for source in flat.provenance]
    assert paths[1:] == ["/population/age/min", "/population/age/max", "/population/age/unit"]
    assert [flag.path for flag in flat.flags] == ["/population/age"]


def test_an_intensity_keeps_its_bounds_beside_its_metric() -> None:
    hard = Intensity(metric=Field("HRmax", (INK,)), range=Field(Quantity(60, None, "%"), (INK,)))
    line = to_json(record(intervention=Intervention(components=(Component(intensity=(hard,)),))))
    intervention = line["intervention"]
    assert isinstance(intervention, dict)
    parts = intervention["components"]
    assert isinstance(parts, list) and isinstance(parts[0], dict)
    assert parts[0]["intensity"] == [{"metric": "HRmax", "min": 60, "max": None, "unit": "%", "label": None}]


def test_an_unknown_value_keeps_its_flag_and_its_source() -> None:
    lost: Field[int] = Field(None, (INK,), (Flag("year-unread", "…"),))
    flat = flatten(record(study=Study(label=Field("x", (INK,)), year=lost)))
    assert "/study/year" in {source.path for source in flat.provenance}
    assert [flag.path for flag in flat.flags] == ["/study/year"]


def test_a_record_is_clean_only_without_any_flag() -> None:
    assert to_json(record())["status"] == "clean"
    assert to_json(record(flags=(RecordFlag("", Flag("x-y", "…")),)))["status"] == "needs-review"


def test_checklist_items_are_numbers_for_tidier_and_words_for_cert() -> None:
    line = to_json(record(cert=Completeness(("7a",), ("8",))))["completeness"]
    assert line == {
        "tidier": {"reported": [1], "not_in_source": [2]},
        "cert": {"reported": ["7a"], "not_in_source": ["8"]},
    }


@given(st.lists(st.sampled_from(["increase", "decrease", "unknown"]), max_size=5), st.text(max_size=8))
def test_every_leaf_that_says_something_has_a_source(directions: list[str], header: str) -> None:
    said = Field("Pain", (INK,))
    outcomes = tuple(Outcome(Term(said), Field(way, (INK,))) for way in directions)
    flat = flatten(record(outcomes=outcomes, other=((header, said),)))
    sources = {source.path for source in flat.provenance}
    for i in range(len(directions)):
        assert f"/outcomes/{i}/direction" in sources
        assert f"/outcomes/{i}/measure/as_reported" in sources
    assert pointer("/other", header) in sources


@given(st.text())
def test_a_pointer_step_can_be_read_back(step: str) -> None:
    assert pointer("", step).removeprefix("/").replace("~1", "/").replace("~0", "~") == step
