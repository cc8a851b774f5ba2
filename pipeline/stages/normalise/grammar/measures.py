"""Matched shapes to measures: what kind, how much, where it stands, and why it may be doubted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.core.studies import Quantity
from pipeline.stages.normalise.grammar.atoms import NO_VALUE, Atom, atoms
from pipeline.stages.normalise.grammar.pipelines import read
from pipeline.stages.normalise.grammar.shapes import match

MeasureKind = Literal[
    "duration", "frequency", "session", "sets", "repetitions", "dose", "intensity", "count", "unread", "alone",
]  # fmt: skip
_OWN_METRIC = frozenset({"mA", "km/h"})
_PER_SESSION = frozenset({"{pulse}", "J/cm2", "J", "J/{point}", "Gy"})


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a text. span: half-open range of the text that says it. quantity None: it was not understood.

    metric, label: of an intensity. doubt: code of docs/flags.md where a reviewer should look, else "".
    """

    kind: MeasureKind
    quantity: Quantity | None
    start: int
    end: int
    rule: str
    metric: str | None = None
    label: str | None = None
    doubt: str = ""


_ADVERBS = frozenset({"daily", "weekly", "monthly"})  # `8 weekly sessions` are eight in all
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MANY = 5  # so many sessions in one week are not told as `weekly sessions`
_SUNK = re.compile(r"10([6-9]|1[0-3])$")
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


def _amounts(row: Sequence[Atom]) -> list[Atom]:
    return [a for a in row if a.label in ("amount", "once")]


def _one(row: Sequence[Atom], label: str) -> Atom | None:
    return next((a for a in row if a.label == label), None)


def _quantity(amount: Atom, unit: str, factor: float = 1.0) -> Quantity | None:
    if amount.doubt in NO_VALUE:
        return None
    low = None if amount.low is None else _clean(amount.low * factor)
    high = None if amount.high is None else _clean(amount.high * factor)
    return Quantity(low, high, unit)


def _clean(value: float) -> float:
    return float(f"{value:.10g}")


def _make(
    kind: MeasureKind, amount: Atom, unit: str, row: Sequence[Atom], rule: str, *,
    factor: float = 1.0, metric: str | None = None,
) -> Measure:  # fmt: skip
    return Measure(
        kind, _quantity(amount, unit, factor), row[0].start, row[-1].end, rule, metric=metric, doubt=amount.doubt
    )


def _unit(row: Sequence[Atom], label: str) -> str:
    found = _one(row, label)
    return found.id if found is not None else ""


