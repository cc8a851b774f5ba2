"""File to transcript: words in lines in regions, each with a reader that can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.provenance import Issue
from pipeline.core.words import Page, Transcript
from pipeline.ports import Engines, Opened, RawPage, TextLayer
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.dump import read_dump
from pipeline.stages.extract.text_layer import Run, runs_of
from pipeline.stages.extract.text_layer_figures import figures_of
from pipeline.stages.extract.text_layer_words import has_bracketed_citations, words_of


def extract(opened: Opened, *, engines: Engines, settings: ExtractSettings) -> Transcript:  # noqa: ARG001
    """Read every page of `opened` and lay it out in regions."""
    source = opened.source
    issues: tuple[Issue, ...] = opened.issues
    pages: tuple[Page, ...] = ()
    if opened.text is not None:
        pages, more = read_dump(opened.text, settings=settings)
        issues += more
    elif opened.text_layer is not None:
        raw = _raw_pages(opened.text_layer)
        issues += tuple(issue for page, _ in raw for issue in page.issues)
        pages = _text_pages(raw)
    return Transcript(source.document_id, source.sha256, source.media_type, pages, (), issues)


def _raw_pages(layer: TextLayer) -> list[tuple[RawPage, tuple[Run, ...]]]:
    pages = [layer.page(number) for number in range(1, layer.page_count + 1)]
    return [(page, runs_of(page)) for page in pages]


def _text_pages(raw: Sequence[tuple[RawPage, tuple[Run, ...]]]) -> tuple[Page, ...]:
    """The pages as their text layer has them."""
    bare = not any(has_bracketed_citations(runs) for _, runs in raw)
    return tuple(
        Page(
            number=page.number,
            width=page.width,
            height=page.height,
            words=words_of(page, runs, bare_citations=bare),
            rules=figures_of(page).rules,
            figures=figures_of(page).boxes,
            rotation=page.rotation,
        )
        for page, runs in raw
    )
