"""Tables of text dumps: rows and columns from words alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.tables import Cell, Table
from pipeline.core.words import Transcript
from pipeline.settings import ExtractSettings, SeparateSettings
from pipeline.stages.extract.dump import read_dump
from pipeline.stages.reconstruct.text_only import rebuild
from pipeline.stages.reconstruct.text_only.effects import mend, mend_count
from pipeline.stages.separate import separate

TRAINING = """Table 1 Training in painful neuropathy
Bt 2 gt RE4 8B
Study Diagnosis Type ) Volume Intensity Result
Time
Moderate, 3 times/W, Moderate, 50%-60% .
HAMED . o . Pain | :
, DPN Aerobic 15W 50 min/time; HIIT, 3 times/W, MHR; HIIT, 85%-95%
2014124 o HIIT>moderate
20 min/time MHR
GHOLAMI . . .
20182 DPN Aerobic 12W 3 times/W, 60-135 min/W 50%-70% HRR SNCV |
ZIMMER Aerobic, re- 2 times/W, 45 min/time (10 min Moderate (aerobic 60-
20182 CIPN sistance and 8W aerobic, 20 min resistance, 70% MHR, resistance 60-  Pain | , ADL 1
balance 15 min balance) 80% 1-RM)
DHAWAN Resistanceand . .
CIPN 10W 30 min/day unknown Pain | , ADL {
20191 balance
NIGHTIN- . . . .
5 SCI Aerobic 6W 4 times/W, 45 min/time 60%-65% HRR Pain | ,ADL t
GALE 2018
DPN: diabetic peripheral neuropathy; HIIT: high-intensity interval training; MHR: maximum heart rate;
HRR: heart rate reserve;
CIPN: chemotherapy-induced peripheral neuropathy; SCI: spinal cord injury; ADL: activities of daily living.
"""
DRUG = """Table 1 Trials of a drug for back pain
Author (year) Country N (T/C) Age, years Dose Duration Control Outcome MD (95% CI) P
Skljar 2010" USA 236 54.2 + 11.1 60 mg/d 12 wk Placebo BPI -0.60 (-1.10, -0.10) 0.019
(115/121)
Konno et al. Japan 456 60.0 + 13.2 60 mg/d 14 wk Placebo BPI; RMDQ 0.48 (-0.84, -0.12); 0.008;
2016!13! (230/226) -0.75 (-1.48, -0.02) 0.04
Tanaka 2018!) Japan 88 (44/44) 58.1 + 9.7 30-60 mg/d 8 wk Usual care NRS -0.90 (-1.52, -0.28) 0.005
Hassan 2020!"°! Egypt 120 (60/60) 47.3+10.4 60 mg/d 24wk Placebo and ODI -4.20 (-6.90, -1.50) 0.002
exercise
BPI: brief pain inventory; RMDQ: Roland-Morris disability questionnaire; NRS: numeric rating scale; ODI: Oswestry index.

