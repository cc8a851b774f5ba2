"""Words of a table cut where two cells stand in them: at wide white, at vertical rules, and at white where the other
lines have theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import TEXT_LAYER
from pipeline.core.scripts import is_cjk
from pipeline.core.words import Word

_BEFORE_UNIT = 0.21  # of the type size: recognisers drop the space of "12 wk" but leave its white
_ON_RULE = 0.15  # of the type size: how far a character may stand over the rule at its cell's side
_UNEVEN = 0.03  # of the type size: steps inside one text differ less, kerning of figures included
_SEEN = 0.3  # of the type size: white between characters that a gutter may run through
_SHARED = 0.12  # of the type size: how much of it two lines share at the least
_MOST = 0.7  # of the lines beside it: how many have white where one has a word, where the gutter runs
_LINES = 2  # that have it, at the least
_AFTER = {
    **dict.fromkeys(",，;；、。:：!！?？）】》”’", 0.9),
    **dict.fromkeys(")]", 0.5),
}  # the same after marks with white of
# their own, which may be as wide as a Chinese character


@dataclass(frozen=True, slots=True)
class _White:
    """White between two characters of a line. word: whose, of the line's words; at: before which of its characters, 0
    for white before the word."""

    x0: float
    x1: float
    word: int
    at: int


def ink(word: Word) -> Box:
    """The word's box. Raises ValueError for a word of a text dump, which has none."""
    if word.box is None:
        raise ValueError(f"the word {word.text!r} has no coordinates")
    return word.box


def cut_at_wide_white(word: Word) -> list[Word]:
    """A word in two or more where its characters stand further apart than any letter-spacing (recognisers do this)."""
    boxes = word.char_boxes
    size = word.size or ink(word).height
    if len(boxes) != len(word.text) or len(boxes) < 2:
        return [word]
    cuts = [i for i in range(1, len(boxes)) if boxes[i].x0 - boxes[i - 1].x1 > size * _widest_inside(word, i)]
    return [split for split in split_at(word, cuts) if split.text.strip()] if cuts else [word]


def parted_at_rules(word: Word, down: Sequence[Box]) -> list[Word]:
    """A word in two or more where vertical rules run between its characters: the texts of cells side by side.

    A text that is wider than its cell is not cut: the rule runs through a character, or its type goes on unbroken.
    """
    box, boxes = ink(word), word.char_boxes
    if len(boxes) != len(word.text) or len(boxes) < 2:
        return [word]
    over = [r.cx for r in down if box.x0 < r.cx < box.x1 and r.top < box.cy < r.bottom]
    cuts = {i for i in range(1, len(boxes)) for x in over if boxes[i - 1].cx < x < boxes[i].cx and _parts(word, i, x)}
    return split_at(word, sorted(cuts)) if cuts else [word]


def _parts(word: Word, i: int, x: float) -> bool:
    """Whether a rule at `x` parts two texts before the character `i`: it stands in their white, and the step between
    them is none that type has. Only a text layer's boxes are exact enough for the steps; Chinese text breaks anywhere
    and so is hardly ever wider than its cell."""
    before, after = word.char_boxes[i - 1], word.char_boxes[i]
    size = word.size or ink(word).height
    if x < before.x1 - _ON_RULE * size or x > after.x0 + _ON_RULE * size:
        return False
    steps = [b.x0 - a.x1 for a, b in pairwise(word.char_boxes)]
    unbreakable = not (is_cjk(word.text[i - 1]) and is_cjk(word.text[i]))
    return (
        not (unbreakable and word.source == TEXT_LAYER and len(steps) > 1)
        or abs(steps[i - 1] - median(steps)) > _UNEVEN * size
    )


def _widest_inside(word: Word, i: int) -> float:
    """The widest white, in type sizes, that one word may have before its character i. A recogniser's character boxes
    are rough, and it sees only the ink of a full-width comma; a text layer's are exact."""
    if word.source == TEXT_LAYER:
        return 0.3
    if word.text[i - 1] in ",，;；、。:：":
        return 1.6
    if _changes(word.text[i - 1], word.text[i]):
        return _BEFORE_UNIT
    return 0.65 if is_cjk(word.text[i - 1]) and is_cjk(word.text[i]) else 1.1


