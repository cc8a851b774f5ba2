"""What the words of a dumped header name: single headings, phrases that are two, and the lexicon's spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz, process

from pipeline.core.scripts import cjk_count
from pipeline.core.words import Word
from pipeline.lexicon import load

_CLOSE_ENOUGH = 75  # of 100: a header word with one or two letters misread


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


@cache
def phrases() -> Mapping[str, str]:
    """Every header phrase, folded to its letters and digits, with its field."""
    found: dict[str, str] = {}
    for name, terms in load("headers")["fields"].items():
        for term in terms:
            found.setdefault(fold(term), "p" if term in ("p", "p value", "P值", "p值") else name)
    return found


def fold(text: str) -> str:
    words = re.findall(r"[a-z0-9%]+|[\u4e00-\u9fff]", text.casefold().replace("（", " "))
    return " ".join(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words
    )


def field_of(words: Sequence[Word]) -> tuple[str, bool] | None:
    """The field that a run of header words names, and whether it is spelt as in the lexicon."""
    folded = fold(" ".join(word.text for word in words))
    if not folded:
        return None
    if folded in phrases():
        return phrases()[folded], True
    if len(folded) < 6 or len(words) > 1:
        return None
    if folded in _openings():
        return _openings()[folded], True
    near = process.extractOne(folded, _single_words(), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    return (phrases()[near[0]], False) if near else None


@cache
def _openings() -> Mapping[str, str]:
    """First words of longer phrases that all name one field (`adverse`)."""
    fields: dict[str, set[str]] = {}
    for phrase, name in phrases().items():
        if " " in phrase:
            fields.setdefault(phrase.split()[0], set()).add(name)
    return {word: next(iter(names)) for word, names in fields.items() if len(names) == 1 and len(word) > 5}


@cache
def _single_words() -> tuple[str, ...]:
    return tuple(phrase for phrase in phrases() if " " not in phrase and len(phrase) > 4)


def heading_of(words: Sequence[Word]) -> Heading:
    """The column that the words of one header cell announce, by either language; `other` where they name none."""
    halves = ([w for w in words if cjk_count(w.text)], [w for w in words if not cjk_count(w.text)])
    whole = field_of(words)
    named = whole or _told([found for half in halves if half for found in [field_of(half)] if found])
    if named is None:
        parts = [found for w in words for found in [field_of((w,))] if found]
        named = parts[0] if parts else ("other", True)
    return Heading(named[0], tuple(words), sure=named[1])


def _told(named: Sequence[tuple[str, bool]]) -> tuple[str, bool] | None:
    """Of what a heading's two languages name the more definite: `时间` is the duration, unless it is the session's."""
    return next((found for found in named if found[0] != "duration"), named[0] if named else None)


def split_headings(heading: Heading) -> tuple[Heading, Heading] | None:
    """The two headings that a phrase of two words may as well be (`Animal Model`), None where it is one; a phrase in
    two languages is parted in both."""
    chinese = tuple(w for w in heading.words if cjk_count(w.text))
    latin = tuple(w for w in heading.words if not cjk_count(w.text))
    if chinese and latin:
        parts = [split_headings(replace(heading, words=words)) for words in (chinese, latin)]
        if parts[0] is not None and parts[1] is not None:
            return both(parts[1][0], parts[0][0]), both(parts[1][1], parts[0][1])
        return _split_beside(parts[1], chinese)
    for cut in range(1, len(heading.words)):
        left, right = heading.words[:cut], heading.words[cut:]
        first, second = field_of(left), field_of(right)
        if first and second and (right[0].text[:1].isupper() or cjk_count(right[0].text)):
            # of two columns of one kind (`Exercise Protocol`) the second says how much; in Chinese they are one word
            same = "volume" if first[0] == "intervention" and not chinese else None
            held = second[0] if first[0] != second[0] else same
            if held:
                return Heading(first[0], left, sure=first[1]), Heading(held, right, sure=second[1])
    return None


def _split_beside(parts: tuple[Heading, Heading] | None, words: tuple[Word, ...]) -> tuple[Heading, Heading] | None:
    """The two English headings of a phrase, the Chinese words with the one whose field they name."""
    named = field_of(words)
    if parts is None or named is None or named[0] not in (parts[0].field, parts[1].field):
        return None
    mine = Heading(named[0], words)
    return (both(parts[0], mine), parts[1]) if parts[0].field == named[0] else (parts[0], both(parts[1], mine))


def both(heading: Heading, twin: Heading) -> Heading:
    first, second = (twin, heading) if cjk_count(twin.text) else (heading, twin)
    field = heading.field if heading.field != "duration" else twin.field
    return replace(heading, field=field, words=(*first.words, *second.words))


def spelling_of(heading: Heading) -> str | None:
    """The lexicon's spelling of a heading of one word that was known only by its likeness, None for any other."""
    if heading.sure or len(heading.words) != 1:
        return None
    near = process.extractOne(fold(heading.text), _single_words(), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    return str(near[0]).capitalize() if near else None
