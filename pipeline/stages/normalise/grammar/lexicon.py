"""The term lists as ruler patterns. A term's label is its class (`time`), its id what it stands for (`wk`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.lexicon import load

_SHORT, _LONG = 4, 7  # letters
MEASURE_LISTS = ("numbers", "units", "frequency", "intensity")
KIND_LISTS = ("exercise", "interventions", "drugs")


@dataclass(frozen=True, slots=True)
class Kind:
    """What an intervention word says. types: of the record. component: of the part. weak: counts only on its own."""

    name: str
    types: tuple[str, ...]
    component: str
    weak: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term of a class. ending: only the end of a word is given."""

    label: str
    id: str
    text: str
    ending: bool = False


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of intervention by its name in the lists."""
    found: dict[str, Kind] = {}
    for listed in KIND_LISTS:
        for name, entry in load(listed).items():
            types = tuple(entry["types"])
            found[name] = Kind(name, types, entry.get("component", types[0]), entry.get("weak", False))
    return found


def measure_phrases(language: str) -> Iterator[Phrase]:
    """Terms of the measures. Chinese cells also use Latin units, so Chinese has both."""
    for listed in MEASURE_LISTS:
        for label, members in load(listed).items():
            for key, entry in members.items():
                for text in _terms(entry, language):
                    yield Phrase(label, key, text)


def kind_phrases(language: str) -> Iterator[Phrase]:
    """Intervention words, with the label `kind` and the kind's name as id."""
    for listed in KIND_LISTS:
        for name, entry in load(listed).items():
            for text in _terms(entry, language):
                yield Phrase("kind", name, text)
            for text in entry.get("endings_en", ()):
                yield Phrase("kind", name, text, ending=True)
            if language == "zh":
                for text in entry.get("endings_zh", ()):
                    yield Phrase("kind", name, text)


@cache
def abbreviations() -> frozenset[str]:
    """Short abbreviations of interventions in small letters: as small letters they are other words (`act`, `sit`)."""
    every = [p.text for p in kind_phrases("en") if not p.ending]
    small = {text for text in every if text.islower()}
    return frozenset(t.lower() for t in every if t.isupper() and t.isalpha() and len(t) <= _SHORT) - small


@cache
def long_words() -> Mapping[str, str]:
    """Long single words of the intervention lists, in small letters, with the name of their kind."""
    found: dict[str, str] = {}
    for phrase in kind_phrases("en"):
        word = phrase.text.lower()
        if not phrase.ending and word.isalpha() and word.isascii() and len(word) >= _LONG:
            found.setdefault(word, phrase.id)
    return found


def near_kind(word: str) -> str | None:
    """The kind of the one listed word that differs from `word` in a single letter; None where there is none."""
    if len(word) < _LONG:
        return None
    near = process.extract(word.lower(), long_words().keys(), scorer=Levenshtein.distance, score_cutoff=1, limit=3)
    found = {long_words()[hit[0]] for hit in near if hit[1] == 1}
    return found.pop() if len(found) == 1 else None


def terms(listed: str, table: str) -> tuple[str, ...]:
    """All terms of `table` in both languages, longest first."""
    entry = load(listed)[table]
    return tuple(sorted((*entry["en"], *entry["zh"]), key=len, reverse=True))


def _terms(entry: Mapping[str, Any], language: str) -> tuple[str, ...]:
    return (*entry.get("en", ()), *(entry.get("zh", ()) if language == "zh" else ()))
