"""A draft component to its fields: name, type, frequency, session, sets, repetitions, dose, intensity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.core.provenance import Evidence, Field, Flag
from pipeline.core.studies import Component, Intensity, Quantity
from pipeline.stages.normalise.grammar.measures import MeasureKind
from pipeline.stages.normalise.heard import Heard, quantity_text
from pipeline.stages.normalise.parts import Part
from pipeline.stages.normalise.row import evidence_of
from pipeline.stages.normalise.sharing import Draft

T = TypeVar("T")
_MEANS = {
    "value-derived": "computed from what is printed",
    "range-reversed": "the first number of the range is the larger one",
    "exponent-restored": "the exponent was not printed as one, it is inferred from the unit",
    "several-values": "several numbers before one unit",
    "exponent-lost": "too few organisms to be right: an exponent may have lost its place",
    "label-bound": "a bound on a word of intensity, read as the next word",
    "unit-guessed": "the letter is read as this unit because of its column",
    "unparsed-text": "not understood",
    "label-range": "two words of intensity at once",
}
_BY_DOSE = {"CFU": "probiotic", "{pulse}": "neuromodulation"}
_SUBSTANCE_UNITS = ("mg", "g", "ug", "ng", "kg", "mmol", "umol", "nmol", "[iU]", "U", "mL", "uL")


def component(draft: Draft) -> Component:
    """The fields of one component; what the row does not say is None."""
    said = draft.heard
    frequency = _often(said)
    intensity = _intensities(of_kind(said, "intensity"))
    session = quantity_field(_single(of_kind(said, "session")), "session")
    stimulus = next((i for i in intensity if _is_hertz(i)), None)
    if frequency is None and stimulus is not None:
        # Where nothing says how often sessions are held, the printed frequency is the one of the stimulus.
        frequency = stimulus.range
        intensity = tuple(i for i in intensity if i is not stimulus)
        session = _counted(session, said)
    dose = quantity_field(of_kind(said, "dose"), "dose")
    if dose is not None and draft.shared_dose:
        dose = flagged(
            dose, flag("dose-shared", "the row prints one dose for several substances", quantity_text(dose.value))
        )
    return Component(
        name=_name(draft.part),
        type=_type(draft),
        frequency=_counted(frequency, said),
        session=session,
        sets=quantity_field(of_kind(said, "sets"), "sets"),
        repetitions=quantity_field(of_kind(said, "repetitions"), "repetitions"),
        dose=dose,
        intensity=intensity,
    )


def of_kind(said: Sequence[Heard], kind: MeasureKind) -> list[Heard]:
    return [h for h in said if h.measure.kind == kind]


def quantity_field(said: Sequence[Heard], what: str) -> Field[Quantity] | None:
    """The quantity that these measures agree on; of several the first, flagged with the others as candidates."""
    if not said:
        return None
    read = [h for h in said if h.measure.quantity is not None]
    first = (read or list(said))[0]
    value = first.measure.quantity
    agreeing = [h for h in said if h.measure.quantity == value]
    ink = tuple(dict.fromkeys(e for h in agreeing for e in inks(h)))
    flags = (
        [flag(first.measure.doubt, f"{what}: {_MEANS.get(first.measure.doubt, 'doubtful')}")]
        if first.measure.doubt
        else []
    )
    others = list(dict.fromkeys(quantity_text(h.measure.quantity) for h in read if h.measure.quantity != value))
    if others:
        flags.append(flag("conflicting-values", f"the row gives more than one {what}", quantity_text(value), *others))
    return Field(value, ink, tuple(flags))


def inks(one: Heard) -> tuple[Evidence, ...]:
    """The ink of a measure, and of the header that gives its unit."""
    measure, cell = one.measure, one.cell
    confidence = 0.5 if measure.doubt else None
    own = evidence_of(
        cell.cell, (measure.start, measure.end), measure.rule, table_id=cell.table_id, confidence=confidence
    )
    if one.header is None:
        return (own,)
    return (own, evidence_of(one.header, None, measure.rule, table_id=cell.table_id, confidence=confidence))


def flag(code: str, message: str, *candidates: str) -> Flag:
    return Flag(code, message, tuple(candidates))


def flagged(field: Field[T], doubt: Flag) -> Field[T]:
    return replace(field, flags=(*field.flags, doubt))


def _name(part: Part | None) -> Field[str] | None:
    if part is None or not part.name:
        return None
    ink = evidence_of(part.cell.cell, part.span, "component.name", table_id=part.cell.table_id)
    return Field(part.name, (ink,))


def _type(draft: Draft) -> Field[str] | None:
    if draft.whole_of:
        first, last = draft.whole_of[0], draft.whole_of[-1]
        span = (first.whole[0], last.whole[1]) if first.cell is last.cell else None
        ink = evidence_of(first.cell.cell, span, "component.type-mixed", table_id=first.cell.table_id)
        return Field("mixed", (ink,))
    part = draft.part
    told = part.typed_by or part if part is not None else None
    if told is not None and told.kind is not None:
        mention = next((m for m in told.mentions if m.kind == told.kind), None)
        span = (mention.start, mention.end) if mention else told.span
        ink = evidence_of(told.cell.cell, span, "component.type", table_id=told.cell.table_id)
        return Field(told.kind.component, (ink,))
    return _by_dose(draft) or _unknown_type(draft)


def _by_dose(draft: Draft) -> Field[str] | None:
    """A substance that no list knows is known by its dose; a stimulation by its motor threshold."""
    for one in draft.heard:
        quantity, found = one.measure.quantity, None
        if one.measure.kind == "dose" and quantity is not None:
            unit = quantity.unit.split("/")[0]
            found = _BY_DOSE.get(unit) or ("drug" if unit in _SUBSTANCE_UNITS else None)
        elif one.measure.metric == "MT":
            found = "neuromodulation"
        if found is not None:
            measure = one.measure
            ink = evidence_of(one.cell.cell, (measure.start, measure.end), "component.type-by-dose",
                              table_id=one.cell.table_id, confidence=0.8)  # fmt: skip
            return Field(found, (ink,))
    return None


def _unknown_type(draft: Draft) -> Field[str] | None:
    part = draft.part
    if part is None:
        return None
    ink = evidence_of(part.cell.cell, part.span, "component.type", table_id=part.cell.table_id)
    return Field(None, (ink,), (flag("type-unknown", f"no list knows what kind of intervention '{part.name}' is"),))


def _explicit(said: Sequence[Heard]) -> list[Heard]:
    """Frequencies; one that only a session's `/day` implies gives way to one that is said."""
    every = of_kind(said, "frequency")
    return [h for h in every if h.measure.rule != "session.a-day"] or every


