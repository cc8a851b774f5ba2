"""Tables whose every line is a row: lists of figures, accounts, checklists, where no cell runs over a line's end.

The row optimisation weighs what a study's cells hold. Here the lines themselves say that they are rows: they stand at
one distance, nothing forced the breaks between them, and no text goes on over one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.core.scripts import CJK_RANGES, cjk_count, is_cjk
from pipeline.core.words import Word
from pipeline.stages.reconstruct.body import Body, deal
from pipeline.stages.reconstruct.clues import CITATION, YEAR, first_word_width, is_value, per_row, torn
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import ink
from pipeline.stages.reconstruct.groups import group_lines, spread
from pipeline.stages.reconstruct.header import GridCell
from pipeline.stages.reconstruct.row_model import usual_pitch
from pipeline.stages.reconstruct.strips import Strip, strips

SURE = 10.0  # the margin told for rows that nothing speaks against
_FEWEST = 3  # lines of such a table
_EVEN = 0.3  # em: how unevenly the lines may stand
_NEARER = 0.15  # em: how much nearer than usual two may stand; lines of one cell are nearer than rows
LOW = 0.85  # em: lines nearer than this stand beside one another, not under
LEVEL = 0.3  # em: how much lines of one row may be off
_RESTS = 0.1  # of the lines
_APART = 0.9  # of the breaks must be parted by something
_FIGURES = re.compile(rf"^[^A-Za-z{CJK_RANGES}]*(?:\d|[√✓×✕●○□☑■+\-−–—])[^A-Za-z{CJK_RANGES}]*[A-Za-z%*]{{0,2}}$")
SPARSE = 0.72  # entries of a row-spanning column per row at most
TORN = 2.0  # from here on a text goes on over a break


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of each column, and the places (middles, points) of the rows they make."""

    columns: tuple[tuple[Strip, ...], ...]
    places: tuple[float, ...]
    em: float

    def at(self, column: int, row: int) -> tuple[Strip, ...]:
        place = self.places[row]
        return tuple(s for s in self.columns[column] if abs(s.mid - place) <= LEVEL * self.em)


def plain_body(words: Sequence[Word], columns: Columns, *, em: float) -> Body | None:
    """The body with each line a row; None where a cell may run over several lines, or studies are its rows."""
    if columns.count < 2:
        return None
    groups = group_lines(strips(words), columns, em=em)
    grouped = {id(w) for g in groups for w in g.words}
    dealt = [strips(some) for some in deal([w for w in words if id(w) not in grouped], columns)]
    if any(of_studies(lines) for lines in dealt[:3]):
        return None
    free = _spanning(dealt, em=em)
    bound = [lines for i, lines in enumerate(dealt) if i not in free]
    places = _places([*bound, groups], em=em)
    if places is None or _is_text(groups, places, em=em):
        return None
    own = _Lines(tuple(() if i in free else tuple(lines) for i, lines in enumerate(dealt)), places, em)
    if not _parted(own, columns) or _in_two_languages(bound) or _of_rests(own, len(bound)):
        return None
    cells = _cells(own, groups)
    heights = _heights(own, groups)
    for column in free:
        cells += spread(dealt[column], column, heights, pitch=usual_pitch(dealt, em=em), em=em)
    return Body(tuple(sorted(cells, key=lambda c: (c.row, c.col))), (SURE,) * len(places))


def of_studies(lines: Sequence[Strip]) -> bool:
    """Whether a column names studies: years or citations in about every entry."""
    texts = [s.text for s in lines]
    return per_row(texts, CITATION) or (per_row(texts, YEAR) and not all(_FIGURES.match(t) for t in texts))


def _spanning(columns: Sequence[Sequence[Strip]], *, em: float) -> list[int]:
    """Leading columns whose entries are clearly fewer than the lines of the rest: their cells span rows."""
    free: list[int] = []
    for i, lines in enumerate(columns[:-1]):
        rest = _places(columns[i + 1 :], em=em)
        if rest is None or not lines:
            break
        level = sum(any(abs(s.mid - place) <= LEVEL * em for place in rest) for s in lines)
        if len(lines) > SPARSE * len(rest) and level == len(lines):
            break
        if len(lines) > len(rest):
            break
        free.append(i)
    return free if len(free) < len(columns) - 1 else []


def _places(columns: Sequence[Sequence[Strip]], *, em: float) -> tuple[float, ...] | None:
    """The middles of the rows if every line is one; None where lines stand unevenly, or are too few to say."""
    clusters: list[list[float]] = []
    for mid in sorted(s.mid for lines in columns for s in lines):
        if clusters and mid - clusters[-1][0] <= LEVEL * em:
            clusters[-1].append(mid)
        else:
            clusters.append([mid])
    places = tuple(median(c) for c in clusters)
    steps = [b - a for a, b in pairwise(places)]
    if len(places) < _FEWEST or min(steps) < LOW * em:
        return None
    usual = median(steps)
    # A rule or a group's name may have more white about it, never less.
    even = sum(abs(step - usual) < _EVEN * em for step in steps)
    return places if even >= 0.7 * len(steps) and min(steps) > usual - _NEARER * em else None


