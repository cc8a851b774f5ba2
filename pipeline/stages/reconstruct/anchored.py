"""Tables whose figures say where their rows are: texts beside them may run over several lines.

Each figure stands at the middle, the top or the bottom of its row. The lines of every text column are dealt out to
the rows so that each entry stands there too; where they do not fit, the table is not of this kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from pipeline.core.words import Word
from pipeline.stages.reconstruct.body import Body, deal
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.groups import group_lines, spread
from pipeline.stages.reconstruct.header import GridCell
from pipeline.stages.reconstruct.plain import (
    LEVEL,
    LOW,
    SPARSE,
    SURE,
    TORN,
    closed,
    is_figures,
    of_studies,
    tears,
)
from pipeline.stages.reconstruct.row_model import usual_pitch
from pipeline.stages.reconstruct.strips import Strip, strips

_FEWEST = 2  # rows
_FIGURES = 0.9  # of the lines of a column that says where the rows are
_OFF = 0.14  # em: usual error of a line's place
_MOST_OFF = 0.36  # em: an entry further off does not stand at its row
_BLANK = 1.5  # cost of a row without an entry of a text column
_OWN = 1.2  # cost of an entry in no row of figures: a group's name
_UNFORCED = 2.0  # cost of a break in an entry that nothing forced
_WIDE = 3.0  # cost of white in an entry that is wider than the leading
_NEVER = 1e9

_Stand = Literal["middle", "top", "bottom"]


@dataclass(frozen=True, slots=True)
class _Entry:
    """Lines of one text column; row: the index of its place, None for a row of its own."""

    lines: tuple[Strip, ...]
    row: int | None


@dataclass(frozen=True, slots=True)
class _Reading:
    entries: tuple[_Entry, ...]
    cost: float


def anchored_body(words: Sequence[Word], columns: Columns, *, em: float) -> Body | None:
    """The body with a row at each figure's height; None where figures do not tell, or studies are the rows."""
    groups = group_lines(strips(words), columns, em=em)
    grouped = {id(w) for g in groups for w in g.words}
    dealt = [strips(some) for some in deal([w for w in words if id(w) not in grouped], columns)]
    anchors = [i for i, lines in enumerate(dealt) if _tells(lines)]
    if columns.count < 2 or not anchors or any(of_studies(lines) for lines in dealt[:3]):
        return None
    places = _places([dealt[i] for i in anchors], em=em)
    if len(places) < _FEWEST or min(b - a for a, b in pairwise(places)) < LOW * em:
        return None
    texts = [i for i, lines in enumerate(dealt) if i not in anchors and lines]
    fits = [fit for stand in ("middle", "top", "bottom") if (fit := _fit(dealt, texts, places, stand, em=em))]
    if not fits:
        return None
    read = min(fits, key=lambda fit: sum(r.cost for r in fit.values()))
    return _body(dealt, anchors, places, read, groups, em=em)


def _tells(lines: Sequence[Strip]) -> bool:
    return len(lines) >= _FEWEST and sum(is_figures(s.text) for s in lines) >= _FIGURES * len(lines)


def _places(columns: Sequence[Sequence[Strip]], *, em: float) -> tuple[float, ...]:
    """The heights of the figures, top to bottom."""
    clusters: list[list[float]] = []
    for mid in sorted(s.mid for lines in columns for s in lines):
        if clusters and mid - clusters[-1][0] <= LEVEL * em:
            clusters[-1].append(mid)
        else:
            clusters.append([mid])
    return tuple(median(c) for c in clusters)


def _fit(
    dealt: Sequence[Sequence[Strip]],
    texts: Sequence[int],
    places: Sequence[float],
    stand: _Stand,
    *,
    em: float,
) -> dict[int, _Reading] | None:
    """The readings of the text columns; leading ones whose entries span rows are left out. None: one does not fit."""
    found: dict[int, _Reading] = {}
    pitch = usual_pitch(dealt, em=em)
    for column in texts:
        others = [s for i, lines in enumerate(dealt) if i != column for s in lines]
        named = [s for s in dealt[column] if column == 0 and not s.text[:1].islower()]
        free = frozenset(s for s in named if not any(_beside(s, o) for o in others))
        width = max(s.x1 - s.x0 for s in dealt[column])
        reading = _dealt_out(dealt[column], places, stand, free=free, width=width, pitch=pitch, em=em)
        leading = column == 0 or all(c not in found for c in range(column))
        sparse = reading is not None and len(reading.entries) <= SPARSE * len(places)
        if leading and column + 1 < len(dealt) and (reading is None or (sparse and _named(reading))):
            continue
        if reading is None:
            return None
        found[column] = reading
    return found if len(found) > 0 or not texts else None


def _beside(a: Strip, b: Strip) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.25 * min(a.height, b.height)


def _named(reading: _Reading) -> bool:
    return all(e.row is not None for e in reading.entries)


