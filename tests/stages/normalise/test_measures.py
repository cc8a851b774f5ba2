"""Quantities in both languages: each text and every measure that it says, in order."""

from __future__ import annotations

import time

import pytest

from pipeline.stages.normalise.grammar.measures import Measure, measures
from pipeline.stages.normalise.heard import quantity_text

CASES = {
    # frequency
    "3 times/W": "frequency 3 /wk",
    "3 times per week": "frequency 3 /wk",
    "three times a week": "frequency 3 /wk",
    "thrice weekly": "frequency 3 /wk",
    "3x/week": "frequency 3 /wk",
    "5×/week": "frequency 5 /wk",
    "3 d/wk": "frequency 3 /wk",
    "3-5 days a week": "frequency 3-5 /wk",
    "5 sessions/week": "frequency 5 /wk",
    "two to three times weekly": "frequency 2-3 /wk",
    "twice a day": "frequency 2 /d",
    "once daily": "frequency 1 /d",
    "bid": "frequency 2 /d",
    "t.i.d.": "frequency 3 /d",
    "Everyday": "frequency 1 /d",
    "daily": "frequency 1 /d",
    "weekly": "frequency 1 /wk",
    "q8h": "frequency 3 /d",
    "at least 3 times/week": "frequency ≥3 /wk",
    "≥3次/周": "frequency ≥3 /wk",
    "每周不少于3次": "frequency ≥3 /wk",
    "3次/周": "frequency 3 /wk",
    "每周3次": "frequency 3 /wk",
    "每周3～5次": "frequency 3-5 /wk",
    "每周3至5次": "frequency 3-5 /wk",
    "每周三次": "frequency 3 /wk",
    "一周三次": "frequency 3 /wk",
    "一天两次": "frequency 2 /d",
    "1次/d": "frequency 1 /d",
    "每日1次": "frequency 1 /d",
    "每天2次": "frequency 2 /d",
    "每周5 d": "frequency 5 /wk",
    "3次·周-1": "frequency 3 /wk",
    "治疗5 d，休息2 d": "frequency 5 /wk",
    # session
    "30 min/time": "session 30 min",
    "20 min per session": "session 20 min",
    "45-60min/次": "session 45-60 min",
    "每次30 min": "session 30 min",
    "每次 20～30 min": "session 20-30 min",
    "每次留针30分钟": "session 30 min",
    "每次留针48 h": "session 48 h",
    "each session lasted 45 minutes": "session 45 min",
    "45-min session": "session 45 min",
    "30 min/day": "session 30 min; frequency 1 /d",
    "60-135 min/W": "session 60-135 min/wk",
    "30 s/group": "session 30 s",
    "30 min以上/次": "session ≥30 min",
    "≤ 1 h": "session ≤1 h",
    "30±5 min": "session 30 min",
    # sets and repetitions
    "3 group/time": "sets 3 1",
    "1-3 group/time": "sets 1-3 1",
    "at most 4 group": "sets ≤4 1",
    "3组": "sets 3 1",
    "10-15 reps/group": "repetitions 10-15 1",
    "8~12次/组": "repetitions 8-12 1",
    "3×10": "sets 3 1; repetitions 10 1",
    "3 x 8-12": "sets 3 1; repetitions 8-12 1",
    "3组×10次": "sets 3 1; repetitions 10 1",
    "4组×4 min": "sets 4 1; session 4 min",
    "3 sets of 8-12 reps": "sets 3 1; repetitions 8-12 1",
    "10 reps × 3 sets": "repetitions 10 1; sets 3 1",
    # intensity
    "50%-60% MHR": "intensity 50-60 % HRmax",
    "60–80 % of 1-RM": "intensity 60-80 % 1RM",
    "80%1RM": "intensity 80 % 1RM",
    "50% 10-RM": "intensity 50 % RM",
    "10RM": "intensity 10 1 RM",
    "8～12 RM": "intensity 8-12 1 RM",
    "60%~65% HRR": "intensity 60-65 % HRR",
    "储备心率的40%～60%": "intensity 40-60 % HRR",
    "最大心率60%～70%": "intensity 60-70 % HRmax",
    "60%～70%最大心率": "intensity 60-70 % HRmax",
    ">60% VO2max": "intensity ≥60 % VO2max",
    "70% VO₂peak": "intensity 70 % VO2peak",
    "3-5 RPE": "intensity 3-5 1 RPE",
    "RPE 12-14": "intensity 12-14 1 RPE",
    "RPE: 11～13": "intensity 11-13 1 RPE",
    "Borg 11-13分": "intensity 11-13 1 RPE",
    "120% MT": "intensity 120 % MT",
    "80% RMT": "intensity 80 % MT",
    "90%静息运动阈值": "intensity 90 % MT",
    "1 Hz": "intensity 1 Hz other",
    "2/100 Hz": "intensity 2-100 Hz other",
    "2 mA": "intensity 2 mA mA",
    "15 m/min": "intensity 15 m/min other",
    "10~15 m·min⁻¹": "intensity 10-15 m/min other",
    "5 km/h": "intensity 5 km/h km/h",
    "5% incline": "intensity 5 % other",
    "坡度5%": "intensity 5 % other",
    "Moderate": "intensity [moderate]",
    "中等强度": "intensity [moderate]",
    "high-intensity": "intensity [high]",
    "剧烈": "intensity [vigorous]",
    # dose
    "40 mg/d": "dose 40 mg/d",
    "500 mg bid": "dose 1000 mg/d",
    "500 mg twice daily": "dose 1000 mg/d",
    "0.5 g tid": "dose 1.5 g/d",
    "0.5 g，每日3次": "dose 1.5 g/d",
    "每次0.5 g，每日3次": "dose 1.5 g/d",
    "10 mg/kg": "dose 10 mg/kg",
    "10 mg/kg/d": "dose 10 mg/kg/d",
    "10 mg·kg-1·d-1": "dose 10 mg/kg/d",
    "0.5 μg/kg/h": "dose 0.5 ug/kg/h",
    "50 000 IU/wk": "dose 50000 [iU]/wk",
    "12,000 IU": "dose 12000 [iU]",
    "10^9 CFU/d": "dose 1e+09 CFU/d",
    "1×10⁹ CFU bid": "dose 2e+09 CFU/d",
    "2.5 × 10¹⁰ CFU/d": "dose 2.5e+10 CFU/d",
    "1×109 CFU/d": "dose 1e+09 CFU/d",
    "108-1010 CFU/d": "dose 1e+08-1e+10 CFU/d",
    "1500 pulses/session": "dose 1500 {pulse}",
    "1200个脉冲": "dose 1200 {pulse}",
    "4 J/cm2": "dose 4 J/cm2",
    "4 J/cm2, 每周3次": "dose 4 J/cm2; frequency 3 /wk",
    # duration
    "12W": "duration 12 wk",
    "12-week": "duration 12 wk",
    "8-12 wk": "duration 8-12 wk",
    "疗程8周": "duration 8 wk",
    "3个月": "duration 3 mo",
    "3 months": "duration 3 mo",
    "半年": "duration 0.5 a",
    "half a year": "duration 0.5 a",
    "2 years": "duration 2 a",
    "10 d": "duration 10 d",
    # several
    "10 Hz, 80% RMT, 1500 pulses/session, 5 times/wk, 4 wk": (
        "intensity 10 Hz other; intensity 80 % MT; dose 1500 {pulse}; frequency 5 /wk; duration 4 wk"
    ),
    "15 m/min, 30 min/d, 5 d/wk, 8 wk": (
        "intensity 15 m/min other; session 30 min; frequency 1 /d; frequency 5 /wk; duration 8 wk"
    ),
    "3次/周,每次30min,共12周": "frequency 3 /wk; session 30 min; duration 12 wk",
    "５０％～６０％ＭＨＲ": "intensity 50-60 % HRmax",
}


