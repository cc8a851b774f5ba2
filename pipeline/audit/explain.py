"""Where a value comes from: from the value to the cell, to the words, to the page and the box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.audit.trees import Json, Record, at, covers, leaves
from pipeline.core.geometry import Box
from pipeline.core.words import Transcript, Word
from pipeline.errors import InputError
from pipeline.publish.contract import AlternativeOut, CellOut, TableOut

OVERLAP = 0.5  # share of a word that must lie in the box of the ink


@dataclass(frozen=True, slots=True)
class Origin:
    """A piece of ink that a value was read from. row: its line of the record's provenance. header: of its column.

    words: those of the transcript that lie in the box or on the line; () where the transcript is not at hand.
    """

    row: Record
    cell: CellOut | None
    header: str | None
    words: tuple[Word, ...]

    @property
    def witnesses(self) -> tuple[AlternativeOut, ...]:
        return () if self.cell is None else self.cell.alternatives


@dataclass(frozen=True, slots=True)
class Explanation:
    """A value, the ink it came from, and the doubts about it."""

    path: str
    value: Json
    origins: tuple[Origin, ...]
    flags: tuple[Record, ...]


def explain(
    record: Record, path: str, *, tables: Sequence[TableOut], transcript: Transcript | None = None
) -> tuple[Explanation, ...]:
    """Every value at or below `path` with its origins, in the record's order. Raises InputError where there is none."""
    try:
        here = at(record, path)
    except (KeyError, ValueError) as error:
        raise InputError(f"record {record['record_id']} has nothing at {path}; try {_near(record, path)}") from error
    said = {row["path"] for row in record["provenance"]}
    wanted = [(p, v) for p, v in leaves(here, path) if p in said] or [(path, here)]
    return tuple(_explained(record, p, v, tables, transcript) for p, v in wanted)


def _near(record: Record, path: str) -> str:
    """Paths of the record that begin alike."""
    first = "/".join(path.split("/")[:2])
    known = dict.fromkeys(row["path"] for row in record["provenance"])
    return ", ".join([p for p in known if p.startswith(first)][:6] or list(known)[:6])


def _explained(
    record: Record, path: str, value: Json, tables: Sequence[TableOut], transcript: Transcript | None
) -> Explanation:
    rows = [row for row in record["provenance"] if covers(row["path"], path)]
    flags = tuple(f for f in record["flags"] if f["path"] and covers(f["path"], path))
    return Explanation(path, value, tuple(_origin(row, tables, transcript) for row in rows), flags)


def _origin(row: Record, tables: Sequence[TableOut], transcript: Transcript | None) -> Origin:
    table = next((t for t in tables if t.table_id == row["table_id"]), None)
    cell = header = None
    if table is not None and row["row"] is not None:
        cell = next((c for c in table.cells if _holds(c, row["row"], row["col"])), None)
        column = next((c for c in table.columns if c.index == row["col"]), None)
        header = None if column is None else column.header.en or column.header.zh
    words = () if transcript is None else tuple(_words(row, transcript))
    return Origin(row, cell, header, words)


def _holds(cell: CellOut, row: int, col: int) -> bool:
    return cell.row <= row < cell.row + cell.row_span and cell.col <= col < cell.col + cell.col_span


def _words(row: Record, transcript: Transcript) -> Iterator[Word]:
    box = None if row["bbox"] is None else Box(*row["bbox"])
    for page in transcript.pages:
        if page.number == row["page"]:
            for region in page.regions:
                yield from (w for line in region.lines for w in line.words if _inside(w, box, row["line"]))


def _inside(word: Word, box: Box | None, line: int | None) -> bool:
    if box is None or word.box is None:
        return line is not None and word.line == line
    width = min(word.box.x1, box.x1) - max(word.box.x0, box.x0)
    height = min(word.box.bottom, box.bottom) - max(word.box.top, box.top)
    own = (word.box.x1 - word.box.x0) * (word.box.bottom - word.box.top)
    return width > 0 and height > 0 and width * height >= OVERLAP * own
