"""Header lines of a dumped table: which of its first lines they are, and the columns that their words announce."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

from pipeline.core.scripts import cjk_count
from pipeline.core.words import Line, Word
from pipeline.lexicon import load
from pipeline.lexicon.plausible import english_words
from pipeline.stages.reconstruct.text_only.header_words import (
    Heading,
    both,
    field_of,
    fold,
    heading_of,
    phrases,
    split_headings,
)
from pipeline.stages.reconstruct.text_only.pieces import VALUE_KINDS, Piece

_MAX_HEADER_LINES = 7
_LEAST_TWINS = 3  # headings that a line of the other language must name
_CI = re.compile(r"^[(（]?\d{0,2}5?%?$|^C[Il1I][)）.]?$|^[(（]?\d{1,2}%$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """lines: how many of the table's first lines are header. headings: left to right. gaps: for each place between
    headings (one more than there are headings) the words that could not be read. junk: words of no use. arms: words of
    a second header row that names arms. floating: headings of a lower line, whose place only the rows can tell."""

    lines: int
    headings: tuple[Heading, ...]
    gaps: tuple[tuple[Word, ...], ...]
    junk: tuple[Word, ...]
    arms: tuple[Word, ...]
    floating: tuple[Heading, ...] = ()


@cache
def _arms() -> frozenset[str]:
    arms = load("headers")["arms"]
    return frozenset(fold(term) for key in ("treatment", "control", "total") for term in arms[key])


def read_header(lines: Sequence[Line], pieces: Sequence[Sequence[Piece]]) -> Header:
    """The header of the table whose printed lines and pieces are given."""
    first_body = _first_body(lines, pieces)
    main = _main_line(lines[:first_body])
    if main is None:
        junk = tuple(word for line in lines[:first_body] for word in line.words)
        return Header(first_body, (), ((),), junk, ())
    headings, gaps = _read_main(lines[main].words)
    twin = next((i for i in (main - 1, main + 1) if 0 <= i < first_body and _is_twin(lines[i], lines[main])), None)
    if twin is not None:
        headings, gaps = _twinned((headings, gaps), _read_main(lines[twin].words))
    unread = [word for i, line in enumerate(lines[:main]) for word in line.words if i != twin]
    arms: tuple[Word, ...] = ()
    floating: list[Heading] = []
    for line in (line for i, line in enumerate(lines[:first_body]) if i > main and i != twin):
        if len(line.words) >= 2 and all(fold(word.text) in _arms() for word in line.words):
            arms = line.words
            continue
        headings, afloat, left = _with_tail(headings, line.words)
        floating.extend(afloat)
        unread.extend(left)
    return Header(first_body, tuple(headings), tuple(gaps), tuple(unread), arms, tuple(floating))


def read_in_turn(lines: Sequence[Line], pieces: Sequence[Sequence[Piece]]) -> Header:
    """The header of a table whose cells are printed one after another: all that stands before the first study."""
    first = next((i for i in range(len(lines)) if _starts_study(pieces, i)), 0)
    words = [word for line in lines[:first] for word in line.words]
    if not words:
        return Header(first, (), ((),), (), ())
    headings, gaps = _read_twins(words) if _in_twins(words) else _read_main(words)
    return Header(first, tuple(headings), tuple(gaps), (), ())


def _starts_study(pieces: Sequence[Sequence[Piece]], i: int) -> bool:
    """Whether a name opens line `i` and a year follows it there or opens the next line."""
    names = {"name", "cap", "zh", "etal", "junk", "word"}
    opening = [piece.kinds for piece in pieces[i][:5]]
    after = [piece.kinds for piece in pieces[i + 1][:1]] if i + 1 < len(pieces) else []
    year = next((k for k, kinds in enumerate([*opening, *after]) if "year" in kinds), 0)
    return year > 0 and all(set(kinds) & names for kinds in opening[:year]) and (year < 5 or not after)


def _in_twins(words: Sequence[Word]) -> bool:
    """Whether every heading is printed in Chinese and then again in English."""
    turns = sum(1 for a, b in pairwise(words) if cjk_count(a.text) and not cjk_count(b.text) and b.text[0].isalpha())
    return turns >= 3 and 2 * turns >= sum(1 for word in words if cjk_count(word.text))


def _read_twins(words: Sequence[Word]) -> tuple[list[Heading], list[tuple[Word, ...]]]:
    """Headings of both languages: each goes from a Chinese word to the next one after an English word."""
    runs: list[list[Word]] = []
    for word in words:
        if not runs or (cjk_count(word.text) and not cjk_count(runs[-1][-1].text)):
            runs.append([word])
        else:
            runs[-1].append(word)
    return [heading_of(run) for run in runs], [() for _ in range(len(runs) + 1)]


def _first_body(lines: Sequence[Line], pieces: Sequence[Sequence[Piece]]) -> int:
    """Index of the first line that holds a row's values."""
    best = 0
    for i, row in enumerate(pieces[:_MAX_HEADER_LINES]):
        names = _matches(lines[i].words)
        solid = [w for w in lines[i].words if sum(c.isalpha() for c in w.text) > 1]
        values = sum(1 for piece in row if piece.kinds[0] in VALUE_KINDS - {"int", "percent", "scale"})
        study = any(piece.kinds[0] in ("year",) for piece in row)
        if values > names and (values >= 2 or study) and i > 0:
            break
        if not study and (names >= 2 or (names == 1 and len(solid) <= 2)):
            best = i + 1
    if best == 0:
        firsts = [i for i, row in enumerate(pieces[:_MAX_HEADER_LINES]) if _starts_body(row)]
        return firsts[0] if firsts else 0
    return best


