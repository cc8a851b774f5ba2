"""Who gets which measure: parts of a programme, arms of a study, and what they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.stages.normalise.aliases import aliases_of
from pipeline.stages.normalise.dose_arms import dose_arms, doses_in_order
from pipeline.stages.normalise.grammar.mentions import reading
from pipeline.stages.normalise.grammar.scopes import Name
from pipeline.stages.normalise.grammar.tokens import fold
from pipeline.stages.normalise.heard import Heard, arm_names
from pipeline.stages.normalise.parts import Part, Programme, joined, programme, same, spelt
from pipeline.stages.normalise.row import FieldCell, RowContext

SUBSTANCES = frozenset({"drug", "probiotic", "diet"})
_EXERTION = ("aerobic", "resistance", "hiit", "mixed", "mind-body")
_STIMULATION = ("neuromodulation", "electrotherapy", "acupuncture")
_EXERCISE = frozenset({"aerobic", "resistance", "balance", "stretching", "hiit", "mind-body"})
_CARDIAC = frozenset({"HRmax", "HRR", "VO2max", "VO2peak"})
_LOAD = frozenset({"1RM", "RM"})
_RUNNING = frozenset({"m/min", "km/h", "m/s", "cm/s", "[mi_i]/h"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A component before its fields are made. whole_of: the parts whose common session it is (`mixed`), with no part of
    its own. shared_dose: its dose is printed for several substances."""

    part: Part | None
    heard: tuple[Heard, ...] = ()
    shared_dose: bool = False
    whole_of: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """drafts: the components. parts: every part, those that the naming cell names first. unplaced: measures of
    something that is no part of the programme."""

    drafts: tuple[Draft, ...]
    parts: tuple[Part, ...]
    unplaced: tuple[Heard, ...] = ()


def shared_out(cells: Sequence[FieldCell], said: Sequence[Heard], context: RowContext) -> Share:
    """The components of a row's intervention with the measures that belong to each."""
    listed = _programme(cells, context)
    if not listed.parts and not naming_cells(cells):
        listed = _by_header(said)
    said, found = dose_arms(said, listed)
    found = _with_named(found, arm_names(cells, aliases_of(context.legend)), said) if found is listed else found
    said = doses_in_order(said, found)
    own: dict[int, list[Heard]] = {i: [] for i in range(len(found.parts))}
    common: list[Heard] = []
    unplaced: list[Heard] = []
    for one in _common_again(said, found):
        places = [] if _behind_all(one, said, found) else _places(one, found)
        if not places:
            common.append(one)
        for place in places:
            if place is not None:
                own[place].append(one)
            else:
                unplaced.append(one)
    drafts = _arms(found, own, common) if found.arms else _combined(found, own, common)
    placed = {id(h) for draft in drafts for h in draft.heard}
    unplaced += [h for h in common if id(h) not in placed]
    general = () if any(p.strong for p in listed.parts) or not any(p.strong for p in found.parts) else listed.parts
    parts = (*(p for p in listed.parts if p not in general), *(p for p in found.parts if p not in listed.parts))
    return Share(drafts, parts, tuple(unplaced))


def _common_again(said: Sequence[Heard], found: Programme) -> Iterator[Heard]:
    """A frequency after the last of several parts is everyone's, where no part has one: `…, resistance 3×10, 3/wk`."""
    often = [h for h in said if h.measure.kind == "frequency"]
    lone = len(often) == 1 and len(found.parts) > 1 and not found.arms
    for one in said:
        yield replace(one, names=()) if lone and one is often[0] and one.trailing else one


def _behind_all(one: Heard, said: Sequence[Heard], found: Programme) -> bool:
    """Whether a frequency ends the naming cell, parted by a comma from the last of its parts, none of which has one:
    `aerobic (20 min) + resistance (2 sets), 2 d/wk`."""
    often = [h for h in said if h.measure.kind == "frequency"]
    if len(often) != 1 or one.measure is not often[0].measure or len(found.parts) < 2 or found.arms:
        return False
    last = found.parts[-1]
    text = fold(one.cell.text)
    between = text[last.span[1] : one.measure.start]
    outside = between.count("(") == between.count(")")
    return one.cell is last.cell and between.rstrip().endswith(",") and outside and one.measure.start > last.span[1]


