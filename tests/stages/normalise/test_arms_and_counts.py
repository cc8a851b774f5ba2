"""Arms, counts, ages and outcomes as tables of many reviews print them."""

from __future__ import annotations

from typing import Any

from invented_tables import document, records, table

from pipeline.settings import NormaliseSettings
from pipeline.stages.normalise import normalise


def first(rows: list[list[str | None]], *, header_rows: int = 1, notes: tuple[str, ...] = ()) -> dict[str, Any]:
    return records(document(table(rows, header_rows=header_rows, notes=notes)))[0]


def arms(record: dict[str, Any]) -> list[tuple[str | None, int]]:
    return [(arm["name"], arm["n"]) for arm in record["population"]["sample_size"]["arms"]]


def test_a_count_that_is_the_sum_of_those_behind_it_is_the_total() -> None:
    record = first(
        [
            ["Study", "Sample (N; E/C)", "Intervention"],
            ["Chu 2014", "104; 52/52", "Yoga"],
            ["Ito 2015", "40; 20/20", "Yoga"],
        ]
    )
    assert record["population"]["sample_size"]["total"] == 104
    assert arms(record) == [("experimental", 52), ("control", 52)]


def test_thousands_may_be_parted_by_a_space() -> None:
    record = first([["Study", "N", "Outcome"], ["Pan 2017", "512 891", "Stroke"], ["Ito 2018", "1 449", "Stroke"]])
    assert record["population"]["sample_size"]["total"] == 512891


def test_two_columns_of_counts_that_agree_are_no_total() -> None:
    rows = [
        ["Study", "Number of patients", "Number of cases", "Drug"],
        ["Ito 2018", "60", "60", "Aspirin"],
        ["Abe 2019", "50", "50", "Aspirin"],
    ]
    assert first([list(row) for row in rows])["population"]["sample_size"]["total"] is None


def test_arms_are_named_by_headers_that_end_in_n() -> None:
    record = first(
        [
            ["研究", "试验组n", "对照组n", "药物"],
            ["崔某2016", "60", "58", "阿司匹林"],
            ["田某2018", "52", "50", "阿司匹林"],
        ]
    )
    assert arms(record) == [("试验组", 60), ("对照组", 58)]


def test_counts_under_an_arms_name_are_that_arms() -> None:
    rows: list[list[str | None]] = [
        ["Study", "Experimental", None, "Control", None, "Outcome"],
        [None, "Mean", "Total", "Mean", "Total", None],
        ["Adams 2012", "3.2", "30", "4.5", "29", "Pain"],
        ["Berger 2014", "2.9", "25", "3.8", "26", "Pain"],
    ]
    record = first(rows, header_rows=2)
    assert arms(record) == [("Experimental", 30), ("Control", 29)]
    assert record["intervention"]["as_reported"] is None and record["comparator"] is None


def test_the_control_of_a_sub_row_is_the_comparator_and_no_part_of_the_intervention() -> None:
    rows: list[list[str | None]] = [
        ["Study", "n", "Intervention", "Dose"],
        ["Keller 2015", "40", "Metformin", "500 mg bid"],
        [None, "38", "Placebo", "-"],
        ["Ito 2018", "25", "Berberine", "0.5 g tid"],
        [None, "24", "Placebo", "-"],
    ]
    record = first(rows)
    assert record["comparator"] == "Placebo"
    assert [part["name"] for part in record["intervention"]["components"]] == ["metformin"]
    assert arms(record) == [("Metformin", 40), ("Placebo", 38)]


def test_a_rate_of_change_is_not_the_measure_that_changes() -> None:
    record = first(
        [
            ["研究", "干预", "评价指标", "结果"],
            ["古某2019", "电针", "HAMD", "HAMD减分率提高"],
            ["李某2020", "电针", "HAMD", "HAMD↓"],
        ]
    )
    said = {one["measure"]["as_reported"]: one["direction"] for one in record["outcomes"]}
    assert said == {"HAMD": "unknown", "HAMD减分率": "increase"}


def test_a_function_keeps_its_last_character() -> None:
    record = first(
        [["研究", "干预", "结果"], ["古某2019", "太极拳", "平衡功能提高"], ["李某2020", "太极拳", "运动功能明显改善"]]
    )
    assert record["outcomes"][0]["measure"]["as_reported"] == "平衡功能"


def ages(header: str, *cells: str) -> list[Any]:
    rows: list[list[str | None]] = [
        ["Study", header, "Drug"],
        *([f"Ito 20{i + 10}", cell, "Aspirin"] for i, cell in enumerate(cells)),
    ]
    return [record["population"]["age"] for record in records(document(table(rows)))]


def test_ages_in_other_units_than_years() -> None:
    found = ages("Age", "(8.5±1.2)月", "3–12 wk", "<48 h", "65岁以上")
    assert [(age["min"], age["max"], age["unit"]) for age in found] == [
        (8.5, 8.5, "mo"), (3, 12, "wk"), (None, 48, "h"), (65, None, "a"),
    ]  # fmt: skip


