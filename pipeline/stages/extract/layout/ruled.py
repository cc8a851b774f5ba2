"""Tables that drawn lines bound: three-line tables, ruled grids, and what is left of either on a scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.core.geometry import Box, around
from pipeline.core.words import Rule
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.grain import inks_in, is_tabular
from pipeline.stages.extract.layout.ink import Ink, Row, Sheet, rows_of, segments


@dataclass(frozen=True, slots=True)
class Bound:
    """A table found. box: outer rules, or the ink where one is missing. why: what bounds it."""

    box: Box
    why: str


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two neighbouring rules of a stack: `table`, `caption`, `text` or `empty`."""

    kind: str
    box: Box


def ruled_tables(sheet: Sheet, inks: Sequence[Ink], *, em: float) -> tuple[Bound, ...]:
    """Tables between horizontal rules of one extent, from top to bottom.

    inks: of the sheet without running heads and feet. em: size of body text, points.
    """
    heads = [i.box.top for i in inks]
    first = min(heads, default=0.0)
    rules = [b for b in joined(sheet.rules) if b.width > 0.14 * sheet.width and b.bottom > first - 3 * em]
    found: list[Bound] = []
    for stack in _stacks(rules):
        found.extend(_tables_in(stack, inks, em))
    return _outermost(found)


def joined(rules: Sequence[Rule]) -> list[Box]:
    """Horizontal rules as boxes, pieces of one broken line joined."""
    pieces = sorted((r.box for r in rules if r.horizontal), key=lambda b: (round(b.cy), b.x0))
    lines: list[Box] = []
    for piece in sorted(pieces, key=lambda b: b.x0):
        for n, line in enumerate(lines):
            if abs(line.cy - piece.cy) < 1.6 and piece.x0 - line.x1 < 4.0:
                lines[n] = around((line, piece))
                break
        else:
            lines.append(piece)
    return sorted(lines, key=lambda b: (b.cy, b.x0))


def _stacks(rules: Sequence[Box]) -> list[list[Box]]:
    """Rules of the same horizontal extent, from top to bottom; rules at one height count once."""
    stacks: list[list[Box]] = []
    for rule in rules:
        for stack in stacks:
            model = stack[0]
            slack = max(5.0, 0.025 * model.width)
            if abs(model.x0 - rule.x0) < slack and abs(model.x1 - rule.x1) < slack:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [s for s in stacks if len(s) >= 2]


def _tables_in(stack: Sequence[Box], inks: Sequence[Ink], em: float) -> list[Bound]:
    gaps = [_gap(a, b, inks) for a, b in pairwise(stack)]
    found, run = [], list[_Gap]()
    for n, gap in enumerate([*gaps, _Gap("text", stack[-1])]):
        if gap.kind in ("table", "empty") and not (gap.kind == "empty" and gap.box.height > 2.5 * em):
            run.append(gap)
            continue
        # A row that one cell fills (a group's name) stands between rules inside a table.
        one_line = gap.kind == "text" and run and n + 1 < len(gaps) and gaps[n + 1].kind == "table"
        if one_line and gap.box.height < 2.6 * em:
            run.append(gap)
            continue
        found.extend(_bound(run, inks, em))
        run = []
    return found


def _gap(upper: Box, lower: Box, inks: Sequence[Ink]) -> _Gap:
    box = Box(min(upper.x0, lower.x0), upper.cy, max(upper.x1, lower.x1), lower.cy)
    inside = inks_in(inks, box, pad=3.0)
    if not inside:
        return _Gap("empty", box)
    rows = rows_of(inside)
    if any(is_caption(r) for r in rows):
        return _Gap("caption", box)
    return _Gap("table" if is_tabular(inside) else "text", box)


def is_caption(row: Row) -> bool:
    label = labels.caption_label(row.text)
    return label is not None and len(segments(row, gap=2.5)) <= 2


def _bound(run: Sequence[_Gap], inks: Sequence[Ink], em: float) -> list[Bound]:
    while run and run[0].kind != "table":
        run = run[1:]
    while run and run[-1].kind != "table":
        run = run[:-1]
    if not run:
        return []
    box = around(g.box for g in run)
    parts = sum(g.kind == "table" for g in run)
    if parts >= 2:
        return [Bound(box, f"{len(run) + 1} rules")]
    return [Bound(box, "2 rules under a caption")] if _caption_above(box, inks, em) else []


def _caption_above(box: Box, inks: Sequence[Ink], em: float) -> bool:
    zone = Box(box.x0, max(0.0, box.top - 5 * em), box.x1, box.top)
    return any(is_caption(r) for r in rows_of(inks_in(inks, zone, pad=3.0)))


def _outermost(bounds: Sequence[Bound]) -> tuple[Bound, ...]:
    """Bounds that lie in no other, from top to bottom."""
    kept: list[Bound] = []
    for bound in sorted(bounds, key=lambda b: -b.box.area):
        inside = any(k.box.contains(bound.box.cx, bound.box.cy) for k in kept)
        if not inside:
            kept.append(bound)
    return tuple(sorted(kept, key=lambda b: (b.box.top, b.box.x0)))
