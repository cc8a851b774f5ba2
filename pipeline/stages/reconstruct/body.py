"""The body's grid: words to columns, columns' lines to rows, and how sure the rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.stages.reconstruct.clues import CITATION, YEAR
from pipeline.stages.reconstruct.row_model import Alignment, RowModel, build_model
from pipeline.stages.reconstruct.rows import RowCut, cut_rows
from pipeline.stages.reconstruct.strips import Strip

_MODES: tuple[Alignment, ...] = ("middle", "top", "bottom")
_GAP_PRIOR = 2.0  # cost of supposing a regular gap between rows
_GAP_REWARD = 0.8  # for every row that has it


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row: the lines of each column; doubt: the least margin at its top and bottom."""

    cells: tuple[tuple[Strip, ...], ...]
    doubt: float

    @property
    def top(self) -> float:
        return min(s.top for c in self.cells for s in c)

    @property
    def bottom(self) -> float:
        return max(s.bottom for c in self.cells for s in c)


def build_rows(columns: Sequence[Sequence[Strip]], *, rules: Sequence[float], em: float) -> list[BodyRow]:
    """The rows of a body. columns: each column's lines, top to bottom; rules: y of the rules that run across."""
    if not any(columns):
        return []
    key = study_column(columns)
    best: tuple[float, RowModel, RowCut] | None = None
    for mode in _MODES:
        for gap in (None, *_gaps(columns, em=em)):
            model = build_model(columns, alignment=[mode] * len(columns), key=key, gap=gap, rules=rules, em=em)
            cut = cut_rows(model)
            cost = cut.cost + (0.0 if gap is None else _GAP_PRIOR - _GAP_REWARD * (len(cut.starts) - 1))
            cost += {"middle": 0.0, "top": 0.0, "bottom": 1.0}[mode]
            if best is None or cost < best[0]:
                best = (cost, model, cut)
    assert best is not None
    return _rows(best[1], best[2])


def study_column(columns: Sequence[Sequence[Strip]]) -> int:
    """The column that names the studies: among the first three that with most years and citations, else the first."""

    def marks(column: Sequence[Strip]) -> float:
        return sum(bool(YEAR.search(s.text)) + bool(CITATION.search(s.text)) for s in column) / max(1, len(column))

    found = [marks(c) for c in columns[:3]]
    top = max(range(len(found)), key=lambda i: (found[i], -i))
    return top if found[top] >= 0.3 else 0


def _gaps(columns: Sequence[Sequence[Strip]], *, em: float) -> list[float]:
    """Candidates for the white between rows: the values that the slots' whites cluster at."""
    probe = build_model(columns, alignment=["top"] * len(columns), key=0, gap=None, rules=(), em=em)
    whites = sorted(w for w in probe.white[1:] if w > -0.3 * em)
    clusters: list[list[float]] = []
    for white in whites:
        if clusters and white - clusters[-1][0] < 0.25 * em:
            clusters[-1].append(white)
        else:
            clusters.append([white])
    return [sum(c) / len(c) for c in sorted(clusters, key=len, reverse=True)[:4] if len(c) >= 2]


def _rows(model: RowModel, cut: RowCut) -> list[BodyRow]:
    stops = (*cut.starts[1:], model.slots)
    margins = (float("inf"), *cut.margins, float("inf"))
    rows: list[BodyRow] = []
    for start, stop in zip(cut.starts, stops, strict=True):
        cells = tuple(c.lines[c.first[start] : c.first[stop]] for c in model.columns)
        rows.append(BodyRow(cells, min(margins[start : stop + 1])))
    return rows
