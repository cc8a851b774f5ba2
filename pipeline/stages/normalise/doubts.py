"""Doubts of the rooms before: flags of words and cells handed on to exactly the values read from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein, Opcode

from pipeline.core.flatten import Source, flatten
from pipeline.core.provenance import TEXT_FILE, Flag
from pipeline.core.studies import RecordFlag, StudyRecord
from pipeline.core.tables import Cell
from pipeline.stages.normalise.missing import is_missing, is_none
from pipeline.stages.normalise.row import FieldCell, placed, words_at

Place = tuple[int, int]
_MESSAGES = {
    "ocr-disagreement": "two recognisers read this differently",
    "arrow-disputed": "the witnesses differ on an arrow",
    "low-confidence": "the recogniser was unsure of this",
    "readings-differ": "the file's own text and the page's picture differ here",
}
_ABOUT = {
    "citation-garbled": re.compile(r"^/study/citations"),
    "digit-lost": re.compile(r"/duration"),
    "citation-restored": re.compile(r"^/study/citations"),
    "arrow-garbled": re.compile(r"/direction$"),
    "year-unread": re.compile(r"^/study/(?:year|label)"),
    "name-near-miss": re.compile(r"^/study/(?:first_author|label)"),
    "name-unread": re.compile(r"^/study/(?:first_author|label)"),
}
_OF_THE_ROW = frozenset({"stray-marks"})
_UNSURE = 0.6
_ALIKE = 0.6
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
            key = ("" if flag.code in _OF_THE_ROW else _field_path(source.path), flag.code)
            if key not in said:
                found.setdefault(key, RecordFlag(key[0], flag))
    return replace(record, flags=(*record.flags, *found.values()))


def with_unused(record: StudyRecord, cells: Sequence[FieldCell]) -> StudyRecord:
    """The record with a flag (on the whole) for every cell of its rows that says something and was not used at all."""
    used = {(s.evidence.row, s.evidence.col) for s in flatten(record).provenance}
    told = {(at.cell.col, at.text.strip()) for at in cells if (at.cell.row, at.cell.col) in used}
    found = [
        RecordFlag("", Flag("cell-not-used", f"nothing was made of {at.text!r} under {at.header_text!r}", (at.text,)))
        for at in cells
        if not is_missing(at.text) and not is_none(at.text) and (at.cell.row, at.cell.col) not in used
        and (at.cell.col, at.text.strip()) not in told
    ]  # fmt: skip
    return replace(record, flags=(*record.flags, *found)) if found else record


def _cell_of(source: Source, record: StudyRecord, cells: Mapping[Place, Cell]) -> Cell | None:
    ink = source.evidence
    if ink.table_id != record.table_id or ink.row is None or ink.col is None:
        return None
    return cells.get((ink.row, ink.col))


def _touching(cell: Cell, source: Source) -> Iterable[Flag]:
    """Flags of the words that the value was read from, and those of the cell that no word of it explains.

    In a text dump no place is sure: what is doubtful in a cell is doubtful in all of it.
    """
    span = source.evidence.span or (0, len(cell.text))
    for word in words_at(cell, span):
        for code in word.flags:
            rivals = tuple(dict.fromkeys((word.text, *(reading.text for reading in word.alternatives))))
            yield Flag(code, f"{_MESSAGES.get(code, code)}: {word.text!r}", rivals)
    explained = {code for word in cell.words for code in word.flags}
    for flag in cell.flags:
        about = _ABOUT.get(flag.code)
        if flag.code in explained or (about is not None and not about.search(source.path)):
            continue
        if (
            about is not None
            or cell.source == TEXT_FILE
            or any(start < span[1] and end > span[0] for start, end in _places(cell, flag))
        ):
            yield flag


def _places(cell: Cell, flag: Flag) -> list[Place]:
    """The ranges of the cell's text that a flag is about, as far as it tells; else all of it.

    A candidate that stands in the text is the place itself; one that is another reading of the whole says by its
    differences where. Of a cell that was read unsurely, the unsure words.
    """
    if flag.code == "low-confidence":
        return [span for word, span in placed(cell) if word.confidence < _UNSURE] or [(0, len(cell.text))]
    out: list[Place] = []
    for candidate in flag.candidates:
        if candidate and candidate != cell.text and candidate in cell.text:
            start = cell.text.find(candidate)
            out.append((start, start + len(candidate)))
        elif Levenshtein.normalized_similarity(candidate, cell.text) > _ALIKE:
            out += [(op.src_start, max(op.src_end, op.src_start + 1)) for op in _differences(cell.text, candidate)]
    return out or [(0, len(cell.text))]


def _differences(text: str, other: str) -> list[Opcode]:
    return [op for op in Levenshtein.opcodes(text, other) if op.tag != "equal"]


def _field_path(path: str) -> str:
    """The path of the quantity that a bound belongs to; an intensity's bounds keep their own."""
    for end in _BOUNDS:
        if path.endswith(end) and "/intensity/" not in path:
            return path.removesuffix(end)
    return path
