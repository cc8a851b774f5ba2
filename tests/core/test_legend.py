"""Legends entry by entry."""

from __future__ import annotations

import pytest

from pipeline.core.legend import is_legend, legend_entries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "DPN: diabetic peripheral neuropathy; 1-RM: one-repetition maximum; MHR: maximum heart rate.",
            [
                ("DPN", "diabetic peripheral neuropathy", None),
                ("1-RM", "one-repetition maximum", None),
                ("MHR", "maximum heart rate", None),
            ],
        ),
        ("DPN：糖尿病周围神经病变；5-HT：5-羟色胺；NR：未报道。", [
            ("DPN", None, "糖尿病周围神经病变"), ("5-HT", None, "5-羟色胺"), ("NR", None, "未报道")]),
        ("注：↑表示升高，↓表示降低。VAS：视觉模拟评分", [("VAS", None, "视觉模拟评分")]),
        ("Note: ↑ increase; ↓ decrease. VAS: visual analogue scale", [("VAS", "visual analogue scale", None)]),
        ("BMI=body mass index, TT=total testosterone", [
            ("BMI", "body mass index", None), ("TT", "total testosterone", None)]),
        ("BMI, body mass index; FPG, fasting plasma glucose", [
            ("BMI", "body mass index", None), ("FPG", "fasting plasma glucose", None)]),
        ("注：BMI为体质量指数，FPG为空腹血糖。", [("BMI", None, "体质量指数"), ("FPG", None, "空腹血糖")]),
        ("DPN：糖尿病周围神经病变(diabetic peripheral neuropathy)；SCI：脊髓损伤(spinal cord injury)", [
            ("DPN", "diabetic peripheral neuropathy", "糖尿病周围神经病变"),
            ("SCI", "spinal cord injury", "脊髓损伤")]),
        ("BBS：Berg平衡量表；SCI：spinal cord injury脊髓损伤", [
            ("BBS", None, "Berg平衡量表"), ("SCI", "spinal cord injury", "脊髓损伤")]),
        ("After nerve injury, more reactive oxygen species are produced; exercise interrupts this.", []),
    ],
)  # fmt: skip
def test_entries_are_read_as_printed(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert [(e.short, e.en, e.zh) for e in legend_entries(text)] == expected


def test_a_full_stop_of_an_abbreviation_ends_no_entry() -> None:
    read = legend_entries("SGRQ: St. George's Respiratory Questionnaire; GDS: scale, e.g. in old age. HR: heart rate.")
    assert [(e.short, e.en) for e in read] == [
        ("SGRQ", "St. George's Respiratory Questionnaire"),
        ("GDS", "scale, e.g. in old age"),
        ("HR", "heart rate"),
    ]


def test_a_letter_at_the_end_of_a_sentence_ends_its_entry() -> None:
    assert [e.en for e in legend_entries("VD: vitamin D. Data were pooled.")] == ["vitamin D"]


@pytest.mark.parametrize("symbol", ["VO2peak", "VO₂max", "HRmax", "SpO2min"])
def test_a_symbol_with_what_it_is_taken_at_heads_an_entry(symbol: str) -> None:
    assert [e.short for e in legend_entries(f"{symbol}: some quantity; RPE: rating")] == [symbol, "RPE"]


def test_an_entry_knows_where_it_stands() -> None:
    text = "Note: MD: mean difference; CI: confidence interval."
    entry = legend_entries(text)[1]
    assert text[entry.start : entry.end] == "CI: confidence interval"


def test_prose_is_no_legend() -> None:
    assert is_legend("MD: mean difference; CI: confidence interval")
    assert not is_legend("The trials were small: none followed participants beyond the end of treatment.")
