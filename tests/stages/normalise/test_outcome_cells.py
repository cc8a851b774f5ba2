"""Results: statements, directions, comparisons, effects; an arrow is never guessed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_tables import document, records, table

from pipeline.stages.normalise.effects import number_of
from pipeline.stages.normalise.pieces import pieces


def outcomes(
    cell: str, *, header: str = "Result", source: str = "text-layer", other: str = "ADL ↑"
) -> list[dict[str, Any]]:
    rows = [["Study", header], ["Kim 2014[1]", cell], ["Lee 2015[2]", other], ["Doe 2016[3]", other]]
    record = records(document(table(rows, source=source)))[0]
    flags = {f["path"]: (f["code"], tuple(f["candidates"])) for f in record["flags"]}
    key = "mechanisms" if header == "Mechanism" else "outcomes"
    return [{**o, "flag": flags.get(f"/{key}/{i}/direction")} for i, o in enumerate(record[key])]


def said(cell: str, **more: str) -> list[tuple[str, str]]:
    return [(o["measure"]["as_reported"], o["direction"]) for o in outcomes(cell, **more)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Pain ↓, ADL ↑", [("Pain", "decrease"), ("ADL", "increase")]),
        ("有效率↑，发作频率↓", [("有效率", "increase"), ("发作频率", "decrease")]),
        ("Pain ↓ ADL ↑", [("Pain", "decrease"), ("ADL", "increase")]),
        ("↓ Pain; ↑ ADL", [("Pain", "decrease"), ("ADL", "increase")]),
        ("发作频率→", [("发作频率", "no-change")]),
        ("VAS (↓)", [("VAS", "decrease")]),
        ("VAS↓*", [("VAS", "decrease")]),
        ("BDNF ↑↑", [("BDNF", "increase")]),
        ("VAS评分显著降低", [("VAS评分", "decrease")]),
        ("VAS评分低于对照组", [("VAS评分", "decrease")]),
        ("降低VAS评分", [("VAS评分", "decrease")]),
        ("Significantly reduced IBS-SSS", [("IBS-SSS", "decrease")]),
        ("Pain was significantly reduced", [("Pain", "decrease")]),
        ("No significant difference in pain", [("pain", "no-change")]),
        ("UPDRS评分: 无明显变化", [("UPDRS评分", "no-change")]),
        ("HAMD评分差异无统计学意义", [("HAMD评分", "no-change")]),
    ],
)
def test_a_result_cell_says_what_moved_which_way(cell: str, expected: list[tuple[str, str]]) -> None:
    assert said(cell) == expected


@pytest.mark.parametrize("cell", ["Pain |", "Pain ¢", "Pain {", "疼痛个", "Pain t", "Pain 1", "Pain T"])
def test_the_ruin_of_an_arrow_is_unknown_with_both_candidates(cell: str) -> None:
    found = outcomes(cell, source="text-file", other="ADL |")[0]
    assert found["measure"]["as_reported"] in ("Pain", "疼痛")
    assert found["direction"] == "unknown"
    assert found["flag"] == ("direction-uncertain", ("decrease", "increase"))


def test_a_measure_without_an_arrow_among_arrows_is_unknown_and_flagged() -> None:
    found = outcomes("Pain")[0]
    assert (found["direction"], found["flag"][0]) == ("unknown", "direction-uncertain")


def test_improved_is_a_direction_only_where_it_can_mean_but_one_and_then_flagged() -> None:
    assert (outcomes("Pain improved")[0]["direction"], outcomes("Pain improved")[0]["flag"][0]) == (
        "decrease", "direction-inferred",
    )  # fmt: skip
    assert outcomes("Balance improved")[0]["direction"] == "increase"
    vague = outcomes("Stool frequency improved")[0]
    assert (vague["direction"], vague["flag"][0]) == ("unknown", "direction-uncertain")


def test_a_denied_change_is_no_change_of_the_other_kind() -> None:
    assert outcomes("Pain was not reduced")[0]["direction"] == "unknown"
    assert outcomes("疼痛未降低")[0]["direction"] == "unknown"


def test_measures_that_share_one_arrow_share_it_with_a_flag_unless_a_chinese_comma_joins_them() -> None:
    shared = outcomes("TNF-α, IL-6 ↓", header="Mechanism", other="BDNF ↑")
    assert [(o["direction"], o["flag"]) for o in shared] == [
        ("decrease", ("direction-shared", ("decrease",))),
        ("decrease", None),
    ]
    joined = outcomes("TNF-α、IL-6↓", header="Mechanism", other="BDNF ↑")
    assert [(o["direction"], o["flag"]) for o in joined] == [("decrease", None), ("decrease", None)]


@pytest.mark.parametrize("cell", ["Pain ↓, HIIT>moderate", "Pain ↓: HIIT>moderate", "Pain ↓; HIIT＞moderate"])
def test_a_comparison_joins_the_outcome_before_it(cell: str) -> None:
    found = outcomes(cell)
    assert len(found) == 1
    assert found[0]["comparison"] in (
        {"left": "HIIT", "operator": ">", "right": "moderate"},
    )  # fmt: skip


def test_numbers_before_and_after_an_arrow_are_no_unchanged_measure() -> None:
    assert all(direction != "no-change" for _, direction in said("VAS 6.1→3.2"))


def test_a_p_value_is_read_beside_its_outcome() -> None:
    found = outcomes("VAS ↓ (P<0.05), ADL ↑ (P = 0.003)")
    assert [o["effect"]["p"] for o in found] == ["<0.05", "0.003"]


def effects(header: str, cell: str) -> tuple[list[dict[str, Any]], list[str]]:
    rows = [["Study", "Outcome", header], ["Kim 2014[1]", "BMI", cell], ["Lee 2015[2]", "BMI", cell]]
    record = records(document(table(rows)))[0]
    return record["outcomes"], [f["code"] for f in record["flags"]]


@pytest.mark.parametrize(
    ("header", "cell", "value", "low", "high", "direction"),
    [
        ("MD (95% CI)", "−1.25 (−2.10, −0.40)", -1.25, -2.1, -0.4, "decrease"),
        ("SMD (95% CI)", "-0.98 (-1.44 to -0.52)", -0.98, -1.44, -0.52, "decrease"),
        ("OR (95% CI)", "2.31 (1.20~4.44)", 2.31, 1.2, 4.44, "increase"),
        ("RR (95% CI)", "0.60 [0.41; 0.88]", 0.6, 0.41, 0.88, "decrease"),
        ("MD (95% CI)", "0.10 (−0.20, 0.40)", 0.1, -0.2, 0.4, "unknown"),
        ("OR (95% CI)", "1.10 (0.80-1.52)", 1.1, 0.8, 1.52, "unknown"),
        ("Effect size", "MD −1.2 (95% CI −2.0, −0.4)", -1.2, -2.0, -0.4, "decrease"),
        ("Effect size (95% CI)", "0.40 (0.10, 0.70)", 0.4, 0.1, 0.7, "unknown"),
    ],
)  # fmt: skip
def test_an_interval_gives_a_direction_only_where_it_excludes_no_effect(
    header: str, cell: str, value: float, low: float, high: float, direction: str
) -> None:
    found, _ = effects(header, cell)
    effect = found[0]["effect"]
    assert (effect["value"], effect["ci_low"], effect["ci_high"]) == (value, low, high)
    assert found[0]["direction"] == direction


def test_a_value_outside_its_interval_is_flagged_and_gives_no_direction() -> None:
    found, flags = effects("MD (95% CI)", "1.25 (−2.10, −0.40)")
    assert found[0]["direction"] == "unknown"
    assert set(flags) == {"effect-inconsistent"}


def test_bounds_the_wrong_way_round_are_not_given_but_offered() -> None:
    found, flags = effects("MD (95% CI)", "−1.25 (−0.40, −2.10)")
    effect = found[0]["effect"]
    assert (effect["value"], effect["ci_low"], effect["ci_high"]) == (-1.25, None, None)
    assert found[0]["direction"] == "unknown"
    assert set(flags) == {"effect-inconsistent"}


def test_parallel_cells_give_each_outcome_its_own_effect_and_p() -> None:
    rows = [
        ["Study", "Outcome", "MD (95% CI)", "P value"],
        ["Kim 2014[1]", "HOMA-IR; BMI", "−0.74 (−1.16, −0.32); −0.60 (−1.42, 0.22)", "<0.001; 0.15"],
        ["Lee 2015[2]", "BMI", "−0.60 (−1.42, 0.22)", "0.15"],
    ]
    found = records(document(table(rows)))[0]["outcomes"]
    assert [(o["effect"]["value"], o["effect"]["p"]) for o in found] == [(-0.74, "<0.001"), (-0.6, "0.15")]


def test_more_effects_than_outcomes_are_given_to_none_of_them() -> None:
    found, flags = effects("MD (95% CI)", "−0.74 (−1.16, −0.32); −0.60 (−1.42, 0.22)")
    assert found[0]["effect"]["value"] is None
    assert flags == ["effect-unmatched"]


def test_a_column_that_names_its_measure_in_the_header_is_an_outcome_of_it() -> None:
    rows = [
        ["作者", "有效率 OR(95%CI)", "P值"],
        ["李某 2012", "2.31 (1.20~4.44)", "0.01"],
        ["王某 2013", "1.10(0.80~1.52)", "0.55"],
    ]
    found = records(document(table(rows)))[0]["outcomes"]
    assert [(o["measure"]["as_reported"], o["direction"], o["effect"]["p"]) for o in found] == [
        ("有效率", "increase", "0.01")
    ]


def test_named_outcomes_take_their_directions_from_the_result_column() -> None:
    rows = [
        ["Study", "Outcome measures", "Main findings"],
        ["Kim 2014[1]", "FMA-UE; MBI", "MBI ↑; FMA-UE →"],
        ["Lee 2015[2]", "WAB", "No significant difference"],
    ]
    found = records(document(table(rows)))
    assert [(o["measure"]["as_reported"], o["direction"]) for o in found[0]["outcomes"]] == [
        ("FMA-UE", "no-change"), ("MBI", "increase"),
    ]  # fmt: skip
    assert [(o["measure"]["as_reported"], o["direction"]) for o in found[1]["outcomes"]] == [("WAB", "no-change")]


@given(st.floats(-999, 999).map(lambda x: round(x, 2)), st.sampled_from("-−–"))
def test_a_printed_number_is_read_back_with_any_minus(value: float, minus: str) -> None:
    assert number_of(f"{value:.2f}".replace("-", minus)) == value


@given(st.text(alphabet="Pain↓↑,;、 (ADL)", max_size=30))
def test_pieces_lie_in_order_and_apart(text: str) -> None:
    spans = pieces(text)
    assert all(a < b <= len(text) for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


def test_an_arrow_in_a_bracket_behind_an_arrow_cuts_nothing_twice() -> None:
    spans = pieces("A↑(↑)↑")
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
