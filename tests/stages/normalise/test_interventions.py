"""Rows of review tables on many topics, in both languages: the programme that their cells describe."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.blocks import Bilingual
from pipeline.core.provenance import TEXT_LAYER, Evidence, Field
from pipeline.core.studies import Component, Intervention, Quantity
from pipeline.core.tables import Cell, ColumnField
from pipeline.stages.normalise.heard import quantity_text
from pipeline.stages.normalise.intervention import read_intervention
from pipeline.stages.normalise.row import FieldCell, Legend, LegendEntry, RowContext

Columns = tuple[tuple[ColumnField, str, str], ...]


def row(columns: Sequence[tuple[ColumnField, str, str]], *, legend: Legend | None = None) -> Intervention:
    """The intervention of a row; a column is its field, header and cell text."""
    cells = []
    for index, (field, header, text) in enumerate(columns):
        head = Cell(0, index, header, 1, TEXT_LAYER)
        cells.append(FieldCell(field, Cell(1, index, text, 1, TEXT_LAYER), Bilingual(header, None), "t1", head))
    return read_intervention(cells, RowContext(legend or Legend(), "t1", 1))


def shown(field: Field[Quantity] | None) -> str:
    return quantity_text(field.value) if field is not None else ""


def told(component: Component) -> str:
    """A component on one line: name/type, then what is known of it."""
    name = component.name.value if component.name else "-"
    kind = component.type.value if component.type else "-"
    parts = {
        "f": component.frequency, "s": component.session, "sets": component.sets, "reps": component.repetitions,
        "dose": component.dose,
    }  # fmt: skip
    words = [f"{key}={shown(value)}" for key, value in parts.items() if shown(value)]
    for one in component.intensity:
        metric = one.metric.value if one.metric else ""
        label = f"[{one.label.value}]" if one.label else ""
        words.append("i=" + " ".join(w for w in (metric, shown(one.range), label) if w))
    return " ".join([f"{name}/{kind}", *words])


def flags(found: Intervention) -> set[str]:
    codes = set()
    for component in found.components:
        fields = (
            component.type,
            component.frequency,
            component.session,
            component.sets,
            component.repetitions,
            component.dose,
        )
        codes |= {f.code for field in fields if field is not None for f in field.flags}
        for one in component.intensity:
            codes |= {f.code for field in (one.range, one.label) if field is not None for f in field.flags}
    return codes | ({f.code for f in found.duration.flags} if found.duration else set())


ROWS = tomllib.loads((Path(__file__).parent / "interventions.toml").read_text("utf-8"))["row"]


@pytest.mark.parametrize("expected", ROWS, ids=lambda expected: expected["cells"][0][2])
def test_a_row_describes_this_programme(expected: dict[str, Any]) -> None:
    found = row(expected["cells"])
    assert " ".join(t.value or "?" for t in found.types) == expected["types"]
    assert shown(found.duration) == expected["duration"]
    assert [told(c) for c in found.components] == expected["components"]
    assert flags(found) == set(expected.get("flags", ()))


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ((("intervention", "Drug", "Metformin + inositol"), ("dose", "Dose, mg/d", "1500")), "dose-shared"),
        ((("type", "Type", "Resistance"), ("intensity", "Intensity", ">moderate")), "label-bound"),
        ((("type", "Type", "HIIT"), ("volume", "Volume", "4×4 min, 3 times/wk")), "unparsed-text"),
        ((("type", "Type", "Resistance"), ("volume", "Volume", "10-14 mission")), "unparsed-text"),
        ((("type", "Type", "Run"), ("duration", "Time", "12 wk"), ("volume", "Volume", "8 wk")), "conflicting-values"),
        ((("intervention", "Intervention", "Xyzzy"), ("frequency", "Frequency", "3/wk")), "type-unknown"),
        ((("intervention", "Intervention", "CBT"), ("volume", "Volume", "12 sessions")), "sessions-in-all"),
        ((("intervention", "Probiotic", "Probiotics"), ("dose", "Dose", "109 CFU/d")), "exponent-restored"),
        ((("type", "Type", "Walking"), ("duration", "Time", "6 m")), "unit-guessed"),
        ((("type", "Type", "Asrobic and resistance"), ("volume", "Volume", "3/wk")), "kind-near-miss"),
    ],
)  # fmt: skip
def test_a_doubt_is_flagged(columns: Columns, code: str) -> None:
    assert code in flags(row(columns))


def test_a_value_that_lost_its_exponent_is_not_given() -> None:
    (component,) = row((("intervention", "Probiotic", "Probiotics"), ("dose", "Dose", "50 CFU/d"))).components
    assert component.dose is not None
    assert component.dose.value is None


def test_a_row_without_an_intervention_has_none() -> None:
    assert row((("intervention", "Intervention", "NR"), ("duration", "Time", "-"))) == Intervention()


def test_a_small_word_is_no_abbreviation() -> None:
    found = row((("type", "Type", "Resistance act and stretch"), ("frequency", "Frequency", "3/wk")))
    assert [t.value for t in found.types] == ["resistance", "stretching"]


def test_a_whole_session_is_not_shorter_than_one_of_its_parts() -> None:
    volume = "5 min/time, aerobic 15-30 min, resistance 45-60 min"
    found = row((("type", "Type", "Aerobic and resistance"), ("volume", "Volume", volume)))
    assert [told(c) for c in found.components] == ["aerobic/aerobic s=15-30 min", "resistance/resistance s=45-60 min"]
    assert flags(found) == {"unparsed-text"}


def test_the_legend_tells_the_kind_of_an_abbreviation() -> None:
    ink = Evidence(1, "BDJ: Baduanjin exercise", TEXT_LAYER, "legend.abbreviation")
    legend = Legend((LegendEntry("BDJ", Field("Baduanjin exercise", (ink,)), None),))
    found = row((("intervention", "Intervention", "BDJ"), ("session", "Session", "45 min")), legend=legend)
    assert [t.value for t in found.types] == ["mind-body"]


def test_a_last_bracket_that_only_measures_is_no_part_of_the_name() -> None:
    found = row((("intervention", "治疗组", "针刺+普萘洛尔 (40 mg/d)"),))
    assert found.as_reported is not None
    assert found.as_reported.value == "针刺+普萘洛尔"


def test_a_unit_from_the_header_brings_the_header_s_ink() -> None:
    (component,) = row((("intervention", "Drug", "Metformin"), ("dose", "Dose, mg/d", "1500"))).components
    assert component.dose is not None
    assert [e.raw for e in component.dose.evidence] == ["1500", "Dose, mg/d"]


def test_every_value_stands_in_the_span_it_points_at() -> None:
    for expected in ROWS:
        for component in row(expected["cells"]).components:
            for field in (component.frequency, component.session, component.sets, component.repetitions):
                if field is not None and field.value is not None:
                    ink = field.evidence[0]
                    assert ink.span is not None
                    assert ink.raw[ink.span[0] : ink.span[1]].strip()
