"""Columns told where little text stands in one of them, and words that line up told from columns."""

from __future__ import annotations

import random
from dataclasses import replace

from drawn import line, page

from pipeline.core.geometry import Box
from pipeline.core.words import Page, Word
from pipeline.stages.extract.layout import lay_out
from pipeline.stages.extract.layout.blocks import Block
from pipeline.stages.extract.layout.front import front_matter
from pipeline.stages.extract.layout.ink import Ink, rows_of

FULL = "针刺是治疗慢性疼痛的常用方法其疗效受多种因素影响"  # 24 ems: 240 points
ENTRY = "[{}] AUTHOR A, OTHER B. A paper on pain[J]."


def texts(page_: Page, kind: str) -> list[str]:
    return ["|".join(ln.text for ln in r.lines) for r in page_.regions if r.kind == kind]


def test_two_lines_beside_a_column_of_text_are_a_column_of_their_own() -> None:
    left = [line(50, 100 + 15 * k, FULL) for k in range(12)]
    right = [line(305, 101, ENTRY.format(8), 8), line(321, 113, "Pain, 2019, 1(1): 2-9.", 8)]
    (laid,) = lay_out([page(*left, *right)])
    assert not any("AUTHOR" in ln.text and "针刺" in ln.text for r in laid.regions for ln in r.lines)


def test_one_line_beside_justified_lines_is_in_the_second_column() -> None:
    left = [line(50, 100, "1 背景")] + [line(50, 115 + 15 * k, FULL) for k in range(6)]
    (laid,) = lay_out([page(*left, line(300, 101, ENTRY.format(10) + " Pain, 2019, 1(1)", 8))])
    assert "1 背景" in texts(laid, "heading")


def test_the_last_page_has_the_columns_of_the_pages_before() -> None:
    first = [line(x, 100 + 15 * k, FULL) for k in range(20) for x in (50, 305)]
    last = [
        line(50, 100, ENTRY.format(1), 8),
        line(66, 112, "Pain, 2019, 1(1): 2-9.", 8),
        line(305, 100, ENTRY.format(2), 8),
    ]
    pages = lay_out([page(*first, line(50, 420, "参考文献")), page(*last, number=2)])
    assert texts(pages[1], "reference") == [f"{ENTRY.format(1)}|Pain, 2019, 1(1): 2-9.", ENTRY.format(2)]


