"""Tables that drawn lines enclose: frames and grids of cells, whatever stands in them, if anything."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.core.geometry import Box, around
from pipeline.core.words import Rule
from pipeline.stages.extract.layout.grain import inks_in
from pipeline.stages.extract.layout.ink import Ink, Sheet

_TOUCH = 3.0  # points between two lines that meet
_WHOLE = 0.9  # of the grid's width or height: lines that run across it
_FEWEST_WORDS = 3


def drawn_grids(sheet: Sheet, inks: Sequence[Ink]) -> tuple[Box, ...]:
    """Outlines of the grids that lines draw on the sheet: two rows or more, two columns or more.

    Lines run along the top and the bottom of a grid, and inside it from line to line; its left and right sides are
    drawn or open. Boxes joined by arrows (a flow chart) and the lines behind a chart are none.
    """
    across = _pieces(sheet.rules, horizontal=True)
    down = _pieces(sheet.rules, horizontal=False)
    grids = [_grid(group, inks) for group in _groups(across, down)]
    return tuple(g for g in grids if g is not None)


def _pieces(rules: Sequence[Rule], *, horizontal: bool) -> list[Box]:
    """Lines of one direction; pieces that go on from one another made one."""
    boxes = sorted((r.box for r in rules if r.horizontal == horizontal), key=lambda b: (b.x0, b.top))
    lines: list[Box] = []
    for box in boxes:
        for n, line in enumerate(lines):
            level = abs(line.cy - box.cy) if horizontal else abs(line.cx - box.cx)
            if level < 1.6 and line.padded(_TOUCH, _TOUCH).intersects(box.padded(0.01, 0.01)):
                lines[n] = around((line, box))
                break
        else:
            lines.append(box)
    return lines


def _groups(across: Sequence[Box], down: Sequence[Box]) -> list[tuple[list[Box], list[Box]]]:
    """Lines that hang together where one of each direction meet."""
    groups: list[tuple[list[Box], list[Box]]] = []
    for box in down:
        reach = box.padded(_TOUCH, _TOUCH)
        meets = [b for b in across if b.padded(0, 0.01).intersects(reach)]
        joined = [g for g in groups if any(b in g[0] for b in meets)]
        rows = list(dict.fromkeys([*meets, *(b for g in joined for b in g[0])]))
        groups = [g for g in groups if g not in joined]
        groups.append((rows, [box, *(b for g in joined for b in g[1])]))
    return [g for g in groups if len(g[0]) >= 3]


def _grid(group: tuple[list[Box], list[Box]], inks: Sequence[Ink]) -> Box | None:
    across, down = group
    box = around([*across, *down])
    wide = [b for b in across if b.width > _WHOLE * box.width]
    if not any(b.cy - box.top < _TOUCH for b in wide) or not any(box.bottom - b.cy < _TOUCH for b in wide):
        return None
    if _heights(across) < 3 or not all(_drawn_or_open(down, x, box) for x in (box.x0, box.x1)):
        return None
    inner = [b for b in down if box.x0 + _TOUCH < b.cx < box.x1 - _TOUCH]
    if not inner or not all(_held(b, across) for b in inner):
        return None
    inside = inks_in(inks, box)
    crossed = sum(_stands_over(i, b) for i in inside for b in inner)
    many = len(inside) >= _FEWEST_WORDS and crossed <= 0.05 * len(inside)
    return box if many and _filled(inside, inner) else None


def _heights(across: Sequence[Box]) -> int:
    """At how many heights lines stand; the two of a double line count once."""
    places = sorted(b.cy for b in across)
    return 1 + sum(b - a > 2 * _TOUCH for a, b in pairwise(places))


def _drawn_or_open(down: Sequence[Box], x: float, box: Box) -> bool:
    """Whether a line runs along the whole side of the grid, or none at all."""
    drawn = sum(b.height for b in down if abs(b.cx - x) < _TOUCH)
    return drawn > _WHOLE * box.height or drawn < 0.1 * box.height


def _held(line: Box, across: Sequence[Box]) -> bool:
    """Whether a line ends at both ends at one that runs across it."""
    ends = (line.top, line.bottom)
    return all(any(abs(b.cy - y) < _TOUCH + 1 and b.x0 - 1 < line.cx < b.x1 + 1 for b in across) for y in ends)


def _stands_over(ink: Ink, line: Box) -> bool:
    """Whether a word lies over a line, as none does that stands in a cell."""
    slack = 0.2 * ink.size
    return line.top < ink.box.cy < line.bottom and ink.box.x0 + slack < line.cx < ink.box.x1 - slack


def _filled(inks: Sequence[Ink], inner: Sequence[Box]) -> bool:
    """Whether words stand on both sides of an inner line: a frame round one text is no table."""
    return any(
        any(i.box.cx < b.cx for i in beside) and any(i.box.cx > b.cx for i in beside)
        for b in inner
        if (beside := [i for i in inks if b.top < i.box.cy < b.bottom])
    )
