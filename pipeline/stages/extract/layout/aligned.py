"""Tables without the rules that would bound them: rows of cells aligned in columns, under a caption or on their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.core.geometry import Box, around
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.grain import CELL, column_gaps, fill, occupied, prose
from pipeline.stages.extract.layout.gutters import Gutter
from pipeline.stages.extract.layout.ink import Ink, Row, Sheet, rows_of, segments
from pipeline.stages.extract.layout.ruled import Bound, is_caption, joined
from pipeline.stages.extract.layout.unlabelled import figure_runs, text_begins

_AHEAD = 8  # rows that say whether text begins
_SPANNED = 0.2  # of the white bands, at most, that the texts of one row may cross: a spanning head does
_LINES_OVER = 4  # lines between a caption and the first row of two cells
_SURE_ROWS = 3  # with a cell in nearly every column
_HEAD_SPANNED = 0.5  # the same over the first full row, where heads of several columns stand
_SURE_GAPS = 3  # white bands in which nothing but the rest of the same table leaves every one white


def aligned_tables(
    inks: Sequence[Ink],
    found: Sequence[Box],
    gutters: Sequence[Gutter],
    sheet: Sheet,
    *,
    em: float,
    before: Sequence[Row] = (),
) -> tuple[Bound, ...]:
    """Tables that rules do not bound.

    inks: words in no table or figure yet. found: boxes of the tables and figures that are. em: body text, points.
    before: the rows of the table that ends the sheet before, if one does.
    """
    cut = _rest(rows_of(inks), before, sheet, em)
    bounds = [Bound(_outlined(cut, sheet, em), "rest of the table before")] if cut else list[Bound]()
    for zone in _zones(inks, gutters, sheet):
        rows = rows_of(_in_zone(inks, zone))
        for n, row in enumerate(rows):
            label = labels.caption_label(row.text)
            if label is None or label.kind != "table" or not is_caption(row):
                continue
            start = segments(row, gap=2.0)[0].box
            if any(b.overlap_x(start) > 0 and -em < b.top - start.bottom < 7 * em for b in found):
                continue
            body = _body(rows[n + 1 :], row, zone)
            if body and zone == (0.0, sheet.width) and _beside_text(start, body, inks, gutters):
                continue
            if body and not any(b.box.intersects(around(r.box for r in body)) for b in bounds):
                bounds.append(Bound(_outlined(body, sheet, em), "aligned under a caption"))
        top = _headless(rows, zone, sheet, em)
        if top and not any(b.intersects(around(r.box for r in top)) for b in [*found, *(b.box for b in bounds)]):
            bounds.append(Bound(_outlined(top, sheet, em), "cells over a rule"))
    for zone in _zones(inks, gutters, sheet):
        taken = [*found, *(b.box for b in bounds)]
        rest = [i for i in _in_zone(inks, zone) if not any(t.contains(i.box.cx, i.box.cy) for t in taken)]
        room = around(i.box for i in rest).width if rest else 0.0
        for run in figure_runs(rows_of(rest), room):
            box = around(r.box for r in run)
            if zone[1] - zone[0] < sheet.width or not gutters or any(box.x0 < g.cx < box.x1 for g in gutters):
                bounds.append(Bound(_outlined(run, sheet, em), "rows of figures"))
    return tuple(bounds)


def _rest(rows: Sequence[Row], before: Sequence[Row], sheet: Sheet, em: float) -> list[Row]:
    """The rows at the top of the sheet that stand in the columns of a table cut by the page's end: down to its rule,
    or, where the columns are so many that no other rows would stand in them, as far as they do."""
    if not before:
        return []
    box = around(r.box for r in before)
    gaps = column_gaps(before, width=0.4 * before[0].size, tolerance=0.1)
    taken: list[Row] = []
    for row in rows:
        near = not taken or row.box.top - taken[-1].box.bottom < 2.2 * row.size
        crossed = sum(any(i.box.x0 < a and i.box.x1 > b for i in row.inks) for a, b in gaps)
        head = not any(occupied(r, gaps) > _HEAD_SPANNED * len(gaps) for r in taken) and _is_head(row, gaps)
        if crossed > (_HEAD_SPANNED if head else _SPANNED) * len(gaps) or not near:
            break
        if is_caption(row) or labels.is_note(row.text):
            break
        if row.box.x0 < box.x0 - em or row.box.x1 > box.x1 + em:
            break
        taken.append(row)
    full = [r for r in taken if occupied(r, gaps) >= max(3, (len(gaps) + 1) // 2)]
    if len(gaps) < 2 or not full:
        return []
    foot = taken[-1].box.bottom
    under = [r for r in joined(sheet.rules) if -1 < r.cy - foot < 1.2 * em and r.width > 0.9 * box.width]
    if under or len(gaps) < _SURE_GAPS:
        return taken if under else []
    # A heading under the table may stand in its first column, but not as near as a line of a cell.
    while occupied(taken[-1], gaps) < 2 and taken[-1].box.top - taken[-2].box.bottom > 0.9 * taken[-1].size:
        taken.pop()
    return taken


def _is_head(row: Row, gaps: Sequence[tuple[float, float]]) -> bool:
    """Whether a row may hold heads of several columns: texts apart, none of which runs over more than one gap."""
    return all(sum(s.box.x0 < a and s.box.x1 > b for a, b in gaps) <= 1 for s in segments(row, gap=CELL))


def _zones(inks: Sequence[Ink], gutters: Sequence[Gutter], sheet: Sheet) -> list[tuple[float, float]]:
    """Horizontal extents in which a table may stand: the whole width first, then each column."""
    edges = [0.0, *(g.cx for g in gutters), sheet.width]
    whole = [(0.0, sheet.width)]
    return whole if not gutters or not inks else [*whole, *pairwise(edges)]


def _in_zone(inks: Sequence[Ink], zone: tuple[float, float]) -> list[Ink]:
    return [i for i in inks if zone[0] <= i.box.cx < zone[1]]


def _beside_text(caption: Box, body: Sequence[Row], inks: Sequence[Ink], gutters: Sequence[Gutter]) -> bool:
    """Whether a caption stands in one column, and beside the rows under it the next column holds running text."""
    rows = around(r.box for r in body)
    for gutter in gutters:
        left = caption.x1 < gutter.x1
        if not left and caption.x0 < gutter.x0:
            continue
        other = [i for i in inks if (i.box.cx > gutter.cx) == left and rows.top <= i.box.cy <= rows.bottom]
        if prose(rows_of(other)):
            return True
    return False


def _body(rows: Sequence[Row], caption: Row, zone: tuple[float, float]) -> list[Row]:
    """The rows of cells that follow a caption, without the caption's own further lines; [] where they make no table."""
    body: list[Row] = []
    over: list[Row] = []  # lines between caption and body: the caption's, or the header's where one text is higher
    last = caption
    for n, row in enumerate(rows):
        step = row.box.top - last.box.bottom
        if (
            step > (2.2 if body and not _in_its_columns(row, body) else 3.5) * row.size
            or labels.is_note(row.text)
            or labels.is_reference_heading(row.text)
            or (body and text_begins(rows[n : n + _AHEAD]))
        ):
            break
        if not body and (len(segments(row, gap=CELL)) < 2 or is_caption(row)):
            if len(over) == _LINES_OVER or not (_caption_like(row, caption) or _cellular(row, zone)):
                break
            over.append(row)
            last = row
            continue
        if is_caption(row) or not (_cellular(row, zone) or _in_column(row, body)):
            break
        body.append(row)
        last = row
    while body and len(segments(body[-1], gap=CELL)) < 2 and body[-1].box.width > 0.3 * (zone[1] - zone[0]):
        body.pop()
    return [*_header_lines(over, body, caption, zone), *body] if _is_table(body, least=2) else []


