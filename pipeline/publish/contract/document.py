"""document.json and layers/pairs.jsonl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.core.blocks import PairKind
from pipeline.core.words import TextSource
from pipeline.publish.contract.basics import BBox, Names, Version, Words

BlockKind = Literal[
    "title", "author", "abstract", "keywords", "heading", "paragraph", "caption", "table", "note", "figure",
    "reference", "header", "footer",
]  # fmt: skip
BlockLanguage = Literal["en", "zh", "mixed", "unknown"]


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