def _often(said: Sequence[Heard]) -> Field[Quantity] | None:
    """How often; `once daily, 5 days/week` is five times a week."""
    told = _explicit(said)
    daily = [h for h in told if h.measure.quantity is not None and h.measure.quantity.unit == "/d"]
    weekly = [h for h in told if h.measure.quantity is not None and h.measure.quantity.unit == "/wk"]
    if len(daily) == len(weekly) == 1 and len(told) == 2 and daily[0].measure.quantity == Quantity(1, 1, "/d"):
        return quantity_field(weekly, "frequency")
    return quantity_field(told, "frequency")


def _single(said: list[Heard]) -> list[Heard]:
    """Session lengths; a sum over a week gives way to the length of one."""
    return [h for h in said if h.measure.quantity and "/" not in h.measure.quantity.unit] or said


def _counted(field: Field[Quantity] | None, said: Sequence[Heard]) -> Field[Quantity] | None:
    """The field; an empty one that says so where only the number of all sessions is printed."""
    counts = of_kind(said, "count")
    if field is not None or not counts:
        return field
    number = quantity_text(counts[0].measure.quantity).removesuffix(" 1")
    return Field(None, inks(counts[0]), (flag("sessions-in-all", f"{number} sessions in all, not in a period"),))


def _is_hertz(one: Intensity) -> bool:
    return one.range is not None and one.range.value is not None and one.range.value.unit == "Hz"


def _intensities(said: Sequence[Heard]) -> tuple[Intensity, ...]:
    """Each intensity once; a word goes with the first metric of effort, where there is one."""
    found: list[Intensity] = []
    labels = [h for h in said if h.measure.label]
    for one in said:
        if one.measure.label:
            continue
        made = Intensity(metric=_metric(one), range=quantity_field([one], "intensity"))
        if not any(_alike(made, other) for other in found):
            found.append(made)
    return _with_labels(found, labels)


def _with_labels(found: list[Intensity], labels: Sequence[Heard]) -> tuple[Intensity, ...]:
    words = list(dict.fromkeys(h.measure.label for h in labels if h.measure.label))
    if not words:
        return tuple(found)
    first = next(h for h in labels if h.measure.label == words[0])
    doubts = (
        [flag(first.measure.doubt, f"intensity: {_MEANS.get(first.measure.doubt, 'doubtful')}")]
        if first.measure.doubt
        else []
    )
    if len(words) > 1:
        doubts.append(flag("conflicting-values", "the row gives more than one word of intensity", *words))
    label = Field(words[0], inks(first), tuple(doubts))
    place = next((i for i, one in enumerate(found) if one.metric is not None and one.metric.value != "other"), None)
    if place is None:
        return (*found, Intensity(label=label))
    found[place] = replace(found[place], label=label)
    return tuple(found)


def _metric(one: Heard) -> Field[str] | None:
    if one.measure.metric is None:
        return None
    return Field(one.measure.metric, inks(one))


def _alike(one: Intensity, other: Intensity) -> bool:
    def values(of: Intensity) -> tuple[str | None, Quantity | None]:
        return of.metric.value if of.metric else None, of.range.value if of.range else None

    return values(one) == values(other)