def _in_its_columns(row: Row, body: Sequence[Row]) -> bool:
    """Whether a row has a cell in three of the columns of the rows over it, and none between them."""
    gaps = column_gaps(body, width=0.45 * row.size, tolerance=0.0)
    crossed = any(i.box.x0 < a and i.box.x1 > b for i in row.inks for a, b in gaps)
    return len(gaps) > 1 and not crossed and occupied(row, gaps) >= min(_SURE_GAPS, len(gaps) + 1)


def _header_lines(over: Sequence[Row], body: Sequence[Row], caption: Row, zone: tuple[float, float]) -> list[Row]:
    """The last of the lines over a table's rows that are its header's: short, and set as the rows are."""
    taken: list[Row] = []
    for row in reversed(over):
        beside = (taken[0] if taken else body[0]).box.top - row.box.bottom < 0.3 * row.size
        sizes = abs(row.size - body[0].size), abs(row.size - caption.size)
        alike = sizes[0] < sizes[1] or row.bold == body[0].bold != caption.bold
        if is_caption(row) or row.box.width > 0.4 * (zone[1] - zone[0]) or not (beside or alike):
            break
        taken.insert(0, row)
    return taken


def _headless(rows: Sequence[Row], zone: tuple[float, float], sheet: Sheet, em: float) -> list[Row]:
    """The rest of a table at the top of a column or page: rows of three or more cells down to a rule."""
    taken: list[Row] = []
    for row in rows:
        gap = row.box.top - taken[-1].box.bottom if taken else 0.0
        if gap > 2.2 * row.size or not _cellular(row, zone) or is_caption(row) or labels.is_note(row.text):
            break
        taken.append(row)
    gaps = column_gaps(taken, width=0.4 * taken[0].size, tolerance=0.1) if len(taken) >= 3 else ()
    if len(gaps) < 2 or sum(occupied(r, gaps) >= 3 for r in taken) < 3:
        return []
    foot, width = taken[-1].box.bottom, around(r.box for r in taken).width
    under = [r for r in joined(sheet.rules) if -1 < r.cy - foot < 1.2 * em and r.width > 0.8 * width]
    return taken if any(r.x0 < taken[0].box.x0 + 2 * em for r in under) else []


