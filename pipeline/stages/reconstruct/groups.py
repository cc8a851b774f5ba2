"""Group rows and group columns: lines that span the table, and leading columns whose cells span several rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.core.geometry import around
from pipeline.stages.reconstruct.clues import CITATION, YEAR, is_value, torn
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import ink
from pipeline.stages.reconstruct.header import GridCell
from pipeline.stages.reconstruct.row_model import styled, usual_pitch
from pipeline.stages.reconstruct.strips import Strip

_SPARSE = 0.72  # entries of a group column per row at most
_FEWEST_ROWS = 3


def group_lines(lines: Sequence[Strip], columns: Columns, *, em: float) -> list[Strip]:
    """Lines that stand alone at their height and run over a gutter, or stand in the middle of the table."""
    if columns.count < 2:
        return []
    found: list[Strip] = []
    odd: list[Strip] = []
    for line in lines:
        gaps = [ink(b).x0 - ink(a).x1 for a, b in pairwise(line.words)]
        if any(g > 0.8 * em for g in gaps) or any(o is not line and _beside(o, line) for o in lines):
            continue
        if (columns.count > 2 and _runs_over(line, columns, em=em)) or _central(line, columns, em=em):
            found.append(line)
        elif columns.at(line.x0) > 0 and not is_value(line.text) and not _in_line(line, lines, columns, em=em):
            odd.append(line)
    found += [a for a in odd if any(b is not a and abs(a.x0 + a.x1 - b.x0 - b.x1) < 0.4 * em for b in odd)]
    return sorted(found, key=lambda s: s.mid)


def _in_line(line: Strip, lines: Sequence[Strip], columns: Columns, *, em: float) -> bool:
    """Whether a line begins where the texts of its column do, or has its middle where theirs have it; a group's name
    about the middle of the table stands aslant of the column that it happens to be in."""
    column = columns.at((line.x0 + line.x1) / 2)
    left, right = columns.edges[column], columns.edges[column + 1]
    texts = [
        around(boxes)
        for other in lines
        if other is not line and (boxes := [ink(w) for w in other.words if left <= ink(w).cx < right])
    ]
    alike = [abs(t.x0 - line.x0) < 0.5 * em or abs(t.cx - (line.x0 + line.x1) / 2) < 0.3 * em for t in texts]
    return sum(alike) > 0.2 * len(alike)


def _beside(a: Strip, b: Strip) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.25 * min(a.height, b.height)


def _runs_over(line: Strip, columns: Columns, *, em: float) -> bool:
    """Whether the line runs over a gutter: a word covers it, or the white there is much less than the gutter's."""
    crossed = [g for g in columns.gutters if line.x0 < g.x0 - 0.3 * em and line.x1 > g.x1 + 0.3 * em]
    if not crossed or _one_word_over(line, columns):
        return False
    covered = any(ink(w).x0 < g.x0 - 0.1 * em and ink(w).x1 > g.x1 + 0.1 * em for g in crossed for w in line.words)
    return covered or all(_white_at(line, g.cx) < 0.6 * g.width for g in crossed)


def _white_at(line: Strip, x: float) -> float:
    """The white between the words of a line on both sides of x, points."""
    left = max((ink(w).x1 for w in line.words if ink(w).cx < x), default=x)
    right = min((ink(w).x0 for w in line.words if ink(w).cx >= x), default=x)
    return right - left


def _central(line: Strip, columns: Columns, *, em: float) -> bool:
    """A bold line about the table's middle, not in its first column."""
    centre = (columns.edges[0] + columns.edges[-1]) / 2
    if abs((line.x0 + line.x1) / 2 - centre) > 0.5 * em or columns.at(line.x0) == 0:
        return False
    return all(styled(w) for w in line.words) and not is_value(line.text)


def _one_word_over(line: Strip, columns: Columns) -> bool:
    """A line of a column other than the first that merely reaches over a gutter."""
    return (
        columns.at(line.x0) > 0 and columns.at((line.x0 + line.x1) / 2) == columns.at(line.x0) and len(line.words) < 3
    )


def free_columns(lines: Sequence[Sequence[Strip]], *, key: int, em: float) -> list[int]:
    """Leading columns whose entries are clearly fewer than the studies: their cells span rows."""
    if key == 0:
        return []
    studies = max(
        sum(bool(YEAR.search(s.text)) for s in lines[key]), sum(bool(CITATION.search(s.text)) for s in lines[key])
    )
    pitch = usual_pitch(lines, em=em)
    free: list[int] = []
    for column in range(key):
        entries = 1 + sum(
            b.mid - a.mid > 1.35 * pitch or (is_value(a.text) and is_value(b.text)) for a, b in pairwise(lines[column])
        )
        if studies >= _FEWEST_ROWS and lines[column] and entries <= _SPARSE * studies:
            free.append(column)
    return free


def spread(
    lines: Sequence[Strip], column: int, rows: Sequence[tuple[float, float]], *, pitch: float, em: float
) -> list[GridCell]:
    """The cells of a group column over the rows (top, bottom of each): entries and spans chosen together.

    Each entry stands at the middle of its rows, or each at the top of its first; whichever fits the whole column.
    """
    if not lines or not rows:
        return []
    options = [_spread(lines, rows, middle=middle, pitch=pitch, em=em) for middle in (True, False)]
    _, plan = min(options, key=lambda o: o[0])
    return [
        GridCell(first, column, last - first, 1, tuple(w for s in lines[a:b] for w in s.words))
        for a, b, first, last in plan
    ]


def _spread(
    lines: Sequence[Strip], rows: Sequence[tuple[float, float]], *, middle: bool, pitch: float, em: float
) -> tuple[float, list[tuple[int, int, int, int]]]:
    """Cost and (first line, end line, first row, end row) of the best covering of the rows by entries."""
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    back: dict[tuple[int, int], tuple[int, int]] = {}
    for a in range(len(lines)):
        for first in range(len(rows)):
            if (a, first) not in best:
                continue
            for b in range(a + 1, len(lines) + 1):
                inner = sum(_apart(x, y, pitch) for x, y in pairwise(lines[a:b]))
                cut = torn(lines[b - 1].text, lines[b].text, lower_starts=0.0) if b < len(lines) else 0.0
                top, bottom = lines[a].top, lines[b - 1].bottom
                for last in range(first + 1, len(rows) + 1):
                    if middle:
                        off = abs((top + bottom) / 2 - (rows[first][0] + rows[last - 1][1]) / 2)
                    else:
                        off = abs(top - rows[first][0]) + max(0.0, bottom - rows[last - 1][1])
                    cost = best[a, first] + inner + cut + min(20.0, off / (0.3 * em))
                    if cost < best.get((b, last), float("inf")):
                        best[b, last], back[b, last] = cost, (a, first)
    end = (len(lines), len(rows))
    if end not in best:
        return float("inf"), [(0, len(lines), 0, len(rows))]
    plan: list[tuple[int, int, int, int]] = []
    at = end
    while at != (0, 0):
        before = back[at]
        plan.append((before[0], at[0], before[1], at[1]))
        at = before
    return best[end], plan[::-1]


def _apart(a: Strip, b: Strip, pitch: float) -> float:
    """What it costs to read two lines of a group column as one entry."""
    return max(0.0, ((b.mid - a.mid) / pitch - 1.15) * 8.0)
