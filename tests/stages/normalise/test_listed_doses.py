"""Doses for several arms or several substances in one cell, and days of the week."""

from __future__ import annotations

from typing import Any

import pytest
from invented_tables import document, records, table

from pipeline.stages.normalise.grammar.measures import measures


def components(drug: str, dose: str, header: str = "Dose (mg/kg)") -> list[dict[str, Any]]:
    rows = [
        ["Study", "Species", "Compound", header],
        ["Park 2015", "Rats", drug, dose],
        ["Kim 2016", "Rats", drug, "5"],
    ]
    found: list[dict[str, Any]] = records(document(table(rows)))[0]["intervention"]["components"]
    return found


def test_levels_of_dose_are_arms_with_their_words_as_names() -> None:
    found = components("Quercetin", "low 50, high 200")
    assert [(one["name"], one["type"], one["dose"]["min"]) for one in found] == [
        ("low", "drug", 50),
        ("high", "drug", 200),
    ]
    assert all(one["intensity"] == [] for one in found)


def test_chinese_levels_of_dose_are_arms() -> None:
    found = components("槲皮素", "低剂量组25 mg/kg；高剂量组100 mg/kg", "剂量")
    assert [(one["name"], one["dose"]["max"]) for one in found] == [("低剂量组", 25), ("高剂量组", 100)]


def test_several_bare_doses_of_one_substance_are_left_to_the_reviewer() -> None:
    found = components("Quercetin", "25, 50, 100 mg/kg", "Dose")
    assert [one["dose"] for one in found] == [None]


def test_added_doses_belong_to_the_added_substances_in_order() -> None:
    found = components("Vitamin D3 + calcium", "2000 IU + 800 mg", "Daily dose")
    assert [(one["name"], one["dose"]["min"], one["dose"]["unit"]) for one in found] == [
        ("vitamin D3", 2000, "[iU]/d"),
        ("calcium", 800, "mg/d"),
    ]


def test_a_daily_header_does_not_overrule_the_period_that_a_cell_prints() -> None:
    found = components("Vitamin D3", "50,000 IU every 3 weeks", "Daily dose")
    assert found[0]["dose"]["unit"] == "[iU]"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("每周一三五", 3),
        ("周一、周三、周五各1次", 3),
        ("周一至周五", 5),
        ("Mon, Wed and Fri", 3),
        ("Tuesday and Thursday", 2),
    ],
)
def test_days_of_the_week_are_counted(text: str, days: int) -> None:
    often = [m.quantity for m in measures(text) if m.kind == "frequency"]
    assert [(q.min, q.max, q.unit) for q in often if q] == [(days, days, "/wk")]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("80万U/d", 800000, "U/d"),
        ("每次10丸，每日3次", 30, "{pill}/d"),
        ("20 μmol/L", 20, "umol/L"),
        ("10 μM", 10, "umol/L"),
        ("50 mg/kg，灌胃，1次/d", 50, "mg/kg/d"),
    ],
)
def test_doses_of_many_kinds(text: str, value: float, unit: str) -> None:
    doses = [m.quantity for m in measures(text) if m.kind == "dose"]
    assert [(q.min, q.unit) for q in doses if q] == [(value, unit)]


def test_a_micrometre_is_no_concentration() -> None:
    assert [m.kind for m in measures("10.6 μm")] == ["alone"]


@pytest.mark.parametrize("text", ["90-min weekly sessions", "weekly, 90 min"])
def test_a_weekly_session_is_as_long_as_it_says(text: str) -> None:
    found = {m.kind: m.quantity for m in measures(text)}
    assert found["session"] is not None and found["session"].unit == "min"
    assert found["frequency"] is not None and found["frequency"].min == 1
