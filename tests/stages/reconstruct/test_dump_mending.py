"""What a dumped table's own words put right: arrows by their shapes, scraps left out, names as the text has them."""

from __future__ import annotations

from pipeline.core.blocks import Reference
from pipeline.core.flatten import flatten
from pipeline.core.tables import Cell, Table, Tabulated
from pipeline.core.words import Transcript
from pipeline.settings import ExtractSettings, NormaliseSettings, SeparateSettings
from pipeline.stages.extract.dump import read_dump
from pipeline.stages.normalise import normalise
from pipeline.stages.reconstruct.text_only import rebuild
from pipeline.stages.reconstruct.text_only.mending import mended_text
from pipeline.stages.reconstruct.text_only.naming import citations_of, spoken_names
from pipeline.stages.separate import separate

NOTE = "DPN: diabetic neuropathy; CIPN: neuropathy after chemotherapy; ADL: activities of daily living.\n"
HEAD = "Table 1 Training\nStudy Diagnosis Type Time Result\n"
BARRED = f"""{HEAD}HAMED 2014 DPN Aerobic 15W Pain | , ADL t
NADI 2019 DPN Resistance 12W Pain |
GINIS 2003 CIPN Aerobic 12W Pain | , ADL T
KNEIS 2019 CIPN Balance 10W Pain ! , ADL f
{NOTE}"""
STROKES = BARRED.replace(" , ADL t", "").replace(" , ADL T", "").replace(" , ADL f", "")
SCRAPS = f"""{HEAD}HAMED 2014 DPN Aerobic 15W Pain score
NADI 2019 DPN Resistance 12W Pain score
GINIS 2003 CIPN Aerobic 12W Pain score
KNEIS 2019 CIPN Balance 10W Pain score
MULROY 2011 CIPN Balance 10W oe Pain score
{NOTE}"""
REFERENCES = """
References
[4] DUARTE Y, SMITH B. Effects in a group of people[J]. J Pain Res, 2012, 12(3): 45-50.
[5] KONNO A, SMITH B. Effects in another group of people[J]. J Pain Res, 2016, 12(3): 45-50.
[6] TANAKA A, SMITH B. Effects in a third group of people[J]. J Pain Res, 2018, 12(3): 45-50.
"""


def transcript_of(text: str) -> Transcript:
    pages, _ = read_dump(text.encode(), settings=ExtractSettings())
    return Transcript("d", "0" * 64, "text/plain", pages)


def table_of(text: str) -> Table:
    return rebuild(separate(transcript_of(text), settings=SeparateSettings()))[0]


def column(table: Table, index: int) -> list[Cell]:
    return [c for c in table.cells if c.col == index and c.row >= table.header_rows]


def codes(cell: Cell) -> set[str]:
    return {flag.code for flag in cell.flags}


def test_strokes_and_barred_letters_of_one_table_are_its_two_arrows_under_a_flag() -> None:
    results = column(table_of(BARRED), 4)
    assert [c.text for c in results] == ["Pain ↓, ADL ↑", "Pain ↓", "Pain ↓, ADL ↑", "Pain ↓, ADL ↑"]
    assert all("arrow-garbled" in codes(c) for c in results)
    assert any(reading.text == "Pain |, ADL t" for reading in results[0].alternatives)


def test_strokes_alone_may_be_either_arrow_and_stay() -> None:
    assert [c.text for c in column(table_of(STROKES), 4)] == ["Pain |", "Pain |", "Pain |", "Pain !"]


def test_no_direction_is_taken_from_an_arrow_that_only_its_shape_tells() -> None:
    layered = separate(transcript_of(BARRED), settings=SeparateSettings())
    studies = normalise(Tabulated(layered, rebuild(layered)), settings=NormaliseSettings())
    found = [outcome.direction for record in studies.records for outcome in record.outcomes]
    assert found
    assert all(direction is not None and direction.value == "unknown" for direction in found)


def test_a_scrap_beside_a_cell_goes_to_its_flag_and_its_other_reading() -> None:
    torn = column(table_of(SCRAPS), 4)[4]
    assert torn.text == "Pain score"
    assert "garbled-text" in codes(torn)
    assert [reading.text for reading in torn.alternatives] == ["oe Pain score"]


