"""Characters of a text layer to words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_making import typeset, with_content
from reading import read_bytes, text_of

from pipeline.core.geometry import Box
from pipeline.ports import Char, RawPage
from pipeline.stages.extract.text_layer import runs_of
from pipeline.stages.extract.text_layer_fold import folded, with_accent
from pipeline.stages.extract.text_layer_words import words_of


def read_text(body: str, folder: Path) -> str:
    return text_of(read_bytes(typeset(body), folder, with_engines=False).pages[0])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Jones 2014#super[\\[24\\]] found", "Jones 2014[24] found"),
        ("Jones 2014#super[\\[24–26\\]] found", "Jones 2014[24-26] found"),
        ("研究#super[\\[3，5\\]]表明", "研究[3,5]表明"),
        ("10#super[9] CFU, see#super[\\[1\\]]", "10⁹ CFU, see[1]"),
        ("5 kg/m#super[2] in all#super[\\[1\\]]", "5 kg/m² in all[1]"),
        ("3×10#super[-3] mol", "3×10⁻³ mol"),
        ("Nausea#super[a] in 5", "Nauseaᵃ in 5"),
        ("VO#sub[2]max rose", "VO2max rose"),
    ],
)
def test_a_raised_run_is_written_as_what_it_is(body: str, expected: str, tmp_path: Path) -> None:
    assert read_text(body, tmp_path) == expected


@pytest.mark.parametrize(("width", "expected"), [(5.0, "12-14"), (0.0, "1214")])
def test_a_soft_hyphen_is_a_hyphen_where_it_takes_up_room(width: float, expected: str) -> None:
    signs = [("1", 5.0), ("2", 5.0), ("\u00ad", width), ("1", 5.0), ("4", 5.0)]
    left, chars = 10.0, []
    for text, wide in signs:
        chars.append(Char(text, Box(left, 10, left + wide, 20), "F", 10.0))
        left += wide
    page = RawPage(1, 200.0, 100.0, 0, tuple(chars), (), ())
    assert [w.text for w in words_of(page, runs_of(page), bare_citations=False)] == [expected]


def test_bare_raised_numbers_are_citations_where_no_citation_has_brackets(tmp_path: Path) -> None:
    assert read_text("Jones 2014#super[24] found 10#super[9] and Li 2015#super[3,5]", tmp_path) == (
        "Jones 2014[24] found 10⁹ and Li 2015[3,5]"
    )


def test_the_brackets_of_a_reference_list_say_nothing_of_citations_in_the_text(tmp_path: Path) -> None:
    read = read_text("Jones#super[24] found it.\n\n\\[24\\] JONES A. Exercise. 2014.", tmp_path)
    assert read.startswith("Jones[24] found")


def test_a_raised_number_is_never_glued_to_a_year(tmp_path: Path) -> None:
    assert "201424" not in read_text("Jones 2014#super[24], as in \\[3\\]", tmp_path)


def test_a_ligature_becomes_its_letters_with_a_box_each(tmp_path: Path) -> None:
    page = read_bytes(typeset("the final flow"), tmp_path, with_engines=False).pages[0]
    assert [w.text for w in page.words] == ["the", "final", "flow"]
    assert all(len(w.char_boxes) == len(w.text) for w in page.words)


def test_letter_spaced_chinese_stays_one_word(tmp_path: Path) -> None:
    assert read_text("#text(tracking: 4pt)[系统评价]", tmp_path) == "系统评价"


def test_a_table_turned_on_its_side_reads_like_any_other(tmp_path: Path) -> None:
    body = "#rotate(90deg, reflow: true)[#table(columns: 2, [Dose], [Result], [50 mg], [Pain ↓])]"
    words = read_bytes(typeset(body), tmp_path, with_engines=False).pages[0].words
    assert [w.text for w in words] == ["Dose", "Result", "50", "mg", "Pain", "↓"]
    assert {w.turn for w in words} == {1}
    pain, arrow = words[-2:]
    assert pain.box is not None and arrow.box is not None
    assert pain.box.bottom <= arrow.box.top, "text that is turned clockwise runs down the page"
    assert not arrow.box.overlap_y(pain.box) and arrow.space_before


def test_invisible_text_is_left_out(tmp_path: Path) -> None:
    hidden = with_content(
        typeset("Visible words here"), lambda content: content.replace(b"BT", b"BT 3 Tr").replace(b"0 Tr", b"")
    )
    page = read_bytes(hidden, tmp_path, with_engines=False).pages[0]
    assert text_of(page) == ""


def test_letters_set_twice_for_boldness_count_once() -> None:
    def at(x: float) -> list[Char]:
        return [Char(c, Box(x + 5 * i, 0, x + 5 * i + 5, 10), "F", 10, baseline=8) for i, c in enumerate("fill")]

    page = RawPage(1, 100, 100, 0, (*at(10), *at(10.4)), (), ())
    assert [r.text for r in runs_of(page)] == ["fill"]


def test_cells_that_almost_touch_are_two_words_and_a_camel_is_one() -> None:
    def row(text: str, gap: float) -> list[str]:
        xs = [10 + 5 * i + (gap if c.isupper() and i else 0) for i, c in enumerate(text)]
        chars = tuple(Char(c, Box(x, 0, x + 5, 10), "F", 10, baseline=8) for c, x in zip(text, xs, strict=True))
        return [r.text for r in runs_of(RawPage(1, 300, 100, 0, chars, (), ()))]

    assert row("DurationComparator", 0.8) == ["Duration", "Comparator"]
    assert row("searchedPubMed", 0.0) == ["searchedPubMed"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("ﬁ", "fi"),
        ("ﬄ", "ffl"),
        ("⽤", "用"),
        ("⻓", "长"),
        ("Ａ", "A"),
        ("％", "%"),
        ("，", "，"),
        ("\u00a0", " "),
        ("\u200b", ""),
    ],
)
def test_characters_of_many_forms_get_one(printed: str, expected: str) -> None:
    assert folded(printed) == expected


def test_a_loose_accent_joins_its_letter() -> None:
    assert with_accent("e", "´") == "é"
    assert with_accent("ı", "¨") == "ï"
    assert with_accent("中", "´") is None


@given(st.text(max_size=3))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


positions = st.tuples(st.floats(0, 500), st.floats(0, 700), st.sampled_from("a研1[]↓ "), st.sampled_from([7.0, 10.0]))


@given(st.lists(positions, max_size=40))
def test_every_visible_letter_ends_up_in_exactly_one_word(places: list[tuple[float, float, str, float]]) -> None:
    chars = tuple(
        Char(text, Box(x, y, x + size / 2, y + size), "F", size, baseline=y + size) for x, y, text, size in places
    )
    page = RawPage(1, 600, 800, 0, chars, (), ())
    runs = runs_of(page)
    words = words_of(page, runs, bare_citations=False)
    letters = sum(len(run.text) for run in runs)
    assert letters <= sum(1 for c in chars if c.text != " ")
    assert sum(len(w.char_boxes) for w in words) == sum(len(w.text) for w in words)
    assert len(words) <= len(runs)
