"""What several files of the contract share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SCHEMA_VERSION = "1"
Version = Literal["1"]
Number = int | float
BBox = tuple[float, float, float, float]
Status = Literal["ok", "partial", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Words:
    en: str | None
    zh: str | None


@dataclass(frozen=True, slots=True)
class Names:
    en: tuple[str, ...]
    zh: tuple[str, ...]
