"""Outcomes that cannot all be of one row are doubted together."""

from __future__ import annotations

from pipeline.core.provenance import Evidence, Field
from pipeline.core.studies import Outcome, Term
from pipeline.stages.normalise.contradictions import contradicted


def outcome(name: str, way: str) -> Outcome:
    ink = (Evidence(page=1, raw=name, source="text-layer", rule="test"),)
    return Outcome(Term(Field(name, ink)), Field(way, ink))


def codes(found: tuple[Outcome, ...]) -> list[list[str]]:
    return [[f.code for f in o.direction.flags] for o in found]


def test_a_measure_that_goes_two_ways_casts_doubt_on_the_whole_row() -> None:
    found = contradicted([outcome("Pain", "decrease"), outcome("pain", "increase"), outcome("Sleep", "increase")])
    assert codes(found) == [["measure-repeated"]] * 3
    assert all(o.measure.as_reported.flags for o in found)


def test_measures_named_once_or_going_one_way_are_left_alone() -> None:
    said = [outcome("Pain", "decrease"), outcome("Pain", "decrease"), outcome("Sleep", "unknown")]
    assert codes(contradicted(said)) == [[], [], []]
