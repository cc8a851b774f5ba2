"""Characters of a text file to places on a make-believe page: runs of spaces hold the white between columns.

A dump has no measure; these stand for a usual one: half an em a character, a type of ten points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.core.geometry import Box
from pipeline.core.scripts import is_wide
from pipeline.core.words import Line, Word

ADVANCE, PITCH, SIZE = 5.0, 12.0, 10.0  # points: a Latin character, a line, the type
_INNER = 0.5  # of a character: the white that a single space leaves between two words of one run
_RUN_GAP = 2  # characters of white that begin a new run: its place is the printed one
_LONG_RUN = 12  # Chinese characters that say how wide one is
_CELL = 2.2  # Latin characters that a Chinese one of a shorter run takes at most: cells have white around them
_WIDEST = 4.0  # Latin characters that a Chinese one may take
_TIGHT = 0.04  # of the long runs may be pushed together by the width found
_CITATION = re.compile(r"\[\d{1,3}(?:[-–,~]\d{1,3})*\]")


@dataclass(frozen=True, slots=True)
class Lettering:
    """How wide a Chinese character stands among Latin ones (1..4), and the lines that hold nothing but raised
    citations, which belong to the line below them: their number and that line's."""

    wide: float
    lowered: Mapping[int, int]


def lettering(words: Iterable[Word]) -> Lettering:
    """The measure of one page of a dump, from its words that know their line and their place in it."""
    lines = _by_line(words)
    rooms = sorted(room for line in lines.values() for room in _rooms(line))
    wide = rooms[int(_TIGHT * len(rooms))] if rooms else 2.0
    raised = [n for n, line in lines.items() if all(_CITATION.fullmatch(w.text) for w in line)]
    return Lettering(min(_WIDEST, max(1.0, wide)), {n: n + 1 for n in raised if n + 1 in lines})


def placed(words: Iterable[Word], *, by: Lettering) -> tuple[Word, ...]:
    """The words with boxes, in their order; those without a line or span stay without one."""
    every = tuple(words)
    boxes: dict[tuple[int, int], Box] = {}
    for number, line in _by_line(every).items():
        boxes.update(_boxes(line, by.lowered.get(number, number), by.wide))
    return tuple(replace(w, box=boxes[_key(w)], size=SIZE) if w.line and w.span else w for w in every)


def placed_lines(lines: Sequence[Line], *, by: Lettering) -> tuple[Line, ...]:
    """Lines whose words have boxes; words of one printed line are measured together."""
    known = {_key(w): w for w in placed((w for line in lines for w in line.words), by=by) if w.span}
    return tuple(Line(tuple(known.get(_key(w), w) for w in line.words), line.page) for line in lines)


def unplaced(word: Word) -> Word:
    """The word without its make-believe box."""
    return replace(word, box=None, size=None, char_boxes=())


def _key(word: Word) -> tuple[int, int]:
    return word.line or 0, word.span[0] if word.span else -1


def _by_line(words: Iterable[Word]) -> dict[int, list[Word]]:
    lines: dict[int, list[Word]] = {}
    for word in words:
        if word.line and word.span:
            lines.setdefault(word.line, []).append(word)
    return {number: sorted(line, key=_key) for number, line in sorted(lines.items())}


def runs_of(line: Sequence[Word]) -> list[list[Word]]:
    """The words of one printed line, by its runs of white: what stands in one cell or one column of text."""
    runs: list[list[Word]] = []
    for word in line:
        start = word.span[0] if word.span else 0
        end = runs[-1][-1].span[1] if runs and runs[-1][-1].span else -_RUN_GAP
        if start - end >= _RUN_GAP:
            runs.append([word])
        else:
            runs[-1].append(word)
    return runs


def _rooms(line: Sequence[Word]) -> list[float]:
    """How wide a Chinese character of each long run may at most be for the next run to keep its place."""
    runs = runs_of(line)
    found = []
    for run, after in pairwise(runs):
        text = "".join(w.text for w in run)
        wide = sum(1 for c in text if is_wide(c))
        if wide >= _LONG_RUN and run[0].span and after[0].span:
            narrow = len(text) - wide + len(run) - 1
            found.append((after[0].span[0] - run[0].span[0] - 1 - narrow) / wide)
    return found


def _boxes(line: Sequence[Word], row: int, wide: float) -> dict[tuple[int, int], Box]:
    top = row * PITCH
    found: dict[tuple[int, int], Box] = {}
    runs = runs_of(line)
    starts = [float(run[0].span[0]) if run[0].span else 0.0 for run in runs]
    for k, run in enumerate(runs):
        many = sum(1 for w in run for c in w.text if is_wide(c))
        each = wide if many >= _LONG_RUN else min(wide, _CELL)
        widths = [sum(each if is_wide(c) else 1.0 for c in w.text) for w in run]
        whole = sum(widths) + len(run) - 1
        room = starts[k + 1] - starts[k] - 1 if k + 1 < len(runs) else whole
        scale = min(1.0, max(room, 1.0) / whole)
        x = starts[k]
        for n, (word, width) in enumerate(zip(run, widths, strict=True)):
            right = x + width * scale
            filled = right + (1.0 - _INNER) * scale if n < len(run) - 1 else right
            found[_key(word)] = Box(x * ADVANCE, top, filled * ADVANCE, top + SIZE)
            x = right + scale
    return found
