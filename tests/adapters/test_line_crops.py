"""What the recogniser is shown of a line."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.line_crops import (
    BATCH,
    HEIGHT,
    SQUEEZE,
    WIDTHS,
    batches,
    line_rows,
    stacked_rows,
    strip_of,
    without_neighbours,
)
from pipeline.adapters.rapidocr_engine import RapidOcr, completed, swollen
from pipeline.core.geometry import Box
from pipeline.ports import OcrLine


@given(st.integers(4, 80), st.integers(4, 6000))
def test_a_strip_has_one_of_few_widths_and_no_line_is_squeezed_beyond_the_limit(height: int, width: int) -> None:
    strip = strip_of(np.full((height, width), 255, dtype=np.uint8), squeeze=SQUEEZE)
    assert strip is not None
    assert strip.plane.shape[0] == HEIGHT
    assert strip.plane.shape[1] in WIDTHS
    natural = width * HEIGHT / height
    if 16 <= natural <= WIDTHS[-1]:
        assert strip.squeeze * width >= SQUEEZE * natural - 1


@given(st.lists(st.sampled_from([0, 64, 128, 640]), max_size=30))
def test_every_strip_is_read_once_with_others_of_its_width(widths: list[int]) -> None:
    found = batches(widths)
    assert sorted(i for batch in found for i in batch) == [i for i, w in enumerate(widths) if w]
    assert all(len({widths[i] for i in batch}) == 1 and len(batch) in (1, BATCH) for batch in found)


def test_the_neighbours_ink_is_painted_over_and_the_lines_own_is_not() -> None:
    column = np.full((60, 120), 250, dtype=np.uint8)
    column[23:37, 10:20] = 0  # the line's own
    column[4:18, 40:50] = 0  # a letter of the line above
    column[42:56, 60:70] = 0  # one of the line below
    column[8:36, 80:84] = 0  # its own, reaching up
    column[36:47, 90:92] = 0  # a comma
    clean = without_neighbours(column, 15, 45)
    assert (clean[8:22, 10:20] == 0).all()
    assert (clean[0:20, 80:84] == 0).all()
    assert (clean[21:30, 90:92] == 0).all()
    assert clean[0:3, 40:50].min() > 200
    assert clean[27:30, 60:70].min() > 200


def test_a_line_that_touches_the_next_ends_where_its_ink_is_thinnest() -> None:
    crop = np.full((30, 200), 255, dtype=np.uint8)
    crop[6:20, 10:190:3] = 0
    crop[20:22, 40:44] = 0  # a descender that joins both
    crop[22:30, 10:190:3] = 0
    first, last = line_rows(crop)
    assert first <= 5
    assert 20 <= last <= 24
    crop[20:] = 255
    assert line_rows(crop)[1] > 20


def line(text: str, boxes: list[Box]) -> OcrLine:
    return OcrLine(text, Box(0, 0, 100, 20), 1.0, tuple((c, b, 1.0) for c, b in zip(text, boxes, strict=True)))


@pytest.fixture
def hidden() -> OcrLine:
    """`-1` where the dash lies on the ink of letters."""
    return line("-1", [Box(0, 4, 18, 16), Box(20, 4, 25, 16)])


def test_a_dash_on_ink_as_high_as_letters_is_not_believed(hidden: OcrLine) -> None:
    assert swollen(hidden) == (0,)
    assert not swollen(line("-1", [Box(0, 9, 6, 11), Box(20, 4, 25, 16)]))
    crop = np.full((20, 100), 255, dtype=np.uint8)
    assert completed(hidden, line("-7", [Box(0, 9, 6, 11), Box(20, 4, 25, 16)]), crop).chars[0][2] < 0.5


def test_letters_that_a_second_look_finds_before_a_dash_are_taken(hidden: OcrLine) -> None:
    crop = np.full((20, 100), 255, dtype=np.uint8)
    again = line("IL-1", [Box(0, 4, 5, 16), Box(6, 4, 12, 16), Box(13, 9, 18, 11), Box(20, 4, 25, 16)])
    assert completed(hidden, again, crop).text == "IL-1"


def test_lines_set_close_keep_their_own_height() -> None:
    page = typst.compile(
        b"#set page(width: 120pt, height: 60pt, margin: 10pt)\n#set par(leading: 0.35em)\n"
        b'#set text(font: "Libertinus Serif", size: 10pt)\nGr\\u{ed}a-L\xc3\xb3pez\\ 2021#super[[9]]',
        format="png",
        ppi=200,
    )
    image = np.asarray(cv2.imdecode(np.frombuffer(page, np.uint8), 0))
    lines = RapidOcr().read(image, dpi=200)
    assert len(lines) == 2
    heights = [box.height for read in lines for c, box, _ in read.chars if c.strip()]
    assert max(heights) < 36  # pixels: a letter of this size with its descender has 30


def test_short_lines_that_were_found_as_one_box_are_parted_and_a_character_of_two_strokes_is_not() -> None:
    two = np.full((60, 30), 250, dtype=np.uint8)
    cv2.rectangle(two, (5, 6), (20, 24), 20, -1)
    cv2.rectangle(two, (5, 32), (20, 50), 20, -1)
    assert [a < 15 < b or a < 40 < b for a, b in stacked_rows(two, usual=30)] == [True, True]
    strokes = np.full((60, 30), 250, dtype=np.uint8)
    strokes[20:24, 5:20] = strokes[40:44, 3:24] = 20
    assert stacked_rows(strokes, usual=30) == [(0, 60)]
    assert stacked_rows(two, usual=50) == [(0, 60)]


def test_a_neighbours_edge_in_a_box_of_two_lines_is_no_line() -> None:
    crop = np.full((64, 30), 250, dtype=np.uint8)
    crop[0:4, 5:20] = crop[10:26, 5:20] = crop[34:50, 5:20] = 20
    assert len(stacked_rows(crop, usual=30)) == 2
