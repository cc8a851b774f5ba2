"""First reader of pixels: the PP-OCR models of RapidOCR's wheel, run by OpenVINO.

Only the wheel's models are used. Its own driver detects at up to 2000 pixels with ONNX Runtime and gives a word's place
to within half a character; docs/performance.md has the measurements behind every number here.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np
import openvino
from numpy.typing import NDArray

from pipeline.adapters.ctc import Decoded, decode, place
from pipeline.adapters.ctc_terms import termed
from pipeline.adapters.line_crops import (
    SQUEEZE,
    Strip,
    at_its_ink,
    batches,
    ink_columns,
    line_rows,
    stacked_rows,
    strip_of,
    without_neighbours,
)
from pipeline.adapters.line_rules import without_rules
from pipeline.core.geometry import Box
from pipeline.errors import EngineMissing
from pipeline.ports import Image, OcrLine

DETECTION_MODEL = "PP-OCRv6_det_small.onnx"
RECOGNITION_MODEL = "PP-OCRv6_rec_small.onnx"
DETECTION_DPI = 120.0
DETECTION_STEP = 128  # pages are padded to a multiple: every new size costs a compilation and the memory it keeps
TEXT_THRESHOLD = 0.3
BOX_THRESHOLD = 0.5
UNCLIP = 1.6
MIN_CONFIDENCE = 0.5
FLAT = set("-‐‑–—−")
SWOLLEN = 0.7  # of the letters' height: a flat mark with ink so high and wide hides letters
MISFIT = 0.4  # confidence left to it where a second look does not settle it
RINGS = {"º": "°"}  # one of two rings, read for either
TALL = 1.5  # a box higher than this many widths may hold turned text

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Found:
    """A box of text in pixels of the page image."""

    x0: int
    top: int
    x1: int
    bottom: int

    @property
    def tall(self) -> bool:
        return self.bottom - self.top > TALL * (self.x1 - self.x0)


def model_folder() -> Path:
    """Where RapidOCR's wheel keeps its models, found without importing it (that costs a second)."""
    spec = importlib.util.find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else None
    if folder is None or not (folder / RECOGNITION_MODEL).is_file():
        raise EngineMissing(f"RapidOCR's model {RECOGNITION_MODEL} is not installed; `pip install rapidocr` brings it")
    return folder


