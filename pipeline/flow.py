"""The four stages for one document: the only place where they meet."""

from __future__ import annotations

from pipeline.core.studies import Studies
from pipeline.ports import Engines, Opened
from pipeline.settings import Settings
from pipeline.stages.extract import extract
from pipeline.stages.normalise import normalise
from pipeline.stages.reconstruct import reconstruct
from pipeline.stages.separate import separate


def process(opened: Opened, *, engines: Engines, settings: Settings) -> Studies:
    """From an opened file to study records."""
    transcript = extract(opened, engines=engines, settings=settings.extract)
    layered = separate(transcript, settings=settings.separate)
    tabulated = reconstruct(layered, settings=settings.reconstruct)
    return normalise(tabulated, settings=settings.normalise)
