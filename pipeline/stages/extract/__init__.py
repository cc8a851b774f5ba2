"""File to transcript: words in lines in regions, each with a reader that can be trusted."""

from __future__ import annotations

from pipeline.core.words import Transcript
from pipeline.ports import Engines, Opened
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.dump import read_dump
from pipeline.stages.extract.layout import lay_out
from pipeline.stages.extract.text_layer_pages import Read, read_images, read_pdf

NOTHING = Read((), (), ())


def extract(opened: Opened, *, engines: Engines, settings: ExtractSettings) -> Transcript:
    """Read every page of `opened` and lay it out in regions.

    A text layer is read where it can be trusted, pixels where it cannot or where there is none. What was trusted, and
    why, is in `fonts` and `issues`. Raises InputError where the file turns out to be unreadable or too large.
    """
    source = opened.source
    if opened.text is not None:
        pages, issues = read_dump(opened.text, settings=settings)
        return Transcript(source.document_id, source.sha256, source.media_type, pages, (), (*opened.issues, *issues))
    read = NOTHING
    if opened.text_layer is not None:
        read = read_pdf(opened.text_layer, opened.renderer, engines=engines, settings=settings)
    elif opened.renderer is not None:
        read = read_images(opened.renderer, engines=engines, settings=settings)
    return Transcript(
        source.document_id,
        source.sha256,
        source.media_type,
        lay_out(read.pages),
        read.fonts,
        (*opened.issues, *read.issues),
    )
