"""Punctuation set in cells: `65. 3 ± 7. 2` looks spaced where every narrow sign is given half an em.

Chinese typesetting systems place each Latin sign by itself: a stop of a quarter em is followed by a quarter em of
white, as wide as a space. Decimal numbers tell: nobody prints a space in them. Where those of a page have such white,
it belongs to the sign's cell, and so does that of its like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from pipeline.core.geometry import Box
from pipeline.stages.extract.text_layer_glyph import Glyph

LEANS_LEFT = frozenset(".,:;)]!?，：；）！？％%")  # the white of the cell is on the right
LEANS_RIGHT = frozenset("([（")
STOPS = frozenset(".．·")
CELL = (0.3, 0.7)  # ems
FEW, HALF = 3, 0.56  # numbers; fewer tell only of cells of half an em: a stop with a space after it is wider
LEAST_WHITE, MOST_WHITE = 0.06, 0.45  # ems of white after a stop in a cell
SAME_LINE = 0.06  # ems
CLOSE = 0.15  # ems between the digits of one number
LONGEST_WHOLE = 3  # digits before a decimal stop; `in 2005. 12 patients` is the end of a sentence
MUCH_MORE = 2


def celled(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """The glyphs in order; on a page that sets signs in cells the narrow ones have their whole cell for a box."""
    cell = cell_of(glyphs)
    if cell is None:
        return glyphs
    return [
        _widened(glyph, cell, glyphs[i - 1] if i else None, glyphs[i + 1] if i + 1 < len(glyphs) else None)
        for i, glyph in enumerate(glyphs)
    ]


def cell_of(glyphs: Sequence[Glyph]) -> float | None:
    """The width of the cells in ems, by the decimal numbers of the page; None where signs are set close."""
    wide: list[float] = []
    close = 0
    for i, stop in enumerate(glyphs):
        if stop.text not in STOPS or not 0 < i < len(glyphs) - 1 or not _in_a_number(glyphs, i):
            continue
        white = (glyphs[i + 1].box.x0 - stop.box.x1) / stop.char.size
        if white <= LEAST_WHITE:
            close += 1
        elif white <= MOST_WHITE:
            wide.append((glyphs[i + 1].box.x0 - stop.box.x0) / stop.char.size)
    if len(wide) <= MUCH_MORE * close:
        return None
    width = median(wide)
    return width if CELL[0] <= width <= (CELL[1] if len(wide) >= FEW else HALF) else None


def _in_a_number(glyphs: Sequence[Glyph], at: int) -> bool:
    """Whether the stop at `at` has digits close before it, few enough for a decimal number, and one after it."""
    stop, after = glyphs[at], glyphs[at + 1]
    if not after.text.isdigit() or not _on_one_line(stop, after):
        return False
    digits, right = 0, stop
    for before in reversed(glyphs[max(0, at - LONGEST_WHOLE - 1) : at]):
        close = right.box.x0 - before.box.x1 < (CLOSE if digits else MOST_WHITE) * stop.char.size
        if not before.text.isdigit() or not close or not _on_one_line(before, stop):
            break
        digits, right = digits + 1, before
    return 0 < digits <= LONGEST_WHOLE


def _widened(glyph: Glyph, cell: float, before: Glyph | None, after: Glyph | None) -> Glyph:
    """The glyph with the white of its cell, as far as nothing else stands there."""
    box, width = glyph.box, cell * glyph.char.size
    if box.width >= width:
        return glyph
    if glyph.text in LEANS_LEFT | STOPS and after is not None and _on_one_line(glyph, after):
        x1 = max(box.x1, min(box.x0 + width, after.box.x0))
        return replace(glyph, box=Box(box.x0, box.top, x1, box.bottom))
    if glyph.text in LEANS_RIGHT and before is not None and _on_one_line(glyph, before):
        x0 = min(box.x0, max(box.x1 - width, before.box.x1))
        return replace(glyph, box=Box(x0, box.top, box.x1, box.bottom))
    return glyph


def _on_one_line(one: Glyph, other: Glyph) -> bool:
    return one.char.turn == other.char.turn and abs(one.baseline - other.baseline) <= SAME_LINE * one.char.size
