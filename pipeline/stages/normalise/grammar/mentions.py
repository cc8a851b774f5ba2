"""Intervention words in a text, and the text as a row of events: names, measures, signs, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from pipeline.stages.normalise.grammar.atoms import Alias, Atom, atoms
from pipeline.stages.normalise.grammar.lexicon import Kind, kinds, near_kind, terms
from pipeline.stages.normalise.grammar.measures import Measure, measures_of
from pipeline.stages.normalise.grammar.pipelines import read
from pipeline.stages.normalise.grammar.tokens import has_chinese

_EFFORT = frozenset({"intensity_word", "kind", "comma", "semicolon", "metric"})
_BARE = 6  # letters; longer words of intensity are told by themselves
_SIGNS = frozenset({"comma", "semicolon", "open", "close", "plus"})
_SILENT = frozenset(
    {"filler", "colon", "range", "per", "percent", "cross", "intensity_word", "not_label", "at", "course"}
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An intervention word. kind: what it says. start, end: half-open range of the text. near: with a wrong letter."""

    text: str
    kind: Kind
    start: int
    end: int
    near: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A piece of a cell, in order. what: a name, a measure, a sign (`open`, `comma`, …) or `rest`."""

    what: Literal["name", "measure", "sign", "rest"]
    start: int
    end: int
    sign: str = ""
    measure: Measure | None = None
    mention: Mention | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its events in order."""

    text: str
    events: tuple[Event, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(e.measure for e in self.events if e.measure is not None)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(e.mention for e in self.events if e.mention is not None)


@lru_cache(maxsize=8192)
def reading(text: str, aliases: tuple[Alias, ...] = ()) -> Reading:
    """Everything the grammar sees in `text`. aliases: abbreviations that the table explains."""
    row = atoms(read(text), aliases)
    known, idle = kinds(), frozenset((*terms("forms", "idle"), *terms("forms", "formulation")))
    events = [
        *_names(row, text, known),
        *(Event("measure", m.start, m.end, measure=m) for m in _own(row, measures_of(row))),
    ]
    taken = [(e.start, e.end) for e in events]
    for atom in row:
        if atom.label == "kind" or any(s < atom.end and atom.start < e for s, e in taken):
            continue
        if atom.label in _SIGNS:
            events.append(Event("sign", atom.start, atom.end, sign=atom.label))
        elif atom.label not in _SILENT and atom.text.lower() not in idle:
            events.append(Event("rest", atom.start, atom.end))
    return Reading(text, tuple(sorted(events, key=lambda e: (e.start, e.end))))


def _own(row: Sequence[Atom], found: Sequence[Measure]) -> Iterator[Measure]:
    """The measures, those that speak of a rest, a warm-up or the follow-up left unread."""
    asides = [a for a in row if a.label == "aside"]
    signs = [a.start for a in row if a.label in _SIGNS]
    for measure in found:
        if measure.label and not _speaks_of_effort(measure, row):
            continue
        beside = any(not any(min(a.start, measure.start) <= s < max(a.end, measure.end) for s in signs) for a in asides)
        own = measure.rule == "frequency.days-on-and-off" or not beside
        yield measure if own else replace(measure, kind="unread", quantity=None, doubt="unparsed-text")


def _speaks_of_effort(measure: Measure, row: Sequence[Atom]) -> bool:
    """Whether a bare word (`high`, `中`) is one of intensity: not `high protein`, not the `中` of another word."""
    held = [a for a in row if a.start >= measure.start and a.end <= measure.end]
    if len(held) > 1 or len(held[0].text) > _BARE:
        return True
    index = row.index(held[0])
    beside = [row[i] for i in (index - 1, index + 1) if 0 <= i < len(row)]
    if has_chinese(held[0].text):
        touching = [a for a in beside if a.end == held[0].start or a.start == held[0].end]
        return not any(a.label not in _EFFORT and has_chinese(a.text) for a in touching)
    after = row[index + 1] if index + 1 < len(row) else None
    return after is None or after.label != "word" or has_chinese(after.text)


def _names(row: Sequence[Atom], text: str, known: Mapping[str, Kind]) -> list[Event]:
    """The intervention words; a general word beside another one (`walking exercise`) is part of it."""
    found: list[Mention] = []
    for atom in row:
        name = atom.id if atom.label == "kind" else near_kind(atom.text) if atom.label == "word" else None
        if name is None:
            continue
        near = atom.label == "word"
        mention = Mention(text[atom.start : atom.end], known[name], atom.start, atom.end, near)
        before = found[-1] if found else None
        if before is not None and not text[before.end : atom.start].strip(" -") and _one(before.kind, mention.kind):
            kind = mention.kind if before.kind.weak else before.kind
            near = mention.near if kind is mention.kind else before.near
            found[-1] = Mention(text[before.start : atom.end], kind, before.start, atom.end, near)
        else:
            found.append(mention)
    return [Event("name", m.start, m.end, mention=m) for m in found]


def _one(first: Kind, second: Kind) -> bool:
    return first.name == second.name or first.weak or second.weak
