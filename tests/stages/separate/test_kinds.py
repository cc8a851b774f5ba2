"""Regions whose words know better what they are."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.core.words import Region
from pipeline.stages.separate.kinds import is_reference_heading, reconsidered

MakeRegion = Callable[..., Region]


def test_paragraphs_after_the_reference_heading_are_references(make_region: MakeRegion) -> None:
    regions = reconsidered(
        [
            make_region("paragraph", ["[1] is cited here."], id="a"),
            make_region("heading", ["参考文献 (References)"], id="b"),
            make_region("paragraph", ["[8] BERGSTROM L, DAHL K. Sleep under prega-"], id="c"),
            make_region("paragraph", ["balin[J]. Invented Trials, 2013, 8(1): 56-62."], id="d"),
            make_region("heading", ["Appendix"], id="e"),
            make_region("paragraph", ["1. Further details."], id="f"),
        ]
    )
    assert [r.kind for r in regions] == ["paragraph", "heading", "reference", "reference", "heading", "paragraph"]
    assert "continues" in regions[3].why


def test_entries_under_the_note_of_a_table_go_on_with_the_reference_list(make_region: MakeRegion) -> None:
    regions = reconsidered(
        [
            make_region("reference", ["[2] MARTIN P. Muscle loss[J]. Invented Trials, 2015, 2(4): 20-29."], id="a"),
            make_region("note", ["Note: CAT: assessment test."], id="b", page=2),
            make_region("note", ["[3] 何芳, 邱明. 基层康复[J]. 虚构杂志, 2017, 9(2):"], id="c", page=2),
            make_region("note", ["88-92."], id="d", page=2),
            make_region("note", ["[9] P<0.05 vs. control."], id="e", page=2),
        ]
    )
    assert [r.kind for r in regions] == ["reference", "note", "reference", "reference", "note"]
    assert "continues" in regions[3].why


def test_the_rest_of_an_entry_under_the_note_of_a_table_is_part_of_it(make_region: MakeRegion) -> None:
    def kinds(entry: str, rest: str) -> list[str]:
        regions = (
            make_region("reference", [entry], id="a"),
            make_region("note", ["Note: CAT: assessment test."], id="b", page=2),
            make_region("note", [rest], id="c", page=2),
        )
        return [r.kind for r in reconsidered(regions)]

    assert kinds("[4] KLEIN R. Barriers[J].", "Respir Care Res, 2016, 31(1): 15-23.") == [
        "reference",
        "note",
        "reference",
    ]
    assert kinds("[4] KLEIN R. Barriers[J].", "Values are medians.") == ["reference", "note", "note"]
    assert kinds("[4] KLEIN R. Care, 2016, 31: 15-23.", "Data of 2016: 12-15.") == ["reference", "note", "note"]


def test_the_category_over_the_title_is_no_text(make_region: MakeRegion) -> None:
    assert [r.kind for r in reconsidered([make_region("paragraph", ["【综述】"])])] == ["header"]
    assert [r.kind for r in reconsidered([make_region("heading", ["Review Article"])])] == ["header"]
    assert [r.kind for r in reconsidered([make_region("heading", ["3 Results of the review"])])] == ["heading"]


def test_a_reference_heading_may_have_a_number_or_both_languages() -> None:
    assert is_reference_heading("5 参考文献") and is_reference_heading("参考文献(References)")
    assert is_reference_heading("REFERENCES")
    assert not is_reference_heading("参考文献的检索")