def _caption_like(row: Row, caption: Row) -> bool:
    """A further line of the caption: its other language, or its continuation."""
    return is_caption(row) or abs(row.box.cx - caption.box.cx) < 2 * row.size or row.bold == caption.bold


def _cellular(row: Row, zone: tuple[float, float]) -> bool:
    """Two or more cells, or one narrow piece of a cell."""
    width = zone[1] - zone[0]
    return len(segments(row, gap=CELL)) >= 2 or row.box.width < 0.4 * width


def _in_column(row: Row, body: Sequence[Row]) -> bool:
    """Whether a long line lies within one column of the rows over it, and so is a line of a cell."""
    broad = [r for r in body if len(segments(r, gap=CELL)) >= 2]
    gaps = column_gaps(broad, width=0.45 * row.size, tolerance=0.1)
    return bool(gaps) and not any(row.box.x0 < a and row.box.x1 > b for a, b in gaps)


def _is_table(rows: Sequence[Row], *, least: int) -> bool:
    broad = [r for r in rows if len(segments(r, gap=CELL)) >= 2]
    if len(broad) < least:
        return False
    gaps = column_gaps(rows, width=0.45 * rows[0].size, tolerance=0.2)
    if len(gaps) >= _SURE_GAPS and sum(occupied(r, gaps) > _SURE_GAPS for r in broad) >= _SURE_ROWS:
        return True  # however many lines of wrapped cells stand alone
    if len(broad) * 3 < len(rows):
        return False
    loose = sum(fill(r) for r in broad) / len(broad)
    return len(gaps) >= 1 and (loose < 0.85 or len(gaps) >= 3)


def _outlined(rows: Sequence[Row], sheet: Sheet, em: float) -> Box:
    """The box of the rows, out to the rules just over and under them."""
    box = around(r.box for r in rows)
    for rule in joined(sheet.rules):
        near = -1 < box.top - rule.bottom < 0.9 * em or -1 < rule.top - box.bottom < 0.9 * em
        if near and rule.overlap_x(box) > 0.5 * box.width and rule.width < 1.3 * box.width:
            box = around((box, rule))
    return box