def said(measure: Measure) -> str:
    words = (
        measure.kind,
        quantity_text(measure.quantity),
        measure.metric or "",
        f"[{measure.label}]" if measure.label else "",
    )
    return " ".join(word for word in words if word)


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_a_text_says_these_measures(text: str, expected: str) -> None:
    assert "; ".join(said(m) for m in measures(text)) == expected


@pytest.mark.parametrize("text", CASES)
def test_a_span_holds_the_digits_of_its_value(text: str) -> None:
    for measure in measures(text):
        assert text[measure.start : measure.end].strip()
        assert 0 <= measure.start < measure.end <= len(text)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("隔日1次", "value-derived"),
        ("每2周1次", "value-derived"),
        ("50 CFU/d", "exponent-lost"),
        ("109 CFU/d", "exponent-restored"),
        ("1×109 CFU/d", "exponent-restored"),
        ("10[9] CFU/d", "exponent-restored"),
        ("10, 20 or 40 mg", "several-values"),
        ("40/10 mg", "several-values"),
        ("setsof8-12 reps", "several-values"),
        ("30-20 min/time", "range-reversed"),
        (">moderate", "label-bound"),
        ("4×4 min", "unparsed-text"),
        ("10 d为1个疗程", "unparsed-text"),
        ("moderate to vigorous", "label-range"),
    ],
)
def test_a_text_that_is_not_sure_is_doubted(text: str, doubt: str) -> None:
    assert [m.doubt for m in measures(text)] == [doubt]


@pytest.mark.parametrize("text", ["50 CFU/d", "30-20 min/time", "4×4 min", "10 mg/mL", "10, 20 or 40 mg"])
def test_what_is_not_understood_has_no_value(text: str) -> None:
    assert all(m.quantity is None for m in measures(text))


@pytest.mark.parametrize("text", ["M1", "ST36", "low-frequency", "高频", "low-fat", "T1DM", "strain v"])
def test_names_with_numbers_and_words_of_intensity_are_no_measures(text: str) -> None:
    assert measures(text) == ()


def test_a_cell_takes_less_than_five_milliseconds() -> None:
    texts = list(CASES)
    measures("warm up the pipelines")
    measures("热身")
    started = time.process_time()
    for text in texts:
        measures(text)
    assert (time.process_time() - started) / len(texts) < 0.005
