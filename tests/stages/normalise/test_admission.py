"""Which tables of a review list studies, and which only rate, pool or count."""

from __future__ import annotations

import pytest
from invented_tables import document, table

from pipeline.settings import NormaliseSettings
from pipeline.stages.normalise import normalise

JADAD = [
    ["纳入研究", "随机方法", "分配隐藏", "盲法", "失访/退出", "ITT分析", "Jadad评分"],
    ["王某2016[5]", "随机数字表", "不清楚", "未提及", "有", "否", "3"],
    ["李某2018[6]", "提及", "信封", "双盲", "无", "是", "5"],
]
RISK = [
    ["Study", "Randomisation process", "Deviations from intended interventions", "Outcome measurement", "Overall bias"],
    ["Adams 2012", "Low", "Some concerns", "Low", "Some concerns"],
    ["Berger 2014", "Low", "Low", "High", "High"],
]
STARS = [
    ["研究", "人群选择", "组间可比性", "结局测量", "总分"],
    ["王某2016", "★★★", "★★", "★★", "7"],
    ["Adams 2012", "★★★★", "★", "★★★", "8"],
]
POINTS = [
    ["Study", "Selection", "Comparability", "Outcome", "Total"],
    ["Adams 2012", "4", "2", "2", "8"],
    ["Berger 2014", "3", "2", "2", "7"],
]
ANSWERS = [
    ["作者", "年份", "诊断标准明确", "随机方法正确", "干预措施描述清楚", "随访", "结局指标客观"],
    ["王某", "2016", "是", "否", "是", "否", "是"],
    ["李某", "2018", "是", "不清楚", "是", "是", "否"],
]


@pytest.mark.parametrize("rows", [JADAD, RISK, STARS, POINTS, ANSWERS])
def test_a_table_that_rates_studies_gives_no_records_and_says_why(rows: list[list[str]]) -> None:
    found = normalise(document(table(rows)), settings=NormaliseSettings())
    assert found.records == ()
    assert "rates the studies" in found.passed_over[0].reason


def test_columns_of_judgements_beside_what_was_done_leave_a_table_one_of_studies() -> None:
    rows = [
        ["Study", "Randomization", "Blinding", "ITT", "n", "Intervention", "Duration", "Outcome", "Jadad"],
        ["Adams 2012", "Yes", "No", "Yes", "40", "Aerobic exercise", "8 wk", "Pain ↓", "3"],
        ["Berger 2014", "Yes", "Yes", "No", "36", "Yoga", "6 wk", "Pain ↓", "4"],
    ]
    assert len(normalise(document(table(rows)), settings=NormaliseSettings()).records) == 2


def test_measured_scores_are_no_ratings() -> None:
    rows = [
        ["Study", "Quality of life score", "Pain score", "Disability index"],
        ["Adams 2012", "62.1±8.2", "3.2±1.1", "21.5±4.0"],
        ["Berger 2014", "58.0±7.7", "2.9±0.9", "19.8±3.7"],
    ]
    reasons = normalise(document(table(rows)), settings=NormaliseSettings()).passed_over
    assert not any("rates" in one.reason for one in reasons)
