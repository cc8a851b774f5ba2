"""What a measure is, and how a row of atoms becomes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.core.studies import Quantity
from pipeline.stages.normalise.grammar.atoms import NO_VALUE, Atom

MeasureKind = Literal[
    "duration", "frequency", "session", "sets", "repetitions", "dose", "intensity", "count", "unread", "alone",
]  # fmt: skip


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


def amounts_in(row: Sequence[Atom]) -> list[Atom]:
    return [a for a in row if a.label in ("amount", "once")]


def one_of(row: Sequence[Atom], label: str) -> Atom | None:
    return next((a for a in row if a.label == label), None)


def quantity_of(amount: Atom, unit: str, factor: float = 1.0) -> Quantity | None:
    if amount.doubt in NO_VALUE:
        return None
    low = None if amount.low is None else clean(amount.low * factor)
    high = None if amount.high is None else clean(amount.high * factor)
    return Quantity(low, high, unit)


def clean(value: float) -> float:
    return float(f"{value:.10g}")


def make(
    kind: MeasureKind, amount: Atom, unit: str, row: Sequence[Atom], rule: str, *,
    factor: float = 1.0, metric: str | None = None,
) -> Measure:  # fmt: skip
    return Measure(
        kind, quantity_of(amount, unit, factor), row[0].start, row[-1].end, rule, metric=metric, doubt=amount.doubt
    )


def unit_of(row: Sequence[Atom], label: str) -> str:
    found = one_of(row, label)
    return found.id if found is not None else ""


def unread(row: Sequence[Atom], rule: str) -> tuple[Measure, ...]:
    return (Measure("unread", None, row[0].start, row[-1].end, rule, doubt="unparsed-text"),)
