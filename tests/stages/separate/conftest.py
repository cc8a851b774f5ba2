"""Transcripts made by hand: regions given as (kind, lines)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import TEXT_FILE, TEXT_LAYER
from pipeline.core.words import Line, Page, Region, RegionKind, Transcript, Word

Given = tuple[RegionKind, Sequence[str]]
MakeTranscript = Callable[..., Transcript]


def line_of(text: str, *, page: int, top: float, source: str) -> Line:
    """A line of words, ten points a character."""
    words: list[Word] = []
    x = 50.0
    for part in text.split(" "):
        if part:
            words.append(Word(part, Box(x, top, x + 10.0 * len(part), top + 10), source))
        x += 10.0 * (len(part) + 1)
    return Line(tuple(words), page)


def region_of(
    kind: RegionKind,
    lines: Sequence[str],
    *,
    id: str = "r1",
    page: int = 1,
    why: str = "",
    top: float = 50,
    source: str = TEXT_FILE,
) -> Region:
    made = tuple(line_of(text, page=page, top=top + 12 * i, source=source) for i, text in enumerate(lines))
    return Region(id, page, kind, made, around(w.box for line in made for w in line.words if w.box), why=why)


@pytest.fixture
def transcript_of() -> MakeTranscript:
    def make(*given: Given, why: Sequence[str] = (), source: str = TEXT_LAYER) -> Transcript:
        regions = tuple(
            region_of(kind, lines, id=f"r{i}", why=why[i] if i < len(why) else "", top=50.0 + 100 * i, source=source)
            for i, (kind, lines) in enumerate(given)
        )
        words = tuple(w for r in regions for line in r.lines for w in line.words)
        return Transcript("paper", "0" * 64, "application/pdf", (Page(1, 595, 842, words, regions=regions),))

    return make


@pytest.fixture
def make_region() -> Callable[..., Region]:
    return region_of
