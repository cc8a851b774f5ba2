"""The white inside the cell of a narrow sign is no space; that of a sentence's end is."""

from __future__ import annotations

import pytest

from pipeline.core.geometry import Box
from pipeline.ports import Char, RawPage
from pipeline.stages.extract.text_layer import runs_of
from pipeline.stages.extract.text_layer_words import words_of

NARROW = frozenset(".,:;")
OPENING = frozenset("(")


def page_of(*lines: str, cell: float, blank: float = 0.5) -> RawPage:
    """Lines in type of 10 points, sign by sign: narrow signs are 2.5 points wide in cells of `cell` ems; a space is
    left out, `blank` ems wide."""
    chars: list[Char] = []
    for row, text in enumerate(lines):
        left = 20.0
        for sign in text:
            width = 2.5 if sign in NARROW | OPENING else 10.0 if sign > "\u2e80" else 5.0
            room = max(width, 10 * cell) if sign in NARROW | OPENING else width
            start = left + room - width if sign in OPENING else left
            if sign != " ":
                chars.append(
                    Char(sign, Box(start, 20 * row, start + width, 20 * row + 10), "F", 10.0, baseline=20 * row + 8)
                )
            left += 10 * blank if sign == " " else room
    return RawPage(1, 400, 400, 0, tuple(chars), (), ())


def read(page: RawPage) -> str:
    words = words_of(page, runs_of(page), bare_citations=False)
    return "".join((" " if w.space_before else "") + w.text for w in words).strip()


@pytest.mark.parametrize("cell", [0.0, 0.4, 0.5, 0.55])
@pytest.mark.parametrize("text", ["65.3±7.2", "P<0.05", "42(21/21) 0.5", "31(6):123 1.5", "1.52(1.10,2.04)"])
def test_a_number_keeps_together_whether_its_signs_are_set_in_cells_or_close(text: str, cell: float) -> None:
    assert read(page_of(text, cell=cell)) == text


@pytest.mark.parametrize("cell", [0.0, 0.5])
def test_a_printed_space_after_a_sign_stays(cell: float) -> None:
    assert read(page_of("was 0.52, and 1.4: more", cell=cell)) == "was 0.52, and 1.4: more"


def test_a_lone_number_after_a_stop_and_a_space_is_no_decimal() -> None:
    assert read(page_of("Fig 1. 12 patients", cell=0.0, blank=0.33)) == "Fig 1. 12 patients"


def test_the_end_of_a_sentence_between_two_numbers_is_no_decimal_stop() -> None:
    assert read(page_of("in 2005. 12 patients", cell=0.0, blank=0.33)) == "in 2005. 12 patients"


def test_a_lone_space_after_a_stop_stays_where_the_decimals_of_the_page_are_close() -> None:
    assert read(page_of("1.5 and 2.5", "section 3. 12 patients", cell=0.0, blank=0.3)).endswith("3. 12 patients")


@pytest.mark.parametrize(("pitch", "expected"), [(10.0, "2019年"), (12.5, "2019年"), (19.0, "2 0 1 9 年")])
def test_digits_in_full_width_stand_as_far_apart_as_chinese_characters(pitch: float, expected: str) -> None:
    chars = tuple(
        Char(sign, Box(20 + pitch * i, 0, 30 + pitch * i, 10), "F", 10.0, baseline=8)
        for i, sign in enumerate("２０１９年")
    )
    assert read(RawPage(1, 400, 400, 0, chars, (), ())) == expected
