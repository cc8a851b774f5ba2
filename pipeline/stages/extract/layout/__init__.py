"""Coordinates to regions: words in rows in columns in parts of a paper, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.geometry import Box, around
from pipeline.core.words import Line, Page, Region, RegionKind, Word
from pipeline.stages.extract.layout.aligned import aligned_tables
from pipeline.stages.extract.layout.blocks import Block
from pipeline.stages.extract.layout.columns import Flow, flows_of
from pipeline.stages.extract.layout.compose import blocks_of
from pipeline.stages.extract.layout.drawings import figure_areas
from pipeline.stages.extract.layout.em import tight_boxes
from pipeline.stages.extract.layout.furniture import Furniture, find_furniture
from pipeline.stages.extract.layout.grain import inks_in
from pipeline.stages.extract.layout.gutters import find_gutters
from pipeline.stages.extract.layout.ink import Ink, Row, Sheet, body_size, rows_of, sheets
from pipeline.stages.extract.layout.labels import is_reference_heading
from pipeline.stages.extract.layout.marks import Placed, mark_rows
from pipeline.stages.extract.layout.roles import with_roles
from pipeline.stages.extract.layout.ruled import ruled_tables


@dataclass(frozen=True, slots=True)
class _Object:
    """A table or figure of a sheet with the inks in it."""

    kind: RegionKind
    box: Box
    inks: tuple[Ink, ...]
    why: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """One sheet taken apart: furniture, objects, flows."""

    sheet: Sheet
    furniture: Furniture
    objects: tuple[_Object, ...]
    flows: tuple[Flow, ...]


def lay_out(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The same pages with their words in regions, in reading order.

    Every word stands in exactly one region. Words, rules and figures are points in the page's frame after rotation;
    they may come from a text layer or from OCR.
    """
    tight = tight_boxes(w for page in pages for w in page.words)
    every = [sheet for page in pages for sheet in sheets(page, tight=tight)]
    plans = [_plan(s, f) for s, f in zip(every, find_furniture(every), strict=True)]
    flows = [Placed(f, n, p.sheet.page, tuple(o.kind for o in p.objects)) for n, p in enumerate(plans) for f in p.flows]
    body = _text_size(flows)
    first = next((p.number for p in pages if p.words), 1)
    marks = mark_rows(flows, body=body, first_page=first)
    blocks = [b for n, (f, m) in enumerate(zip(flows, marks, strict=True)) for b in blocks_of(f, m, flow=n)]
    final = with_roles(blocks, body=body)
    return tuple(_page(page, plans, final) for page in pages)


def _text_size(flows: Sequence[Placed]) -> float:
    """The type size of running text, points: of most ink before the reference list."""
    inks: list[Ink] = []
    for placed in flows:
        for row in placed.flow.rows:
            if is_reference_heading(row.text) and inks:
                return body_size(inks)
            inks.extend(row.inks)
    return body_size(inks)


def _plan(sheet: Sheet, furniture: Furniture) -> _Plan:
    used = furniture.inks
    inks = [i for i in sheet.inks if id(i) not in used]
    em = body_size(inks)
    objects = _objects(sheet, inks, em)
    text = _without(inks, objects)
    gutters = find_gutters(text, em=em)
    unruled = aligned_tables(text, [o.box for o in objects], gutters, sheet, em=em)
    if unruled:
        objects += tuple(_Object("table", b.box, tuple(inks_in(text, b.box, pad=3.0)), b.why) for b in unruled)
        text = _without(inks, objects)
        gutters = find_gutters(text, em=em)
    return _Plan(sheet, furniture, objects, flows_of(text, [o.box for o in objects], gutters))


def _without(inks: Sequence[Ink], objects: Sequence[_Object]) -> list[Ink]:
    held = {id(i) for o in objects for i in o.inks}
    return [i for i in inks if id(i) not in held]


def _objects(sheet: Sheet, inks: Sequence[Ink], em: float) -> tuple[_Object, ...]:
    objects: list[_Object] = []
    rest = list(inks)
    bounds = ruled_tables(sheet, inks, em=em)
    found: list[tuple[RegionKind, Box, str]] = [("table", b.box, b.why) for b in bounds]
    areas = figure_areas(sheet, inks, [b.box for b in bounds])
    found += [("figure", a, "drawing") for a in areas]
    for kind, box, why in found:
        inside = inks_in(rest, box, pad=3.0)
        if kind == "table" and not inside:
            continue
        taken = {id(i) for i in inside}
        rest = [i for i in rest if id(i) not in taken]
        objects.append(_Object(kind, box, tuple(inside), why))
    return tuple(objects)


def _page(page: Page, plans: Sequence[_Plan], blocks: Sequence[Block]) -> Page:
    """The page with its regions numbered in reading order: heads, body, feet."""
    heads: list[Region] = []
    middle: list[Region] = []
    feet: list[Region] = []
    for n, plan in enumerate(plans):
        if plan.sheet.page != page.number:
            continue
        heads.extend(_region(plan.sheet, "header", (r,), "running head") for r in plan.furniture.head)
        middle.extend(_block_region(plan, b) for b in blocks if b.sheet == n)
        feet.extend(_region(plan.sheet, "footer", (r,), "running foot") for r in plan.furniture.foot)
    unplaced = tuple(w for w in page.words if w.box is None)
    if unplaced:
        middle.append(
            Region("", page.number, "paragraph", (Line(unplaced, page.number),), None, why="words without a box")
        )
    regions = (*heads, *middle, *feet)
    numbered = tuple(replace(r, id=f"p{page.number}r{k}") for k, r in enumerate(regions, start=1))
    return replace(page, regions=numbered)


def _block_region(plan: _Plan, block: Block) -> Region:
    if block.held is None:
        return _region(plan.sheet, block.kind, block.rows, block.why, number=block.number)
    held = plan.objects[block.held]
    why = "; ".join(w for w in (held.why, block.why) if w)
    rows = (*rows_of(held.inks), *block.rows)
    return _region(plan.sheet, held.kind, rows, why, number=block.number, box=held.box)


def _region(
    sheet: Sheet, kind: RegionKind, rows: Sequence[Row], why: str, *, number: int | None = None, box: Box | None = None
) -> Region:
    """Rows as a region of the page: words as they came, boxes turned back into the page's frame."""
    lines = tuple(Line(tuple(i.word for i in r.inks), sheet.page) for r in rows)
    boxes = [w.box for line in lines for w in _words(line) if w.box is not None]
    ink = around(boxes) if boxes else None
    if box is not None:
        ink = box.turned(sheet.turn, width=sheet.width, height=sheet.height)
    return Region("", sheet.page, kind, lines, ink, sheet.turn, number, why)


def _words(line: Line) -> tuple[Word, ...]:
    return line.words
