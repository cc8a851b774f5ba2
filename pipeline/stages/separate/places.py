"""Where a text stands: of a whole block, or of some words in it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.blocks import Block, Place
from pipeline.core.geometry import around
from pipeline.core.joining import HYPHENS, SOFT_HYPHEN
from pipeline.core.words import Word

_UNSEEN = frozenset(HYPHENS + SOFT_HYPHEN)


def place(block: Block, text: str | None = None) -> Place:
    """The place of `text` in `block`, of the whole block where it is None or not found.

    Line breaks, spaces and hyphens do not count: a typesetter's hyphen stands in the ink and not in the text.
    """
    found = _words_of(block, text) if text else ()
    if not found:
        return Place(block.page, block.box, block.lines[0].words[0].line, block.id)
    page = found[0][1]
    boxes = [word.box for word, on in found if on == page and word.box is not None]
    return Place(page, around(boxes) if boxes else None, found[0][0].line, block.id)


def _words_of(block: Block, text: str) -> Sequence[tuple[Word, int]]:
    """The words that print `text`, each with its page; () where the block does not."""
    words = [(word, line.page) for line in block.lines for word in line.words]
    ink = [(char, i) for i, (word, _) in enumerate(words) for char in word.text if not _skipped(char)]
    wanted = "".join(char for char in text if not _skipped(char))
    at = "".join(char for char, _ in ink).find(wanted)
    if at < 0 or not wanted:
        return ()
    first, last = ink[at][1], ink[at + len(wanted) - 1][1]
    return words[first : last + 1]


def _skipped(char: str) -> bool:
    return char.isspace() or char in _UNSEEN