def _starts_body(row: Sequence[Piece]) -> bool:
    kinds = {piece.kinds[0] for piece in row}
    return "year" in kinds or len(kinds & (VALUE_KINDS - {"int", "percent"})) >= 1


def _matches(words: Sequence[Word]) -> int:
    """How many words of a line name columns, alone or in a phrase."""
    tails = set(load("dump")["words"]["header_tail"])
    known = 0
    for i, word in enumerate(words):
        pair = words[i : i + 2]
        if field_of((word,)) or field_of(pair) or word.text.casefold().strip("‘'") in tails:
            known += 1
    return known


def _main_line(lines: Sequence[Line]) -> int | None:
    """Index of the header line that names most columns, None where none names any."""
    counts = [_matches(line.words) for line in lines]
    if not counts or max(counts) == 0:
        return None
    return counts.index(max(counts))


def _read_main(words: Sequence[Word]) -> tuple[list[Heading], list[tuple[Word, ...]]]:
    """Headings of the main header line, longest phrases first, with the unread words in each gap between them."""
    headings: list[Heading] = []
    gaps: list[list[Word]] = [[]]
    i = 0
    while i < len(words):
        inside = bool(headings) and not gaps[-1] and _is_open(headings[-1])
        heading = None if inside else _longest_phrase(words, i)
        if heading:
            headings.append(heading)
            gaps.append([])
            i += len(heading.words)
        elif headings and not gaps[-1] and _goes_on(headings[-1], words[i]):
            headings[-1] = replace(headings[-1], words=(*headings[-1].words, words[i]))
            i += 1
        else:
            gaps[-1].append(words[i])
            i += 1
    modifiers = set(load("dump")["header_modifiers"]["en"])
    for place, gap in enumerate(gaps):
        if gap and place < len(headings) and gap[-1].text.casefold() in modifiers:
            headings[place] = replace(headings[place], words=(gap.pop(), *headings[place].words))
    return headings, [tuple(word for word in gap if sum(c.isalnum() for c in word.text) > 0) for gap in gaps]


def _longest_phrase(words: Sequence[Word], i: int) -> Heading | None:
    """The heading that the longest run of words from `i` makes. A word in small letters goes on with the one before."""
    symbol = words[i].text in ("n", "p")
    if i and not symbol and words[i].text[:1].islower() and words[0].text.strip("‘'")[:1].isupper():
        return None
    for count in (5, 4, 3, 2, 1):
        run = words[i : i + count]
        named = field_of(run) if len(run) == count else None
        if named:
            return Heading(named[0], tuple(run), sure=named[1])
    return None


