"""From the stages' values to the contract's: nothing is decided here, only written down."""

from __future__ import annotations

from pipeline.core.blocks import Bilingual, Block, Layered, Pair, Place
from pipeline.core.geometry import Box, around
from pipeline.core.provenance import Flag, Issue
from pipeline.core.studies import Studies
from pipeline.core.tables import Cell, Table
from pipeline.core.words import Page
from pipeline.publish import contract as out


def corners(box: Box) -> out.BBox:
    """Points rounded to hundredths: finer than any press, and the same bytes on every machine."""
    return round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2)


def bbox(box: Box | None) -> out.BBox | None:
    return None if box is None else corners(box)


def share(value: float) -> float:
    """A confidence rounded to thousandths."""
    return round(value, 3)


def words(both: Bilingual) -> out.Words:
    return out.Words(both.en, both.zh)


def flags(found: tuple[Flag, ...]) -> tuple[out.CellFlagOut, ...]:
    return tuple(out.CellFlagOut(f.code, f.message, f.candidates) for f in found)


def page(value: Page) -> out.PageOut:
    quality = value.text_layer_quality
    return out.PageOut(
        number=value.number,
        width=round(value.width, 2),
        height=round(value.height, 2),
        rotation=value.rotation,
        text_source=value.text_source,
        text_layer_quality=None if quality is None else share(quality),
        ocr_engines=value.ocr_engines,
    )


def _first_line(block: Block) -> int | None:
    return next((w.line for line in block.lines for w in line.words if w.line is not None), None)


def block(value: Block) -> out.BlockOut:
    return out.BlockOut(
        id=value.id,
        page=value.page,
        bbox=bbox(value.box),
        line=_first_line(value),
        kind="author" if value.kind == "affiliation" else value.kind,
        language=value.language,
        text=value.text,
        source=value.source,
        confidence=share(value.confidence),
        garbled=value.garbled is not None,
        garbled_reason=value.garbled,
    )


def issue(value: Issue) -> out.IssueOut:
    return out.IssueOut(value.code, value.severity, value.message, value.page, bbox(value.box), value.line)


def document(studies: Studies) -> out.DocumentOut:
    """document.json of one document."""
    tabulated = studies.tabulated
    layered: Layered = tabulated.layered
    transcript = layered.transcript
    issues = (*transcript.issues, *layered.issues, *tabulated.issues, *studies.issues)
    return out.DocumentOut(
        schema_version="1",
        document_id=transcript.document_id,
        sha256=transcript.sha256,
        media_type=transcript.media_type,
        title=words(layered.title),
        authors=out.Names(layered.authors_en, layered.authors_zh),
        abstract=words(layered.abstract),
        keywords=out.Names(layered.keywords_en, layered.keywords_zh),
        doi=layered.doi,
        pages=tuple(page(p) for p in transcript.pages),
        blocks=tuple(block(b) for b in layered.blocks),
        references=tuple(out.ReferenceOut(r.number, r.text, r.doi) for r in layered.references),
        fonts=tuple(out.FontOut(f.font, f.trusted, f.reasons) for f in transcript.fonts),
        terms=tuple(out.TermOut(f.text, f.block, f.span) for f in layered.fragments),
        issues=tuple(issue(i) for i in issues),
    )


def _place(value: Place) -> out.PlaceOut:
    return out.PlaceOut(value.page, bbox(value.box), value.line, value.block)


def pair(value: Pair) -> out.PairOut:
    """A line of layers/pairs.jsonl."""
    return out.PairOut(
        kind=value.kind,
        en=value.en,
        zh=value.zh,
        en_source=_place(value.en_source),
        zh_source=_place(value.zh_source),
        confidence=share(value.confidence),
        short=value.short,
    )


def cell(value: Cell) -> out.CellOut:
    return out.CellOut(
        row=value.row,
        col=value.col,
        row_span=value.row_span,
        col_span=value.col_span,
        text=value.text,
        text_en=value.text_en,
        text_zh=value.text_zh,
        page=value.page,
        bbox=bbox(value.box),
        line=value.line,
        source=value.source,
        confidence=share(value.confidence),
        alternatives=tuple(out.AlternativeOut(a.source, a.text, share(a.confidence)) for a in value.alternatives),
        flags=flags(value.flags),
    )


def _boxes(table: Table) -> dict[str, out.BBox]:
    """Page number (as text, for JSON) → box; several parts on one page are drawn around."""
    found: dict[str, Box] = {}
    for number, box in table.boxes:
        before = found.get(str(number))
        found[str(number)] = box if before is None else around((before, box))
    return {number: corners(box) for number, box in found.items()}


def table(value: Table) -> out.TableOut:
    """tables/<table_id>.json of one table."""
    return out.TableOut(
        schema_version="1",
        table_id=value.id,
        label=words(value.label),
        caption=words(value.caption),
        pages=value.pages,
        bbox=_boxes(value),
        n_rows=value.n_rows,
        n_cols=value.n_cols,
        header_rows=value.header_rows,
        columns=tuple(out.ColumnOut(c.index, words(c.header), c.field or "other") for c in value.columns),
        cells=tuple(cell(c) for c in value.cells),
        abbreviations=tuple(out.AbbreviationOut(a.short, a.en, a.zh) for a in value.abbreviations),
        notes=value.notes,
        method=value.method,
        confidence=share(value.confidence),
        flags=flags(value.flags),
    )


def grid(value: Table) -> list[list[str]]:
    """The table as rows of texts; a cell over several rows or columns stands in its first."""
    rows = [["" for _ in range(value.n_cols)] for _ in range(value.n_rows)]
    for one in value.cells:
        rows[one.row][one.col] = one.text
    return rows
