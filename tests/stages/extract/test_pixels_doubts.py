"""What a word's ink says against its reading, letters that only names make, and what shines through a page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.ctc import decode
from pipeline.adapters.engines import load_engines
from pipeline.core.geometry import Box
from pipeline.core.words import Word
from pipeline.ports import OcrLine
from pipeline.stages.extract.pixels_doubts import arrows_suspected, as_shaped, ink_accounted, unsure
from pipeline.stages.extract.pixels_ink import ink_mask, without_ghosts
from pipeline.stages.extract.pixels_marks import lettered, squared, vouched, without_noise
from pipeline.stages.extract.pixels_raised import settled


def marks(text: str, chance: float) -> list[tuple[str, Box, float]]:
    return [(c, Box(i, 0, i + 1, 1), chance) for i, c in enumerate(text)]


@pytest.mark.parametrize(
    ("text", "chance", "doubted"),
    [
        ("掀针", 0.7, True),
        ("针刺", 0.99, False),
        ("12.5", 0.7, False),
        ("5×10CFU", 1.0, True),
        ("3×10次", 1.0, False),
        ("1.5×10ⁿCFU", 1.0, True),
        ("ⅢII", 1.0, True),
        ("III/IV", 1.0, False),
        ("(-0.05,--1.21)", 1.0, True),
        ("(-0.05,-1.21)", 1.0, False),
    ],
)
def test_a_word_is_doubted_for_unsure_chinese_lost_exponents_and_mixed_numerals(
    text: str, chance: float, doubted: bool
) -> None:
    assert unsure(text, marks(text, chance)) is doubted


def shaped(text: str, boxes: dict[int, tuple[float, float]]) -> str | None:
    """What ink says of a text of type size 10 whose letters are 5 high; boxes: top and bottom of some characters."""
    places = [boxes.get(i, (7.0, 7.0) if c in ".," else (2.0, 7.0)) for i, c in enumerate(text)]
    return as_shaped(
        text, [(c, Box(i, a, i + 1, b), 1.0) for i, (c, (a, b)) in enumerate(zip(text, places, strict=True))], em=10
    )


def test_a_full_stop_with_a_tail_may_be_a_comma_and_a_comma_on_the_line_a_full_stop() -> None:
    assert shaped("rest.", {4: (5.7, 7.6)}) == "rest,"
    assert shaped("rest.", {4: (5.8, 7.0)}) is None
    assert shaped("rest,", {4: (6.0, 7.1)}) == "rest."
    assert shaped("rest,", {4: (5.7, 7.6)}) is None


def test_decimal_signs_and_marks_without_ink_are_not_judged_by_their_shape() -> None:
    assert shaped("12.5", {2: (5.7, 7.6)}) is None
    assert shaped("rest.", {4: (7.0, 7.0)}) is None


def test_a_small_letter_as_high_as_the_capitals_beside_it_may_be_a_capital() -> None:
    assert shaped("VaS12", {}) == "VAS12"
    assert shaped("PaO12", {1: (3.6, 7.0)}) is None
    assert shaped("HbA1c", {}) is None


def inked(pieces: int) -> tuple[np.ndarray, Word]:
    """A word of three characters on so many pieces of ink. One pixel is a point."""
    ink = np.zeros((20, 60), dtype=np.uint8)
    for i in range(pieces):
        ink[4:16, 4 + 10 * i : 10 + 10 * i] = 1
    boxes = (Box(4, 4, 10, 16), Box(14, 4, 20, 16), Box(24, 4, 10.0 * pieces, 16))
    return ink, Word("253", Box(4, 4, 40, 16), "ocr:rapidocr", 1.0, size=14, char_boxes=boxes)


def test_more_pieces_of_ink_than_characters_are_a_doubt_and_as_many_are_none() -> None:
    ink, word = inked(4)
    assert ink_accounted([word], ink, scale=1.0)[0].flags == ("low-confidence",)
    ink, word = inked(3)
    assert ink_accounted([word], ink, scale=1.0)[0] == word


def test_a_letter_shaped_like_an_arrow_that_a_second_look_takes_for_one_is_disputed() -> None:
    source = (
        "#set page(width: 90pt, height: 30pt, margin: 8pt)\n"
        '#set text(font: "DejaVu Sans", size: 9pt, tracking: 1pt)\nPain↑'
    )
    page = typst.compile(source.encode(), format="png", ppi=200)
    image = np.asarray(cv2.imdecode(np.frombuffer(page, np.uint8), 0))
    ink, scale = ink_mask(image), 72 / 200
    columns = np.flatnonzero(np.diff(np.concatenate(([0], ink.any(axis=0), [0])).astype(np.int8)))
    boxes = []
    for a, b in zip(columns[::2], columns[1::2], strict=True):
        rows = np.flatnonzero(ink[:, a:b].any(axis=1))
        boxes.append(Box(a * scale, rows[0] * scale, b * scale, (rows[-1] + 1) * scale))
    assert len(boxes) == 5

    def crop(box: Box) -> np.ndarray:
        return image[round(box.top / scale) : round(box.bottom / scale), round(box.x0 / scale) : round(box.x1 / scale)]

    word = Word("Paint", boxes[0], "ocr:rapidocr", 0.8, size=9, char_boxes=tuple(boxes))
    (seen,) = arrows_suspected([word], ink, scale=scale, crop=crop, reader=load_engines().ocr[0])
    assert seen.flags == ("arrow-disputed",)
    assert seen.alternatives[0].text == "Pain↑"
    sure = Word("Paint", boxes[0], "ocr:rapidocr", 0.99, size=9, char_boxes=tuple(boxes))
    assert arrows_suspected([sure], ink, scale=scale, crop=crop, reader=load_engines().ocr[0]) == (sure,)


@pytest.mark.parametrize(
    ("read", "chance", "meant"),
    [
        ("NF-xB↓", 0.99, "NF-κB↓"),
        ("IFN-Y", 0.8, "IFN-γ"),
        ("TNF-a", 0.999, "TNF-a"),
        ("TNF-a", 0.7, "TNF-α"),
        ("TGF-ß1", 0.99, "TGF-β1"),
        ("Straße", 0.99, "Straße"),
        ("x2=11.1", 0.9, "χ2=11.1"),
        ("HbAlc", 0.99, "HbA1c"),
        ("Alcohol", 0.99, "Alcohol"),
        ("(95%Cl", 0.99, "(95%CI"),
        ("Cl-", 0.99, "Cl-"),
        ("∆VAS", 0.5, "ΔVAS"),
    ],
)
def test_a_letter_that_only_a_name_has_is_restored_and_a_sure_one_stays(read: str, chance: float, meant: str) -> None:
    assert lettered(read, [chance] * len(read)) == meant


@given(st.text(alphabet="NF-κBxkIYγ12aα ", max_size=12))
def test_restoring_letters_keeps_the_length_and_vouching_lowers_no_chance(text: str) -> None:
    chances = [0.5] * len(text)
    assert len(lettered(text, chances)) == len(text)
    assert all(after >= before for before, after in zip(chances, vouched(text, chances), strict=True))


def test_marks_that_a_raised_bracket_throws_on_its_base_go() -> None:
    def word(text: str) -> Word:
        return Word(text, None, "ocr:rapidocr", char_boxes=tuple(Box(i, 0, i + 1, 1) for i in range(len(text))))

    assert without_noise(word("2020{")) == word("2020")
    assert without_noise(word("2020")) == word("2020")
    assert squared(word("x"), after="=4.2").text == "χ"
    assert squared(word("x"), after="m").text == "x"


def raised(text: str, confidence: float) -> Word:
    return Word(text, Box(0, 0, 4, 4), "ocr:rapidocr", confidence, space_before=False, raised=True)


@pytest.mark.parametrize(
    ("first", "second", "text", "flagged"),
    [
        (("9", 0.99), ("9", 0.99), "⁹", False),
        (("6", 0.87), ("5", 0.93), "⁵", True),
        (("1", 0.6), ("11", 0.99), "¹¹", False),
        (("n", 0.9), ("ⁿ", 0.9), "n", True),
    ],
)
def test_an_exponent_stands_unflagged_only_where_one_look_is_sure_and_none_disagrees(
    first: tuple[str, float], second: tuple[str, float], text: str, flagged: bool
) -> None:
    again = OcrLine(second[0], Box(0, 0, 4, 4), second[1], ())
    word = settled(raised(*first), again, base="5×10", bare=False)
    assert word.text == text
    assert bool(word.flags) is flagged


def test_what_shines_through_is_painted_over_and_pale_print_is_not() -> None:
    page = np.full((400, 600), 242, dtype=np.uint8)
    for top in range(20, 380, 24):
        for x in range(20, 560, 12):
            page[top : top + 12, x : x + 3] = 60 if x < 280 else 200
    clean = without_ghosts(page)
    assert int(clean[:, 300:].min()) > 225
    assert (clean[:, :270] == page[:, :270]).all()
    pale = np.where(page < 240, np.uint8(170), page)
    assert (without_ghosts(pale) == pale).all()


@given(st.lists(st.lists(st.floats(-8, 8, width=32), min_size=4, max_size=4), min_size=1, max_size=12))
def test_a_characters_confidence_is_the_softmax_of_its_best_column(rows: list[list[float]]) -> None:
    logits = np.asarray(rows, dtype=np.float32)
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    for seen in decode(logits, ("", "a", "b", "c")):
        column = "abc".index(seen.text) + 1
        assert any(abs(seen.confidence - chances[i, column]) < 1e-4 for i in range(seen.first, seen.last))
