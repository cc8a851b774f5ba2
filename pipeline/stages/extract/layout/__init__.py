"""Coordinates to regions: words in rows in columns in parts of a paper, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.geometry import Box, around
from pipeline.core.words import Line, Page, Region, RegionKind
from pipeline.stages.extract.layout.blocks import Block
from pipeline.stages.extract.layout.compose import blocks_of
from pipeline.stages.extract.layout.em import tight_boxes
from pipeline.stages.extract.layout.furniture import find_furniture
from pipeline.stages.extract.layout.ink import Ink, Row, Sheet, rows_of, sheets, text_size
from pipeline.stages.extract.layout.labels import is_reference_heading
from pipeline.stages.extract.layout.marks import Placed, mark_rows
from pipeline.stages.extract.layout.plan import Plan, plans_of
from pipeline.stages.extract.layout.roles import with_roles


def lay_out(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The same pages with their words in regions, in reading order.

    Every word stands in exactly one region. Words, rules and figures are points in the page's frame after rotation;
    they may come from a text layer or from OCR.
    """
    tight = tight_boxes(w for page in pages for w in page.words)
    every = [sheet for page in pages for sheet in sheets(page, tight=tight)]
    plans = plans_of(every, find_furniture(every))
    flows = [
        Placed(f, n, p.sheet.page, tuple(h.kind for h in p.held), p.sheet.height)
        for n, p in enumerate(plans)
        for f in p.flows
    ]
    body = _text_size(flows)
    first = next((p.number for p in pages if p.words), 1)
    marks = mark_rows(flows, body=body, first_page=first)
    blocks = [b for n, (f, m) in enumerate(zip(flows, marks, strict=True)) for b in blocks_of(f, m, flow=n)]
    final = with_roles(blocks, body=body)
    return tuple(_page(page, plans, final) for page in pages)


def _text_size(flows: Sequence[Placed]) -> float:
    """The type size of running text, points, from what stands before the reference list."""
    inks: list[Ink] = []
    for placed in flows:
        for row in placed.flow.rows:
            if is_reference_heading(row.text) and inks:
                return text_size(inks)
            inks.extend(row.inks)
    return text_size(inks)


def _page(page: Page, plans: Sequence[Plan], blocks: Sequence[Block]) -> Page:
    """The page with its regions numbered in reading order: heads, body, feet."""
    heads: list[Region] = []
    middle: list[Region] = []
    feet: list[Region] = []
    for n, plan in enumerate(plans):
        if plan.sheet.page != page.number:
            continue
        heads.extend(_region(plan.sheet, "header", (r,), "running head") for r in plan.furniture.head)
        own = [b for b in blocks if b.sheet == n]
        stray = n > 0 and plans[n - 1].sheet.page == page.number and _is_stray(own)
        middle.extend(_block_region(plan, replace(b, kind="header") if stray else b) for b in own)
        feet.extend(_region(plan.sheet, "footer", (r,), "running foot") for r in plan.furniture.foot)
        if plan.furniture.side:
            feet.append(_region(plan.sheet, "footer", plan.furniture.side, "line numbers"))
    unplaced = tuple(w for w in page.words if w.box is None)
    if unplaced:
        middle.append(
            Region("", page.number, "paragraph", (Line(unplaced, page.number),), None, why="words without a box")
        )
    regions = (*heads, *middle, *feet)
    numbered = tuple(replace(r, id=f"p{page.number}r{k}") for k, r in enumerate(regions, start=1))
    return replace(page, regions=numbered)


def _is_stray(blocks: Sequence[Block]) -> bool:
    """Words in a page's lesser direction that make no table or text: a note along the margin, a stamp."""
    rows = [r for b in blocks for r in b.rows]
    return not any(b.kind in ("table", "caption") for b in blocks) and (
        len(rows) < 3 or sum(r.box.width for r in rows) < 500
    )


def _block_region(plan: Plan, block: Block) -> Region:
    if block.held is None:
        return _region(plan.sheet, block.kind, block.rows, block.why, number=block.number)
    held = plan.held[block.held]
    why = "; ".join(w for w in (held.why, block.why) if w)
    rows = (*rows_of(held.inks), *block.rows)
    return _region(plan.sheet, held.kind, rows, why, number=block.number, box=held.box)


def _region(
    sheet: Sheet, kind: RegionKind, rows: Sequence[Row], why: str, *, number: int | None = None, box: Box | None = None
) -> Region:
    """Rows as a region of the page: words as they came, boxes turned back into the page's frame."""
    lines = tuple(Line(tuple(i.word for i in r.inks), sheet.page) for r in rows)
    boxes = [w.box for line in lines for w in line.words if w.box is not None]
    ink = around(boxes) if boxes else None
    if box is not None:
        ink = box.turned(sheet.turn, width=sheet.width, height=sheet.height)
    return Region("", sheet.page, kind, lines, ink, sheet.turn, number, why)
