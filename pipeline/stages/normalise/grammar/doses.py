"""Amounts of a substance, of a stimulus and of an exposure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.studies import Quantity
from pipeline.stages.normalise.grammar.atoms import Atom
from pipeline.stages.normalise.grammar.making import Measure, amounts_in, clean, make, one_of, unit_of, unread

_PER_SESSION = frozenset({"{pulse}", "J/cm2", "J", "J/{point}", "Gy"})
_SUNK = re.compile(r"10([6-9]|1[0-3])$")


def _mass_unit(row: Sequence[Atom]) -> str:
    return unit_of(row, "mass") + ("/kg" if one_of(row, "perkg") or one_of(row, "per") else "")


def _dose_amount(row: Sequence[Atom]) -> Atom:
    """The number that belongs to the substance: the last one before its unit."""
    place = next(i for i, a in enumerate(row) if a.label == "mass")
    amount = next((a for a in reversed(row[:place]) if a.label == "amount"), amounts_in(row)[0])
    return _restored(amount) if row[place].id == "CFU" else amount


def _restored(amount: Atom) -> Atom:
    """`109 CFU` was 10⁹: nobody gives a hundred bacteria."""
    powers = [_SUNK.match(side.strip()) for side in amount.text.split("-")]
    if not all(powers):
        return amount
    values = [10.0 ** int(power[1]) for power in powers if power]
    return replace(amount, low=values[0], high=values[-1], doubt="exponent-restored")


def dose(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (make("dose", _dose_amount(row), _mass_unit(row), row, rule),)


def dose_rate(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`40 mg/d`, `1200 pulses/d`: pulses are counted a session, whatever the period."""
    rate = one_of(row, "rate")
    unit = _mass_unit(row)
    if unit in _PER_SESSION:
        return dose(row, rule)
    if (bodily := one_of(row, "perkgday")) is not None:
        return (make("dose", _dose_amount(row), f"{unit}{bodily.id}", row, rule),)
    if rate is None or not rate.low:
        return unread(row, rule)
    if rate.low != 1:
        often = clean(1 / rate.low)
        return _dose_apart(row, _dose_amount(row), Quantity(often, often, f"/{rate.id}"))
    return (make("dose", _dose_amount(row), f"{unit}/{rate.id}", row, rule),)


def dose_many(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    """`500 mg bid`, `每次0.5 g，每日3次`: the dose in a day, where the times a day are one number."""
    amount, rate, multiple = _dose_amount(row), one_of(row, "rate"), one_of(row, "multiple")
    often = next((a for a in amounts_in(row) if a.start != amount.start), None)
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
    return (make("dose", amount, f"{unit}/{period}", row, rule, factor=count),)


def _dose_apart(row: Sequence[Atom], amount: Atom, frequency: Quantity) -> tuple[Measure, ...]:
    """`4 J/cm2，每周3次`: the dose of one time, and how often."""
    substance = [a for a in row if a.start == amount.start or a.label in ("mass", "perkg")]
    told = ("rate", "multiple", "once", "times", "amount")
    times = [a for a in row if a.label in told and a.start != amount.start]
    doubt = "value-derived" if (frequency.min or 0) < 1 else ""
    return (
        make("dose", amount, _mass_unit(row), substance, "dose.plain"),
        Measure("frequency", frequency, times[0].start, times[-1].end, "frequency.a-period", doubt=doubt),
    )
