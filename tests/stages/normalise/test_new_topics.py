"""What reviews of new topics print: places, trial names, units in brackets, substances named in a header."""

from __future__ import annotations

from typing import Any

import pytest
from invented_tables import document, records, table


def read(*rows: list[str], notes: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    return records(document(table(rows, notes=notes)))


def test_a_column_of_places_that_names_countries_is_the_country() -> None:
    found = read(
        ["Study", "Setting", "Intervention"], ["Rossi 2010", "Italy", "Yoga"], ["Kim 2012", "South Korea", "Yoga"]
    )
    assert [one["study"]["country"] for one in found] == ["Italy", "South Korea"]


def test_a_column_of_places_that_names_hospitals_stays_as_it_is() -> None:
    found = read(
        ["Study", "Setting", "Intervention"], ["Rossi 2010", "Hospital", "Yoga"], ["Kim 2012", "Clinic", "Yoga"]
    )
    assert found[0]["study"]["country"] is None
    assert found[0]["other"] == {"Setting": "Hospital"}


def test_a_country_in_the_study_cell_is_read_where_its_header_announces_one() -> None:
    rows = [["Rossi, 2010, Italy", "Yoga"], ["Kim, 2012, Korea", "Yoga"]]
    assert read(["Author, year, country", "Intervention"], *rows)[0]["study"]["country"] == "Italy"
    assert read(["Author, year", "Intervention"], *rows)[0]["study"]["country"] is None


@pytest.mark.parametrize("name", ["KEYNOTE-024", "STEP 1", "SURPASS-2 trial"])
def test_the_name_of_a_trial_is_no_author(name: str) -> None:
    found = read(["Trial", "Intervention"], [f"{name} (2019)", "Yoga"], ["Smith 2012", "Yoga"])
    assert found[0]["study"]["first_author"] is None
    assert found[1]["study"]["first_author"] == "Smith"


def test_the_author_comes_from_the_column_of_authors() -> None:
    rows = [["Trial name", "First author", "Year", "Intervention"], ["LIGHT", "Quinn", "2019", "Yoga"],
            ["NOVA", "Stein", "2022", "Yoga"]]  # fmt: skip
    found = read(*rows)
    assert [one["study"]["first_author"] for one in found] == ["Quinn", "Stein"]
    assert found[0]["study"]["label"] == "LIGHT 2019"


def test_a_unit_with_round_brackets_inside_square_ones_is_one_unit() -> None:
    found = read(["作者", "给药剂量/[mg/(kg·d)]"], ["关某 2015", "40"], ["左某 2023", "5"])
    assert found[0]["intervention"]["components"][0]["dose"] == {"min": 40, "max": 40, "unit": "mg/kg/d"}


def test_a_substance_that_only_the_header_names_is_the_intervention() -> None:
    part = read(["Study", "Caffeine dose"], ["Smith 2010", "5 mg/kg"], ["Brown 2012", "3 mg/kg"])[0]["intervention"]
    assert (part["components"][0]["name"], part["components"][0]["type"]) == ("caffeine", "drug")
    assert part["as_reported"] is None


def test_a_kind_that_only_the_unit_of_a_dose_tells_is_flagged() -> None:
    found = read(["Study", "Dose"], ["Smith 2010", "5 mg"], ["Brown 2012", "3 mg"])[0]
    assert ("type-unknown", "/intervention/components/0/type") in {(f["code"], f["path"]) for f in found["flags"]}


def test_a_week_number_at_the_end_is_no_ruined_arrow() -> None:
    rows = [
        ["Study", "Results"],
        ["Smith 2010", "VAS decreased at week 4"],
        ["Brown 2012", "VAS ↓"],
        ["Hill 2013", "VAS ↑"],
    ]
    outcome = read(*rows)[0]["outcomes"][0]
    assert (outcome["measure"]["as_reported"], outcome["direction"]) == ("VAS", "decrease")


def test_a_code_ends_with_its_sentence() -> None:
    notes = ("注：①疼痛；②满意度。", "Note: ① pain; ② satisfaction. VAS: visual analogue scale.")
    found = read(["研究", "结局指标"], ["关某 2015", "①、②"], ["左某 2023", "②"], notes=notes)
    assert found[0]["outcomes"][1]["measure"]["en"] == "satisfaction"


def test_an_unnamed_effect_below_zero_is_a_difference() -> None:
    rows = [
        ["Study", "Weight change, % (95% CI)"],
        ["Smith 2010", "−5.4 (−6.0, −4.8)"],
        ["Brown 2012", "−0.9 (−2.2, 0.4)"],
    ]
    assert [one["outcomes"][0]["direction"] for one in read(*rows)] == ["decrease", "unknown"]


def test_a_strain_before_its_animal_belongs_to_it() -> None:
    found = read(["研究", "动物", "机制"], ["关某 2015", "KK-Ay小鼠", "TNF-α↓"], ["左某 2023", "雄性SD大鼠", "TNF-α↓"])
    assert [one["population"]["species"] for one in found] == ["KK-Ay小鼠", "SD大鼠"]


def test_two_arms_named_before_a_count_word_name_the_counts() -> None:
    found = read(
        ["研究", "干预组/对照组例数", "结局"], ["关某 2015", "62/60", "疼痛↓"], ["左某 2023", "40/41", "疼痛↓"]
    )
    assert found[0]["population"]["sample_size"]["arms"] == [{"name": "干预组", "n": 62}, {"name": "对照组", "n": 60}]


def test_a_header_that_is_nothing_but_a_treatment_is_the_intervention() -> None:
    found = read(
        ["Study", "Type of surgery", "Aromatherapy", "Outcome"],
        ["Smith 2010", "Heart surgery", "Lavender oil", "Pain ↓"],
        ["Brown 2012", "Hernia repair", "Rose water", "Pain →"],
    )[0]
    assert found["intervention"]["as_reported"] == "Lavender oil"
    assert found["other"] == {"Type of surgery": "Heart surgery"}


def test_weeks_of_therapy_are_no_count_of_people() -> None:
    found = read(["Study", "Drug", "Weeks of therapy"], ["Smith 2010", "Aspirin", "6"], ["Brown 2012", "Aspirin", "8"])
    assert found[0]["intervention"]["duration"] == {"min": 6, "max": 6, "unit": "wk"}


def test_a_molecule_named_p_and_a_number_is_a_measure() -> None:
    found = read(["研究", "信号分子"], ["樊某2013", "p53↑，p62↓"], ["应某2022", "p62↓"])
    assert [m["measure"]["as_reported"] for m in found[0]["mechanisms"]] == ["p53", "p62"]


def test_hours_that_a_header_gives_to_an_exposure_are_its_duration() -> None:
    found = read(["研究", "小檗碱浓度(μmol/L)", "作用时间(h)"], ["樊某2013", "50", "24"], ["应某2022", "20", "48"])
    assert found[0]["intervention"]["duration"] == {"min": 24, "max": 24, "unit": "h"}


def test_an_effect_goes_to_the_measure_of_its_own_header() -> None:
    found = read(
        ["Study", "Change in lean mass, kg (95% CI)", "Grip strength"],
        ["Smith 2010", "0.38 (0.05, 0.71)", "→"],
        ["Brown 2012", "0.10 (−0.30, 0.50)", "↑"],
    )[0]["outcomes"]
    by_name = {one["measure"]["as_reported"]: one for one in found}
    assert by_name["Change in lean mass"]["effect"]["value"] == 0.38
    assert (by_name["Grip strength"]["direction"], by_name["Grip strength"]["effect"]) == ("no-change", None)


def test_a_count_beside_a_named_arm_is_the_other_arm_and_no_total() -> None:
    found = read(["Study", "FMT, n", "Control, n"], ["Smith 2010", "24", "25"], ["Brown 2012", "41", "40"])
    size = found[0]["population"]["sample_size"]
    assert size == {"total": None, "arms": [{"name": "FMT", "n": 24}, {"name": "Control", "n": 25}]}


@pytest.mark.parametrize(
    "header", ["Cost per patient (USD)", "Lost by follow-up", "Recurrence at 1 year", "Deaths during treatment"]
)
def test_what_stands_behind_a_preposition_announces_nothing(header: str) -> None:
    found = read(["Study", "Drug", header], ["Smith 2010", "Aspirin", "310"], ["Brown 2012", "Aspirin", "450"])[0]
    assert found["other"] == {header: "310"}
    assert found["population"]["sample_size"]["total"] is None


def test_counts_under_the_name_of_an_arm_are_no_treatment() -> None:
    rows = [["柳某 2019", "143(80/63)", "144(79/65)", "15"], ["温某 2020", "60(33/27)", "60(31/29)", "20"]]
    found = read(["研究", "干预组[n(男/女)]", "对照组[n(男/女)]", "剂量(mg/d)"], *rows)[0]
    assert found["intervention"]["as_reported"] is None
    assert found["comparator"] is None


def test_a_first_column_of_authors_and_years_names_the_studies_whatever_its_header() -> None:
    found = read(["Cohort", "Drug"], ["Marchionni 2003", "Aspirin"], ["Oerkild 2011", "Aspirin"])
    assert [one["study"]["first_author"] for one in found] == ["Marchionni", "Oerkild"]


def test_a_mark_that_no_cell_prints_makes_the_marks_of_a_scan_doubtful() -> None:
    notes = ("注：①疼痛；②满意度；③用药量。",)
    rows = [["研究", "结局指标"], ["关某 2015", "①、②"], ["左某 2023", "②"]]
    by_source = {
        s: records(document(table(rows, notes=notes, source=s)))[0]["flags"] for s in ("ocr:rapidocr", "text-layer")
    }
    assert "/outcomes/0/measure/as_reported" in {
        f["path"] for f in by_source["ocr:rapidocr"] if f["code"] == "low-confidence"
    }
    assert by_source["text-layer"] == []


def test_a_mark_that_a_note_of_a_scan_has_twice_is_doubtful() -> None:
    notes = ("注：①疼痛；③满意度；③用药量。",)
    rows = [["研究", "结局指标"], ["关某 2015", "①、③"], ["左某 2023", "①"]]
    found = records(document(table(rows, notes=notes, source="ocr:rapidocr")))[0]
    assert "/outcomes/1/measure/as_reported" in {f["path"] for f in found["flags"] if f["code"] == "low-confidence"}
