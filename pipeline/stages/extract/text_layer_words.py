"""Runs to words: spaces as printed, raised runs as citations, exponents and marks, boxes back on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from statistics import median

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import RAPIDOCR, TEXT_LAYER, Reading
from pipeline.core.words import Word
from pipeline.ports import RawPage
from pipeline.stages.extract.superscripts import SAME_RISE, SMALLER, TOUCHING, Raised, kind_of, raised_runs, written
from pipeline.stages.extract.text_layer import CELL_GAP, CJK_SPACE_GAP, SPACE_GAP, Neighbours, Run
from pipeline.stages.extract.text_layer_glyph import Glyph
from pipeline.stages.extract.trust import ARROWS
from pipeline.stages.extract.trust_remap import UNREAD, Code, Told

BOLD = re.compile(r"bold|black|heavy|demi|semibold|-bd\b|[,-]b$|hei\b|heiti|simhei|黑体|粗", re.IGNORECASE)
BRACKETED_CITATION = re.compile(r"\[\d{1,3}(?:\s*[,，、–—~～-]\s*\d{1,3})*\]")


def words_of(
    page: RawPage,
    runs: Sequence[Run],
    *,
    bare_citations: bool,
    told: Mapping[Code, Told] | None = None,
    disputed: Mapping[Code, str] | None = None,
) -> tuple[Word, ...]:
    """The runs of a page as words. bare_citations: whether bare raised numbers are citations in this document.
    told: the codes of untrusted fonts, as they were read from the page. disputed: codes of trusted fonts that the page
    seems to show otherwise: both readings are kept."""
    near = Neighbours(runs)
    raised = raised_runs(runs, near)
    groups = _grouped(runs, raised, near)
    words = (
        _word(page, [runs[i] for i in group], raised.get(group[0]), runs, near, group[0], bare_citations)
        for group in groups
    )
    if not told and not disputed:
        return tuple(words)
    return tuple(
        _reread(_doubted(word, [runs[i] for i in group], disputed or {}), [runs[i] for i in group], told or {})
        for word, group in zip(words, groups, strict=True)
    )


def _doubted(word: Word, group: Sequence[Run], disputed: Mapping[Code, str]) -> Word:
    """The word with the other reading and a flag, where a glyph of it is disputed."""
    glyphs = [g for run in group for g in run.glyphs]
    other = "".join(disputed.get((g.char.font, g.char.code), g.text) for g in glyphs)
    if other == "".join(g.text for g in glyphs):
        return word
    flags = (*word.flags, _dispute(word.text, other, "readings-differ"))
    return replace(word, alternatives=(Reading(RAPIDOCR, other, 0.5),), flags=flags, confidence=0.5)


def _dispute(one: str, other: str, code: str) -> str:
    """The flag of two readings: an arrow in dispute has one of its own."""
    arrows = [[c for c in text if c in ARROWS] for text in (one, other)]
    return "arrow-disputed" if arrows[0] != arrows[1] else code


def _reread(word: Word, group: Sequence[Run], told: Mapping[Code, Told]) -> Word:
    """The word with the engine as its source, where glyphs of it were read from the page."""
    codes = [told.get((g.char.font, g.char.code)) for run in group for g in run.glyphs]
    found = [t for t in codes if t is not None]
    if not found and UNREAD not in word.text:
        return word
    confidence = min((t.confidence for t in found), default=0.0)
    if UNREAD in word.text:
        return replace(word, source=RAPIDOCR, confidence=0.0, flags=(*word.flags, "garbled-text"))
    if all(t.rival is None for t in found):
        return replace(word, source=RAPIDOCR, confidence=confidence)
    rival = "".join(
        g.text if t is None else t.rival or t.text
        for g, t in zip((g for run in group for g in run.glyphs), codes, strict=True)
    )
    readings = (Reading(RAPIDOCR, rival, round(confidence / 2, 4)),)
    flags = (*word.flags, _dispute(word.text, rival, "ocr-disagreement"))
    return replace(word, source=RAPIDOCR, confidence=confidence, alternatives=readings, flags=flags)


def has_bracketed_citations(runs: Sequence[Run]) -> bool:
    """Whether the page prints citations in brackets, raised or in the text; the `[1]` of a reference list is none."""
    found = [(run, match) for run in runs if (match := BRACKETED_CITATION.search(run.text))]
    if not found:
        return False
    body = median(run.size for run in runs)
    return any(match.start() > 0 or run.size < SMALLER * body or _has_left(run, runs) for run, match in found)


def _has_left(run: Run, runs: Sequence[Run]) -> bool:
    """Whether anything stands close before the run on its line."""
    return any(
        other.turn == run.turn
        and abs(other.baseline - run.baseline) < 0.3 * run.size
        and -0.5 * run.size < run.box.x0 - other.box.x1 < run.size
        for other in runs
    )


def _grouped(runs: Sequence[Run], raised: dict[int, Raised], near: Neighbours) -> list[list[int]]:
    """Run indices by word: raised runs that follow one another without a gap are one word, all others stand alone."""
    followers: dict[int, int] = {}
    for index in raised:
        left = near.left(index, within=TOUCHING * runs[index].size)
        if (
            left is not None
            and left in raised
            and abs(runs[left].baseline - runs[index].baseline) < SAME_RISE * runs[index].size
        ):
            followers[left] = index
    taken = set(followers.values())
    groups: list[list[int]] = []
    for index in range(len(runs)):
        if index in taken:
            continue
        group = [index]
        while group[-1] in followers and followers[group[-1]] not in group:
            group.append(followers[group[-1]])
        groups.append(group)
    return groups


def _word(
    page: RawPage,
    group: Sequence[Run],
    raised: Raised | None,
    runs: Sequence[Run],
    near: Neighbours,
    index: int,
    bare_citations: bool,
) -> Word:
    first = group[0]
    text = "".join(run.text for run in group)
    boxes = tuple(box for run in group for glyph in run.glyphs for box in _shares(glyph))
    if raised is not None:
        base = runs[raised.base].text
        text = written(text, kind_of(text, base, after=raised.after, bare_citations=bare_citations))
        boxes = _fitted(boxes, len(text))
    turn = first.turn
    width, height = _upright(page, turn)
    placed = tuple(b.turned(turn, width=width, height=height) for b in boxes) if turn else boxes
    return Word(
        text=text,
        box=around(placed),
        source=TEXT_LAYER,
        space_before=_space_before(index, raised, runs, near),
        size=round(first.size, 3),
        font=first.font,
        bold=_is_bold(first.font),
        raised=raised is not None,
        turn=turn,
        char_boxes=placed,
    )


@cache
def _is_bold(font: str) -> bool:
    return BOLD.search(font) is not None


def _shares(glyph: Glyph) -> tuple[Box, ...]:
    """A box for each letter of a glyph: a ligature's box is shared out among its letters."""
    return (glyph.box,) if len(glyph.text) == 1 else _cut(glyph.box, len(glyph.text))


