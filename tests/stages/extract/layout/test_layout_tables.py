"""Tables are found whole, each once, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import Reader

from pipeline.core.geometry import Box
from pipeline.core.words import Page, Region, Rule
from pipeline.stages.extract.layout import lay_out

CAPTIONED = """
#align(center)[#text(9pt)[*表1 针刺治疗慢性疼痛的临床研究* \\ *Table 1 Clinical studies of acupuncture*]]
#text(8pt, three(6, [研究], [例数], [干预], [结果]))
#text(7.5pt)[注：↓表示降低；VAS：视觉模拟评分。 \\ Note: ↓ decrease; VAS: visual analogue scale.]
"""
TWO_COLUMNS = """
#set page(columns: 2)
#set columns(gutter: 8mm)
#set par(first-line-indent: indented)
"""


def found_in(pages: tuple[Page, ...]) -> list[Region]:
    return [r for p in lay_out(pages) for r in p.regions]


def tables(pages: tuple[Page, ...]) -> list[Region]:
    return [r for r in found_in(pages) if r.kind == "table"]


def words(region: Region) -> list[str]:
    return [w.text for line in region.lines for w in line.words]


def holds_study_rows(table: Region, count: int) -> bool:
    found = words(table)
    return found.count("Study") == count and found.count("↓") == count and "Table" not in found and "Note:" not in found


def test_a_three_line_table_in_one_column_holds_its_cells_and_leaves_captions_and_notes(typeset: Reader) -> None:
    pages = typeset(
        TWO_COLUMNS
        + "#zh(9)\n\n"
        + CAPTIONED.replace("three(6,", "three(6, widths: (3em, 2em, 1fr, 3.5em),")
        + "\n#zh(60)"
    )
    found = found_in(pages)
    at = next(n for n, r in enumerate(found) if r.kind == "table")
    assert [r.kind for r in found[at - 2 : at + 3]] == ["caption", "caption", "table", "note", "note"]
    assert [r.number for r in found[at - 2 : at + 1]] == [1, 1, 1]
    assert holds_study_rows(found[at], 6)
    assert len(tables(pages)) == 1


def test_a_full_width_table_in_the_middle_of_two_columns_parts_the_columns_above_from_those_below(
    typeset: Reader,
) -> None:
    above = "#block(height: 60mm, columns(2, gutter: 8mm)[Left top. #zh(6) #colbreak() Right top. #zh(6)])\n"
    below = "#block(height: 60mm, columns(2, gutter: 8mm)[Left low. #zh(6) #colbreak() Right low. #zh(6)])\n"
    found = found_in(typeset(above + CAPTIONED + below))
    assert [r.kind for r in found] == [
        *["paragraph"] * 2,
        "caption",
        "caption",
        "table",
        "note",
        "note",
        *["paragraph"] * 2,
    ]
    starts = [" ".join(words(r)[:2]) for r in found if r.kind == "paragraph"]
    assert starts == ["Left top.", "Right top.", "Left low.", "Right low."]


def test_two_tables_on_a_page_one_ruled_all_over_one_not_at_all_are_two(typeset: Reader) -> None:
    source = """
#lorem(60)

