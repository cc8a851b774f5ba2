"""What needs no engine in reading pixels: tilt, rules, arrows, places of characters, the weighing of witnesses."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.ctc import Decoded, decode, place
from pipeline.core.geometry import Box
from pipeline.core.words import Word
from pipeline.ports import OcrLine
from pipeline.stages.extract.arrows import arrow_shape
from pipeline.stages.extract.deskew import skew_of, straightened
from pipeline.stages.extract.pixels_ink import ink_mask
from pipeline.stages.extract.pixels_lines import common_sizes, parts_of, seated, shape_of
from pipeline.stages.extract.pixels_marks import punctuated
from pipeline.stages.extract.rules_in_pixels import figures_of, rules_of
from pipeline.stages.extract.witness import settled, tokens_of, unbracketed

UPRIGHT = {"up": "down", "down": "up", "left": "right", "right": "left", "none": "none"}


def arrow(*, length: int, head: int, stroke: int) -> np.ndarray:
    """An upward arrow of ink on a blank patch."""
    patch = np.zeros((length + 6, 2 * head + 7), dtype=np.uint8)
    middle = head + 3
    cv2.line(patch, (middle, 3), (middle, length + 2), 1, stroke)
    for side in (-1, 1):
        cv2.line(patch, (middle, 3), (middle + side * head, 3 + head), 1, stroke)
    return patch


arrows = st.builds(arrow, length=st.integers(16, 40), head=st.integers(4, 6), stroke=st.integers(1, 2))


@given(arrows)
def test_an_arrow_turned_over_points_the_other_way(patch: np.ndarray) -> None:
    for quarters, direction in ((0, "up"), (1, "left"), (2, "down"), (3, "right")):
        turned = np.ascontiguousarray(np.rot90(patch, k=quarters))
        assert arrow_shape(turned).direction in (direction, "none")
        assert arrow_shape(np.ascontiguousarray(turned[::-1, ::-1])).direction in (UPRIGHT[direction], "none")
    assert arrow_shape(patch).direction == "up"


@pytest.mark.parametrize("shape", ["bar", "cross", "blank", "block", "empty"])
def test_what_has_no_head_is_no_arrow(shape: str) -> None:
    patch = np.zeros((30, 20) if shape != "empty" else (0, 5), dtype=np.uint8)
    if shape == "bar":
        patch[3:27, 9:11] = 1
    elif shape == "cross":
        patch[3:27, 9:11] = 1
        patch[14:16, 2:18] = 1
    elif shape == "block":
        patch[3:27, 3:17] = 1
    assert arrow_shape(patch).direction == "none"


def page_of_lines(tilt: float) -> np.ndarray:
    image = np.full((900, 700), 245, dtype=np.uint8)
    for top in range(80, 820, 24):
        for x in range(70, 620, 22):
            cv2.rectangle(image, (x, top), (x + 15, top + 10), 30, -1)
    turn = cv2.getRotationMatrix2D((350, 450), -tilt, 1.0)
    return np.asarray(cv2.warpAffine(image, turn, (700, 900), borderValue=245), dtype=np.uint8)


@settings(max_examples=12, deadline=None)
@given(st.floats(-2.5, 2.5))
def test_a_tilt_is_found_and_taken_out(tilt: float) -> None:
    """To an eighth of a degree: two pixels over a line of this small page, where its profile is flat."""
    image = page_of_lines(tilt)
    found = skew_of(image)
    assert abs(found - tilt) < 0.13
    assert abs(skew_of(straightened(image, found))) < 0.13


def test_rules_are_found_by_their_length_and_words_are_not_rules() -> None:
    image = np.full((600, 800), 250, dtype=np.uint8)
    for top in (100, 160, 400):
        cv2.line(image, (80, top), (720, top), 20, 2)
    cv2.line(image, (400, 100), (400, 400), 20, 2)
    cv2.putText(image, "Heading", (90, 140), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 10, 6)
    rules = rules_of(ink_mask(image), points=0.36)
    assert sorted(r.horizontal for r in rules) == [False, True, True, True]


def drawn(*lines: tuple[int, int, int, int]) -> np.ndarray:
    """A white page with lines of two pixels from (x, y) to (x, y)."""
    image = np.full((600, 800), 250, dtype=np.uint8)
    for x0, y0, x1, y1 in lines:
        cv2.line(image, (x0, y0), (x1, y1), 20, 2)
    return image


@pytest.mark.parametrize("apart", [5, 6, 8])
def test_both_lines_of_a_double_rule_are_seen(apart: int) -> None:
    image = drawn((80, 100, 720, 100), (80, 100 + apart, 720, 100 + apart), (80, 300, 720, 300))
    assert len(rules_of(ink_mask(image), points=0.36)) == 3


def test_a_long_rule_is_seen_with_text_close_under_it_and_the_edge_of_a_filled_band_is_none() -> None:
    image = drawn((80, 100, 720, 100))
    for x in range(90, 700, 24):
        cv2.rectangle(image, (x, 104), (x + 4, 120), 10, -1)
    assert len(rules_of(ink_mask(image), points=0.36)) == 1
    cv2.rectangle(image, (80, 104), (720, 120), 10, -1)
    assert not rules_of(ink_mask(image), points=0.36)


def test_short_sides_of_low_rows_are_rules_where_they_go_on_in_other_rows() -> None:
    rows = [(80, top, 720, top) for top in (100, 134, 168, 202)]
    sides = [(400, 100, 400, 134), (400, 134, 400, 168)]
    assert len(rules_of(ink_mask(drawn(*rows, *sides)), points=0.36)) == 5
    letters = [(300, 100, 300, 134), (500, 134, 500, 168), (600, 172, 600, 196), (600, 106, 600, 128)]
    assert len(rules_of(ink_mask(drawn(*rows, *letters)), points=0.36)) == 4


def test_the_side_of_a_single_row_is_a_rule_where_it_is_higher_than_letters() -> None:
    rows = [(80, 100, 720, 100), (80, 142, 720, 142)]
    assert len(rules_of(ink_mask(drawn(*rows, (400, 100, 400, 142))), points=0.36)) == 3


def test_boxes_joined_by_an_arrow_are_one_figure_and_a_grid_is_none() -> None:
    image = np.full((700, 900), 250, dtype=np.uint8)
    cv2.rectangle(image, (100, 60), (260, 130), 20, 2)
    cv2.rectangle(image, (340, 60), (500, 130), 20, 2)
    cv2.arrowedLine(image, (262, 95), (338, 95), 20, 2)
    for top in (300, 360, 420, 480):
        cv2.line(image, (100, top), (800, top), 20, 2)
    for x in (100, 400, 800):
        cv2.line(image, (x, 300), (x, 480), 20, 2)
    ink = ink_mask(image)
    figures = figures_of(ink, rules_of(ink, points=0.36), points=0.36)
    assert len(figures) == 1
    assert figures[0].bottom < 60


def test_what_shines_through_is_no_ink() -> None:
    image = np.full((100, 100), 240, dtype=np.uint8)
    image[20:30, 20:80] = 205
    image[60:70, 20:80] = 60
    mask = ink_mask(image)
    assert not mask[20:30].any()
    assert mask[62:68, 25:75].all()


@given(st.text(alphabet="中文字，：()（）abc019%.", max_size=12))
def test_punctuation_changes_width_and_nothing_else(text: str) -> None:
    said = punctuated(text)
    assert len(said) == len(text)
    assert punctuated(said) == said


def test_text_without_chinese_is_ascii() -> None:
    assert punctuated("（P＜0．05），n＝3") == "(P<0．05),n=3"
    assert punctuated("每周3次,每次30 min") == "每周3次，每次30 min"
    assert punctuated("疼痛,焦虑") == "疼痛，焦虑"


def test_decoding_drops_blanks_and_repeats() -> None:
    chances = np.zeros((6, 3), dtype=np.float32)
    for column, best in enumerate((0, 1, 1, 0, 1, 2)):
        chances[column, best] = 0.9
    assert [d.text for d in decode(chances, ("", "a", "b"))] == ["a", "a", "b"]


def test_every_character_gets_its_own_ink() -> None:
    crop = np.full((24, 60), 255, dtype=np.uint8)
    for x in (5, 20, 26, 45):
        crop[4:20, x : x + 4] = 0
    seen = [Decoded(c, at, at + 1, 0.9) for c, at in zip("abcd", (0, 2, 4, 5), strict=True)]
    boxes = [box for _, box, _ in place(seen, crop, step=8.0)]
    assert [box.x0 for box in boxes] == [5, 20, 26, 45]


def word(text: str, confidence: float) -> Word:
    boxes = tuple(Box(i * 5.0, 0, i * 5.0 + 4, 8) for i in range(len(text)))
    return Word(text, Box(0, 0, 5.0 * len(text), 8), "ocr:rapidocr", confidence, char_boxes=boxes)


def line(text: str, confidence: float) -> OcrLine:
    return OcrLine(text, Box(0, 0, 50, 20), confidence, ())


@pytest.mark.parametrize(
    ("first", "look", "second", "text", "flagged"),
    [
        (("12.5", 0.99), ("12.5", 0.99), ("12.5", 0.95), "12.5", False),
        (("12.5", 0.99), ("12.5", 0.99), ("125", 0.80), "12.5", False),
        (("12.5", 0.99), ("12.5", 0.99), ("17.5", 0.97), "12.5", True),
        (("12.5", 0.60), ("17.5", 0.90), ("17.5", 0.95), "17.5", True),
        (("12.5", 0.60), ("12.8", 0.90), ("zz", 0.10), "12.5", True),
        (("12.5", 0.60), ("12.5", 0.90), ("zz", 0.10), "12.5", False),
    ],
)
def test_a_number_is_flagged_where_the_witnesses_differ_and_only_there(
    first: tuple[str, float], look: tuple[str, float], second: tuple[str, float], text: str, flagged: bool
) -> None:
    said = word(*first)
    (token,) = tokens_of([said])
    heard = settled(said, token, line(*look), line(*second), "ocr:tesseract")
    assert heard.text == text
    assert bool(heard.flags) is flagged
    assert bool(heard.alternatives) is flagged


@pytest.mark.parametrize(("first", "second", "heard"), [("60", "601", "60"), ("11", "111", "111"), ("60", "66", "66")])
def test_a_bracket_that_the_second_witness_read_as_a_one_is_no_digit(first: str, second: str, heard: str) -> None:
    said = word(f"{first}(", 0.99)
    (token,) = tokens_of([said])
    assert unbracketed(said, token, line(second, 0.95)).text == heard


@pytest.mark.parametrize(
    ("text", "small", "expected"),
    [
        ("-1.42", 3, ["-1.42"]),
        ("2022-04-11", 5, ["2022-04-11"]),
        ("in 20149", 7, ["in", "2014", "9"]),
        ("pain.3", 5, ["pain.", "3"]),
    ],
)
def test_a_small_high_digit_within_a_number_is_a_slipped_box_and_no_citation(
    text: str, small: int, expected: list[str]
) -> None:
    def box(i: int) -> Box:
        return Box(6.0 * i, 2, 6.0 * i + 5, 7) if i == small else Box(6.0 * i, 4, 6.0 * i + 5, 14)

    marks = [(c, box(i) if c.isalnum() else Box(6.0 * i, 12, 6.0 * i + 2, 14), 1.0) for i, c in enumerate(text)]
    parts = parts_of(marks, shape_of(marks, height=18))
    assert [text[p.first : p.last] for p in parts] == expected


def test_words_of_one_line_are_level_whatever_letters_they_have() -> None:
    flat, tall = Box(0, 16, 10, 20), Box(12, 13, 30, 22.5)
    boxes = [seated(ink, em=10, baseline=20) for ink in (flat, tall)]
    assert {(b.top, b.bottom) for b in boxes} == {(13, 21)}
    elsewhere = Box(0, 30, 10, 40)
    assert seated(elsewhere, em=10, baseline=20) == elsewhere


def test_sizes_that_pixels_made_many_are_one_again() -> None:
    assert common_sizes([20.0, 20.5, 19.6, 30.0]) == (20.0, 20.0, 20.0, 30.0)


def test_chinese_names_set_half_a_character_apart_are_words_of_their_own() -> None:
    def line(gaps: dict[int, float]) -> list[str]:
        text, x, marks = "王小明周大为赵晓宁", 0.0, []
        for i, char in enumerate(text):
            x += gaps.get(i, 0.0)
            marks.append((char, Box(x + 1, 2, x + 29, 30), 0.99))
            x += 30
        return [text[p.first : p.last] for p in parts_of(marks, shape_of(marks, height=34))]

    assert line({3: 15, 6: 15}) == ["王小明", "周大为", "赵晓宁"]
    assert line({3: 4, 6: 5}) == ["王小明周大为赵晓宁"]


@pytest.mark.parametrize(
    ("cut", "gap", "expected"),
    [
        (0.0, 6.0, ["Al", "dana"]),  # white of a space's width between whole letters
        (5.0, 2.0, ["Aldana"]),  # more white, but beside a letter whose box has slipped
        (0.0, 2.0, ["Aldana"]),
    ],
)
def test_white_beside_a_letter_that_its_box_cuts_short_is_no_space(cut: float, gap: float, expected: list[str]) -> None:
    x, marks = 0.0, []
    for i, char in enumerate("Aldana"):
        width = 3.0 if char == "l" else 10.0
        x += gap if i == 2 else 2.0
        short = cut if i == 2 else 0.0
        marks.append((char, Box(x + short, 4 if char in "Ald" else 9, x + width, 18), 0.99))
        x += width
    parts = parts_of(marks, shape_of(marks, height=22))
    assert ["Aldana"[p.first : p.last] for p in parts] == expected
