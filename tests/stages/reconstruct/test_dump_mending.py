"""What a dumped table's own words put right: arrows by their shapes, scraps left out, names as the text has them."""

from __future__ import annotations

from pipeline.core.tables import Cell, Table, Tabulated
from pipeline.core.words import Transcript
from pipeline.settings import ExtractSettings, NormaliseSettings, SeparateSettings
from pipeline.stages.extract.dump import read_dump
from pipeline.stages.normalise import normalise
from pipeline.stages.reconstruct.text_only import rebuild
from pipeline.stages.reconstruct.text_only.naming import spoken_names
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
