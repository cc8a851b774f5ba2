"""What a dumped table shows beyond its lines: the order of its cells, and which of them cannot be trusted."""

from __future__ import annotations

from pipeline.core.tables import Cell, Table
from pipeline.core.words import Transcript
from pipeline.settings import ExtractSettings, SeparateSettings
from pipeline.stages.extract.dump import read_dump
from pipeline.stages.reconstruct.text_only import rebuild
from pipeline.stages.separate import separate

NOTE = "CI: confidence interval; ISI: insomnia severity index; SE: sleep efficiency; SMD: standardized difference.\n"
IN_TURN = f"""Table 1 Trials of talking for poor sleep
Study Country Sample
size
Intervention Control Outcome SMD (95% CI) P Follow-up
Adams 2012[4]
USA 28/27 Relaxation
training
Waiting list ISI -0.85 (-1.40, -0.30) 0.002 3 months
Berger et al.
2014[5]
Switzerland 45/46 Relaxation training Waiting list ISI -1.10 (-1.54, -0.66) <0.001 6 months
Costa 2015[6]
Portugal 33/30 Relaxation training Usual care SE -0.21 (-0.71, 0.29) 0.41 NR
Suzuki 2020[7]
Japan 52/50 Relaxation training Usual care SE -0.55 (-0.95, -0.15) 0.007 24 weeks
{NOTE}"""
TWINS = """Table 1 Exercise after stroke
研究
Study
诊断
Diagnosis
周期
Duration
Adams 2012[4]
Stroke 12 weeks
Berger 2014[5]
Stroke 8 weeks
Costa 2015[6]
Stroke 6 weeks
ADL: activities of daily living; MCA: middle cerebral artery.
"""
KEPT = """Table 1 Music in old age

Study               Diagnosis    Duration     Frequency       Session      Result
Carlsen 2008[4]     AD           12 weeks     2 times/week    30 min       MMSE improved
Ding 2010[5]        AD           8 weeks      3 times/week    45 min       MMSE improved
Esteban 2013[6]     Zqxw rt      10 weeks     5 times/week    60 min       MMSE improved
Fukui 2015[7]       AD           2 times/week 6 weeks         40 min       MMSE improved
Gallo 2017[8]       AD           6 months     7 times/week    20 min       MMSE improved

AD: Alzheimer disease; MMSE: mini-mental state examination.
"""
SLABS = f"""Table 1 Trials of talking for poor sleep

Study Country Sample size Intervention

Adams 2012 USA 28/27 Relaxation training,
six sessions

Berger et al. Switzerland 45/46 Relaxation training
2014

Costa 2015 Portugal 33/30 Relaxation training

Control Outcome SMD (95% Cl) P Follow-up
Waiting list ISI -0.85 (-1.40, -0.30) 0.002 3 months
Waiting list ISI -1.10 (-1.54, -0.66) <0.001 6 months
Usual care SE -0.21 (-0.71, 0.29) 0.41 9 months

{NOTE}"""


def table_of(text: str) -> Table:
    pages, _ = read_dump(text.encode(), settings=ExtractSettings())
    return rebuild(separate(Transcript("d", "0" * 64, "text/plain", pages), settings=SeparateSettings()))[0]


def row(table: Table, number: int) -> list[str]:
    return [c.text for c in sorted(table.cells, key=lambda c: c.col) if c.row == table.header_rows + number]


def codes(cell: Cell) -> set[str]:
    return {flag.code for flag in cell.flags}


def test_cells_printed_one_after_another_stay_with_the_study_before_them() -> None:
    table = table_of(IN_TURN)
    assert table.n_rows == 5
    assert row(table, 0)[:2] == ["Adams 2012[4]", "USA"]
    assert row(table, 0)[3:6] == ["Relaxation training", "Waiting list", "ISI"]
    assert row(table, 1)[:2] == ["Berger et al. 2014[5]", "Switzerland"]
    assert [row(table, k)[-1] for k in range(4)] == ["3 months", "6 months", "NR", "24 weeks"]


def test_a_header_of_two_languages_printed_cell_by_cell_is_one_row() -> None:
    table = table_of(TWINS)
    heads = [c for c in table.cells if c.row < table.header_rows]
    assert [(c.text_zh, c.text_en) for c in heads] == [("研究", "Study"), ("诊断", "Diagnosis"), ("周期", "Duration")]
    assert row(table, 2) == ["Costa 2015[6]", "Stroke", "6 weeks"]


def test_columns_kept_by_spaces_do_not_hide_words_that_are_none_or_stand_elsewhere() -> None:
    table = table_of(KEPT)
    cells = {(c.row - table.header_rows, c.col): c for c in table.cells}
    assert cells[0, 2].text == "12 weeks"
    assert not codes(cells[0, 2])
    assert cells[2, 1].flags, "no language has this diagnosis"
    assert cells[3, 2].flags
    assert cells[3, 3].flags


def test_slabs_whose_first_wraps_are_put_side_by_side_by_study() -> None:
    table = table_of(SLABS)
    assert table.n_rows - table.header_rows == 3
    assert [row(table, k)[-1] for k in range(3)] == ["3 months", "6 months", "9 months"]
    assert [row(table, k)[1] for k in range(3)] == ["USA", "Switzerland", "Portugal"]


def test_a_number_of_another_form_than_its_column_is_doubted() -> None:
    ages = ["48.2 ± 7.1", "52.6 ± 9.3", "50.1 ± 6.8", "58.0482", "61.4 ± 5.5"]
    names = ["ANAND", "BARNES", "CHANDRA", "HOFMANN", "KELLER"]
    lines = [f"{n} 20{12 + k} India {60 + k} {a} 12 weeks" for k, (n, a) in enumerate(zip(names, ages, strict=True))]
    head = "Table 1 Breathing\nStudy Country Sample size Age (years) Duration\n"
    table = table_of(head + "\n".join(lines) + "\nBP: blood pressure; HR: heart rate.\n")
    odd = [c for c in table.cells if "58.0482" in c.text]
    assert odd
    assert all(c.flags for c in odd)


def test_a_bound_run_together_is_two_words_under_a_flag() -> None:
    lines = [f"{n} 20{10 + k} DPN 12W Everyday, atmost 4 group" for k, n in enumerate(("HAMED", "NADI", "GINIS"))]
    head = "Table 1 Training\nStudy Diagnosis Time Volume\n"
    table = table_of(head + "\n".join(lines) + "\nDPN: diabetic neuropathy; SCI: injury.\n")
    cells = [c for c in table.cells if "4 group" in c.text]
    assert len(cells) == 3
    assert all("at most 4 group" in c.text and "split-words" in codes(c) for c in cells)
