"""Pages drawn word by word: lines of text at given places, without a typesetter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.core.geometry import Box
from pipeline.core.words import Page, Rule, Word

Printed = tuple[float, float, str, float]
Reader = Callable[[str], tuple[Page, ...]]  # from typst source to pages


def width_of(text: str, size: float) -> float:
    """Points a text takes: an em a Chinese character, half an em any other."""
    return sum(size if ord(c) > 0x2E7F else 0.5 * size for c in text)


def line(
    x: float, y: float, text: str, size: float = 10.0, *, source: str = "text-layer", to: float = 0.0
) -> list[Word]:
    """The words of one line from (x, top y); to: its justified right edge, where one is wanted."""
    parts = text.split(" ")
    slack = (to - x - width_of(text, size)) / max(1, len(parts) - 1) if to else 0.0
    words, at = [], x
    for part in parts:
        end = at + width_of(part, size)
        words.append(Word(part, Box(at, y, end, y + size), source, size=size))
        at = end + 0.5 * size + slack
    return words


def page(*lines: Sequence[Word], number: int = 1, rules: Sequence[Box] = ()) -> Page:
    """An A4 page of these lines."""
    drawn = tuple(Rule(r, horizontal=r.width > r.height) for r in rules)
    return Page(number, 595.0, 842.0, tuple(w for words in lines for w in words), drawn)
