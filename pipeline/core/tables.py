"""Reconstructed tables: grids of cells, with headers, legend and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.core.blocks import Bilingual, Layered
from pipeline.core.geometry import Box
from pipeline.core.provenance import Flag, Issue, Reading
from pipeline.core.words import Word

TableMethod = Literal["ruled", "aligned", "text-only"]
ColumnField = Literal[
    "study", "country", "design", "population", "condition", "species", "model", "sample_size", "age", "sex",
    "intervention", "comparator", "type", "duration", "frequency", "session", "volume", "dose", "intensity",
    "follow_up", "outcome", "result", "effect", "adverse_events", "mechanism", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. row, col: from 0. text: lines joined as the contract says. words: the ink, reading order.

    text_en, text_zh: the two sides of a bilingual header cell, None elsewhere or where one is missing. line: 1-based
    first line in a text dump. alternatives: whole-cell readings of the other witnesses. confidence: 0..1.
    """

    row: int
    col: int
    text: str
    page: int
    source: str
    row_span: int = 1
    col_span: int = 1
    text_en: str | None = None
    text_zh: str | None = None
    box: Box | None = None
    line: int | None = None
    confidence: float = 1.0
    alternatives: tuple[Reading, ...] = ()
    flags: tuple[Flag, ...] = ()
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its header (all header rows joined by a space) and, once normalised, what it holds."""

    index: int
    header: Bilingual
    field: ColumnField | None = None


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A legend entry. page, box, line: where it is printed."""

    short: str
    en: str | None
    zh: str | None
    page: int
    box: Box | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A grid. boxes: (page, box) of every part. header_rows: how many leading rows are header. caption: no label."""

    id: str
    label: Bilingual
    caption: Bilingual
    pages: tuple[int, ...]
    boxes: tuple[tuple[int, Box], ...]
    n_rows: int
    n_cols: int
    header_rows: int
    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    abbreviations: tuple[Abbreviation, ...]
    notes: tuple[str, ...]
    method: TableMethod
    confidence: float
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Tabulated:
    """A layered transcript with its tables, in reading order."""

    layered: Layered
    tables: tuple[Table, ...]
    issues: tuple[Issue, ...] = ()
