"""Characters of a text layer to words: runs of one style without a gap, with the spaces that were printed.

Works in the upright frame of each text direction, so that a landscape table on a portrait page is read like any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.core.geometry import Box, around
from pipeline.ports import RawPage
from pipeline.stages.extract.text_layer_cells import celled
from pipeline.stages.extract.text_layer_fold import SOFT_HYPHEN, folded, with_accent
from pipeline.stages.extract.text_layer_glyph import Glyph
from pipeline.stages.extract.text_layer_tracking import closed_up
from pipeline.stages.extract.text_layer_watermark import style_of, watermark_styles

# Gaps in ems of the run. A word space is at least about a fifth of an em; tracked Chinese goes to a third.
SPACE_GAP = 0.155
CJK_SPACE_GAP = 0.8
BACKSTEP = 0.4
SAME_BASELINE = 0.06
SAME_SIZE = 0.04
DOUBLED_WITHIN = 0.12
CELL_GAP = 0.04
BAND = 4.0
REACH = 2.0
LOOK_BACK = 8  # runs that may begin between a run and its left neighbour
PRINTED_EM = 0.1  # a soft hyphen at least this wide is ink


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one font, size and baseline without a gap. box: upright frame. spaced: after a space character."""

    glyphs: tuple[Glyph, ...]
    spaced: bool
    turn: int
    font: str
    size: float
    baseline: float
    box: Box

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)


def runs_of(page: RawPage) -> tuple[Run, ...]:
    """The visible text of a page as runs, in the order of its content stream."""
    return tuple(_runs(celled(closed_up(list(_deduplicated(_glyphs(page)))))))


def _glyphs(page: RawPage) -> Iterator[Glyph]:
    """Visible characters, folded. A glyph of several letters (a ligature) keeps them together."""
    watermark = watermark_styles(page)
    for char in page.chars:
        if not char.visible or (watermark and style_of(char) in watermark):
            continue
        text = folded(char.text)
        if not text:
            continue
        box = char.box if not char.turn else char.box.turned(4 - char.turn, width=page.width, height=page.height)
        yield Glyph(text, box, char.baseline if char.baseline is not None else box.bottom, char)


