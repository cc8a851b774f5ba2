"""A table region in its upright frame: words cut at wide inner gaps, rules joined, and the way back to the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import TEXT_LAYER
from pipeline.core.scripts import is_cjk
from pipeline.core.words import Page, Region, Rule, Word

_BEFORE_UNIT = 0.24  # of the type size: recognisers drop the space of "12 wk" but leave its white
_ON_RULE = 0.15  # of the type size: how far a character may stand over the rule at its cell's side
_UNEVEN = 0.03  # of the type size: steps inside one text differ less, kerning of figures included
_DEFAULT_SIZE = 9.0  # points: a table's usual type size where no word says its own


@dataclass(frozen=True, slots=True)
class Part:
    """A table, or the part of one, on one page. words, rules, box: in the upright frame, points.

    width, height: the page's size before it is turned upright. em: the usual type size, points.
    """

    page: int
    region: str
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    box: Box
    turn: int
    width: float
    height: float
    em: float

    def to_page(self, box: Box) -> Box:
        """A box of the upright frame in the page's own frame."""
        if not self.turn % 4:
            return box
        sideways = self.turn % 2 == 1
        width, height = (self.height, self.width) if sideways else (self.width, self.height)
        return box.turned(self.turn, width=width, height=height)

    def to_upright(self, box: Box) -> Box:
        """A box of the page in the upright frame."""
        return box.turned((4 - self.turn) % 4, width=self.width, height=self.height)

    def word_to_page(self, word: Word) -> Word:
        return word if not self.turn % 4 or word.box is None else _moved(word, self.to_page)


def ink(word: Word) -> Box:
    """The word's box. Raises ValueError for a word of a text dump, which has none."""
    if word.box is None:
        raise ValueError(f"the word {word.text!r} has no coordinates")
    return word.box


def part_of(page: Page, region: Region) -> Part | None:
    """The region upright, with the rules that run through or along it; None where it holds no word."""
    found = [w for line in region.lines for w in line.words if w.box is not None and w.text.strip()]
    if not found:
        return None
    quarters = (4 - region.turn) % 4

    def upright(box: Box) -> Box:
        return box.turned(quarters, width=page.width, height=page.height)

    words = tuple(piece for w in found for piece in _cut(_moved(w, upright) if quarters else w))
    box = around([ink(w) for w in words] + ([upright(region.box)] if region.box is not None else []))
    sizes = [w.size or ink(w).height for w in words if not w.raised]
    em = median(sizes) if sizes else _DEFAULT_SIZE
    near = box.padded(em, em)
    rules = [_turned(r, upright, quarters) for r in page.rules]
    lines = joined_rules([r for r in rules if _touches(r.box, near)], gap=0.35 * em)
    down = [r.box for r in lines if not r.horizontal]
    return Part(
        page=page.number,
        region=region.id,
        words=tuple(piece for w in words for piece in _parted(w, down)),
        rules=tuple(lines),
        box=box,
        turn=region.turn,
        width=page.width,
        height=page.height,
        em=em,
    )


def joined_rules(rules: Sequence[Rule], *, gap: float) -> list[Rule]:
    """Rules with collinear neighbours made one, so that a line drawn cell by cell counts as a line. gap: points."""
    out: list[Rule] = []
    for horizontal in (True, False):
        some = sorted((r.box for r in rules if r.horizontal == horizontal), key=lambda b: _along(b, horizontal))
        merged: list[Box] = []
        for box in some:
            last = next((i for i, m in enumerate(merged) if _collinear(m, box, horizontal, gap)), None)
            if last is None:
                merged.append(box)
            else:
                merged[last] = around([merged[last], box])
        out.extend(Rule(b, horizontal) for b in merged)
    return out


def _along(box: Box, horizontal: bool) -> tuple[float, float]:
    return (box.x0, box.top) if horizontal else (box.top, box.x0)


def _collinear(a: Box, b: Box, horizontal: bool, gap: float) -> bool:
    if horizontal:
        return abs(a.cy - b.cy) < 1.2 and b.x0 <= a.x1 + min(gap, 1.5) and a.x0 <= b.x1 + min(gap, 1.5)
    return abs(a.cx - b.cx) < 1.2 and b.top <= a.bottom + gap and a.top <= b.bottom + gap


def _touches(rule: Box, box: Box) -> bool:
    return rule.x1 >= box.x0 and rule.x0 <= box.x1 and rule.bottom >= box.top and rule.top <= box.bottom


def _turned(rule: Rule, upright: Callable[[Box], Box], quarters: int) -> Rule:
    if not quarters:
        return rule
    return Rule(upright(rule.box), rule.horizontal if quarters % 2 == 0 else not rule.horizontal)


def _moved(word: Word, move: Callable[[Box], Box]) -> Word:
    assert word.box is not None
    return replace(word, box=move(word.box), char_boxes=tuple(move(b) for b in word.char_boxes))


def _cut(word: Word) -> list[Word]:
    """A word in two or more where its characters stand further apart than any letter-spacing (recognisers do this)."""
    boxes = word.char_boxes
    size = word.size or ink(word).height
    if len(boxes) != len(word.text) or len(boxes) < 2:
        return [word]
    cuts = [i for i in range(1, len(boxes)) if boxes[i].x0 - boxes[i - 1].x1 > size * _widest_inside(word, i)]
    return [split for split in split_at(word, cuts) if split.text.strip()] if cuts else [word]


def _parted(word: Word, down: Sequence[Box]) -> list[Word]:
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


def split_at(word: Word, cuts: Sequence[int]) -> list[Word]:
    """The word cut before the characters `cuts` (ascending, inside the text). Needs one box a character.

    The witnesses' readings of the whole do not fit a part; they stay with the parts as they are only where equal.
    """
    parts: list[Word] = []
    for start, end in zip((0, *cuts), (*cuts, len(word.text)), strict=True):
        boxes = word.char_boxes[start:end]
        parts.append(
            replace(
                word,
                text=word.text[start:end],
                box=around(boxes),
                char_boxes=boxes,
                space_before=word.space_before if start == 0 else True,
                alternatives=tuple(
                    replace(a, text=a.text[start:end]) for a in word.alternatives if len(a.text) == len(word.text)
                ),
            )
        )
    return parts
