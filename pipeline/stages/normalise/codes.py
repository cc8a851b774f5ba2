"""Outcomes that a table prints as numbers and its notes spell out: ①②③ in the cells, `①有效率；②VAS评分` below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.core.provenance import TEXT_LAYER, Evidence
from pipeline.core.tables import Table

Span = tuple[int, int]
_CIRCLED = "①-⑳⑴-⒇❶-❿"
_IN_NOTE = re.compile(rf"(?P<mark>[{_CIRCLED}])\s*[:：=＝.、]?\s*(?P<text>[^{_CIRCLED};；。\n]{{1,80}})")
_NUMBER = r"[(（]?(?P<mark>\d{1,2})\s*(?:[)）.、:：=＝]\s*)(?=[^\W\d])"
_NUMBERED = re.compile(
    rf"(?:^|(?<=[\s;；,，。:：注]))(?:{_NUMBER})(?P<text>[^;；。\n]{{1,60}}?)\s*(?=[;；。]|[,，]\s*[(（]?\d|$)"
)
_MARKS = re.compile(rf"[{_CIRCLED}]")
_DIGITS = re.compile(r"(?<![\d.])\d{1,2}(?![\d.%])")
_EDGES = " \t,，、;；.。:："
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=\S)")  # `⑤ satisfaction. VAS: …`: the legend goes on


@dataclass(frozen=True, slots=True)
class Code:
    """A mark and what a note says it stands for. ink: of the note.

    doubt: why the mark may have been misread, in a table read from pixels; else empty.
    """

    mark: str
    text: str
    ink: Evidence
    doubt: str = ""


def codes_of(table: Table) -> tuple[Code, ...]:
    """The marks that the notes of a table spell out, two at least; a note in each language gives each mark twice."""
    found = [Code(m["mark"], text, _ink(table, m, text)) for m in _marked(table.notes) if (text := _said(m))]
    coded = (replace(code, doubt=_doubt(table, code.mark, {c.mark for c in found})) for code in found)
    return tuple(coded) if len({code.mark for code in found}) > 1 else ()


def _doubt(table: Table, mark: str, marks: set[str]) -> str:
    """Why a circled mark of a table read from pixels may be another: a note has it twice, or one that is spelt out is
    printed nowhere, or one that is printed nowhere spelt out."""
    body = [cell for cell in table.cells if cell.row >= table.header_rows and _MARKS.search(cell.text)]
    if not body or all(cell.source == TEXT_LAYER for cell in body) or not _MARKS.match(mark):
        return ""
    if any(note.count(mark) > 1 for note in table.notes):
        return f"a note has {mark!r} more than once: a mark may be misread"
    printed = {found for cell in body for found in _MARKS.findall(cell.text)}
    odd = "".join(sorted(printed ^ {m for m in marks if _MARKS.match(m)}))
    return f"{odd!r} stands only in the notes or only in the cells: a mark may be misread" if odd else ""


def _marked(notes: Sequence[str]) -> Iterator[re.Match[str]]:
    circled = [m for note in notes for m in _IN_NOTE.finditer(note)]
    if circled:
        yield from circled
        return
    for note in notes:
        numbered = list(_NUMBERED.finditer(note))
        if [int(m["mark"]) for m in numbered] == list(range(1, len(numbered) + 1)):
            yield from numbered


def _said(hit: re.Match[str]) -> str:
    """What a note says behind a mark, to the end of its sentence."""
    return _SENTENCE.split(hit["text"], maxsplit=1)[0].strip(_EDGES)


def _ink(table: Table, hit: re.Match[str], text: str) -> Evidence:
    raw = hit.group(0)
    start = raw.rindex(text)
    source = next((cell.source for cell in table.cells), "text-layer")
    return Evidence(
        page=table.pages[-1] if table.pages else 1, raw=raw, source=source, rule="legend.code",
        span=(start, start + len(text)), confidence=table.confidence, table_id=table.id,
    )  # fmt: skip


def coded(text: str, codes: Sequence[Code]) -> tuple[tuple[str, Span, Span], ...]:
    """Each mark of a cell, its place and the place of what is said behind it; () where the cell holds other marks.

    Plain numbers are marks only where they are all that the cell says beside signs.
    """
    known = {code.mark for code in codes}
    hits = list(_MARKS.finditer(text))
    if not hits and known and not re.search(r"[^\W\d]", text):
        hits = list(_DIGITS.finditer(text))
    if not hits or any(hit.group(0) not in known for hit in hits) or text[: hits[0].start()].strip(_EDGES + "(（"):
        return ()
    ends = [*(hit.start() for hit in hits[1:]), len(text)]
    return tuple((hit.group(0), hit.span(), (hit.end(), end)) for hit, end in zip(hits, ends, strict=True))