def _changes(before: str, after: str) -> bool:
    """Whether two characters are of two kinds that a typesetter parts by a space: "12 wk", "70% HRR", "Pain ↓"."""
    if before.isascii() and before.isalpha():
        return after in "↑↓→←↔" or (after.isascii() and after.isdigit())
    return (
        (before.isdigit() or before in "%↑↓→")
        and after.isascii()
        and after.isalnum()
        and not (before + after).isdigit()
    )


def split_at(word: Word, cuts: Sequence[int], *, spaced: bool = True) -> list[Word]:
    """The word cut before the characters `cuts` (ascending, inside the text). Needs one box a character. spaced:
    whether a space stands before the parts.

    The witnesses' readings of the whole do not fit a part; they stay with the parts as they are only where equal.
    """
    if not cuts:
        return [word]
    parts: list[Word] = []
    for start, end in zip((0, *cuts), (*cuts, len(word.text)), strict=True):
        boxes = word.char_boxes[start:end]
        parts.append(
            replace(
                word,
                text=word.text[start:end],
                box=around(boxes),
                char_boxes=boxes,
                space_before=word.space_before if start == 0 else spaced,
                alternatives=tuple(
                    replace(a, text=a.text[start:end]) for a in word.alternatives if len(a.text) == len(word.text)
                ),
            )
        )
    return parts


def parted_at_gutters(lines: Sequence[Sequence[Word]], *, em: float) -> list[list[Word]]:
    """Recognised words in two where there is white in them and most lines that stand on both sides have theirs there.

    A recogniser reads over a narrow gutter as over a space. A cut inside a cell does no harm: its parts join again.
    """
    if all(word.source == TEXT_LAYER for line in lines for word in line):
        return [list(line) for line in lines]
    whites = [_whites(line, em) for line in lines]
    ends = [(min(ink(w).x0 for w in line), max(ink(w).x1 for w in line)) if line else (0.0, 0.0) for line in lines]
    cut: list[list[Word]] = []
    for i, line in enumerate(lines):
        others = [(ends[k], whites[k]) for k in range(len(lines)) if k != i]
        places = [(w.word, w.at) for w in whites[i] if w.at and _shared(w, others, em)]
        cut.append(
            [p for k, word in enumerate(line) for p in split_at(word, [at for n, at in places if n == k], spaced=False)]
        )
    return cut


def _whites(line: Sequence[Word], em: float) -> list[_White]:
    """The white of a line: between its words, and between the characters of those that a recogniser read."""
    found: list[_White] = []
    reached = float("inf")
    for k, word in sorted(enumerate(line), key=lambda at: ink(at[1]).x0):
        box, boxes = ink(word), word.char_boxes
        if box.x0 - reached > _SHARED * em:
            found.append(_White(reached, box.x0, k, 0))
        reached = box.x1 if reached == float("inf") else max(reached, box.x1)
        if word.source == TEXT_LAYER or word.raised or len(boxes) != len(word.text):
            continue
        found += [
            _White(a.x1, b.x0, k, at)
            for at, (a, b) in enumerate(pairwise(boxes), 1)
            if b.x0 - a.x1 > _AFTER.get(word.text[at - 1], _SEEN) * em
        ]
    return found


def _shared(white: _White, others: Sequence[tuple[tuple[float, float], Sequence[_White]]], em: float) -> bool:
    """Whether most other lines that have ink on both sides of the white are white there too. others: of each line its
    ends and its white."""
    beside = [some for (x0, x1), some in others if x0 < white.x0 and x1 > white.x1]
    clear = sum(any(min(w.x1, white.x1) - max(w.x0, white.x0) > _SHARED * em for w in some) for some in beside)
    return clear >= max(_LINES, _MOST * len(beside))
