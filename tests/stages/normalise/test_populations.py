"""Who was studied: numbers in every spelling, age, sex, animals, conditions."""

from __future__ import annotations

from typing import Any

import pytest
from invented_tables import document, records, table


def population(header: str, cell: str, **more: Any) -> dict[str, Any]:
    rows = [["Study", header, "Outcome"], ["Kim 2014[1]", cell, "Pain ↓"], ["Lee 2015[2]", cell, "Pain ↓"]]
    record = records(document(table(rows, abbreviations=more.get("abbreviations", ())), prose=more.get("prose", ())))[0]
    return {**record["population"], "flags": [f["code"] for f in record["flags"]]}


@pytest.mark.parametrize(
    ("cell", "total", "arms"),
    [
        ("60(30/30)", 60, [("experimental", 30), ("control", 30)]),
        ("60（30：30）", 60, [("experimental", 30), ("control", 30)]),
        ("T:30 C:29", None, [("experimental", 30), ("control", 29)]),
        ("T30/C29", None, [("experimental", 30), ("control", 29)]),
        ("n=28 vs 27", None, [("experimental", 28), ("control", 27)]),
        ("试验组30例，对照组29例", None, [("试验组", 30), ("对照组", 29)]),
        ("59例(治疗组30例, 对照组29例)", 59, [("治疗组", 30), ("对照组", 29)]),
        ("治疗组30，对照组30", None, [("治疗组", 30), ("对照组", 30)]),
        ("30/30", None, [("experimental", 30), ("control", 30)]),
        ("36 (12/12/12)", 36, [(None, 12), (None, 12), (None, 12)]),
        ("Intervention: 61; Control: 59", None, [("Intervention", 61), ("Control", 59)]),
        ("1,204", 1204, []),
        ("40 (20 M/20 F)", 40, []),
        ("102", 102, []),
        ("NR", None, []),
        ("未报道", None, []),
    ],
)
def test_counts_are_read_in_every_spelling(cell: str, total: int | None, arms: list[tuple[str | None, int]]) -> None:
    found = population("Sample size", cell)["sample_size"]
    assert found["total"] == total
    assert [(arm["name"], arm["n"]) for arm in found["arms"]] == arms


def test_arms_without_names_take_those_of_the_header_or_of_the_arm_columns() -> None:
    assert [arm["name"] for arm in population("样本量(试验组/对照组)", "30/31")["sample_size"]["arms"]] == [
        "试验组",
        "对照组",
    ]
    rows = [
        ["研究", "例数", "治疗组", "对照组"],
        ["王某 2014", "60(30/30)", "针刺", "假针刺"],
        ["李某 2015", "40(20/20)", "电针", "西药"],
    ]
    arms = records(document(table(rows)))[0]["population"]["sample_size"]["arms"]
    assert [arm["name"] for arm in arms] == ["治疗组", "对照组"]


@pytest.mark.parametrize(
    ("header", "cell", "names"),
    [
        ("n (T/C)", "30/31", ["experimental", "control"]),
        ("N (rTMS/sham)", "30/31", ["rTMS", "sham"]),
        ("Sample size (E/C)", "61 (30/31)", ["experimental", "control"]),
        ("n (M/F)", "30/31", []),
        ("Sample size (randomized/analysed)", "70/66", []),
        ("Sample size", "EG: 30; CG: 31", ["experimental", "control"]),
        ("Sample size", "HIIT: 30; MICT: 31", ["HIIT", "MICT"]),
        ("Sample size", "30 per group", []),
    ],
)
def test_the_names_of_arms_come_from_the_cell_the_header_or_their_order(
    header: str, cell: str, names: list[str]
) -> None:
    found = population(header, cell)["sample_size"]
    assert [arm["name"] for arm in found["arms"]] == names
    assert found["total"] in (None, 61)


