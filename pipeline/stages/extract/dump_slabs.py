"""Tables that a reader cut upright: columns printed one after another, each with its heading and as many lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon import load
from pipeline.stages.extract import dump_signs as signs

_LEAST_LINES, _MOST_LINES = 3, 60  # lines under a slab's heading
_LONGEST = 110  # characters of a table's line
_NEAR = 70  # lines of text between a slab and the caption or the slab before
_MOST_WORDS = 14
_KNOWN = 0.5  # share of a heading's words that name columns
_QUANTITY = re.compile(r"[\d.,-]+\s?[A-Za-z%]{1,5}")
_YEAR = re.compile(r"\b(?:19[5-9]|20[0-4])\d")


@dataclass(frozen=True, slots=True)
class Slab:
    """Some columns of a table: the line of their heading and those under it, as indices into the lines of text."""

    heading: int
    lines: tuple[int, ...]


def slabs_of(texts: Sequence[str]) -> tuple[Slab, ...]:
    """The slabs of one table, left to right, () where there is no such table.

    texts: the lines of a dump that hold text. Only columns of equally many lines, near a table's caption and near each
    other, the first with a year in most of its lines, can be put side by side without making anything up.
    """
    captions = [i for i, text in enumerate(texts) if (signs.caption(text) or ("",))[0] == "table"]
    if not captions:
        return ()
    found = [slab for i in range(len(texts)) for slab in [_slab(texts, i)] if slab]
    for k, first in enumerate(found):
        dated = sum(1 for i in first.lines if _YEAR.search(texts[i]))
        if 2 * dated <= len(first.lines):
            continue
        group = [first]
        for other in found[k + 1 :]:
            if other.heading - group[-1].lines[-1] > _NEAR:
                break
            if len(other.lines) == len(first.lines):
                group.append(other)
        near = any(group[0].heading - _NEAR <= c <= group[-1].lines[-1] + _NEAR for c in captions)
        if len(group) > 1 and near:
            return tuple(group)
    return ()


def _slab(texts: Sequence[str], i: int) -> Slab | None:
    if not _heading(texts[i]):
        return None
    lines = []
    for k in range(i + 1, min(len(texts), i + _MOST_LINES + 2)):
        text = texts[k]
        if _ends(text):
            break
        lines.append(k)
    return Slab(i, tuple(lines)) if _LEAST_LINES <= len(lines) <= _MOST_LINES else None


def _ends(text: str) -> bool:
    """Whether a line stands under no column heading."""
    return (
        len(text) > _LONGEST
        or bool(signs.caption(text))
        or signs.note_start(text)
        or signs.prose(text)
        or (signs.heading(text) and not _QUANTITY.fullmatch(text))
        or signs.references_heading(text)
        or _heading(text)
    )


def _heading(text: str) -> bool:
    """Whether a line holds nothing but names of columns, as far as they can be read."""
    words: list[str] = re.findall(r"[A-Za-z]{2,}|[\u4e00-\u9fff]{2,}", text)
    opens = text[0].isalpha() and not text[0].islower()
    if not opens or not words or len(words) > _MOST_WORDS or re.search(r"\d{2}|[.。;；]$", text):
        return False
    return sum(1 for w in words if w.casefold() in _names()) >= max(1.0, _KNOWN * len(words))


@cache
def _names() -> frozenset[str]:
    """Single words, folded, of every column name that the lexicon has."""
    phrases = (phrase for terms in load("headers")["fields"].values() for phrase in terms)
    words = (word for phrase in phrases for word in re.findall(r"[a-z]{2,}|[\u4e00-\u9fff]+", phrase.casefold()))
    return frozenset(word for word in words if word not in _SMALL)


_SMALL = frozenset(("of", "and", "the", "in", "per", "no", "or", "for", "to", "at"))