def _is_text(groups: Sequence[Strip], places: Sequence[float], *, em: float) -> bool:
    """Whether lines over all columns follow one another: a text, not the names of groups."""
    rows = [i for i, place in enumerate(places) if any(abs(g.mid - place) <= LEVEL * em for g in groups)]
    return any(b == a + 1 for a, b in pairwise(rows))


def _parted(lines: _Lines, columns: Columns) -> bool:
    """Whether something parts the lines at nearly every break, and nothing runs over any."""
    apart = 0
    widths = [max((s.x1 - s.x0 for s in some), default=0.0) for some in lines.columns]
    lower = [sum(s.text[:1].islower() for s in some) / max(1, len(some)) for some in lines.columns]
    for row in range(len(lines.places) - 1):
        sure = False
        for column in range(columns.count):
            above, below = lines.at(column, row), lines.at(column, row + 1)
            if not above or not below:
                continue
            a, b = above[-1], below[0]
            if tears(a.text, b.text, lower_starts=lower[column]) >= TORN:
                return False
            if _alone(lines, row + 1) and b.text[:1].islower():
                return False  # the rest of a label
            sure = sure or closed(a, b, width=widths[column], em=lines.em)
        apart += sure or _alone(lines, row) or _alone(lines, row + 1)
    return apart >= _APART * (len(lines.places) - 1)


def _of_rests(lines: _Lines, columns: int) -> bool:
    """Whether lines hold nothing but a piece of text in one later column: the rest of a cell, not a row."""
    rests = 0
    for row in range(len(lines.places)):
        filled = [(i, some) for i, _ in enumerate(lines.columns) if (some := lines.at(i, row))]
        rests += len(filled) == 1 and filled[0][0] > 0 and not is_figures(filled[0][1][0].text)
    return columns > 1 and rests > _RESTS * len(lines.places)


def closed(a: Strip, b: Strip, *, width: float, em: float) -> bool:
    """Whether two lines of a column are texts of their own: figures, or a break that nothing forced."""
    if is_figures(a.text) and is_figures(b.text):
        return True
    need = 0.25 * em + first_word_width(b.text, width=b.x1 - b.x0)
    return width - (a.x1 - a.x0) > need + 0.6 * em


def is_figures(text: str) -> bool:
    """Whether a line is a whole entry by itself: a number with what belongs to it, a tick, a missing mark."""
    return bool(_FIGURES.match(text)) or is_value(text) or (len(text) == 1 and not is_cjk(text))


def tears(above: str, below: str, *, lower_starts: float) -> float:
    """How much a break tears a text; ticks and crosses end no text, and a colon may end a group's name."""
    if not any(c.isalnum() for c in above + below) or above.endswith((":", "：")):
        return 0.0
    return torn(above, below, lower_starts=lower_starts)


def _alone(lines: _Lines, row: int) -> bool:
    """Whether the row is a group's name: one text in the first column, or one that spans the table."""
    filled = [i for i, _ in enumerate(lines.columns) if lines.at(i, row)]
    return filled in ([], [0])


def _in_two_languages(columns: Sequence[Sequence[Strip]]) -> bool:
    """Whether a column's lines are Chinese and Latin by turns: each cell is said twice."""
    for lines in columns:
        chinese = [cjk_count(s.text) > 0 for s in lines]
        turns = sum(a != b for a, b in pairwise(chinese))
        worded = sum(any(c.isalpha() for c in s.text) for s in lines)
        if worded > 0.8 * len(lines) and len(lines) >= _FEWEST and turns > 0.6 * (len(lines) - 1):
            return True
    return False


def _cells(lines: _Lines, groups: Sequence[Strip]) -> list[GridCell]:
    cells: list[GridCell] = []
    count = len(lines.columns)
    for row, place in enumerate(lines.places):
        over = [g for g in groups if abs(g.mid - place) <= LEVEL * lines.em]
        filled = [(i, tuple(w for s in some for w in s.words)) for i in range(count) if (some := lines.at(i, row))]
        if over:
            cells.append(GridCell(row, 0, 1, count, tuple(w for g in over for w in g.words)))
        elif len(filled) == 1 and filled[0][0] == 0 and count > 2:
            cells.append(GridCell(row, 0, 1, count, filled[0][1]))
        else:
            cells.extend(GridCell(row, i, 1, 1, some) for i, some in filled)
    return cells


def _heights(lines: _Lines, groups: Sequence[Strip]) -> list[tuple[float, float]]:
    """Top and bottom of each row."""
    out: list[tuple[float, float]] = []
    for row, place in enumerate(lines.places):
        some = [s for i, _ in enumerate(lines.columns) for s in lines.at(i, row)]
        some += [g for g in groups if abs(g.mid - place) <= LEVEL * lines.em]
        boxes = [ink(w) for s in some for w in s.words]
        out.append((min(b.top for b in boxes), max(b.bottom for b in boxes)))
    return out