def naming_cells(cells: Sequence[FieldCell]) -> list[FieldCell]:
    return [c for c in cells if c.field == "intervention"] + [c for c in cells if c.field == "type"]


def _programme(cells: Sequence[FieldCell], context: RowContext) -> Programme:
    """From the cell that names most: the intervention's, unless it is general and the type's is not."""
    read = [programme(c, context.legend) for c in naming_cells(cells)]
    named = [p for p in read if p.parts]
    if not named:
        return Programme(())
    strong = [p for p in named if any(part.strong for part in p.parts)]
    return (strong or named)[0]


def _by_header(said: Sequence[Heard]) -> Programme:
    """The one substance or treatment that the header over a measure names, where no column does: `Caffeine dose`."""
    found: dict[str, Part] = {}
    for one in said:
        header = one.cell.header_cell
        for mention in reading(header.text).mentions if header is not None else ():
            if header is not None and not mention.kind.weak and not mention.near:
                span = (mention.start, mention.end)
                at = replace(one.cell, cell=header)
                found.setdefault(
                    mention.text.casefold(), _named_part(at, Name(spelt(mention.text), *span, mention), None)
                )
    return Programme(tuple(found.values())) if len(found) == 1 else Programme(())


def _with_named(found: Programme, arms: Sequence[tuple[FieldCell, Name]], said: Sequence[Heard]) -> Programme:
    """The programme with the arms or parts that only the detail cells name."""
    fresh = [(cell, name) for cell, name in arms if _place(name, found.parts) is None]
    if fresh and len(found.parts) <= 1:
        base = found.parts[0] if found.parts else None
        return Programme(_arm_parts(arms, base), arms=True)
    if any(part.strong for part in found.parts):
        return found
    listed: list[Part] = []
    for one in said:
        for name in one.names:
            if one.cell.field in ("intervention", "type") or name.mention is None or name.mention.kind.weak:
                continue
            if _place(name, listed) is None:
                listed.append(_named_part(one.cell, name, None))
    return Programme(tuple(listed)) if listed else found


def _arm_parts(arms: Sequence[tuple[FieldCell, Name]], base: Part | None) -> tuple[Part, ...]:
    parts: list[Part] = []
    for cell, name in arms:
        if not any(p.name.casefold() == name.text.casefold() for p in parts):
            parts.append(_named_part(cell, name, base))
    return tuple(parts)


def _named_part(cell: FieldCell, name: Name, base: Part | None) -> Part:
    """A part that a detail cell names; an arm named by a word of intensity is of the programme's kind."""
    text = name.text.lower() if name.text[1:].islower() else name.text
    span = (name.start, name.end)
    if name.mention is None:
        return Part(text, cell, span, span, kind=base.kind if base else None, typed_by=base)
    return Part(text, cell, span, span, (name.mention,), name.mention.kind)


def _place(name: Name, parts: Sequence[Part]) -> int | None:
    """The part that a name speaks of: by its words, else by its kind, else by its type; None where none or several."""
    for fits in (
        lambda p: p.name.casefold() == name.text.casefold(),
        lambda p: same(name.text, p),
        lambda p: name.mention is not None and p.kind is not None and p.kind.name == name.mention.kind.name,
        lambda p: name.mention is not None and p.type == name.mention.kind.component,
        lambda p: name.mention is not None and name.mention.kind.component in _EXERCISE and _general(p),
    ):
        places = [i for i, part in enumerate(parts) if fits(part)]
        if len(places) == 1:
            return places[0]
    return None


def _places(one: Heard, found: Programme) -> list[int | None]:
    """The parts that a measure speaks of, by where it stands, else by the names over it; [] where all share it, None
    for a name that is no part."""
    inside = _by_position(one, found)
    if inside is not None:
        return [] if _foreign(one, inside, found.parts) else [inside]
    return [_place(name, found.parts) for name in one.names]


