"""Reads PDFs made in a test the way `extract` does, without laying them out."""

from __future__ import annotations

from pathlib import Path

from pipeline.adapters.engines import load_engines
from pipeline.adapters.opening import open_source
from pipeline.core.words import Page
from pipeline.ports import Engines
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.text_layer_pages import Read, read_pdf


def read_bytes(data: bytes, folder: Path, *, with_engines: bool = True) -> Read:
    """What is read of the PDF, written to `folder` first."""
    path = folder / "made.pdf"
    path.write_bytes(data)
    engines = load_engines() if with_engines else Engines()
    with open_source(path) as opened:
        assert opened.text_layer is not None
        return read_pdf(opened.text_layer, opened.renderer, engines=engines, settings=ExtractSettings())


def text_of(page: Page) -> str:
    """The page's words in the order of its text layer, with the spaces that were printed."""
    return "".join((" " if w.space_before else "") + w.text for w in page.words).strip()
