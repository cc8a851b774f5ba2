"""What the stages ask of the engines at the edge. Adapters fill these; tests hold them all to one contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.core.geometry import Box
from pipeline.core.provenance import Issue
from pipeline.core.words import Rule, Shade

Image = NDArray[np.uint8]  # (height, width) grey or (height, width, 3) RGB


@dataclass(frozen=True, slots=True)
class SourceFile:
    """An input as it lies on disk. media_type: application/pdf, text/plain, image/png, image/jpeg or image/tiff."""

    path: Path
    document_id: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Char:
    """One character of a text layer.

    box: points, page frame after rotation. turn: clockwise quarter turns of the text.
    visible: drawn with ink (not in render mode 3, not white, not outside the page, not under an image). baseline: in
    the text's own upright frame (see `Box.turned`), points from the top; None where the reader does not know it.
    code: the character code in its font. mapped: False where the font says no Unicode for the code and `text` is a
    guess or `\ufffd`. slant: degrees between the text and the nearest quarter turn. embedded: whether the file holds
    the glyph's shape; where it does not, what the page shows is the viewer's choice and no witness against the text.
    """

    text: str
    box: Box
    font: str
    size: float
    turn: int = 0
    visible: bool = True
    baseline: float | None = None
    code: int = 0
    mapped: bool = True
    slant: float = 0.0
    embedded: bool = True


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the PDF library gives it. images: boxes of raster images in points. shades: filled rectangles."""

    number: int
    width: float
    height: float
    rotation: int
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...]
    images: tuple[Box, ...]
    drawings: tuple[Box, ...] = ()
    issues: tuple[Issue, ...] = ()
    shades: tuple[Shade, ...] = ()


class TextLayer(Protocol):
    """A PDF's own text, page by page."""

    @property
    def page_count(self) -> int: ...

    def page(self, number: int) -> RawPage:
        """Page `number` (from 1)."""
        ...


class PageRenderer(Protocol):
    """A PDF's or an image file's pages as pixels."""

    @property
    def page_count(self) -> int: ...

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of page `number` (from 1) in points, after rotation."""
        ...

    def render(self, number: int, *, dpi: float) -> Image:
        """Page `number` (from 1) as grey pixels."""
        ...


@dataclass(frozen=True, slots=True)
class OcrLine:
    """A line of text found in an image. box: pixels. chars: (character, pixel box, confidence 0..1), reading order;
    a space is a character of its own. turn: clockwise quarter turns of the text (1 = reads top to bottom)."""

    text: str
    box: Box
    confidence: float
    chars: tuple[tuple[str, Box, float], ...]
    turn: int = 0


class OcrEngine(Protocol):
    """A recogniser of printed text."""

    @property
    def name(self) -> str:
        """`rapidocr` or `tesseract`: the part after `ocr:` in a source."""
        ...

    @property
    def version(self) -> str: ...

    def read(self, image: Image, *, dpi: float) -> tuple[OcrLine, ...]:
        """All lines of a page image."""
        ...

    def read_lines(self, crops: Sequence[Image], *, dpi: float) -> tuple[OcrLine, ...]:
        """Crops of one line each; the result has one entry a crop, with empty text where nothing was read."""
        ...


@dataclass(frozen=True, slots=True)
class Engines:
    """The recognisers at hand, first reader first; () where none is installed."""

    ocr: tuple[OcrEngine, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """An input opened for reading: a PDF has a text layer and a renderer, an image a renderer, a dump its bytes."""

    source: SourceFile
    text_layer: TextLayer | None = None
    renderer: PageRenderer | None = None
    text: bytes | None = None
    issues: tuple[Issue, ...] = ()
