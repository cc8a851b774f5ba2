"""What only the whole table shows: spaces that some cells of a column lost, and how far its reading can be believed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.core.provenance import TEXT_FILE, Flag, Reading
from pipeline.core.scripts import cjk_count
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.text_only.citing import inferred_studies
from pipeline.stages.reconstruct.text_only.naming import Citation, Spoken

_UNIT = r"(?:wks?|weeks?|mo|mos|months?|days?|mins?|minutes?|mg|mL|ml|years?|yrs?|Hz)"
_SPACED = re.compile(rf"\d[ .]{_UNIT}\b")
_LOST = re.compile(rf"(?<=\d)\.?\s*(?=(?:{_UNIT}|d|h|y)\b)")
_SPACES = (
    (_SPACED, _LOST, " "),
    (re.compile(r"\d \([-−]?\d"), re.compile(r"(?<=\d)\((?=[-−]?\d)"), " ("),
    (re.compile(r"\d ± \d"), re.compile(r"(?<=\d)\s?±\s?(?=\d)"), " ± "),
)
_BARE_NUMBER = re.compile(r"[<>≥≤]?\d+(?:[-–~]\d+)?")
_BARE_UNIT = re.compile(_UNIT)
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_OF_THE_ROW = frozenset(("stray-marks", "unplaced-text"))  # kept in a row's first cell, not about its text
_POOR = 0.3  # a table read with less confidence is doubted cell by cell
_SELF_EVIDENT = re.compile(
    r"\d+\(\d+/\d+\)|[-−]?\d+\.\d+ \([-−]?\d.*\)|\d+\s?(?:周|个月|天|wk|mo|weeks?|months?|d|W)|NR|未报道"
)


def finished(
    cells: Sequence[Cell],
    *,
    header_rows: int,
    study: int | None,
    citations: Sequence[Citation],
    spoken: Mapping[str, Spoken],
) -> list[Cell]:
    """The cells with what the whole table says about each. study: the column of the studies, None where there is none;
    citations: (folded surname, year, number) of the reference list."""
    out = list(cells)
    if study is not None:
        out = inferred_studies(out, header_rows=header_rows, column=study, citations=citations, spoken=spoken)
        out = with_citation_doubts(out, header_rows=header_rows, column=study)
    out = with_unit_doubts(evenly_spaced(out), header_rows=header_rows)
    out = with_arrow_doubts(out, header_rows=header_rows)
    out = with_echoes(out, header_rows=header_rows)
    out = with_odd_forms(with_empty_neighbours(out, header_rows=header_rows), header_rows=header_rows)
    return with_row_doubts(out, header_rows=header_rows, study=study)


def with_odd_forms(cells: Sequence[Cell], *, header_rows: int) -> list[Cell]:
    """A number unlike the others of its column in form, where most are of one form, has lost or gained a mark."""
    flag = Flag("garbled-text", "the other cells of this column have another form: digits or signs may be misread")
    forms = {id(c): _form(c.text) for c in cells if c.row >= header_rows and c.text}
    counts = Counter((c.col, forms[id(c)]) for c in cells if id(c) in forms)
    filled = Counter(c.col for c in cells if id(c) in forms)
    usual = {col for (col, form), n in counts.items() if n >= 3 and 2 * n > filled[col] and "9" in form}
    return [
        replace(c, flags=(*c.flags, flag), confidence=min(c.confidence, 0.4))
        if id(c) in forms and c.col in usual and counts[c.col, forms[id(c)]] == 1 and "9" in forms[id(c)]
        else c
        for c in cells
    ]


def _form(text: str) -> str:
    """A text with 9 for every run of digits and a for every run of letters, without white space."""
    bare = re.sub(r"\s+", "", text.replace("+", "±").replace("−", "-"))
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", bare))


def with_row_doubts(cells: Sequence[Cell], *, header_rows: int, study: int | None) -> list[Cell]:
    """All cells of a row that has no study, or that is doubtful in half of its cells: it may be two rows, or half of
    one."""
    flag = Flag("row-split-uncertain", "this row may be a part of another one, or hold a part of it")
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.row >= header_rows:
            rows.setdefault(cell.row, []).append(cell)
    named = {r for r, row in rows.items() if any(c.text for c in row if c.col == study)}
    dated = {r for r, row in rows.items() if any(_YEAR.search(c.text) for c in row if c.col == study)}
    headless: set[int] = set()
    if study is not None and (dated or 2 * len(named) >= len(rows)):
        # a table without any study is of another kind; else a row without one is a part of another row
        headless = set(rows) - (dated if dated else named)
    torn = {r for r, row in rows.items() if 2 * sum(1 for c in row if _misplaced(c)) > len(row)}
    return [
        replace(c, flags=(*c.flags, flag), confidence=min(c.confidence, 0.4))
        if c.row in headless | torn and c.row >= header_rows and not c.flags and c.text
        else c
        for c in cells
    ]


def _misplaced(cell: Cell) -> bool:
    return any(flag.code in ("ambiguous-placement", "mixed-content", "cell-unread") for flag in cell.flags)


def with_empty_neighbours(cells: Sequence[Cell], *, header_rows: int) -> list[Cell]:
    """A cell beside one in which nothing could be placed, and longer than its column's others, may hold its text."""
    flag = Flag("ambiguous-placement", "nothing was found for the cell beside this one: its words may stand here")
    body = [c for c in cells if c.row >= header_rows]
    unread = {(c.row, c.col) for c in body if any(f.code == "cell-unread" for f in c.flags)}
    lengths: dict[int, list[int]] = {}
    for cell in body:
        if cell.text:
            lengths.setdefault(cell.col, []).append(len(cell.text.split()))
    usual = {col: sorted(counts)[len(counts) // 2] for col, counts in lengths.items()}

    def swollen(cell: Cell) -> bool:
        beside = (cell.row, cell.col - 1) in unread or (cell.row, cell.col + 1) in unread
        return cell.row >= header_rows and bool(cell.text) and beside and len(cell.text.split()) > usual[cell.col]

    return [replace(c, flags=(*c.flags, flag), confidence=min(c.confidence, 0.4)) if swollen(c) else c for c in cells]


def evenly_spaced(cells: Sequence[Cell]) -> list[Cell]:
    """Cells with the space between number and unit put back in columns where some cells have kept it.

    A reader loses thin spaces (or makes a full stop of them); it never makes one. So too before a bracket and around ±.
    """
    out = list(cells)
    for kept, lost, to in _SPACES:
        spaced = {cell.col for cell in cells if kept.search(cell.text)}
        out = [replace(c, text=re.sub(" +", " ", lost.sub(to, c.text))) if c.col in spaced else c for c in out]
    return out


def with_unit_doubts(cells: Sequence[Cell], *, header_rows: int) -> list[Cell]:
    """A bare number in a column whose other cells carry a unit has lost it: told, not mended."""
    flag = Flag("unit-unread", "the other cells of this column have a number with a unit, this one has half of it")
    out: list[Cell] = []
    for cell in cells:
        others = [c.text for c in cells if c.col == cell.col and c.row >= header_rows and c is not cell and c.text]
        united = sum(1 for text in others if re.search(r"\d\s?[A-Za-z\u4e00-\u9fff]", text))
        bare = cell.row >= header_rows and _BARE_NUMBER.fullmatch(cell.text)
        bare = bare or (cell.row >= header_rows and _BARE_UNIT.fullmatch(cell.text))
        lost = bare and others and 2 * united > len(others)
        out.append(replace(cell, flags=(*cell.flags, flag), confidence=min(cell.confidence, 0.4)) if lost else cell)
    return out


def with_citation_doubts(cells: Sequence[Cell], *, header_rows: int, column: int) -> list[Cell]:
    """Where most studies show a citation or what is left of one, a study that shows none has lost its own."""
    flag = Flag("citation-garbled", "the other studies of this table have a citation: this one's is lost")
    body = [cell for cell in cells if cell.row >= header_rows and cell.col == column and cell.text]
    bare = [c for c in body if "[" not in c.text and not any(f.code.startswith("citation") for f in c.flags)]
    if 2 * len(bare) >= len(body):
        return list(cells)
    return [replace(c, flags=(*c.flags, flag), confidence=min(c.confidence, 0.4)) if c in bare else c for c in cells]


def with_arrow_doubts(cells: Sequence[Cell], *, header_rows: int) -> list[Cell]:
    """Where most cells of a column show debris of arrows, a cell that shows none may have lost its own."""
    flag = Flag("arrow-garbled", "the other cells of this column had arrows: one may be lost here")
    body = [cell for cell in cells if cell.row >= header_rows and cell.text]
    garbled = Counter(c.col for c in body if any(f.code == flag.code for f in c.flags))
    filled = Counter(c.col for c in body)
    lost = {col for col, count in garbled.items() if 2 * count > filled[col]}
    return [
        replace(c, flags=(*c.flags, flag), confidence=min(c.confidence, 0.4))
        if c.col in lost and c in body and not any(f.code == flag.code for f in c.flags)
        else c
        for c in cells
    ]


def doubted(cells: Sequence[Cell], *, confidence: float, header_rows: int) -> list[Cell]:
    """In a table of which little could be read, every cell that does not prove itself by its form is flagged."""
    if confidence >= _POOR:
        return list(cells)
    flag = Flag("poor-reading", "little of this table could be read: nothing but its form supports this cell")
    return [
        cell
        if cell.row < header_rows or not _unquestioned(cell) or _SELF_EVIDENT.fullmatch(cell.text)
        else replace(cell, flags=(*cell.flags, flag), confidence=min(cell.confidence, 0.4))
        for cell in cells
    ]


def _unquestioned(cell: Cell) -> bool:
    """A cell with a text of which no flag yet says that it may be wrong."""
    return bool(cell.text) and all(flag.code in _OF_THE_ROW for flag in cell.flags)


_TWO_COUNTS = re.compile(r"\d\s?(?:/|:|vs\.?)\s?\d")
_LEAST_ECHO = 4  # characters of a text that another cell may be a misreading of
_MISREAD = 0.4  # share of its characters that may differ


def with_arm_doubts(cells: Sequence[Cell], *, header_rows: int, columns: Sequence[int]) -> list[Cell]:
    """Counts of two arms in `columns`, whose table shows nowhere what the arms are called: told."""
    flag = Flag("arms-unnamed", "the headers that could name the two arms could not be read")
    return [
        replace(c, flags=(*c.flags, flag), confidence=min(c.confidence, 0.6))
        if c.col in columns and c.row >= header_rows and _TWO_COUNTS.search(c.text)
        else c
        for c in cells
    ]


def with_echoes(cells: Sequence[Cell], *, header_rows: int) -> list[Cell]:
    """Chinese cells that differ in a character or two from what several other cells of their column say alike.

    A reader that takes one character for another does so differently each time; what it reads twice alike was printed.
    Such a text is believed, and its neighbours are read as it: flagged, with what the file says as an alternative.
    """
    body = [c for c in cells if c.row >= header_rows and cjk_count(c.text) >= _LEAST_ECHO]
    counts = Counter((c.col, c.text) for c in body)
    echoed = [key for key, count in counts.items() if count > 1]
    out: list[Cell] = []
    for cell in cells:
        key = (cell.col, cell.text)
        near = [text for col, text in echoed if col == cell.col and _misread(cell.text, text)]
        if cell.row >= header_rows and key in echoed:
            out.append(replace(cell, flags=tuple(f for f in cell.flags if f.code != "garbled-text")))
        elif cell.row >= header_rows and len(near) == 1:
            flag = Flag("text-restored", "other cells of this column say what this one almost says", (cell.text,))
            reading = Reading(TEXT_FILE, cell.text, 0.4)
            out.append(
                replace(
                    cell,
                    text=near[0],
                    flags=(*cell.flags, flag),
                    alternatives=(*cell.alternatives, reading),
                    confidence=min(cell.confidence, 0.4),
                )
            )
        else:
            out.append(cell)
    return out


def _misread(text: str, other: str) -> bool:
    """Whether two texts of one length differ in so few characters that one may be a misreading of the other."""
    if len(text) != len(other) or cjk_count(text) < _LEAST_ECHO:
        return False
    return 0 < sum(1 for a, b in zip(text, other, strict=True) if a != b) <= _MISREAD * len(other)
