"""The four stages for one document: the only place where they meet."""

from __future__ import annotations

from pipeline.core.studies import Studies
from pipeline.core.words import Transcript
from pipeline.ports import Engines, Opened
from pipeline.settings import Settings
from pipeline.stages.extract import extract
from pipeline.stages.normalise import normalise
from pipeline.stages.reconstruct import reconstruct
from pipeline.stages.separate import separate


def read(opened: Opened, *, engines: Engines, settings: Settings) -> Transcript:
    """The costly half: every page of an opened file as words in regions. Raises InputError."""
    return extract(opened, engines=engines, settings=settings.extract)


def understand(transcript: Transcript, *, settings: Settings) -> Studies:
    """The cheap half: languages, tables and study records of a transcript."""
    layered = separate(transcript, settings=settings.separate)
    tabulated = reconstruct(layered, settings=settings.reconstruct)
    return normalise(tabulated, settings=settings.normalise)