#align(center)[Table 1 Results by group]
#table(columns: (1fr,) * 4, stroke: .5pt, [Group], table.cell(colspan: 2)[Pain score], [P], [], [Before], [After], [],
  ..range(4).map(i => ([Arm #i], [#(5 + i).2±1.1], [#(2 + i).0±0.8], [0.0#i])).flatten())
#lorem(50)

#align(center)[Table 2 Doses]
#table(columns: (1fr,) * 3, stroke: none, [Study], [Dose (mg/d)], [Effect],
  ..range(5).map(i => ([Jones 20#(10 + i)], [#(100 * i + 100)], [HbA1c #sym.arrow.b])).flatten())

#lorem(60)
"""
    found = tables(typeset(source))
    assert [t.number for t in found] == [1, 2]
    assert words(found[0])[:3] == ["Group", "Pain", "score"] and len(found[0].lines) == 6
    assert words(found[1])[0] == "Study" and words(found[1]).count("Jones") == 5


@pytest.mark.parametrize("turn", [1, 3])
def test_a_table_on_its_side_is_read_in_its_own_direction(typeset: Reader, turn: int) -> None:
    upright = typeset(CAPTIONED)
    found = found_in(tuple(_on_its_side(p, turn) for p in upright))
    assert [r.kind for r in found] == ["caption", "caption", "table", "note", "note"]
    assert words(found[2]) == words(tables(upright)[0])
    assert {r.turn for r in found} == {turn}
    ink = [w.box for line in found[2].lines for w in line.words if w.box is not None]
    assert found[2].box is not None and all(found[2].box.intersects(b) for b in ink)


def _on_its_side(page: Page, turn: int) -> Page:
    """The page as it looks when it is printed turned by `turn` quarters on a portrait page."""

    def turned(box: Box) -> Box:
        return box.turned(turn, width=page.width, height=page.height)

    words_ = tuple(replace(w, box=turned(w.box), turn=turn) for w in page.words if w.box is not None)
    rules = tuple(Rule(turned(r.box), not r.horizontal) for r in page.rules)
    return replace(page, width=page.height, height=page.width, words=words_, rules=rules)


def test_each_page_of_a_continued_table_is_a_table_of_the_same_number(typeset: Reader) -> None:
    source = (
        CAPTIONED
        + "#pagebreak()\n#align(center)[#text(9pt)[续表1]]\n"
        + "#text(8pt, three(3, [研究], [例数], [干预], [结果]))\n#zh(9)"
    )
    found = tables(typeset(source))
    assert [t.number for t in found] == [1, 1]
    assert ["continues" in t.why for t in found] == [False, True]
    assert holds_study_rows(found[1], 3)


def test_a_table_that_goes_on_in_the_next_column_without_a_caption_says_so(typeset: Reader) -> None:
    table = "#text(8pt, three(14, widths: (3em, 2em, 1fr, 3.5em), [研究], [例数], [干预], [结果]))\n"
    source = TWO_COLUMNS + "#zh(21)\n\n#text(9pt)[表2 各研究的特征]\n" + table + "#zh(30)"
    found = tables(typeset(source))
    assert [t.number for t in found] == [2, 2]
    assert sum(words(t).count("Study") for t in found) == 14
    assert "continues" in found[1].why


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_table_that_lost_one_of_its_three_rules_is_still_whole(typeset: Reader, lost: int) -> None:
    pages = typeset("#zh(6)\n\n" + CAPTIONED + "\n#zh(9)")
    rules = sorted(pages[0].rules, key=lambda r: r.box.top)
    (table,) = tables((replace(pages[0], rules=tuple(r for n, r in enumerate(rules) if n != lost)),))
    assert holds_study_rows(table, 6) and "研究" in words(table)


def test_a_table_without_any_rules_and_one_with_broken_rules_are_still_whole(typeset: Reader) -> None:
    pages = typeset("#zh(6)\n\n" + CAPTIONED + "\n#zh(9)")
    (bare,) = tables((replace(pages[0], rules=()),))
    assert holds_study_rows(bare, 6) and "研究" in words(bare)
    (broken,) = tables((replace(pages[0], rules=tuple(p for r in pages[0].rules for p in _broken(r))),))
    assert words(broken) == words(tables(pages)[0])


def _broken(rule: Rule) -> list[Rule]:
    box = rule.box
    cut = box.x0 + 0.4 * box.width
    return [
        Rule(Box(box.x0 + 2, box.top, cut, box.bottom), True),
        Rule(Box(cut + 8, box.top + 0.6, box.x1, box.bottom + 0.6), True),
    ]


def test_prose_in_columns_references_and_drawings_are_no_tables(typeset: Reader) -> None:
    source = (
        TWO_COLUMNS
        + "#line(length: 100%)\n#lorem(200)\n\n#align(center)[#rect[A] #rect[B] #rect[C]]\n图1 流程\n\n"
        + "#line(length: 100%)\n#lorem(300)\n\n"
        + "References\n\n#for i in range(1, 30) [\\[#i\\] Smith A, Brown B. #lorem(9) J Pain, 2011, 3(#i): 30-35.\n\n]"
    )
    assert tables(typeset(source)) == []


def test_a_note_of_one_short_line_under_a_full_width_table_is_not_drawn_into_the_left_column(typeset: Reader) -> None:
    below = "#v(6pt)\n#block(height: 60mm, columns(2, gutter: 8mm)[#zh(6) #colbreak() #zh(6)])\n"
    source = CAPTIONED.split("#text(7.5pt)")[0] + "#text(7.5pt)[注：NR，未报道。]\n" + below
    found = found_in(typeset(source))
    assert [r.kind for r in found] == ["caption", "caption", "table", "note", "paragraph", "paragraph"]
