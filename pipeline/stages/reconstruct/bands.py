"""Shaded bands of a table: where a colour begins or ends over the whole width, rows meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.words import Shade
from pipeline.stages.reconstruct.frame import Part, ink
from pipeline.stages.reconstruct.strips import Strip

_ACROSS = 0.88  # of the width that the table's words take: a band of a whole row covers more
_SAME = 0.3  # em: an edge this near another, or a rule, is the same


def bands_of(part: Part, shades: Sequence[Shade]) -> tuple[Shade, ...]:
    """The shades of a page that run across the part, upright, top to bottom; those behind all of it left out."""
    left, right = min(ink(w).x0 for w in part.words), max(ink(w).x1 for w in part.words)
    top, bottom = min(ink(w).cy for w in part.words), max(ink(w).cy for w in part.words)
    upright = [replace(s, box=part.to_upright(s.box)) for s in shades]
    across = [s for s in upright if min(s.box.x1, right) - max(s.box.x0, left) > _ACROSS * (right - left)]
    inside = [s for s in across if s.box.bottom > top and s.box.top < bottom]
    return tuple(
        sorted((s for s in inside if not (s.box.top < top and s.box.bottom > bottom)), key=lambda s: s.box.top)
    )


def band_edges(bands: Sequence[Shade], rules: Sequence[float], *, em: float) -> list[float]:
    """The heights of the bands' edges, ascending, where no rule of `rules` (heights) stands."""
    found: list[float] = []
    for y in sorted(y for s in bands for y in (s.box.top, s.box.bottom)):
        if not any(abs(y - other) < _SAME * em for other in (*found, *rules)):
            found.append(y)
    return found


def header_band(lines: Sequence[Strip], bands: Sequence[Shade]) -> float | None:
    """Where the band ends that holds the table's first lines in a colour that no other band has; None without one."""
    if not lines or not bands:
        return None
    first = bands[0]
    alone = all(s.colour != first.colour for s in bands[1:])
    inside = [s for s in lines if first.box.top < s.mid < first.box.bottom]
    return first.box.bottom if alone and inside and inside[0] is lines[0] and len(inside) < len(lines) else None