class RapidOcr:
    """PP-OCR detection and recognition with a box and a probability for every character.

    threads: of inference; 1 where several workers share the cores. precision: `bf16`, `f32`, or None for what the
    processor does fastest; pin it where machines of several kinds must agree to the last digit. Models load at first
    use.
    """

    name = "rapidocr"

    def __init__(self, *, threads: int = 1, precision: str | None = None) -> None:
        self._threads = threads
        self._precision = precision

    @cached_property
    def version(self) -> str:
        how = f", {self._precision}" if self._precision else ""
        return f"{version('rapidocr')} ({Path(RECOGNITION_MODEL).stem}, openvino {version('openvino')}{how})"

    @cached_property
    def _detector(self) -> openvino.InferRequest:
        return self._compiled(DETECTION_MODEL)[0]

    @cached_property
    def _recogniser(self) -> tuple[openvino.InferRequest, tuple[str, ...]]:
        request, characters = self._compiled(RECOGNITION_MODEL)
        return request, ("", *characters, " ")

    def _compiled(self, model: str) -> tuple[openvino.InferRequest, tuple[str, ...]]:
        core = openvino.Core()
        network = core.read_model(str(model_folder() / model))
        if model == RECOGNITION_MODEL:
            _without_softmax(network)
        # pinned, the workers of one machine would all sit on its first core
        how: dict[str, str | int | bool] = {
            "INFERENCE_NUM_THREADS": self._threads,
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,
        }
        if self._precision:
            how["INFERENCE_PRECISION_HINT"] = self._precision
        request = core.compile_model(network, "CPU", how).create_infer_request()
        info = network.get_rt_info()
        characters = info["framework"]["character"].value.splitlines() if model == RECOGNITION_MODEL else []
        return request, tuple(characters)

    def read(self, image: Image, *, dpi: float) -> tuple[OcrLine, ...]:
        """All lines of a page image, top to bottom. Turned lines come with `turn` 1 or 3."""
        grey = as_grey(image)
        cleared = without_rules(grey, dpi=dpi)
        clear = cleared.of_all
        found = self._detect(cleared.of_flat, dpi=dpi)
        turn = self._turn_of_tall(grey, found)
        places, crops = [], []
        for f in unstacked(found, clear, turn=turn):
            quarters = turn if f.tall else 0
            rows = (0, f.bottom - f.top) if quarters else line_rows(clear[f.top : f.bottom, f.x0 : f.x1])
            crop = without_neighbours(clear[:, f.x0 : f.x1], f.top + rows[0], f.top + rows[1])
            places.append((f.x0, f.top + rows[0], crop.shape, quarters))
            crops.append(np.rot90(crop, k=quarters))
        read = zip(self._looked_at_again(self._recognise(crops, squeeze=SQUEEZE), crops), places, strict=True)
        return tuple(
            back_on_page(line, *place) for line, place in read if line.text and line.confidence >= MIN_CONFIDENCE
        )

    def _looked_at_again(self, lines: Sequence[OcrLine], crops: Sequence[Image]) -> list[OcrLine]:
        """The lines, those read once more in which a mark has more ink than it can have: letters were passed over."""
        odd = [i for i, line in enumerate(lines) if swollen(line)]
        again = dict(zip(odd, self._recognise([at_its_ink(crops[i]) for i in odd]), strict=True)) if odd else {}
        return [completed(line, again[i], crops[i]) if i in again else line for i, line in enumerate(lines)]

    def read_lines(self, crops: Sequence[Image], *, dpi: float) -> tuple[OcrLine, ...]:  # noqa: ARG002
        """Crops of one line each, in the order given; boxes in pixels of the crop."""
        return tuple(self._recognise([as_grey(crop) for crop in crops]))

    def _turn_of_tall(self, grey: Image, found: Sequence[_Found]) -> int:
        """How the tall boxes are turned: 0 (they are narrow upright characters), 1 or 3 quarters clockwise."""
        longest = sorted((f for f in found if f.tall), key=lambda f: f.top - f.bottom)[:3]
        usual = usual_height(found, page=grey)
        votes = {0: 0.0, 1: 0.0, 3: 0.0}
        for f in longest:
            crop = grey[f.top : f.bottom, f.x0 : f.x1]
            rows = [crop[a:b] for a, b in stacked_rows(crop, usual=min(usual, crop.shape[1]))]
            seen = [(0, row) for row in rows] + [(k, np.rot90(crop, k=k)) for k in votes if k]
            for (quarters, _), line in zip(seen, self._recognise([image for _, image in seen]), strict=True):
                votes[quarters] += line.confidence * len(line.text.replace(" ", ""))
        return max(votes, key=lambda k: votes[k])

    def _detect(self, grey: Image, *, dpi: float) -> list[_Found]:
        """Boxes of text lines, in reading order by their tops."""
        height, width = grey.shape
        scale = min(1.0, DETECTION_DPI / dpi)
        rows, cols = (max(32, round(side * scale / 32) * 32) for side in (height, width))
        small = cv2.resize(grey, (cols, rows), interpolation=cv2.INTER_AREA)
        canvas = np.full([-(-side // DETECTION_STEP) * DETECTION_STEP for side in (rows, cols)], 255, dtype=np.uint8)
        canvas[:rows, :cols] = small
        plane = (canvas.astype(np.float32) / 255 - 0.5) / 0.5
        self._detector.infer([np.broadcast_to(plane, (1, 3, *plane.shape)).copy()])
        chance: Floats = self._detector.get_output_tensor().data[0, 0, :rows, :cols]
        return boxes_of(chance, width=width, height=height)

    def _recognise(self, crops: Sequence[Image], *, squeeze: float = 1.0) -> list[OcrLine]:
        """What upright crops of one line each say, in the order given. squeeze: as of `strip_of`."""
        strips = [strip_of(crop, squeeze=squeeze) for crop in crops]
        read: dict[int, OcrLine] = {}
        for batch in batches([0 if s is None else s.plane.shape[1] for s in strips]):
            together = [s for i in batch if (s := strips[i]) is not None]
            read.update(zip(batch, self._infer(together, [crops[i] for i in batch]), strict=True))
        return [read[i] if i in read else _nothing(crops[i]) for i in range(len(crops))]

    def _infer(self, strips: Sequence[Strip], crops: Sequence[Image]) -> list[OcrLine]:
        """One run of the model over strips of one width."""
        request, characters = self._recogniser
        planes = np.stack([s.plane for s in strips])[:, None]
        request.infer([np.repeat(planes, 3, axis=1)])
        logits: Floats = request.get_output_tensor().data
        step = strips[0].plane.shape[1] / logits.shape[1]
        return [
            _line(termed(decode(seen, characters)), crop, step=step / strip.squeeze)
            for seen, strip, crop in zip(logits, strips, crops, strict=True)
        ]


def _without_softmax(network: openvino.Model) -> None:
    """Take the last layer off: of its 18,000 probabilities a column only those of the characters found are wanted."""
    (result,) = network.get_results()
    last = result.input_value(0).get_node()
    if last.get_type_name() != "Softmax":
        raise EngineMissing(f"{RECOGNITION_MODEL} ends in {last.get_type_name()}; a Softmax is expected: wrong version")
    result.input(0).replace_source_output(last.input_value(0))
    network.validate_nodes_and_infer_types()


def _line(decoded: Sequence[Decoded], crop: Image, *, step: float) -> OcrLine:
    """A decoded line with its characters' places. step: width of a column in pixels of the crop."""
    height, width = crop.shape
    chars = tuple((RINGS.get(c, c), box, p) for c, box, p in place(decoded, crop, step=step))
    mean = float(np.mean([p for _, _, p in chars])) if chars else 0.0
    return OcrLine("".join(c for c, _, _ in chars), Box(0, 0, width, height), mean, chars)


def _nothing(crop: Image) -> OcrLine:
    return OcrLine("", Box(0, 0, crop.shape[1], crop.shape[0]), 0.0, ())


def as_grey(image: Image) -> Image:
    """A grey version of an RGB image; a grey one as it is."""
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def boxes_of(chance: Floats, *, width: int, height: int) -> list[_Found]:
    """Boxes from the detector's map of shrunken text lines, grown back to the line's full size.

    chance: (rows, cols), 0..1. width, height: of the page image in pixels, to which the boxes are scaled.
    """
    rows, cols = chance.shape
    mask = cv2.dilate((chance > TEXT_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    sums = np.bincount(labels.ravel(), weights=chance.ravel(), minlength=count)
    found = []
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i])
        if min(w, h) < 3 or sums[i] / area < BOX_THRESHOLD:
            continue
        grow = w * h * UNCLIP / (2 * (w + h))
        x0, x1 = (x - grow) * width / cols, (x + w + grow) * width / cols
        top, bottom = (y - grow) * height / rows, (y + h + grow) * height / rows
        box = _Found(max(0, round(x0)), max(0, round(top)), min(width, round(x1)), min(height, round(bottom)))
        if min(box.x1 - box.x0, box.bottom - box.top) > 3:
            found.append(box)
    return sorted(found, key=lambda f: (f.top, f.x0))


def usual_height(found: Sequence[_Found], *, page: Image) -> float:
    """The height of a box of one line, pixels; the page's own where it has none."""
    return float(np.median([f.bottom - f.top for f in found if not f.tall] or [page.shape[0]]))


def unstacked(found: Sequence[_Found], page: Image, *, turn: int) -> list[_Found]:
    """The boxes, those with several short lines one over another parted. turn: of the tall ones, which are then
    left."""
    usual = usual_height(found, page=page)
    parted: list[_Found] = []
    for f in found:
        rows = [(0, f.bottom - f.top)]
        if not (f.tall and turn):
            rows = stacked_rows(page[f.top : f.bottom, f.x0 : f.x1], usual=usual)
        parted += [_Found(f.x0, f.top + a, f.x1, f.top + b) for a, b in rows]
    return parted


def swollen(line: OcrLine) -> tuple[int, ...]:
    """Which characters are flat marks on ink as high and as wide as letters."""
    heights = [b.height for c, b, _ in line.chars if c.isalnum()]
    usual = float(np.median(heights)) if heights else 0.0
    return tuple(
        i for i, (c, b, _) in enumerate(line.chars) if c in FLAT and 0 < SWOLLEN * usual < min(b.height, b.width)
    )


def completed(line: OcrLine, again: OcrLine, crop: Image) -> OcrLine:
    """A line with what a second look found beside its characters; else with no trust in its swollen marks.

    again: read on `at_its_ink(crop)`.
    """
    rest = iter(again.text)
    if len(again.text) > len(line.text) and all(c in rest for c in line.text):
        left = ink_columns(crop)[0]
        chars = tuple((c, Box(b.x0 + left, b.top, b.x1 + left, b.bottom), p) for c, b, p in again.chars)
        return OcrLine(again.text, line.box, again.confidence, chars)
    doubted = set(swollen(line))
    chars = tuple((c, b, min(p, MISFIT) if i in doubted else p) for i, (c, b, p) in enumerate(line.chars))
    return OcrLine(line.text, line.box, line.confidence, chars)


def back_on_page(line: OcrLine, x0: int, top: int, shape: tuple[int, ...], quarters: int) -> OcrLine:
    """A line of a crop, in pixels of the page. quarters: how far the crop was turned anticlockwise before reading."""
    height, width = shape[0], shape[1]

    def moved(box: Box) -> Box:
        # The turned crop has the sides swapped; turning it clockwise brings it back.
        w, h = (height, width) if quarters % 2 else (width, height)
        b = box.turned(quarters, width=w, height=h)
        return Box(b.x0 + x0, b.top + top, b.x1 + x0, b.bottom + top)

    chars = tuple((c, moved(b), p) for c, b, p in line.chars)
    return OcrLine(line.text, moved(line.box), line.confidence, chars, turn=quarters)
