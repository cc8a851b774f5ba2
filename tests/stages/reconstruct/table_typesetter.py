"""Typesets a table of known cells into words, rules and regions, the way a page would hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.core.blocks import Bilingual, Block, Language, Layered
from pipeline.core.geometry import Box, around
from pipeline.core.provenance import TEXT_LAYER
from pipeline.core.tables import Table
from pipeline.core.words import Line, Page, Region, RegionKind, Rule, Transcript, Word
from pipeline.settings import ReconstructSettings
from pipeline.stages.reconstruct import reconstruct

EM = 8.0
LEADING = 10.0


def width(text: str) -> float:
    """The printed width in points: half an em a letter, one a Chinese character."""
    return sum(EM if ord(c) > 0x2E80 else EM / 2 for c in text)


@dataclass
class Sheet:
    """A page in the making."""

    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def line(self, text: str, x: float, top: float, *, bold: bool = False) -> None:
        """One printed line; a `[n]` after a word is raised."""
        for i, token in enumerate(text.split(" ")):
            if not token:
                continue
            body, bracket, rest = token.partition("[")
            pieces = [(body, False)] if body else []
            if bracket:
                pieces.append((bracket + rest, True))
            for k, (piece, raised) in enumerate(pieces):
                box = Box(x, top - (2 if raised else 0), x + width(piece), top + EM - (3 if raised else 0))
                step = width(piece) / len(piece)
                chars = tuple(Box(x + j * step, box.top, x + (j + 1) * step, box.bottom) for j in range(len(piece)))
                self.words.append(
                    Word(piece, box, TEXT_LAYER, space_before=i > 0 and k == 0, size=EM, bold=bold, raised=raised,
                         char_boxes=chars)
                )  # fmt: skip
                x += width(piece)
            x += EM / 2

    def rule(self, x0: float, x1: float, y: float) -> None:
        self.rules.append(Rule(Box(x0, y - 0.25, x1, y + 0.25), True))


def set_table(
    rows: Sequence[Sequence[Sequence[str]]],
    *,
    xs: Sequence[float],
    align: str = "middle",
    gap: float = 3.0,
    header_rows: int = 1,
    top: float = 100.0,
    right: float = 560.0,
    ruled: bool = True,
) -> Sheet:
    """A three-line table. rows: lines of each cell; xs: left edge of each column; gap: extra white between rows."""
    sheet = Sheet()
    y = top + 4
    if ruled:
        sheet.rule(xs[0] - 2, right, top)
    for r, row in enumerate(rows):
        height = max(len(cell) for cell in row)
        for x, cell in zip(xs, row, strict=True):
            down = (height - len(cell)) * LEADING / 2 if align == "middle" else 0.0
            for i, text in enumerate(cell):
                sheet.line(text, x, y + down + i * LEADING, bold=r < header_rows)
        y += height * LEADING + gap
        if ruled and r + 1 == header_rows:
            sheet.rule(xs[0] - 2, right, y - gap / 2)
            y += 2
    if ruled:
        sheet.rule(xs[0] - 2, right, y + 2)
    return sheet


def layered(*sheets: Sheet, blocks: Sequence[Block] = (), turn: int = 0) -> Layered:
    """A document of one table a page."""
    pages = []
    for number, sheet in enumerate(sheets, 1):
        box = around([w.box for w in sheet.words if w.box] + [r.box for r in sheet.rules])
        region = Region(f"r{number}", number, "table", tuple(Line((w,), number) for w in sheet.words), box, turn)
        pages.append(
            Page(number, 595.0, 842.0, tuple(sheet.words), tuple(sheet.rules), regions=(region,))
        )  # fmt: skip
    transcript = Transcript("made", "0" * 64, "application/pdf", tuple(pages))
    return Layered(
        transcript, tuple(blocks), (), Bilingual(), (), (), Bilingual(), (), (), None, ()
    )  # fmt: skip


def block(kind: RegionKind, text: str, box: Box, *, page: int = 1, language: Language = "en") -> Block:
    return Block(f"b{text[:8]}", "r", page, kind, language, text, (), box, TEXT_LAYER, 1.0)


def tables(*sheets: Sheet, blocks: Sequence[Block] = (), turn: int = 0) -> tuple[Table, ...]:
    return reconstruct(layered(*sheets, blocks=blocks, turn=turn), settings=ReconstructSettings()).tables


def texts(table: Table) -> list[list[str]]:
    """The grid as rows of strings; a cell that spans is repeated."""
    grid = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        for r in range(cell.row, cell.row + cell.row_span):
            for c in range(cell.col, cell.col + cell.col_span):
                grid[r][c] = cell.text
    return grid
