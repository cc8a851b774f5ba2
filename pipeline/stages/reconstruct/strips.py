"""Words of one column to its printed lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.core.geometry import around
from pipeline.core.words import Word
from pipeline.stages.reconstruct.frame import ink

_SAME_LINE = 0.6  # of the lower height: how much two words of one line overlap vertically
_OVER = 0.5  # of a raised mark's width: a word that reaches so far under or over it is not the one it stands at


@dataclass(frozen=True, slots=True)
class Strip:
    """A printed line of one column. top, bottom, mid: of its words that are not raised, points."""

    words: tuple[Word, ...]
    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def mid(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


def strips(words: Sequence[Word]) -> list[Strip]:
    """The words' lines from top to bottom, each from left to right; a raised mark goes with the word it stands at."""
    lines: list[list[Word]] = []
    for word in sorted((w for w in words if not w.raised), key=lambda w: (ink(w).cy, ink(w).x0)):
        home = next((line for line in reversed(lines[-3:]) if _level(line, word)), None)
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    alone: list[list[Word]] = []
    for word in sorted((w for w in words if w.raised), key=lambda w: (ink(w).cy, ink(w).x0)):
        home = _host(lines, word)
        if home is None:
            home = next((line for line in alone if _level(line, word)), None)
        if home is None:
            alone.append([word])
        else:
            home.append(word)
    return sorted((_strip(line) for line in lines + alone), key=lambda s: (s.mid, s.x0))


def _level(line: Sequence[Word], word: Word) -> bool:
    """Whether the word overlaps the line's usual band by more than half."""
    top, bottom = median(ink(w).top for w in line), median(ink(w).bottom for w in line)
    box = ink(word)
    shared = min(bottom, box.bottom) - max(top, box.top)
    return shared > _SAME_LINE * min(bottom - top, box.height)


def _host(lines: Sequence[list[Word]], raised: Word) -> list[Word] | None:
    """The line whose word the raised mark touches on its left, or that it overlaps most."""
    box = ink(raised)
    best: tuple[float, list[Word] | None] = (0.0, None)
    for line in lines:
        for word in line:
            other = ink(word)
            shared = min(other.bottom, box.bottom) - max(other.top - 0.3 * other.height, box.top)
            if shared <= 0.25 * box.height:
                continue  # as most words do: every mark is held against every word
            gap = max(box.x0 - other.x1, other.x0 - box.x1)
            # A mark stands after a word; one that lies over a word's foot belongs to the line below.
            over = box.overlap_x(other) > _OVER * box.width
            if gap < other.height and not over:
                score = shared / (1 + max(0.0, gap))
                if score > best[0]:
                    best = (score, line)
    return best[1]


def _strip(words: Sequence[Word]) -> Strip:
    ordered = tuple(sorted(words, key=lambda w: (ink(w).x0, ink(w).x1)))
    core = [ink(w) for w in ordered if not w.raised] or [ink(w) for w in ordered]
    whole = around(ink(w) for w in ordered)
    return Strip(
        words=ordered,
        text=line_text(ordered),
        x0=whole.x0,
        x1=whole.x1,
        top=median(b.top for b in core),
        bottom=median(b.bottom for b in core),
    )


def line_text(words: Sequence[Word]) -> str:
    """The words as printed on one line: a space where there is one or where the white between them is wide."""
    text = ""
    for i, word in enumerate(words):
        before = words[i - 1] if i else None
        if before is not None and (word.space_before or _apart(before, word)):
            text += " "
        text += word.text
    return text


def _apart(left: Word, right: Word) -> bool:
    size = right.size or ink(right).height
    least = 0.24 if left.text.endswith("]") else 0.4  # after a citation the white is all there is to go by
    return ink(right).x0 - ink(left).x1 > least * size
