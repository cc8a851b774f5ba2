"""Which recognised character stands on which glyph of the text layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.stages.extract.text_layer_glyph import Glyph

# Costs of an alignment, in units of "one character without a partner".
UNPAIRED = 1.0
FARTHEST = 1.1  # ems: farther apart two are never the same ink
SAME_TEXT_BONUS = 0.35


@dataclass(frozen=True, slots=True)
class Seen:
    """A recognised character. x0, x1: in the upright frame of the glyphs, points. confidence: 0..1."""

    text: str
    x0: float
    x1: float
    confidence: float

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2


def align(glyphs: Sequence[Glyph], seen: Sequence[Seen]) -> tuple[Seen | None, ...]:
    """For every glyph of a line (left to right) the character recognised on it, or None.

    The order is kept and the distance decides; the glyphs' own text is only a hint, since it is what is in doubt.
    Two characters recognised on one glyph (a ligature) come as one.
    """
    pairs = _pairs(glyphs, seen)
    partners: list[Seen | None] = [None] * len(glyphs)
    for i, j in pairs:
        partners[i] = seen[j]
    taken = {j for _, j in pairs}
    for j, char in enumerate(seen):
        if j in taken:
            continue
        for i, glyph in enumerate(glyphs):
            mate = partners[i]
            if mate is not None and glyph.box.x0 < char.cx < glyph.box.x1 and len(mate.text) < 3:
                partners[i] = _joined(mate, char)
                break
    return tuple(partners)


def _joined(one: Seen, other: Seen) -> Seen:
    first, second = sorted((one, other), key=lambda s: s.x0)
    return Seen(first.text + second.text, first.x0, second.x1, min(first.confidence, second.confidence))


def _pairs(glyphs: Sequence[Glyph], seen: Sequence[Seen]) -> list[tuple[int, int]]:
    """The cheapest monotone pairing, as (glyph, character) indices."""
    rows, cols = len(glyphs), len(seen)
    best = [[0.0] * (cols + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        best[i][0] = i * UNPAIRED
    for j in range(1, cols + 1):
        best[0][j] = j * UNPAIRED
    costs = [[_cost(g, s) for s in seen] for g in glyphs]
    for i in range(1, rows + 1):
        above, row, cost = best[i - 1], best[i], costs[i - 1]
        for j in range(1, cols + 1):
            row[j] = min(above[j - 1] + cost[j - 1], above[j] + UNPAIRED, row[j - 1] + UNPAIRED)
    pairs: list[tuple[int, int]] = []
    i, j = rows, cols
    while i and j:
        if best[i][j] == best[i - 1][j - 1] + costs[i - 1][j - 1]:
            if costs[i - 1][j - 1] < 2 * UNPAIRED:
                pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif best[i][j] == best[i - 1][j] + UNPAIRED:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _cost(glyph: Glyph, seen: Seen) -> float:
    """Cost of pairing: the distance in ems, less a little where both say the same; 2 where they cannot be one."""
    distance = abs(glyph.box.cx - seen.cx) / max(glyph.char.size, 1.0)
    if distance > FARTHEST:
        return 2 * UNPAIRED
    return max(0.0, distance - (SAME_TEXT_BONUS if glyph.text == seen.text else 0.0))