References
[12] SKLJAR A, SMITH B. Effects in a group of people[J]. J Pain Res, 2010, 12(3): 45-50.
[13] KONNO A, SMITH B. Effects in another group of people[J]. J Pain Res, 2016, 12(3): 45-50.
[14] TANAKA A, SMITH B. Effects in a third group of people[J]. J Pain Res, 2018, 12(3): 45-50.
[15] HASSAN A, SMITH B. Effects in a fourth group of people[J]. J Pain Res, 2020, 12(3): 45-50.
"""


def tables_of(text: str) -> tuple[Table, ...]:
    pages, issues = read_dump(text.encode(), settings=ExtractSettings())
    transcript = Transcript("dump", "0" * 64, "text/plain", pages, issues=issues)
    return rebuild(separate(transcript, settings=SeparateSettings()))


def column(table: Table, index: int) -> list[str]:
    return [c.text for c in table.cells if c.col == index and c.row >= table.header_rows]


def codes(cell: Cell) -> set[str]:
    return {flag.code for flag in cell.flags}


@pytest.fixture(scope="module")
def training() -> Table:
    return tables_of(TRAINING)[0]


@pytest.fixture(scope="module")
def drug() -> Table:
    return tables_of(DRUG)[0]


def test_interleaved_lines_give_one_row_a_study(training: Table) -> None:
    assert (training.n_rows, training.n_cols, training.method) == (6, 7, "text-only")


def test_a_heading_printed_on_a_lower_line_finds_its_column(training: Table) -> None:
    headers = [c.text for c in training.cells if c.row == 0]
    assert headers == ["Study", "Diagnosis", "Type", "Time", "Volume", "Intensity", "Result"]


def test_names_broken_by_a_hyphen_are_whole_and_years_lose_glued_citations(training: Table) -> None:
    assert column(training, 0) == ["HAMED 2014", "GHOLAMI 2018", "ZIMMER 2018", "DHAWAN 2019", "NIGHTINGALE 2018"]


def test_a_citation_glued_to_a_year_is_flagged_with_what_was_printed(training: Table) -> None:
    cell = next(c for c in training.cells if c.row == 1 and c.col == 0)
    flag = next(f for f in cell.flags if f.code == "citation-garbled")
    assert any("2014124" in candidate for candidate in flag.candidates)


def test_columns_of_one_value_are_read_as_printed(training: Table) -> None:
    assert column(training, 1) == ["DPN", "DPN", "CIPN", "CIPN", "SCI"]
    assert column(training, 3) == ["15W", "12W", "8W", "10W", "6W"]


def test_words_divided_or_run_together_are_mended(training: Table) -> None:
    types = column(training, 2)
    assert types[2:4] == ["Aerobic, resistance and balance", "Resistance and balance"]


def test_long_cells_keep_their_parts_in_order(training: Table) -> None:
    volume, intensity = column(training, 4), column(training, 5)
    assert volume[0] == "Moderate, 3 times/W, 50 min/time; HIIT, 3 times/W, 20 min/time"
    assert volume[2] == "2 times/W, 45 min/time (10 min aerobic, 20 min resistance, 15 min balance)"
    assert intensity[2] == "Moderate (aerobic 60-70% MHR, resistance 60-80% 1-RM)"


def test_a_mark_in_an_arrows_place_is_kept_and_flagged(training: Table) -> None:
    results = [c for c in training.cells if c.col == 6 and c.row > 0]
    assert all("arrow-garbled" in codes(cell) for cell in results)
    assert all("↓" not in cell.text and "↑" not in cell.text for cell in results)


def test_every_printed_word_is_in_a_cell_or_a_flag(training: Table) -> None:
    kept = " ".join(word.text for c in training.cells for word in c.words)
    told = " ".join(x for c in training.cells for f in c.flags for x in f.candidates)
    told += " ".join(x for f in training.flags for x in f.candidates)
    body = [line for line in TRAINING.splitlines()[1:] if not line.startswith(("DPN:", "HRR:", "CIPN:"))]
    for token in " ".join(body).split():
        assert token in kept or token in told or token[:6] in kept, token


def test_the_legend_gives_abbreviations(training: Table) -> None:
    assert [a.short for a in training.abbreviations][:3] == ["DPN", "HIIT", "MHR"]


def test_a_table_of_estimates_keeps_its_ten_columns(drug: Table) -> None:
    assert (drug.n_rows, drug.n_cols) == (5, 10)
    assert column(drug, 2) == ["236 (115/121)", "456 (230/226)", "88 (44/44)", "120 (60/60)"]
    assert column(drug, 6) == ["Placebo", "Placebo", "Usual care", "Placebo and exercise"]


def test_citations_come_back_from_the_reference_list_under_a_flag(drug: Table) -> None:
    studies = [c for c in drug.cells if c.col == 0 and c.row > 0]
    assert [c.text for c in studies] == [
        "Skljar 2010[12]",
        "Konno et al. 2016[13]",
        "Tanaka 2018[14]",
        "Hassan 2020[15]",
    ]
    assert all("citation-restored" in codes(c) for c in studies)


def test_a_lost_minus_comes_back_under_a_flag_and_the_printed_text_is_kept(drug: Table) -> None:
    cell = next(c for c in drug.cells if c.row == 2 and c.col == 8)
    assert cell.text == "-0.48 (-0.84, -0.12); -0.75 (-1.48, -0.02)"
    assert "sign-restored" in codes(cell)
    assert cell.alternatives[0].text.startswith("0.48")


def test_a_space_before_a_unit_is_put_back_where_its_column_has_one(drug: Table) -> None:
    assert column(drug, 5) == ["12 wk", "14 wk", "8 wk", "24 wk"]


def test_a_dump_without_tables_gives_none() -> None:
    assert tables_of("The knee is a joint that carries the weight of the body and is often stiff.\n") == ()


def test_the_same_dump_gives_the_same_tables() -> None:
    assert tables_of(DRUG) == tables_of(DRUG)


@pytest.mark.parametrize(
    ("printed", "mended"),
    [
        ("1.25 (-2.10, 0.40)", "-1.25 (-2.10, -0.40)"),
        ("0.22 (0.38, 0.06)", "-0.22 (-0.38, -0.06)"),
        ("00.31 (-0.55, -0.07)", "-0.31 (-0.55, -0.07)"),
        ("-0.60 (-1.42, 0.22)", "-0.60 (-1.42, 0.22)"),
        ("1.50 (1.00, 2.25)", "1.50 (1.00, 2.25)"),
    ],
)
def test_signs_are_restored_only_where_the_interval_needs_them(printed: str, mended: str) -> None:
    assert mend(printed).text == mended


def test_an_interval_that_no_sign_explains_is_doubtful_and_untouched() -> None:
    found = mend("3.10 (0.20, 0.90)")
    assert (found.text, found.restored, found.doubtful) == ("3.10 (0.20, 0.90)", False, True)


@given(st.integers(1, 400), st.integers(1, 400))
def test_arms_that_add_up_are_never_changed(first: int, second: int) -> None:
    text = f"{first + second}({first}/{second})"
    assert mend_count(text) == mend_count(text.replace("/", "/"))
    assert mend_count(text).text == text


def test_a_slash_read_as_one_comes_back_where_the_arms_then_add_up() -> None:
    assert mend_count("60(30130)").text == "60(30/30)"
    assert mend_count("80(40,/40)").text == "80(40/40)"
    assert mend_count("60(30135)").doubtful


ORDERED = """Table 1 Training in painful neuropathy
Study Diagnosis Type Time Volume Result
HAMED 2014!1! DPN Aerobic 15W 3 times/W, 50 min/time Pain |
me gl21 DPN Aerobic 12W 3 times/W, 60 min/time Pain |
HOLAMI
NADI 2019!3! DPN Resistance 12W 3 times/W, 30 min/time Pain |
GINIS 2003!4! SCI Aerobic 10W 2 times/W, 45 min/time Pain |
DPN: diabetic peripheral neuropathy; SCI: spinal cord injury.

