"""The best reading of a body as rows: over alignments, gaps between rows, and studies with several arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb, log

from pipeline.stages.reconstruct.arms import (
    FIRST_ARM,
    LIKELY_ARM,
    LIKELY_FURTHER,
    ArmFinder,
    Arms,
    read_arms,
    usual_own,
)
from pipeline.stages.reconstruct.row_model import Alignment, RowModel, build_model
from pipeline.stages.reconstruct.rows import RowCut, Span, cut_rows, least_cost, promising, row_costs
from pipeline.stages.reconstruct.strips import Strip

_MODES: tuple[Alignment, ...] = ("middle", "top", "bottom")
_MODE_PRIOR: Mapping[Alignment, float] = {"middle": 0.0, "top": 0.0, "bottom": 4.0}
_GAP_PRIOR = 2.0  # cost of supposing a regular gap between rows
_GAP_REWARD = 0.8  # for every row that has it
_SURE_GAIN = 2.5  # how much better arms must be than one row to make more of them likely
_ARMS_AT_ALL = 3.0  # cost of supposing that the table's studies have arms
_LEAST_PRIOR = -3.0  # cost of a study with arms where nearly all studies have them
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
    """The best cut of three: without arms, with arms where they make a row better, with arms as the table's habit.

    A row is in doubt where a reading that takes it for arms, or for none, is almost as good as a whole.
    """
    finder = ArmFinder(supposed.model, supposed.gap, _reward(supposed), _under_partial(supposed.model, partial))
    plain = _plain(supposed)
    readings = [plain, _with_arms(supposed, finder), _with_habit(supposed, finder)]
    best = min(readings, key=lambda r: r.cost)
    sure = 0.0 if finder.reward else _ALIKE  # nothing but the lines themselves tells arms from wrapped cells
    rivals = dict.fromkeys(best.arms, plain.cost - best.cost - sure)
    for other in readings:
        rivals |= {span: other.cost - best.cost for span in other.arms if span not in best.arms}
    spans = zip(best.spans, best.doubts, strict=True)
    return replace(best, doubts=tuple(max(0.0, min(d, rivals.get(s, d))) for s, d in spans))


def _reward(supposed: _Supposed) -> float:
    """What a row is worth for the white above it, where that is wider than the white within cells."""
    gap, ledger = supposed.gap, supposed.model.ledger
    return _GAP_REWARD if gap is not None and gap > ledger.leading + _CLEAR * ledger.em else 0.0


def _plain(supposed: _Supposed) -> Reading:
    """The best cut without arms."""
    cut = cut_rows(supposed.model, supposed.costs, gap=supposed.gap)
    return Reading(supposed.model, cut, {}, _doubts(supposed.model, cut, {}), supposed.cost)


def _with_arms(supposed: _Supposed, finder: ArmFinder) -> Reading:
    """The best cut with arms where they make a row better; arms that are sure make further ones likely."""
    found = _Found(finder, {}, cut_rows(supposed.model, supposed.costs, gap=supposed.gap), {})
    for _ in range(_ROUNDS):
        found = _looked(supposed, finder)
        if not found.kept:
            break
        sure = any(supposed.costs[s] - a.cost > _SURE_GAIN for s, a in found.kept.items())
        usual = usual_own(list(found.kept.values()))
        finder = replace(finder, usual=usual, prior=LIKELY_ARM if sure else FIRST_ARM)
    return _reading(supposed, found, extra=0.0)


def _with_habit(supposed: _Supposed, finder: ArmFinder) -> Reading:
    """The best cut where studies have arms as often as it turns out: what that costs is paid for the table once."""
    finder = replace(finder, prior=LIKELY_ARM, further=LIKELY_FURTHER)
    found = _looked(supposed, finder)
    for _ in range(_ROUNDS):
        n, k = len(found.cut.starts), len(found.kept)
        if not k:
            break
        prior = max(_LEAST_PRIOR, min(LIKELY_ARM, log((n - k + 1) / (k + 1))))
        finder = replace(finder, usual=usual_own(list(found.kept.values())), prior=prior)
        found = _looked(supposed, finder)
    n, k = len(found.cut.starts), len(found.kept)
    return _reading(supposed, found, extra=_ARMS_AT_ALL + log((n + 1) * comb(n, k)) - k * found.finder.prior)


@dataclass(frozen=True, slots=True)
class _Found:
    """A cut with arms. arms: every reading of a row as arms; kept: those of the cut. finder: that found them."""

    finder: ArmFinder
    arms: Mapping[Span, Arms]
    cut: RowCut
    kept: Mapping[Span, Arms]


def _looked(supposed: _Supposed, finder: ArmFinder) -> _Found:
    """The best cut with arms as the finder judges them."""
    model, costs, gap = supposed.model, supposed.costs, supposed.gap
    spans = promising(model, costs, gap=gap, floor=finder.prior - 2 * finder.reward)
    arms = read_arms(finder, costs, spans)
    cut = cut_rows(model, dict(costs) | {s: min(costs[s], a.cost) for s, a in arms.items()}, gap=gap)
    chosen = set(zip(cut.starts, (*cut.starts[1:], model.slots), strict=True))
    return _Found(finder, arms, cut, {s: a for s, a in arms.items() if s in chosen and a.cost < costs[s]})


def _reading(supposed: _Supposed, found: _Found, *, extra: float) -> Reading:
    rivals = {s: abs(a.cost - supposed.costs[s]) for s, a in found.arms.items()}
    doubts = _doubts(supposed.model, found.cut, rivals)
    cost = found.cut.cost + supposed.prior + _worth(supposed.gap, len(found.cut.starts)) + extra
    return Reading(supposed.model, found.cut, found.kept, doubts, cost)


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
