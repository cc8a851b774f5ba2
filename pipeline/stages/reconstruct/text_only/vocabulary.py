"""Words that the lexicon and the document itself know: what a token of a table may be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from pipeline.lexicon import load
from pipeline.lexicon.plausible import english_words

_STRIP = ".,;:()[]{}，。；：（）、‘’'\"“”!?*"
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LETTERS = re.compile(r"[A-Za-z]{3,}")


def bare(token: str) -> str:
    """The token without the marks around it, in lower case."""
    return token.strip(_STRIP).casefold()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """kinds: what a single word is, folded, from the lexicon. shorts: abbreviations of the table's legend, as printed.
    surnames: folded first words of the reference list's entries. prose: how often a word stands in readable text.
    pairs: pairs of Chinese characters that stand together in readable text."""

    kinds: Mapping[str, frozenset[str]]
    shorts: frozenset[str]
    surnames: frozenset[str]
    prose: Mapping[str, int]
    pairs: frozenset[str] = frozenset()

    def is_short(self, core: str) -> bool:
        """Whether it is a short form of the legend, or a half of one that a line's end divides (`HOMA-`, `IR`)."""
        folded = core.casefold()
        halves = (short.casefold().split("-") for short in self.shorts if "-" in short)
        return core in self.shorts or (len(core) > 1 and any(folded.rstrip("-") in half for half in halves))

    def known(self, token: str) -> bool:
        """Whether a word is one that the lexicon, the document or English has."""
        word = bare(token)
        return word in self.kinds or word in self.prose or word in english_words() or word in self.surnames


def vocabulary(*, shorts: Iterable[str], references: Iterable[str], prose: Iterable[str]) -> Vocabulary:
    """What this document's tables can be read with."""
    counted: Counter[str] = Counter()
    pairs: set[str] = set()
    for text in prose:
        counted.update(word.casefold() for word in _LETTERS.findall(text))
        for run in _CHINESE.findall(text):
            pairs.update(a + b for a, b in pairwise(run))
    firsts = (bare(text.split()[0]) for text in references if text.split())
    surnames = frozenset(name for name in firsts if len(name) > 1)
    return Vocabulary(_lexicon_kinds(), frozenset(shorts), surnames, counted, frozenset(pairs))


@cache
def _lexicon_kinds() -> Mapping[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}

    def add(kind: str, terms: Iterable[str]) -> None:
        for term in terms:
            if " " not in term and (len(term) > 1 or kind in ("sex", "connective", "strain")):
                kinds.setdefault(bare(term), set()).add(kind)

    for kind, terms in load("dump")["words"].items():
        if kind != "header_tail":
            add(kind, terms)
    for name, kind in (("exercise", "type"), ("interventions", "intervention"), ("drugs", "drug")):
        for section in load(name).values():
            if isinstance(section, Mapping):
                add(kind, _terms(section))
    for name, kind in (("conditions", "condition"), ("outcomes", "outcome")):
        add(kind, (term for terms in load(name)["terms"].values() for term in terms if _CHINESE.search(term)))
    for word in load("dump")["words"]["connective"]:
        kinds[bare(word)] = {"connective"}
    return {word: frozenset(found) for word, found in kinds.items() if word}


@cache
def exponent_lost() -> re.Pattern[str]:
    """A power of ten whose exponent the reader lost."""
    return re.compile("|".join(load("dump")["exponent"]["lost"]))


@cache
def greek_lost() -> re.Pattern[str]:
    """The name of a molecule with Latin letters where it has a Greek one."""
    stems = "|".join(re.escape(entry["stem"]) for entry in load("dump")["greek"])
    return re.compile(rf"\b(?:{stems})[A-Za-z]{{1,2}}\b")


@cache
def greek_letters() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What a reader without Greek makes of a molecule's letter, where no other molecule is written so."""
    return tuple(
        (re.compile(rf"(?<=\b{re.escape(entry['stem'])})[{re.escape(entry['alike'])}](?![A-Za-z\d])"), entry["letter"])
        for entry in load("dump")["greek"]
        if entry["alike"]
    )


@cache
def drug_endings() -> tuple[str, ...]:
    """Last characters of Chinese drug names that the lexicon does not list (`达格列净`)."""
    return tuple(ending for ending in load("drugs")["drug"]["endings_zh"] if len(ending) > 1)


def _terms(section: Mapping[str, Any]) -> list[str]:
    return [*section.get("en", ()), *section.get("zh", ())]