References
[1] HAMED A, SMITH B. Effects in a group of people[J]. J Pain Res, 2014, 12(3): 45-50.
[2] GHOLAMI A, SMITH B. Effects in another group of people[J]. J Pain Res, 2018, 12(3): 45-50.
[3] NADI A, SMITH B. Effects in a third group of people[J]. J Pain Res, 2019, 12(3): 45-50.
[4] GINIS A, SMITH B. Effects in a fourth group of people[J]. J Pain Res, 2003, 12(3): 45-50.
"""


def test_a_garbled_study_is_told_from_the_order_of_citations_only_under_a_flag() -> None:
    cell = next(c for c in tables_of(ORDERED)[0].cells if c.row == 2 and c.col == 0)
    assert cell.text == "GHOLAMI 2018[2]"
    assert "citation-inferred" in codes(cell)
    assert cell.alternatives


def test_a_study_that_shows_nothing_is_told_only_where_its_neighbours_leave_one_entry() -> None:
    held = next(c for c in tables_of(ORDERED.replace("HOLAMI\n", "Xq\n"))[0].cells if c.row == 2 and c.col == 0)
    assert held.text == "GHOLAMI 2018[2]"
    assert "citation-inferred" in codes(held)
    twice = ORDERED.replace("HOLAMI\n", "Xq\n").replace("NADI 2019!3!", "Zz 9k").replace("[3] NADI", "[3] NORDI")
    loose = [c for c in tables_of(twice)[0].cells if c.row in (2, 3) and c.col == 0]
    assert all("GHOLAMI" not in c.text or codes(c) for c in loose)


def test_a_table_of_a_hundred_alike_rows_keeps_them_all() -> None:
    rows = [f"SMITHSON{chr(65 + i % 26)} {1990 + i % 30} DPN Aerobic 12W 3 times/W Pain |" for i in range(100)]
    text = (
        "Table 1 Many trials\nStudy Diagnosis Type Time Volume Result\n"
        + "\n".join(rows)
        + "\nDPN: diabetic neuropathy; SCI: injury.\n"
    )
    assert tables_of(text)[0].n_rows == 101


MIXED = """Table 1 Needling for headache
{head}
陈 其 等 四 2014 。 无 先 光 信 头痛。 60(30/30) 针刺 药 物 8 周 有效率 | 12 周
LIU 2015 。 无 先兆 偏头痛 。 124(62/62) 电针 假 电针 4 周 有效率 | 16 周
poe 。 慢性 从头 消 。 98(50148) Ft ae ue ee 248
SUZUKI 2018 无 先兆 偏头痛 。 45(23/22) 针刺 等待治疗 8 周 发作频率 | 6 周
GOMEZ 2020 无 先兆 偏头痛 。 66(33/33) 艾灸 常规 针刺 4 周 有效率 | 4 周
VAS: visual analogue scale; NR: not reported.