def _foreign(one: Heard, place: int, parts: Sequence[Part]) -> bool:
    """A setting or a dose that stands behind a general part but speaks of another: `rTMS + PT, 1 Hz, 90% RMT`."""
    held = parts[place]
    if one.measure.kind == "dose" and held.type in SUBSTANCES:
        return False
    telling = one.measure.kind in ("intensity", "dose") and not held.strong
    return telling and place not in _fitting(one, parts)


def _general(part: Part) -> bool:
    """`exercise` and the like: any kind of exercise may be meant."""
    return part.kind is not None and part.kind.weak and part.type in ("other", "mixed")


def _by_position(one: Heard, found: Programme) -> int | None:
    """The part of the naming cell in whose text a measure stands, where the cell names several."""
    if len(found.parts) < 2:
        return None
    at = one.measure.start
    inside = [
        i
        for i, p in enumerate(found.parts)
        if p.cell is one.cell and p.typed_by is None and p.whole[0] <= at < p.whole[1]
    ]
    return inside[0] if len(inside) == 1 else None


def _arms(found: Programme, own: dict[int, list[Heard]], common: Sequence[Heard]) -> tuple[Draft, ...]:
    """Each arm has its own measures, and the common ones that it has none of."""
    drafts = []
    for index, part in enumerate(found.parts):
        kinds = {h.measure.kind for h in own[index]}
        fits = [h for h in common if index in _fitting(h, found.parts) and h.measure.kind not in kinds]
        drafts.append(Draft(part, (*own[index], *fits)))
    return tuple(drafts)


def _combined(found: Programme, own: dict[int, list[Heard]], common: Sequence[Heard]) -> tuple[Draft, ...]:
    """Parts of one programme: with a session for the whole there is a mixed component before them."""
    found, own, common = _claimed(*_merged(found, own), common)
    parts = found.parts
    if not parts:
        return (Draft(None, tuple(common)),) if common else ()
    common = [h for h in common if not _shorter_than_a_part(h, own)]
    together = [i for i, p in enumerate(parts) if p.type not in SUBSTANCES and p.strong]
    whole = [h for h in common if h.measure.kind == "session"] if len(together) > 1 else []
    if not whole:
        return _spread(parts, own, common)
    session_of = tuple(parts[i] for i in together)
    silent = not any(own[i] for i in together)
    if silent:
        rest = [i for i in range(len(parts)) if i not in together]
        mixed = Draft(None, tuple(h for h in common if not _goes_to(h, parts, rest)), whole_of=session_of)
        others = _spread([parts[i] for i in rest], {n: own[i] for n, i in enumerate(rest)},
                         [h for h in common if _goes_to(h, parts, rest)])  # fmt: skip
        return (mixed, *others)
    often = [h for h in common if h.measure.kind == "frequency"]
    mixed = Draft(None, (*often, *whole), whole_of=session_of)
    return (mixed, *_spread(parts, own, [h for h in common if h not in whole]))


def _shorter_than_a_part(one: Heard, own: dict[int, list[Heard]]) -> bool:
    """A session that is said to be everyone's but shorter than that of one part is no whole: it was misplaced."""
    whole = one.measure.quantity
    if one.measure.kind != "session" or whole is None or whole.max is None:
        return False
    parts = [h.measure.quantity for held in own.values() for h in held if h.measure.kind == "session"]
    return any(p is not None and p.unit == whole.unit and p.min is not None and p.min > whole.max for p in parts)


def _goes_to(one: Heard, parts: Sequence[Part], places: Sequence[int]) -> bool:
    return bool(set(_fitting(one, parts)) & set(places))


def _spread(parts: Sequence[Part], own: dict[int, list[Heard]], common: Sequence[Heard]) -> tuple[Draft, ...]:
    """Every common measure to the parts that it fits, unless they have one of their own."""
    drafts = [Draft(part, tuple(own[i])) for i, part in enumerate(parts)]
    for one in common:
        fitting = _fitting(one, parts)
        doubtful = one.measure.kind == "dose" and len(fitting) > 1
        for index in fitting[:1] if doubtful else fitting:
            held = drafts[index]
            if any(h.measure.kind == one.measure.kind != "intensity" and h in own[index] for h in held.heard):
                continue
            drafts[index] = replace(held, heard=(*held.heard, one), shared_dose=held.shared_dose or doubtful)
    return tuple(drafts)


