"""Transcript to layers: English and Chinese blocks, garbled blocks, aligned pairs."""

from __future__ import annotations

from pipeline.core.blocks import Layered
from pipeline.core.words import Transcript
from pipeline.settings import SeparateSettings


def separate(transcript: Transcript, *, settings: SeparateSettings) -> Layered:
    """Tell the languages of `transcript` apart and pair what says the same."""
    raise NotImplementedError
