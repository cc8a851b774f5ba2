"""A document's audit page: flags first, then every record beside the ink it was read from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pipeline.audit.corrections import Correction
from pipeline.audit.entries import removed
from pipeline.audit.trees import Record, values
from pipeline.pages.images import PageImage, around
from pipeline.pages.render import page
from pipeline.pages.source_lines import SourceLine, numbered, shown, spots
from pipeline.pages.told import told, warned
from pipeline.pages.turning import rotation, turn_of, view_box
from pipeline.pages.values import CHOICES, ENTRIES, MEMBERS, NUMBERS, WHOLE, Checked, Doubt, Row, checked
from pipeline.publish.contract import BBox, CellOut, DocumentOut, PairOut, PassedOverOut, TableOut
from pipeline.publish.units import UNITS

CONTEXT = 10.0  # points of the page shown above and below a row, veiled
CLEAR = 2.0  # points around a row that are not veiled
SCRIPTS = ("record.js", "point.js", "flags.js", "decide.js", "editor.js", "export.js")
MARGIN = 6.0  # points of the page shown around a table


@dataclass(frozen=True, slots=True)
class Extracted:
    """What lies in a document's output folder."""

    document: DocumentOut
    tables: tuple[TableOut, ...]
    pairs: tuple[PairOut, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page says besides. input: name of the source file. source: characters of a dump, else None."""

    input: str
    status: str
    reason: str | None = None
    warnings: tuple[str, ...] = ()
    passed_over: tuple[PassedOverOut, ...] = ()
    corrections: tuple[Correction, ...] = ()
    images: tuple[PageImage, ...] = ()
    source: str | None = None

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """The warnings in English and in Chinese."""
        return tuple((w, warned(w)) for w in self.warnings)


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of a page to be shown. view: points. cells: boxes to outline. turn: quarter turns of its text.

    veils: boxes of the neighbours, shown faintly.
    """

    page: int
    view: BBox
    cells: tuple[CellOut, ...]
    turn: int = 0
    veils: tuple[BBox, ...] = ()

    @property
    def view_box(self) -> str:
        return " ".join(f"{v:g}" for v in view_box(self.view, self.turn))

    @property
    def rotation(self) -> int:
        return rotation(self.turn)


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record as the template shows it. at: row path → where its ink is, for the script. cells: column → cell."""

    checked: Checked
    table: TableOut
    strips: tuple[Strip, ...]
    lines: tuple[SourceLine, ...]
    at: Mapping[str, str]
    cells: Mapping[int, CellOut]


@dataclass(frozen=True, slots=True)
class GridCell:
    cell: CellOut
    header: bool
    record_id: str | None

    @property
    def told(self) -> str:
        """The cell's flags in Chinese."""
        return "；".join(told(f.code, f.message) for f in self.cell.flags)


def load_extracted(folder: Path) -> Extracted:
    """The files of a document's output folder. Raises OSError, msgspec.DecodeError where one is missing or broken."""
    pairs = (folder / "layers" / "pairs.jsonl").read_bytes().splitlines()
    return Extracted(
        msgspec.json.decode((folder / "document.json").read_bytes(), type=DocumentOut),
        tuple(
            msgspec.json.decode(p.read_bytes(), type=TableOut)
            for p in sorted((folder / "tables").glob("*.json"), key=lambda p: (len(p.name), p.name))
        ),
        tuple(msgspec.json.decode(line, type=PairOut) for line in pairs if line),
        tuple(msgspec.json.decode(line) for line in (folder / "records.jsonl").read_bytes().splitlines() if line),
    )


def audit_page(extracted: Extracted, facts: Facts) -> str:
    """The page as HTML; the same inputs give the same text."""
    lines = numbered(facts.source) if facts.source is not None else {}
    pictured = {i.page: i.box for i in facts.images}
    views = tuple(_views(extracted, pictured, lines))
    doubts = tuple(d for v in views for d in v.checked.all_doubts)
    rows = {d.number: r for v in views for r in v.checked.rows for d in r.doubts}
    return page(
        "audit.html",
        SCRIPTS,
        title=_title(extracted.document),
        document=extracted.document,
        facts=facts,
        images={i.page: i for i in facts.images},
        records=views,
        doubts=doubts,
        asked=tuple(_asked(views, rows)),
        codes=sorted(Counter(d.code for d in doubts if d.leads).items(), key=lambda c: (-c[1], c[0])),
        fields=sorted({r.field for v in views for r in v.checked.rows if r.doubts}),
        rows=rows,
        pairs=extracted.pairs,
        layers=_layers(extracted.document),
        tables=tuple((t, _grid(t, extracted.records), _wholes(t, pictured)) for t in extracted.tables),
        data=_data(extracted, facts),
    )


def _asked(views: Sequence[RecordView], rows: Mapping[int, Row]) -> Iterator[tuple[RecordView, Doubt, tuple[str, ...]]]:
    """What a reviewer is asked: each doubt once, with the fields whose values it is about."""
    for view in views:
        fields: dict[int, list[str]] = {}
        for doubt in view.checked.all_doubts:
            named = fields.setdefault(doubt.leader, [])
            if doubt.number in rows:
                named.append(rows[doubt.number].field)
        for doubt in view.checked.all_doubts:
            if doubt.leads:
                yield view, doubt, tuple(dict.fromkeys(fields[doubt.leader]))


def _title(document: DocumentOut) -> str:
    return document.title.en or document.title.zh or document.document_id


def _views(extracted: Extracted, pictured: Mapping[int, BBox], lines: Mapping[int, str]) -> Iterator[RecordView]:
    tables = {t.table_id: t for t in extracted.tables}
    covering = {t.table_id: _covering(t) for t in extracted.tables}
    first = 0
    for record in extracted.records:
        table, cells = tables[record["table_id"]], covering[record["table_id"]]
        one = checked(record, first=first, cells=cells)
        first += len(record["flags"])
        found = {row.path: [s for ink in row.ink for s in spots(ink, lines)] for row in one.rows}
        # a legend or a reference that a value was read from too stands far from the row
        in_row = [s for row in one.rows for ink in row.ink if _in_row(ink.raw, cells) for s in spots(ink, lines)]
        yield RecordView(
            one,
            table,
            tuple(_strips(record, table, pictured)),
            shown(in_row, lines),
            {row.path: _at(row, found[row.path]) for row in one.rows},
            {col: cell for (row, col), cell in cells.items() if row == record["row"]},
        )


def _in_row(raw: str, cells: Mapping[tuple[int, int], CellOut]) -> bool:
    return any(cell.text == raw for cell in cells.values())


def _covering(table: TableOut) -> dict[tuple[int, int], CellOut]:
    """Every place of the grid with the cell that covers it."""
    return {
        (cell.row + i, cell.col + j): cell
        for cell in table.cells
        for i in range(cell.row_span)
        for j in range(cell.col_span)
    }


def _strips(record: Record, table: TableOut, pictured: Mapping[int, BBox]) -> Iterator[Strip]:
    """The record's row on each page it stands on: from edge to edge of its table, with a little of its neighbours."""
    own = [c for c in table.cells if c.row <= record["row"] < c.row + c.row_span and c.bbox is not None]
    for number, whole in sorted(pictured.items()):
        boxes = [c.bbox for c in own if c.page == number and c.row_span == 1 and c.bbox is not None]
        boxes += [
            tuple(r["bbox"])
            for r in record["provenance"]
            if r["page"] == number and r["row"] == record["row"] and r["bbox"] is not None
        ]
        if boxes:
            turn = turn_of(c for c in table.cells if c.page == number)
            cells = tuple(c for c in own if c.page == number)
            edges = around((*boxes, table.bbox.get(str(number), boxes[0])))
            row = around(boxes)
            view = _across(row, _inside(_wider(edges), whole), turn)
            yield Strip(number, view, cells, turn, tuple(_veils(row, view, turn)))


def _veils(row: BBox, view: BBox, turn: int) -> Iterator[BBox]:
    """What of the view lies before and after the row."""
    low, high = (0, 2) if turn else (1, 3)
    for start, end in ((view[low], row[low] - CLEAR), (row[high] + CLEAR, view[high])):
        if end > start:
            veil = list(view)
            veil[low], veil[high] = round(start, 2), round(end, 2)
            yield veil[0], veil[1], veil[2], veil[3]


def _wider(box: BBox) -> BBox:
    return box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN


def _inside(box: BBox, whole: BBox) -> BBox:
    return max(box[0], whole[0]), max(box[1], whole[1]), min(box[2], whole[2]), min(box[3], whole[3])


def _across(box: BBox, whole: BBox, turn: int) -> BBox:
    """A row's box from edge to edge of `whole`, and `CONTEXT` beyond it; a turned row runs down the page."""
    low, high = (0, 2) if turn else (1, 3)
    view = list(whole)
    view[low] = max(whole[low], box[low] - CONTEXT)
    view[high] = min(whole[high], box[high] + CONTEXT)
    return round(view[0], 2), round(view[1], 2), round(view[2], 2), round(view[3], 2)


def _wholes(table: TableOut, pictured: Mapping[int, BBox]) -> tuple[Strip, ...]:
    """The table on each page it stands on."""
    return tuple(
        Strip(
            int(number),
            _wider(box),
            tuple(c for c in table.cells if c.page == int(number) and c.bbox is not None),
            turn_of(c for c in table.cells if c.page == int(number)),
        )
        for number, box in table.bbox.items()
        if int(number) in pictured
    )


def _at(row: Row, found: Sequence[Any]) -> str:
    """`p page x0 top x1 bottom` and `l line start end` of a value, `;` between them."""
    boxes = [f"p {i.page} {' '.join(f'{v:g}' for v in i.bbox)}" for i in row.ink if i.bbox is not None]
    marks = [f"l {s.line} {s.start} {s.end}" for s in found]
    return ";".join(dict.fromkeys((*boxes, *marks)))


def _grid(table: TableOut, records: Sequence[Record]) -> tuple[tuple[GridCell, ...], ...]:
    ids = {r["row"]: r["record_id"] for r in reversed(records) if r["table_id"] == table.table_id}
    rows: list[list[GridCell]] = [[] for _ in range(table.n_rows)]
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        rows[cell.row].append(GridCell(cell, cell.row < table.header_rows, ids.get(cell.row)))
    return tuple(map(tuple, rows))


def _layers(document: DocumentOut) -> dict[str, tuple[str, ...]]:
    """Language → its readable paragraphs; tables, running heads and drawings left out."""
    left_out = {"table", "header", "footer", "figure", "reference"}
    return {
        language: tuple(
            b.text for b in document.blocks if b.language == language and not b.garbled and b.kind not in left_out
        )
        for language in ("en", "zh")
    }


def _data(extracted: Extracted, facts: Facts) -> dict[str, Any]:
    """What the script needs: the records' values, the shapes of values, and the corrections there are already."""
    document = extracted.document
    stem = Path(facts.input).stem
    return {
        "document": document.document_id,
        "sha256": document.sha256,
        "file": f"{stem}.corrections.toml",
        "records": {r["record_id"]: values(r) for r in extracted.records},
        "members": MEMBERS,
        "choices": CHOICES,
        "whole": sorted(WHOLE),
        "numbers": sorted(NUMBERS),
        "entries": ENTRIES,
        "units": UNITS,
        "removed": {r["record_id"]: gone for r in extracted.records if (gone := removed(r))},
        "corrections": [
            {"record": c.record, "path": c.path, "read": c.read, "value": c.value, "who": c.who,
             "when": c.when.isoformat(), "why": c.why}
            for c in facts.corrections
        ],
    }  # fmt: skip


__all__ = ["Doubt", "Extracted", "Facts", "audit_page", "load_extracted"]
