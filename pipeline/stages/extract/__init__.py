"""File to transcript: words in lines in regions, each with a reader that can be trusted."""

from __future__ import annotations

from pipeline.core.words import Transcript
from pipeline.ports import Engines, Opened
from pipeline.settings import ExtractSettings


def extract(opened: Opened, *, engines: Engines, settings: ExtractSettings) -> Transcript:
    """Read every page of `opened` and lay it out in regions."""
    raise NotImplementedError
