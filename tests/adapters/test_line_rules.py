"""Drawn lines taken out of what the recogniser is shown."""

from __future__ import annotations

import cv2
import numpy as np
import typst
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.line_rules import without_rules
from pipeline.adapters.rapidocr_engine import RapidOcr
from pipeline.ports import Image

PAPER, INK = 250, 20


def page() -> Image:
    return np.full((400, 700), PAPER, dtype=np.uint8)


@given(st.integers(130, 690), st.integers(1, 9), st.booleans())
def test_a_long_line_is_taken_out_whatever_its_width(length: int, thick: int, upright: bool) -> None:
    image = np.full((700, 700), PAPER, dtype=np.uint8)
    image[300 : 300 + thick, 5 : 5 + length] = INK
    clear = without_rules(image.T.copy() if upright else image, dpi=200).of_all
    assert clear.min() > PAPER - 10


@given(st.integers(10, 110), st.integers(1, 9))
def test_a_dash_or_a_stroke_of_a_letter_stays(length: int, thick: int) -> None:
    image = page()
    image[200 : 200 + thick, 5 : 5 + length] = INK
    assert np.array_equal(without_rules(image, dpi=200).of_all, image)


def test_the_sides_of_low_cells_are_taken_out_of_a_grid_but_not_for_the_detector() -> None:
    image = page()
    for y in range(20, 400, 40):
        image[y : y + 2, 20:680] = INK
    for x in range(20, 700, 110):
        image[20:382, x : x + 2] = INK
    cleared = without_rules(image, dpi=200)
    assert cleared.of_all.min() > PAPER - 10
    assert cleared.of_flat[30, 20:680].min() == INK
    assert cleared.of_flat[20, 24:128].min() > PAPER - 10


def test_letters_that_touch_a_rule_keep_their_ink() -> None:
    image = page()
    image[100:103, 20:680] = INK
    for x in (90, 114):
        cv2.rectangle(image, (x, 103), (x + 12, 120), INK, -1)
    clear = without_rules(image, dpi=200).of_all
    assert clear[98:122, 104:112].min() > PAPER - 10
    assert clear[105:120, 92:101].max() < INK + 10


def test_a_dark_heading_with_white_letters_stays_dark() -> None:
    image = page()
    image[100:140, 20:680] = 60
    for x in range(60, 640, 30):
        cv2.rectangle(image, (x, 110), (x + 12, 130), PAPER, -1)
    assert np.array_equal(without_rules(image, dpi=200).of_all, image)


def test_a_line_that_touches_the_rule_under_it_is_read_with_its_characters_in_their_places() -> None:
    source = """#set page(width: 300pt, height: 160pt, margin: 10pt)
#set text(size: 9pt, font: ("Libertinus Serif", "Noto Serif CJK SC"))
#table(columns: (60pt, 40pt, 80pt), inset: (x: 3pt, y: 0.2pt), stroke: none, table.hline(stroke: 1pt), [组别], [性别],
  [设计], table.hline(stroke: .5pt), [甲], [乙], [丙])"""
    png = typst.compile(source.encode(), format="png", ppi=200)
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    found = {c: b for line in RapidOcr().read(np.asarray(image, dtype=np.uint8), dpi=200) for c, b, _ in line.chars}
    assert found["组"].x1 < found["别"].x1
    assert {"乙", "丙"} <= set(found)
    for char, left in (("组", 13.0), ("性", 73.0), ("设", 113.0)):
        assert abs(found[char].x0 * 0.36 - left) < 2.0, char
        assert found[char].height > 0
