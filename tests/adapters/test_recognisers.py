"""One contract for every engine that reads pixels, and for the page readers that feed them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import typst
from PIL import Image as Pillow

from pipeline.adapters.engines import load_engines
from pipeline.adapters.image_pages import ImagePages, resolution
from pipeline.adapters.pdfium_pages import PdfiumPages
from pipeline.adapters.tesseract_engine import TesseractOcr
from pipeline.errors import EngineMissing, InputError, TooLarge
from pipeline.ports import Engines, OcrEngine

PAGE = r"""
#set page(width: 260pt, height: 90pt, margin: 20pt)
#set text(font: "Libertinus Serif", size: 11pt)
Duration of 12 weeks in 2014

Session of 45 min per day
"""
ENGINES = load_engines().ocr


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.asarray(cv2.imdecode(np.frombuffer(typst.compile(PAGE.encode(), format="png", ppi=200), np.uint8), 0))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
def test_a_page_is_read_line_by_line_with_boxes_and_confidences(engine: OcrEngine, image: np.ndarray) -> None:
    lines = engine.read(image, dpi=200)
    assert ["".join(line.text.split()) for line in lines] == ["Durationof12weeksin2014", "Sessionof45minperday"]
    height, width = image.shape
    for line in lines:
        assert line.text == "".join(c for c, _, _ in line.chars)
        assert 0.5 < line.confidence <= 1
        for _, box, confidence in line.chars:
            assert 0 <= confidence <= 1
            assert -1 <= box.x0 <= box.x1 <= width + 1
            assert -1 <= box.top <= box.bottom <= height + 1
        starts = [box.x0 for _, box, _ in line.chars]
        assert starts == sorted(starts)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
def test_crops_come_back_one_by_one_and_a_blank_one_is_empty(engine: OcrEngine, image: np.ndarray) -> None:
    blank = np.full((40, 120), 255, dtype=np.uint8)
    rows = np.flatnonzero((image < 128).any(axis=1))
    split = rows[np.flatnonzero(np.diff(rows) > 5)[0]]
    crops = [image[split + 4 : rows[-1] + 6, 40:], blank, image[rows[0] - 6 : split + 4, 40:]]
    second, nothing, first = engine.read_lines(crops, dpi=200)
    assert "45" in second.text
    assert nothing.text == ""
    assert "2014" in first.text
    assert engine.read_lines([], dpi=200) == ()


def test_a_page_of_more_numbers_than_one_sheet_holds_is_read_to_its_last() -> None:
    number = np.full((20, 60), 255, dtype=np.uint8)
    cv2.putText(number, "47", (8, 17), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    blank = np.full((20, 60), 255, dtype=np.uint8)
    read = TesseractOcr().read_lines([number, *[blank] * 520, number], dpi=200)
    assert len(read) == 522
    assert read[0].text == read[-1].text == "47"


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
def test_the_same_pixels_give_the_same_reading(engine: OcrEngine, image: np.ndarray) -> None:
    assert engine.read(image, dpi=200) == engine.read(image, dpi=200)
    assert engine.version


def test_engines_are_loaded_once() -> None:
    assert load_engines() is load_engines()
    assert isinstance(load_engines(), Engines)


def test_a_missing_tesseract_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissing, match="apt-get install tesseract-ocr"):
        TesseractOcr()


def test_a_pdf_page_is_drawn_once_at_one_resolution(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(typst.compile(PAGE.encode()))
    with PdfiumPages(path, max_pixels=1_000_000) as pages:
        assert pages.page_count == 1
        assert pages.size(1) == pytest.approx((260, 90), abs=0.5)
        first = pages.render(1, dpi=100)
        assert pages.render(1, dpi=100) is first
        assert first.shape == (125, 362)
        with pytest.raises(InputError, match="no page 2"):
            pages.render(2, dpi=100)
        with pytest.raises(TooLarge, match="at most 1000000"):
            pages.render(1, dpi=600)


def test_every_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    frames = [Pillow.new("L", (400, 200), shade) for shade in (255, 128)]
    frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(200, 200))
    with ImagePages(path, max_pixels=1_000_000) as pages:
        assert pages.page_count == 2
        assert pages.size(2) == pytest.approx((144, 72))
        assert pages.render(2, dpi=100).shape == (100, 200)
        assert int(pages.render(2, dpi=100).mean()) == 128
        assert int(pages.render(1, dpi=100).mean()) == 255


def test_an_image_that_does_not_say_its_resolution_is_taken_for_a4() -> None:
    assert resolution(None, width=2480, height=3508) == 300
    assert resolution((72, 72), width=1654, height=2339) == 200
    assert resolution((300, 300), width=1654, height=2339) == 300


def test_a_picture_over_the_limit_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Pillow.new("1", (3000, 3000)).save(path)
    with ImagePages(path, max_pixels=1_000_000) as pages, pytest.raises(TooLarge, match="3000 x 3000"):
        pages.render(1, dpi=200)


def test_bytes_that_are_no_image_are_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    with pytest.raises(InputError, match=r"broken\.png"):
        ImagePages(path, max_pixels=1_000_000)