def test_two_columns_of_counts_are_the_arms_that_their_headers_name() -> None:
    rows = [
        ["Study", "n (T)", "n (C)", "Result"],
        ["Kim 2014", "30", "28", "Pain ↓"],
        ["Lee 2015", "20", "21", "Pain ↓"],
    ]
    found = records(document(table(rows)))[0]["population"]["sample_size"]
    assert found == {"total": None, "arms": [{"name": "experimental", "n": 30}, {"name": "control", "n": 28}]}


@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        ("2型糖尿病", "2型糖尿病"),
        ("40例2型糖尿病患者", "2型糖尿病"),
        ("60 patients with type 2 diabetes", "type 2 diabetes"),
        ("1型糖尿病肾病", "1型糖尿病肾病"),
        ("女性PCOS患者", "女性PCOS"),
        ("Adults with chronic low back pain, 18-65 years", "chronic low back pain"),
    ],
)
def test_a_count_is_no_part_of_the_diagnosis_but_its_own_number_is(cell: str, condition: str) -> None:
    assert population("研究对象 Population", cell)["condition"]["as_reported"] == condition


def test_arms_that_do_not_add_up_are_flagged() -> None:
    assert "arms-do-not-add-up" in population("Sample size", "60(30/36)")["flags"]
    assert population("Sample size", "60(30/30)")["flags"] == []


@pytest.mark.parametrize(
    ("cell", "age"),
    [
        ("61.2 ± 8.4", (61.2, 61.2, "a")), ("61.2 (8.4)", (61.2, 61.2, "a")), ("18-65", (18, 65, "a")),
        ("60～75岁", (60, 75, "a")), ("≥60", (60, None, "a")), ("8周龄", (8, 8, "wk")), ("45", (45, 45, "a")),
    ],
)  # fmt: skip
def test_ages_are_means_or_ranges(cell: str, age: tuple[float, float | None, str]) -> None:
    assert population("Age", cell)["age"] == dict(zip(("min", "max", "unit"), age, strict=True))


def test_the_ages_of_two_arms_are_left_to_the_reviewer() -> None:
    found = population("Age", "45.1±6.2/46.3±7.0")
    assert found["age"] is None
    assert found["flags"] == ["several-values"]


def test_animals_are_told_from_their_sex_and_model() -> None:
    found = population("Species", "Male Sprague-Dawley rats")
    assert (found["species"], found["sex"]) == ("Sprague-Dawley rats", "Male")
    found = population("动物模型", "CCI大鼠")
    assert (found["species"], found["model"]) == ("大鼠", "CCI")


def test_a_condition_is_expanded_by_the_legend_in_both_languages() -> None:
    legend = [("DPN", "diabetic peripheral neuropathy", "糖尿病周围神经病变")]
    found = population("Diagnosis", "DPN", abbreviations=legend)["condition"]
    assert (found["en"], found["zh"]) == ("diabetic peripheral neuropathy", "糖尿病周围神经病变")


def test_a_condition_is_translated_only_where_the_document_prints_the_other_word() -> None:
    assert population("诊断", "偏头痛", prose=["Acupuncture prevents migraine."])["condition"]["en"] == "migraine"
    assert population("诊断", "偏头痛", prose=["Acupuncture is old."])["condition"]["en"] is None


def test_an_abbreviation_one_letter_off_the_legend_is_expanded_with_a_flag() -> None:
    found = population(
        "Diagnosis", "CTPN", abbreviations=[("CIPN", "chemotherapy-induced peripheral neuropathy", None)]
    )
    assert found["condition"]["en"] == "chemotherapy-induced peripheral neuropathy"
    assert "legend-near-miss" in found["flags"]


def test_a_legend_entry_that_swallowed_the_next_ones_is_parted() -> None:
    legend = [
        ("DPN", "diabetic peripheral neuropathy: MHR: maximum heart rate", None),
        ("SCI", "spinal cord injury", None),
    ]
    assert population("Diagnosis", "DPN", abbreviations=legend)["condition"]["en"] == "diabetic peripheral neuropathy"
    assert population("Diagnosis", "MHR", abbreviations=legend)["condition"]["en"] == "maximum heart rate"
