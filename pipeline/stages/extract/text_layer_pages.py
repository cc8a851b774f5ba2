"""The pages of a PDF or an image file: text layer where it is trusted, pixels where it is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.core.provenance import RAPIDOCR, Issue
from pipeline.core.words import FontTrust, Page
from pipeline.ports import Engines, PageRenderer, RawPage, TextLayer
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.pixels import read_page_pixels
from pipeline.stages.extract.text_layer import Run, runs_of
from pipeline.stages.extract.text_layer_figures import figures_of
from pipeline.stages.extract.text_layer_words import has_bracketed_citations, words_of
from pipeline.stages.extract.trust import Checker, judge_fonts
from pipeline.stages.extract.trust_pages import hidden_issue, hidden_quality, mode_of, pixel_page
from pipeline.stages.extract.trust_remap import Code, Told, remap

BLANK_DPI = 36.0
INK = 40  # grey levels darker than the paper
LEAST_INK = 30  # pixels at BLANK_DPI


@dataclass(frozen=True, slots=True)
class Read:
    """Pages with words, the fonts' verdicts, and what a reviewer should know."""

    pages: tuple[Page, ...]
    fonts: tuple[FontTrust, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A document's text layer after the question of trust. runs: of `pages`, in step. told: codes read from pixels."""

    pages: tuple[RawPage, ...]
    runs: tuple[tuple[Run, ...], ...]
    fonts: tuple[FontTrust, ...]
    told: Mapping[Code, Told]
    issues: tuple[Issue, ...]


def read_images(renderer: PageRenderer, *, engines: Engines, settings: ExtractSettings) -> Read:
    """The pages of an image file, from their pixels."""
    pages, issues = [], []
    for number in range(1, renderer.page_count + 1):
        width, height = renderer.size(number)
        raw = RawPage(number, width, height, 0, (), (), ())
        page, more = _from_pixels(raw, (), renderer, engines, settings)
        pages.append(page)
        issues += more
    return Read(tuple(pages), (), tuple(issues))


def read_pdf(layer: TextLayer, renderer: PageRenderer | None, *, engines: Engines, settings: ExtractSettings) -> Read:
    """The pages of a PDF. Without a renderer or an engine the text layer is all there is, and issues say so."""
    raw = [layer.page(number) for number in range(1, layer.page_count + 1)]
    modes = [mode_of(page) for page in raw]
    able = renderer if engines.ocr else None
    checker = Checker(able, engines.ocr[0], settings.ocr_dpi) if able is not None else None
    trusted = _trusted_layer(raw, [m == "text" for m in modes], checker)
    bare = not any(has_bracketed_citations(runs) for runs in trusted.runs)
    untrusted = frozenset(f.font for f in trusted.fonts if not f.trusted)
    pages: list[Page] = []
    issues: list[Issue] = [i for page in raw for i in page.issues]
    issues += trusted.issues
    for page, runs, mode in zip(trusted.pages, trusted.runs, modes, strict=True):
        if able is not None and (mode == "pixels" or (mode == "blank" and not looks_blank(able, page.number))):
            kept = [r for r in runs if r.font not in untrusted]
            read, more = _from_pixels(page, kept, able, engines, settings)
            issues += more
        else:
            read = _from_text(page, runs, trusted.told, untrusted, bare=bare)
            if mode == "pixels":
                issues.append(_unread(page.number))
        pages.append(read)
    return Read(tuple(pages), trusted.fonts, tuple(issues))


def looks_blank(renderer: PageRenderer, number: int) -> bool:
    """Whether the rendered page shows nothing but paper."""
    image = renderer.render(number, dpi=BLANK_DPI)
    return int(np.count_nonzero(image < int(np.median(image)) - INK)) < LEAST_INK


def _trusted_layer(raw: Sequence[RawPage], readable: Sequence[bool], checker: Checker | None) -> Layer:
    """The text layer of the readable pages, the fonts that lie read from the page instead."""
    pages = tuple(raw)
    runs = tuple(runs_of(page) for page in pages)
    used = [r if ok else () for r, ok in zip(runs, readable, strict=True)]
    fonts = judge_fonts(pages, used, checker=checker)
    bad = {f.font for f in fonts if not f.trusted}
    if not bad or checker is None:
        return Layer(pages, runs, fonts, {}, tuple(_font_issues(fonts, reread=False)))
    fresh = remap(pages, used, untrusted=bad, checker=checker)
    again = tuple(runs_of(p) if p is not q else r for p, q, r in zip(fresh.pages, pages, runs, strict=True))
    issues = (*_font_issues(fonts, reread=True), *fresh.issues)
    return Layer(fresh.pages, again, fonts, fresh.told, issues)


def _font_issues(fonts: Sequence[FontTrust], *, reread: bool) -> list[Issue]:
    then = (
        "its characters were read from the page instead" if reread else "no engine is at hand to read the page instead"
    )
    return [
        Issue("font-untrusted", f"the text layer in {f.font} cannot be believed ({'; '.join(f.reasons)}): {then}")
        for f in fonts
        if not f.trusted
    ]


def _from_text(
    page: RawPage, runs: Sequence[Run], told: Mapping[Code, Told], untrusted: Collection[str], *, bare: bool
) -> Page:
    figures = figures_of(page)
    words = words_of(page, runs, bare_citations=bare, told=told)
    glyphs = sum(len(r.glyphs) for r in runs)
    doubted = sum(len(r.glyphs) for r in runs if r.font in untrusted)
    reread = any(w.source == RAPIDOCR for w in words)
    return Page(
        number=page.number,
        width=page.width,
        height=page.height,
        words=words,
        rules=figures.rules,
        figures=figures.boxes,
        rotation=page.rotation,
        text_source="mixed" if reread else "text-layer" if words else "none",
        text_layer_quality=round(1 - doubted / glyphs, 4) if glyphs else None,
        ocr_engines=(RAPIDOCR,) if reread else (),
    )


def _from_pixels(
    page: RawPage, kept: Sequence[Run], renderer: PageRenderer, engines: Engines, settings: ExtractSettings
) -> tuple[Page, list[Issue]]:
    """A page from its pixels; `kept`: runs of its visible text layer that can be believed."""
    if not engines.ocr:
        return _from_text(page, kept, {}, (), bare=False), [_unread(page.number)]
    read = read_page_pixels(renderer, page.number, engines=engines, settings=settings)
    words = words_of(page, kept, bare_citations=False, told={})
    quality = hidden_quality(page, read.words)
    hidden = hidden_issue(page, quality)
    made = pixel_page(page, read, kept=words, quality=quality)
    return made, [*read.issues, *([hidden] if hidden else [])]


def _unread(number: int) -> Issue:
    return Issue(
        "page-unread", f"page {number}: only its pixels can be read and no engine is installed", "error", number
    )
