"""Who, when, and which entry of the reference list: the study cell of a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.core.provenance import Evidence, Field, Flag, Step
from pipeline.core.tables import Cell
from pipeline.stages.normalise.names import surname
from pipeline.stages.normalise.row import FieldCell, evidence_of

_MARK = re.compile(r"[\[［【]\s*(\d[\d\s,，、;\-‐‑‒–—−~～至]*)\s*[\]］】]")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[⁻,，⁻–-][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=(\D|$|\d{1,4}(?!\d)))")
_BRACKETED = re.compile(r"[(（]\s*(\d{1,3}(?:\s*[-‐‑‒–,，、]\s*\d{1,3})*)\s*[)）]\s*$")
_CLEAN = re.compile(rf"[a-d]?[)）]?(?:\s*(?:{_MARK.pattern}|{_RAISED.pattern}|{_BRACKETED.pattern}))*[\s,，.;；)）]*")
_RUIN = re.compile(r"(?![a-d]?$)(?=.*[\d\[\]°\"'”*])(?!.*(?:[A-Za-z]{3}|[\u3400-\u9fff])).{1,8}")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_LATEST = 2099
T = TypeVar("T", int, str)


@dataclass(frozen=True, slots=True)
class StudyCell:
    """What the study cells of a row say. tail: what stands glued behind the year and is no clean citation.

    cell: the cell that names the study; year_at: its four digits, in `year_cell`.
    """

    cell: Cell
    label: Field[str]
    author: Field[str] | None
    year: Field[int] | None
    citations: tuple[Field[int], ...]
    tail: str = ""
    tail_span: tuple[int, int] | None = None


def read_study(cells: Sequence[FieldCell]) -> StudyCell | None:
    """The study named by a row's study cells (author and year may stand in two of them), or None."""
    said = [cell for cell in cells if cell.text.strip()]
    if not said:
        return _unread(cells[0]) if cells else None
    named = [cell for cell in said if re.search(r"[^\W\d_]{2,}", _MARK.sub("", cell.text))]
    main = named[0] if named else said[0]
    read = _read(main)
    for other in said:
        if other is not main:
            read = _with(read, _read(other))
    authors = [cell for cell in named if _of_authors(cell)]
    if authors and authors[0] is not main and not _of_authors(main):
        read = replace(read, author=_read(authors[0]).author)
    return read


def _of_authors(at: FieldCell) -> bool:
    """Whether the header says that the column names authors."""
    return re.search(r"author|investigator|作者|研究者", at.header_text, re.IGNORECASE) is not None


def _unread(at: FieldCell) -> StudyCell:
    """A study whose name could not be read at all."""
    flag = Flag("name-unread", "the study of this row could not be read")
    label: Field[str] = Field(None, (evidence_of(at.cell, None, "study.label", table_id=at.table_id),), (flag,))
    return StudyCell(cell=at.cell, label=label, author=None, year=None, citations=())


def _with(one: StudyCell, more: StudyCell) -> StudyCell:
    """A study cell with the year and the citations that stand in a neighbouring cell."""
    label = one.label
    if one.year is None and more.year is not None:
        joined = f"{label.value} {more.year.value}"
        label = Field(value=joined, evidence=(*label.evidence, *more.year.evidence))
    return replace(one, label=label, year=one.year or more.year, citations=one.citations or more.citations)


def _read(at: FieldCell) -> StudyCell:
    text = at.cell.text
    marks = [mark.span() for mark in _marks(text)]
    year = _year_in(text, marks)
    tail, tail_span = _tail_after(text, year)
    if tail_span:
        marks = [mark for mark in marks if mark[1] <= tail_span[0]]
    cut = [*marks, *([tail_span] if tail_span else [])]
    tail = tail or _tail_elsewhere(at, text[slice(*year)] if year else "")
    head = text[: year[0]] if year and text[: year[0]].strip(" (（[") else _blank(text, cut)
    return StudyCell(
        cell=at.cell,
        label=_label(at, cut),
        author=_author(at, head, marks),
        year=None if year is None else _field(at, int(text[slice(*year)]), year, "study.author-year"),
        citations=_citations(at, before=tail_span[0] if tail_span else len(text)),
        tail=tail,
        tail_span=tail_span,
    )


