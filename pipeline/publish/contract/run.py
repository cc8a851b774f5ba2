"""run.json and manifest.json: what became of every input, and how its outputs were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.publish.contract.basics import Status, Version


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
