"""Which part of a programme a measure speaks of: `3 times/W, resistance 3 group/time; 5 min stretch`.

A name that opens a clause governs it and the clauses after it up to the next name, semicolon or closing bracket; a
name at the end of a clause governs that clause alone; a bracket belongs to the name before it. A word of intensity that
stands alone at the head of one of several parts names an arm (`Moderate, …; HIIT, …`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.stages.normalise.grammar.measures import Measure
from pipeline.stages.normalise.grammar.mentions import Event, Mention, Reading


@dataclass(frozen=True, slots=True)
class Name:
    """What a part or an arm is called in a cell. mention: None where a word of intensity names it."""

    text: str
    start: int
    end: int
    mention: Mention | None = None


@dataclass(frozen=True, slots=True)
class Scoped:
    """A measure and the names it speaks of; () where it is shared by all.

    trailing: it stands in the last clauses, after every name, and no semicolon parts the text: it may speak of all.
    """

    measure: Measure
    names: tuple[Name, ...]
    trailing: bool = False


@dataclass(frozen=True, slots=True)
class _Clause:
    """Events between two signs. depth: of brackets. part: which piece between semicolons. bracket: one opens next."""

    events: tuple[Event, ...]
    depth: int
    part: int
    group: int
    bracket: bool


def scoped(reading: Reading) -> tuple[Scoped, ...]:
    """The measures of a text, each with the names it speaks of, in order."""
    clauses = _clauses(reading.events)
    arms = _arm_heads(clauses)
    found: list[Scoped] = []
    governing: list[tuple[Name, ...]] = [()]
    part = 0
    for index, clause in enumerate(clauses):
        if clause.part != part and clause.depth == 0:
            part, governing = clause.part, [()]
        before = _last_names(clauses[index - 1]) if index else ()
        while len(governing) <= clause.depth:
            governing.append(before or governing[-1])
        del governing[clause.depth + 1 :]
        if index in arms:
            governing[-1] = (arms[index],)
            found.extend(Scoped(m, governing[-1]) for m in _measures(clause.events) if m.label)
            continue
        spoken, held = _within(clause, governing[-1], _bracketed(clauses, index))
        governing[-1] = held
        found.extend(spoken)
    return tuple(_trailing(found, clauses))


def _trailing(found: Sequence[Scoped], clauses: Sequence[_Clause]) -> Iterator[Scoped]:
    last = max((i for i, c in enumerate(clauses) if any(e.mention for e in c.events)), default=-1)
    later = {m for c in clauses[last + 1 :] for m in _measures(c.events)}
    plain = not any(c.part for c in clauses)
    for one in found:
        yield replace(one, trailing=plain and bool(one.names) and one.measure in later)


def arms_of(reading: Reading) -> tuple[Name, ...]:
    """The arms of a study that the text lists, each at the head of a part of its own; () where it lists none."""
    return tuple(_arm_heads(_clauses(reading.events)).values())


def _clauses(events: Sequence[Event]) -> tuple[_Clause, ...]:
    found: list[_Clause] = []
    held: list[Event] = []
    depth = part = group = 0
    for event in events:
        if event.what != "sign":
            held.append(event)
            continue
        if held:
            found.append(_Clause(tuple(held), depth, part, group, event.sign == "open"))
            held = []
        if event.sign == "open":
            depth, group = depth + 1, group + 1
        elif event.sign == "close":
            depth = max(0, depth - 1)
        elif event.sign == "semicolon":
            part += 1
    if held:
        found.append(_Clause(tuple(held), depth, part, group, False))
    return tuple(found)


def _arm_heads(clauses: Sequence[_Clause]) -> dict[int, Name]:
    """Clauses that are nothing but a name at the head of their part, where at least two parts begin so."""
    heads: dict[int, Name] = {}
    for index, clause in enumerate(clauses):
        first = index == 0 or clauses[index - 1].part != clause.part
        name = _lone(clause) if first and clause.depth == 0 else None
        if name is not None:
            heads[index] = name
    return heads if len(heads) > 1 else {}


def _lone(clause: _Clause) -> Name | None:
    if len(clause.events) != 1:
        return None
    event = clause.events[0]
    if event.mention is not None:
        return Name(event.mention.text, event.start, event.end, event.mention)
    if event.measure is not None and event.measure.label and not event.measure.metric:
        return Name("", event.start, event.end)
    return None


def _within(
    clause: _Clause, governing: tuple[Name, ...], bracket: tuple[Name, ...]
) -> tuple[list[Scoped], tuple[Name, ...]]:
    """The measures of one clause with their names, and the names that govern what follows."""
    names = [_name(e) for e in clause.events if e.mention is not None]
    said = _measures(clause.events)
    if not names:
        return [Scoped(m, bracket if m.label and bracket else governing) for m in said], governing
    if len(names) > 1 and _in_turn(clause.events):
        return list(_paired(clause.events, governing)), governing
    whole = tuple(names) if len(names) == 1 else ()
    firsts = [m for m in said if m.start < names[0].start]
    if not firsts:
        return [Scoped(m, whole) for m in said], whole
    heads = tuple(m for m in firsts if not m.label and len(said) > len(firsts))
    return [Scoped(m, governing if m in heads else whole) for m in said], whole if heads else governing


def _in_turn(events: Sequence[Event]) -> bool:
    """Whether names and measures take turns (`30 min aerobic and 20 min resistance`)."""
    kinds = [e.what for e in events if e.what in ("name", "measure")]
    changes = sum(1 for a, b in pairwise(kinds) if a != b)
    return changes >= 3


def _paired(events: Sequence[Event], governing: tuple[Name, ...]) -> Iterator[Scoped]:
    """Each measure with the name after it, where the clause opens with a measure, else with the name before it."""
    row = [e for e in events if e.what in ("name", "measure")]
    backward = row[0].what == "measure"
    if backward:
        row = row[::-1]
    held = governing
    found: list[Scoped] = []
    for event in row:
        if event.mention is not None:
            held = (_name(event),)
        elif event.measure is not None:
            found.append(Scoped(event.measure, held))
    yield from found[::-1] if backward else found


def _bracketed(clauses: Sequence[_Clause], index: int) -> tuple[Name, ...]:
    """The names inside the bracket that opens after this clause: `Moderate (aerobic …, resistance …)`."""
    if not clauses[index].bracket or index + 1 >= len(clauses):
        return ()
    group, depth = clauses[index + 1].group, clauses[index].depth + 1
    inner = [c for c in clauses[index + 1 :] if c.group == group and c.depth == depth]
    return tuple(_name(e) for c in inner for e in c.events if e.mention is not None)


def _last_names(clause: _Clause) -> tuple[Name, ...]:
    """The name right before a bracket."""
    last = clause.events[-1]
    return (_name(last),) if clause.bracket and last.mention is not None else ()


def _name(event: Event) -> Name:
    assert event.mention is not None
    return Name(event.mention.text, event.start, event.end, event.mention)


def _measures(events: Sequence[Event]) -> list[Measure]:
    return [e.measure for e in events if e.measure is not None]


def named(name: Name, text: str) -> Name:
    """The name with its words from the text it stands in."""
    return name if name.text else replace(name, text=text[name.start : name.end])
