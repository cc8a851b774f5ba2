"""Figures of a page from its drawing operators: images, and drawings that hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.geometry import Box, around
from pipeline.core.words import Rule
from pipeline.ports import RawPage

TOUCHING = 3.0
TOGETHER = 14.0
SMALLEST_SIDE = 18.0
SMALLEST_AREA = 900.0
PAGE_WIDE = 0.8
MAX_DRAWINGS = 1500


@dataclass(frozen=True, slots=True)
class Figures:
    """boxes: what holds no prose. rules: the page's rules without those that belong to a drawing."""

    boxes: tuple[Box, ...]
    rules: tuple[Rule, ...]


def figures_of(page: RawPage) -> Figures:
    """Images and clusters of drawings; a page-wide image is a scan or a background, not a figure."""
    whole = page.width * page.height
    images = [box for box in page.images if SMALLEST_AREA < box.area < PAGE_WIDE * whole and _sides(box)]
    drawings = [box for box in page.drawings[:MAX_DRAWINGS] if not _in_cell(box, page.rules)]
    drawn = [b for b in _clusters(drawings + _shafts(page.rules, drawings, page.width), TOGETHER) if _sides(b)]
    drawn = [b for b in drawn if SMALLEST_AREA < b.area < PAGE_WIDE * whole]
    boxes = tuple(_clusters(images + drawn, 1.0))
    kept = tuple(rule for rule in page.rules if not any(_inside(rule.box, box) for box in boxes))
    return Figures(boxes, kept)


def _in_cell(box: Box, rules: Sequence[Rule]) -> bool:
    """Whether a drawing runs from corner to corner of a table's cell: the stroke of a header cell parted in two.

    The rules over and under it run on past it, as those of a table do and those of a chart's frame do not.
    """

    def runs_along(rule: Rule, y: float) -> bool:
        past = rule.box.x1 > box.x1 + 0.5 * box.width or rule.box.x0 < box.x0 - 0.5 * box.width
        return (
            rule.horizontal and abs(rule.box.cy - y) < TOUCHING and rule.box.overlap_x(box) > 0.9 * box.width and past
        )

    beside = [r for r in rules if not r.horizontal and r.box.overlap_y(box) > 0.8 * box.height]
    sides = sum(any(abs(r.box.cx - x) < TOUCHING for r in beside) for x in (box.x0, box.x1))
    edges = all(any(runs_along(r, y) for r in rules) for y in (box.top, box.bottom))
    return sides >= 1 and edges and min(box.width, box.height) > TOUCHING


def _sides(box: Box) -> bool:
    return min(box.width, box.height) >= SMALLEST_SIDE


def _shafts(rules: Sequence[Rule], drawings: Sequence[Box], page_width: float) -> list[Box]:
    """Rules that touch a drawing: arrow shafts and axes, never the long rules of a table."""
    return [
        rule.box
        for rule in rules
        if max(rule.box.width, rule.box.height) < 0.4 * page_width
        and any(rule.box.padded(TOUCHING, TOUCHING).intersects(box) for box in drawings)
    ]


def _clusters(boxes: Sequence[Box], within: float) -> list[Box]:
    """Boxes joined wherever two come within `within` points of one another, until none do."""
    merged: list[Box] = []
    for box in sorted(boxes):
        grown = box
        while True:
            reach = grown.padded(within, within)
            touching = [other for other in merged if reach.intersects(other)]
            if not touching:
                break
            merged = [other for other in merged if other not in touching]
            grown = around([grown, *touching])
        merged.append(grown)
    return merged


def _inside(inner: Box, outer: Box) -> bool:
    return outer.padded(1.0, 1.0).contains(inner.x0, inner.top) and outer.padded(1.0, 1.0).contains(
        inner.x1, inner.bottom
    )
