"""The body's grid: columns' lines to rows, group rows and group columns with their spans, and how sure the rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.words import Word
from pipeline.stages.reconstruct.clues import CITATION, YEAR
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import ink
from pipeline.stages.reconstruct.groups import free_columns, group_lines, spread
from pipeline.stages.reconstruct.header import GridCell
from pipeline.stages.reconstruct.row_model import Alignment, RowModel, build_model, usual_pitch
from pipeline.stages.reconstruct.rows import RowCut, Span, cut_rows, least_cost, row_costs
from pipeline.stages.reconstruct.strips import Strip, strips

_MODES: tuple[Alignment, ...] = ("middle", "top", "bottom")
_MODE_PRIOR = {"middle": 0.0, "top": 0.0, "bottom": 10.0}
_ARM_CELLS = 2  # cells of a further arm at least
_GAP_PRIOR = 2.0  # cost of supposing a regular gap between rows
_GAP_REWARD = 0.8  # for every row that has it


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row: the lines of each column; doubt: the least margin within it and at its ends; group: a spanning line;
    central: a single line about the table's middle."""

    cells: tuple[tuple[Strip, ...], ...]
    doubt: float
    group: bool = False
    central: bool = False

    @property
    def top(self) -> float:
        return min(s.top for c in self.cells for s in c)

    @property
    def bottom(self) -> float:
        return max(s.bottom for c in self.cells for s in c)


@dataclass(frozen=True, slots=True)
class Body:
    """cells: rows counted from 0 within the body. doubts: of each row."""

    cells: tuple[GridCell, ...]
    doubts: tuple[float, ...]


def build_body(words: Sequence[Word], columns: Columns, *, rules: Sequence[float], em: float) -> Body:
    """The body's cells. rules: y of the rules that run across the whole body."""
    groups = group_lines(strips(words), columns, em=em)
    grouped = {id(w) for g in groups for w in g.words}
    lines = [strips(column) for column in deal([w for w in words if id(w) not in grouped], columns)]
    key = study_column(lines)
    free = free_columns(lines, key=key, em=em)
    bound = [[] if i in free else column for i, column in enumerate(lines)]
    first = next((i for i in range(columns.count) if i not in free), 0)
    bound[first] = sorted([*bound[first], *groups], key=lambda s: s.mid)
    middle = (columns.edges[0] + columns.edges[-1]) / 2
    rows = build_rows(bound, key=key, rules=rules, em=em, groups=groups, middle=middle)
    cells = [cell for at, row in enumerate(rows) for cell in _row_cells(row, at, columns.count, first)]
    cells = _with_arms(cells, rows, columns.count, key)
    for column in free:
        cells += spread(
            lines[column], column, [(r.top, r.bottom) for r in rows], pitch=usual_pitch(lines, em=em), em=em
        )
    return Body(tuple(sorted(cells, key=lambda c: (c.row, c.col))), tuple(r.doubt for r in rows))


def deal(words: Sequence[Word], columns: Columns) -> list[list[Word]]:
    """The words of each column; a raised mark goes with the word that it touches."""
    dealt: list[list[Word]] = [[] for _ in range(columns.count)]
    for word in words:
        host = _host(word, words) if word.raised else None
        dealt[columns.of(ink(host or word))].append(word)
    return dealt


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
) -> list[BodyRow]:
    """The rows of a body. columns: each column's lines, top to bottom; rules: y of the rules that run across."""
    if not any(columns):
        return []
    gaps = (None, *_gaps(columns, em=em))
    best: tuple[float, RowModel, dict[Span, float], float | None] | None = None
    for mode in _MODES:
        model = build_model(
            columns, alignment=[mode] * len(columns), key=key, rules=rules, em=em, groups=groups, middle=middle
        )
        costs = row_costs(model)
        for gap in gaps:
            cost, count = least_cost(model, costs, gap=gap)
            cost += _MODE_PRIOR[mode] + (0.0 if gap is None else _GAP_PRIOR - _GAP_REWARD * (count - 1))
            if best is None or cost < best[0]:
                best = (cost, model, costs, gap)
    assert best is not None
    _, model, costs, gap = best
    return _rows(model, cut_rows(model, costs, gap=gap), groups)


def study_column(columns: Sequence[Sequence[Strip]]) -> int:
    """The column that names the studies: among the first three that with most years and citations, else the first."""

    def marks(column: Sequence[Strip]) -> float:
        return sum(bool(YEAR.search(s.text)) + bool(CITATION.search(s.text)) for s in column) / max(1, len(column))

    found = [marks(c) for c in columns[:3]]
    top = max(range(len(found)), key=lambda i: (found[i], -i))
    return top if found[top] >= 0.3 else 0


def _gaps(columns: Sequence[Sequence[Strip]], *, em: float) -> list[float]:
    """Candidates for the white between rows: the values that the slots' whites cluster at."""
    probe = build_model(columns, alignment=["top"] * len(columns), key=0, rules=(), em=em)
    whites = sorted(w for w in probe.white[1:] if w > -0.3 * em)
    clusters: list[list[float]] = []
    for white in whites:
        if clusters and white - clusters[-1][0] < 0.25 * em:
            clusters[-1].append(white)
        else:
            clusters.append([white])
    return [sum(c) / len(c) for c in sorted(clusters, key=len, reverse=True)[:4] if len(c) >= 2]


def _rows(model: RowModel, cut: RowCut, groups: Sequence[Strip]) -> list[BodyRow]:
    stops = (*cut.starts[1:], model.slots)
    margins = (float("inf"), *cut.margins, float("inf"))
    rows: list[BodyRow] = []
    for start, stop in zip(cut.starts, stops, strict=True):
        cells = tuple(c.lines[c.first[start] : c.first[stop]] for c in model.columns)
        group = any(s in groups for c in cells for s in c)
        lines = [s for c in cells for s in c]
        central = len(lines) == 1 and model.central(lines[0])
        rows.append(BodyRow(cells, min(margins[start : stop + 1]), group, central))
    return rows


def _with_arms(cells: Sequence[GridCell], rows: Sequence[BodyRow], n_cols: int, key: int) -> list[GridCell]:
    """Rows without a study of their own are further arms of the study above: its leading cells span them."""
    filled = {(c.row, c.col) for c in cells}
    spans: dict[tuple[int, int], int] = {}
    owner = 0
    for r, row in enumerate(rows):
        wide = row.group or any(c.row == r and c.col_span > 1 for c in cells)
        if wide or (r, key) in filled or len([c for c in range(n_cols) if (r, c) in filled]) < _ARM_CELLS:
            owner = r
            continue
        for col in range(n_cols):
            if (r, col) in filled:
                break
            if (owner, col) in filled:
                spans[owner, col] = r - owner + 1
    return [replace(c, row_span=spans.get((c.row, c.col), c.row_span)) for c in cells]


def _row_cells(row: BodyRow, at: int, n_cols: int, first: int) -> list[GridCell]:
    """A row's cells; a group line, or a text in the first column with nothing beside it, spans the table."""
    filled = [(c, tuple(w for s in lines for w in s.words)) for c, lines in enumerate(row.cells) if lines]
    lone = n_cols > 2 and len(filled) == 1
    if row.group or (lone and (filled[0][0] == first or row.central)):
        return [GridCell(at, 0, 1, n_cols, filled[0][1])]
    return [GridCell(at, c, 1, 1, words) for c, words in filled]
