"""A page read from its pixels: words, rules and figures in points, in the upright frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.geometry import Box
from pipeline.core.provenance import Issue
from pipeline.core.words import Rule, Word
from pipeline.ports import Engines, OcrLine, PageRenderer
from pipeline.settings import ExtractSettings

COLUMN_GAP = 0.8  # of the em: a wider gap parts words even where no space was read
POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class PixelPage:
    """What was read from one page's pixels. width, height: points, after turning. rotation: clockwise degrees by which
    the scan was turned upright (0, 90, 180, 270). skew: degrees of the small tilt that was taken out, clockwise positive.
    engines: sources of the readers (`ocr:rapidocr`, …)."""

    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    figures: tuple[Box, ...]
    rotation: int
    skew: float
    width: float
    height: float
    engines: tuple[str, ...]
    issues: tuple[Issue, ...] = ()


def read_page_pixels(renderer: PageRenderer, number: int, *, engines: Engines, settings: ExtractSettings) -> PixelPage:
    """Read page `number` (from 1) from its pixels."""
    width, height = renderer.size(number)
    image = renderer.render(number, dpi=settings.ocr_dpi)
    reader = engines.ocr[0]
    scale = POINTS_PER_INCH / settings.ocr_dpi
    lines = reader.read(image, dpi=settings.ocr_dpi)
    words = tuple(w for line in lines for w in words_of(line, scale=scale, source=f"ocr:{reader.name}"))
    return PixelPage(words, (), (), 0, 0.0, width, height, (f"ocr:{reader.name}",))


def words_of(line: OcrLine, *, scale: float, source: str) -> tuple[Word, ...]:
    """A line's words: parted at spaces and at gaps wider than COLUMN_GAP of the em."""
    em = line.box.height * 0.7
    groups: list[list[tuple[str, Box, float]]] = [[]]
    spaced = [False]
    for char in line.chars:
        text, box, _ = char
        gap = box.x0 - groups[-1][-1][1].x1 if groups[-1] else 0.0
        if not text.strip() or gap > COLUMN_GAP * em:
            if groups[-1]:
                groups.append([])
                spaced.append(True)
        if text.strip():
            groups[-1].append(char)
    return tuple(_word(g, s, scale=scale, source=source, turn=line.turn, em=em) for g, s in zip(groups, spaced) if g)


def _word(
    chars: Sequence[tuple[str, Box, float]], spaced: bool, *, scale: float, source: str, turn: int, em: float
) -> Word:
    boxes = tuple(Box(b.x0 * scale, b.top * scale, b.x1 * scale, b.bottom * scale) for _, b, _ in chars)
    return Word(
        "".join(c for c, _, _ in chars),
        Box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)),
        source, min(p for _, _, p in chars), spaced, size=em * scale, turn=turn, char_boxes=boxes,
    )  # fmt: skip
