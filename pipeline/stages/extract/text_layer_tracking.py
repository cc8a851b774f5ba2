"""Letters set apart: a line of Latin words with white between all its letters is words, not letters.

Chinese systems stretch a line between all its characters, and headings are set wide for show. How far the small letters
of a line stand apart tells: most of them are neighbours inside a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from string import ascii_lowercase

from pipeline.core.geometry import Box
from pipeline.stages.extract.text_layer_glyph import Glyph

LEAST, MOST = 0.1, 0.4  # ems between the letters; less is no matter, more are letters by themselves
FEWEST = 6  # pairs of letters that tell
FEWEST_SIGNS, WELL_KNOWN = 2, 30  # pairs on a line that goes by its font; pairs that a font is known by
IN_A_ROW = 3
SMALL = frozenset(ascii_lowercase)
ALIKE, SHARE = 0.07, 0.55  # ems; so many of the pairs stand so much alike
SAME_LINE = 0.06  # ems

Line = tuple[str, float, int, int]  # font, size, turn, baseline


def closed_up(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """The glyphs in order; the Latin ones of lines that are set wide have the white behind them in their boxes."""
    if not _may_be_wide(glyphs):
        return glyphs
    letters: dict[Line, list[float]] = defaultdict(list)
    signs: dict[Line, list[float]] = defaultdict(list)
    for one, other in _neighbours(glyphs):
        gap = (other.box.x0 - one.box.x1) / one.char.size
        line = _line_of(one)
        signs[line].append(gap)
        if one.text in SMALL and other.text in SMALL:
            letters[line].append(gap)
    lines = _wide_lines(letters, signs)
    if not lines:
        return glyphs
    return [
        _with_white(glyph, lines.get(_line_of(glyph), 0.0), after)
        for glyph, after in zip(glyphs, (*glyphs[1:], None), strict=True)
    ]


def _may_be_wide(glyphs: Sequence[Glyph]) -> bool:
    """Whether some small letters in a row stand apart: most pages need no closer look."""
    row = 0
    for one, other in pairwise(glyphs):
        if one.text in SMALL and other.text in SMALL:
            row = row + 1 if other.box.x0 - one.box.x1 >= LEAST * one.char.size else 0
            if row >= IN_A_ROW:
                return True
    return False


def _wide_lines(letters: Mapping[Line, list[float]], signs: Mapping[Line, list[float]]) -> dict[Line, float]:
    """The lines that are set wide, with the white between their letters in ems: by their own small letters, or, where
    these are few, as those of their font are and if nothing on them stands closer."""
    own = {line: gap for line, gaps in letters.items() if (gap := _usual(gaps)) is not None}
    by_font: dict[str, list[float]] = defaultdict(list)
    for line, gaps in letters.items():
        by_font[line[0]] += gaps
    known = {
        font: gap for font, gaps in by_font.items() if len(gaps) >= WELL_KNOWN and (gap := _usual(gaps)) is not None
    }
    fonts = {font: gap for font, gap in known.items() if gap >= LEAST}
    for line, gaps in signs.items():
        gap = fonts.get(line[0])
        if gap is not None and line not in own and len(gaps) >= FEWEST_SIGNS and min(gaps) > gap - ALIKE:
            own[line] = gap
    return {line: gap for line, gap in own.items() if LEAST <= gap <= MOST}


def _neighbours(glyphs: Sequence[Glyph]) -> Iterator[tuple[Glyph, Glyph]]:
    for one, other in pairwise(glyphs):
        same = one.char.font == other.char.font and _on_one_line(one, other) and other.box.x0 > one.box.x0
        if same and " " not in (one.text, other.text) and not one.set_wide:
            yield one, other


def _line_of(glyph: Glyph) -> Line:
    return glyph.char.font, round(glyph.char.size, 1), glyph.char.turn, round(glyph.baseline)


def _usual(gaps: Sequence[float]) -> float | None:
    """How far letters stand apart, ems; None where too few tell or they are not of one mind."""
    if len(gaps) < FEWEST:
        return None
    ranked = sorted(gaps)
    usual = ranked[len(ranked) * 2 // 5]  # the wider ones are spaces
    return usual if sum(abs(gap - usual) < ALIKE for gap in gaps) >= SHARE * len(gaps) else None


def _with_white(glyph: Glyph, gap: float, after: Glyph | None) -> Glyph:
    """The glyph with the white behind it, as far as nothing else stands there."""
    if (
        not LEAST <= gap <= MOST
        or glyph.set_wide
        or glyph.text == " "
        or after is None
        or not _on_one_line(glyph, after)
    ):
        return glyph
    box = glyph.box
    x1 = max(box.x1, min(box.x1 + gap * glyph.char.size, after.box.x0))
    return replace(glyph, box=Box(box.x0, box.top, x1, box.bottom))


def _on_one_line(one: Glyph, other: Glyph) -> bool:
    return one.char.turn == other.char.turn and abs(one.baseline - other.baseline) <= SAME_LINE * one.char.size