def _year_in(text: str, marks: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    for hit in _YEAR.finditer(text):
        inside = any(start <= hit.start(1) < end for start, end in marks)
        if not inside and int(hit.group(1)) <= _LATEST:
            return hit.span(1)
    return None


def _tail_after(text: str, year: tuple[int, int] | None) -> tuple[str, tuple[int, int] | None]:
    """What is glued behind the year at the end of the cell: the ruins of a raised citation."""
    if year is None:
        return "", None
    rest = text[year[1] :]
    ruin = rest.strip(" ,，.;；")
    if _CLEAN.fullmatch(rest) or not _RUIN.fullmatch(ruin):
        return "", None
    start = year[1] + rest.find(ruin)
    return ruin, (start, start + len(ruin))


def _tail_elsewhere(at: FieldCell, year: str) -> str:
    """The ruins of a citation that the rebuilding of the table has cut from the cell and kept in its flag."""
    kept = [c for flag in at.cell.flags if flag.code == "citation-garbled" for c in flag.candidates]
    return next((c.split(year, 1)[1].strip() for c in kept if year and year in c), "")


def _marks(text: str) -> list[re.Match[str]]:
    """Citation marks in the order of their kinds: bracketed, raised, or a number in round brackets at the end."""
    found = [*_MARK.finditer(text), *_RAISED.finditer(text)]
    return found or [m for m in _BRACKETED.finditer(text) if re.search(r"\d{4}|et al|等", text[: m.start()])]


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces where the spans stood, so that positions stay."""
    out = text
    for start, end in spans:
        out = out[:start] + " " * (end - start) + out[end:]
    return out


def _label(at: FieldCell, cut: Sequence[tuple[int, int]]) -> Field[str]:
    """The printed form without citation marks; where one stood inside, a second evidence says how it went."""
    bare = _blank(at.cell.text, cut)
    value = re.sub(r"\s+", " ", bare).strip(" ,，;；:：")
    value = re.sub(r"\s+(?=[,，;；)）])", "", value)
    value = re.sub(r"(?<=[A-Z])-\s+(?=[A-Z])|(?<=[a-z])-\s+(?=[a-z])", "", value)
    start = len(bare) - len(bare.lstrip())
    span = (start, len(bare.rstrip()))
    ink = evidence_of(at.cell, span, "study.label", table_id=at.table_id)
    if value == at.cell.text[slice(*span)]:
        return Field(value=value, evidence=(ink,))
    step = Step("normalise", "study.label.without-citation", at.cell.text, value)
    return Field(value=value, evidence=(ink, _cleared(ink, value)), steps=(step,))


def _cleared(ink: Evidence, value: str) -> Evidence:
    return replace(ink, raw=value, span=(0, len(value)), rule="study.label.without-citation", row=None, col=None)


def _author(at: FieldCell, head: str, marks: Sequence[tuple[int, int]]) -> Field[str] | None:
    name = surname(_blank(head, [m for m in marks if m[1] <= len(head)]))
    if name is None:
        return None
    hit = re.search(r"\s*".join(re.escape(c) for c in name if not c.isspace()), at.cell.text, re.IGNORECASE)
    span = hit.span() if hit else (0, len(head.rstrip()))
    return _field(at, name, span, "study.author-year")


def _citations(at: FieldCell, *, before: int) -> tuple[Field[int], ...]:
    found: list[Field[int]] = []
    for mark in (m for m in _marks(at.cell.text) if m.end() <= before):
        body = mark.group(0).translate(_PLAIN) if mark.re is _RAISED else mark.group(1)
        found += [_field(at, number, mark.span(), "study.citation") for number in expanded(body)]
    return tuple(found)


def expanded(body: str) -> tuple[int, ...]:
    """The numbers of a citation: `24-26, 30` → 24, 25, 26, 30. A range backwards or over 50 long gives its two ends."""
    out: list[int] = []
    for part in re.split(r"[,，、;]", body):
        numbers = [int(n) for n in re.findall(r"\d+", part)]
        if len(numbers) == 2 and 0 <= numbers[1] - numbers[0] <= 50:
            out += range(numbers[0], numbers[1] + 1)
        else:
            out += numbers
    return tuple(dict.fromkeys(out))


def _field(at: FieldCell, value: T, span: tuple[int, int], rule: str) -> Field[T]:
    return Field(value=value, evidence=(evidence_of(at.cell, span, rule, table_id=at.table_id),))