def _dealt_out(
    lines: Sequence[Strip],
    places: Sequence[float],
    stand: _Stand,
    *,
    free: frozenset[Strip],
    width: float,
    pitch: float,
    em: float,
) -> _Reading | None:
    """The lines of a column as entries at the places, from top to bottom, at the least cost. free: lines with nothing
    beside them, which may be rows of their own. None where an entry would stand off its place, or a text be torn."""
    n, m = len(lines), len(places)
    lower = sum(s.text[:1].islower() for s in lines) / n
    best = [[_NEVER] * (m + 1) for _ in range(n + 1)]
    back: dict[tuple[int, int], tuple[int, int]] = {}
    best[0][0] = 0.0
    for i in range(n + 1):
        for j in range(m + 1):
            so_far = best[i][j]
            if so_far >= _NEVER:
                continue
            steps = [(i, j + 1, _BLANK)] if j < m else []
            inner = 0.0
            for k in range(i + 1, n + 1):
                inner += _going_on(lines[k - 2], lines[k - 1], width=width, pitch=pitch, em=em) if k > i + 1 else 0.0
                if inner > 4 * _WIDE:
                    break
                tear = tears(lines[k - 1].text, lines[k].text, lower_starts=lower) if k < n else 0.0
                cost = inner + (_NEVER if tear >= TORN else tear)
                if j < m and _between(lines[i:k], places, j, em=em):
                    steps.append((k, j + 1, cost + _off(lines[i:k], places[j], stand, em=em)))
                if free.issuperset(lines[i:k]) and _clear(lines[i:k], places, j, em=em):
                    steps.append((k, j, cost + _OWN))
            for k, j2, cost in steps:
                if so_far + cost < best[k][j2]:
                    best[k][j2], back[k, j2] = so_far + cost, (i, j)
    if best[n][m] >= _NEVER:
        return None
    entries: list[_Entry] = []
    at = (n, m)
    while at != (0, 0):
        i, j = back[at]
        if i < at[0]:
            entries.append(_Entry(tuple(lines[i : at[0]]), j if j < at[1] else None))
        at = (i, j)
    return _Reading(tuple(entries[::-1]), best[n][m])


def _off(lines: Sequence[Strip], place: float, stand: _Stand, *, em: float) -> float:
    """What it costs that an entry stands off its place."""
    match stand:
        case "middle":
            at = (lines[0].mid + lines[-1].mid) / 2
        case "top":
            at = lines[0].mid
        case "bottom":
            at = lines[-1].mid
    off = abs(at - place) / em
    return _NEVER if off > _MOST_OFF else 0.5 * (off / _OFF) ** 2


def _between(lines: Sequence[Strip], places: Sequence[float], row: int, *, em: float) -> bool:
    """Whether an entry of a row ends before the next row's height, and begins after that of the row before."""
    above = row == 0 or lines[0].mid > places[row - 1] + LEVEL * em
    return above and (row + 1 == len(places) or lines[-1].mid < places[row + 1] - LEVEL * em)


def _clear(lines: Sequence[Strip], places: Sequence[float], after: int, *, em: float) -> bool:
    """Whether an entry stands between the place before `after` and the one at it, with room for a line on each side."""
    above = after == 0 or lines[0].mid - places[after - 1] > LOW * em
    return above and (after == len(places) or places[after] - lines[-1].mid > LOW * em)


def _going_on(a: Strip, b: Strip, *, width: float, pitch: float, em: float) -> float:
    """What it costs that an entry goes on from one line to the next."""
    wide = b.mid - a.mid > 1.25 * pitch
    return (_WIDE if wide else 0.0) + (_UNFORCED if closed(a, b, width=width, em=em) else 0.0)


def _body(
    dealt: Sequence[Sequence[Strip]],
    anchors: Sequence[int],
    places: Sequence[float],
    read: dict[int, _Reading],
    groups: Sequence[Strip],
    *,
    em: float,
) -> Body:
    """The cells: figures and entries at their rows, groups' names and entries of their own between them."""
    alone = [e.lines for r in read.values() for e in r.entries if e.row is None] + [(g,) for g in groups]
    heights = sorted([(p, -1) for p in places] + [(some[0].mid, k) for k, some in enumerate(alone)])
    row_of_place = [r for r, (_, k) in enumerate(heights) if k < 0]
    cells: list[GridCell] = []
    for row, (_, k) in enumerate(heights):
        if k >= 0:
            cells.append(GridCell(row, 0, 1, len(dealt), tuple(w for s in alone[k] for w in s.words)))
    for column in anchors:
        for line in dealt[column]:
            nearest = min(range(len(places)), key=lambda j: abs(places[j] - line.mid))
            cells.append(GridCell(row_of_place[nearest], column, 1, 1, line.words))
    for column, reading in read.items():
        for entry in reading.entries:
            if entry.row is not None:
                words = tuple(w for s in entry.lines for w in s.words)
                cells.append(GridCell(row_of_place[entry.row], column, 1, 1, words))
    extents = _extents(cells, dealt, [mid for mid, _ in heights], em=em)
    for column, lines in enumerate(dealt):
        if lines and column not in anchors and column not in read:
            cells += spread(lines, column, extents, pitch=usual_pitch(dealt, em=em), em=em)
    return Body(tuple(sorted(cells, key=lambda c: (c.row, c.col))), (SURE,) * len(heights))


def _extents(
    cells: Sequence[GridCell], dealt: Sequence[Sequence[Strip]], middles: Sequence[float], *, em: float
) -> list[tuple[float, float]]:
    """Top and bottom of each row, from the lines of its cells."""
    known = {id(w): s for lines in dealt for s in lines for w in s.words}
    out: list[tuple[float, float]] = []
    for row, mid in enumerate(middles):
        some = [known[id(w)] for c in cells if c.row == row for w in c.words if id(w) in known]
        top = min((s.top for s in some), default=mid - em / 2)
        out.append((top, max((s.bottom for s in some), default=mid + em / 2)))
    return out
