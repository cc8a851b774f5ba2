"""Grids to tables: parts joined, captions and notes attached, ids in reading order."""

from __future__ import annotations

from collections.abc import Container, Sequence

from pipeline.core.blocks import Bilingual, Block, Layered
from pipeline.core.tables import Cell, Column, Table
from pipeline.stages.reconstruct.captions import Heading, headings, notes
from pipeline.stages.reconstruct.checks import checked
from pipeline.stages.reconstruct.citation_order import citations_in
from pipeline.stages.reconstruct.continued import Rebuild, Whole, join_parts, stacked
from pipeline.stages.reconstruct.footnotes import defined_marks, linked, words_of
from pipeline.stages.reconstruct.grid import Grid
from pipeline.stages.reconstruct.legend import NoteText, read_legend


def assemble(layered: Layered, grids: Sequence[Grid], *, rebuild: Rebuild, known: Container[str]) -> tuple[Table, ...]:
    """Tables in reading order. rebuild: see `continued`; known: words that decide about hyphens."""
    parts = [g.part for g in grids]
    heads = headings(layered, parts, [[s.text for s in g.above] for g in grids])
    under = notes(layered, parts)
    wholes = join_parts(grids, heads, rebuild)
    cited = citations_in(b.text for b in layered.blocks if b.kind not in ("table", "reference"))
    return tuple(
        _table(i, whole, [under[m] for m in whole.members], known=known, cited=cited)
        for i, whole in enumerate(wholes, 1)
    )


def _table(
    number: int, whole: Whole, blocks: Sequence[Sequence[Block]], *, known: Container[str], cited: Container[int]
) -> Table:
    first = whole.grids[0]
    cells, n_rows = stacked(whole, known=known)
    remarks = _remarks(whole, blocks)
    heading, legend = _heading(whole.headings), read_legend(remarks)
    marks = defined_marks([r.text for r in remarks])
    words = words_of(cells)
    cells = tuple(linked(c, marks, words) if c.row >= first.header_rows else c for c in cells)
    cells = checked(cells, header_rows=first.header_rows, n_cols=first.n_cols, cited=cited)
    return Table(
        id=f"t{number}",
        label=heading.label,
        caption=heading.text,
        pages=tuple(dict.fromkeys(g.part.page for g in whole.grids)),
        boxes=tuple((g.part.page, g.part.to_page(g.part.box)) for g in whole.grids),
        n_rows=n_rows,
        n_cols=first.n_cols,
        header_rows=first.header_rows,
        columns=columns_of(cells, first.n_cols, first.header_rows),
        cells=cells,
        abbreviations=legend.entries,
        notes=tuple(dict.fromkeys(r.text for r in remarks)),
        method=first.method,
        confidence=round(min(g.confidence for g in whole.grids), 4),
        flags=legend.flags,
    )


def _remarks(whole: Whole, blocks: Sequence[Sequence[Block]]) -> list[NoteText]:
    """The notes of all parts: note blocks, and lines that stood below a part's last rule."""
    out: list[NoteText] = []
    for grid, some in zip(whole.grids, blocks, strict=True):
        if grid.below:
            out.append(NoteText(" ".join(s.text for s in grid.below), grid.part.page))
        out.extend(NoteText(b.text, b.page, b.box) for b in some)
    return out


def _heading(every: Sequence[Heading]) -> Heading:
    """What the first part's captions say, and what only a later one says."""
    return Heading(
        label=Bilingual(
            en=next((h.label.en for h in every if h.label.en), None),
            zh=next((h.label.zh for h in every if h.label.zh), None),
        ),
        text=Bilingual(
            en=next((h.text.en for h in every if h.text.en), None),
            zh=next((h.text.zh for h in every if h.text.zh), None),
        ),
    )


def columns_of(cells: Sequence[Cell], n_cols: int, header_rows: int) -> tuple[Column, ...]:
    """The columns with their headers: all header rows over a column joined by a space."""
    out: list[Column] = []
    for i in range(n_cols):
        over = [c for c in cells if c.row < header_rows and c.col <= i < c.col + c.col_span]
        en = " ".join(c.text_en for c in over if c.text_en) or None
        zh = " ".join(c.text_zh for c in over if c.text_zh) or None
        out.append(Column(i, Bilingual(en, zh)))
    return tuple(out)
