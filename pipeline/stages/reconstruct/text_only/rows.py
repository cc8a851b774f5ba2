"""Printed lines to rows: one optimisation over all lines, with the content of every column as evidence.

A row is a run of printed lines. Its score is that of the best joint dealing of its lines to the columns: how well the
pieces suit their columns, whether unfinished text goes on, whether a column that holds one value holds one, whether
the cell lines stand around the row's middle (or from its top). The rows are those whose scores add up to most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.stages.reconstruct.text_only.columns import Model
from pipeline.stages.reconstruct.text_only.pieces import Piece
from pipeline.stages.reconstruct.text_only.placing import NOISE, Placing

_MAX_LINES = 10  # printed lines of one row
_BEAM = 14
_ROW_COST = 0.5
_CLOSE = 1.2  # log odds: a reading this close behind the best one is told
_SECOND = 6.0  # log odds against a second value in a column that holds one a row
_SINGLE_KINDS = frozenset(("duration", "country", "sample", "year", "name", "int", "p", "abbr"))

Cells = tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One dealing of a row's lines. cells: pieces of each column; loose: pieces of no cell."""

    score: float
    cells: Cells
    loose: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Lines first to last (half-open) with their best reading and the readings that come close to it. torn: lines that
    could as well belong to the row before or after."""

    first: int
    last: int
    best: Reading
    close: tuple[Reading, ...]
    torn: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How cells stand in their row. centred: around its middle; else from its top."""

    centred: bool


def rows_of(
    body: Sequence[Sequence[Piece]], dealt: Sequence[Sequence[Placing]], *, model: Model
) -> tuple[tuple[Row, ...], float]:
    """The best rows of a table's body, with their total score; the better of the two cell layouts is taken."""
    readings = {start: _grow(start, body, dealt, model) for start in range(len(body))}
    best: tuple[tuple[Row, ...], float] = ((), float("-inf"))
    for centred in (True, False):
        found = _cut(readings, len(body), model, Layout(centred))
        if found[1] > best[1]:
            best = found
    return best


def _grow(
    start: int, body: Sequence[Sequence[Piece]], dealt: Sequence[Sequence[Placing]], model: Model
) -> list[list[Reading]]:
    """For each length of a row that starts at line `start`, its best readings, not yet judged as whole rows."""
    beam = [Reading(0.0, ((),) * model.width, ())]
    found: list[list[Reading]] = []
    for line in range(start, min(len(body), start + _MAX_LINES)):
        grown = [_with_line(reading, body[line], placing, model) for reading in beam for placing in dealt[line]]
        grown.sort(key=lambda r: -r.score)
        beam = _distinct(grown)
        found.append(beam)
    return found


def _distinct(readings: Sequence[Reading]) -> list[Reading]:
    kept: list[Reading] = []
    seen: set[tuple[tuple[int, int], ...]] = set()
    for reading in readings:
        key = tuple((c, id(p)) for c, cell in enumerate(reading.cells) for p in cell)
        if key not in seen:
            seen.add(key)
            kept.append(reading)
            if len(kept) == _BEAM:
                break
    return kept


def _with_line(reading: Reading, pieces: Sequence[Piece], placing: Placing, model: Model) -> Reading:
    """The reading with one more line dealt out."""
    added: dict[int, list[Piece]] = {}
    loose = list(reading.loose)
    for piece, column in zip(pieces, placing.columns, strict=True):
        if column == NOISE:
            loose.append(piece)
        else:
            added.setdefault(column, []).append(piece)
    score = reading.score + placing.score
    cells = list(reading.cells)
    for column, new in added.items():
        score += _joins(cells[column], new, model, column)
        cells[column] = (*cells[column], *new)
    return Reading(score, tuple(cells), tuple(loose))


def _joins(cell: Sequence[Piece], new: Sequence[Piece], model: Model, column: int) -> float:
    """How well a cell's next line goes on from what it holds already."""
    first = new[0]
    if not cell:
        score = -1.5 if first.text[:1] in ")]" or _closes(first) else 0.0
        return score - (0.5 if first.text[:1].islower() and not first.is_value else 0.0)
    last = cell[-1]
    opened = sum(piece.opens() for piece in cell)
    end = last.text.rstrip()[-1:]
    score = -0.5 * max(0, first.line - last.line - 2)
    if last.hyphened:
        score += 2.5 if _same_case(last.text, first.text) else 0.5
    elif opened > 0:
        score += 2.0
    elif end in ",;+/&" or last.kinds[0] == "connective" or first.kinds[0] == "connective":
        score += 1.5
    elif (first.text[:1].islower() and not first.is_value) or (first.is_value and not last.is_value):
        score += 0.2
    else:
        score -= 0.8
    if _closes(first):
        score += 1.0 if opened > 0 else -2.5
    return score + _second_value(cell, new, model, column)


