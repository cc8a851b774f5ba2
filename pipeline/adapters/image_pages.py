"""Pages of an image file as grey pixels: PNG, JPEG, TIFF with one page or many."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from pipeline.errors import InputError, TooLarge
from pipeline.ports import Image

POINTS_PER_INCH = 72.0
LEAST_DPI, MOST_DPI = 90.0, 1250.0  # outside, a file's resolution is a default that nobody set
PAPER_WIDTH = 8.27  # inches: a page that does not say its resolution is taken for A4
GUESSES = (100.0, 150.0, 200.0, 240.0, 300.0, 400.0, 600.0)


class ImagePages:
    """An image file's frames as pages. The last rendering is kept, so that no page is scaled twice to one resolution.

    max_pixels: limit of one frame, checked before it is decoded. Raises InputError where the file is no image.
    """

    def __init__(self, path: Path, *, max_pixels: int) -> None:
        self._name = path.name
        self._max_pixels = max_pixels
        self._kept: tuple[int, float, Image] | None = None
        try:
            self._file = Pillow.open(path)
            self._count = int(getattr(self._file, "n_frames", 1))
        except Pillow.DecompressionBombError as error:
            raise TooLarge(f"{path.name}: {error}; at most {max_pixels} pixels are allowed") from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            why = str(error).replace(str(path), path.name)  # where the file lies is no part of what is wrong with it
            raise InputError(f"{path.name}: cannot be read as an image ({why})") from error

    def __enter__(self) -> ImagePages:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._kept = None
        self._file.close()

    @property
    def page_count(self) -> int:
        return self._count

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of page `number` (from 1) in points, the way up its camera noted."""
        width, height, dpi = self._frame(number)
        return width * POINTS_PER_INCH / dpi, height * POINTS_PER_INCH / dpi

    def render(self, number: int, *, dpi: float) -> Image:
        """Page `number` (from 1) as grey pixels at `dpi`. Raises TooLarge over the limit, InputError on broken data."""
        if self._kept is not None and self._kept[:2] == (number, dpi):
            return self._kept[2]
        self._kept = None
        width, height, own = self._frame(number)
        scale = dpi / own
        if width * height * scale * scale > self._max_pixels:
            raise TooLarge(
                f"{self._name} p{number}: {width} x {height} pixels at {own:.0f} dpi are too many at {dpi:.0f} dpi; "
                f"at most {self._max_pixels} are allowed"
            )
        grey = self._grey(number)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        image = grey if abs(scale - 1) < 0.01 else np.asarray(cv2.resize(grey, size, interpolation=way), dtype=np.uint8)
        self._kept = (number, dpi, image)
        return image

    def _frame(self, number: int) -> tuple[int, int, float]:
        """Width, height in pixels and dots per inch of a page, after seeking it; its pixels are not decoded yet."""
        if not 1 <= number <= self._count:
            raise InputError(f"{self._name}: no page {number}; it has pages 1 to {self._count}")
        try:
            self._file.seek(number - 1)
        except (EOFError, OSError, SyntaxError, ValueError) as error:
            raise InputError(f"{self._name} p{number}: cannot be read ({error})") from error
        width, height = self._file.size
        if width * height > self._max_pixels:
            raise TooLarge(f"{self._name} p{number}: {width} x {height} pixels; at most {self._max_pixels} are allowed")
        if self._file.getexif().get(0x0112) in (5, 6, 7, 8):
            width, height = height, width
        return width, height, resolution(self._file.info.get("dpi"), width=width, height=height)

    def _grey(self, number: int) -> Image:
        try:
            frame = ImageOps.exif_transpose(self._file)
            if frame.mode.startswith("I") or frame.mode == "F":
                values = np.asarray(frame, dtype=np.float64)
                return np.asarray(values / max(1.0, values.max()) * 255, dtype=np.uint8)
            if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
                paper = Pillow.new("RGBA", frame.size, "white")
                frame = Pillow.alpha_composite(paper, frame.convert("RGBA"))
            return np.array(frame.convert("L"), dtype=np.uint8)
        except (OSError, SyntaxError, ValueError) as error:
            raise InputError(f"{self._name} p{number}: its pixels cannot be decoded ({error})") from error


def resolution(stated: object, *, width: int, height: int) -> float:
    """Dots per inch: as stated where that can be, else the usual one that makes the page nearest to A4."""
    if isinstance(stated, tuple) and stated:
        dpi = float(stated[0])
        # 96 and 72 are what programs write when they do not know.
        if LEAST_DPI <= dpi <= MOST_DPI and dpi != 96:
            return dpi
    return min(GUESSES, key=lambda dpi: abs(min(width, height) / dpi - PAPER_WIDTH))
