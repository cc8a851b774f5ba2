"""Tables of invented studies, written as rows of text, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.core.blocks import Bilingual, Block, Layered, Pair, Reference
from pipeline.core.flatten import to_json
from pipeline.core.tables import Abbreviation, Cell, Column, Table, Tabulated
from pipeline.core.words import Transcript
from pipeline.settings import NormaliseSettings
from pipeline.stages.normalise import normalise


def has_chinese(text: str) -> bool:
    return any("\u3400" <= c <= "\u9fff" for c in text)


def table(
    rows: Sequence[Sequence[str | None]],
    *,
    header_rows: int = 1,
    abbreviations: Sequence[tuple[str, str | None, str | None]] = (),
    notes: Sequence[str] = (),
    source: str = "text-layer",
    table_id: str = "t1",
) -> Table:
    """A table of the given texts: None is covered by the cell above it (in a header, to its left)."""
    cells: list[Cell] = []
    width = len(rows[0])
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text is None:
                continue
            wide = 1
            while r < header_rows and c + wide < width and row[c + wide] is None and r == 0 and header_rows > 1:
                if rows[1][c + wide] is None:
                    break
                wide += 1
            tall = 1
            while r + tall < len(rows) and rows[r + tall][c] is None and (r >= header_rows or r + tall < header_rows):
                tall += 1
            header = r < header_rows
            zh = has_chinese(text)
            cells.append(
                Cell(
                    row=r, col=c, text=text, page=1, source=source, row_span=tall, col_span=wide,
                    text_en=text if header and not zh else None, text_zh=text if header and zh else None,
                )
            )  # fmt: skip
    return Table(
        id=table_id, label=Bilingual(), caption=Bilingual(), pages=(1,), boxes=(), n_rows=len(rows), n_cols=width,
        header_rows=header_rows, columns=tuple(Column(i, Bilingual()) for i in range(width)), cells=tuple(cells),
        abbreviations=tuple(Abbreviation(s, en, zh, 1) for s, en, zh in abbreviations), notes=tuple(notes),
        method="aligned", confidence=1.0,
    )  # fmt: skip


def document(
    *tables: Table, prose: Sequence[str] = (), references: Sequence[tuple[int, str]] = (), pairs: Sequence[Pair] = ()
) -> Tabulated:
    """A document that holds the tables, paragraphs of prose and a reference list."""
    blocks = tuple(
        Block(f"b{i}", f"r{i}", 1, "paragraph", "zh" if has_chinese(t) else "en", t, (), None, "text-layer", 1.0)
        for i, t in enumerate(prose)
    )
    layered = Layered(
        transcript=Transcript("review", "0" * 64, "application/pdf", ()), blocks=blocks, pairs=tuple(pairs),
        title=Bilingual(), authors_en=(), authors_zh=(), abstract=Bilingual(), keywords_en=(), keywords_zh=(), doi=None,
        references=tuple(Reference(n, text, None, 2, None, None) for n, text in references),
    )  # fmt: skip
    return Tabulated(layered, tuple(tables))


def records(tabulated: Tabulated) -> list[dict[str, Any]]:
    """The records of a document as the contract's JSON."""
    return [to_json(record) for record in normalise(tabulated, settings=NormaliseSettings()).records]
