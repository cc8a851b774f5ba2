"""Marks that are whole cells, numerals of one character, and what a rule is taken for."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import typst
from PIL import Image as Pillow

from pipeline.adapters.engines import load_engines
from pipeline.adapters.image_pages import ImagePages
from pipeline.core.geometry import Box
from pipeline.core.words import Rule, Word
from pipeline.ports import OcrLine
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.pixels import read_page_pixels
from pipeline.stages.extract.pixels_doubts import in_capitals, ink_accounted, swallows, unsure
from pipeline.stages.extract.pixels_lines import parts_of, shape_of
from pipeline.stages.extract.pixels_marks import lone_marks, without_rules_read, without_specks
from pipeline.stages.extract.pixels_numerals import numerals_told
from pipeline.stages.extract.pixels_raised import settled, with_digits
from pipeline.stages.extract.pixels_unread import DISPUTED, confirmed

OCR = "ocr:rapidocr"
PAGE = r"""
#set page(width: 300pt, height: 190pt, margin: 20pt)
#set text(font: ("Libertinus Serif", "Noto Serif CJK SC"), size: 8pt)
#table(columns: (70pt, 50pt, 50pt, 50pt), stroke: none, inset: (x: 4pt, y: 3pt), align: (left, center, center, center),
 table.hline(), [Procedure], [Baseline], [Week 4], [Follow-up], table.hline(stroke: 0.5pt),
 [Consent given], [●], [], [●], [Blood count], [-], [●], [12], [Pain score], [●], [NR], [-], [Adverse events],
 [10#super[9] CFU], [6], [●], table.hline())
"""


def word(text: str, *, x: float = 0, y: float = 0, step: float = 8, high: float = 7, size: float = 9) -> Word:
    boxes = tuple(Box(x + step * i, y, x + step * i + step - 1, y + high) for i in range(len(text)))
    return Word(text, Box(x, y, boxes[-1].x1, y + high), OCR, 0.9, size=size, char_boxes=boxes)


def test_discs_dashes_and_figures_that_are_whole_cells_are_read(tmp_path: Path) -> None:
    words = pixels_of(PAGE, tmp_path)
    texts = [w.text for w in words]
    assert texts.count("●") == 5
    assert texts.count("-") == 2
    assert "6" in texts and "12" in texts
    unit = next(w for w in words if w.text == "CFU")
    assert unit.space_before


def pixels_of(source: str, tmp_path: Path) -> tuple[Word, ...]:
    """The words that a page in Typst's language has when it is a 200 dpi scan."""
    image = cv2.imdecode(np.frombuffer(typst.compile(source.encode(), format="png", ppi=200), np.uint8), 0)
    file = tmp_path / "page.png"
    Pillow.fromarray(np.asarray(image, dtype=np.uint8)).save(file, dpi=(200, 200))
    with ImagePages(file, max_pixels=10**8) as pages:
        return read_page_pixels(pages, 1, engines=load_engines(), settings=ExtractSettings()).words


def test_an_arrow_alone_on_the_last_line_of_a_cell_is_read(tmp_path: Path) -> None:
    cell = r"Stool frequency #sym.arrow.t, Bloating \ #sym.arrow.r"
    table = PAGE[: PAGE.index("[Consent")] + f"[Lund 2022], [IBS-C], [64], [{cell}], table.hline())\n"
    assert [w.text for w in pixels_of(table, tmp_path)].count("→") == 1


@pytest.mark.parametrize(("stems", "read", "told", "doubted"), [
    (2, "ⅡI", "Ⅱ", False), (3, "ⅢⅢ", "Ⅲ", False), (3, "IⅢI", "Ⅲ", False), (3, "Ⅱ", "Ⅱ", True), (2, "Ⅱ", "Ⅱ", False),
])  # fmt: skip
def test_a_numeral_is_what_its_strokes_count_and_doubted_where_the_reader_saw_another(
    stems: int, read: str, told: str, doubted: bool
) -> None:
    ink = np.zeros((30, 80), dtype=np.uint8)
    for i in range(stems):
        ink[5:20, 20 + 6 * i : 22 + 6 * i] = 1
    end = 22.0 + 6 * (stems - 1)
    step = (end - 20) / len(read)
    boxes = tuple(Box(20 + step * i, 5, 20 + step * (i + 1), 20) for i in range(len(read)))
    flags = ("low-confidence",) if len(read) > 1 else ()
    seen = Word(
        read + "期", Box(20, 5, 60, 20), OCR, 0.9, size=20, flags=flags, char_boxes=(*boxes, Box(42, 5, 60, 20))
    )
    (heard,) = numerals_told([seen], ink, scale=1.0)
    assert heard.text == told + "期"
    assert bool(heard.flags) is doubted


def test_a_lone_stroke_is_a_dash_unless_the_page_counts_in_chinese_figures() -> None:
    assert [w.text for w in lone_marks([word("一", x=0), word("NR", x=60)])] == ["—", "NR"]
    assert [w.text for w in lone_marks([word("一", x=0), word("二", x=0, y=20)])] == ["一", "二"]
    assert [w.text for w in lone_marks([word("一", x=0), word("组", x=8)])] == ["一", "组"]


def test_a_small_capital_alone_is_a_cross_and_boxes_to_tick_are_several() -> None:
    assert [w.text for w in lone_marks([word("X", high=4), word("Week", x=60)])] == ["×", "Week"]
    assert [w.text for w in lone_marks([word("X", high=7), word("Week", x=60)])] == ["X", "Week"]
    assert [w.text for w in lone_marks([word("口"), word("口", x=60)])] == ["□", "□"]
    assert [w.text for w in lone_marks([word("口"), word("鼻", x=60)])] == ["口", "鼻"]


def test_strokes_on_a_rule_are_the_rule_and_no_text() -> None:
    rule = Rule(Box(18, 0, 19, 100), horizontal=False)
    thin = Box(18, 2, 19, 12)
    cell = word("NA")
    text = Word("NA|", Box(0, 0, 19, 12), OCR, char_boxes=(*cell.char_boxes, thin))
    assert [w.text for w in without_rules_read([text], [rule])] == ["NA"]
    assert without_rules_read([Word("|", thin, OCR, char_boxes=(thin,))], [rule]) == ()
    assert [w.text for w in without_rules_read([text], [])] == ["NA|"]


def test_a_stop_by_itself_that_was_read_without_conviction_is_dust() -> None:
    def read(text: str, sure: float, spaced: bool) -> list[str]:
        return [w.text for w in without_specks([Word(text, None, OCR, sure, spaced)])]

    assert read(".", 0.49, True) == []
    assert read(".", 0.97, True) == read(".", 0.8, False) == ["."]
    assert read("5.", 0.3, True) == ["5."]


@pytest.mark.parametrize(
    ("text", "doubted"),
    [("109CFU/d", True), ("10/L", True), ("×103", True), ("10/30", False), ("10mg/L", False), ("×100%", False),
     ("2.0665.48", True), ("2021.05.04", False), ("1.2.3", False), ("12.34", False),
     ("behavioura!", True), ("!", False)],
)  # fmt: skip
def test_a_power_without_its_exponent_and_two_numbers_in_one_are_doubted(text: str, doubted: bool) -> None:
    assert unsure(text, [(c, Box(i, 0, i + 1, 1), 1.0) for i, c in enumerate(text)]) is doubted


def test_a_slash_on_more_ink_than_it_can_have_hides_a_character() -> None:
    def marks(width: float) -> list[tuple[str, Box, float]]:
        return [("0", Box(0, 0, 5, 7), 1.0), ("/", Box(6, 0, 6 + width, 7), 1.0), ("L", Box(14, 0, 18, 7), 1.0)]

    assert swallows("0/L", marks(6), em=10)
    assert not swallows("0/L", marks(3), em=10)


def test_an_exponent_that_no_look_makes_out_is_flagged() -> None:
    from_line = settled(
        Word("°", Box(0, 0, 2, 3), OCR, raised=True), again=OcrLine("", Box(0, 0, 4, 4), 0.0, ()), base="10", bare=False
    )
    assert from_line.text == "°"
    assert from_line.flags == ("low-confidence",)


@pytest.mark.parametrize(("read", "text"), [("[s]", "[5]"), ("[1O]", "[10]"), ("[a]", "[a]"), ("[12]", "[12]")])
def test_letters_for_digits_between_raised_brackets_are_digits_and_doubted(read: str, text: str) -> None:
    raised = Word(read, Box(0, 0, 9, 3), OCR, 0.8, space_before=False, raised=True)
    heard = settled(raised, again=OcrLine(read, Box(0, 0, 9, 3), 0.8, ()), base="2014", bare=False)
    assert heard.text == text
    assert ("ocr-disagreement" in heard.flags) is (text != read)
    joined = with_digits(Word("2014" + read, Box(0, 0, 9, 3), OCR, 0.8))
    assert (joined.text, bool(joined.flags)) == ("2014" + text, text != read)


def test_white_after_a_raised_number_is_a_space_and_none_is_none() -> None:
    def parts(gap: float) -> list[bool]:
        chars = [("1", Box(0, 3, 4, 10), 1.0), ("0", Box(5, 3, 9, 10), 1.0), ("9", Box(9.5, 2, 12, 5.5), 1.0)]
        chars += [(c, Box(12 + gap + 5 * i, 3, 16 + gap + 5 * i, 10), 1.0) for i, c in enumerate("CFU")]
        return [p.spaced for p in parts_of(chars, shape_of(chars, height=14))]

    assert parts(2.6) == [False, False, True]
    assert parts(0.8) == [False, False, False]


def test_white_between_the_characters_of_a_raised_number_parts_nothing() -> None:
    chars = [(c, Box(5 * i, 3, 5 * i + 4, 10), 1.0) for i, c in enumerate("1999")]
    chars += [(c, Box(21 + 3.6 * i, 1, 22 + 3.6 * i, 5), 1.0) for i, c in enumerate("[12]")]
    parts = parts_of(chars, shape_of(chars, height=14))
    assert ["".join(c for c, _, _ in chars[p.first : p.last]) for p in parts] == ["1999", "[12]"]


@pytest.mark.parametrize(("base", "mark", "raised"), [
    ("NR", "a", True), ("Shiji", "e", False), ("trial", "ª", True), ("56", "b", True), ("二甲双胍", "a", True),
])  # fmt: skip
def test_a_small_high_letter_is_a_mark_except_after_small_letters(base: str, mark: str, raised: bool) -> None:
    chars = [
        (c, Box(8 * i, 3 if c < "z" and c not in "acemnorsuvwxz" else 5, 8 * i + 7, 10), 1.0)
        for i, c in enumerate(base)
    ]
    chars.append((mark, Box(8.0 * len(base), 2, 8.0 * len(base) + 3, 5), 1.0))
    assert parts_of(chars, shape_of(chars, height=14))[-1].raised is raised


def test_a_measure_word_that_counts_nothing_is_an_arrow_in_dispute() -> None:
    ink = np.zeros((40, 60), dtype=np.uint8)
    cv2.arrowedLine(ink, (30, 34), (30, 6), 1, 3, tipLength=0.35)
    box = Box(20, 4, 40, 36)
    (arrow,) = confirmed([Word("个", box, OCR, 0.9, char_boxes=(box,))], ink, scale=1.0)
    assert arrow.text == "↑"
    assert DISPUTED in arrow.flags
    counted = Word("3个", box, OCR, 0.9, char_boxes=(Box(5, 4, 18, 36), box))
    assert confirmed([counted], ink, scale=1.0) == (counted,)


@pytest.mark.parametrize(("read", "high", "doubted"), [
    ("vas评分", 5.6, True), ("vas评分", 3.8, False), ("who评分", 5.6, False), ("VAS评分", 5.6, False),
])  # fmt: skip
def test_letters_as_high_as_capitals_in_what_is_written_in_capitals_are_doubted(
    read: str, high: float, doubted: bool
) -> None:
    boxes = tuple(Box(8 * i, 8 - (7 if c > "z" else high), 8 * i + 7, 8) for i, c in enumerate(read))
    (heard,) = in_capitals([Word(read, Box(0, 0, 8.0 * len(read), 8), OCR, size=9, char_boxes=boxes)])
    assert bool(heard.flags) is doubted
    assert [a.text for a in heard.alternatives] == (["VAS评分"] if doubted else [])


def test_a_letter_lost_behind_another_is_a_piece_of_ink_too_many() -> None:
    ink = np.zeros((20, 120), dtype=np.uint8)
    for first, last in ((5, 18), (22, 36), (40, 43)):
        ink[4:16, first:last] = 1
    boxes = (Box(5, 4, 18, 16), Box(22, 4, 43, 16))
    lost = Word("HN", Box(5, 4, 43, 16), OCR, size=18, char_boxes=boxes)
    assert ink_accounted([lost], ink, scale=1.0)[0].flags == ("low-confidence",)
    ink[4:16, 36:39] = 1
    assert not ink_accounted([lost], ink, scale=1.0)[0].flags
