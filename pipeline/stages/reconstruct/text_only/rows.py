"""Printed lines to rows: one optimisation over all lines, with the content of every column as evidence.

A row is a run of printed lines. Its score is that of the best joint dealing of its lines to the columns: how well the
pieces suit their columns, whether unfinished text goes on, whether a column that holds one value holds one, whether
the cell lines stand around the row's middle (or from its top). The rows are those whose scores add up to most.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.stages.reconstruct.text_only.columns import Model
from pipeline.stages.reconstruct.text_only.joins import Joins
from pipeline.stages.reconstruct.text_only.pieces import Piece
from pipeline.stages.reconstruct.text_only.placing import NOISE, Placing

_MAX_LINES = 10  # printed lines of one row
_MAX_FRAGMENTS = 24  # printed lines of one row where each holds a cell or less
_NEXT_CELL = 0.6  # log odds that a new line is a new cell where cells are printed one after another
_OVER_BLANK = -2.5  # log odds that a cell goes on after a blank line there
_BEAM = 14
_OF_EACH_COLUMN = 4
_ROW_COST = 0.5
_SURE_OF_TWO = 4  # best readings that must all hold two studies before a row is grown no further
_CLOSE = 1.2  # log odds: a reading this close behind the best one is told
_CLOSE_CUT = 2.5  # log odds: the same for another cutting of the lines into rows

Cells = tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One dealing of a row's lines. cells: pieces of each column; loose: pieces of no cell. at: the last column that
    got a piece, with that piece, where the order of cells counts."""

    score: float
    cells: Cells
    loose: tuple[Piece, ...]
    at: tuple[int, Piece] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Lines first to last (half-open) with their best reading and the readings that come close to it. torn: lines that
    could as well belong to another row."""

    first: int
    last: int
    best: Reading
    close: tuple[Reading, ...]
    torn: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How cells stand in their row. centred: around its middle; else from its top. in_turn: one after another, a
    cell's lines together, as a reader prints them that follows the file's own order and not the lines of the page."""

    centred: bool
    in_turn: bool = False


def rows_of(
    body: Sequence[Sequence[Piece]],
    dealt: Sequence[Sequence[Placing]],
    *,
    model: Model,
    is_word: Callable[[str], bool],
    in_turn: bool = False,
) -> tuple[tuple[Row, ...], float]:
    """The best rows of a table's body, with their total score; the better of the two cell layouts is taken.

    is_word: whether a text is a word that the lexicon, the document or English has. in_turn: cells are printed one
    after another, each whole.
    """
    joins = Joins(model, is_word)
    readings = {start: _grow(start, body, dealt, joins, in_turn) for start in range(len(body))}
    best: tuple[tuple[Row, ...], float] = ((), float("-inf"))
    for layout in (Layout(False, True),) if in_turn else (Layout(True), Layout(False)):
        found = _cut(readings, len(body), model, layout)
        if found[1] > best[1]:
            best = found
    return best


def _grow(
    start: int, body: Sequence[Sequence[Piece]], dealt: Sequence[Sequence[Placing]], joins: Joins, in_turn: bool
) -> list[list[Reading]]:
    """For each length of a row that starts at line `start`, its best readings, not yet judged as whole rows."""
    beam = [Reading(0.0, ((),) * joins.model.width, ())]
    found: list[list[Reading]] = []
    studies = [c for c, heading in enumerate(joins.model.headings) if heading.field == "study"]
    for line in range(start, min(len(body), start + (_MAX_FRAGMENTS if in_turn else _MAX_LINES))):
        dealt_runs = [_runs(body[line], placing) for placing in dealt[line]]
        if in_turn:
            grown = [r for reading in beam for runs in dealt_runs for r in _next_in_turn(reading, runs, joins)]
        else:
            grown = [_with_line(reading, runs, joins) for reading in beam for runs in dealt_runs]
        if not grown:
            break
        grown.sort(key=lambda r: -r.score)
        beam = _distinct(grown, _OF_EACH_COLUMN if in_turn else _BEAM)
        found.append(beam)
        if all(_years(reading, studies) > 1 for reading in beam[:_SURE_OF_TWO]):
            break
    return found


def _years(reading: Reading, studies: Sequence[int]) -> int:
    """How many years stand in the study's cell: two are two studies."""
    return max((sum(1 for p in reading.cells[c] if p.kind == "year") for c in studies), default=0)


def _distinct(readings: Sequence[Reading], of_each: int) -> list[Reading]:
    """The best of the readings, which come best first. of_each: how many with one last column are kept."""
    kept: dict[Cells, Reading] = {}
    ends: Counter[int] = Counter()
    for reading in readings:
        end = reading.at[0] if reading.at else -1
        if reading.cells in kept or ends[end] == of_each:
            continue
        kept[reading.cells] = reading
        ends[end] += 1
        if len(kept) == _BEAM:
            break
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class _Runs:
    """A dealt line: the pieces that each column gets, those of no cell, and the score of the dealing."""

    score: float
    runs: tuple[tuple[int, tuple[Piece, ...]], ...]
    loose: tuple[Piece, ...]


def _runs(pieces: Sequence[Piece], placing: Placing) -> _Runs:
    added: dict[int, list[Piece]] = {}
    for piece, column in zip(pieces, placing.columns, strict=True):
        added.setdefault(column, []).append(piece)
    loose = tuple(added.pop(NOISE, ()))
    return _Runs(placing.score, tuple((column, tuple(run)) for column, run in added.items()), loose)


