"""Blocks of one language each, and the pairs that say the same in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.core.geometry import Box
from pipeline.core.provenance import Issue
from pipeline.core.words import Line, RegionKind, Transcript

Language = Literal["en", "zh", "mixed", "unknown"]
PairKind = Literal[
    "title", "authors", "affiliation", "abstract", "keywords", "heading", "caption", "note",
    "keyword", "abbreviation", "header", "term",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A region, or the part of one that is in one language, with its lines joined.

    text: lines joined, hyphenation undone, no space between Chinese characters. id: `b1`, `b2`, … in reading order.
    region: the id of the region it came from. garbled: why it cannot be read (a reason code), or None where it can.
    merged_from: ids of further regions that continue it (a paragraph over a column or page break). label: the printed
    label that `text` starts with (`摘要：`, `Table 1 `), separator included, or "".
    """

    id: str
    region: str
    page: int
    kind: RegionKind
    language: Language
    text: str
    lines: tuple[Line, ...]
    box: Box | None
    source: str
    confidence: float
    garbled: str | None = None
    number: int | None = None
    merged_from: tuple[str, ...] = ()
    label: str = ""

    @property
    def body(self) -> str:
        """The text without its label."""
        return self.text[len(self.label) :]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one side of a pair stands. line: in a text dump."""

    page: int
    box: Box | None
    line: int | None
    block: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """The same said in both languages. short: the abbreviation of an `abbreviation` pair."""

    kind: PairKind
    en: str
    zh: str
    en_source: Place
    zh_source: Place
    confidence: float
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One thing in two languages, either of which may be missing."""

    en: str | None = None
    zh: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the reference list."""

    number: int
    text: str
    doi: str | None
    page: int
    box: Box | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Fragment:
    """Readable text recovered from garbled lines, at the half-open range of its block's text."""

    text: str
    block: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layered:
    """A transcript with its blocks in reading order, languages told apart, twins paired."""

    transcript: Transcript
    blocks: tuple[Block, ...]
    pairs: tuple[Pair, ...]
    title: Bilingual
    authors_en: tuple[str, ...]
    authors_zh: tuple[str, ...]
    abstract: Bilingual
    keywords_en: tuple[str, ...]
    keywords_zh: tuple[str, ...]
    doi: str | None
    references: tuple[Reference, ...]
    fragments: tuple[Fragment, ...] = ()
    issues: tuple[Issue, ...] = ()
