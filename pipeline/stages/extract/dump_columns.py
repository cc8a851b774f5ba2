"""Dumps that keep their columns by runs of spaces: characters to places on a page, so that layout can be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.geometry import around
from pipeline.core.lettering import PITCH, lettering, placed, unplaced
from pipeline.core.words import Line, Page, Region, RegionKind
from pipeline.stages.extract import dump_signs as signs
from pipeline.stages.extract.dump_gutter import parted
from pipeline.stages.extract.dump_lines import DumpLine
from pipeline.stages.extract.layout import lay_out

_MARGIN = 30.0
_WIDE_GAP = re.compile(r"\S {3,}\S")
_LEAST_SHARE, _LEAST_LINES = 0.08, 8  # of the lines with text, and lines, that must have such a gap
_PERSONS_ZH = re.compile(r"[\u4e00-\u9fff]{2,4}(?:\s+[\u4e00-\u9fff]{2,4})+")
_FRONT = frozenset(("title", "author", "affiliation", "header", "paragraph", "heading"))


def keeps_columns(text: str) -> bool:
    """Whether runs of spaces hold the place of white space, as `pdftotext -layout` writes it."""
    filled = [line for line in text[:400_000].splitlines() if line.strip()]
    gapped = sum(1 for line in filled if _WIDE_GAP.search(line))
    return gapped >= _LEAST_LINES and gapped >= _LEAST_SHARE * len(filled)


def regions_by_column(pages: Sequence[Sequence[DumpLine]]) -> tuple[Region, ...]:
    """Regions in reading order, found from where the characters stand; the words themselves stay without boxes.

    pages: lines of each form-feed page. Every line with a word stands in exactly one region.
    """
    laid = lay_out(tuple(_placed(lines, number) for number, lines in enumerate(pages, start=1)))
    regions = [_bare(region) for page in laid for region in page.regions]
    named = [part for k, region in enumerate(regions) for part in _named(region, k < _front_end(regions))]
    return tuple(replace(region, id=f"r{k}") for k, region in enumerate(named, start=1))


def _placed(lines: Sequence[DumpLine], number: int) -> Page:
    """A page of boxed words with its first line at the margin."""
    printed = [w for line in lines if line.line for w in line.line.words]
    words = parted(placed(printed, by=lettering(printed)))
    ink = around([w.box for w in words if w.box])
    up = ink.top - _MARGIN
    moved = tuple(
        replace(w, box=replace(w.box, top=w.box.top - up, bottom=w.box.bottom - up)) if w.box else w for w in words
    )
    return Page(number, ink.x1 + _MARGIN, ink.bottom - up + PITCH + _MARGIN, moved)


def _bare(region: Region) -> Region:
    lines = tuple(Line(tuple(unplaced(w) for w in line.words), line.page) for line in region.lines)
    return replace(region, lines=lines, box=None)


def _front_end(regions: Sequence[Region]) -> int:
    """Index after the last abstract or keywords of the first page."""
    first = regions[0].page if regions else 1
    marked = [k for k, r in enumerate(regions) if r.kind in ("abstract", "keywords") and r.page == first]
    return marked[-1] if marked else 0


def _named(region: Region, front: bool) -> list[Region]:
    """A region of the front, whose type sizes are lost, parted by what its lines say: names, places, the title."""
    if not front or region.kind not in _FRONT:
        return [region]
    parts: list[tuple[RegionKind, list[Line]]] = []
    for line in region.lines:
        kind = _kind(line.text, region.kind, parts[-1][0] if parts else None)
        if parts and parts[-1][0] == kind:
            parts[-1][1].append(line)
        else:
            parts.append((kind, [line]))
    return [replace(region, kind=kind, lines=tuple(lines)) for kind, lines in parts]


def _kind(text: str, kind: RegionKind, before: RegionKind | None) -> RegionKind:
    if signs.running(text):
        return "header"
    if signs.affiliation(text):
        return "affiliation"
    if signs.names(text) or (kind == "author" and _PERSONS_ZH.fullmatch(text)):
        return "author"
    if kind == "author":
        return "affiliation" if before == "affiliation" else "title"
    return kind
