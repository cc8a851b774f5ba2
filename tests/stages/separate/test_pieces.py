"""Regions of two languages, taken apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.core.words import Region, RegionKind
from pipeline.stages.separate.pieces import cut_word, pieces_of

MakeRegion = Callable[..., Region]


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("caption", ["表1 针刺治疗偏头痛的研究", "Table 1 Studies of acupuncture"], ["zh", "en"]),
        ("caption", ["图1 针刺预防偏头痛 Fig.1 How acupuncture prevents migraine"], ["zh", "en"]),
        ("heading", ["参考文献 (References)"], ["zh", "en"]),
        ("heading", ["引言 Introduction"], ["zh", "en"]),
        ("heading", ["1.2 化疗引起的周围神经病变(CIPN)"], ["zh"]),
        ("title", ["运动对疼痛的影响", "Effects of Exercise on Pain"], ["zh", "en"]),
        ("note", ["注：↑表示升高。VAS：视觉模拟评分", "Note: ↑ increase; VAS: visual analogue scale"], ["zh", "en"]),
        ("paragraph", ["神经病理性疼痛(", "neuropathic pain, NP", ")是躯体感觉系统的损伤"], ["zh"]),
        ("author", ["贺嘉宁，罗雨桐，Amir Nazari"], ["zh"]),
        ("affiliation", ["Endocrine Clinic, Linjiang Hospital (临江医院), Linjiang 134600, China"], ["en"]),
        ("heading", ["2.1 Tai Chi (太极拳)"], ["en"]),
        ("heading", ["2.1 太极拳(Tai Chi)的作用"], ["zh"]),
        ("table", ["研究 Study", "HAMED 2014"], ["en"]),
    ],
)  # fmt: skip
def test_each_language_makes_a_piece(
    make_region: MakeRegion, kind: RegionKind, lines: list[str], expected: list[str]
) -> None:
    pieces = pieces_of(make_region(kind, lines), known=())
    assert [p.tongue for p in pieces] == expected


def test_keywords_in_the_abstract_region_are_a_piece_of_their_own(make_region: MakeRegion) -> None:
    region = make_region("abstract", ["摘要：目的在于总结运动疗法。", "关键词：运动；疼痛"])
    assert [p.kind for p in pieces_of(region, known=())] == ["abstract", "keywords"]


def test_a_received_line_is_no_part_of_the_text(make_region: MakeRegion) -> None:
    region = make_region("paragraph", ["收稿日期：2022-04-11 基金项目：中医药项目"])
    assert [p.kind for p in pieces_of(region, known=())] == ["footer"]


def test_good_and_junk_lines_of_one_region_part(make_region: MakeRegion) -> None:
    region = make_region(
        "paragraph", ["After nerve injury the production of oxygen species increases", "FT TE RK HIME AE EL AY ¥ Za DL"]
    )
    assert [p.garbled for p in pieces_of(region, known=())] == [None, "latin-noise"]


def test_a_line_of_abbreviations_belongs_to_the_sentence_around_it(make_region: MakeRegion) -> None:
    lines = [
        "研究表明，TNF-α、IL-1β、IL-6、MCP-1、CX3CL1、",
        "p38 MAPK、NF-κB、JAK2/STAT3、PI3K/Akt/mTOR、CREB、ERK",
        "等信号通路参与其中。",
    ]
    (piece,) = pieces_of(make_region("paragraph", lines, source="text-layer"), known=())
    assert (piece.tongue, piece.garbled) == ("zh", None)


def test_latin_scraps_part_from_the_chinese_around_them(make_region: MakeRegion) -> None:
    region = make_region("paragraph", ["原 发 性 头痛 , WARD, BSCR, Seon KEI 查 将 其 列 为"])
    pieces = pieces_of(region, known=())
    assert [(p.tongue, p.garbled) for p in pieces] == [("zh", None), ("neutral", "latin-noise"), ("zh", None)]
    assert "".join("".join(p.texts).replace(" ", "") for p in pieces) == region.lines[0].text.replace(" ", "")


def test_a_word_is_cut_with_its_boxes(make_region: MakeRegion) -> None:
    word = make_region("title", ["进展Advances"]).lines[0].words[0]
    before, after = cut_word(word, 2)
    assert (before.text, after.text, after.space_before) == ("进展", "Advances", False)
