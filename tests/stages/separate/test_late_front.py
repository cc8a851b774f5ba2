"""Front matter after the paper is front matter; a heading before a late abstract is not always a title."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.core.words import Region, RegionKind
from pipeline.stages.separate.late_front import with_late_front

MakeRegion = Callable[..., Region]
TITLE = "Advances in Moxibustion for Low Back Pain"
NAMES = "PAN Xiaofeng, REN Xue, XIA Tian-yu"
PLACE = "(School of Sport and Health, Dongyang University, Dongyang 322100, China)"
ABSTRACT = "[Abstract] Back pain is common and treatment of it is not."


def kinds(make_region: MakeRegion, *given: tuple[RegionKind, str], page: int = 4) -> list[RegionKind]:
    regions = [make_region("title", ["艾灸治疗腰痛的研究进展"], id="t")]
    regions += [make_region(kind, [text], id=f"r{i}", page=page) for i, (kind, text) in enumerate(given)]
    return [r.kind for r in with_late_front(regions)][1:]


def test_a_heading_with_names_before_the_other_languages_abstract_is_its_title(make_region: MakeRegion) -> None:
    given: list[tuple[RegionKind, str]] = [
        ("heading", TITLE), ("paragraph", NAMES), ("paragraph", PLACE), ("abstract", ABSTRACT),
    ]  # fmt: skip
    assert kinds(make_region, *given) == ["title", "author", "affiliation", "abstract"]


def test_an_abstract_that_begins_under_the_affiliation_in_one_region_is_cut_off(make_region: MakeRegion) -> None:
    regions = with_late_front(
        [
            make_region("title", ["艾灸治疗腰痛的研究进展"], id="t"),
            make_region("heading", [TITLE], id="h"),
            make_region("paragraph", [NAMES], id="n"),
            make_region("paragraph", [PLACE, ABSTRACT, "It is treated with moxibustion."], id="p"),
        ]
    )
    assert [(r.kind, len(r.lines)) for r in regions[1:]] == [
        ("title", 1), ("author", 1), ("affiliation", 1), ("paragraph", 2),
    ]  # fmt: skip


def test_a_heading_with_a_sentence_under_it_stays_a_heading(make_region: MakeRegion) -> None:
    thanks: tuple[RegionKind, str] = ("paragraph", "We thank the nurses of the ward.")
    assert kinds(make_region, ("heading", TITLE), thanks, ("abstract", ABSTRACT))[0] == "heading"
    assert (
        kinds(make_region, ("heading", "Acknowledgements"), ("paragraph", NAMES), ("abstract", ABSTRACT))[0]
        == "heading"
    )


def test_a_language_that_has_its_title_gets_no_second(make_region: MakeRegion) -> None:
    given: list[tuple[RegionKind, str]] = [
        ("title", "Moxibustion for pain of the lower back"), ("heading", TITLE), ("paragraph", NAMES),
        ("abstract", ABSTRACT),
    ]  # fmt: skip
    assert kinds(make_region, *given)[1] == "heading"
