"""Rows of one flow to blocks: paragraphs, headings, captions, notes, entries, by label, size, indent and spacing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.core.geometry import Box
from pipeline.core.words import RegionKind
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.ink import Ink, Row


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that are one region. flow: index of its flow in the document.

    mark: what its first row said it is, before its surroundings are looked at. held: index of the table or figure among
    its sheet's objects; box: its outline, for these only.
    """

    rows: tuple[Row, ...]
    kind: RegionKind
    sheet: int
    flow: int
    column: int
    mark: str = ""
    number: int | None = None
    why: str = ""
    box: Box | None = None
    held: int | None = None
    indented: bool = False
    full: bool = False

    @property
    def text(self) -> str:
        return " ".join(r.text for r in self.rows)

    @property
    def size(self) -> float:
        return median(r.size for r in self.rows) if self.rows else 0.0

    @property
    def inks(self) -> tuple[Ink, ...]:
        return tuple(i for r in self.rows for i in r.inks)


@dataclass(frozen=True, slots=True)
class Measure:
    """The edges and pitch of the rows around one row. left, right: points; pitch: usual baseline distance, points."""

    left: float
    right: float
    pitch: float


def measures(rows: Sequence[Row]) -> list[Measure]:
    """For each row the measure of its neighbours of like size."""
    return [_measure(rows, n) for n in range(len(rows))]


def _measure(rows: Sequence[Row], n: int) -> Measure:
    """Taken from rows of like size near row `n`; where there are few, from all rows near it."""
    row = rows[n]
    window = list(rows[max(0, n - 7) : n + 8])
    near = [r for r in window if alike(r, row)]
    pairs = [(a, b) for a, b in pairwise(window) if 0.5 * row.size < b.box.cy - a.box.cy < 2.6 * row.size]
    steps = [b.box.cy - a.box.cy for a, b in pairs if alike(a, b) and alike(a, row)]
    if len(steps) < 3:
        steps = [b.box.cy - a.box.cy for a, b in pairs]
    steps.sort()
    # Where the space between paragraphs is as frequent as the leading, the leading is the smaller.
    pitch = steps[(len(steps) - 1) // 2] if steps else 1.45 * row.size
    edges = near if len(near) > 2 else window
    return Measure(_left(edges), _right(edges), pitch)


def _left(rows: Sequence[Row]) -> float:
    """The left edge most rows share; the leftmost that at least two share counts before a single one."""
    edges = sorted(r.box.x0 for r in rows)
    for edge in edges:
        if sum(abs(edge - e) < 3.5 for e in edges) >= 2:
            return edge
    return edges[0]


def _right(rows: Sequence[Row]) -> float:
    edges = sorted((r.box.x1 for r in rows), reverse=True)
    return edges[0]


def alike(a: Row, b: Row, *, doubt: float = 1.14) -> bool:
    """The same type size, as far as the reader can tell. doubt: ratio that sizes read from pixels may be wrong by."""
    slack = doubt if a.ocr or b.ocr else 1.08
    low, high = sorted((a.size, b.size))
    return high <= low * slack


def breaks(prev: Row, row: Row, at: Measure, before: Measure) -> str | None:
    """Why `row` starts a new paragraph after `prev`, or None where it goes on. at, before: measures of row and prev."""
    em = row.size
    step = row.box.cy - prev.box.cy
    if not alike(prev, row, doubt=1.22):
        return "size"
    if step > 1.32 * at.pitch and step > at.pitch + 0.3 * em:
        return "space"
    if prev.bold != row.bold and not (row.ocr or prev.ocr) and prev.box.x1 < before.right - 2 * em:
        return "weight"
    indent = row.box.x0 - at.left
    was = prev.box.x0 - before.left
    short = before.right - prev.box.x1
    if 0.8 * em <= indent <= 4.5 * em and was < 0.5 * em:
        return "indent"
    if 0.8 * em <= indent <= 4.5 * em and abs(row.box.x0 - prev.box.x0) < 0.4 * em and short > 1.5 * em:
        return "indent"
    width = before.right - before.left
    if short > max(2.5 * em, 0.12 * width) and not labels.unfinished(prev.text) and indent < 0.8 * em:
        return "short line"
    return None
