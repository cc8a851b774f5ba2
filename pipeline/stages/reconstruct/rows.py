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
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class RowCut:
    """starts: the first slot of each row. margins: one for each slot after the first: how much worse the best
    reading is that decides the other way there. cost: of the whole."""

    starts: tuple[int, ...]
    margins: tuple[float, ...]
    cost: float


def cut_rows(model: RowModel) -> RowCut:
    """The best way to cut the model's slots into rows, with its margins."""
    n = model.slots
    if n == 0:
        return RowCut((), (), 0.0)
    costs: dict[tuple[int, int], float] = {}
    for start in range(n):
        edge = model.boundary(start) if start else 0.0
        for stop in range(start + 1, min(n, start + _MOST_SLOTS) + 1):
            if stop > start + 1 and model.forced(stop - 1):
                break
            costs[start, stop] = edge + model.row(start, stop)
    forward, back = [0.0] + [_INFINITE] * n, [0] * (n + 1)
    for (start, stop), cost in costs.items():  # ascending in start, so forward[start] is final
        if forward[start] + cost < forward[stop]:
            forward[stop], back[stop] = forward[start] + cost, start
    backward = [_INFINITE] * n + [0.0]
    for (start, stop), cost in reversed(costs.items()):
        backward[start] = min(backward[start], cost + backward[stop])
    starts: list[int] = []
    at = n
    while at:
        at = back[at]
        starts.append(at)
    return RowCut(tuple(starts[::-1]), _margins(costs, forward, backward, frozenset(starts)), forward[n])


def _margins(
    costs: Mapping[tuple[int, int], float],
    forward: Sequence[float],
    backward: Sequence[float],
    starts: frozenset[int],
) -> tuple[float, ...]:
    """For each inner position: the cost of the best reading that decides it the other way, less that of the best."""
    n = len(forward) - 1
    across = [_INFINITE] * (n + 1)
    for (start, stop), cost in costs.items():
        through = forward[start] + cost + backward[stop]
        for at in range(start + 1, stop):
            across[at] = min(across[at], through)
    return tuple((across[at] if at in starts else forward[at] + backward[at]) - forward[n] for at in range(1, n))
