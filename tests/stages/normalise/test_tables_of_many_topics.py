"""Whole tables of invented studies, of topics and shapes that reviews have."""

from __future__ import annotations

from typing import Any

from invented_tables import document, records, table

from pipeline.core.flatten import flatten
from pipeline.settings import NormaliseSettings
from pipeline.stages.normalise import normalise

RTMS = table(
    [
        [
            "Author (Year)",
            "Country",
            "Participants",
            "n (rTMS/sham)",
            "Age (years)",
            "Stimulation site",
            "Frequency",
            "Main findings",
        ],
        [
            "Kim et al., 2014 [12]",
            "Korea",
            "Subacute stroke",
            "20/20",
            "61.2 ± 8.4",
            "Contralesional M1",
            "1 Hz",
            "FMA-UE ↑; MBI ↑",
        ],
        [
            "O'BRIEN 2016[13]",
            "USA",
            "Chronic stroke",
            "15/14",
            "58.4±10.1",
            "Ipsilesional M1",
            "10 Hz",
            "MEP ↑, NIHSS →",
        ],
        [
            "Van Hollen 2018[14-15]",
            "Netherlands",
            "Stroke",
            "NR",
            "NR",
            "Broca area",
            "1 Hz",
            "No significant difference in WAB",
        ],
    ],
    abbreviations=[("FMA-UE", "Fugl-Meyer assessment of upper extremity", "上肢Fugl-Meyer评定")],
)
RATS = table(
    [
        [
            "研究 Study",
            "动物 Species",
            "模型 Model",
            "运动方式 Exercise",
            "疗程 Duration",
            "行为学结果 Behavior",
            "机制 Mechanism",
        ],
        ["COBIANCHI 2010[40]", "C57BL/6 mice", "CCI", "Treadmill", "8 wk", "Mechanical allodynia ↓", "BDNF ↓, NGF ↓"],
        ["陈某 2018[41]", "SD大鼠", "SNI", "游泳", "4周", "机械痛阈↑", "IL-1β、TNF-α↓"],
    ]
)
ARMS = table(
    [
        ["疾病", "研究", "n", "干预", "频次", "结果"],
        ["脑卒中", "Chen 2014[1]", "20", "有氧运动", "3次/周", "FMA↑"],
        [None, None, "19", "抗阻运动", "2次/周", "BBS→"],
        [None, "Doe 2016[2]", "33", "HIIT", "3次/周", "VO2max↑"],
        ["帕金森病", "王某 2018[3]", "40", "太极", "5次/周", "UPDRS↓"],
    ]
)


def of(made: Any, **more: Any) -> list[dict[str, Any]]:
    return records(document(made, **more))


def test_a_table_of_magnetic_stimulation_gives_its_people_and_keeps_unknown_columns_whole() -> None:
    first, second, third = of(RTMS)
    assert first["study"]["country"] == "Korea"
    assert first["population"]["condition"]["as_reported"] == "Subacute stroke"
    assert first["population"]["age"] == {"min": 61.2, "max": 61.2, "unit": "a"}
    assert first["other"] == {"Stimulation site": "Contralesional M1"}
    assert [(o["measure"]["as_reported"], o["direction"]) for o in second["outcomes"]] == [
        ("MEP", "increase"), ("NIHSS", "no-change"),
    ]  # fmt: skip
    assert third["study"]["citations"] == [14, 15]
    assert third["population"]["age"] is None
    assert third["outcomes"][0]["direction"] == "no-change"


def test_a_preclinical_table_gives_animals_models_and_mechanisms() -> None:
    first, second = of(RATS)
    assert (first["population"]["species"], first["population"]["model"]) == ("C57BL/6 mice", "CCI")
    assert [(m["measure"]["as_reported"], m["direction"]) for m in first["mechanisms"]] == [
        ("BDNF", "decrease"), ("NGF", "decrease"),
    ]  # fmt: skip
    assert second["population"]["species"] == "SD大鼠"
    assert [m["direction"] for m in second["mechanisms"]] == ["decrease", "decrease"]


