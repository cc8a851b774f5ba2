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

from pipeline.adapters.ctc import Decoded, decode, ink_of, place
from pipeline.core.geometry import Box
from pipeline.errors import EngineMissing
from pipeline.ports import Image, OcrLine

DETECTION_MODEL = "PP-OCRv6_det_small.onnx"
RECOGNITION_MODEL = "PP-OCRv6_rec_small.onnx"
DETECTION_DPI = 120.0
RECOGNITION_HEIGHT = 48
WIDTH_STEP = 32  # widths are padded to a multiple: every new width costs a compilation
MAX_WIDTH = 3200
TEXT_THRESHOLD = 0.3
BOX_THRESHOLD = 0.5
UNCLIP = 1.6
MIN_CONFIDENCE = 0.5
MARGIN = 0.12  # of a line's ink, above and below it
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
        how: dict[str, str | int] = {"INFERENCE_NUM_THREADS": self._threads, "NUM_STREAMS": 1}
        if self._precision:
            how["INFERENCE_PRECISION_HINT"] = self._precision
        request = core.compile_model(network, "CPU", how).create_infer_request()
        info = network.get_rt_info()
        characters = info["framework"]["character"].value.splitlines() if model == RECOGNITION_MODEL else []
        return request, tuple(characters)

    def read(self, image: Image, *, dpi: float) -> tuple[OcrLine, ...]:
        """All lines of a page image, top to bottom. Turned lines come with `turn` 1 or 3."""
        grey = as_grey(image)
        found = self._detect(grey, dpi=dpi)
        turn = self._turn_of_tall(grey, [f for f in found if f.tall])
        lines = []
        for f in found:
            quarters = turn if f.tall else 0
            box = f if quarters else tightened(grey, f)
            crop = grey[box.top : box.bottom, box.x0 : box.x1]
            line = self._recognise(np.rot90(crop, k=quarters) if quarters else crop)
            if line.text and line.confidence >= MIN_CONFIDENCE:
                lines.append(back_on_page(line, box.x0, box.top, crop.shape, quarters))
        return tuple(lines)

    def read_lines(self, crops: Sequence[Image], *, dpi: float) -> tuple[OcrLine, ...]:  # noqa: ARG002
        """Crops of one line each, in the order given; boxes in pixels of the crop."""
        read: dict[int, OcrLine] = {}
        for i in sorted(range(len(crops)), key=lambda i: crops[i].shape[1] / max(1, crops[i].shape[0])):
            read[i] = self._recognise(as_grey(crops[i]))
        return tuple(read[i] for i in range(len(crops)))

    def _turn_of_tall(self, grey: Image, tall: Sequence[_Found]) -> int:
        """How the tall boxes are turned: 0 (they are narrow upright characters), 1 or 3 quarters clockwise."""
        longest = sorted(tall, key=lambda f: f.top - f.bottom)[:3]
        votes = {0: 0.0, 1: 0.0, 3: 0.0}
        for f in longest:
            crop = grey[f.top : f.bottom, f.x0 : f.x1]
            for quarters in votes:
                line = self._recognise(np.rot90(crop, k=quarters))
                votes[quarters] += line.confidence * len(line.text.replace(" ", ""))
        return max(votes, key=lambda k: votes[k])

    def _detect(self, grey: Image, *, dpi: float) -> list[_Found]:
        """Boxes of text lines, in reading order by their tops."""
        height, width = grey.shape
        scale = min(1.0, DETECTION_DPI / dpi)
        rows, cols = (max(32, round(side * scale / 32) * 32) for side in (height, width))
        small = cv2.resize(grey, (cols, rows), interpolation=cv2.INTER_AREA)
        plane = (small.astype(np.float32) / 255 - 0.5) / 0.5
        self._detector.infer([np.broadcast_to(plane, (1, 3, rows, cols)).copy()])
        chance: Floats = self._detector.get_output_tensor().data[0, 0]
        return boxes_of(chance, width=width, height=height)

    def _recognise(self, crop: Image) -> OcrLine:
        height, width = crop.shape
        if height < 4 or width < 4:
            return OcrLine("", Box(0, 0, width, height), 0.0, ())
        cols = min(MAX_WIDTH, max(16, round(width * RECOGNITION_HEIGHT / height)))
        small = cv2.resize(np.ascontiguousarray(crop), (cols, RECOGNITION_HEIGHT), interpolation=cv2.INTER_LINEAR)
        plane = np.zeros((RECOGNITION_HEIGHT, -(-cols // WIDTH_STEP) * WIDTH_STEP), dtype=np.float32)
        plane[:, :cols] = (small.astype(np.float32) / 255 - 0.5) / 0.5
        request, characters = self._recogniser
        request.infer([np.broadcast_to(plane, (1, 3, *plane.shape)).copy()])
        decoded: list[Decoded] = decode(request.get_output_tensor().data[0], characters)
        chars = place(decoded, crop, step=plane.shape[1] / request.get_output_tensor().shape[1] * width / cols)
        text = "".join(c for c, _, _ in chars)
        mean = float(np.mean([p for _, _, p in chars])) if chars else 0.0
        return OcrLine(text, Box(0, 0, width, height), mean, chars)


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


def tightened(grey: Image, found: _Found) -> _Found:
    """The box with its top and bottom drawn in to the line's ink and a margin.

    Small type fills little of the detector's box; the recogniser sees every line at one height, so what is saved in
    height is gained in detail. Never less than half of the box: a lone dash stays a dash.
    """
    crop = grey[found.top : found.bottom, found.x0 : found.x1]
    height = crop.shape[0]
    inked = ink_of(crop).sum(axis=1) > max(1, crop.shape[1] // 400)
    rows = np.flatnonzero(inked)
    rows = rows[(rows > 0) & (rows < height - 1)]
    if rows.size == 0:
        return found
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > max(2, height // 8)) + 1)
    kept = [r for r in runs if r[-1] >= height * 0.2 and r[0] <= height * 0.8]
    if not kept:
        return found
    top, bottom = int(kept[0][0]), int(kept[-1][-1]) + 1
    margin = max(MARGIN * (bottom - top), (height / 2 - (bottom - top)) / 2)
    return _Found(
        found.x0,
        max(found.top, found.top + round(top - margin)),
        found.x1,
        min(found.bottom, found.top + round(bottom + margin)),
    )


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
