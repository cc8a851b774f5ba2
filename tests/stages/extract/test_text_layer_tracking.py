"""Words whose letters are set apart stay words, and single letters apart stay single."""

from __future__ import annotations

import pytest

from pipeline.core.geometry import Box
from pipeline.ports import Char, RawPage
from pipeline.stages.extract.text_layer import runs_of
from pipeline.stages.extract.text_layer_words import words_of


def line(text: str, *, track: float, top: float = 0.0, space: float = 0.3, font: str = "F") -> list[Char]:
    """A line in type of 10 points, letters 5 wide and `track` ems apart; a space is left out, `space` ems wide."""
    left, chars = 20.0, []
    for sign in text:
        if sign != " ":
            chars.append(Char(sign, Box(left, top, left + 5, top + 10), font, 10.0, baseline=top + 8))
        left += 10 * ((space if sign == " " else 0.5) + track)
    return chars


def read(*lines: list[Char]) -> str:
    page = RawPage(1, 900, 400, 0, tuple(c for one in lines for c in one), (), ())
    words = words_of(page, runs_of(page), bare_citations=False)
    return "".join((" " if w.space_before else "") + w.text for w in words).strip()


PROSE = "Basic characteristics of the 12 studies, n=30"


@pytest.mark.parametrize("track", [0.0, 0.05, 0.12, 0.2, 0.3, 0.38])
def test_a_line_set_wide_is_the_words_that_it_is_when_set_close(track: float) -> None:
    assert read(line(PROSE, track=track)) == PROSE


def test_a_line_of_figures_goes_by_the_letters_of_its_font() -> None:
    prose = [line(PROSE, track=0.22, top=15.0 * i) for i in range(2)]
    assert read(*prose, line("3.0", track=0.22, top=30)).endswith(" 3.0")


def test_figures_that_stand_close_keep_the_spaces_between_them() -> None:
    prose = [line(PROSE, track=0.22, top=15.0 * i) for i in range(2)]
    assert read(*prose, line("120 345", track=0.0, space=0.25, top=30)).endswith(" 120 345")


def test_letters_and_figures_by_themselves_are_not_drawn_together() -> None:
    assert read(line("a b c d e f g h i k", track=0.0, space=0.6)) == "a b c d e f g h i k"
    assert read(line(PROSE, track=0.0), line("1 2 3 4 5", track=0.0, space=0.3, top=30)).endswith(" 1 2 3 4 5")
