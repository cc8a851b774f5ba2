"""How the running text of a document writes the authors of its reference list: a witness for names a table garbled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.core.blocks import Reference
from pipeline.core.scripts import cjk_count
from pipeline.lexicon.plausible import english_words
from pipeline.stages.reconstruct.text_only.vocabulary import bare

_COMMON = 5000  # rank among English words
_MOST = 0.6  # share of a reference list whose numbers agree with its order
_NUMBER = re.compile(r"\W*(\d{1,3})\s?[\])］]")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_LEAST_LATIN = 3  # letters of a surname that can be told from other words
_TAIL = 4  # letters that the debris of a raised citation may add to a name (`HOFMANNID`)
_OTHERS = re.compile(r"\s?(?:等|et\s?al\b\.?)")

Citation = tuple[str, str, int]  # folded surname, year, number


@dataclass(frozen=True, slots=True)
class Spoken:
    """name: as the text prints it. others: ` et al.` or `等` where it always adds that, "" where it never does, None
    where it does both."""

    name: str
    others: str | None


def citations_of(references: Sequence[Reference]) -> tuple[Citation, ...]:
    """Author, year and number of every entry of the reference list; an author that is a common word is left out."""
    told = [re.sub(r"^\W*(?:\d{1,3}\s?[\])］])?\s*", "", entry.text) for entry in references]
    printed = [_NUMBER.match(entry.text) for entry in references]
    numbers = _in_order([int(n.group(1)) if n else e.number for n, e in zip(printed, references, strict=True)])
    found = []
    for text, number in zip(told, numbers, strict=True):
        years, first = _YEAR.findall(text), text.split()
        if first:
            found.append((_surname(first[0]), years[0] if years else "", number))
    return tuple(found)


def _surname(word: str) -> str:
    """The folded surname, "" where the entry's first word is none: the middle of an entry whose start was lost."""
    core = bare(word)
    common = english_words().get(core, _COMMON) < _COMMON and not word.strip(",.").isupper()
    return "" if common or not any(c.isalpha() for c in core) or word[:1].islower() else core


def _in_order(numbers: Sequence[int]) -> list[int]:
    """The numbers of a list, those that stand against the order of all others put right (`1` for `11`)."""
    offsets = Counter(number - k for k, number in enumerate(numbers))
    offset, count = offsets.most_common(1)[0] if offsets else (0, 0)
    rising = all(a < b for a, b in pairwise(numbers))
    return list(numbers) if rising or count <= _MOST * len(numbers) else [k + offset for k in range(len(numbers))]


def spoken_names(texts: Iterable[str], citations: Sequence[Citation]) -> Mapping[str, Spoken]:
    """The authors of `citations` that running text names, by folded surname."""
    joined = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", " ".join(texts))
    found = {}
    for surname in {surname for surname, _, _ in citations if surname}:
        said = _said(surname, joined)
        if said:
            names = Counter(name for name, _ in said)
            others = {other for _, other in said}
            found[surname] = Spoken(names.most_common(1)[0][0], others.pop() if len(others) == 1 else None)
    return found


def _said(surname: str, text: str) -> list[tuple[str, str]]:
    """Every mention of a surname: how it is spelt, and how the authors beside it are told."""
    if cjk_count(surname):
        pattern = re.compile(re.escape(surname))
    elif len(surname) >= _LEAST_LATIN:
        pattern = re.compile(rf"(?<![^\W\d_]){re.escape(surname)}(?![a-zà-ÿ]{{{_TAIL + 1}}})", re.IGNORECASE)
    else:
        return []
    said = []
    for mention in pattern.finditer(text):
        name = mention.group()
        if name[0].isupper() or cjk_count(name):
            others = _OTHERS.match(text, mention.end())
            said.append((name, "" if others is None else "等" if "等" in others.group() else " et al."))
    return said
