"""Second witness of pixels: Tesseract through pytesseract.

It has no arrows and no ≥ ≤ × ±, and reads Chinese less well; what it is good for is an opinion of its own on digits.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

import cv2
import numpy as np
import pytesseract

from pipeline.core.geometry import Box
from pipeline.errors import EngineMissing
from pipeline.ports import Image, OcrLine

LANGUAGES = ("eng", "chi_sim")
LINE_HEIGHT = 40  # pixels, of a crop on the sheet that all crops are laid on
GAP = 26
SHEET_WIDTH = 1400
SHEET_LINES = 400  # Tesseract refuses images higher than 32767 pixels
TIME_OUT = 120  # seconds a page


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of Tesseract's table. line: its block, paragraph and line numbers."""

    text: str
    box: Box
    confidence: float
    line: tuple[int, int, int]


class TesseractOcr:
    """Tesseract with English and simplified Chinese. Its places are of words; characters share them out evenly.

    threads: 1 where several workers share the cores. Raises EngineMissing where the program or English is missing.
    """

    name = "tesseract"

    def __init__(self, *, threads: int = 1) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", str(threads))
        if shutil.which(pytesseract.pytesseract.tesseract_cmd) is None:
            raise EngineMissing("Tesseract is not installed; `apt-get install tesseract-ocr` brings it")
        self.version = str(pytesseract.get_tesseract_version())
        self._installed = tuple(pytesseract.get_languages())
        if "eng" not in self._installed:
            raise EngineMissing(f"Tesseract has the languages {self._installed}; `eng` is needed")

    @cached_property
    def _languages(self) -> str:
        return "+".join(known for known in LANGUAGES if known in self._installed)

    def read(self, image: Image, *, dpi: float) -> tuple[OcrLine, ...]:
        """All lines of an upright page image."""
        words = self._table(image, languages=self._languages, psm=3, dpi=dpi)
        lines: dict[tuple[int, int, int], list[_Word]] = {}
        for word in words:
            lines.setdefault(word.line, []).append(word)
        return tuple(_line(row) for row in lines.values())

    def read_lines(self, crops: Sequence[Image], *, dpi: float) -> tuple[OcrLine, ...]:  # noqa: ARG002
        """Crops of one line each, laid on sheets of many (a start costs more than many lines).

        Read as English: its opinion is asked on numbers, and a second language doubles the time.
        """
        starts = range(0, len(crops), SHEET_LINES)
        return tuple(line for i in starts for line in self._sheet_read(crops[i : i + SHEET_LINES]))

    def _sheet_read(self, crops: Sequence[Image]) -> list[OcrLine]:
        sheet, slots = _sheet(crops)
        words = self._table(sheet, languages="eng", psm=6, dpi=300)
        read = []
        for crop, (slot, scale) in zip(crops, slots, strict=True):
            inside = [w for w in words if slot.contains(w.box.cx, w.box.cy)]
            inside.sort(key=lambda w: w.box.x0)
            back = [_Word(w.text, _unscaled(w.box, slot, scale, crop), w.confidence, w.line) for w in inside]
            read.append(_line(back) if back else OcrLine("", Box(0, 0, crop.shape[1], crop.shape[0]), 0.0, ()))
        return read

    def _table(self, image: Image, *, languages: str, psm: int, dpi: float) -> list[_Word]:
        told = pytesseract.image_to_data(
            image,
            lang=languages,
            config=f"--psm {psm} --dpi {round(dpi)}",
            output_type=pytesseract.Output.DICT,
            timeout=TIME_OUT,
        )
        found = []
        for i, text in enumerate(told["text"]):
            if not text.strip():
                continue
            x, y, w, h = (float(told[key][i]) for key in ("left", "top", "width", "height"))
            line = (int(told["block_num"][i]), int(told["par_num"][i]), int(told["line_num"][i]))
            found.append(_Word(text.strip(), Box(x, y, x + w, y + h), max(0.0, float(told["conf"][i])) / 100, line))
        return found


def _sheet(crops: Sequence[Image]) -> tuple[Image, list[tuple[Box, float]]]:
    """Crops one under another on white, each with the box of its slot and its scale."""
    scaled, slots = [], []
    top = GAP
    for crop in crops:
        height, width = crop.shape[:2]
        scale = min(LINE_HEIGHT / max(1, height), (SHEET_WIDTH - 2 * GAP) / max(1, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        scaled.append(cv2.resize(np.ascontiguousarray(crop), size, interpolation=way))
        slots.append((Box(0, top - GAP / 2, SHEET_WIDTH, top + LINE_HEIGHT + GAP / 2), scale))
        top += LINE_HEIGHT + GAP
    sheet = np.full((top, SHEET_WIDTH), 255, dtype=np.uint8)
    for small, (slot, _) in zip(scaled, slots, strict=True):
        y = round(slot.top + GAP / 2)
        # The paper of a scan is not white: what is lighter than most of the crop becomes the sheet.
        sheet[y : y + small.shape[0], GAP : GAP + small.shape[1]] = _whitened(np.asarray(small, dtype=np.uint8))
    width = 2 * GAP + max(small.shape[1] for small in scaled)
    return np.ascontiguousarray(sheet[:, :width]), slots


def _whitened(crop: Image) -> Image:
    paper = float(np.percentile(crop, 75))
    return np.asarray(np.clip(crop.astype(np.float32) * (255.0 / max(1.0, paper)), 0, 255), dtype=np.uint8)


def _unscaled(box: Box, slot: Box, scale: float, crop: Image) -> Box:
    height, width = crop.shape[:2]
    top = slot.top + GAP / 2
    xs = [min(width, max(0.0, (x - GAP) / scale)) for x in (box.x0, box.x1)]
    ys = [min(height, max(0.0, (y - top) / scale)) for y in (box.top, box.bottom)]
    return Box(xs[0], ys[0], xs[1], ys[1])


def _line(words: Sequence[_Word]) -> OcrLine:
    """Words of one line as a line; a character's box is its share of the word's."""
    chars: list[tuple[str, Box, float]] = []
    for word in words:
        if chars:
            x0 = chars[-1][1].x1
            chars.append((" ", Box(x0, word.box.top, max(x0, word.box.x0), word.box.bottom), word.confidence))
        step = word.box.width / len(word.text)
        for i, char in enumerate(word.text):
            x0 = word.box.x0 + i * step
            chars.append((char, Box(x0, word.box.top, x0 + step, word.box.bottom), word.confidence))
    boxes = [w.box for w in words]
    box = Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )
    return OcrLine("".join(c for c, _, _ in chars), box, fmean(w.confidence for w in words), tuple(chars))
