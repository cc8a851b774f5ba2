"""One sheet taken apart: running heads, tables, figures, footnotes, and the text that flows around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.geometry import Box, around
from pipeline.core.words import RegionKind
from pipeline.stages.extract.layout.aligned import aligned_tables
from pipeline.stages.extract.layout.columns import Flow, flows_of
from pipeline.stages.extract.layout.drawings import figure_areas
from pipeline.stages.extract.layout.furniture import Furniture
from pipeline.stages.extract.layout.grain import inks_in
from pipeline.stages.extract.layout.gutters import Gutter, find_gutters
from pipeline.stages.extract.layout.ink import Ink, Row, Sheet, body_size, rows_of
from pipeline.stages.extract.layout.ruled import Bound, joined, ruled_tables
from pipeline.stages.extract.layout.striped import striped_tables


@dataclass(frozen=True, slots=True)
class Held:
    """A table, figure or footnote of a sheet with the inks in it. why: what bounds it."""

    kind: RegionKind
    box: Box
    inks: tuple[Ink, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A sheet with its furniture, what it holds beside running text, and its text in reading order."""

    sheet: Sheet
    furniture: Furniture
    held: tuple[Held, ...]
    flows: tuple[Flow, ...]
    gutters: tuple[Gutter, ...] = ()


def plans_of(every: Sequence[Sheet], furniture: Sequence[Furniture]) -> list[Plan]:
    """A plan for each sheet. every: the sheets of all pages, of each page the one with the main direction first."""
    plans: list[Plan] = []
    for sheet, margins in zip(every, furniture, strict=True):
        main = next((n for n, p in enumerate(plans) if p.sheet.page == sheet.page), None)
        if main is not None:
            plans[main], sheet = _with_turned(plans[main], sheet)
        # Columns seen on the pages before are looked for on one that holds little text.
        known = [g for p in plans if abs(p.sheet.width - sheet.width) < 2 for g in p.gutters]
        plans.append(plan_of(sheet, margins, known=known, before=_cut_table(plans[-1]) if plans else ()))
    return plans


def _cut_table(plan: Plan) -> tuple[Row, ...]:
    """The rows of a table with which the sheet ends, () where anything stands below it."""
    table = max((h for h in plan.held if h.kind == "table"), key=lambda h: h.box.bottom, default=None)
    if table is None or any(r.box.cy > table.box.bottom for f in plan.flows for r in f.rows):
        return ()
    return () if any(h.box.cy > table.box.bottom for h in plan.held) else rows_of(table.inks)


def _with_turned(main: Plan, sheet: Sheet) -> tuple[Plan, Sheet]:
    """Words turned sideways inside a table or figure of the main sheet move there: axis labels, narrow header cells."""
    width, height = _page_size(main.sheet)
    back = (4 - main.sheet.turn) % 4
    moved: dict[int, list[Ink]] = {}
    stay = []
    for ink in sheet.inks:
        box = ink.word.box.turned(back, width=width, height=height) if ink.word.box else ink.box
        home = next((n for n, h in enumerate(main.held) if h.box.contains(box.cx, box.cy)), None)
        if home is None:
            stay.append(ink)
        else:
            moved.setdefault(home, []).append(replace(ink, box=box))
    held = tuple(replace(h, inks=(*h.inks, *moved.get(n, ()))) for n, h in enumerate(main.held))
    return replace(main, held=held), replace(sheet, inks=tuple(stay))


def _page_size(sheet: Sheet) -> tuple[float, float]:
    return (sheet.height, sheet.width) if sheet.turn % 2 else (sheet.width, sheet.height)


def plan_of(sheet: Sheet, furniture: Furniture, *, known: Sequence[Gutter] = (), before: Sequence[Row] = ()) -> Plan:
    """The sheet's tables and figures first, then the columns of what is left.

    known: gutters of other sheets. before: the rows of the table that ends the sheet before.
    """
    used = furniture.inks
    inks = [i for i in sheet.inks if id(i) not in used]
    em = body_size(inks)
    held = _bounded(sheet, inks, em)
    text = _without(inks, held)
    gutters = find_gutters(text, em=em, known=known)
    unruled = aligned_tables(text, [h.box for h in held], gutters, sheet, em=em, before=before)
    unruled += _others(striped_tables(text, sheet, em=em), unruled)
    if unruled:
        for bound in unruled:
            held += _hold("table", bound.box, bound.why, _without(text, held))
        text = _without(inks, held)
        gutters = find_gutters(text, em=em, known=known)
    held += _footnotes(sheet, text, gutters, held, em)
    text = _without(inks, held)
    return Plan(sheet, furniture, held, flows_of(text, [h.box for h in held], gutters), gutters)


def _others(bounds: Sequence[Bound], found: Sequence[Bound]) -> tuple[Bound, ...]:
    """The bounds that do not meet those found."""
    return tuple(b for b in bounds if not any(b.box.intersects(f.box) for f in found))


def _without(inks: Sequence[Ink], held: Sequence[Held]) -> list[Ink]:
    taken = {id(i) for h in held for i in h.inks}
    return [i for i in inks if id(i) not in taken]


def _hold(kind: RegionKind, box: Box, why: str, inks: Sequence[Ink]) -> tuple[Held, ...]:
    """The part of the page in `box`, if any ink is left for it; a figure may have none."""
    inside = tuple(inks_in(inks, box, pad=3.0))
    return (Held(kind, box, inside, why),) if inside or kind == "figure" else ()


def _bounded(sheet: Sheet, inks: Sequence[Ink], em: float) -> tuple[Held, ...]:
    held: tuple[Held, ...] = ()
    bounds = ruled_tables(sheet, inks, em=em)
    for bound in bounds:
        held += _hold("table", bound.box, bound.why, _without(inks, held))
    for area in figure_areas(sheet, inks, [b.box for b in bounds]):
        held += _hold("figure", area, "drawing", _without(inks, held))
    return held


def _footnotes(
    sheet: Sheet, inks: Sequence[Ink], gutters: Sequence[Gutter], held: Sequence[Held], em: float
) -> tuple[Held, ...]:
    """Small type from a short rule down to the foot of a column."""
    edges = [0.0, *(g.cx for g in gutters), sheet.width]
    found: tuple[Held, ...] = ()
    for rule in joined(sheet.rules):
        if rule.cy < 0.5 * sheet.height or not 0.05 * sheet.width < rule.width < 0.35 * sheet.width:
            continue
        right = next((e for e in edges[1:] if rule.cx < e), sheet.width)
        left = max(e for e in edges if e <= rule.cx) if rule.cx > 0 else 0.0
        column = [i for i in inks if left <= i.box.cx < right]
        below = [i for i in column if i.box.cy > rule.cy]
        starts_left = rule.x0 < min((i.box.x0 for i in column), default=0.0) + 2 * em
        small = sum(i.size < 0.93 * em for i in below) > 0.8 * len(below)
        clear = not any(h.box.bottom > rule.cy and h.box.x0 < right and h.box.x1 > left for h in held)
        if below and starts_left and small and clear:
            box = around([rule, *(i.box for i in below)])
            found += _hold("footer", box, "footnote under a rule", _without(below, found))
    return found
