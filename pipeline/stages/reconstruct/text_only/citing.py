"""Studies whose names were garbled, told by the order of the rows against the order of the reference list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from pipeline.core.provenance import TEXT_FILE, Flag, Reading
from pipeline.core.scripts import cjk_count
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.text_only.naming import Citation, Spoken
from pipeline.stages.reconstruct.text_only.studies import cited_early, with_citation

_CITED = re.compile(r"\[(\d{1,3})\]")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_CITED_LATE = re.compile(r"(?:19[5-9]|20[0-4])\d(?:[^\s,，.。;；]+|\s*\S{2,})$")
_ALIKE = 75  # of 100: what a garbled surname must still share with the one in the reference list
_LOST = frozenset(("name-unread", "year-unread", "cell-unread", "citation-garbled", "name-near-miss", "garbled-text"))
_CLOSE = 0.5  # log odds by which the best entry must lead
_NO_ENTRY = 1.0  # cost of a row without an entry
_SKIPPED = 0.7  # cost of an entry of the reference list without a row
_AGAINST = -4.0  # a readable year, or a citation, that is another one
_YEAR_FITS, _NAME_FITS, _NUMBER_FITS = 2.0, 3.0, 4.0
_LEAST_ROWS, _LEAST_SHARE = 3, 0.5  # rows, and share of the rows, whose print speaks for the order


@dataclass(frozen=True, slots=True)
class _Row:
    """What a study's cell still shows. cited: a number in brackets. ink: its words alone."""

    cell: Cell
    printed: str
    ink: str
    years: frozenset[str]
    cited: int | None


def inferred_studies(
    cells: Sequence[Cell],
    *,
    header_rows: int,
    column: int,
    citations: Sequence[Citation],
    spoken: Mapping[str, Spoken],
) -> list[Cell]:
    """Cells with studies restored where the rows follow the reference list's order.

    Reviews cite the studies of a table in its order, so that rows with a readable year or name say which entries the
    garbled rows between them are. A restored study keeps a flag and, as an alternative, what was printed; a row that
    shows nothing is restored only where its neighbours leave one entry for it.
    """
    studies = [c for c in cells if c.col == column and c.row >= header_rows]
    rows = [_row(c) for c in studies]
    entries = {number: (surname, year) for surname, year, number in citations if year}
    matched = _matched(rows, sorted(entries), entries)
    if not matched:
        return list(cells)
    known = [c for c in studies if _CITED.search(c.text)]
    capitals = 2 * sum(1 for c in known if c.text.split()[0].isupper()) > len(known)
    early = {chinese: _early(rows, chinese) for chinese in (True, False)}
    restored = {}
    for row, number in zip(rows, matched, strict=True):
        if number is None or row.cited is not None or _reads(row, entries[number]):
            continue
        surname, year = entries[number]
        if not surname:
            continue
        said = spoken.get(surname) or Spoken(surname.upper() if capitals else surname.title(), None)
        before = early[cjk_count(surname) > 0] or cited_early(row.ink, surname)
        restored[row.cell.row] = _restored(row, number, (surname, year), said, before)
    return [restored.get(c.row, c) if c.col == column else c for c in cells]


def _early(rows: Sequence[_Row], chinese: bool) -> bool:
    """Whether citations stand before the year. A list of both languages may do so in one of them alone."""
    told = [(cited_early(row.ink), bool(_CITED_LATE.search(row.ink)), cjk_count(row.ink) > 0) for row in rows]
    mine = [item for item in told if item[2] == chinese and (item[0] or item[1])] or told
    shown = sum(1 for early, _, _ in mine if early)
    return shown > (1 if mine is told else 0) and 2 * shown > sum(1 for _, late, _ in mine if late)


def _row(cell: Cell) -> _Row:
    told = [candidate for flag in cell.flags for candidate in flag.candidates]
    printed = " ".join([*(word.text for word in cell.words), *told])
    cited = _CITED.search(cell.text)
    years = frozenset(_YEAR.findall(cell.text) or _YEAR.findall(printed))
    ink = " ".join(word.text for word in cell.words)
    return _Row(cell, printed, ink, years, int(cited.group(1)) if cited else None)


def _evidence(row: _Row, number: int, entry: tuple[str, str]) -> float:
    """Log odds that a row is this entry; 0 where it shows nothing that tells."""
    surname, year = entry
    if row.cited is not None:
        return _NUMBER_FITS if row.cited == number else _AGAINST
    score = 0.0
    if row.years:
        score += _YEAR_FITS if year in row.years else _AGAINST
    tokens = re.findall(r"[^\W\d_]{2,}", row.printed.casefold())
    if any(t == surname or (len(t) > 3 and fuzz.ratio(t, surname) >= _ALIKE) for t in tokens):
        score += _NAME_FITS
    elif cjk_count(surname) and surname[0] in row.printed:
        score += _NAME_FITS / 2
    # a closing bracket is often read as a one; after a single digit that would say nothing
    closing = r"[\])1]" if number > 9 else r"[\])]"
    if re.search(rf"(?<!\d){number}{closing}", row.printed):
        score += 1.0
    return score


