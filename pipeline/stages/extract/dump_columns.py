"""Dumps that keep their columns by runs of spaces: characters to places on a page, so that layout can be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.geometry import Box
from pipeline.core.words import Line, Page, Region, Word
from pipeline.stages.extract.dump_lines import DumpLine
from pipeline.stages.extract.layout import lay_out

# A page of a dump has no measure; these stand for a usual one: half an em a character, a type of ten points.
_ADVANCE, _PITCH, _SIZE, _MARGIN = 5.0, 12.0, 10.0, 30.0
_WIDE_GAP = re.compile(r"\S {3,}\S")
_LEAST_SHARE, _LEAST_LINES = 0.08, 8  # of the lines with text, and lines, that must have such a gap


def keeps_columns(text: str) -> bool:
    """Whether runs of spaces hold the place of white space, as `pdftotext -layout` writes it."""
    filled = [line for line in text[:400_000].splitlines() if line.strip()]
    gapped = sum(1 for line in filled if _WIDE_GAP.search(line))
    return gapped >= _LEAST_LINES and gapped >= _LEAST_SHARE * len(filled)


def regions_by_column(pages: Sequence[Sequence[DumpLine]]) -> tuple[Region, ...]:
    """Regions in reading order, found from where the characters stand; the words themselves stay without boxes.

    pages: lines of each form-feed page. Every line with a word stands in exactly one region.
    """
    placed = [_placed(lines, number) for number, lines in enumerate(pages, start=1)]
    laid = lay_out(tuple(placed))
    return tuple(_bare(region) for page in laid for region in page.regions)


def _placed(lines: Sequence[DumpLine], number: int) -> Page:
    first = lines[0].number if lines else 1
    words = tuple(_boxed(w, line.number - first) for line in lines if line.line for w in line.line.words)
    right = max((w.box.x1 for w in words if w.box), default=0.0)
    bottom = max((w.box.bottom for w in words if w.box), default=0.0)
    return Page(number, right + _MARGIN, bottom + _MARGIN, words)


def _boxed(word: Word, row: int) -> Word:
    start, end = word.span or (0, 0)
    top = _MARGIN + row * _PITCH
    box = Box(_MARGIN + start * _ADVANCE, top, _MARGIN + end * _ADVANCE, top + _SIZE)
    return replace(word, box=box, size=_SIZE)


def _bare(region: Region) -> Region:
    lines = tuple(
        Line(tuple(replace(w, box=None, size=None, char_boxes=()) for w in line.words), line.page)
        for line in region.lines
    )
    return replace(region, lines=lines, box=None)
