"""The body's grid: columns' lines to rows, group rows and group columns with their spans, and how sure the rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.core.geometry import Box, around
from pipeline.core.words import Word
from pipeline.stages.reconstruct.clues import CITATION, YEAR
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import ink
from pipeline.stages.reconstruct.groups import free_columns, group_lines, spread
from pipeline.stages.reconstruct.header import GridCell
from pipeline.stages.reconstruct.readings import Reading, best_reading
from pipeline.stages.reconstruct.row_model import usual_pitch
from pipeline.stages.reconstruct.rows import Span
from pipeline.stages.reconstruct.strips import Strip, strips

_TOUCH = 0.3  # points of white between words that touch
_ARM_CELLS = 2  # cells of a further arm at least


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row: the lines of each column; doubt: the least margin within it and at its ends; group: a spanning line;
    central: a single line about the table's middle. arms: how many rows the cells of its shared columns span; 0 in
    the rows that they span."""

    cells: tuple[tuple[Strip, ...], ...]
    doubt: float
    group: bool = False
    central: bool = False
    arms: int = 1
    shared: frozenset[int] = frozenset()

    @property
    def top(self) -> float:
        return min(s.top for s in self._own())

    @property
    def bottom(self) -> float:
        return max(s.bottom for s in self._own())

    def _own(self) -> list[Strip]:
        return [s for i, c in enumerate(self.cells) if i not in self.shared for s in c]


@dataclass(frozen=True, slots=True)
class Body:
    """cells: rows counted from 0 within the body. doubts: of each row."""

    cells: tuple[GridCell, ...]
    doubts: tuple[float, ...]


def build_body(
    words: Sequence[Word], columns: Columns, *, rules: Sequence[float], em: float, partial: Sequence[Box] = ()
) -> Body:
    """The body's cells. rules: y of the rules that run across the whole body; partial: the shorter ones."""
    groups = group_lines(strips(words), columns, em=em)
    grouped = {id(w) for g in groups for w in g.words}
    lines = [strips(column) for column in deal([w for w in words if id(w) not in grouped], columns)]
    key = study_column(lines)
    free = free_columns(lines, key=key, em=em)
    bound = [[] if i in free else column for i, column in enumerate(lines)]
    first = next((i for i in range(columns.count) if i not in free), 0)
    bound[first] = sorted([*bound[first], *groups], key=lambda s: s.mid)
    middle = (columns.edges[0] + columns.edges[-1]) / 2
    parted = [(b.cy, frozenset(columns.under(b))) for b in partial]
    between = [y for y, under in parted if key in under]  # a rule that stops short of a group column parts studies
    parted = [(y, under) for y, under in parted if key not in under]
    rows = build_rows(bound, key=key, rules=[*rules, *between], em=em, groups=groups, middle=middle, partial=parted)
    cells = [cell for at, row in enumerate(rows) for cell in _row_cells(row, at, columns.count, first)]
    cells = _with_arms(cells, rows, columns.count, key)
    for column in free:
        cells += spread(
            lines[column], column, [(r.top, r.bottom) for r in rows], pitch=usual_pitch(lines, em=em), em=em
        )
    return Body(tuple(sorted(cells, key=lambda c: (c.row, c.col))), tuple(r.doubt for r in rows))


def deal(words: Sequence[Word], columns: Columns) -> list[list[Word]]:
    """The words of each column; a raised mark goes with the word that it touches, and words that touch one another go
    together: a change of type inside a text that runs over a gutter is no gap."""
    dealt: list[list[Word]] = [[] for _ in range(columns.count)]
    whole = {} if columns.ruled else _touching(words)
    for word in words:
        host = _host(word, words) if word.raised else None
        dealt[columns.of(whole.get(id(host or word)) or ink(host or word))].append(word)
    return dealt


def _touching(words: Sequence[Word]) -> dict[int, Box]:
    """The box of each run of words without white between them, by the identity of its words; runs of one left out."""
    runs: list[list[Word]] = []
    for line in strips([w for w in words if not w.raised]):
        for i, word in enumerate(line.words):
            before = line.words[i - 1] if i else None
            if before is not None and not word.space_before and abs(ink(word).x0 - ink(before).x1) < _TOUCH:
                runs[-1].append(word)
            else:
                runs.append([word])
    return {id(w): around(ink(v) for v in run) for run in runs if len(run) > 1 for w in run}


