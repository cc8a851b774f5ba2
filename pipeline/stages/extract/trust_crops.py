"""Crops of single lines, cut from a rendered page where the text layer says a line stands, and what is read on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.core.geometry import Box
from pipeline.ports import Image, OcrEngine, PageRenderer, RawPage
from pipeline.stages.extract.text_layer_glyph import Glyph
from pipeline.stages.extract.trust_align import Seen

ASCENT, DESCENT = 0.98, 0.3
SIDE = 0.15
FULL_WIDTH = 0.85  # ems
DARKER = 60  # grey levels below the paper


@dataclass(frozen=True, slots=True)
class Sample:
    """Neighbouring glyphs of one line of one page, left to right, as they are cut out and read.

    page: its place, from 1, among the pages that are read together."""

    page: int
    glyphs: tuple[Glyph, ...]

    @property
    def turn(self) -> int:
        return self.glyphs[0].char.turn

    @property
    def box(self) -> Box:
        """The crop in the upright frame: as high as the line's largest type, whatever stands above and below."""
        size = max(g.char.size for g in self.glyphs)
        base = max(g.baseline for g in self.glyphs if g.char.size == size)
        return Box(
            min(g.box.x0 for g in self.glyphs) - SIDE * size,
            base - ASCENT * size,
            max(g.box.x1 for g in self.glyphs) + SIDE * size,
            base + DESCENT * size,
        )


@dataclass(frozen=True, slots=True)
class Look:
    """What was read on a sample, left to right, in the upright frame of its page, and where it shows any ink.

    inked: one truth value a column of the crop. left, step: points of the first column and of one column."""

    seen: tuple[Seen, ...]
    inked: tuple[bool, ...]
    left: float
    step: float

    def is_blank(self, glyph: Glyph) -> bool:
        """Whether the glyph leaves no ink (its sides aside, where its neighbours may lean in; those of a full-width
        one are its own, and a comma stands nowhere else)."""
        box = glyph.box
        aside = box.width * (0.05 if box.width > FULL_WIDTH * glyph.char.size else 0.2)
        first, last = ((x - self.left) / self.step for x in (box.x0 + aside, box.x1 - aside))
        return not any(self.inked[max(0, int(first)) : max(0, int(last) + 1)])


def read_samples(
    samples: Sequence[Sample], pages: Sequence[RawPage], *, renderer: PageRenderer, engine: OcrEngine, dpi: float
) -> tuple[Look, ...]:
    """What the engine reads on each sample. Pages are rendered once, in order."""
    results: dict[int, Look] = {}
    for number in sorted({s.page for s in samples}):
        wanted = [i for i, s in enumerate(samples) if s.page == number]
        page = pages[number - 1]
        image = renderer.render(page.number, dpi=dpi)
        scale = image.shape[1] / page.width
        crops = [_crop(image, samples[i], page, scale) for i in wanted]
        for i, crop, line in zip(wanted, crops, engine.read_lines(crops, dpi=dpi), strict=True):
            left = samples[i].box.x0
            seen = tuple(
                Seen(text, left + box.x0 / scale, left + box.x1 / scale, sure)
                for text, box, sure in line.chars
                if text.strip()
            )
            dark = np.any(crop < int(np.median(crop)) - DARKER, axis=0) if crop.size else np.zeros(0, np.bool_)
            results[i] = Look(seen, tuple(bool(column) for column in dark), left, 1 / scale)
    return tuple(results[i] for i in range(len(samples)))


def _crop(image: Image, sample: Sample, page: RawPage, scale: float) -> Image:
    """The sample's pixels, turned upright."""
    turn = sample.turn
    width, height = (page.width, page.height) if turn % 2 == 0 else (page.height, page.width)
    box = sample.box.turned(turn, width=width, height=height)
    rows, cols = image.shape[0], image.shape[1]
    top, bottom = (min(rows, max(0, round(y * scale))) for y in (box.top, box.bottom))
    left, right = (min(cols, max(0, round(x * scale))) for x in (box.x0, box.x1))
    return np.rot90(image[top:bottom, left:right], k=turn)