def _session(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    amount = next((a for a in row if a.label == "amount"), None) or _amounts(row)[0]
    return (_make("session", amount, _unit(row, "time"), row, rule),)


def _count_session(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`12 sessions of 30 min`: how many in all, and how long each."""
    numbers = _amounts(row)
    if len(numbers) == 1:
        return _session(row, rule)
    cut = row.index(numbers[1])
    return (
        _make("count", numbers[0], "1", row[:cut], rule),
        _make("session", numbers[1], _unit(row, "time"), row[cut:], rule),
    )


def _session_rate(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`30 min/day` is a session of 30 min once a day; `60 min/W` is 60 min in a week."""
    amount, rate = _amounts(row)[0], _one(row, "rate")
    if rate is None:
        multiple = _one(row, "multiple")
        assert multiple is not None
        return (*_session(row[: row.index(multiple)], rule), *_frequency_word([multiple], rule))
    unit = _unit(row, "time")
    if rate.id == "d" and rate.low == 1:
        often = Measure("frequency", Quantity(1, 1, "/d"), rate.start, rate.end, rule)
        return (_make("session", amount, unit, row, rule), often)
    if rate.id == "wk" and rate.low == 1:
        return (_make("session", amount, f"{unit}/wk", row, rule),)
    return (Measure("unread", None, row[0].start, row[-1].end, rule, doubt="unparsed-text"),)


def _bouts_rate(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`3×30 min/wk`, `30 min × 3/wk`: how often and how long."""
    numbers, rate = _amounts(row), _one(row, "rate")
    assert rate is not None
    time = row.index(next(a for a in row if a.label == "time"))
    long, often = (numbers[1], numbers[0]) if row.index(numbers[1]) < time else (numbers[0], numbers[1])
    return (
        _make("frequency", often, f"/{rate.id}", row, rule),
        _make("session", long, row[time].id, row, rule),
    )


def _frequency(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    amount, rate = _amounts(row)[0], _one(row, "rate")
    if rate is None or not rate.low:
        return _frequency_word(row, rule)
    before = [a.label for a in row[: row.index(rate)]]
    if "amount" in before and "times" not in before and rate.text.lower() in _ADVERBS:
        return _held(row, amount, rate, rule)
    if rate.low == 1:
        return (_make("frequency", amount, f"/{rate.id}", row, rule),)
    made = _make("frequency", amount, f"/{rate.id}", row, rule, factor=1 / rate.low)
    return (replace(made, doubt=made.doubt or "value-derived"),)


def _held(row: Sequence[Atom], amount: Atom, rate: Atom, rule: str) -> tuple[Measure, ...]:
    """`12 weekly sessions` are twelve, one a week; `2 weekly sessions` may be two a week: that is left open."""
    if amount.low is None or amount.low < _MANY:
        return (replace(_unread(row, rule)[0], kind="frequency"),)
    cut = row.index(rate)
    often = [replace(m, end=row[-1].end) for m in _frequency_one(row[cut : cut + 1], rule)]
    return (_make("count", amount, "1", row[:cut], rule), *often)


def _frequency_word(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`bid`, `隔日`: the id says how many in which period."""
    word, amount = _one(row, "multiple"), next(iter(_amounts(row)), None)
    if word is None:
        return (Measure("count", _quantity(row[0], "1"), row[0].start, row[-1].end, rule),)
    count, _, period = word.id.partition("/")
    value = float(count)
    made = Measure("frequency", Quantity(value, value, f"/{period}"), row[0].start, row[-1].end, rule)
    if value < 1:
        times = amount if amount is not None else replace(word, low=1.0, high=1.0)
        return (replace(made, quantity=_quantity(times, f"/{period}", value), doubt="value-derived"),)
    return (made,)


def _weekdays(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`每周一三五`, `Mon, Wed and Fri`: as many a week as days are named."""
    days = len({a.id if a.label == "amount" else a.text.lower()[:3] for a in row if a.label in ("amount", "weekday")})
    days += any(a.id == "mo" for a in row)  # `Mon` is also the short of month
    return (Measure("frequency", Quantity(days, days, "/wk"), row[0].start, row[-1].end, rule),)


def _weekday_range(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`周一至周五`, `Mon-Fri`, 每周一至五: all the days from the one to the other."""
    numbers = [a for a in row if a.label == "amount"]
    if numbers:
        first, last = numbers[0].low or 0, numbers[-1].high or 0
    else:
        first, last = (_WEEK.index(a.text.lower()[:3]) for a in row if a.label != "range")
    days = last - first + 1
    if days < 1 or days > len(_WEEK):
        return _unread(row, rule)
    return (Measure("frequency", Quantity(days, days, "/wk"), row[0].start, row[-1].end, rule),)


def _session_held(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`90-min weekly sessions`: how long, and once in the period."""
    cut = next(i for i, a in enumerate(row) if a.label == "rate")
    return (*_session(row[:cut], rule), *_frequency_one(row[cut : cut + 1], rule))


def _sets_session(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`4组×4 min`: how many bouts, and how long each."""
    sets, long = _amounts(row)[:2]
    cut = row.index(long)
    return (_make("sets", sets, "1", row[:cut], rule), _make("session", long, _unit(row, "time"), row[cut:], rule))


def _days_on(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`治疗5 d，休息2 d`: five days in the week, where the two make a week."""
    on, off = _amounts(row)[:2]
    if on.low is not None and on.low == on.high and off.low == off.high and on.low + (off.low or 0) == 7:
        return (_make("frequency", on, "/wk", row, rule),)
    return _unread(row, rule)


def _frequency_one(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """A period on its own is once in it: `daily`, `每周`, `every 2 weeks`."""
    rate = row[0]
    if not rate.low or rate.text.startswith("/"):
        return (Measure("unread", None, rate.start, rate.end, rule, doubt="unparsed-text"),)
    value = _clean(1 / rate.low)
    doubt = "" if rate.low == 1 else "value-derived"
    return (Measure("frequency", Quantity(value, value, f"/{rate.id}"), rate.start, rate.end, rule, doubt=doubt),)


def _sets_reps(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`3×10`, `3 sets of 8-12 reps`."""
    sets, reps = _amounts(row)[:2]
    cut = row.index(reps)
    return (_make("sets", sets, "1", row[:cut], rule), _make("repetitions", reps, "1", row[cut:], rule))


def _sets(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("sets", _amounts(row)[0], "1", row, rule),)


def _repetitions(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("repetitions", _amounts(row)[0], "1", row, rule),)


def _duration(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("duration", _amounts(row)[0], _unit(row, "time"), row, rule),)


def _courses(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`10 d为1个疗程，共2个疗程`: twenty days, where one course is said to last ten and nothing parts the two."""
    place = next(i for i, a in enumerate(row) if a.label == "time")
    numbers = _amounts(row)
    one = next(a for a in reversed(numbers) if a.start < row[place].start)
    others = [a for a in numbers if a is not one]
    first, last = others[:-1], others[-1]
    if any(a.low != 1 for a in first) or last.low is None or last.low != last.high or last.doubt:
        return _unread(row, rule)
    made = _make("duration", one, row[place].id, row, rule, factor=last.low)
    return (replace(made, doubt=made.doubt or ("value-derived" if last.low != 1 else "")),)


def _count(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("count", _amounts(row)[0], "1", row, rule),)


def _alone(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("alone", _amounts(row)[0], "1", row, rule),)


def _mass_unit(row: Sequence[Atom]) -> str:
    return _unit(row, "mass") + ("/kg" if _one(row, "perkg") or _one(row, "per") else "")


def _dose_amount(row: Sequence[Atom]) -> Atom:
    """The number that belongs to the substance: the last one before its unit."""
    place = next(i for i, a in enumerate(row) if a.label == "mass")
    amount = next((a for a in reversed(row[:place]) if a.label == "amount"), _amounts(row)[0])
    return _restored(amount) if row[place].id == "CFU" else amount


def _restored(amount: Atom) -> Atom:
    """`109 CFU` was 10⁹: nobody gives a hundred bacteria."""
    powers = [_SUNK.match(side.strip()) for side in amount.text.split("-")]
    if not all(powers):
        return amount
    values = [10.0 ** int(power[1]) for power in powers if power]
    return replace(amount, low=values[0], high=values[-1], doubt="exponent-restored")


def _dose(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("dose", _dose_amount(row), _mass_unit(row), row, rule),)


def _dose_rate(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`40 mg/d`, `1200 pulses/d`: pulses are counted a session, whatever the period."""
    rate = _one(row, "rate")
    unit = _mass_unit(row)
    if unit in _PER_SESSION:
        return _dose(row, rule)
    if (bodily := _one(row, "perkgday")) is not None:
        return (_make("dose", _dose_amount(row), f"{unit}{bodily.id}", row, rule),)
    if rate is None or not rate.low:
        return _unread(row, rule)
    if rate.low != 1:
        often = _clean(1 / rate.low)
        return _dose_apart(row, _dose_amount(row), Quantity(often, often, f"/{rate.id}"))
    return (_make("dose", _dose_amount(row), f"{unit}/{rate.id}", row, rule),)


def _dose_many(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`500 mg bid`, `每次0.5 g，每日3次`: the dose in a day, where the times a day are one number."""
    amount, rate, multiple = _dose_amount(row), _one(row, "rate"), _one(row, "multiple")
    often = next((a for a in _amounts(row) if a.start != amount.start), None)
    if multiple is not None:
        times = often.low if often is not None and often.low is not None else 1.0
        count, period = times * float(multiple.id.partition("/")[0]), multiple.id.partition("/")[2]
    elif rate is not None and rate.low and often is not None and often.low is not None and often.low == often.high:
        count, period = often.low / rate.low, rate.id
    else:
        return (Measure("unread", None, row[0].start, row[-1].end, rule, doubt="unparsed-text"),)
    unit = _mass_unit(row)
    if unit in _PER_SESSION or period != "d" or count < 1:
        return _dose_apart(row, amount, Quantity(count, count, f"/{period}"))
    return (_make("dose", amount, f"{unit}/{period}", row, rule, factor=count),)


def _dose_apart(row: Sequence[Atom], amount: Atom, frequency: Quantity) -> tuple[Measure, ...]:
    """`4 J/cm2，每周3次`: the dose of one time, and how often."""
    substance = [a for a in row if a.start == amount.start or a.label in ("mass", "perkg")]
    told = ("rate", "multiple", "once", "times", "amount")
    times = [a for a in row if a.label in told and a.start != amount.start]
    doubt = "value-derived" if (frequency.min or 0) < 1 else ""
    return (
        _make("dose", amount, _mass_unit(row), substance, "dose.plain"),
        Measure("frequency", frequency, times[0].start, times[-1].end, "frequency.a-period", doubt=doubt),
    )


def _percent(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    metric = _one(row, "metric")
    assert metric is not None
    return (_make("intensity", _amounts(row)[0], "%", row, rule, metric=metric.id),)


def _percent_rm(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("intensity", _amounts(row)[0], "%", row, rule, metric="RM"),)


def _load_rm(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("intensity", _amounts(row)[0], "1", row, rule, metric="RM"),)


def _scale(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("intensity", _amounts(row)[0], "1", row, rule, metric="RPE"),)


def _stimulus(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    unit = _unit(row, "stimulus")
    metric = unit if unit in _OWN_METRIC or unit == "W" else "other"
    return (_make("intensity", _amounts(row)[0], unit, row, rule, metric=metric),)


def _incline(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    unit = "%" if _one(row, "percent") else "deg"
    return (_make("intensity", _amounts(row)[0], unit, row, rule, metric="other"),)


def _percent_alone(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (_make("alone", _amounts(row)[0], "%", row, rule),)


def _label(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """A word alone. More than moderate is vigorous at least: said so, and doubted."""
    label = _unit(row, "label")
    bound, doubt = _one(row, "compare"), ""
    if bound is not None:
        doubt = "label-bound"
        label = {"moderate": "vigorous", "low": "moderate"}.get(label, label) if bound.id in ("gt",) else label
    return (Measure("intensity", None, row[0].start, row[-1].end, rule, label=label, doubt=doubt),)


def _label_span(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (Measure("unread", None, row[0].start, row[-1].end, rule, doubt="label-range"),)


def _unread(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (Measure("unread", None, row[0].start, row[-1].end, rule, doubt="unparsed-text"),)


READERS: Mapping[str, Reader] = {
    "session": _session, "count_session": _count_session, "session_rate": _session_rate, "bouts_rate": _bouts_rate,
    "frequency": _frequency, "days_on": _days_on,
    "weekdays": _weekdays, "weekday_range": _weekday_range, "session_held": _session_held,
    "sets_session": _sets_session, "frequency_word": _frequency_word, "frequency_one": _frequency_one,
    "sets_reps": _sets_reps, "sets": _sets, "repetitions": _repetitions, "duration": _duration, "count": _count,
    "alone": _alone,
    "courses": _courses, "dose": _dose, "dose_rate": _dose_rate, "dose_many": _dose_many, "percent": _percent,
    "percent_rm": _percent_rm, "load_rm": _load_rm, "scale": _scale, "stimulus": _stimulus, "incline": _incline,
    "percent_alone": _percent_alone, "label": _label, "label_span": _label_span, "unread": _unread,
}  # fmt: skip
