"""The pages of a PDF or an image file: text layer where it is trusted, pixels where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import RAPIDOCR, Issue
from pipeline.core.words import FontTrust, Page, Word
from pipeline.ports import Engines, PageRenderer, RawPage, TextLayer
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.pixels import read_page_pixels
from pipeline.stages.extract.shading import shaded_areas
from pipeline.stages.extract.text_layer import Run
from pipeline.stages.extract.text_layer_figures import figures_of
from pipeline.stages.extract.text_layer_words import words_of
from pipeline.stages.extract.trust import Checker
from pipeline.stages.extract.trust_ink import INK_DPI, pictured_tables, unread_ink
from pipeline.stages.extract.trust_layer import Layer, trusted_layer
from pipeline.stages.extract.trust_pages import (
    aslant_issues,
    completed,
    hidden_issue,
    hidden_quality,
    mode_of,
    pixel_page,
    unread_issue,
)

BLANK_DPI = 36.0
INK = 40  # grey levels darker than the paper
LEAST_INK = 30  # pixels at BLANK_DPI
WINDOW = 40  # pages
BESIDE = 60.0  # points of a line on either side of what is missing in it


@dataclass(frozen=True, slots=True)
class Read:
    """Pages with words, the fonts' verdicts, and what a reviewer should know."""

    pages: tuple[Page, ...]
    fonts: tuple[FontTrust, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Pixels:
    """The way to a document's pixels: a renderer and at least one engine."""

    renderer: PageRenderer
    engines: Engines
    settings: ExtractSettings


def read_images(renderer: PageRenderer, *, engines: Engines, settings: ExtractSettings) -> Read:
    """The pages of an image file, from their pixels; without an engine, empty pages and an issue each."""
    pages: list[Page] = []
    issues: list[Issue] = []
    for number in range(1, renderer.page_count + 1):
        width, height = renderer.size(number)
        raw = RawPage(number, width, height, 0, (), (), ())
        if not engines.ocr:
            pages.append(Page(number, width, height, (), text_source="none"))
            issues.append(unread_issue(number))
            continue
        page, more = _from_pixels(raw, (), Pixels(renderer, engines, settings))
        pages.append(page)
        issues += more
    return Read(tuple(pages), (), tuple(issues))


def read_pdf(layer: TextLayer, renderer: PageRenderer | None, *, engines: Engines, settings: ExtractSettings) -> Read:
    """The pages of a PDF. Without a renderer or an engine the text layer is all there is, and issues say so.

    Long documents are read a window of pages at a time, so that memory stays bounded; each window judges its fonts.
    """
    windows = [
        _read_window(layer, range(first, min(first + WINDOW, layer.page_count + 1)), renderer, engines, settings)
        for first in range(1, layer.page_count + 1, WINDOW)
    ]
    fonts: dict[str, FontTrust] = {}
    for font in (f for window in windows for f in window.fonts):
        if font.font not in fonts or not font.trusted:
            fonts[font.font] = font
    pages = tuple(page for window in windows for page in window.pages)
    return Read(pages, tuple(fonts.values()), tuple(issue for window in windows for issue in window.issues))


def _read_window(
    layer: TextLayer, numbers: range, renderer: PageRenderer | None, engines: Engines, settings: ExtractSettings
) -> Read:
    raw = [layer.page(number) for number in numbers]
    modes = [mode_of(page) for page in raw]
    pixels = Pixels(renderer, engines, settings) if renderer is not None and engines.ocr else None
    checker = Checker(pixels.renderer, engines.ocr[0], settings.ocr_dpi) if pixels is not None else None
    trusted = trusted_layer(raw, readable=[m == "text" for m in modes], checker=checker)
    pages: list[Page] = []
    issues: list[Issue] = [*(i for page in raw for i in page.issues), *aslant_issues(raw), *trusted.issues]
    for page, runs, mode in zip(trusted.pages, trusted.runs, modes, strict=True):
        if pixels is not None and (mode == "pixels" or (mode == "blank" and not looks_blank(renderer, page.number))):
            kept = [r for r in runs if r.font not in trusted.untrusted]
            read, more = _from_pixels(page, kept, pixels)
        else:
            read, more = _from_text(page, runs, trusted, pixels if mode == "text" else None)
            more += [unread_issue(page.number)] if mode == "pixels" else []
        pages.append(read)
        issues += more
    return Read(tuple(pages), trusted.fonts, tuple(issues))


def looks_blank(renderer: PageRenderer | None, number: int) -> bool:
    """Whether the rendered page shows nothing but paper."""
    if renderer is None:
        return True
    image = renderer.render(number, dpi=BLANK_DPI)
    return int(np.count_nonzero(image < int(np.median(image)) - INK)) < LEAST_INK


def _from_text(raw: RawPage, runs: Sequence[Run], layer: Layer, pixels: Pixels | None) -> tuple[Page, list[Issue]]:
    """A page from its text layer; with `pixels`, ink that the text layer says nothing of is read from them."""
    figures = figures_of(raw)
    words = words_of(raw, runs, bare_citations=layer.bare_citations, told=layer.told, disputed=layer.disputed)
    glyphs = sum(len(r.glyphs) for r in runs)
    doubted = sum(len(r.glyphs) for r in runs if r.font in layer.untrusted)
    reread = any(w.source == RAPIDOCR for w in words)
    page = Page(
        number=raw.number,
        width=raw.width,
        height=raw.height,
        words=words,
        rules=figures.rules,
        figures=figures.boxes,
        rotation=raw.rotation,
        text_source="mixed" if reread else "text-layer" if words else "none",
        text_layer_quality=round(1 - doubted / glyphs, 4) if glyphs else None,
        ocr_engines=(RAPIDOCR,) if reread else (),
        shades=shaded_areas(raw, figures.boxes),
    )
    return (page, []) if pixels is None else _with_lost_ink(page, raw, pixels)


def _with_lost_ink(page: Page, raw: RawPage, pixels: Pixels) -> tuple[Page, list[Issue]]:
    image = pixels.renderer.render(raw.number, dpi=INK_DPI)
    lost, tables = unread_ink(raw, image), pictured_tables(raw, image)
    if not lost and not tables:
        return page, []
    only = (*tables, *(_in_its_line(place, page.words) for place in lost))
    read = read_page_pixels(pixels.renderer, raw.number, engines=pixels.engines, settings=pixels.settings, only=only)
    return completed(page, read, lost=lost, tables=tables)


def _in_its_line(place: Box, words: Sequence[Word]) -> Box:
    """The place with the words beside it: a lone sign is hard to find and to read."""
    reach = place.padded(BESIDE, 0.0)
    return around([place, *(w.box for w in words if w.box is not None and w.box.intersects(reach))])


def _from_pixels(raw: RawPage, kept: Sequence[Run], pixels: Pixels) -> tuple[Page, list[Issue]]:
    """A page from its pixels. kept: runs of its visible text layer that can be believed."""
    read = read_page_pixels(pixels.renderer, raw.number, engines=pixels.engines, settings=pixels.settings)
    words = words_of(raw, kept, bare_citations=False)
    quality = hidden_quality(raw, read.words)
    hidden = hidden_issue(raw, quality)
    made = pixel_page(raw, read, kept=words, quality=quality)
    return made, [*read.issues, *([hidden] if hidden else [])]
