"""The files of `outputs/` as types: the JSON Schemas in docs/schemas/ are made from these, and every file is checked
against them as it is written. Boxes are `[x0, top, x1, bottom]` in points; pages count from 1; absent is null."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pipeline.core.blocks import PairKind
from pipeline.core.studies import Direction, InterventionType, Metric
from pipeline.core.tables import ColumnField, TableMethod
from pipeline.core.words import TextSource

SCHEMA_VERSION = "1"
Version = Literal["1"]
Number = int | float
BBox = tuple[float, float, float, float]
BlockKind = Literal[
    "title", "author", "abstract", "keywords", "heading", "paragraph", "caption", "table", "note", "figure",
    "reference", "header", "footer",
]  # fmt: skip
BlockLanguage = Literal["en", "zh", "mixed", "unknown"]
Status = Literal["ok", "partial", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Words:
    en: str | None
    zh: str | None


@dataclass(frozen=True, slots=True)
class Names:
    en: tuple[str, ...]
    zh: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageOut:
    number: int
    width: float
    height: float
    rotation: int
    text_source: TextSource
    text_layer_quality: float | None
    ocr_engines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockOut:
    """garbled_reason: why it cannot be read. line: first line in a text dump, where bbox is null."""

    id: str
    page: int
    bbox: BBox | None
    line: int | None
    kind: BlockKind
    language: BlockLanguage
    text: str
    source: str
    confidence: float
    garbled: bool
    garbled_reason: str | None


@dataclass(frozen=True, slots=True)
class ReferenceOut:
    number: int
    text: str
    doi: str | None


@dataclass(frozen=True, slots=True)
class FontOut:
    """The verdict on a font's text layer, and the witnesses' reasons."""

    font: str
    trusted: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermOut:
    """A readable fragment recovered from a garbled block: half-open range of its text."""

    text: str
    block: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class IssueOut:
    code: str
    severity: Literal["info", "warning", "error"]
    message: str
    page: int | None
    bbox: BBox | None
    line: int | None


@dataclass(frozen=True, slots=True)
class DocumentOut:
    schema_version: Version
    document_id: str
    sha256: str
    media_type: str
    title: Words
    authors: Names
    abstract: Words
    keywords: Names
    doi: str | None
    pages: tuple[PageOut, ...]
    blocks: tuple[BlockOut, ...]
    references: tuple[ReferenceOut, ...]
    fonts: tuple[FontOut, ...]
    terms: tuple[TermOut, ...]
    issues: tuple[IssueOut, ...]


@dataclass(frozen=True, slots=True)
class PlaceOut:
    page: int
    bbox: BBox | None
    line: int | None
    block: str | None


@dataclass(frozen=True, slots=True)
class PairOut:
    """A line of layers/pairs.jsonl. short: of an abbreviation."""

    kind: PairKind
    en: str
    zh: str
    en_source: PlaceOut
    zh_source: PlaceOut
    confidence: float
    short: str | None


@dataclass(frozen=True, slots=True)
class AlternativeOut:
    source: str
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class CellFlagOut:
    code: str
    message: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellOut:
    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    text_en: str | None
    text_zh: str | None
    page: int
    bbox: BBox | None
    line: int | None
    source: str
    confidence: float
    alternatives: tuple[AlternativeOut, ...]
    flags: tuple[CellFlagOut, ...]


@dataclass(frozen=True, slots=True)
class ColumnOut:
    index: int
    header: Words
    field: ColumnField


@dataclass(frozen=True, slots=True)
class AbbreviationOut:
    short: str
    en: str | None
    zh: str | None


@dataclass(frozen=True, slots=True)
class TableOut:
    schema_version: Version
    table_id: str
    label: Words
    caption: Words
    pages: tuple[int, ...]
    bbox: dict[str, BBox]
    n_rows: int
    n_cols: int
    header_rows: int
    columns: tuple[ColumnOut, ...]
    cells: tuple[CellOut, ...]
    abbreviations: tuple[AbbreviationOut, ...]
    notes: tuple[str, ...]
    method: TableMethod
    confidence: float
    flags: tuple[CellFlagOut, ...]


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


@dataclass(frozen=True, slots=True)
class PassedOverOut:
    table_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunInputOut:
    """One input's fate. reason: null where all went well."""

    input: str
    document_id: str | None
    sha256: str | None
    status: Status
    reason: str | None
    cached: bool
    pages: int
    tables: int
    records: int
    flags: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ManifestOut:
    """How one document's outputs were made.

    key: of all they come from; read_key: of its transcript. settings: section → name → value. stages, tools: name →
    version. seconds: half of the line → time.
    """

    schema_version: Version
    document_id: str
    input: str
    sha256: str
    size: int
    media_type: str
    key: str
    read_key: str
    report: RunInputOut
    stages: dict[str, str]
    tools: dict[str, str]
    settings: dict[str, dict[str, Any]]
    seconds: dict[str, float]
    finished_at: str
    tables_passed_over: tuple[PassedOverOut, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunOut:
    schema_version: Version
    version: str
    started_at: str
    finished_at: str
    seconds: float
    settings: dict[str, dict[str, Any]]
    counts: dict[str, int]
    inputs: tuple[RunInputOut, ...]
