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
_INTERVAL = re.compile(r"[(（]?9\d\s?%\s?C[Il1][)）]?")
_YEAR = re.compile(r"\b(?:19[5-9]|20[0-4])\d")


@dataclass(frozen=True, slots=True)
class Slab:
    """Some columns of a table: the line of their heading and those of each row under it, as indices into the lines of
    text."""

    heading: int
    rows: tuple[tuple[int, ...], ...]

    @property
    def last(self) -> int:
        return self.rows[-1][-1]


def slabs_of(texts: Sequence[str]) -> tuple[Slab, ...]:
    """The slabs of one table, left to right, () where there is no such table.

    texts: the lines of a dump that hold text. Only columns of equally many rows, near a table's caption and near each
    other, the first with a year in most of its rows, can be put side by side without making anything up. A row is a
    line; in the first slab, where that has more lines than the others, those of one study.
    """
    captions = [i for i, text in enumerate(texts) if (signs.caption(text) or ("",))[0] == "table"]
    if not captions:
        return ()
    found = [slab for i in range(len(texts)) for slab in [_slab(texts, i)] if slab]
    for k, plain in enumerate(found):
        for first in (plain, _by_study(plain, texts)):
            dated = sum(1 for row in first.rows if any(_YEAR.search(texts[i]) for i in row))
            if 2 * dated <= len(first.rows) or len(first.rows) < _LEAST_LINES:
                continue
            group = [first]
            for other in found[k + 1 :]:
                if other.heading - group[-1].last > _NEAR:
                    break
                if len(other.rows) == len(first.rows):
                    group.append(other)
            near = any(group[0].heading - _NEAR <= c <= group[-1].last + _NEAR for c in captions)
            if len(group) > 1 and near:
                return tuple(group)
    return ()


def _by_study(slab: Slab, texts: Sequence[str]) -> Slab:
    """The slab with the lines of each study as one row: from the line of its name, which the year's may follow."""
    lines = [i for row in slab.rows for i in row]
    starts: list[int] = []
    for k, i in enumerate(lines):
        year = _YEAR.search(texts[i])
        if year:
            named = re.search(r"[^\W\d_]{2,}", texts[i][: year.start()])
            starts.append(k if named or k == 0 or k - 1 in starts else k - 1)
    ends = [*starts[1:], len(lines)]
    rows = tuple(tuple(lines[a:b]) for a, b in zip(starts, ends, strict=True)) if starts[:1] == [0] else ()
    return Slab(slab.heading, rows)


def _slab(texts: Sequence[str], i: int) -> Slab | None:
    if not _heading(texts[i]):
        return None
    lines = []
    for k in range(i + 1, min(len(texts), i + _MOST_LINES + 2)):
        text = texts[k]
        if _ends(text):
            break
        lines.append(k)
    return Slab(i, tuple((k,) for k in lines)) if _LEAST_LINES <= len(lines) <= _MOST_LINES else None


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
    text = _INTERVAL.sub("", text)
    words: list[str] = re.findall(r"[A-Za-z]{2,}|[\u4e00-\u9fff]{2,}", text)
    opens = text[:1].isalpha() and not text[0].islower()
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
