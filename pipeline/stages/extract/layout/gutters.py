"""White bands between columns of running text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.core.geometry import Box, around
from pipeline.stages.extract.layout.ink import Ink

_FILL = 0.42  # share of a column's width that ink covers in a slice of running text
_SLICE = 4.0  # points


@dataclass(frozen=True, slots=True)
class Gutter:
    """A white band between two columns. x0, x1: points. weight: slices of running text seen on both sides."""

    x0: float
    x1: float
    weight: int

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2


def find_gutters(inks: Sequence[Ink], *, em: float) -> tuple[Gutter, ...]:
    """Gutters of running text, from left to right.

    inks: of one sheet without its furniture, tables and figures. em: size of its body text, points, > 0.
    """
    if len(inks) < 8:
        return ()
    extent = around(i.box for i in inks)
    cover = _coverage(inks, extent, em)
    score = _flanked(cover)
    steady = _eroded(score, max(3, int(0.7 * em)))
    found: list[Gutter] = []
    low, high = int(0.22 * extent.width), int(0.78 * extent.width)
    blocked = np.ones(len(score), dtype=bool)
    blocked[low:high] = False
    while True:
        free = np.where(blocked, 0, steady)
        best = int(free.argmax()) if len(free) else 0
        weight = int(free[best]) if len(free) else 0
        if weight < max(7, 0.5 * found[0].weight if found else 0):
            break
        left, right = _plateau(score, best)
        # Wider white is what short lines leave open beside another column.
        if 0.55 * em <= right - left <= 5 * em:
            found.append(Gutter(extent.x0 + left, extent.x0 + right, weight))
        reach = int(0.17 * extent.width)
        blocked[max(0, left - reach) : right + reach] = True
    return tuple(sorted(found, key=lambda g: g.x0))


def _coverage(inks: Sequence[Ink], extent: Box, em: float) -> NDArray[np.bool_]:
    """Which points of which slices hold ink; lines are padded downwards to close the leading."""
    slices = int(extent.height / _SLICE) + 3
    cover = np.zeros((slices, int(extent.width) + 2), dtype=bool)
    for ink in inks:
        top = int((ink.box.top - extent.top) / _SLICE)
        bottom = int((ink.box.bottom + 0.5 * em - extent.top) / _SLICE)
        left = int(ink.box.x0 - extent.x0)
        cover[top : bottom + 1, left : int(ink.box.x1 - extent.x0) + 1] = True
    return cover


def _flanked(cover: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each point, in how many slices it is white with running text on both sides of it."""
    width = cover.shape[1]
    sums = cover.cumsum(axis=1)
    total = sums[:, -1:]
    left = sums / np.arange(1, width + 1)
    right = (total - sums) / np.maximum(1, np.arange(width - 1, -1, -1))
    flanked = ~cover & (left > _FILL) & (right > _FILL)
    return np.asarray(flanked.sum(axis=0), dtype=np.int64)


def _eroded(score: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """The least score within `width` points: narrow gaps, such as after the numbers of a list, vanish."""
    padded = np.pad(score, (width // 2, width - 1 - width // 2))
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, width).min(axis=1), dtype=np.int64)


def _plateau(score: NDArray[np.int64], best: int) -> tuple[int, int]:
    """The run of points around `best` that are white nearly as often."""
    floor = 0.8 * score[best]
    left = right = best
    while left > 0 and score[left - 1] >= floor:
        left -= 1
    while right < len(score) - 1 and score[right + 1] >= floor:
        right += 1
    return left, right