def test_an_age_from_months_to_years_is_left_to_the_reviewer() -> None:
    assert ages("年龄", "6个月～3岁", "5岁")[0] is None


def test_the_spread_of_a_median_is_no_age() -> None:
    assert ages("Age, y", "64 (IQR 55-71)", "50")[0] == {"min": 64, "max": 64, "unit": "a"}


def test_sexes_of_two_arms_are_left_to_the_reviewer() -> None:
    rows: list[list[str | None]] = [
        ["研究", "性别(男/女)", None, "药物"],
        [None, "T", "C", None],
        ["李某2015", "22/20", "21/20", "阿司匹林"],
        ["王某2017", "16/14", "17/13", "阿司匹林"],
    ]
    record = first(rows, header_rows=2)
    assert record["population"]["sex"] is None
    assert [flag["code"] for flag in record["flags"] if flag["path"] == "/population/sex"] == ["several-values"]


def test_a_dose_behind_a_name_has_its_unit_in_the_header() -> None:
    record = first(
        [
            ["Trial", "Statin, mg/day", "Outcome"],
            ["Nissen 2004", "Atorvastatin 80", "LDL-C"],
            ["Ray 2005", "Atorvastatin 40", "LDL-C"],
        ]
    )
    (part,) = record["intervention"]["components"]
    assert (part["name"], part["dose"]) == ("atorvastatin", {"min": 80, "max": 80, "unit": "mg/d"})


def test_the_number_of_all_sessions_is_kept_as_it_is_printed() -> None:
    record = first(
        [
            ["Study", "Intervention", "No. of sessions"],
            ["Smith 2006", "Acupuncture", "12"],
            ["Moy 2011", "Acupuncture", "8"],
        ]
    )
    assert record["other"] == {"No. of sessions": "12"}


def test_effects_alone_give_no_records() -> None:
    rows = [
        ["Omitted study", "SMD", "95%CI"],
        ["Adams 2012", "-0.45", "-0.70~-0.20"],
        ["Berger 2014", "-0.48", "-0.75~-0.21"],
    ]
    assert normalise(document(table(rows)), settings=NormaliseSettings()).records == ()


def test_three_arms_are_named_by_the_treatments_of_their_row_in_order() -> None:
    rows: list[list[str | None]] = [
        ["Trial", "Arms", "No. randomized", "Drug", "Outcome"],
        ["Ito 2017", "3", "317/319/318", "Erenumab 70 mg; erenumab 140 mg; placebo", "Headache ↓"],
        ["Abe 2018", "3", "30/31/29", "Topiramate 50 mg; topiramate 100 mg; placebo", "Headache ↓"],
    ]
    assert arms(first(rows)) == [("Erenumab 70 mg", 317), ("erenumab 140 mg", 319), ("placebo", 318)]


def test_the_control_named_beside_the_intervention_is_the_comparator() -> None:
    rows: list[list[str | None]] = [
        ["研究", "干预措施", "疗程"],
        ["李某2012", "治疗组：补中益气汤；对照组：多潘立酮", "4周"],
        ["何某2015", "针刺 vs 安慰剂", "8周"],
    ]
    found = records(document(table(rows)))
    assert [record["comparator"] for record in found] == ["多潘立酮", "安慰剂"]
    assert [[part["name"] for part in record["intervention"]["components"]] for record in found] == [
        ["补中益气汤"],
        ["针刺"],
    ]


def test_effects_under_a_header_that_names_their_measure_are_outcomes() -> None:
    rows: list[list[str | None]] = [
        ["Study", "Procedure", "Control procedure", "Operative time, MD (95% CI), min"],
        ["Kim 2016", "Laparoscopic gastrectomy", "Open gastrectomy", "38.2 (32.1, 44.3)"],
        ["Hu 2016", "Laparoscopic gastrectomy", "Open gastrectomy", "31.5 (25.0, 38.0)"],
    ]
    record = first(rows)
    (outcome,) = record["outcomes"]
    assert (outcome["measure"]["as_reported"], outcome["direction"]) == ("Operative time", "increase")
    assert record["comparator"] == "Open gastrectomy"


def test_a_product_that_only_its_form_tells_keeps_the_dose_behind_it() -> None:
    record = first(
        [
            ["研究", "治疗组", "对照组"],
            ["毕某2016", "玉屏风颗粒5 g，3次/d+布地奈德", "布地奈德"],
            ["于某2013", "布地奈德", "安慰剂"],
        ]
    )
    parts = [(part["name"], part["dose"] and part["dose"]["min"]) for part in record["intervention"]["components"]]
    assert parts == [("玉屏风颗粒", 15), ("布地奈德", None)]
