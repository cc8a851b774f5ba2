"""Studies with several arms: cells that span the arms stand at their middle or their top."""

from __future__ import annotations

import pytest
from table_typesetter import LEADING, Sheet, tables, texts

from pipeline.stages.reconstruct.clues import torn

HEADER = ("Study", "Population", "n", "Programme", "Weeks", "Result")
XS = (40.0, 140.0, 230.0, 290.0, 420.0, 470.0)
STUDIES: tuple[tuple[tuple[str, str], tuple[tuple[str, str, str], ...], str], ...] = (
    (("Hartmann 2014[5]", "Knee OA"), (("40", "Tai Chi", "8"), ("38", "Walking", "12")), "Pain ↓"),
    (("Okafor 2018[6]", "Fibromyalgia"), (("21", "Usual care", "4"),), "None"),
    (("Lind 2019[7]", "T2DM"), (("9", "Stretching", "6"), ("12", "Cycling", "8"), ("10", "Placebo", "6")), "ADL ↑"),
    (("Sato 2020[8]", "PCOS"), (("33", "Metformin", "24"),), "BMI ↓"),
)


def _arms_table(*, align: str, gap: float) -> Sheet:
    """The studies, each arm a line; what all arms share stands once, at their middle or their top."""
    sheet = Sheet()
    for x, text in zip(XS, HEADER, strict=True):
        sheet.line(text, x, 104, bold=True)
    sheet.rule(38, 540, 100)
    sheet.rule(38, 540, 116)
    y = 120.0
    for (study, people), arms, result in STUDIES:
        height = len(arms) * (LEADING + gap) - gap
        shared = y + (height - LEADING) / 2 if align == "middle" else y
        for x, text in ((XS[0], study), (XS[1], people), (XS[5], result)):
            sheet.line(text, x, shared)
        for i, arm in enumerate(arms):
            for x, text in zip(XS[2:5], arm, strict=True):
                sheet.line(text, x, y + i * (LEADING + gap))
        y += height + gap
    sheet.rule(38, 540, y + 2)
    return sheet


@pytest.mark.parametrize("align", ["middle", "top"])
@pytest.mark.parametrize("gap", [1.0, 4.0])
def test_each_arm_is_a_row_and_what_the_arms_share_spans_them(align: str, gap: float) -> None:
    (table,) = tables(_arms_table(align=align, gap=gap))
    expected = [
        [study, people, *arm, result] for (study, people), arms, result in STUDIES for arm in arms
    ]  # fmt: skip
    assert texts(table)[1:] == expected
    spans = [c.row_span for c in table.cells if c.col == 0 and c.row]
    assert spans == [2, 1, 3, 1]


def test_arms_that_could_as_well_be_lines_of_one_cell_are_flagged_or_parted() -> None:
    (table,) = tables(_arms_table(align="middle", gap=0.0))
    merged = [
        c for c in table.cells if c.row and c.col == 3 and " " in c.text and c.text not in ("Tai Chi", "Usual care")
    ]
    assert all(any(f.code == "row-split-uncertain" for f in c.flags) for c in merged)


def test_arms_are_the_tables_habit_where_every_study_has_two_lines_with_their_names() -> None:
    sheet = Sheet()
    for x, text in zip((40.0, 160.0, 240.0, 320.0, 420.0), ("研究", "诊断", "组别", "例数", "疗程"), strict=True):
        sheet.line(text, x, 104)
    sheet.rule(38, 460, 100)
    sheet.rule(38, 460, 116)
    for i in range(6):
        y = 120.0 + 2 * LEADING * i
        for x, text in ((40.0, f"王某 201{i}[{i + 3}]"), (160.0, "偏头痛"), (420.0, "8周")):
            sheet.line(text, x, y + LEADING / 2)
        for k, (name, n) in enumerate((("治疗组", f"3{i}/4{i}"), ("对照组", f"2{i}/1{i}"))):
            sheet.line(name, 240.0, y + k * LEADING)
            sheet.line(n, 320.0, y + k * LEADING)
    sheet.rule(38, 460, 122 + 12 * LEADING)
    (table,) = tables(sheet)
    assert table.n_rows == 13
    assert [c.text for c in table.cells if c.col == 2 and c.row] == ["治疗组", "对照组"] * 6
    assert [c.row_span for c in table.cells if c.col == 0 and c.row] == [2] * 6
    assert not any(c.flags for c in table.cells)


def test_a_study_cell_beside_its_sub_rows_has_a_column_of_its_own() -> None:
    (table,) = tables(_every_cell_twice())
    assert table.n_cols == 4
    assert [c.text for c in table.cells if c.col == 0 and c.row] == [f"Kim 201{i}[{i + 3}]" for i in range(5)]


def _every_cell_twice() -> Sheet:
    """Studies of two sub-rows each, the study's name alone on its height between them."""
    sheet = Sheet()
    for x, text in zip((40.0, 130.0, 210.0, 300.0), ("Study", "n (T/C)", "Site", "Outcome"), strict=True):
        sheet.line(text, x, 104)
    sheet.rule(38, 360, 100)
    sheet.rule(38, 360, 116)
    for i in range(5):
        y = 120.0 + 30.0 * i
        sheet.line(f"Kim 201{i}[{i + 3}]", 40.0, y + 7)
        for k, site in enumerate(("M1", "DLPFC")):
            for x, text in ((130.0, f"4{i}(2{i}/20)"), (210.0, site), (300.0, "FMA ↑")):
                sheet.line(text, x, y + 14 * k)
    sheet.rule(38, 360, 122 + 30 * 5)
    return sheet


@pytest.mark.parametrize(
    ("above", "below", "is_torn"),
    [
        ("尿路感染2", "例", True), ("5 次/周,12", "周", True), ("Nausea in 12", "patients", True),
        ("杨某等 2020", "周某 2022", False), ("MILLER 2019", "time to walk", False), ("48", "18", False),
    ],
)  # fmt: skip
def test_a_count_is_torn_from_its_measure_word_but_not_from_a_name_that_begins_like_one(
    above: str, below: str, is_torn: bool
) -> None:
    assert (torn(above, below, lower_starts=1.0) > 1.0) == is_torn
