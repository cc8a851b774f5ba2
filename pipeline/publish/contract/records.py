"""records.jsonl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pipeline.core.studies import Direction, InterventionType, Metric
from pipeline.publish.contract.basics import BBox, Number, Version


@dataclass(frozen=True, slots=True)
class StudyOut:
    label: str | None
    first_author: str | None
    year: int | None
    citations: tuple[int, ...]
    reference: str | None
    country: str | None
    design: str | None


@dataclass(frozen=True, slots=True)
class TermValue:
    as_reported: str | None
    en: str | None
    zh: str | None


@dataclass(frozen=True, slots=True)
class QuantityOut:
    min: Number | None
    max: Number | None
    unit: str


@dataclass(frozen=True, slots=True)
class ArmOut:
    name: str | None
    n: int | None


@dataclass(frozen=True, slots=True)
class SampleSizeOut:
    total: int | None
    arms: tuple[ArmOut, ...]


@dataclass(frozen=True, slots=True)
class PopulationOut:
    condition: TermValue | None
    sample_size: SampleSizeOut
    age: QuantityOut | None
    sex: str | None
    species: str | None
    model: str | None


@dataclass(frozen=True, slots=True)
class IntensityOut:
    metric: Metric | None
    min: Number | None
    max: Number | None
    unit: str | None
    label: Literal["low", "moderate", "vigorous", "high"] | None


@dataclass(frozen=True, slots=True)
class ComponentOut:
    name: str | None
    type: InterventionType | None
    frequency: QuantityOut | None
    session: QuantityOut | None
    sets: QuantityOut | None
    repetitions: QuantityOut | None
    dose: QuantityOut | None
    intensity: tuple[IntensityOut, ...]


@dataclass(frozen=True, slots=True)
class InterventionOut:
    as_reported: str | None
    types: tuple[InterventionType, ...]
    duration: QuantityOut | None
    components: tuple[ComponentOut, ...]


@dataclass(frozen=True, slots=True)
class ComparisonOut:
    left: str
    operator: str
    right: str


@dataclass(frozen=True, slots=True)
class EffectOut:
    measure: str | None
    value: Number | None
    ci_low: Number | None
    ci_high: Number | None
    p: str | None


@dataclass(frozen=True, slots=True)
class OutcomeOut:
    measure: TermValue
    direction: Direction
    comparison: ComparisonOut | None
    effect: EffectOut | None


@dataclass(frozen=True, slots=True)
class ProvenanceOut:
    path: str
    table_id: str | None
    row: int | None
    col: int | None
    page: int
    bbox: BBox | None
    line: int | None
    raw: str
    span: tuple[int, int] | None
    source: str
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class FlagOut:
    code: str
    path: str
    message: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemsOut:
    reported: tuple[Any, ...]
    not_in_source: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CompletenessOut:
    tidier: ItemsOut
    cert: ItemsOut | None


@dataclass(frozen=True, slots=True)
class RecordOut:
    """A line of records.jsonl."""

    schema_version: Version
    record_id: str
    document_id: str
    table_id: str
    row: int
    study: StudyOut
    population: PopulationOut
    intervention: InterventionOut
    comparator: str | None
    outcomes: tuple[OutcomeOut, ...]
    follow_up: QuantityOut | None
    adverse_events: str | None
    mechanisms: tuple[OutcomeOut, ...]
    other: dict[str, str | None]
    provenance: tuple[ProvenanceOut, ...]
    flags: tuple[FlagOut, ...]
    source_level: Literal["review_table"]
    completeness: CompletenessOut
    status: Literal["clean", "needs-review"]