References
[8] 陈某, 刘洋. 针刺研究[J]. 中国康复, 2014, 65(11): 1789-1802.
[9] LIU B, XU M. Effects in a group of people[J]. J Pain Res, 2015, 12(3): 45-50.
[10] HOFMANN G, SUN L. Effects in another group[J]. J Pain Res, 2017, 12(3): 45-50.
[11] SUZUKI A, WU D. Effects in a third group of people[J]. J Pain Res, 2018, 12(3): 45-50.
[12] GOMEZ Z, KIM X. Effects in a fourth group of people[J]. J Pain Res, 2020, 12(3): 45-50.
"""


def mixed(head: str) -> Table:
    return tables_of(MIXED.format(head=head))[0]


def test_a_count_with_its_arms_begins_a_row_where_the_study_is_garbled() -> None:
    table = mixed("fia Bai 样本 量 Ea Bac WR 结局 指标 Eo")
    assert table.n_rows - table.header_rows == 5
    row = [c for c in table.cells if c.row == table.header_rows + 2]
    assert any(c.text == "98(50/48)" and "slash-restored" in codes(c) for c in row)
    assert row[0].text.casefold().startswith("hofmann 2017[10]")
    assert "citation-inferred" in codes(row[0])


def test_a_guessed_column_tells_its_field_and_a_read_one_leaves_it_to_its_words() -> None:
    table = mixed("fia Bai 样本 量 Ea Bac WR 结局 指标 Eo")
    assert table.columns[0].field == "study"
    assert [c.field for c in table.columns if c.header.zh] == [None, None]


def test_a_chinese_cell_that_almost_repeats_its_column_is_read_as_it_under_a_flag() -> None:
    table = mixed("fia Bai 样本 量 Ea Bac WR 结局 指标 Eo")
    cell = next(c for c in table.cells if c.row == table.header_rows and c.text == "无先兆偏头痛")
    assert "text-restored" in codes(cell)
    assert cell.alternatives


def test_counts_whose_arms_no_header_names_are_doubted() -> None:
    table = mixed("fia Bai 样本 量 Ea Bac WR 结局 指标 Eo")
    counts = [c for c in table.cells if c.text in ("60(30/30)", "45(23/22)")]
    assert counts
    assert all("arms-unnamed" in codes(c) for c in counts)


LABORATORY = """Table 1 Exercise in animals
Study Model Exercise Protocol Duration Mechanism Result
Almeida 2013 SD rats, CCI Treadmillrunning 15 m/min, 30 min/d, 5 d/wk 4 wk BDNF f, TNF-o | Pain threshold f
Bobinski 2015 C57BL/6 mice, SNI Treadmillrunning 10 m/min, 30 min/d, 5 d/wk 2 wk IL-10 f Pain threshold f
Chen 2016 SD rats, CCI Swimming 60 min/d, 6 d/wk 5 wk NGF | Pain threshold f
Huang 2018 Wistar rats, STZ Treadmill running 18 m/min, 60 min/d, 7 d/wk 4 wk HSP72 f Pain threshold f
CCI: chronic constriction injury; SNI: spared nerve injury; BDNF: brain factor; NGF: nerve growth factor.
"""


def test_words_run_together_are_parted_and_columns_of_one_phrase_too() -> None:
    table = tables_of(LABORATORY)[0]
    first = [c for c in table.cells if c.row == 1]
    assert [c.text for c in first][1:5] == ["SD rats, CCI", "Treadmill running", "15 m/min, 30 min/d, 5 d/wk", "4 wk"]
    assert "split-words" in codes(first[2])


def test_a_letter_that_was_an_arrow_stays_with_its_measure_and_is_doubted() -> None:
    table = tables_of(LABORATORY)[0]
    cell = next(c for c in table.cells if c.row == 1 and c.col == 5)
    assert cell.text.startswith("BDNF ↑")
    assert {"arrow-garbled", "garbled-text"} <= codes(cell)


COLUMNS = """                    Trials of needling for headache