def test_the_sub_rows_of_a_study_are_its_arms_and_a_group_cell_holds_for_every_study_beside_it() -> None:
    chen, doe, wang = of(ARMS)
    assert [(a["name"], a["n"]) for a in chen["population"]["sample_size"]["arms"]] == [
        ("有氧运动", 20),
        ("抗阻运动", 19),
    ]
    assert [c["type"] for c in chen["intervention"]["components"]] == ["aerobic", "resistance"]
    assert [(o["measure"]["as_reported"], o["direction"]) for o in chen["outcomes"]] == [
        ("FMA", "increase"), ("BBS", "no-change"),
    ]  # fmt: skip
    assert doe["population"]["condition"]["as_reported"] == "脑卒中"
    assert wang["population"]["condition"]["as_reported"] == "帕金森病"


def test_a_heading_between_rows_is_no_study() -> None:
    made = table([["Study", "n", "Result"], ["Kim 2014[1]", "20", "Pain ↓"], ["Lee 2015[2]", "20", "Pain ↓"]])
    heading = made.cells[0].__class__(row=3, col=0, text="Resistance training", page=1, source="text-layer", col_span=3)
    longer = made.__class__(
        **{f: getattr(made, f) for f in made.__slots__ if f not in ("cells", "n_rows")},
        cells=(*made.cells, heading),
        n_rows=4,
    )
    assert len(of(longer)) == 2


def test_what_is_not_reported_is_null_and_what_is_stated_as_none_is_a_value() -> None:
    rows = [
        ["Study", "Adverse events", "Follow-up", "Result"],
        ["Kim 2014[1]", "None", "NR", "Pain ↓"],
        ["王某 2015[2]", "未报道", "-", "Pain ↓"],
    ]
    first, second = of(table(rows))
    assert (first["adverse_events"], first["follow_up"]) == ("None", None)
    assert (second["adverse_events"], second["follow_up"]) == (None, None)


def test_a_follow_up_of_several_times_is_left_to_the_reviewer() -> None:
    rows = [
        ["Study", "Follow-up", "Result"],
        ["Kim 2014[1]", "3, 12 months", "Pain ↓"],
        ["Lee 2015[2]", "6 months", "Pain ↓"],
    ]
    first, second = of(table(rows))
    assert first["follow_up"] is None
    assert [f["code"] for f in first["flags"]] == ["several-values"]
    assert second["follow_up"] == {"min": 6, "max": 6, "unit": "mo"}


def test_every_scalar_of_every_record_has_a_source() -> None:
    for made in (RTMS, RATS, ARMS):
        for record in normalise(document(made), settings=NormaliseSettings()).records:
            flat = flatten(record)
            sources = {source.path for source in flat.provenance}
            assert set(leaves(flat.tree, "")) <= sources


def leaves(node: Any, path: str) -> list[str]:
    if isinstance(node, dict):
        return [p for k, v in node.items() for p in leaves(v, f"{path}/{k.replace('~', '~0').replace('/', '~1')}")]
    if isinstance(node, list):
        return [p for i, v in enumerate(node) for p in leaves(v, f"{path}/{i}")]
    return [] if node is None else [path]


def test_the_same_table_gives_the_same_records() -> None:
    assert of(RTMS) == of(RTMS)


def test_a_table_in_any_order_of_columns_gives_the_same_values() -> None:
    rows = [
        ["Study", "Country", "n", "Result"],
        ["Kim 2014[1]", "Korea", "60(30/30)", "Pain ↓"],
        ["Lee 2015[2]", "Japan", "40(20/20)", "ADL ↑"],
    ]
    turned = [[row[i] for i in (2, 0, 3, 1)] for row in rows]
    keys = ("study", "population", "outcomes")
    assert [[r[k] for k in keys] for r in of(table(rows))] == [[r[k] for k in keys] for r in of(table(turned))]
