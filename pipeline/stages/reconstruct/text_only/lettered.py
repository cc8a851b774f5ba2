"""Tables of a dump that keeps its columns: every character has a place, so that the way of printed pages is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.blocks import Block, Layered
from pipeline.core.geometry import Box, around
from pipeline.core.joining import known_words
from pipeline.core.tables import Abbreviation, Cell, Table
from pipeline.core.words import Line, Page, Region, Word
from pipeline.lexicon.plausible import english_words
from pipeline.stages.reconstruct.assemble import assemble
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import part_of
from pipeline.stages.reconstruct.grid import Grid, grid_of
from pipeline.stages.reconstruct.vocabulary import Vocabulary

# A dump has no measure; these stand for a usual one: half an em a character, a type of ten points.
_ADVANCE, _PITCH, _SIZE = 5.0, 12.0, 10.0
_WIDE = 3  # characters of white that part two cells
_LEAST_SHARE = 0.5  # of a table's lines that must have such white


def keeps_columns(region: Region) -> bool:
    """Whether most lines of a table have runs of spaces between their cells."""
    return sum(1 for line in region.lines if _gapped(line)) >= max(2.0, _LEAST_SHARE * _rows(region))


def by_columns(layered: Layered) -> tuple[Table, ...]:
    """The tables of `layered`, rebuilt from where their characters stand; cells carry lines of the file, no boxes."""
    pages = tuple(_placed(page) for page in layered.transcript.pages)
    transcript = replace(layered.transcript, pages=pages)
    blocks = tuple(_placed_block(block) for block in layered.blocks)
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
    return any(b[0] - a[1] >= _WIDE for a, b in zip(spans, spans[1:], strict=False))


def _rows(region: Region) -> int:
    return sum(1 for line in region.lines if len(line.words) > 1)


def _placed(page: Page) -> Page:
    """The page with boxes for its words; widths and heights in the same make-believe points."""
    words = tuple(_boxed(w) for w in page.words)
    boxes = [w.box for w in words if w.box]
    every = around(boxes) if boxes else Box(0.0, 0.0, 1.0, 1.0)
    regions = tuple(_placed_region(region) for region in page.regions)
    return replace(page, words=words, regions=regions, width=every.x1 + _SIZE, height=every.bottom + _SIZE)


def _boxed(word: Word) -> Word:
    start, end = word.span or (0, 0)
    top = (word.line or 0) * _PITCH
    return replace(word, box=Box(start * _ADVANCE, top, end * _ADVANCE, top + _SIZE), size=_SIZE)


def _lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(Line(tuple(_boxed(w) for w in line.words), line.page) for line in lines)


def _placed_region(region: Region) -> Region:
    lines = _lines(region.lines)
    boxes = [w.box for line in lines for w in line.words if w.box]
    return replace(region, lines=lines, box=around(boxes) if boxes else None)


def _placed_block(block: Block) -> Block:
    lines = _lines(block.lines)
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
    words = tuple(replace(w, box=None, size=None, char_boxes=()) for w in cell.words)
    line = min((w.line for w in words if w.line), default=None)
    return replace(cell, box=None, line=line, words=words)


def _bare_entry(entry: Abbreviation, blocks: Sequence[Block]) -> Abbreviation:
    home = next((b for b in blocks if b.kind == "note" and entry.short in b.text and b.page == entry.page), None)
    line = home.lines[0].words[0].line if home and home.lines else None
    return replace(entry, box=None, line=entry.line or line)