Table 1 Trials of needling
Study              Country        Sample size       Treatment               Control           Duration      Result
Adams 2012[4]      USA            n=28 vs 27        Needling of the         Usual care        8 weeks       Pain ↓
                                                    neck muscles
Berger et al.      Norway         n=45 vs 46        Needling                Waiting list      4 weeks       Pain ↑
2014[5]
Costa 2015[6]      Portugal       n=33 vs 30        Moxibustion             Sham needling     6 weeks       Pain →
VAS: visual analogue scale; NRS: numeric rating scale; ADL: activities of daily living.
"""


def test_a_dump_that_keeps_its_columns_gives_every_cell_as_printed() -> None:
    table = tables_of(COLUMNS + "\n" * 3)[0]
    rows = [[c.text for c in sorted(table.cells, key=lambda c: c.col) if c.row == r] for r in range(table.n_rows)]
    assert rows[1] == [
        "Adams 2012[4]",
        "USA",
        "n=28 vs 27",
        "Needling of the neck muscles",
        "Usual care",
        "8 weeks",
        "Pain ↓",
    ]
    assert rows[2][0] == "Berger et al. 2014[5]"
    assert rows[3][-1] == "Pain →"


def test_cells_of_a_dump_with_columns_carry_lines_and_no_places_on_a_page() -> None:
    table = tables_of(COLUMNS)[0]
    assert table.boxes == ()
    assert all(c.box is None for c in table.cells)
    assert all(w.box is None for c in table.cells for w in c.words)
    assert all(c.line for c in table.cells if c.text)


def test_a_unit_alone_under_the_header_is_that_of_the_doses_whose_heading_is_lost() -> None:
    text = re.sub(r"[\d.]+ ?\+ ?[\d.]+ ([-\d]+) mg/d", r"Duloxetine \g<1>00", DRUG)
    lines = text.replace("Age, years Dose", "Intervention 2%").splitlines()
    (table,) = tables_of("\n".join([*lines[:2], "mg/d value", *lines[2:]]))
    doses = next(c for c in table.columns if column(table, c.index) == ["6000", "6000", "30-6000", "6000"])
    assert (doses.header.en, doses.field) == ("mg/d", "dose")
    head = next(c for c in table.cells if c.col == doses.index and c.row == 0)
    assert {"column-inferred"} <= codes(head)
