"""Matched shapes to measures: what kind, how much, where it stands, and why it may be doubted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline.stages.normalise.grammar import doses, rhythms
from pipeline.stages.normalise.grammar.atoms import Atom, atoms
from pipeline.stages.normalise.grammar.making import Measure, MeasureKind, amounts_in, make, one_of, unit_of, unread
from pipeline.stages.normalise.grammar.pipelines import read
from pipeline.stages.normalise.grammar.shapes import match

__all__ = ["Measure", "MeasureKind", "measures", "measures_of"]
_OWN_METRIC = frozenset({"mA", "km/h"})
Reader = Callable[[Sequence[Atom], str], tuple[Measure, ...]]


def measures(text: str) -> tuple[Measure, ...]:
    """Every measure in a cell's text, left to right."""
    return measures_of(atoms(read(text)))


def measures_of(row: tuple[Atom, ...]) -> tuple[Measure, ...]:
    found: list[Measure] = []
    for shape, matched in match(row):
        found.extend(_checked(m) for m in READERS[shape.says](matched, shape.rule))
    return tuple(sorted(found, key=lambda m: m.start))


def _checked(measure: Measure) -> Measure:
    """Without its quantity where that makes no sense (`CFU` lost its exponent)."""
    if measure.doubt == "progression" and measure.kind != "dose":
        measure = replace(measure, doubt="")  # exercise that gets longer or harder is told as a range
    quantity = measure.quantity
    if quantity is None or not quantity.unit.startswith("CFU"):
        return measure
    largest = quantity.max if quantity.max is not None else quantity.min
    if largest is not None and largest < 1e5:
        return replace(measure, quantity=None, doubt="exponent-lost")
    return measure


def _sets_session(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`4组×4 min`: how many bouts, and how long each."""
    sets, long = amounts_in(row)[:2]
    cut = row.index(long)
    return (make("sets", sets, "1", row[:cut], rule), make("session", long, unit_of(row, "time"), row[cut:], rule))


def _sets_reps(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`3×10`, `3 sets of 8-12 reps`."""
    sets, reps = amounts_in(row)[:2]
    cut = row.index(reps)
    return (make("sets", sets, "1", row[:cut], rule), make("repetitions", reps, "1", row[cut:], rule))


def _sets(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("sets", amounts_in(row)[0], "1", row, rule),)


def _repetitions(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("repetitions", amounts_in(row)[0], "1", row, rule),)


def _duration(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("duration", amounts_in(row)[0], unit_of(row, "time"), row, rule),)


def _courses(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`10 d为1个疗程，共2个疗程`: twenty days, where one course is said to last ten and nothing parts the two."""
    place = next(i for i, a in enumerate(row) if a.label == "time")
    numbers = amounts_in(row)
    one = next(a for a in reversed(numbers) if a.start < row[place].start)
    others = [a for a in numbers if a is not one]
    first, last = others[:-1], others[-1]
    if any(a.low != 1 for a in first) or last.low is None or last.low != last.high or last.doubt:
        return unread(row, rule)
    made = make("duration", one, row[place].id, row, rule, factor=last.low)
    return (replace(made, doubt=made.doubt or ("value-derived" if last.low != 1 else "")),)


def _count(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("count", amounts_in(row)[0], "1", row, rule),)


def _alone(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("alone", amounts_in(row)[0], "1", row, rule),)


def _percent(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    metric = one_of(row, "metric")
    assert metric is not None
    return (make("intensity", amounts_in(row)[0], "%", row, rule, metric=metric.id),)


def _percent_rm(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("intensity", amounts_in(row)[0], "%", row, rule, metric="RM"),)


def _load_rm(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("intensity", amounts_in(row)[0], "1", row, rule, metric="RM"),)


def _scale(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("intensity", amounts_in(row)[0], "1", row, rule, metric="RPE"),)


def _stimulus(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    unit = unit_of(row, "stimulus")
    metric = unit if unit in _OWN_METRIC or unit == "W" else "other"
    return (make("intensity", amounts_in(row)[0], unit, row, rule, metric=metric),)


def _incline(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    unit = "%" if one_of(row, "percent") else "deg"
    return (make("intensity", amounts_in(row)[0], unit, row, rule, metric="other"),)


def _percent_alone(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("alone", amounts_in(row)[0], "%", row, rule),)


def _label(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """A word alone. More than moderate is vigorous at least: said so, and doubted."""
    label = unit_of(row, "label")
    bound, doubt = one_of(row, "compare"), ""
    if bound is not None:
        doubt = "label-bound"
        label = {"moderate": "vigorous", "low": "moderate"}.get(label, label) if bound.id in ("gt",) else label
    return (Measure("intensity", None, row[0].start, row[-1].end, rule, label=label, doubt=doubt),)


def _label_span(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (Measure("unread", None, row[0].start, row[-1].end, rule, doubt="label-range"),)


READERS: Mapping[str, Reader] = {
    "session": rhythms.session, "count_session": rhythms.count_session, "session_rate": rhythms.session_rate,
    "bouts_rate": rhythms.bouts_rate,
    "frequency": rhythms.frequency, "days_on": rhythms.days_on,
    "weekdays": rhythms.weekdays, "weekday_range": rhythms.weekday_range,
    "session_held": rhythms.session_held,
    "sets_session": _sets_session, "frequency_word": rhythms.frequency_word, "frequency_one": rhythms.frequency_one,
    "sets_reps": _sets_reps, "sets": _sets, "repetitions": _repetitions, "duration": _duration, "count": _count,
    "alone": _alone,
    "courses": _courses, "dose": doses.dose, "dose_rate": doses.dose_rate, "dose_many": doses.dose_many,
    "percent": _percent,
    "percent_rm": _percent_rm, "load_rm": _load_rm, "scale": _scale, "stimulus": _stimulus, "incline": _incline,
    "percent_alone": _percent_alone, "label": _label, "label_span": _label_span, "unread": unread,
}  # fmt: skip
