"""The best reading of a body as rows: over alignments, gaps between rows, and studies with several arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.stages.reconstruct.arms import FIRST_ARM, LIKELY_ARM, ArmFinder, Arms, read_arms, usual_own
from pipeline.stages.reconstruct.row_model import Alignment, RowModel, build_model
from pipeline.stages.reconstruct.rows import RowCut, Span, cut_rows, least_cost, promising, row_costs
from pipeline.stages.reconstruct.strips import Strip

_MODES: tuple[Alignment, ...] = ("middle", "top", "bottom")
_MODE_PRIOR: Mapping[Alignment, float] = {"middle": 0.0, "top": 0.0, "bottom": 10.0}
_GAP_PRIOR = 2.0  # cost of supposing a regular gap between rows
_GAP_REWARD = 0.8  # for every row that has it
_SURE_GAIN = 2.5  # how much better arms must be than one row to make more of them likely
_ALIKE = 4.5  # how much less sure arms are where the white between them is that within cells
_ROUNDS = 3  # of looking for arms, each knowing what the one before found
_CLEAR = 0.1  # em: how much wider than the white within cells that between rows must be to tell
_IN_REACH = 12.0  # how much worse than the best alignment one may be for which arms are still looked for


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of the body. arms: of the rows that are several arms of one study; doubts: of each row, the least
    margin within it and at its ends. cost: of the whole."""

    model: RowModel
    cut: RowCut
    arms: Mapping[Span, Arms]
    doubts: tuple[float, ...]
    cost: float

    @property
    def spans(self) -> list[Span]:
        """First and end slot of each row."""
        return list(zip(self.cut.starts, (*self.cut.starts[1:], self.model.slots), strict=True))


@dataclass(frozen=True, slots=True)
class _Supposed:
    """What a reading supposes, and what the best cut costs then."""

    model: RowModel
    costs: Mapping[Span, float]
    gap: float | None
    cost: float
    prior: float


def best_reading(
    columns: Sequence[Sequence[Strip]],
    *,
    key: int,
    rules: Sequence[float],
    em: float,
    groups: Sequence[Strip] = (),
    middle: float = float("-inf"),
    partial: Sequence[tuple[float, frozenset[int]]] = (),
) -> Reading:
    """The reading of least cost. partial: y of each rule that runs under some columns only, with those columns; the
    rest as in `build_model`."""
    gaps = (None, *_gaps(columns, em=em))
    found: list[_Supposed] = []
    for mode in _MODES:
        model = build_model(
            columns, alignment=[mode] * len(columns), key=key, rules=rules, em=em, groups=groups, middle=middle
        )
        costs = row_costs(model)
        found.append(min((_supposed(model, costs, gap, _MODE_PRIOR[mode]) for gap in gaps), key=lambda s: s.cost))
    best = min(s.cost for s in found)
    readings = [_read(s, partial) for s in found if s.cost < best + _IN_REACH]
    return min(readings, key=lambda r: r.cost)


def _supposed(model: RowModel, costs: Mapping[Span, float], gap: float | None, prior: float) -> _Supposed:
    cost, count = least_cost(model, costs, gap=gap)
    return _Supposed(model, costs, gap, cost + prior + _worth(gap, count), prior)


def _worth(gap: float | None, count: int) -> float:
    """What supposing a regular gap costs in a reading of `count` rows."""
    return 0.0 if gap is None else _GAP_PRIOR - _GAP_REWARD * (count - 1)


def _read(supposed: _Supposed, partial: Sequence[tuple[float, frozenset[int]]]) -> Reading:
    """The best cut, with arms where they make it better; arms that are sure make further ones likely."""
    model, costs, gap = supposed.model, supposed.costs, supposed.gap
    reward = _GAP_REWARD if gap is not None and gap > model.ledger.leading + _CLEAR * model.ledger.em else 0.0
    finder = ArmFinder(model, gap, reward, _under_partial(model, partial))
    arms: dict[Span, Arms] = {}
    for _ in range(_ROUNDS):
        spans = promising(model, costs, gap=gap, floor=finder.prior - 2 * reward)
        arms = read_arms(finder, costs, spans)
        lower = dict(costs) | {s: min(costs[s], a.cost) for s, a in arms.items()}
        cut = cut_rows(model, lower, gap=gap)
        chosen = set(zip(cut.starts, (*cut.starts[1:], model.slots), strict=True))
        better = [(a, costs[s] - a.cost) for s, a in arms.items() if s in chosen and a.cost < costs[s]]
        if not better:
            break
        sure = any(gain > _SURE_GAIN for _, gain in better)
        finder = replace(finder, usual=usual_own([a for a, _ in better]), prior=LIKELY_ARM if sure else FIRST_ARM)
    kept = {s: a for s, a in arms.items() if s in chosen and a.cost < costs[s]}
    rivals = {s: abs(a.cost - costs[s]) for s, a in arms.items()}
    if not reward:  # nothing but the lines themselves tells arms from wrapped cells
        rivals |= {s: max(0.0, costs[s] - a.cost - _ALIKE) for s, a in kept.items()}
    doubts = _doubts(model, cut, rivals)
    return Reading(model, cut, kept, doubts, cut.cost + supposed.prior + _worth(gap, len(cut.starts)))


def _doubts(model: RowModel, cut: RowCut, rivals: Mapping[Span, float]) -> tuple[float, ...]:
    """The doubt of each row. rivals: how near the other reading of a row is, as arms or as one."""
    margins = (float("inf"), *cut.margins, float("inf"))
    spans = zip(cut.starts, (*cut.starts[1:], model.slots), strict=True)
    return tuple(min(*margins[a : b + 1], rivals.get((a, b), float("inf"))) for a, b in spans)


def _under_partial(model: RowModel, partial: Sequence[tuple[float, frozenset[int]]]) -> dict[int, frozenset[int]]:
    """The slots right under partial rules, with the columns that the rule runs under."""
    out: dict[int, frozenset[int]] = {}
    for y, columns in partial:
        slot = next((i for i, top in enumerate(model.tops) if (top + model.bottoms[i]) / 2 > y), None)
        if slot:
            out[slot] = out.get(slot, frozenset()) | columns
    return out


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
