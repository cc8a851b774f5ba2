"""Pages of a PDF as grey pixels, by PDFium."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.adapters.stamps import stamps_on, without
from pipeline.errors import InputError, TooLarge
from pipeline.ports import Image

POINTS_PER_INCH = 72.0
SCAN_SHARE = 0.5  # of the page
STAMP_DPI = 72.0  # enough to find a stamp


class PdfiumPages:
    """A PDF's pages as pixels. The last rendering is kept, so that no page is rendered twice at one resolution.

    max_pixels: limit of one rendered page; a page over it is refused with TooLarge, before memory is asked for.
    """

    def __init__(self, path: Path, *, max_pixels: int) -> None:
        try:
            self._document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            raise InputError(f"{path.name}: PDFium cannot open it ({error}); a well-formed PDF is needed") from error
        self._name = path.name
        self._max_pixels = max_pixels
        self._kept: tuple[int, float, Image] | None = None

    def __enter__(self) -> PdfiumPages:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.forget()
        self._document.close()

    def forget(self) -> None:
        """Let go of the last rendering."""
        self._kept = None

    @property
    def page_count(self) -> int:
        return len(self._document)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of page `number` (from 1) in points, after rotation. Its content is not parsed for this."""
        self._check(number)
        try:
            width, height = self._document.get_page_size(number - 1)
        except pdfium.PdfiumError as error:
            raise self._unloadable(number, error) from error
        return float(width), float(height)

    def render(self, number: int, *, dpi: float) -> Image:
        """Page `number` (from 1) as grey pixels. Raises TooLarge over the limit, InputError where PDFium fails."""
        if self._kept is not None and self._kept[:2] == (number, dpi):
            return self._kept[2]
        self._kept = None
        scale = dpi / POINTS_PER_INCH
        width, height = self.size(number)
        pixels = width * height * scale * scale
        if pixels > self._max_pixels:
            raise TooLarge(
                f"{self._name} p{number}: {width:.0f} x {height:.0f} points at {dpi:.0f} dpi are {pixels:.0f} pixels; "
                f"at most {self._max_pixels} are allowed"
            )
        page = self._page(number)
        try:
            image = _unstamped(page, dpi) if _is_coloured_scan(page) else None
            if image is None:
                image = _drawn(page, dpi, grey=True)
        except pdfium.PdfiumError as error:
            raise InputError(f"{self._name} p{number}: PDFium cannot draw the page ({error})") from error
        finally:
            page.close()
        self._kept = (number, dpi, image)
        return image

    def _page(self, number: int) -> pdfium.PdfPage:
        self._check(number)
        try:
            return self._document[number - 1]
        except pdfium.PdfiumError as error:
            raise self._unloadable(number, error) from error

    def _check(self, number: int) -> None:
        if not 1 <= number <= len(self._document):
            raise InputError(f"{self._name}: no page {number}; it has pages 1 to {len(self._document)}")

    def _unloadable(self, number: int, error: pdfium.PdfiumError) -> InputError:
        return InputError(f"{self._name} p{number}: PDFium cannot load the page ({error})")


def _drawn(page: pdfium.PdfPage, dpi: float, *, grey: bool) -> Image:
    """The page as grey pixels, or as (height, width, 3) RGB."""
    bitmap = page.render(scale=dpi / POINTS_PER_INCH, grayscale=grey, rev_byteorder=not grey)
    image: Image = np.array(bitmap.to_numpy(), dtype=np.uint8)
    bitmap.close()
    if grey:
        return image[:, :, 0] if image.ndim == 3 else image
    return np.ascontiguousarray(image[:, :, :3])


def _is_coloured_scan(page: pdfium.PdfPage) -> bool:
    """Whether a picture in colours covers most of the page."""
    width, height = page.get_size()
    for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=1):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > SCAN_SHARE * width * height:
            return picture.get_metadata().colorspace not in (
                raw.FPDF_COLORSPACE_DEVICEGRAY,
                raw.FPDF_COLORSPACE_CALGRAY,
            )
    return False


def _unstamped(page: pdfium.PdfPage, dpi: float) -> Image | None:
    """The page in grey without the red stamps on it; None where there are none."""
    stamps = stamps_on(_drawn(page, STAMP_DPI, grey=False), dpi=STAMP_DPI)
    return without(stamps, _drawn(page, dpi, grey=False), dpi=dpi) if stamps else None
