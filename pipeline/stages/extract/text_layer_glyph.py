"""A character of a text layer where its text stands upright."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.geometry import Box
from pipeline.ports import Char


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character in its text's upright frame. box: points there."""

    text: str
    box: Box
    baseline: float
    char: Char