def _fitting(one: Heard, parts: Sequence[Part]) -> list[int]:
    """The parts that a common measure can speak of, by its kind, metric and unit."""
    measure = one.measure
    unit = measure.quantity.unit if measure.quantity is not None else ""
    if measure.kind == "dose":
        if unit in ("{pulse}", "J/cm2", "J", "J/{point}"):
            return _of(parts, _STIMULATION) or _unknown(parts)
        return _of(parts, ("drug", "probiotic")) or _of(parts, ("diet",)) or _unknown(parts)
    body = [i for i, p in enumerate(parts) if p.type not in SUBSTANCES]
    if measure.kind == "frequency" or not body:
        return _specific(parts, body) or _of(parts, ("drug", "probiotic")) or list(range(len(parts)))
    if measure.kind in ("sets", "repetitions"):
        return _of(parts, ("resistance",)) or _specific(parts, body)
    if measure.kind != "intensity":
        return _specific(parts, body)
    wanted: tuple[str, ...]
    if measure.metric in _CARDIAC or unit in _RUNNING:
        wanted = ("aerobic", "hiit", "mixed")
    elif measure.metric in _LOAD:
        wanted = ("resistance",)
    elif measure.metric == "MT":
        wanted = ("neuromodulation",)
    elif measure.metric in ("other", "mA"):
        wanted = _STIMULATION if unit != "%" else ("aerobic", "hiit")
    else:
        wanted = _EXERTION
    return _of(parts, wanted) or _specific(parts, body)


def _of(parts: Sequence[Part], types: Sequence[str]) -> list[int]:
    return [i for i, p in enumerate(parts) if p.type in types and p.strong] or [
        i for i, p in enumerate(parts) if p.type in types
    ]


def _unknown(parts: Sequence[Part]) -> list[int]:
    """Parts that no list knows: a dose may speak of any of them."""
    return [i for i, p in enumerate(parts) if p.type is None] or [i for i, p in enumerate(parts) if p.type == "other"]


def _specific(parts: Sequence[Part], places: Sequence[int]) -> list[int]:
    """Of these parts those with a kind of their own, where there are any: `rTMS`, not `rehabilitation`."""
    return [i for i in places if parts[i].strong] or list(places)


def _claimed(
    found: Programme, own: dict[int, list[Heard]], common: Sequence[Heard]
) -> tuple[Programme, dict[int, list[Heard]], list[Heard]]:
    """A heart rate speaks of the aerobic part, a load or sets of the resistance part, even where no name says so."""
    left: list[Heard] = []
    for one in common:
        telling = one.measure.metric in _CARDIAC | _LOAD or one.measure.kind in ("sets", "repetitions")
        fitting = _fitting(one, found.parts) if telling else []
        if fitting and len(fitting) < len(found.parts) and all(found.parts[i].strong for i in fitting):
            for index in fitting:
                own[index].append(one)
        else:
            left.append(one)
    return found, own, left


def _merged(found: Programme, own: dict[int, list[Heard]]) -> tuple[Programme, dict[int, list[Heard]]]:
    """Neighbours of one kind that are given together (`头针联合体针`) are one component; drugs never are."""
    parts: list[Part] = []
    held: dict[int, list[Heard]] = {}
    for index, part in enumerate(found.parts):
        before = parts[-1] if parts else None
        alike = before is not None and before.type == part.type and before.cell is part.cell
        plain = part.strong and part.type not in SUBSTANCES and not own[index]
        if before is not None and alike and plain and not held[len(parts) - 1]:
            parts[-1] = joined(before, part, part.cell)
            continue
        held[len(parts)] = own[index]
        parts.append(part)
    return replace(found, parts=tuple(parts)), held
