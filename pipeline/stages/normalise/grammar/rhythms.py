"""Sessions and frequencies: how long, how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.studies import Quantity
from pipeline.stages.normalise.grammar.atoms import Atom
from pipeline.stages.normalise.grammar.making import (
    Measure,
    amounts_in,
    clean,
    make,
    one_of,
    quantity_of,
    unit_of,
    unread,
)

_ADVERBS = frozenset({"daily", "weekly", "monthly"})  # `8 weekly sessions` are eight in all
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MANY = 5  # so many sessions in one week are not told as `weekly sessions`


def session(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    amount = next((a for a in row if a.label == "amount"), None) or amounts_in(row)[0]
    return (make("session", amount, unit_of(row, "time"), row, rule),)


def count_session(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`12 sessions of 30 min`: how many in all, and how long each."""
    numbers = amounts_in(row)
    if len(numbers) == 1:
        return session(row, rule)
    cut = row.index(numbers[1])
    return (
        make("count", numbers[0], "1", row[:cut], rule),
        make("session", numbers[1], unit_of(row, "time"), row[cut:], rule),
    )


def session_rate(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`30 min/day` is a session of 30 min once a day; `60 min/W` is 60 min in a week."""
    amount, rate = amounts_in(row)[0], one_of(row, "rate")
    if rate is None:
        multiple = one_of(row, "multiple")
        assert multiple is not None
        return (*session(row[: row.index(multiple)], rule), *frequency_word([multiple], rule))
    unit = unit_of(row, "time")
    if rate.id == "d" and rate.low == 1:
        often = Measure("frequency", Quantity(1, 1, "/d"), rate.start, rate.end, rule)
        return (make("session", amount, unit, row, rule), often)
    if rate.id == "wk" and rate.low == 1:
        return (make("session", amount, f"{unit}/wk", row, rule),)
    return (Measure("unread", None, row[0].start, row[-1].end, rule, doubt="unparsed-text"),)


def bouts_rate(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`3×30 min/wk`, `30 min × 3/wk`: how often and how long."""
    numbers, rate = amounts_in(row), one_of(row, "rate")
    assert rate is not None
    time = row.index(next(a for a in row if a.label == "time"))
    long, often = (numbers[1], numbers[0]) if row.index(numbers[1]) < time else (numbers[0], numbers[1])
    return (
        make("frequency", often, f"/{rate.id}", row, rule),
        make("session", long, row[time].id, row, rule),
    )


def frequency(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    amount, rate = amounts_in(row)[0], one_of(row, "rate")
    if rate is None or not rate.low:
        return frequency_word(row, rule)
    before = [a.label for a in row[: row.index(rate)]]
    if "amount" in before and "times" not in before and rate.text.lower() in _ADVERBS:
        return _held(row, amount, rate, rule)
    if rate.low == 1:
        return (make("frequency", amount, f"/{rate.id}", row, rule),)
    made = make("frequency", amount, f"/{rate.id}", row, rule, factor=1 / rate.low)
    return (replace(made, doubt=made.doubt or "value-derived"),)


def _held(row: Sequence[Atom], amount: Atom, rate: Atom, rule: str) -> tuple[Measure, ...]:
    """`12 weekly sessions` are twelve, one a week; `2 weekly sessions` may be two a week: that is left open."""
    if amount.low is None or amount.low < _MANY:
        return (replace(unread(row, rule)[0], kind="frequency"),)
    cut = row.index(rate)
    often = [replace(m, end=row[-1].end) for m in frequency_one(row[cut : cut + 1], rule)]
    return (make("count", amount, "1", row[:cut], rule), *often)


def frequency_word(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`bid`, `隔日`: the id says how many in which period."""
    word, amount = one_of(row, "multiple"), next(iter(amounts_in(row)), None)
    if word is None:
        return (Measure("count", quantity_of(row[0], "1"), row[0].start, row[-1].end, rule),)
    count, _, period = word.id.partition("/")
    value = float(count)
    made = Measure("frequency", Quantity(value, value, f"/{period}"), row[0].start, row[-1].end, rule)
    if value < 1:
        times = amount if amount is not None else replace(word, low=1.0, high=1.0)
        return (replace(made, quantity=quantity_of(times, f"/{period}", value), doubt="value-derived"),)
    return (made,)


def weekdays(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`每周一三五`, `Mon, Wed and Fri`: as many a week as days are named."""
    days = len({a.id if a.label == "amount" else a.text.lower()[:3] for a in row if a.label in ("amount", "weekday")})
    days += any(a.id == "mo" for a in row)  # `Mon` is also the short of month
    return (Measure("frequency", Quantity(days, days, "/wk"), row[0].start, row[-1].end, rule),)


def weekday_range(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`周一至周五`, `Mon-Fri`, 每周一至五: all the days from the one to the other."""
    numbers = [a for a in row if a.label == "amount"]
    if numbers:
        first, last = numbers[0].low or 0, numbers[-1].high or 0
    else:
        first, last = (_WEEK.index(a.text.lower()[:3]) for a in row if a.label != "range")
    days = last - first + 1
    if days < 1 or days > len(_WEEK):
        return unread(row, rule)
    return (Measure("frequency", Quantity(days, days, "/wk"), row[0].start, row[-1].end, rule),)


def session_held(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`90-min weekly sessions`: how long, and once in the period."""
    cut = next(i for i, a in enumerate(row) if a.label == "rate")
    return (*session(row[:cut], rule), *frequency_one(row[cut : cut + 1], rule))


def days_on(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`治疗5 d，休息2 d`: five days in the week, where the two make a week."""
    on, off = amounts_in(row)[:2]
    if on.low is not None and on.low == on.high and off.low == off.high and on.low + (off.low or 0) == 7:
        return (make("frequency", on, "/wk", row, rule),)
    return unread(row, rule)


def frequency_one(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """A period on its own is once in it: `daily`, `每周`, `every 2 weeks`."""
    rate = row[0]
    if not rate.low or rate.text.startswith("/"):
        return (Measure("unread", None, rate.start, rate.end, rule, doubt="unparsed-text"),)
    value = clean(1 / rate.low)
    doubt = "" if rate.low == 1 else "value-derived"
    return (Measure("frequency", Quantity(value, value, f"/{rate.id}"), rate.start, rate.end, rule, doubt=doubt),)