def _second_value(cell: Sequence[Piece], new: Sequence[Piece], model: Model, column: int) -> float:
    """What it costs that a column of one value a row gets a second one."""
    if model.headings[column].field == "study":
        have, get = {p.kinds[0] for p in cell}, {p.kinds[0] for p in new}
        if cell[-1].hyphened and "name" in get:
            return 0.0
        twice = sum(_SECOND for kind in ("name", "year") if kind in have and kind in get)
        # a year closes a study's name: what follows it belongs to the next one
        again = _SECOND / 2 if "year" in have and "name" in get else 0.0
        return (1.5 if "year" in get and "year" not in have else 0.0) - twice - again
    if not model.single(column):
        return 0.0
    held = {p.kinds[0] for p in cell if not p.hyphened} & _SINGLE_KINDS
    return -_SECOND * sum(1 for piece in new if piece.kinds[0] in held and not cell[-1].hyphened)


def _closes(piece: Piece) -> bool:
    return piece.opens() < 0


def _same_case(before: str, after: str) -> bool:
    stem, head = before.rstrip(".-‐– "), after.lstrip("(")
    if not stem or not head:
        return False
    a, b = stem[-1], head[0]
    return (a.islower() and b.islower()) or (a.isupper() and b.isupper()) or (a.isdigit() and b.isdigit())


def _whole(reading: Reading, first: int, last: int, model: Model, layout: Layout) -> float:
    """The score of a reading as a whole row: nothing missing, nothing left open, cells where they belong."""
    score = reading.score - _ROW_COST
    middle = (first + last - 1) / 2
    for column, cell in enumerate(reading.cells):
        study = model.headings[column].field == "study"
        if not cell:
            score -= 4.0 if study else 2.2 if model.single(column) else 1.2
            continue
        if study:
            kinds = {kind for piece in cell for kind in piece.kinds}
            score -= 1.5 * ("year" not in kinds) + 1.5 * (not kinds & {"name", "cap", "zh"})
        if cell[-1].hyphened:
            score -= 2.0
        elif cell[-1].text.rstrip()[-1:] in ",;+&" or cell[-1].kinds[0] == "connective":
            score -= 1.2
        if sum(piece.opens() for piece in cell) > 0:
            score -= 1.2
        lines = sorted({piece.line for piece in cell})
        if layout.centred:
            score -= 0.6 * abs(sum(lines) / len(lines) - middle)
        else:
            score -= 0.6 * (lines[0] - first)
    return score


def _cut(
    readings: dict[int, list[list[Reading]]], n: int, model: Model, layout: Layout
) -> tuple[tuple[Row, ...], float]:
    """The cutting of the lines into rows with the highest total."""
    judged: dict[tuple[int, int], list[tuple[float, Reading]]] = {}
    for start, lengths in readings.items():
        for k, found in enumerate(lengths):
            end = start + k + 1
            scored = [(_whole(r, start, end, model, layout), r) for r in found]
            judged[start, end] = sorted(scored, key=lambda item: -item[0])
    total = [0.0] + [float("-inf")] * n
    came = [0] * (n + 1)
    for end in range(1, n + 1):
        for start in range(max(0, end - _MAX_LINES), end):
            score = total[start] + judged[start, end][0][0]
            if score > total[end]:
                total[end], came[end] = score, start
    cuts = [n]
    while cuts[-1] > 0:
        cuts.append(came[cuts[-1]])
    cuts.reverse()
    spans = list(pairwise(cuts))
    rows = tuple(_row(span, spans, k, judged) for k, span in enumerate(spans))
    return rows, total[n]


def _row(
    span: tuple[int, int],
    spans: Sequence[tuple[int, int]],
    k: int,
    judged: dict[tuple[int, int], list[tuple[float, Reading]]],
) -> Row:
    """A row of the best cutting, with its close rivals and the lines that a neighbour could have."""
    scored = judged[span]
    best = scored[0]
    close = tuple(reading for score, reading in scored[1:] if score > best[0] - _CLOSE)
    torn: list[int] = []
    for other, shared in ((k - 1, span[0]), (k + 1, span[1])):
        if not 0 <= other < len(spans):
            continue
        low, high = (spans[other][0], span[1]) if other < k else (span[0], spans[other][1])
        now = judged[span][0][0] + judged[spans[other]][0][0]
        for cut in (shared - 1, shared + 1):
            if low < cut < high and (low, cut) in judged and (cut, high) in judged:
                then = judged[low, cut][0][0] + judged[cut, high][0][0]
                if then > now - _CLOSE:
                    torn.append(min(cut, shared))
    return Row(span[0], span[1], best[1], close, tuple(sorted(set(torn))))