def _host(mark: Word, words: Sequence[Word]) -> Word | None:
    """The word right before a raised mark, on the same line."""
    box = ink(mark)
    near = [
        w
        for w in words
        if not w.raised and abs(box.x0 - ink(w).x1) < 0.4 * ink(w).height and ink(w).overlap_y(box) > 0.2 * box.height
    ]
    return min(near, key=lambda w: abs(box.x0 - ink(w).x1), default=None)


def build_rows(
    columns: Sequence[Sequence[Strip]],
    *,
    key: int,
    rules: Sequence[float],
    em: float,
    groups: Sequence[Strip] = (),
    middle: float = float("-inf"),
    partial: Sequence[tuple[float, frozenset[int]]] = (),
) -> list[BodyRow]:
    """The rows of a body. columns: each column's lines, top to bottom; rules: y of the rules that run across."""
    if not any(columns):
        return []
    reading = best_reading(columns, key=key, rules=rules, em=em, groups=groups, middle=middle, partial=partial)
    return [
        row
        for span, doubt in zip(reading.spans, reading.doubts, strict=True)
        for row in _rows(reading, span, doubt, groups)
    ]


def study_column(columns: Sequence[Sequence[Strip]]) -> int:
    """The column that names the studies: among the first three that with most years and citations, else the first."""

    def marks(column: Sequence[Strip]) -> float:
        return sum(bool(YEAR.search(s.text)) + bool(CITATION.search(s.text)) for s in column) / max(1, len(column))

    found = [marks(c) for c in columns[:3]]
    top = max(range(len(found)), key=lambda i: (found[i], -i))
    return top if found[top] >= 0.3 else 0


def _rows(reading: Reading, span: Span, doubt: float, groups: Sequence[Strip]) -> list[BodyRow]:
    """The rows of one run of slots: one, or one for each arm; the first of them has the cells that span the others."""
    model, arms = reading.model, reading.arms.get(span)
    stops = (span[0], *(arms.cuts if arms else ()), span[1])
    rows: list[BodyRow] = []
    for start, stop in pairwise(stops):
        cells: list[tuple[Strip, ...]] = []
        for i, column in enumerate(model.columns):
            a, b = (start, stop) if arms is None or i in arms.own else (span if start == span[0] else (stop, stop))
            cells.append(column.lines[column.first[a] : column.first[b]])
        lines = [s for c in cells for s in c]
        group = any(s in groups for s in lines)
        central = len(lines) == 1 and model.central(lines[0])
        row = BodyRow(tuple(cells), doubt, group, central)
        if arms is not None:
            shared = frozenset(range(len(cells))) - arms.own
            row = replace(row, arms=len(stops) - 1 if start == span[0] else 0, shared=shared)
        rows.append(row)
    return rows


def _with_arms(cells: Sequence[GridCell], rows: Sequence[BodyRow], n_cols: int, key: int) -> list[GridCell]:
    """Rows without a study of their own are further arms of the study above: its leading cells span them, and those
    of the columns that are blank in all such rows."""
    filled = {(c.row, c.col) for c in cells}
    owners: dict[int, int] = {}
    owner = 0
    for r, row in enumerate(rows):
        wide = row.group or row.shared or any(c.row == r and c.col_span > 1 for c in cells)
        if wide or (r, key) in filled or len([c for c in range(n_cols) if (r, c) in filled]) < _ARM_CELLS:
            owner = r
        else:
            owners[r] = owner
    common = {col for col in range(n_cols) if not any((r, col) in filled for r in owners)}
    spans: dict[tuple[int, int], int] = {}
    for r, owner in owners.items():
        lead = next(col for col in range(n_cols) if (r, col) in filled)
        for col in (*range(lead), *(c for c in common if c > lead)):
            if (owner, col) in filled:
                spans[owner, col] = r - owner + 1
    return [replace(c, row_span=spans.get((c.row, c.col), c.row_span)) for c in cells]


def _row_cells(row: BodyRow, at: int, n_cols: int, first: int) -> list[GridCell]:
    """A row's cells; a group line, or a text in the first column with nothing beside it, spans the table."""
    filled = [(c, tuple(w for s in lines for w in s.words)) for c, lines in enumerate(row.cells) if lines]
    lone = (n_cols > 2 or row.central) and len(filled) == 1 and not row.shared
    if row.group or (lone and (filled[0][0] == first or row.central)):
        return [GridCell(at, 0, 1, n_cols, filled[0][1])]
    return [GridCell(at, c, row.arms if c in row.shared else 1, 1, words) for c, words in filled]
