"""Outcomes of one row that cannot all be its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.provenance import Field, Flag
from pipeline.core.studies import Outcome, Term

_WAYS = frozenset({"increase", "decrease", "no-change"})


def contradicted(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes, all flagged where one measure is named twice and goes two ways.

    A line of the row above or below may have got into the cell: then any of them may be another study's.
    """
    ways: dict[str, set[str]] = {}
    for outcome in outcomes:
        name = (outcome.measure.as_reported.value or "").casefold()
        ways.setdefault(name, set()).add(outcome.direction.value or "")
    twice = [name for name, found in ways.items() if name and len(found & _WAYS) > 1]
    if not twice:
        return tuple(outcomes)
    flag = Flag("measure-repeated", f"{', '.join(twice)} is named more than once and goes two ways")
    return tuple(_flagged(outcome, flag) for outcome in outcomes)


def _flagged(outcome: Outcome, flag: Flag) -> Outcome:
    term = outcome.measure
    measure = Term(
        as_reported=_doubted(term.as_reported, flag),
        en=None if term.en is None else _doubted(term.en, flag),
        zh=None if term.zh is None else _doubted(term.zh, flag),
    )
    return replace(outcome, measure=measure, direction=_doubted(outcome.direction, flag))


def _doubted(field: Field[str], flag: Flag) -> Field[str]:
    return replace(field, flags=(*field.flags, flag))
