"""Studies whose names were garbled, told by the order of the table's citations and what is left of the cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pipeline.core.provenance import TEXT_FILE, Flag, Reading
from pipeline.core.tables import Cell

_CITED = re.compile(r"\[(\d{1,3})\]$")
_ALIKE = 75  # of 100: what a garbled surname must still share with the one in the reference list
_LOST = frozenset(("name-unread", "year-unread", "cell-unread"))


def inferred_studies(
    cells: Sequence[Cell], *, header_rows: int, column: int, citations: Sequence[tuple[str, str, int]]
) -> list[Cell]:
    """Cells with studies restored where the rows' citations run on by ones and the cell still shows part of the entry.

    citations: (folded surname, year, number) of the reference list. A restored study keeps a flag and, as an
    alternative, what was printed; a cell that shows nothing of the entry stays as it is.
    """
    entries = {number: (surname, year) for surname, year, number in citations}
    studies = [c for c in cells if c.col == column and c.row >= header_rows]
    known = {c.row: int(found.group(1)) for c in studies for found in [_CITED.search(c.text)] if found}
    if len(known) < 3 or not _run_on(known):
        return list(cells)
    capitals = sum(1 for c in studies if c.row in known and c.text.split()[0].isupper()) * 2 > len(known)
    numbers = _filled(known, [c.row for c in studies])
    return [
        _restored(c, numbers[c.row], entries, capitals)
        if c in studies and c.row not in known and c.row in numbers and {f.code for f in c.flags} & _LOST
        else c
        for c in cells
    ]


def _run_on(known: Mapping[int, int]) -> bool:
    """Whether the citations grow by one a row wherever two can be compared."""
    offsets = {number - row for row, number in known.items()}
    return len(offsets) == 1


def _filled(known: Mapping[int, int], rows: Sequence[int]) -> dict[int, int]:
    offset = next(number - row for row, number in known.items())
    return {row: row + offset for row in rows}


def _restored(cell: Cell, number: int, entries: Mapping[int, tuple[str, str]], capitals: bool) -> Cell:
    surname, year = entries.get(number, ("", ""))
    printed = " ".join(word.text for word in cell.words)
    told = " ".join(candidate for flag in cell.flags for candidate in flag.candidates)
    if not surname or not year or not _shows(f"{printed} {told}", surname, year, number):
        return cell
    name = surname.upper() if capitals else surname.title()
    flag = Flag(
        "citation-inferred",
        "author and year are those of the reference list at the number that the order of the rows gives",
        (printed,),
    )
    kept = tuple(f for f in cell.flags if f.code not in _LOST)
    reading = Reading(TEXT_FILE, printed or cell.text, 0.3)
    return replace(
        cell,
        text=f"{name} {year}[{number}]",
        flags=(*kept, flag),
        alternatives=(*cell.alternatives, reading),
        confidence=0.4,
    )


def _shows(printed: str, surname: str, year: str, number: int) -> bool:
    """Whether the garbled cell still shows the entry's year, number or most of its surname."""
    # a closing bracket is often read as a one; after a single digit that would say nothing
    closing = r"[\])1]" if number > 9 else r"[\])]"
    if year in printed or re.search(rf"(?<!\d){number}{closing}", printed):
        return True
    return any(fuzz.ratio(token.casefold(), surname) >= _ALIKE for token in printed.split() if len(token) > 3)
