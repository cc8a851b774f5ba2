"""Header lines of a dumped table: which of its first lines they are, and the columns that their words announce."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from pipeline.core.scripts import cjk_count
from pipeline.core.words import Line, Word
from pipeline.lexicon import load
from pipeline.lexicon.plausible import english_words
from pipeline.stages.reconstruct.text_only.pieces import VALUE_KINDS, Piece

_MAX_HEADER_LINES = 7
_CLOSE_ENOUGH = 75  # of 100: a header word with one or two letters misread
_CI = re.compile(r"^[(（]?\d{0,2}5?%?$|^C[Il1I][)）.]?$|^[(（]?\d{1,2}%$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as the header tells it. field: of the contract, `p` for a column of p values. sure: its words were read
    as they stand (False: by likeness, or not at all). words: the ink. sub: words of a second header row."""

    field: str
    words: tuple[Word, ...] = ()
    sure: bool = True
    sub: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        """The words as printed, without marks that stand alone."""
        said = [w for w in self.words if any(c.isalnum() for c in w.text)]
        parts = ((" " if i and w.space_before else "") + w.text.strip("‘’'\":;|") for i, w in enumerate(said))
        return "".join(parts)


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
def _phrases() -> Mapping[str, str]:
    """Every header phrase, folded to its letters and digits, with its field."""
    found: dict[str, str] = {}
    for name, terms in load("headers")["fields"].items():
        for term in terms:
            found.setdefault(_fold(term), "p" if term in ("p", "p value", "P值", "p值") else name)
    return found


@cache
def _arms() -> frozenset[str]:
    arms = load("headers")["arms"]
    return frozenset(_fold(term) for key in ("treatment", "control", "total") for term in arms[key])


def _fold(text: str) -> str:
    words = re.findall(r"[a-z0-9%]+|[\u4e00-\u9fff]", text.casefold().replace("（", " "))
    return " ".join(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words
    )


def _field_of(words: Sequence[Word]) -> tuple[str, bool] | None:
    """The field that a run of header words names, and whether it is spelt as in the lexicon."""
    folded = _fold(" ".join(word.text for word in words))
    if not folded:
        return None
    if folded in _phrases():
        return _phrases()[folded], True
    if len(folded) < 6 or len(words) > 1:
        return None
    if folded in _openings():
        return _openings()[folded], True
    near = process.extractOne(folded, _single_words(), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    return (_phrases()[near[0]], False) if near else None


@cache
def _openings() -> Mapping[str, str]:
    """First words of longer phrases that all name one field (`adverse`)."""
    fields: dict[str, set[str]] = {}
    for phrase, name in _phrases().items():
        if " " in phrase:
            fields.setdefault(phrase.split()[0], set()).add(name)
    return {word: next(iter(names)) for word, names in fields.items() if len(names) == 1 and len(word) > 5}


@cache
def _single_words() -> tuple[str, ...]:
    return tuple(phrase for phrase in _phrases() if " " not in phrase and len(phrase) > 4)


def read_header(lines: Sequence[Line], pieces: Sequence[Sequence[Piece]]) -> Header:
    """The header of the table whose printed lines and pieces are given."""
    first_body = _first_body(lines, pieces)
    main = _main_line(lines[:first_body])
    if main is None:
        junk = tuple(word for line in lines[:first_body] for word in line.words)
        return Header(first_body, (), ((),), junk, ())
    headings, gaps = _read_main(lines[main].words)
    unread = [word for line in lines[:main] for word in line.words]
    arms: tuple[Word, ...] = ()
    floating: list[Heading] = []
    for line in lines[main + 1 : first_body]:
        if len(line.words) >= 2 and all(_fold(word.text) in _arms() for word in line.words):
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


def heading_of(words: Sequence[Word]) -> Heading:
    """The column that the words of one header cell announce, by either language; `other` where they name none."""
    halves = ([w for w in words if cjk_count(w.text)], [w for w in words if not cjk_count(w.text)])
    named = next((found for run in (words, *halves) if run for found in [_field_of(run)] if found), None)
    if named is None:
        parts = [found for w in words for found in [_field_of((w,))] if found]
        named = parts[0] if parts else ("other", True)
    return Heading(named[0], tuple(words), sure=named[1])


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
        if _field_of((word,)) or _field_of(pair) or word.text.casefold().strip("‘'") in tails:
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
        named = _field_of(run) if len(run) == count else None
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


def split_headings(heading: Heading) -> tuple[Heading, Heading] | None:
    """The two headings that a phrase of two capitalised words may as well be (`Animal Model`), None where it is one."""
    for cut in range(1, len(heading.words)):
        left, right = heading.words[:cut], heading.words[cut:]
        first, second = _field_of(left), _field_of(right)
        if first and second and right[0].text[:1].isupper():
            # of two columns of one kind (`Exercise Protocol`) the second says how much
            held = second[0] if first[0] != second[0] else "volume" if first[0] == "intervention" else None
            if held:
                return Heading(first[0], left, sure=first[1]), Heading(held, right, sure=second[1])
    return None


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
        named = _field_of((word,))
        if named and named[1] and named[0] not in {h.field for h in out}:
            floating.append(Heading(named[0], (word,)))
        else:
            left.append(word)
    return out, floating, left


def _completes(heading: Heading, word: Word) -> bool:
    joined = _fold(f"{heading.text} {word.text}")
    return any(joined == phrase or phrase.startswith(joined + " ") for phrase in _phrases()) and bool(heading.words)
