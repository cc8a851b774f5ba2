"""What a reader found on the pages of one file: words in lines in regions, each with its ink and its reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.core.geometry import Box
from pipeline.core.provenance import Issue, Reading

TextSource = Literal["text-layer", "ocr", "mixed", "none"]
RegionKind = Literal[
    "title", "author", "affiliation", "abstract", "keywords", "heading", "paragraph", "caption", "table", "note",
    "figure", "reference", "header", "footer",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A run of ink without a gap, in one style.

    text: as the contract writes it: a superscript citation is `[24]`, an exponent is Unicode (10⁹), a raised footnote
    mark is a Unicode superscript where one exists (`raised` is True for all three). box: points in the page's frame
    after page rotation, None in a text dump. turn: clockwise quarter turns of the text itself (1 = reads top to
    bottom). space_before: whether a space stands before it in its line. size: font size or line height, points.
    confidence: 0..1.
    line, span: in a text dump the 1-based line of the file and the half-open range in it. alternatives: what other
    witnesses read in the same place. flags: codes of docs/flags.md. char_boxes: one a character of `text`, or ().
    """

    text: str
    box: Box | None
    source: str
    confidence: float = 1.0
    space_before: bool = True
    size: float | None = None
    font: str | None = None
    bold: bool = False
    raised: bool = False
    turn: int = 0
    line: int | None = None
    span: tuple[int, int] | None = None
    alternatives: tuple[Reading, ...] = ()
    flags: tuple[str, ...] = ()
    char_boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand on one baseline of one column, in reading order. Never empty."""

    words: tuple[Word, ...]
    page: int

    @property
    def text(self) -> str:
        """The words as one string, with a space where one was printed."""
        return "".join((" " if i and w.space_before else "") + w.text for i, w in enumerate(self.words))


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn straight line, as a thin box in points. horizontal: wider than high."""

    box: Box
    horizontal: bool


@dataclass(frozen=True, slots=True)
class Shade:
    """A filled rectangle, in points. colour: as the file names it; it only tells equal fills from others."""

    box: Box
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of one page that is read as one: a paragraph, a heading, a table's body, a figure with its inner text.

    lines: reading order. turn: clockwise quarter turns of its text (a landscape table on a portrait page has 1 or 3).
    A `table` region holds every line between the table's outer rules (header and body); its captions and notes are
    regions of their own. number: of a reference entry, a table or a figure, where one is printed.
    """

    id: str
    page: int
    kind: RegionKind
    lines: tuple[Line, ...]
    box: Box | None
    turn: int = 0
    number: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class FontTrust:
    """The verdict on one font of one file: can its text layer be believed, and what said so."""

    font: str
    trusted: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    width, height: points after page rotation. rotation: degrees the page was turned by its /Rotate entry or by finding
    the way up of its scan. words: every word kept, any order. rules: drawn lines. figures: boxes of images and drawings
    that hold no prose. regions: reading order; every word of the page stands in exactly one region or in an issue with
    the code `loss`. text_layer_quality: 0..1, None where there is no text layer.
    shades: coloured areas behind text.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...] = ()
    figures: tuple[Box, ...] = ()
    regions: tuple[Region, ...] = ()
    rotation: int = 0
    text_source: TextSource = "text-layer"
    text_layer_quality: float | None = None
    ocr_engines: tuple[str, ...] = ()
    shades: tuple[Shade, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that was read of one file."""

    document_id: str
    sha256: str
    media_type: str
    pages: tuple[Page, ...]
    fonts: tuple[FontTrust, ...] = ()
    issues: tuple[Issue, ...] = ()
