"""One table row as the readers of its parts see it: cells that know their field, and the table's legend."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.blocks import Bilingual
from pipeline.core.geometry import Box, around
from pipeline.core.provenance import Evidence, Field
from pipeline.core.tables import Abbreviation, Cell, ColumnField, Table
from pipeline.core.words import Word

_SWALLOWED = re.compile(r"\s*[:：;；,，.]\s*([A-Z0-9][A-Za-z0-9\-/+αβγ]{1,11})\s*[:：]\s*(?=\S)")
_MASS = re.compile(r"(?<![A-Za-z])(?:mg|g|[μµu]g|mcg|IU|U|mL)(?![A-Za-z])")
_LOOSE = re.compile(r"[\s\-‐-―−_./'’]")


@dataclass(frozen=True, slots=True)
class FieldCell:
    """A body cell and the field of its column. header: all header rows of the column, each language its own.

    header_cell: the lowest header cell over the column, for a value that the header says (a unit, an arm's name).
    """

    field: ColumnField
    cell: Cell
    header: Bilingual
    table_id: str
    header_cell: Cell | None = None

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def header_text(self) -> str:
        """Both languages of the header, Chinese first, as one string; empty where there is no header."""
        return " ".join(part for part in (self.header.zh, self.header.en) if part)


def dosed_behind(at: FieldCell, end: int) -> bool:
    """Whether a number that ends here is a dose with its unit in the header: `Atorvastatin 80` under `Statin, mg/d`."""
    return not at.text[end:].strip(" )）") and _MASS.search(at.header_text) is not None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """An abbreviation's expansions, each with the ink of the note that gives it."""

    short: str
    en: Field[str] | None
    zh: Field[str] | None


@dataclass(frozen=True, slots=True)
class Legend:
    """The abbreviations of a table (and of its document), those of the table itself first."""

    entries: tuple[LegendEntry, ...] = ()

    def get(self, short: str) -> LegendEntry | None:
        """The entry for `short` as printed, else the one that differs only in case, hyphens and spaces."""
        for entry in self.entries:
            if entry.short == short:
                return entry
        wanted = folded(short)
        return next((entry for entry in self.entries if folded(entry.short) == wanted), None) if wanted else None


@dataclass(frozen=True, slots=True)
class RowContext:
    """What the cells of a row are read against. row: the table row, from 0 (header rows count)."""

    legend: Legend
    table_id: str = ""
    row: int = 0


def folded(text: str) -> str:
    """Text without case, width, accents, spaces, hyphens and dots: equal for two spellings of one abbreviation."""
    flat = unicodedata.normalize("NFKD", text)
    return _LOOSE.sub("", "".join(c for c in flat if not unicodedata.combining(c))).casefold()


def legend_of(table: Table, further: tuple[Abbreviation, ...] = ()) -> Legend:
    """The table's abbreviations, then those of the document that it does not define itself."""
    entries: dict[str, LegendEntry] = {}
    for found in (*_apart(table.abbreviations), *further):
        entries.setdefault(found.short, _entry(found, table))
    return Legend(entries=tuple(entries.values()))


def _apart(found: Sequence[Abbreviation]) -> list[Abbreviation]:
    """The same, an expansion that swallowed the entries behind it (`;` read as `:`) cut where they begin."""
    first: list[Abbreviation] = []
    behind: dict[str, Abbreviation] = {}
    for one in found:
        en, zh = _cut(one.en), _cut(one.zh)
        first.append(replace(one, en=en[0][1] or None, zh=zh[0][1] or None))
        for short, text in en[1:]:
            behind[short] = replace(behind.get(short, replace(one, short=short, en=None, zh=None)), en=text)
        for short, text in zh[1:]:
            behind[short] = replace(behind.get(short, replace(one, short=short, en=None, zh=None)), zh=text)
    return [*(_completed(one, behind.get(one.short)) for one in first), *behind.values()]


def _completed(one: Abbreviation, more: Abbreviation | None) -> Abbreviation:
    """An entry with the side that it lacks from one that had been swallowed."""
    return one if more is None else replace(one, en=one.en or more.en, zh=one.zh or more.zh)


def _cut(text: str | None) -> list[tuple[str, str]]:
    """`a: HIIT: b` as ("", a), (HIIT, b)."""
    parts = _SWALLOWED.split(text or "")
    return [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]


def _entry(found: Abbreviation, table: Table) -> LegendEntry:
    return LegendEntry(
        short=found.short,
        en=_expansion(found, found.en, table),
        zh=_expansion(found, found.zh, table),
    )


def _expansion(found: Abbreviation, text: str | None, table: Table) -> Field[str] | None:
    if not text:
        return None
    raw = _as_printed(found.short, text, table.notes)
    start = raw.rindex(text)
    evidence = Evidence(
        page=found.page, raw=raw, source=_note_source(table), rule="legend.abbreviation",
        span=(start, start + len(text)), confidence=table.confidence, box=found.box, line=found.line,
        table_id=table.id,
    )  # fmt: skip
    return Field(value=text, evidence=(evidence,))


def _as_printed(short: str, text: str, notes: tuple[str, ...]) -> str:
    """`DPN: diabetic …` as a note prints it; composed where the notes do not hold it in one piece."""
    pattern = re.compile(re.escape(short) + r"\s*[:：=＝,，(（、\-–—]?\s*" + re.escape(text))
    for note in notes:
        if hit := pattern.search(note):
            return hit.group(0)
    return f"{short}: {text}"


def _note_source(table: Table) -> str:
    """The reader of the table's ink, for a note that comes without words of its own."""
    return next((cell.source for cell in table.cells), "text-layer")


def evidence_of(
    cell: Cell, span: tuple[int, int] | None, rule: str, *, table_id: str, confidence: float | None = None
) -> Evidence:
    """The ink of `cell.text[span]` (of the whole cell where span is None), boxed as tightly as its words allow.

    confidence: 0..1 of the reading rule; it is never above the confidence of the words themselves.
    """
    whole = (0, len(cell.text)) if span is None else span
    words = words_at(cell, whole)
    boxes = [word.box for word in words if word.box is not None]
    inked = min((word.confidence for word in words), default=cell.confidence)
    return Evidence(
        page=cell.page, raw=cell.text, source=words[0].source if words else cell.source, rule=rule, span=whole,
        confidence=inked if confidence is None else min(inked, confidence),
        box=_tight(boxes, cell), line=next((w.line for w in words if w.line is not None), cell.line),
        table_id=table_id, row=cell.row, col=cell.col,
    )  # fmt: skip


def _tight(boxes: list[Box], cell: Cell) -> Box | None:
    return around(boxes) if boxes else cell.box


def words_at(cell: Cell, span: tuple[int, int]) -> tuple[Word, ...]:
    """The words of `cell` that touch the half-open range of its text, reading order.

    () where the words cannot be told apart in the text (the cell has none, or it was put together otherwise).
    """
    return tuple(word for word, (start, end) in placed(cell) if start < span[1] and end > span[0])


def placed(cell: Cell) -> tuple[tuple[Word, tuple[int, int]], ...]:
    """Each word of the cell with its range in `cell.text`.

    A word that a joined line break changed (a hyphen dropped) is matched by as much of it as the text holds; a word
    that is nowhere to be found is left out.
    """
    found: list[tuple[Word, tuple[int, int]]] = []
    at = 0
    for word in cell.words:
        for piece in (word.text, word.text.rstrip("-‐­")):
            start = cell.text.find(piece, at) if piece else -1
            if start >= 0:
                at = start + len(piece)
                found.append((word, (start, at)))
                break
    return tuple(found)
