"""Arrows that a reader without them made letters and strokes of, told by the shapes that one table shows for both."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline.core.provenance import TEXT_FILE, Flag, Reading
from pipeline.core.scripts import cjk_count
from pipeline.core.tables import Cell
from pipeline.core.words import Word
from pipeline.lexicon import load

_LEAST_BARRED = 2  # marks with a bar across that a table must show before its strokes are told from them
_STATEMENT = re.compile(r"[^,;，；]+")
_ARROWS = {"up": "↑", "down": "↓", "flat": "→"}
_DOUBT = "arrow-garbled"
_MESSAGE = "an arrow was read as another mark: only the shapes that this table shows for both arrows tell it"


def with_arrows(
    cells: Sequence[Cell], *, header_rows: int, columns: Collection[int], shorts: Collection[str]
) -> list[Cell]:
    """The cells of `columns` with the arrows that are told, each under a flag; `|` and letters as before where not.

    A reader makes letters with a bar across (t, T, f, 个) of one arrow and plain strokes (|, !) of the other: strokes
    alone may be either, beside barred marks they are not. The words keep what was printed, so that no direction is
    taken from an arrow that was told. shorts: the legend's short forms, to which a letter may be glued (`MBIt`).
    """
    found = {
        (c.row, c.col): marks
        for c in cells
        if c.row >= header_rows and c.col in columns
        for marks in [_marks(c.text, shorts)]
        if marks
    }
    barred = sum(1 for marks in found.values() for _, _, mark in marks if mark in _shapes()["up"])
    if barred < _LEAST_BARRED:
        return list(cells)
    return [_told(c, found[c.row, c.col]) if (c.row, c.col) in found and c.row >= header_rows else c for c in cells]


_Mark = tuple[int, int, str]  # where the white before a mark begins, where the mark ends, the mark


@cache
def _shapes() -> Mapping[str, frozenset[str]]:
    """The marks that stand for each arrow, by the arrow's name."""
    return {name: frozenset(marks) for name, marks in load("dump")["arrows"].items()}


@cache
def _pattern() -> re.Pattern[str]:
    marks = sorted((m for shapes in _shapes().values() for m in shapes), key=len, reverse=True)
    return re.compile(rf"(\s*)({'|'.join(map(re.escape, marks))})\s*$")


def is_shape(text: str) -> bool:
    """Whether a word is a mark that a reader makes of an arrow."""
    return any(text.strip(".,;，；") in marks for marks in _shapes().values())


def _marks(text: str, shorts: Collection[str]) -> list[_Mark]:
    """The marks that end the statements of a cell, each after the words of a measure."""
    found = []
    for statement in _STATEMENT.finditer(text):
        said = statement.group()
        mark = _pattern().search(said)
        if mark is None:
            continue
        measure = said[: mark.start()].strip()
        apart = bool(mark.group(1)) or not mark.group(2).isascii() or not mark.group(2).isalnum()
        if sum(c.isalpha() for c in measure) > 1 and (apart or cjk_count(measure[-1]) or measure in shorts):
            found.append((statement.start() + mark.start(), statement.start() + mark.end(2), mark.group(2)))
    return found


def _told(cell: Cell, marks: Sequence[_Mark]) -> Cell:
    """The cell with arrows for its marks."""
    text, words = cell.text, list(cell.words)
    for start, end, mark in reversed(marks):
        arrow = next(_ARROWS[name] for name, shapes in _shapes().items() if mark in shapes)
        gap = "" if cjk_count(text[start - 1]) or text[start : start + 1].strip() else " "
        text = text[:start] + gap + arrow + text[end:]
        words = _disputed(words, mark, arrow)
    flags = [flag for flag in cell.flags if flag.code != _DOUBT]
    told = Flag(_DOUBT, _MESSAGE, tuple(mark for _, _, mark in marks))
    reading = Reading(TEXT_FILE, cell.text, 0.4)
    return replace(
        cell,
        text=text,
        words=tuple(words),
        flags=(*flags, told),
        alternatives=(*cell.alternatives, reading),
        confidence=min(cell.confidence, 0.4),
    )


def _disputed(words: Sequence[Word], mark: str, arrow: str) -> list[Word]:
    """The words with the last one that ends in the mark as an arrow that is not sure."""
    out = list(words)
    for k in range(len(out) - 1, -1, -1):
        word = out[k]
        core = word.text.rstrip(".,;，；")
        if core.endswith(mark) and "arrow-disputed" not in word.flags:
            text = core.removesuffix(mark) + arrow + word.text[len(core) :]
            reading = Reading(TEXT_FILE, word.text, 0.4)
            out[k] = replace(
                word,
                text=text,
                flags=(*word.flags, "arrow-disputed"),
                alternatives=(*word.alternatives, reading),
            )
            break
    return out
