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


def test_the_category_over_the_title_is_no_text(make_region: MakeRegion) -> None:
    assert [r.kind for r in reconsidered([make_region("paragraph", ["【综述】"])])] == ["header"]
    assert [r.kind for r in reconsidered([make_region("heading", ["Review Article"])])] == ["header"]
    assert [r.kind for r in reconsidered([make_region("heading", ["3 Results of the review"])])] == ["heading"]


def test_a_reference_heading_may_have_a_number_or_both_languages() -> None:
    assert is_reference_heading("5 参考文献") and is_reference_heading("参考文献(References)")
    assert is_reference_heading("REFERENCES")
    assert not is_reference_heading("参考文献的检索")
