"""A red stamp is taken off a scan, the print under it is not, and nothing else that is red is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from pipeline.adapters.pdfium_pages import PdfiumPages
from pipeline.adapters.stamps import stamps_on, without
from pipeline.ports import Image

DPI = 144.0
RED, BLACK = (220, 45, 55), (20, 20, 20)


def paper() -> Image:
    return np.full((800, 600, 3), 245, np.uint8)


def ring(page: Image, colour: tuple[int, int, int]) -> None:
    cv2.circle(page, (300, 300), 90, colour, 5)
    cv2.putText(page, "LIB", (265, 310), cv2.FONT_HERSHEY_SIMPLEX, 1.0, colour, 3)


def frame(page: Image, colour: tuple[int, int, int]) -> None:
    cv2.rectangle(page, (200, 220), (400, 320), colour, 5)


def words(page: Image, colour: tuple[int, int, int]) -> None:
    cv2.putText(page, "Results and discussion", (60, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.2, colour, 3)


def block(page: Image, colour: tuple[int, int, int]) -> None:
    cv2.rectangle(page, (200, 220), (400, 320), colour, -1)


def curve(page: Image, colour: tuple[int, int, int]) -> None:
    points = np.array([(150 + 3 * i, int(300 + 60 * np.sin(i / 8))) for i in range(100)], np.int32)
    cv2.polylines(page, [points], False, colour, 4)


Drawing = Callable[[Image, tuple[int, int, int]], None]


@pytest.mark.parametrize("draw", [ring, frame])
def test_a_red_outline_is_a_stamp(draw: Drawing) -> None:
    page = paper()
    draw(page, RED)
    (box,) = stamps_on(page, dpi=DPI)
    assert box.contains(150, 140)


@pytest.mark.parametrize(
    ("draw", "colour"), [(words, RED), (block, RED), (curve, RED), (ring, BLACK), (ring, (40, 60, 220))]
)
def test_red_words_and_drawings_and_rings_in_other_inks_are_no_stamps(
    draw: Drawing, colour: tuple[int, int, int]
) -> None:
    page = paper()
    draw(page, colour)
    assert stamps_on(page, dpi=DPI) == ()


def test_print_under_a_stamp_stays_and_its_ink_goes() -> None:
    page = paper()
    cv2.line(page, (100, 300), (500, 300), BLACK, 6)
    stamped = page.copy()
    ring(stamped, RED)
    stamped = np.minimum(stamped, page)
    cleaned = without(stamps_on(stamped, dpi=DPI), stamped, dpi=DPI)
    assert int((cleaned < 120).sum()) == pytest.approx(int((page[:, :, 0] < 120).sum()), rel=0.02)
    assert (cleaned[295:305, 120:480].min(axis=0) < 80).all()


def test_a_coloured_scan_is_rendered_without_its_stamp(tmp_path: Path) -> None:
    page = paper()
    ring(page, RED)
    path = tmp_path / "scan.pdf"
    Pillow.fromarray(page).save(path, resolution=DPI, quality=90)
    with PdfiumPages(path, max_pixels=10_000_000) as pages:
        assert pages.render(1, dpi=DPI).min() > 150  # the red is a grey of 100
