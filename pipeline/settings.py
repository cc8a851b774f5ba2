"""What a user may turn, one frozen section a stage. Every default is the recommended value."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """max_pages: pages of one file. max_pixels: of one rendered page or image. ocr_dpi: to recognise at."""

    max_pages: int = 2000
    max_pixels: int = 60_000_000
    ocr_dpi: float = 200.0


@dataclass(frozen=True, slots=True)
class SeparateSettings:
    """Nothing to turn yet."""


@dataclass(frozen=True, slots=True)
class ReconstructSettings:
    """Nothing to turn yet."""


@dataclass(frozen=True, slots=True)
class NormaliseSettings:
    """Nothing to turn yet."""


@dataclass(frozen=True, slots=True)
class Settings:
    extract: ExtractSettings = field(default_factory=ExtractSettings)
    separate: SeparateSettings = field(default_factory=SeparateSettings)
    reconstruct: ReconstructSettings = field(default_factory=ReconstructSettings)
    normalise: NormaliseSettings = field(default_factory=NormaliseSettings)
