"""A table region in its upright frame: words cut at wide inner gaps, rules joined, and the way back to the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.core.geometry import Box, around
from pipeline.core.words import Page, Region, Rule, Word
from pipeline.stages.reconstruct.word_cuts import cut_at_wide_white, ink, parted_at_gutters, parted_at_rules, split_at

__all__ = ("Part", "ink", "joined_rules", "part_of", "split_at")

_DEFAULT_SIZE = 9.0  # points: a table's usual type size where no word says its own


@dataclass(frozen=True, slots=True)
class Part:
    """A table, or the part of one, on one page. words, rules, box: in the upright frame, points.

    width, height: the page's size before it is turned upright. em: the usual type size, points.
    """

    page: int
    region: str
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    box: Box
    turn: int
    width: float
    height: float
    em: float

    def to_page(self, box: Box) -> Box:
        """A box of the upright frame in the page's own frame."""
        if not self.turn % 4:
            return box
        sideways = self.turn % 2 == 1
        width, height = (self.height, self.width) if sideways else (self.width, self.height)
        return box.turned(self.turn, width=width, height=height)

    def to_upright(self, box: Box) -> Box:
        """A box of the page in the upright frame."""
        return box.turned((4 - self.turn) % 4, width=self.width, height=self.height)

    def word_to_page(self, word: Word) -> Word:
        return word if not self.turn % 4 or word.box is None else _moved(word, self.to_page)


def part_of(page: Page, region: Region) -> Part | None:
    """The region upright, with the rules that run through or along it; None where it holds no word."""
    found = [[w for w in line.words if w.box is not None and w.text.strip()] for line in region.lines]
    if not any(found):
        return None
    quarters = (4 - region.turn) % 4

    def upright(box: Box) -> Box:
        return box.turned(quarters, width=page.width, height=page.height)

    rows = [
        [piece for w in line for piece in cut_at_wide_white(_moved(w, upright) if quarters else w)] for line in found
    ]
    words = [w for row in rows for w in row]
    box = around([ink(w) for w in words] + ([upright(region.box)] if region.box is not None else []))
    sizes = [w.size or ink(w).height for w in words if not w.raised]
    em = median(sizes) if sizes else _DEFAULT_SIZE
    near = box.padded(em, em)
    rules = [_turned(r, upright, quarters) for r in page.rules]
    lines = joined_rules([r for r in rules if _touches(r.box, near)], gap=0.35 * em)
    down = [r.box for r in lines if not r.horizontal]
    ruled = [[piece for w in row for piece in parted_at_rules(w, down)] for row in rows]
    return Part(
        page=page.number,
        region=region.id,
        words=tuple(w for row in parted_at_gutters(ruled, em=em) for w in row),
        rules=tuple(lines),
        box=box,
        turn=region.turn,
        width=page.width,
        height=page.height,
        em=em,
    )


def joined_rules(rules: Sequence[Rule], *, gap: float) -> list[Rule]:
    """Rules with collinear neighbours made one, so that a line drawn cell by cell counts as a line. gap: points."""
    out: list[Rule] = []
    for horizontal in (True, False):
        some = sorted((r.box for r in rules if r.horizontal == horizontal), key=lambda b: _along(b, horizontal))
        merged: list[Box] = []
        for box in some:
            last = next((i for i, m in enumerate(merged) if _collinear(m, box, horizontal, gap)), None)
            if last is None:
                merged.append(box)
            else:
                merged[last] = around([merged[last], box])
        out.extend(Rule(b, horizontal) for b in merged)
    return out


def _along(box: Box, horizontal: bool) -> tuple[float, float]:
    return (box.x0, box.top) if horizontal else (box.top, box.x0)


def _collinear(a: Box, b: Box, horizontal: bool, gap: float) -> bool:
    if horizontal:
        return abs(a.cy - b.cy) < 1.2 and b.x0 <= a.x1 + min(gap, 1.5) and a.x0 <= b.x1 + min(gap, 1.5)
    return abs(a.cx - b.cx) < 1.2 and b.top <= a.bottom + gap and a.top <= b.bottom + gap


def _touches(rule: Box, box: Box) -> bool:
    return rule.x1 >= box.x0 and rule.x0 <= box.x1 and rule.bottom >= box.top and rule.top <= box.bottom


def _turned(rule: Rule, upright: Callable[[Box], Box], quarters: int) -> Rule:
    if not quarters:
        return rule
    return Rule(upright(rule.box), rule.horizontal if quarters % 2 == 0 else not rule.horizontal)


def _moved(word: Word, move: Callable[[Box], Box]) -> Word:
    assert word.box is not None
    return replace(word, box=move(word.box), char_boxes=tuple(move(b) for b in word.char_boxes))
