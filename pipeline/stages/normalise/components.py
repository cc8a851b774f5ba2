"""A draft component to its fields: name, type, frequency, session, sets, repetitions, dose, intensity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.core.provenance import Evidence, Field, Flag
from pipeline.core.studies import Component, Intensity, Quantity
from pipeline.stages.normalise.grammar.measures import MeasureKind
from pipeline.stages.normalise.grammar.mentions import Mention
from pipeline.stages.normalise.heard import Heard, quantity_text
from pipeline.stages.normalise.parts import Part
from pipeline.stages.normalise.row import evidence_of
from pipeline.stages.normalise.sharing import SUBSTANCES, Draft

T = TypeVar("T")
_MEANS = {
    "value-derived": "computed from what is printed",
    "range-reversed": "the first number of the range is the larger one",
    "exponent-restored": "the exponent was not printed as one, it is inferred from the unit",
    "progression": "the amount grows over time, the range has its first and its last value",
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
    said = _a_day(draft.heard)
    frequency = _often(said)
    effort = of_kind(said, "intensity")
    if of_kind(said, "dose") or (draft.part is not None and draft.part.type in SUBSTANCES):
        effort = [h for h in effort if not h.measure.label]  # a high dose is no high effort
    intensity = _intensities(effort)
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
    misspelt = next((m for m in part.mentions if m.near), None)
    return Field(part.name, (ink,), near_miss(misspelt))


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
        return Field(told.kind.component, (ink,), near_miss(mention))
    return _by_dose(draft) or _unknown_type(draft)


def near_miss(mention: Mention | None) -> tuple[Flag, ...]:
    """The flag of a kind that is known by a word with a wrong letter."""
    if mention is None or not mention.near:
        return ()
    return (
        flag(
            "kind-near-miss",
            f"'{mention.text}' is no listed word, it differs in one letter from one",
            mention.kind.component,
        ),
    )


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
            unnamed = flag(
                "type-unknown", "nothing names the intervention, its kind is taken from the unit of the dose", found
            )
            sure = draft.part is not None or any(h.measure.metric == "MT" for h in draft.heard)
            return Field(found, (ink,), () if sure else (unnamed,))
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


def _a_day(said: tuple[Heard, ...]) -> tuple[Heard, ...]:
    """A dose and its times a day from one cell as a dose a day: `80 mg curcumin daily`."""
    doses, often = of_kind(said, "dose"), of_kind(said, "frequency")
    if len(doses) != 1 or not often or any(h.cell is not doses[0].cell for h in often):
        return said
    dose, times = doses[0].measure.quantity, often[0].measure.quantity
    substance = dose is not None and dose.unit.split("/")[0] in (*_SUBSTANCE_UNITS, "CFU")
    if dose is None or times is None or not substance or times.unit != "/d" or times.min != times.max:
        return said
    rest = tuple(h for h in said if h is not doses[0] and h not in often)
    if dose.unit.endswith("/d"):
        return (*rest, doses[0])
    if len(often) > 1 or dose.unit.removesuffix("/kg").count("/") or not times.min or times.min < 1:
        return said
    low, high = (None if v is None else v * times.min for v in (dose.min, dose.max))
    span = (min(doses[0].measure.start, often[0].measure.start), max(doses[0].measure.end, often[0].measure.end))
    measure = replace(
        doses[0].measure, quantity=Quantity(low, high, f"{dose.unit}/d"), start=span[0], end=span[1],
        rule="dose.times-a-day",
    )  # fmt: skip
    return (*rest, replace(doses[0], measure=measure))


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
    found: list[tuple[Intensity, Heard]] = []
    labels = [h for h in said if h.measure.label]
    for one in said:
        if one.measure.label:
            continue
        made = Intensity(metric=_metric(one), range=quantity_field([one], "intensity"))
        if not any(_alike(made, other) for other, _ in found):
            found.append((made, one))
    return _with_labels(found, labels)


def _with_labels(found: list[tuple[Intensity, Heard]], labels: Sequence[Heard]) -> tuple[Intensity, ...]:
    """Each word with the metric of effort after it, else the one before it, else alone."""
    made = [one for one, _ in found]
    told: list[Heard] = []
    for one in labels:
        if all(one.measure.label != before.measure.label for before in told):
            told.append(one)
    effort = [i for i, one in enumerate(made) if one.metric is not None and one.metric.value != "other"]
    alone: list[Intensity] = []
    for one in told:
        later = [i for i in effort if made[i].label is None and found[i][1].measure.start > one.measure.start]
        free = later or [i for i in effort if made[i].label is None]
        if free:
            made[free[0]] = replace(made[free[0]], label=_label_field(one))
        elif effort or alone:
            clash = flag("conflicting-values", "the row gives more than one word of intensity", *_words(told))
            target = made if effort else alone
            place = effort[0] if effort else 0
            before = target[place].label
            target[place] = replace(target[place], label=flagged(before, clash) if before else None)
        else:
            alone.append(Intensity(label=_label_field(one)))
    return (*made, *alone)


def _words(labels: Sequence[Heard]) -> list[str]:
    return [h.measure.label for h in labels if h.measure.label]


def _label_field(one: Heard) -> Field[str]:
    measure = one.measure
    doubts = (flag(measure.doubt, f"intensity: {_MEANS.get(measure.doubt, 'doubtful')}"),) if measure.doubt else ()
    return Field(measure.label, inks(one), doubts)


def _metric(one: Heard) -> Field[str] | None:
    if one.measure.metric is None:
        return None
    return Field(one.measure.metric, inks(one))


def _alike(one: Intensity, other: Intensity) -> bool:
    def values(of: Intensity) -> tuple[str | None, Quantity | None]:
        return of.metric.value if of.metric else None, of.range.value if of.range else None

    return values(one) == values(other)
