"""Characters of a text layer to words: runs of one style without a gap, with the spaces that were printed.

Works in the upright frame of each text direction, so that a landscape table on a portrait page is read like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.core.geometry import Box, around
from pipeline.ports import Char, RawPage
from pipeline.stages.extract.text_layer_fold import SOFT_HYPHEN, folded, is_cjk, with_accent

# Gaps in ems of the run. A word space is at least about a fifth of an em; tracked Chinese goes to a third.
SPACE_GAP = 0.155
CJK_SPACE_GAP = 0.8
BACKSTEP = 0.4
SAME_BASELINE = 0.06
SAME_SIZE = 0.04
DOUBLED_WITHIN = 0.12
BAND = 4.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character in its text's upright frame. box: points there."""

    text: str
    box: Box
    baseline: float
    char: Char


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
    return tuple(_runs(_deduplicated(_glyphs(page))))


def _glyphs(page: RawPage) -> Iterator[Glyph]:
    """Visible characters, folded. A glyph of several letters (a ligature) keeps them together."""
    for char in page.chars:
        if not char.visible:
            continue
        text = folded(char.text)
        if not text:
            continue
        box = char.box if not char.turn else char.box.turned(4 - char.turn, width=page.width, height=page.height)
        yield Glyph(text, box, char.baseline if char.baseline is not None else box.bottom, char)


def _deduplicated(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Without the second strokes of a fake bold: the same letter set again within a tenth of an em."""
    seen: dict[tuple[str, int, int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if glyph.text == " ":
            yield glyph
            continue
        reach = DOUBLED_WITHIN * glyph.char.size
        column, row = int(glyph.box.x0 // BAND), int(glyph.baseline // BAND)
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((glyph.text, glyph.char.turn, column + dx, row + dy), ())
        )
        if any(
            abs(o.box.x0 - glyph.box.x0) <= reach
            and abs(o.baseline - glyph.baseline) <= reach
            and abs(o.char.size - glyph.char.size) <= reach
            for o in near
        ):
            continue
        seen[glyph.text, glyph.char.turn, column, row].append(glyph)
        yield glyph


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
        if current and (pending_space or not _continues(current[-1], glyph)):
            yield _run(current, spaced)
            current = []
        if not current:
            spaced = pending_space
        current.append(glyph)
        pending_space = False
    if current:
        yield _run(current, spaced)


def _run(glyphs: Sequence[Glyph], spaced: bool) -> Run:
    kept = [g for g in glyphs[:-1] if g.text != SOFT_HYPHEN]
    last = glyphs[-1]
    kept.append(replace(last, text="-") if last.text == SOFT_HYPHEN else last)
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
    return -BACKSTEP * size < gap < size * (CJK_SPACE_GAP if _both_cjk(last.text, glyph.text) else SPACE_GAP)


def _both_cjk(left: str, right: str) -> bool:
    return is_cjk(left[-1]) and is_cjk(right[0])


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
    """Runs of one page by where they stand, to find what touches a run on its left or right."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._bands: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._runs = runs
        for index, run in enumerate(runs):
            for band in self._bands_of(run):
                self._bands[run.turn, band].append(index)

    def left(self, index: int, *, within: float) -> int | None:
        """The run that ends nearest to the start of run `index`, at most `within` points away on its line."""
        run = self._runs[index]
        best, best_gap = None, within
        for other in self._near(index):
            gap = run.box.x0 - self._runs[other].box.x1
            if -0.5 * run.size <= gap <= best_gap and self._runs[other].box.x0 < run.box.x0:
                best, best_gap = other, gap
        return best

    def right(self, index: int, *, within: float) -> int | None:
        """The run that starts nearest to the end of run `index`, at most `within` points away on its line."""
        run = self._runs[index]
        best, best_gap = None, within
        for other in self._near(index):
            gap = self._runs[other].box.x0 - run.box.x1
            if -0.5 * run.size <= gap <= best_gap and self._runs[other].box.x1 > run.box.x1:
                best, best_gap = other, gap
        return best

    def _near(self, index: int) -> set[int]:
        """Runs that share at least a third of the lower of both heights."""
        run = self._runs[index]
        found = {i for band in self._bands_of(run) for i in self._bands.get((run.turn, band), ())}
        found.discard(index)
        return {
            i
            for i in found
            if self._runs[i].box.overlap_y(run.box) >= 0.33 * min(self._runs[i].box.height, run.box.height)
        }

    @staticmethod
    def _bands_of(run: Run) -> range:
        return range(int(run.box.top // BAND), int(run.box.bottom // BAND) + 1)
