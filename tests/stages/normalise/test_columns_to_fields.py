"""Headers in both languages to fields, and tables that are none of studies."""

from __future__ import annotations

import pytest
from invented_tables import document, table

from pipeline.settings import NormaliseSettings
from pipeline.stages.normalise import normalise
from pipeline.stages.normalise.columns import with_fields
from pipeline.stages.normalise.headers import header_matches


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Author (year)", "study"), ("Reference", "study"), ("纳入文献", "study"), ("作者及年份", "study"),
        ("国家/地区", "country"), ("Study design", "design"), ("研究类型", "design"), ("研究对象", "population"),
        ("Diagnosis", "condition"), ("疾病类型", "condition"), ("样本量(试验组/对照组)", "sample_size"),
        ("n (T/C)", "sample_size"), ("No. of patients", "sample_size"), ("Mean age, years", "age"), 
        ("性别(男/女)", "sex"),
        ("Animal model", "model"), ("造模方法", "model"), ("Species/strain", "species"), ("干预措施", "intervention"),
        ("试验组", "intervention"), ("Comparator", "comparator"), ("对照措施", "comparator"), ("运动方式", "type"),
        ("Exercise mode", "type"), ("疗程", "duration"), ("Treatment duration", "duration"), ("治疗频次", "frequency"),
        ("Sessions per week", "frequency"), ("每次时长", "session"), ("运动量", "volume"), ("用法用量", "dose"),
        ("Daily dose", "dose"), ("刺激强度", "intensity"), ("Follow-up", "follow_up"), ("随访时间", "follow_up"),
        ("主要结局指标", "outcome"), ("Outcome measures", "outcome"), ("Main findings", "result"), 
        ("主要结果", "result"),
        ("SMD (95% CI)", "effect"), ("P value", "effect"), ("P值", "effect"), ("不良反应", "adverse_events"),
        ("Side effects", "adverse_events"), ("作用机制", "mechanism"), ("Signaling pathway", "mechanism"),
        ("Risk of bias", "other"), ("穴位", "other"), ("Incomplete outcome data", "other"), ("病程", "other"),
    ],
)  # fmt: skip
def test_a_header_announces_its_field(header: str, field: str) -> None:
    assert header_matches(header)[0].field == field


def fields(rows: list[list[str | None]], *, header_rows: int = 1) -> list[str | None]:
    return [column.field for column in with_fields(table(rows, header_rows=header_rows)).columns]


def test_time_is_a_duration_over_weeks_and_a_session_over_minutes() -> None:
    assert fields([["Study", "Time"], ["Kim 2014", "12W"], ["Lee 2015", "8 weeks"]])[1] == "duration"
    assert fields([["Study", "Time"], ["Kim 2014", "30 min"], ["Lee 2015", "45-60 min"]])[1] == "session"


def test_arms_below_a_count_header_hold_counts_and_parts_below_an_intervention_keep_their_own_field() -> None:
    rows: list[list[str | None]] = [
        ["研究", "例数", None, "干预措施", None],
        [None, "治疗组", "对照组", "类型", "频率"],
        ["王某 2014", "30", "31", "有氧运动", "3次/周"],
    ]
    assert fields(rows, header_rows=2) == ["study", "sample_size", "sample_size", "type", "frequency"]


def test_participants_are_a_diagnosis_or_a_count_or_animals_by_what_the_cells_say() -> None:
    def second(*cells: str) -> str | None:
        rows: list[list[str | None]] = [["Study", "Participants"]]
        rows += [[f"Kim {2010 + i}", cell] for i, cell in enumerate(cells)]
        return fields(rows)[1]

    assert second("Stroke", "Knee osteoarthritis") == "condition"
    assert second("60 (30/30)", "45 (22/23)") == "sample_size"
    assert second("SD rats", "C57BL/6 mice") == "species"


def test_a_treatment_column_of_bare_counts_is_a_sample_size() -> None:
    assert fields([["Study", "Treatment", "Control"], ["Kim 2014", "30", "31"], ["Lee 2015", "20", "22"]])[1:] == [
        "sample_size", "sample_size",
    ]  # fmt: skip


def test_an_unknown_header_is_other_unless_its_cells_leave_no_doubt() -> None:
    assert fields([["Study", "Coil"], ["Kim 2014", "Figure-8"], ["Lee 2015", "Round"]])[1] == "other"
    assert fields([["Study", "Motor"], ["Kim 2014", "FMA ↑"], ["Lee 2015", "FMA →"]])[1] == "result"


@pytest.mark.parametrize(
    "rows",
    [
        [["Drug", "Dose", "Side effects"], ["Gabapentin", "300 mg", "Dizziness"], ["Pregabalin", "75 mg", "Oedema"]],
        [
            ["Study", "Random sequence", "Allocation concealment"],
            ["Kim 2014", "Low", "High"],
            ["Lee 2015", "Low", "Low"],
        ],
        [
            ["Outcome", "No. of studies", "SMD (95% CI)"],
            ["Pain", "5", "-0.2 (-0.4, 0.0)"],
            ["ADL", "3", "0.1 (0.0, 0.2)"],
        ],
        [["研究", "结局指标"]],
    ],
)
def test_a_table_that_lists_no_studies_gives_no_records_and_says_why(rows: list[list[str | None]]) -> None:
    studies = normalise(document(table(rows)), settings=NormaliseSettings())
    assert studies.records == ()
    assert len(studies.passed_over[0].reason) > 20