def _goes_on(heading: Heading, word: Word) -> bool:
    """Whether an unnamed word belongs to the heading before it: in brackets, after a comma, or in small letters."""
    text = heading.words[-1].text
    if (
        _is_open(heading)
        or text.endswith(",")
        or word.text[:1] in "(（"
        or (heading.field == "effect" and _CI.match(word.text))
    ):
        return True
    plain = re.sub(r"\W", "", word.text)
    return plain.islower() and plain in english_words() and heading.words[0].text[0].isupper()


def _is_open(heading: Heading) -> bool:
    """Whether a bracket of a heading is still open."""
    text = " ".join(w.text for w in heading.words)
    return text.count("(") + text.count("（") > text.count(")") + text.count("）")


def _with_tail(headings: list[Heading], words: Sequence[Word]) -> tuple[list[Heading], list[Heading], list[Word]]:
    """Words of a further header line: given to the headings that they complete, headings of their own, or of no use."""
    left: list[Word] = []
    floating: list[Heading] = []
    at = 0
    out = list(headings)
    for word in words:
        place = next((k for k in range(at, len(out)) if _completes(out[k], word)), None)
        if place is not None:
            out[place] = replace(out[place], words=(*out[place].words, word))
            at = place
            continue
        field = _tail_field(word)
        if field and field not in {h.field for h in (*out, *floating)}:
            named = field_of((word,))
            misleads = named is not None and named[0] != field  # `events` alone are an outcome's
            floating.append(Heading(field, () if misleads else (word,), sure=not misleads))
            left.extend([word] if misleads else [])
        else:
            left.append(word)
    return out, floating, left


def _is_twin(line: Line, main: Line) -> bool:
    """Whether a header line says in the other language what the main one says."""
    chinese = [2 * sum(1 for w in each.words if cjk_count(w.text)) > len(each.words) for each in (line, main)]
    return chinese[0] != chinese[1] and _matches(line.words) >= _LEAST_TWINS


_Read = tuple[list[Heading], list[tuple[Word, ...]]]  # headings, unread words of each gap


def _twinned(one: _Read, other: _Read) -> _Read:
    """The line that names more columns, its headings with those of the other language, Chinese first.

    Lines of as many headings, most of them alike, are told off one by one; else those that name the same fields in the
    same order, and a column whose names do not agree keeps the one language.
    """
    (headings, gaps), (others, _) = (one, other) if len(one[0]) >= len(other[0]) else (other, one)
    ways = [
        [*others[:at], *parts, *others[at + 1 :]]
        for at, heading in enumerate(others)
        for parts in [split_headings(heading)]
        if parts and len(others) + 1 == len(headings)
    ]
    others = max([others, *ways], key=lambda way: _alike(headings, way))
    if len(others) == len(headings) and not any(gaps) and 2 * _alike(headings, others) > len(headings):
        return [both(a, b) for a, b in zip(headings, others, strict=True)], gaps
    out = list(headings)
    mine, twin = [h.field for h in headings], [h.field for h in others]
    for block in SequenceMatcher(None, mine, twin, autojunk=False).get_matching_blocks():
        for k in range(block.size):
            out[block.a + k] = both(headings[block.a + k], others[block.b + k])
    return out, gaps


def _alike(headings: Sequence[Heading], others: Sequence[Heading]) -> int:
    """How many headings name the same field as the one in their place."""
    return sum(1 for a, b in zip(headings, others, strict=False) if a.field == b.field)


def _tail_field(word: Word) -> str | None:
    """The field that a word of a lower header line names, the rest of its heading being unread: by itself, or as the
    last word or the unit of headings (`events`, `(years)`)."""
    last = load("dump")["header_last"].get(word.text.casefold())
    if last:
        return str(last)
    named = field_of((word,))
    return named[0] if named and named[1] and word.text[:1] not in "(（" else None


def _completes(heading: Heading, word: Word) -> bool:
    joined = fold(f"{heading.text} {word.text}")
    return any(joined == phrase or phrase.startswith(joined + " ") for phrase in phrases()) and bool(heading.words)