def test_word_gaps_that_line_up_by_chance_are_no_gutter() -> None:
    chance = random.Random(3)
    texts = [" ".join("n" * chance.randint(2, 9) for _ in range(6)) for _ in range(60)]
    rows = [line(50 + 255 * (k % 2), 100 + 13 * (k // 2), t, to=280 + 255 * (k % 2)) for k, t in enumerate(texts)]
    (laid,) = lay_out([page(*rows)])
    assert {ln.text for r in laid.regions for ln in r.lines} == set(texts)


def test_pages_that_end_a_reference_are_no_entry_of_another_style() -> None:
    rows = [
        line(50, 100, "References", 12),
        line(50, 120, ENTRY.format(1), 8),
        line(50, 132, "[2] GRACE P. Voluntary running[J]. Pain Test, 2017, 9(1): 1-", 8),
        line(66, 144, "3.", 8),
        line(50, 156, ENTRY.format(3), 8),
    ]
    (laid,) = lay_out([page(*rows)])
    assert [r.number for r in laid.regions if r.kind == "reference"] == [1, 2, 3]


def test_a_numbered_heading_after_a_full_line_is_found_in_a_scan() -> None:
    ocr = {"source": "ocr:rapidocr"}
    rows = [line(50, 100 + 15 * k, FULL, **ocr) for k in range(4)]
    rows += [line(50, 160, FULL[:-1] + "。", **ocr), line(50, 176, "二、研究结果", 11.4, **ocr)]
    rows += [line(70, 194, FULL[:-2], **ocr), *(line(50, 209 + 15 * k, FULL, **ocr) for k in range(4))]
    (laid,) = lay_out([page(*rows)])
    assert texts(laid, "heading") == ["二、研究结果"]


def test_a_paragraph_that_opens_with_a_figure_is_no_heading_where_the_abstract_is_smaller() -> None:
    rows = [line(50, 80, "题目是针刺治疗", 16), line(60, 110, "摘要 " + FULL * 2, 9)]
    rows += [line(60, 123 + 13 * k, FULL * 2, 9) for k in range(9)]
    rows += [line(50, 260, "1 背景", 11), line(70, 276, "2 型糖尿病的患病率在过去三十年中持续上升而" + FULL)]
    rows += [line(50, 291 + 15 * k, FULL + FULL) for k in range(5)]
    (laid,) = lay_out([page(*rows)])
    assert texts(laid, "heading") == ["1 背景"]


def test_an_address_alone_at_the_foot_of_a_single_page_is_a_running_foot() -> None:
    rows = [line(50, 100 + 15 * k, FULL * 2) for k in range(40)]
    (laid,) = lay_out([page(*rows, line(250, 790, "Test Journal http://example.org", 8))])
    assert texts(laid, "footer") == ["Test Journal http://example.org"]


def test_line_numbers_in_the_margin_are_no_part_of_the_lines() -> None:
    rows = [line(60, 100 + 15 * k, FULL + FULL[:20]) for k in range(12)]
    numbers = [line(40, 102 + 15 * k, str(k + 1), 6) for k in range(12)]
    (laid,) = lay_out([page(*rows, *numbers)])
    assert texts(laid, "footer") == ["|".join(str(k + 1) for k in range(12))]
    assert all(not ln.text[0].isdigit() for r in laid.regions if r.kind == "paragraph" for ln in r.lines)


def test_an_abstract_at_the_end_opens_with_its_bold_label_though_no_white_parts_it() -> None:
    rows = [line(50, 100 + 15 * k, FULL * 2) for k in range(8)] + [line(50, 230, "参考文献")]
    rows += [line(50, 246 + 12 * k, ENTRY.format(k + 1), 8) for k in range(3)]
    rows += [line(120, 310, "Acupuncture for chronic pain", 16), line(180, 334, "WANG Ming, LI Hua")]
    rows += [line(150, 348, "(Department of Pain, Hospital of Donghai, Donghai 200000, China)", 9)]
    label = [replace(w, bold=True) for w in line(60, 361, "Abstract", 9)]
    rows += [[*label, *line(110, 361, "Pain is common and often lasts for many years in old age.", 9)]]
    (laid,) = lay_out([page(*rows)])
    found = [r.kind for r in laid.regions]
    assert found[-4:] == ["title", "author", "affiliation", "abstract"]


def test_two_rows_at_the_top_of_a_page_end_the_table_cut_by_the_page_before() -> None:
    def cells(y: float, k: int) -> list[Word]:
        return [w for x, t in ((50, f"Study{k}"), (160, "30"), (240, "weekly"), (400, "VAS")) for w in line(x, y, t)]

    rules = [Box(48, 115, 500, 116), Box(48, 134, 500, 135)]
    first = page(line(200, 100, "表1 临床研究"), *(cells(118 + 20 * k, k) for k in range(34)), rules=rules)
    rest = page(cells(60, 40), cells(80, 41), line(50, 130, FULL), number=2, rules=[Box(48, 95, 500, 96)])
    pages = lay_out([first, rest])
    assert next((r.kind, r.number, r.why[-9:]) for r in pages[1].regions) == ("table", 1, "continues")


def test_an_abstract_cut_by_a_change_of_measure_is_one_abstract() -> None:
    first = rows_of([Ink(w, w.box, 10) for w in line(200, 100, "Abstract: Pain is common and we compare") if w.box])
    rest = rows_of([Ink(w, w.box, 10) for w in line(50, 130, "six trials by content and control.") if w.box])
    blocks = [Block(first, "abstract", 0, 0, 2, "abstract"), Block(rest, "paragraph", 0, 1, 0, "front")]
    assert [(b.kind, b.why) for b in front_matter(blocks)] == [("abstract", ""), ("abstract", "continues")]


def test_text_beside_a_turned_table_is_text() -> None:
    table = [line(x, 60 + 18 * k, t) for k in range(24) for x, t in ((50, "Study"), (200, "weekly"), (420, "VAS"))]
    turned = [replace(w, turn=1, box=w.box and w.box.turned(1, width=842, height=595)) for ln in table for w in ln]
    prose = [line(20, 500 + 15 * k, FULL[:12]) for k in range(6)]
    (laid,) = lay_out([page(turned, *prose)])
    assert not texts(laid, "header")
