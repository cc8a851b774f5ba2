"""tables/<table_id>.json."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.tables import ColumnField, TableMethod
from pipeline.publish.contract.basics import BBox, Version, Words


@dataclass(frozen=True, slots=True)
class AlternativeOut:
    source: str
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class CellFlagOut:
    code: str
    message: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellOut:
    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    text_en: str | None
    text_zh: str | None
    page: int
    bbox: BBox | None
    line: int | None
    source: str
    confidence: float
    alternatives: tuple[AlternativeOut, ...]
    flags: tuple[CellFlagOut, ...]


@dataclass(frozen=True, slots=True)
class ColumnOut:
    index: int
    header: Words
    field: ColumnField


@dataclass(frozen=True, slots=True)
class AbbreviationOut:
    short: str
    en: str | None
    zh: str | None


@dataclass(frozen=True, slots=True)
class TableOut:
    schema_version: Version
    table_id: str
    label: Words
    caption: Words
    pages: tuple[int, ...]
    bbox: dict[str, BBox]
    n_rows: int
    n_cols: int
    header_rows: int
    columns: tuple[ColumnOut, ...]
    cells: tuple[CellOut, ...]
    abbreviations: tuple[AbbreviationOut, ...]
    notes: tuple[str, ...]
    method: TableMethod
    confidence: float
    flags: tuple[CellFlagOut, ...]