def _deduplicated(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Without the second strokes of a fake bold: the same letter set again within a tenth of an em."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        text, x0, baseline = glyph.text, glyph.box.x0, glyph.baseline
        if text == " ":
            yield glyph
            continue
        reach = DOUBLED_WITHIN * glyph.char.size
        left, right = int((x0 - reach) / BAND), int((x0 + reach) / BAND)
        top, bottom = int((baseline - reach) / BAND), int((baseline + reach) / BAND)
        if left == right and top == bottom:  # most letters: one square of the page to look in
            near: Iterable[Glyph] = seen.get((text, left, top), ())
        else:
            squares = ((text, column, row) for column in {left, right} for row in {top, bottom})
            near = [other for square in squares for other in seen.get(square, ())]
        if near and any(_second_stroke(glyph, other, reach) for other in near):
            continue
        seen.setdefault((text, int(x0 / BAND), int(baseline / BAND)), []).append(glyph)
        yield glyph


def _second_stroke(glyph: Glyph, other: Glyph, reach: float) -> bool:
    """Whether two glyphs of one letter stand in one place."""
    return (
        abs(other.box.x0 - glyph.box.x0) <= reach
        and abs(other.baseline - glyph.baseline) <= reach
        and abs(other.char.size - glyph.char.size) <= reach
        and other.char.turn == glyph.char.turn
    )


def _runs(glyphs: Iterable[Glyph]) -> Iterator[Run]:
    current: list[Glyph] = []
    spaced = False
    pending_space = False
    for glyph in glyphs:
        if glyph.text == " ":
            pending_space = True
            continue
        if current and not pending_space:
            merged = _accented(current[-1], glyph)
            if merged is not None:
                current[-1] = merged
                continue
        if current and (pending_space or not _continues(current[-1], glyph) or _new_cell(current, glyph)):
            yield _run(current, spaced)
            current = []
        if not current:
            spaced = pending_space
        current.append(glyph)
        pending_space = False
    if current:
        yield _run(current, spaced)


def _hyphen(glyph: Glyph) -> Glyph:
    """A soft hyphen that takes up room was printed: some fonts map their only hyphen so (`12-14` must not lose it)."""
    printed = glyph.text == SOFT_HYPHEN and glyph.box.width > PRINTED_EM * glyph.char.size
    return replace(glyph, text="-") if printed else glyph


def _run(glyphs: Sequence[Glyph], spaced: bool) -> Run:
    kept = [g for i, g in enumerate(map(_hyphen, glyphs)) if g.text != SOFT_HYPHEN or i == len(glyphs) - 1]
    if kept[-1].text == SOFT_HYPHEN:
        kept[-1] = replace(kept[-1], text="-")
    first = kept[0]
    return Run(
        tuple(kept),
        spaced,
        first.char.turn,
        first.char.font,
        first.char.size,
        first.baseline,
        around(g.box for g in kept),
    )


def _continues(last: Glyph, glyph: Glyph) -> bool:
    """Whether the glyph goes on with the run that `last` ends."""
    size = last.char.size
    if (
        last.char.turn != glyph.char.turn
        or last.char.font != glyph.char.font
        or abs(size - glyph.char.size) > SAME_SIZE * size
        or abs(last.baseline - glyph.baseline) > SAME_BASELINE * size
    ):
        return False
    gap = glyph.box.x0 - last.box.x1
    if gap < SPACE_GAP * size:
        return gap > -BACKSTEP * size
    return gap < CJK_SPACE_GAP * size and last.set_wide and glyph.set_wide


def _new_cell(run: Sequence[Glyph], glyph: Glyph) -> bool:
    """Whether a capital after a small letter starts the next cell of a crowded row: `DurationComparator`.

    Inside a word (`PubMed`) the gap is what it is between the other letters.
    """
    if len(run) < 3 or not run[-1].text.islower() or not glyph.text.isupper():
        return False
    before = run[-1].box.x0 - run[-2].box.x1
    return glyph.box.x0 - run[-1].box.x1 - max(before, 0.0) > CELL_GAP * glyph.char.size


def _accented(last: Glyph, glyph: Glyph) -> Glyph | None:
    """Two overlapping glyphs, a letter and a loose accent in either order, as one letter."""
    if len(last.text) != 1 or len(glyph.text) != 1 or (last.text.isascii() and glyph.text.isascii()):
        return None
    overlap = last.box.overlap_x(glyph.box)
    if overlap < 0.5 * min(last.box.width, glyph.box.width) or abs(last.baseline - glyph.baseline) > last.char.size:
        return None
    composed = with_accent(last.text, glyph.text)
    if composed is not None:
        return replace(last, text=composed)
    composed = with_accent(glyph.text, last.text)
    return replace(glyph, text=composed) if composed is not None else None


class Neighbours:
    """Runs of one page by where they stand, to find what touches a run on its left or right.

    Only neighbours within REACH ems of the run are known.
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        self._bands: dict[tuple[int, int], list[tuple[float, int]]] = defaultdict(list)
        self._runs = runs
        for index, run in enumerate(runs):
            for band in range(int(run.box.top // BAND), int(run.box.bottom // BAND) + 1):
                self._bands[run.turn, band].append((run.box.x0, index))
        for entries in self._bands.values():
            entries.sort()
        self._found: dict[tuple[int, bool], tuple[int, float] | None] = {}

    def left(self, index: int, *, within: float) -> int | None:
        """The run that ends nearest to the start of run `index`, at most `within` points away on its line."""
        return self._nearest(index, False, within)

    def right(self, index: int, *, within: float) -> int | None:
        """The run that starts nearest to the end of run `index`, at most `within` points away on its line."""
        return self._nearest(index, True, within)

    def _nearest(self, index: int, rightwards: bool, within: float) -> int | None:
        key = (index, rightwards)
        if key not in self._found:
            self._found[key] = self._search(index, rightwards)
        found = self._found[key]
        return found[0] if found is not None and found[1] <= within else None

    def _search(self, index: int, rightwards: bool) -> tuple[int, float] | None:
        """The nearest run on one side and the gap to it, points."""
        run = self._runs[index]
        box, reach, slack = run.box, REACH * run.size, -0.5 * run.size
        best: tuple[int, float] | None = None
        for band in range(int(box.top // BAND), int(box.bottom // BAND) + 1):
            entries = self._bands[run.turn, band]
            at = bisect_left(entries, (box.x0, index))
            beside = entries[at + 1 :] if rightwards else entries[max(0, at - LOOK_BACK) : at]
            for x0, other in beside:
                if rightwards and x0 - box.x1 > reach:
                    break
                near = self._runs[other].box
                gap = x0 - box.x1 if rightwards else box.x0 - near.x1
                limit = reach if best is None else best[1]
                if slack <= gap <= limit and (best is None or gap < limit) and _on_one_line(box, near):
                    best = (other, gap)
        return best


def _on_one_line(one: Box, other: Box) -> bool:
    """Whether they share at least a third of the lower of both heights."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= 0.33 * min(one.bottom - one.top, other.bottom - other.top)
