"""Rows: one optimisation over all columns at once.

A table's body is cut at horizontal positions into rows; the cut with the least total cost wins (dynamic programming
over the slots on which any column has a line). What costs is in `row_model`; what the second-best cut would be, and by
how much it is worse, comes from the same sums read forwards and backwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.stages.reconstruct.row_model import RowModel

_MOST_SLOTS = 60  # slots of one row
_HOPELESS = 40.0  # cost from which on a longer row is not looked at
_SLACK = 1.5  # how much worse than the best a reading may be that is still looked at
_INFINITE = float("inf")

Span = tuple[int, int]
"""First slot of a row, and the slot after its last."""


@dataclass(frozen=True, slots=True)
class RowCut:
    """starts: the first slot of each row. margins: one for each slot after the first: how much worse the best
    reading is that decides the other way there. cost: of the whole."""

    starts: tuple[int, ...]
    margins: tuple[float, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Sums:
    """forward: the least cost of the slots before each one; back: where the last row before it begins."""

    forward: tuple[float, ...]
    back: tuple[int, ...]

    def starts(self) -> tuple[int, ...]:
        out: list[int] = []
        at = len(self.back) - 1
        while at:
            at = self.back[at]
            out.append(at)
        return tuple(out[::-1])


def row_costs(model: RowModel) -> dict[Span, float]:
    """The cost of every run of slots that may be one row, whatever the white between rows is; ascending."""
    costs: dict[Span, float] = {}
    for start in range(model.slots):
        for stop in range(start + 1, min(model.slots, start + _MOST_SLOTS) + 1):
            if stop > start + 1 and (model.forced(stop - 1) or model.least(start, stop) > _HOPELESS):
                break
            costs[start, stop] = model.row(start, stop)
    return costs


def cut_rows(model: RowModel, costs: Mapping[Span, float], *, gap: float | None) -> RowCut:
    """The best way to cut the model's slots into rows, with its margins. costs: of `row_costs`."""
    n = model.slots
    if n == 0:
        return RowCut((), (), 0.0)
    edges = _edges(model, gap)
    sums = _forward(costs, edges)
    starts = sums.starts()
    return RowCut(starts, _margins(costs, edges, sums.forward, frozenset(starts)), sums.forward[n])


def least_cost(model: RowModel, costs: Mapping[Span, float], *, gap: float | None) -> tuple[float, int]:
    """The cost of the best way to cut, and the number of its rows."""
    sums = _forward(costs, _edges(model, gap))
    return sums.forward[-1], len(sums.starts())


def promising(model: RowModel, costs: Mapping[Span, float], *, gap: float | None, floor: float) -> list[Span]:
    """The runs of slots that would stand in a reading as good as the best one, if they cost no more than floor."""
    edges = _edges(model, gap)
    forward, backward = _forward(costs, edges).forward, _backward(costs, edges)
    return [
        (start, stop)
        for (start, stop), cost in costs.items()
        if forward[start] + edges[start] + min(cost, floor) + backward[stop] < forward[-1] + _SLACK
    ]


def _edges(model: RowModel, gap: float | None) -> list[float]:
    """What a row beginning at each slot costs."""
    return [0.0, *(model.boundary(slot, gap=gap) for slot in range(1, model.slots))]


def _forward(costs: Mapping[Span, float], edges: Sequence[float]) -> _Sums:
    n = len(edges)
    forward, back = [0.0] + [_INFINITE] * n, [0] * (n + 1)
    for (start, stop), cost in costs.items():  # ascending in start, so forward[start] is final
        through = forward[start] + edges[start] + cost
        if through < forward[stop]:
            forward[stop], back[stop] = through, start
    return _Sums(tuple(forward), tuple(back))


def _margins(
    costs: Mapping[Span, float], edges: Sequence[float], forward: Sequence[float], starts: frozenset[int]
) -> tuple[float, ...]:
    """For each inner position: the cost of the best reading that decides it the other way, less that of the best."""
    n = len(edges)
    backward, across = _backward(costs, edges), [_INFINITE] * (n + 1)
    for (start, stop), cost in costs.items():
        through = forward[start] + edges[start] + cost + backward[stop]
        for at in range(start + 1, stop):
            across[at] = min(across[at], through)
    return tuple((across[at] if at in starts else forward[at] + backward[at]) - forward[n] for at in range(1, n))


def _backward(costs: Mapping[Span, float], edges: Sequence[float]) -> list[float]:
    """The least cost of the slots from each one on."""
    backward = [_INFINITE] * len(edges) + [0.0]
    for (start, stop), cost in sorted(costs.items(), reverse=True):
        backward[start] = min(backward[start], edges[start] + cost + backward[stop])
    return backward
