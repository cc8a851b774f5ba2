"""Two columns of running text in a dump that keeps its columns: the white between them made even and wide enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.core.lettering import ADVANCE, runs_of
from pipeline.core.words import Word

_LEAST_LINES, _LEAST_SHARE = 8, 0.15  # lines, and share of the page's lines, that start a second column
_EDGE = 3  # lines that must start at the very edge
_LOW, _HIGH = 0.3, 0.75  # of the page's width: where a second column may start
_INDENT = 8  # characters by which lines of a second column may be set in
_FEW = 4  # runs of a line of running text; rows of tables have more
_AROUND = 3  # lines before and after that tell a table
_GUTTER = 5 * ADVANCE  # points of white
_Run = tuple[int, int]  # first and last character column of a run, half-open


def parted(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of one page, boxed, with those of a second column of text moved to one clear gutter.

    A Chinese character takes one column of the file and two of the page, so that the white between two columns of text
    looks too wide or too ragged to be one. Pages without a second column come back as they are.
    """
    lines: dict[int, list[Word]] = {}
    for word in words:
        if word.line and word.span and word.box:
            lines.setdefault(word.line, []).append(word)
    runs = {n: [(_first(run), _last(run)) for run in runs_of(line)] for n, line in sorted(lines.items())}
    start = _second_start(runs)
    if start is None:
        return tuple(words)
    mine = {n for n in runs if _of_text(n, runs, start)}
    boxes = [w.box for n in mine for w in lines[n] if w.box and _last((w,)) < start]
    if not boxes:
        return tuple(words)
    shift = max(box.x1 for box in boxes) + _GUTTER - start * ADVANCE
    return tuple(_moved(w, shift) if w.line in mine and w.span and _first((w,)) >= start - 1 else w for w in words)


def _first(run: Sequence[Word]) -> int:
    return run[0].span[0] if run[0].span else 0


def _last(run: Sequence[Word]) -> int:
    return run[-1].span[1] if run[-1].span else 0


def _second_start(runs: Mapping[int, Sequence[_Run]]) -> int | None:
    """The character column where the lines of a second column of text start, None where there is none."""
    width = max((line[-1][1] for line in runs.values()), default=0)
    starts = Counter(
        first
        for line in runs.values()
        if len(line) <= _FEW
        for k, (first, _) in enumerate(line)
        if _LOW * width < first < _HIGH * width and (k or first > _LOW * width)
    )
    # first lines of paragraphs and further lines of references are set in: all lines from an edge on count for it
    edges = {x: sum(starts[x + k] for k in range(_INDENT + 1)) for x, n in starts.items() if n >= _EDGE}
    if not edges:
        return None
    start, count = max(edges.items(), key=lambda item: (item[1], item[0]))
    return start if count >= max(_LEAST_LINES, _LEAST_SHARE * len(runs)) else None


def _of_text(number: int, runs: Mapping[int, Sequence[_Run]], start: int) -> bool:
    """Whether a line is running text with nothing across the gutter: not a row of a table, not as wide as the page."""
    line = runs[number]
    across = any(first < start - 1 and last > start - 2 for first, last in line)
    second = [first for first, _ in line if first >= start - 1]
    if across or len(line) > _FEW or (second and second[0] > start + _INDENT):
        return False
    near = [runs[n] for n in range(number - _AROUND, number + _AROUND + 1) if n in runs]
    return 2 * sum(1 for other in near if len(other) > _FEW) <= len(near)


def _moved(word: Word, shift: float) -> Word:
    assert word.box is not None
    return replace(word, box=replace(word.box, x0=word.box.x0 + shift, x1=word.box.x1 + shift))