def _matched(
    rows: Sequence[_Row], numbers: Sequence[int], entries: Mapping[int, tuple[str, str]]
) -> list[int | None] | None:
    """For each row its entry in the one order that fits best; None where too little speaks for any."""
    told = [[_evidence(row, n, entries[n]) for n in numbers] for row in rows]
    if not rows or len(numbers) < len(rows):
        return None
    ahead = _reached(told)
    behind = [list(reversed(step)) for step in reversed(_reached([list(reversed(t)) for t in reversed(told)]))]
    # whole[i][j]: the best order of all rows in which row i is entry j
    whole = [
        [a + b - t for a, b, t in zip(fore, back, own, strict=True)]
        for fore, back, own in zip(ahead, behind, told, strict=True)
    ]
    best = max(max(way) for way in whole)
    path = [way.index(max(way)) if max(way) > best - _CLOSE else None for way in whole]
    spoken = [told[i][j] if j is not None else 0.0 for i, j in enumerate(path)]
    if sum(1 for s in spoken if s > 0) < max(_LEAST_ROWS, _LEAST_SHARE * len(rows)):
        return None
    return [
        numbers[j] if j is not None and ((spoken[i] > 0 and _alone(whole[i], j)) or _held(i, path, spoken)) else None
        for i, j in enumerate(path)
    ]


def _reached(told: Sequence[Sequence[float]]) -> list[list[float]]:
    """For each row and entry the best order of the rows up to it in which the row is that entry; rows before it may be
    none (halves of others)."""
    reached: list[list[float]] = []
    state: list[float] = []  # the best order so far whose last entry is each
    for i, scores in enumerate(told):
        new = []
        best = -_NO_ENTRY * i  # no row before this one is an entry
        for j, score in enumerate(scores):
            if i and j:
                # entries passed over cost the same each, so that the best one before need only be carried on
                best = max(best - _SKIPPED if j > 1 else best, state[j - 1])
            new.append(best + score)
        state = [max(a, b - _NO_ENTRY) for a, b in zip(new, state or new, strict=True)]
        reached.append(new)
    return reached


def _alone(ways: Sequence[float], j: int) -> bool:
    """Whether no other entry would do as well for a row: two studies of one year are not told by the year."""
    return all(way < ways[j] - _CLOSE for k, way in enumerate(ways) if k != j)


def _held(i: int, path: Sequence[int | None], spoken: Sequence[float]) -> bool:
    """Whether a row that shows nothing stands between two that do, with one entry left for it."""
    if spoken[i] < 0 or not 0 < i < len(path) - 1:
        return False
    before, after = path[i - 1], path[i + 1]
    return before is not None and after is not None and min(spoken[i - 1], spoken[i + 1]) > 0 and after - before == 2


def _reads(row: _Row, entry: tuple[str, str]) -> bool:
    """Whether the cell already reads as this author's study of this year."""
    words = row.cell.text.casefold().split()
    return bool(words) and words[0] == entry[0] and entry[1] in row.years


def _restored(row: _Row, number: int, entry: tuple[str, str], said: Spoken, early: bool) -> Cell:
    """A study told by the order of the rows. said: its author as running text, or the table, writes such names."""
    surname, year = entry
    cell = row.cell
    printed_others = "等" if "等" in row.printed else " et al." if re.search(r"\bet\b", cell.text) else ""
    others = printed_others or said.others or ""
    flag = Flag(
        "citation-inferred",
        "author and year are those of the reference list at the place that the order of the rows gives",
        (cell.text,) if cell.text else (),
    )
    kept = tuple(f for f in cell.flags if f.code not in _LOST)
    words = cell.text.split()
    # the list's name may be the misread one: what the cell reads well stands, only the number is told
    stands = bool(words) and year in row.years and fuzz.ratio(words[0].casefold(), surname) >= _ALIKE
    text = cell.text if stands and year in cell.text else f"{said.name}{others} {year}"
    printed = " ".join(word.text for word in cell.words)
    return replace(
        cell,
        text=with_citation(text, f"[{number}]", early=early),
        flags=(*kept, flag),
        alternatives=(*cell.alternatives, Reading(TEXT_FILE, printed or cell.text, 0.3)),
        confidence=0.4,
    )