def test_a_full_stop_after_et_al_is_no_citation_before_the_year() -> None:
    lines = ["Duarte et al. 2012' DPN Aerobic 15W Pain", "Konno 2016' DPN Aerobic 12W Pain"]
    table = table_of(HEAD + "\n".join([*lines, "Tanaka 2018' CIPN Aerobic 10W Pain", NOTE]) + REFERENCES)
    assert [c.text for c in column(table, 0)] == ["Duarte et al. 2012[4]", "Konno 2016[5]", "Tanaka 2018[6]"]


def test_running_text_tells_how_an_author_is_written_and_whether_others_follow() -> None:
    citations = [("hofmann", "2017", 11), ("郑某", "2019", 14), ("gomez", "2020", 15), ("liu", "2015", 9)]
    said = spoken_names(["HOFMANNID 以托吡酯为对照", "郑 某 等 史将热敏", "Gomezbl 在 Gomez 等"], citations)
    assert (said["hofmann"].name, said["hofmann"].others) == ("HOFMANN", "")
    assert said["郑某"].others == "等"
    assert said["gomez"].others is None
    assert "liu" not in said


def test_a_header_printed_in_two_lines_of_two_languages_is_one_bilingual_row() -> None:
    head = "Table 1 Training\n研究 诊断 样本 量 疗程\nStudy Diagnosis Sample size Duration\n"
    lines = [
        f"{name} 20{10 + k} DPN {30 + k}(15/{15 + k}) {8 + k} weeks"
        for k, name in enumerate(("HAMED", "NADI", "GINIS"))
    ]
    table = table_of(head + "\n".join([*lines, NOTE]))
    heads = [c for c in table.cells if c.row < table.header_rows]
    assert [(c.text_zh, c.text_en) for c in heads] == [
        ("研究", "Study"), ("诊断", "Diagnosis"), ("样本量", "Sample size"), ("疗程", "Duration")
    ]  # fmt: skip


def test_a_number_at_a_line_end_belongs_to_the_unit_that_begins_the_next_line() -> None:
    lines = [
        f"{name} 20{10 + k} DPN Yoga, 60 min, {3 + k} Usual care 12 weeks\ntimes/week"
        for k, name in enumerate(("ANAND", "BARNES", "CHANDRA", "KELLER"))
    ]
    table = table_of("Table 1 Yoga\nStudy Diagnosis Intervention Comparator Duration\n" + "\n".join([*lines, NOTE]))
    assert [c.text for c in column(table, 2)] == [f"Yoga, 60 min, {3 + k} times/week" for k in range(4)]


def test_the_sign_of_a_deviation_read_as_a_digit_comes_back_under_a_flag() -> None:
    ages = ["48.2 ± 7.1", "52.6+9.3", "50.146.8", "61.4£5.5"]
    lines = [
        f"{n} 20{12 + k} {60 + k} {a} 12 weeks"
        for k, (n, a) in enumerate(zip(("ANAND", "BARNES", "CHANDRA", "KELLER"), ages, strict=True))
    ]
    table = table_of("Table 1 Yoga\nStudy Sample size Age (years) Duration\n" + "\n".join([*lines, NOTE]))
    assert [c.text for c in column(table, 2)] == ["48.2 ± 7.1", "52.6 ± 9.3", "50.1 ± 6.8", "61.4 ± 5.5"]
    assert [bool(codes(c) & {"sign-restored"}) for c in column(table, 2)] == [False, True, True, True]


def test_the_unit_of_a_heading_on_a_lower_line_names_its_column() -> None:
    head = "Table 1 Yoga\nStudy Country r = Duration Main results\n(years)\n"
    lines = [
        f"{n} 20{12 + k} India {48 + k}.2 ± 7.1 12 weeks Pain decreased"
        for k, n in enumerate(("ANAND", "BARNES", "CHANDRA"))
    ]
    table = table_of(head + "\n".join([*lines, NOTE]))
    assert [c.text for c in column(table, 2)] == ["48.2 ± 7.1", "49.2 ± 7.1", "50.2 ± 7.1"]


def test_a_heading_misread_by_a_letter_is_spelt_as_the_lexicon_does_under_a_flag() -> None:
    lines = [f"{n} 20{12 + k} DPN {8 + k} weeks Pain" for k, n in enumerate(("ANAND", "BARNES", "CHANDRA"))]
    table = table_of("Table 1 Yoga\nStudy Diagnosis Duration Oulcome\n" + "\n".join([*lines, NOTE]))
    head = next(c for c in table.cells if c.row == 0 and c.col == 3)
    assert (head.text, codes(head)) == ("Outcome", {"header-misspelt"})
    assert [reading.text for reading in head.alternatives] == ["Oulcome"]


