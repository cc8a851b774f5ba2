"""The sample corpus as tests use it, and one finished run over part of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from pipeline.publish.contract import RunOut

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SAMPLES = (
    "exercise-neuropathy-born.pdf",
    "exercise-neuropathy-dump.txt",
    "pregabalin-fibromyalgia-born.pdf",
    "probiotics-ibs-born.pdf",
    "taichi-knee-born.pdf",
    "taichi-knee-scan.pdf",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A finished run: its folder, its report and what it printed."""

    out: Path
    report: RunOut
    printed: str


def quiet() -> Console:
    """A console that keeps what is printed to itself."""
    return Console(file=io.StringIO(), width=200)
