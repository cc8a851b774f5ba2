"""Figures: the boxes of images and drawings, drawn together where they make one picture."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.geometry import Box, around
from pipeline.stages.extract.layout.grain import inks_in
from pipeline.stages.extract.layout.ink import Ink, Sheet


def figure_areas(sheet: Sheet, inks: Sequence[Ink], tables: Sequence[Box]) -> tuple[Box, ...]:
    """Areas of pictures with the words in them, from top to bottom.

    A background image of the whole page is none, nor is a drawing inside a table.
    """
    boxes = [b for b in sheet.figures if not _background(b, sheet, inks) and not _in_table(b, tables)]
    areas = _joined([b for b in boxes if b.width > 1 and b.height > 1], reach=14.0)
    return tuple(a for a in areas if a.width > 18 and a.height > 18)


def _background(box: Box, sheet: Sheet, inks: Sequence[Ink]) -> bool:
    page = sheet.width * sheet.height
    return box.area > 0.5 * page and len(inks_in(inks, box)) > 0.5 * len(inks)


def _in_table(box: Box, tables: Sequence[Box]) -> bool:
    return any(t.padded(3, 3).contains(box.cx, box.cy) for t in tables)


def _joined(boxes: Sequence[Box], *, reach: float) -> list[Box]:
    """Boxes nearer to each other than `reach` points become one, until none are."""
    areas = list(boxes)
    merged = True
    while merged:
        merged = False
        result: list[Box] = []
        for box in sorted(areas):
            near = [r for r in result if r.padded(reach, reach).intersects(box)]
            if near:
                merged = True
                result = [r for r in result if r not in near]
                box = around([box, *near])
            result.append(box)
        areas = result
    return sorted(areas, key=lambda b: (b.top, b.x0))
