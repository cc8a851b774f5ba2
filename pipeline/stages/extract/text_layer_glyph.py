"""A character of a text layer where its text stands upright."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.geometry import Box
from pipeline.ports import Char
from pipeline.stages.extract.text_layer_fold import is_cjk

WIDE = 0.8  # ems


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character in its text's upright frame. box: points there."""

    text: str
    box: Box
    baseline: float
    char: Char

    @property
    def set_wide(self) -> bool:
        """Whether it is set like a Chinese character: one, or a Latin letter or digit in full width (`１２`)."""
        if is_cjk(self.text[-1]):
            return True
        return "\uff01" <= self.char.text <= "\uff5e" and self.box.width > WIDE * self.char.size
