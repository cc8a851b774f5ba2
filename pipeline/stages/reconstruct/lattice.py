"""Fully ruled grids: the cells are what the drawn lines enclose, merged where a line is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.core.geometry import Box
from pipeline.core.words import Rule, Word
from pipeline.stages.reconstruct.anchored import anchored_body
from pipeline.stages.reconstruct.clues import YEAR
from pipeline.stages.reconstruct.columns import Band, Columns
from pipeline.stages.reconstruct.frame import ink
from pipeline.stages.reconstruct.header import GridCell
from pipeline.stages.reconstruct.plain import plain_body

_NEAR = 2.5  # points: rules this near are one line
_LIST = 3  # rows between two lines that are no lines of one cell
_ROOM = 0.8  # em: lower and narrower cells hold no text
_COVER = 0.6  # of a cell's side: how much of it a rule must cover to divide


@dataclass(frozen=True, slots=True)
class Lattice:
    """xs, ys: the lines' places, ascending. cells: those with words; others are empty."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    n_rows: int
    n_cols: int
    header_rows: int


def lattice_of(words: Sequence[Word], rules: Sequence[Rule], *, box: Box, em: float) -> Lattice | None:
    """The grid that rules draw around the words; None where they do not draw every cell. em: type size, points."""
    across, down = [r.box for r in rules if r.horizontal], [r.box for r in rules if not r.horizontal]
    ys = _lines([r.cy for r in across])
    xs = _lines([*(r.cx for r in down), *([box.x0, box.x1] if down else [])])
    inner = [
        x
        for x in xs[1:-1]
        if sum(r.height for r in down if abs(r.cx - x) < _NEAR) > 0.3 * (ys[-1] - ys[0] if ys else 1)
    ]
    if len(ys) < 4 or not inner or any(not ys[0] < ink(w).cy < ys[-1] for w in words):
        return None
    homes: dict[tuple[int, int], list[Word]] = {}
    owner = _merged(xs, ys, across, down)
    for word in words:
        place = (_slot(ys, ink(word).cy), _slot(xs, ink(word).cx))
        homes.setdefault(owner[place], []).append(word)
    if any(_several_studies(some) for some in homes.values()) or _only_framed(words, xs, ys, em=em):
        return None
    spans = _spans(owner)
    if any(not _rectangular(root, span, owner) for root, span in spans.items()):
        return None
    return _lattice(xs, ys, homes, spans, least=_ROOM * em)


def _lines(places: Sequence[float]) -> list[float]:
    out: list[float] = []
    for x in sorted(places):
        if not out or x - out[-1] > _NEAR:
            out.append(x)
    return out


def _slot(edges: Sequence[float], x: float) -> int:
    return min(max(sum(1 for e in edges if e <= x) - 1, 0), len(edges) - 2)


def _merged(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Box], down: Sequence[Box]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Each elementary cell's owner: the first cell of the area that no rule divides."""
    owner = {(r, c): (r, c) for r in range(len(ys) - 1) for c in range(len(xs) - 1)}

    def root(at: tuple[int, int]) -> tuple[int, int]:
        while owner[at] != at:
            at = owner[at]
        return at

    def join(a: tuple[int, int], b: tuple[int, int]) -> None:
        one, two = sorted((root(a), root(b)))
        owner[two] = one

    for r, (top, bottom) in enumerate(pairwise(ys)):
        for c, (left, right) in enumerate(pairwise(xs)):
            if c + 2 < len(xs):
                side = [b for b in down if abs(b.cx - right) < _NEAR]
                if sum(max(0.0, min(b.bottom, bottom) - max(b.top, top)) for b in side) < _COVER * (bottom - top):
                    join((r, c), (r, c + 1))
            if r + 2 < len(ys):
                side = [b for b in across if abs(b.cy - bottom) < _NEAR]
                if sum(max(0.0, min(b.x1, right) - max(b.x0, left)) for b in side) < _COVER * (right - left):
                    join((r, c), (r + 1, c))
    return {at: root(at) for at in owner}


def _spans(owner: dict[tuple[int, int], tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """First row, first column, end row, end column of each area."""
    spans: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for (r, c), root in owner.items():
        a, b, x, y = spans.get(root, (r, c, r + 1, c + 1))
        spans[root] = (min(a, r), min(b, c), max(x, r + 1), max(y, c + 1))
    return spans


def _rectangular(
    root: tuple[int, int], span: tuple[int, int, int, int], owner: dict[tuple[int, int], tuple[int, int]]
) -> bool:
    return all(owner[r, c] == root for r in range(span[0], span[2]) for c in range(span[1], span[3]))


def _several_studies(words: Sequence[Word]) -> bool:
    """Whether one area holds several studies: then the rules part groups of rows, not rows."""
    text = " ".join(w.text for w in words)
    return len(words) < 40 and len(YEAR.findall(text)) > 2


def _only_framed(words: Sequence[Word], xs: Sequence[float], ys: Sequence[float], *, em: float) -> bool:
    """Whether lines frame the columns, but not the rows: between two of them stand several rows of figures."""
    columns = Columns(tuple(xs), tuple(Band(x, x) for x in xs[1:-1]), True)
    bands = ([w for w in words if top < ink(w).cy < bottom] for top, bottom in pairwise(ys))
    return any(_is_list(band, columns, em=em) for band in bands if band)


def _is_list(words: Sequence[Word], columns: Columns, *, em: float) -> bool:
    told = plain_body(words, columns, em=em) or anchored_body(words, columns, em=em)
    if told is None:
        return False
    several = [r for r in range(len(told.doubts)) if sum(c.row == r for c in told.cells) > 1]
    return len(several) >= _LIST and 2 * len(several) >= len(told.doubts)


def _lattice(
    xs: Sequence[float],
    ys: Sequence[float],
    homes: dict[tuple[int, int], list[Word]],
    spans: dict[tuple[int, int], tuple[int, int, int, int]],
    *,
    least: float,
) -> Lattice | None:
    """The grid, empty cells and all, without the rows and columns in which no area of some size begins."""
    seen = [s for root, s in spans.items() if root in homes or _roomy(s, xs, ys, least)]
    rows, cols = sorted({s[0] for s in seen}), sorted({s[1] for s in seen})
    if len(rows) < 2 or len(cols) < 2:
        return None
    cells: list[GridCell] = []
    for root, words in homes.items():
        a, b, x, y = spans[root]
        row_span, col_span = sum(a <= r < x for r in rows), sum(b <= c < y for c in cols)
        cells.append(GridCell(rows.index(a), cols.index(b), row_span, col_span, tuple(words)))
    cells.sort(key=lambda c: (c.row, c.col))
    head = [c for c in cells if c.row == 0]
    spanning = any(1 < c.col_span < len(cols) for c in head)
    header_rows = max(2, *(c.row_span for c in head)) if spanning and len(rows) > 2 else 1
    return Lattice(tuple(xs), tuple(ys), tuple(cells), len(rows), len(cols), header_rows)


def _roomy(span: tuple[int, int, int, int], xs: Sequence[float], ys: Sequence[float], least: float) -> bool:
    """Whether a line of text would find room in the area: what lies between double lines is no cell."""
    return ys[span[2]] - ys[span[0]] > least and xs[span[3]] - xs[span[1]] > least
