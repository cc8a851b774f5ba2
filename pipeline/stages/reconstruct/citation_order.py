"""The citations of a table's rows held against one another: where they count up, a gap or a stranger tells a fault."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from itertools import pairwise

from pipeline.core.provenance import Flag
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.clues import CITATION

_ENOUGH = 5  # steps of one that make counting up a habit
_LONGEST_GAP = 3  # numbers that rows of the table may lack
_RANGE = re.compile(r"(\d{1,3})\s*[-–~]\s*(\d{1,3})")
_MOST_OF_RANGE = 30

Place = tuple[int, int]


def citations_in(texts: Iterable[str]) -> frozenset[int]:
    """The numbers of all citations in some texts, those within ranges too."""
    return frozenset(n for text in texts for mark in CITATION.findall(text) for n in _numbers(mark))


def _numbers(mark: str) -> list[int]:
    """The numbers of one citation mark: [3], [3,5], [3-5]."""
    found: list[int] = []
    for start, end in _RANGE.findall(mark):
        if 0 < int(end) - int(start) < _MOST_OF_RANGE:
            found += range(int(start), int(end) + 1)
    return sorted({*found, *(int(n) for n in re.findall(r"\d+", mark))})


def out_of_order(cells: Sequence[Cell], *, header_rows: int, cited: Container[int]) -> dict[Place, Flag]:
    """Flags `citation-order` where a row breaks citations that count up by one from row to row.

    A number that its neighbours leave no room for is misread, or not of this row; a number that no row has and that
    nothing else cites was in a row that is missing. cited: the numbers that the document cites outside its tables.
    """
    for col in (0, 1):
        column = [c for c in sorted(cells, key=lambda c: c.row) if c.row >= header_rows and c.col == col]
        marked = [(c, n) for c in column for mark in CITATION.findall(c.text) for n in _numbers(mark)]
        steps = [b - a for (_, a), (_, b) in pairwise(marked)]
        if sum(step == 1 for step in steps) >= _ENOUGH:
            return _stranger(marked, steps) or _gap(marked, steps, cited)
    return {}


def _stranger(marked: Sequence[tuple[Cell, int]], steps: Sequence[int]) -> dict[Place, Flag]:
    """The one number that stands between n and n + 2 and is not n + 1, where all others count up."""
    odd = [i for i, step in enumerate(steps) if step != 1]
    if len(odd) != 2 or odd[1] != odd[0] + 1 or steps[odd[0]] + steps[odd[1]] != 2:
        return {}
    cell, number = marked[odd[1]]
    low, high = marked[odd[0]][1], marked[odd[1] + 1][1]
    message = f"[{number}] stands between [{low}] and [{high}], where [{low + 1}] was expected"
    return {(cell.row, cell.col): Flag("citation-order", message, (f"[{number}]", f"[{low + 1}]"))}


def _gap(marked: Sequence[tuple[Cell, int]], steps: Sequence[int], cited: Container[int]) -> dict[Place, Flag]:
    """The one place where numbers are left out that nothing else cites."""
    odd = [i for i, step in enumerate(steps) if step != 1]
    if len(odd) != 1 or not 1 < steps[odd[0]] <= 1 + _LONGEST_GAP:
        return {}
    (_, low), (cell, high) = marked[odd[0]], marked[odd[0] + 1]
    if any(n in cited for n in range(low + 1, high)):
        return {}
    message = f"[{low + 1}] was expected after [{low}], not [{high}]: a row may be missing here"
    return {(cell.row, cell.col): Flag("citation-order", message, (f"[{high}]",))}
