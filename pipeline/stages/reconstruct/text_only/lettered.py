"""Tables of a dump that keeps its columns: every character has a place, so that the way of printed pages is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.core.blocks import Block, Layered
from pipeline.core.geometry import Box, around
from pipeline.core.joining import known_words
from pipeline.core.lettering import PITCH, SIZE, Lettering, lettering, placed, placed_lines, unplaced
from pipeline.core.tables import Abbreviation, Cell, Table
from pipeline.core.words import Line, Page, Region, Rule
from pipeline.lexicon.plausible import english_words
from pipeline.stages.reconstruct.assemble import assemble
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import part_of
from pipeline.stages.reconstruct.grid import Grid, grid_of
from pipeline.stages.reconstruct.vocabulary import Vocabulary

_WIDE = 3  # characters of white that part two cells
_LEAST_SHARE = 0.5  # of a table's lines that must have such white


def keeps_columns(region: Region) -> bool:
    """Whether most lines of a table have runs of spaces between their cells."""
    return sum(1 for line in region.lines if _gapped(line)) >= max(2.0, _LEAST_SHARE * _rows(region))


def by_columns(layered: Layered, *, header_lines: Mapping[str, int]) -> tuple[Table, ...]:
    """The tables of `layered`, rebuilt from where their characters stand; cells carry lines of the file, no boxes.

    header_lines: how many of its lines are header, for each table region, by id; no rule is left to show where it ends.
    """
    by = {page.number: lettering(page.words) for page in layered.transcript.pages}
    pages = tuple(_placed(page, by[page.number], header_lines) for page in layered.transcript.pages)
    transcript = replace(layered.transcript, pages=pages)
    blocks = tuple(_placed_block(block, by[block.page]) for block in layered.blocks)
    boxed = replace(layered, transcript=transcript, blocks=blocks)
    prose = (region for page in pages for region in page.regions if region.kind != "table")
    printed = known_words(line.text for region in prose for line in region.lines)
    known = Vocabulary([*printed, *english_words()])

    def again(grid: Grid, headless: bool, like: Columns | None) -> Grid:
        return grid_of(grid.part, known=known, headless=headless, like=like)

    parts = [part_of(page, region) for page in pages for region in page.regions if region.kind == "table"]
    grids = [grid_of(part, known=known) for part in parts if part is not None]
    tables = assemble(boxed, grids, rebuild=again, known=known)
    return tuple(_bare(table, layered.blocks) for table in tables)


def _gapped(line: Line) -> bool:
    spans = [w.span for w in line.words if w.span]
    return any(b[0] - a[1] >= _WIDE for a, b in pairwise(spans))


def _rows(region: Region) -> int:
    return sum(1 for line in region.lines if len(line.words) > 1)


def _placed(page: Page, by: Lettering, header_lines: Mapping[str, int]) -> Page:
    """The page with boxes for its words and the three rules of each table, in the same make-believe points."""
    words = placed(page.words, by=by)
    boxes = [w.box for w in words if w.box]
    every = around(boxes) if boxes else Box(0.0, 0.0, 1.0, 1.0)
    regions = tuple(_placed_region(region, by) for region in page.regions)
    rules = tuple(rule for r in regions if r.kind == "table" for rule in _rules(r, header_lines.get(r.id, 0)))
    return replace(page, words=words, rules=rules, regions=regions, width=every.x1 + SIZE, height=every.bottom + SIZE)


def _rules(region: Region, header_lines: int) -> list[Rule]:
    """The rules over a table, under its header and under the table."""
    if region.box is None or not 0 < header_lines < len(region.lines):
        return []
    header = around([w.box for line in region.lines[:header_lines] for w in line.words if w.box])
    below = (PITCH - SIZE) / 2
    heights = (region.box.top - below, header.bottom + below, region.box.bottom + below)
    return [Rule(Box(region.box.x0, y, region.box.x1, y), horizontal=True) for y in heights]


def _placed_region(region: Region, by: Lettering) -> Region:
    lines = placed_lines(region.lines, by=by)
    boxes = [w.box for line in lines for w in line.words if w.box]
    return replace(region, lines=lines, box=around(boxes) if boxes else None)


def _placed_block(block: Block, by: Lettering) -> Block:
    lines = placed_lines(block.lines, by=by)
    boxes = [w.box for line in lines for w in line.words if w.box and line.page == block.page]
    return replace(block, lines=lines, box=around(boxes) if boxes else None)


def _bare(table: Table, blocks: Sequence[Block]) -> Table:
    """The table without make-believe boxes."""
    return replace(
        table,
        boxes=(),
        cells=tuple(_bare_cell(cell) for cell in table.cells),
        abbreviations=tuple(_bare_entry(entry, blocks) for entry in table.abbreviations),
    )


def _bare_cell(cell: Cell) -> Cell:
    words = tuple(unplaced(w) for w in cell.words)
    line = min((w.line for w in words if w.line), default=None)
    return replace(cell, box=None, line=line, words=words)


def _bare_entry(entry: Abbreviation, blocks: Sequence[Block]) -> Abbreviation:
    home = next((b for b in blocks if b.kind == "note" and entry.short in b.text and b.page == entry.page), None)
    line = home.lines[0].words[0].line if home and home.lines else None
    return replace(entry, box=None, line=entry.line or line)