def _cut(box: Box, count: int) -> tuple[Box, ...]:
    """The box in `count` equal parts from left to right."""
    step = box.width / count
    return tuple(Box(box.x0 + i * step, box.top, box.x0 + (i + 1) * step, box.bottom) for i in range(count))


def _fitted(boxes: tuple[Box, ...], count: int) -> tuple[Box, ...]:
    """As many boxes as letters, where brackets were added or spaces left out."""
    if len(boxes) == count:
        return boxes
    if count == len(boxes) + 2:
        return (boxes[0], *boxes, boxes[-1])
    return _cut(around(boxes), count)


def _upright(page: RawPage, turn: int) -> tuple[float, float]:
    """Size of the upright frame of text that is turned by `turn` quarters on this page."""
    return (page.width, page.height) if turn % 2 == 0 else (page.height, page.width)


def _space_before(index: int, raised: Raised | None, runs: Sequence[Run], near: Neighbours) -> bool:
    """Whether a space was printed before the run. The first of a line has one."""
    run = runs[index]
    left = near.left(index, within=2.0 * run.size)
    if left is None:
        return True
    other = runs[left]
    gap = run.box.x0 - other.box.x1
    if raised is not None and raised.after and raised.base == left:
        return False
    if other.glyphs[-1].set_wide and run.glyphs[0].set_wide:
        return run.spaced or gap >= CJK_SPACE_GAP * run.size
    if run.font == other.font and other.text[-1].islower() and run.text[0].isupper():
        return gap > CELL_GAP * run.size
    return (run.spaced and gap > 0.05 * run.size) or gap >= SPACE_GAP * min(run.size, other.size)
