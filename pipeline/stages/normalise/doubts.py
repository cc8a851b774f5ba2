"""Doubts of the rooms before: flags of words and cells handed on to exactly the values read from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.core.flatten import Source, flatten
from pipeline.core.provenance import Flag
from pipeline.core.studies import RecordFlag, StudyRecord
from pipeline.core.tables import Cell
from pipeline.stages.normalise.row import words_at

Place = tuple[int, int]
_MESSAGES = {
    "ocr-disagreement": "two recognisers read this differently",
    "arrow-disputed": "the witnesses differ on an arrow",
    "low-confidence": "the recogniser was unsure of this",
    "readings-differ": "the file's own text and the page's picture differ here",
}
_BOUNDS = ("/min", "/max", "/unit")


def with_doubts(record: StudyRecord, cells: Mapping[Place, Cell]) -> StudyRecord:
    """The record with a flag on every value whose ink carries one. cells: by (row, col) of their top left corner."""
    flat = flatten(record)
    said = {(flag.path, flag.flag.code) for flag in flat.flags}
    found: dict[tuple[str, str], RecordFlag] = {}
    for source in flat.provenance:
        cell = _cell_of(source, record, cells)
        if cell is None:
            continue
        for flag in _touching(cell, source):
            key = (_field_path(source.path), flag.code)
            if key not in said:
                found.setdefault(key, RecordFlag(key[0], flag))
    return replace(record, flags=(*record.flags, *found.values()))


def _cell_of(source: Source, record: StudyRecord, cells: Mapping[Place, Cell]) -> Cell | None:
    ink = source.evidence
    if ink.table_id != record.table_id or ink.row is None or ink.col is None:
        return None
    return cells.get((ink.row, ink.col))


def _touching(cell: Cell, source: Source) -> Iterable[Flag]:
    """Flags of the words that the value was read from, and those of the cell that no word of it explains."""
    for word in words_at(cell, source.evidence.span or (0, len(cell.text))):
        for code in word.flags:
            rivals = tuple(dict.fromkeys((word.text, *(reading.text for reading in word.alternatives))))
            yield Flag(code, f"{_MESSAGES.get(code, code)}: {word.text!r}", rivals)
    explained = {code for word in cell.words for code in word.flags}
    for flag in cell.flags:
        if flag.code not in explained:
            yield flag


def _field_path(path: str) -> str:
    """The path of the quantity that a bound belongs to; an intensity's bounds keep their own."""
    for end in _BOUNDS:
        if path.endswith(end) and "/intensity/" not in path:
            return path.removesuffix(end)
    return path
