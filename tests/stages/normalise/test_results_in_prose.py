"""Results that are told in sentences: which way, of what, and where that cannot be told."""

from __future__ import annotations

from typing import Any

import pytest
from invented_tables import document, records, table


def outcomes(cell: str) -> list[tuple[str, str]]:
    rows = [["Study", "Intervention", "Results"], ["Ito 2018", "Yoga", cell], ["Abe 2019", "Yoga", "Pain ↓"]]
    found: list[dict[str, Any]] = records(document(table(rows)))[0]["outcomes"]
    return [(one["measure"]["as_reported"], one["direction"]) for one in found]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("VAS评分均下降，治疗组低于对照组(P<0.05)", [("VAS评分", "decrease")]),
        ("两组VAS均降低，且试验组更低", [("VAS", "decrease")]),
        ("治疗组有效率高于对照组", [("有效率", "increase")]),
        ("治疗后VAS较治疗前降低", [("VAS", "decrease")]),
        ("两组疗效相当", [("疗效", "no-change")]),
        ("疼痛缓解率升高", [("疼痛缓解率", "increase")]),
        ("降低TNF-α、IL-6", [("TNF-α", "decrease"), ("IL-6", "decrease")]),
        ("降低TNF-α、IL-6，升高IL-10", [("TNF-α", "decrease"), ("IL-6", "decrease"), ("IL-10", "increase")]),
        (
            "Decreased IL-6 and TNF-α, increased IL-10",
            [("IL-6", "decrease"), ("TNF-α", "decrease"), ("IL-10", "increase")],
        ),
        ("Reduced pain and improved function", [("pain", "decrease"), ("function", "increase")]),
        ("No significant between-group difference in VAS", [("VAS", "no-change")]),
        ("Pain was lower in the treatment group than in controls", [("Pain", "decrease")]),
    ],
)
def test_sentences_say_which_way_a_measure_moved(cell: str, said: list[tuple[str, str]]) -> None:
    assert outcomes(cell) == said


@pytest.mark.parametrize(
    ("cell", "measure"),
    [
        ("逆转TNF-α升高", "TNF-α"),
        ("blocked the increase of TNF-α", "TNF-α"),
        ("attenuated the decrease in BDNF", "decrease in BDNF"),
        ("Greater pain reduction in the EA group", "pain reduction"),
        ("对照组VAS高于治疗组", "VAS"),
        ("No reduction in pain", "pain"),
        ("VAS未下降", "VAS"),
    ],
)
def test_a_word_that_another_turns_gives_no_direction(cell: str, measure: str) -> None:
    assert outcomes(cell) == [(measure, "unknown")]


def test_figures_are_no_part_of_a_measure() -> None:
    assert outcomes("LDL-C −46%; HbA1c: −0.8% vs −0.2%") == [("LDL-C", "unknown"), ("HbA1c", "unknown")]


def test_numbers_in_the_name_of_a_measure_stay() -> None:
    assert [name for name, _ in outcomes("SF-36 ↑; PHQ-9 ↓; IL-6 ↓")] == ["SF-36", "PHQ-9", "IL-6"]


def test_arrows_that_the_notes_define_as_better_or_worse_say_that() -> None:
    rows = [
        ["Study", "Intervention", "Results"],
        ["Ito 2018", "Yoga", "Pain ↑; BDNF ↑"],
        ["Abe 2019", "Yoga", "Pain ↓"],
    ]
    record = records(document(table(rows, notes=["↑: improved; ↓: worsened; →: no change"])))[0]
    assert [one["direction"] for one in record["outcomes"]] == ["decrease", "unknown"]
    assert {flag["code"] for flag in record["flags"]} == {"direction-inferred", "direction-uncertain"}


def test_arrows_that_the_notes_define_as_more_or_less_stay() -> None:
    rows = [["Study", "Intervention", "Results"], ["Ito 2018", "Yoga", "Pain ↓"], ["Abe 2019", "Yoga", "Pain ↓"]]
    record = records(document(table(rows, notes=["↑: significantly increased; ↓: significantly decreased"])))[0]
    assert [one["direction"] for one in record["outcomes"]] == ["decrease"]
