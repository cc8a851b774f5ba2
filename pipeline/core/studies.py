"""Study records: what one table row says of one study, every value with the ink it came from.

The tree mirrors `records.jsonl` of the contract; its leaves are `Field`s, so that no value can lose its provenance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.core.provenance import Field, Flag, Issue
from pipeline.core.tables import Tabulated

Direction = Literal["increase", "decrease", "no-change", "mixed", "unknown"]
InterventionType = Literal[
    "aerobic", "resistance", "balance", "stretching", "hiit", "mind-body", "mixed", "drug", "acupuncture",
    "electrotherapy", "neuromodulation", "diet", "probiotic", "psychological", "surgery", "other",
]  # fmt: skip
Metric = Literal["HRmax", "HRR", "1RM", "VO2max", "VO2peak", "RPE", "RM", "MT", "W", "km/h", "mA", "other"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range in a UCUM unit; an open bound is None. Raises ValueError where min > max."""

    min: float | None
    max: float | None
    unit: str

    def __post_init__(self) -> None:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(
                f"a quantity from {self.min} to {self.max} {self.unit}: the bounds are the wrong way round"
            )


@dataclass(frozen=True, slots=True)
class Term:
    """A word as printed, with its expansion in both languages where the legend or the glossary has it."""

    as_reported: Field[str]
    en: Field[str] | None = None
    zh: Field[str] | None = None


@dataclass(frozen=True, slots=True)
class Study:
    label: Field[str]
    first_author: Field[str] | None = None
    year: Field[int] | None = None
    citations: tuple[Field[int], ...] = ()
    reference: Field[str] | None = None
    country: Field[str] | None = None
    design: Field[str] | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """A study arm and its number of participants."""

    name: Field[str] | None
    n: Field[int]


@dataclass(frozen=True, slots=True)
class SampleSize:
    total: Field[int] | None = None
    arms: tuple[Arm, ...] = ()


@dataclass(frozen=True, slots=True)
class Population:
    condition: Term | None = None
    sample_size: SampleSize = SampleSize()
    age: Field[Quantity] | None = None
    sex: Field[str] | None = None
    species: Field[str] | None = None
    model: Field[str] | None = None


@dataclass(frozen=True, slots=True)
class Intensity:
    """One intensity: of `metric` (None for words only), `range` its bounds and unit, `label` its word."""

    metric: Field[str] | None = None
    range: Field[Quantity] | None = None
    label: Field[str] | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """An arm of the programme or a part of it: FITT."""

    name: Field[str] | None = None
    type: Field[str] | None = None
    frequency: Field[Quantity] | None = None
    session: Field[Quantity] | None = None
    sets: Field[Quantity] | None = None
    repetitions: Field[Quantity] | None = None
    dose: Field[Quantity] | None = None
    intensity: tuple[Intensity, ...] = ()


@dataclass(frozen=True, slots=True)
class Intervention:
    as_reported: Field[str] | None = None
    types: tuple[Field[str], ...] = ()
    duration: Field[Quantity] | None = None
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`, as in HIIT>moderate. operator: > < = >= <=."""

    left: str
    operator: str
    right: str


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect with its interval. measure: MD, SMD, OR, RR, HR, …; p as printed (`<0.05`)."""

    measure: Field[str] | None = None
    value: Field[float] | None = None
    ci_low: Field[float] | None = None
    ci_high: Field[float] | None = None
    p: Field[str] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    measure: Term
    direction: Field[str]
    comparison: Field[Comparison] | None = None
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """Item numbers of a reporting checklist that the row reports, and that it does not."""

    reported: tuple[str, ...]
    not_in_source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordFlag:
    """A flag at a JSON Pointer of the record (`""` for the whole record)."""

    path: str
    flag: Flag


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """What one row says. other: (printed header, cell) of the columns that have no field of their own."""

    record_id: str
    document_id: str
    table_id: str
    row: int
    study: Study
    population: Population
    intervention: Intervention
    comparator: Field[str] | None
    outcomes: tuple[Outcome, ...]
    follow_up: Field[Quantity] | None
    adverse_events: Field[str] | None
    mechanisms: tuple[Outcome, ...]
    other: tuple[tuple[str, Field[str]], ...]
    tidier: Completeness
    cert: Completeness | None
    flags: tuple[RecordFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A table that gave no records, and why."""

    table_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Studies:
    """The end of the line: tables with their columns' fields, and the records of those that list studies."""

    tabulated: Tabulated
    records: tuple[StudyRecord, ...]
    passed_over: tuple[PassedOver, ...] = ()
    issues: tuple[Issue, ...] = ()