def _with_line(reading: Reading, runs: _Runs, joins: Joins) -> Reading:
    """The reading with one more line dealt out."""
    score = reading.score + runs.score
    cells = list(reading.cells)
    for column, new in runs.runs:
        score += joins.score(column, cells[column], new)
        cells[column] = cells[column] + new
    return Reading(score, tuple(cells), reading.loose + runs.loose)


def _next_in_turn(reading: Reading, runs: _Runs, joins: Joins) -> list[Reading]:
    """The reading with one more line, () where the line would go back to a column that is done."""
    if not runs.runs:
        return [_with_line(reading, runs, joins)]
    first, last = runs.runs[0], runs.runs[-1]
    bonus = 0.0
    if reading.at is not None:
        column, before = reading.at
        if first[0] < column:
            return []
        blank = (first[1][0].words[0].line or 0) - (before.words[-1].line or 0) > 1
        goes_on = first[1][0].text[:1].islower() and not first[1][0].is_value
        onward = -_NEXT_CELL if goes_on and not blank else _NEXT_CELL
        bonus = onward if first[0] > column else _OVER_BLANK if blank else 0.0
    grown = _with_line(reading, runs, joins)
    return [Reading(grown.score + bonus, grown.cells, grown.loose, (last[0], last[1][-1]))]


def _whole(reading: Reading, first: int, last: int, model: Model, layout: Layout) -> float:
    """The score of a reading as a whole row: nothing missing, nothing left open, cells where they belong."""
    score = reading.score - _ROW_COST
    middle = (first + last - 1) / 2
    for column, cell in enumerate(reading.cells):
        study = model.headings[column].field == "study"
        if not cell:
            score -= 3.5 if study else 2.0 if model.single(column) else 0.8
            continue
        if study:
            kinds = {kind for piece in cell for kind in piece.kinds}
            score -= 1.5 * ("year" not in kinds) + 1.5 * (not kinds & {"name", "cap", "zh"})
        if layout.in_turn:
            continue
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
    spans = {span: found[0][0] for span, found in judged.items()}
    total, came = _totals(spans, n)
    best = _path(came, n)
    others = _rivals(spans, best, (total, came), n)
    return tuple(_row(span, judged[span], others, model) for span in pairwise(best)), total[n]


def _rivals(
    spans: Mapping[tuple[int, int], float], best: tuple[int, ...], found: tuple[list[float], list[int]], n: int
) -> set[tuple[int, ...]]:
    """For each place the best cutting that does not do there what the best one of all does, where it comes close."""
    total, came = found
    after, goes = _totals({(n - end, n - start): score for (start, end), score in spans.items()}, n)
    others = set()
    cuts = frozenset(best)
    for place in range(1, n):
        ways = [(total[place] + after[n - place], place, place)] if place not in cuts else []
        for start in range(max(0, place - _MAX_FRAGMENTS), place) if place in cuts else ():
            for end in range(place + 1, min(n, start + _MAX_FRAGMENTS) + 1):
                score = spans.get((start, end))
                if score is not None:
                    ways.append((total[start] + score + after[n - end], start, end))
        score, start, end = max(ways, default=(float("-inf"), 0, 0))
        if score > total[n] - _CLOSE_CUT:
            others.add((*_path(came, start), *(n - cut for cut in reversed(_path(goes, n - end)) if start < n - cut)))
    return others


def _totals(spans: Mapping[tuple[int, int], float], n: int) -> tuple[list[float], list[int]]:
    """The best total of the lines before each place, and where its last row starts."""
    total = [0.0] + [float("-inf")] * n
    came = [0] * (n + 1)
    for start, end in sorted(spans, key=lambda span: (span[1], span[0])):
        score = total[start] + spans[start, end]
        if score > total[end]:
            total[end], came[end] = score, start
    return total, came


def _path(came: Sequence[int], end: int) -> tuple[int, ...]:
    """The cuts of the best cutting of the lines before `end`, in order, with 0 and `end`."""
    cuts = [end]
    while cuts[-1] > 0:
        cuts.append(came[cuts[-1]])
    return tuple(reversed(cuts))


def _row(
    span: tuple[int, int],
    scored: Sequence[tuple[float, Reading]],
    others: Iterable[tuple[int, ...]],
    model: Model,
) -> Row:
    """A row of the best cutting, with its close rivals and the lines that another cutting gives to another study.

    scored: its readings, best first. others: cuts of cuttings that come close to the best one.
    """
    best = scored[0]
    close = tuple(reading for score, reading in scored[1:] if score > best[0] - _CLOSE)
    anchor = _anchor(best[1], span, model)
    torn: set[int] = set()
    for cuts in others:
        k = bisect_right(cuts, anchor)
        torn.update(line for line in range(*span) if not cuts[k - 1] <= line < cuts[k])
    return Row(span[0], span[1], best[1], close, tuple(sorted(torn)))


def _anchor(reading: Reading, span: tuple[int, int], model: Model) -> int:
    """The line that names a row: that of the study's year, else of its first word, else the first."""
    studies = [cell for c, cell in enumerate(reading.cells) if model.headings[c].field == "study" and cell]
    if not studies:
        return span[0]
    years = [piece.line for piece in studies[0] if "year" in piece.kinds]
    return years[0] if years else studies[0][0].line
