"""Headers whose unit, letter or cells say another thing than their words."""

from __future__ import annotations

from typing import Any

import pytest
from invented_tables import document, records, table


def read(header: list[str], *rows: list[str]) -> dict[str, Any]:
    return records(document(table([header, *rows])))[0]


def test_pulses_in_hertz_are_no_dose() -> None:
    record = read(["Study", "Device", "Pulse rate (Hz)"], ["Li 2005", "TENS", "100"], ["Wu 2006", "TENS", "80"])
    part = record["intervention"]["components"][0]
    assert part["dose"] is None
    assert part["frequency"]["unit"] == "Hz"


def test_a_width_in_microseconds_is_never_silently_a_dose() -> None:
    record = read(["Study", "Device", "Pulse width (μs)"], ["Li 2005", "TENS", "200"], ["Wu 2006", "TENS", "125"])
    doubted = [flag["path"] for flag in record["flags"] if flag["code"] == "field-uncertain"]
    assert record["intervention"]["components"][0]["dose"] is None or any("dose" in path for path in doubted)


def test_a_target_without_animals_is_no_molecule() -> None:
    record = read(["Study", "Device", "Target"], ["Li 2005", "rTMS", "Left M1"], ["Wu 2006", "rTMS", "Right M1"])
    assert record["mechanisms"] == []
    assert record["other"]["Target"] == "Left M1"


@pytest.mark.parametrize("header", ["Infarct volume", "Asthma control", "Walking distance"])
def test_a_column_of_arrows_is_one_of_results(header: str) -> None:
    record = read(["Study", "Drug", header], ["Li 2005", "Atorvastatin", "↓"], ["Wu 2006", "Simvastatin", "→"])
    assert [(o["measure"]["as_reported"], o["direction"]) for o in record["outcomes"]] == [(header, "decrease")]


def test_a_p_value_behind_its_effect_is_no_second_outcome() -> None:
    header = ["Study", "Drug", "Falls, RR (95% CI); P"]
    record = read(
        header, ["Li 2005", "Vitamin D", "0.81 (0.66-0.99); P = .04"], ["Wu 2006", "Vitamin D", "1.2 (1.1-1.4)"]
    )
    (outcome,) = record["outcomes"]
    assert outcome["effect"]["value"] == 0.81
    assert outcome["effect"]["p"] == ".04"


@pytest.mark.parametrize("measure", ["HAM-D response", "Overall survival"])
def test_a_header_that_says_more_than_outcome_names_the_measure_of_its_effects(measure: str) -> None:
    header = ["Study", "Drug", f"{measure}, OR (95% CI)"]
    record = read(header, ["Li 2005", "Sertraline", "1.92 (1.10-3.35)"], ["Wu 2006", "Sertraline", "1.1 (0.9-1.3)"])
    assert record["outcomes"][0]["measure"]["as_reported"] == measure


@pytest.mark.parametrize(("one", "other"), [("T组", "C组"), ("T组干预", "C组干预")])
def test_lettered_arms_are_never_taken_for_each_other(one: str, other: str) -> None:
    record = read(["研究", one, other], ["李某 2005", "肾衰宁胶囊", "氯沙坦"], ["吴某 2006", "黄葵胶囊", "贝那普利"])
    assert record["intervention"]["as_reported"] == "肾衰宁胶囊"
    assert record["comparator"] == "氯沙坦"


def test_a_target_dose_is_a_dose() -> None:
    record = read(
        ["Study", "Drug", "Target dose"], ["Li 2005", "Bisoprolol", "10 mg"], ["Wu 2006", "Bisoprolol", "5 mg"]
    )
    assert record["mechanisms"] == []
    assert record["intervention"]["components"][0]["dose"]["unit"] == "mg"


def test_a_country_beside_another_thing_is_doubted() -> None:
    header = ["Study", "Country, setting", "Drug"]
    record = read(header, ["Li 2005", "Sweden, hospital", "Aspirin"], ["Wu 2006", "Spain, home", "Aspirin"])
    assert any(flag["path"] == "/study/country" for flag in record["flags"])


def test_a_slash_between_author_and_year_belongs_to_neither() -> None:
    record = read(["作者/年份", "干预措施"], ["沈某/2010", "太极拳"], ["唐某/2014", "太极拳"])
    assert (record["study"]["first_author"], record["study"]["year"]) == ("沈某", 2010)


def test_light_music_is_no_light_effort() -> None:
    record = read(
        ["研究", "干预措施", "音乐类型"], ["李某 2005", "音乐疗法", "轻音乐"], ["吴某 2006", "音乐疗法", "古典音乐"]
    )
    assert all(not part["intensity"] for part in record["intervention"]["components"])


def test_counts_behind_the_names_of_arms_are_no_part_of_them() -> None:
    header = ["研究", "试验组例数/对照组例数", "干预措施"]
    record = read(header, ["谷某 2013", "32/31", "体外冲击波"], ["吴某 2020", "28/28", "体外冲击波"])
    arms = record["population"]["sample_size"]["arms"]
    assert [arm["name"] for arm in arms] == ["试验组", "对照组"]


def test_where_no_column_says_what_was_given_the_unknown_ones_are_doubted() -> None:
    record = read(["Study", "Gizmo", "Pain"], ["Li 2005", "Zorbex", "↓"], ["Wu 2006", "Quantil", "→"])
    assert record["intervention"]["as_reported"] is not None or "field-uncertain" in {
        f["code"] for f in record["flags"]
    }