def test_every_dose_that_takes_its_unit_from_under_the_header_says_so() -> None:
    doses = ("1500", "1700", "2000", "750", "1000")
    lines = [
        f"{n} 20{12 + k} India {40 + k} Metformin {d} 12 wk Placebo BMI"
        for k, (n, d) in enumerate(zip(("ANAND", "BARNES", "CHANDRA", "KELLER", "LIM"), doses, strict=True))
    ]
    head = "Table 1 Metformin\nStudy Country Sample size Intervention 2% Duration Comparator Outcome\nmg/d value\n"
    layered = separate(transcript_of(head + "\n".join([*lines, NOTE])), settings=SeparateSettings())
    studies = normalise(Tabulated(layered, rebuild(layered)), settings=NormaliseSettings())
    assert len(studies.records) == len(doses)
    for record in studies.records:
        given = [c.dose for c in record.intervention.components if c.dose is not None]
        assert [dose.value.unit for dose in given if dose.value is not None] == ["mg/d"]
        told = [f for f in flatten(record).flags if f.flag.code == "column-inferred"]
        assert any(f.path.endswith("/dose") and "alone under the header" in f.flag.message for f in told)


def test_latin_letters_of_molecules_become_greek_only_where_no_other_is_written_so() -> None:
    assert mended_text("TNF-o", "mechanism").text == "TNF-α"
    assert mended_text("IL-1B, IL-18, IL-10", "mechanism").text == "IL-1β, IL-18, IL-10"
    assert {f.code for f in mended_text("TNF-a", "mechanism").flags} == {"text-restored"}


def test_a_name_with_a_colon_in_a_row_of_values_ends_no_table() -> None:
    torn = BARRED.replace("GINIS 2003 CIPN Aerobic 12W", "MUEROY: scl Resistance 3 times/W\n2011 CIPN Aerobic 12W")
    assert table_of(torn).n_rows == 5


def test_a_reference_list_keeps_its_order_and_takes_no_common_word_for_an_author() -> None:
    texts = [(9, "LIU B, XU M. A[J]. P, 2015, 1"), (10, "HAN C. B[J]. P, 2016, 1"), (1, "HOFMANN G. C[J]. P, 2017, 1")]
    texts += [(12, "versus topiramate[J]. Front, 2018, 5"), (13, "SUZUKI A. D[J]. P, 2018, 1")]
    found = citations_of([Reference(number, text, None, 1, None, None) for number, text in texts])
    assert [number for _, _, number in found] == [9, 10, 11, 12, 13]
    assert [surname for surname, _, _ in found] == ["liu", "han", "hofmann", "", "suzuki"]


def test_how_often_and_how_long_parted_by_the_reader_is_one_cell() -> None:
    names = ("HAMED", "NADI", "GINIS", "KNEIS")
    lines = [f"{n} 20{10 + k} DPN {12 + k}00 每 周 {3 + k} 次 ， 共 4 周 Pain" for k, n in enumerate(names)]
    table = table_of("Table 1 Stimulation\nStudy Diagnosis Dose Course Result\n" + "\n".join([*lines, NOTE]))
    assert [c.text for c in column(table, 3)] == [f"每周{3 + k}次，共4周" for k in range(4)]
    assert [c.text for c in column(table, 2)] == [f"{12 + k}00" for k in range(4)]


def test_a_digit_beside_a_count_of_arms_goes_to_the_flag() -> None:
    names = ("HAMED", "NADI", "GINIS", "KNEIS")
    lines = [
        f"{n} 20{10 + k} DPN {'4 ' * (k == 2)}{40 + 2 * k}({20 + k}/{20 + k}) 12 weeks" for k, n in enumerate(names)
    ]
    table = table_of("Table 1 Training\nStudy Diagnosis Sample size Duration\n" + "\n".join([*lines, NOTE]))
    cell = next(c for c in table.cells if c.text == "44(22/22)")
    assert cell.flags
    assert any("4" in flag.candidates for flag in cell.flags) or cell.alternatives


def test_rows_without_a_study_are_doubted_in_a_table_of_studies() -> None:
    lines = ["HAMED 2014 DPN Aerobic 15W Pain score", "Seqz DPN Resistance 12W Pain score"]
    table = table_of(HEAD + "\n".join([*lines, "GINIS 2003 CIPN Aerobic 12W Pain score", NOTE]))
    rows = {c.row for c in column(table, 0) if not c.text or "20" not in c.text}
    assert all(c.flags for c in table.cells if c.row in rows and c.text)
