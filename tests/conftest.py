"""One real run over part of the sample corpus, shared by every test that looks at its outputs."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.publish.contract import RunOut
from pipeline.runs.run import RunOptions, run

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
    return Console(file=io.StringIO(), width=200)


@pytest.fixture(scope="session")
def corpus() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    out = tmp_path_factory.mktemp("sample") / "outputs"
    console = quiet()
    report = run([CORPUS / name for name in SAMPLES], out, options=RunOptions(jobs=2), console=console)
    printed = console.file.getvalue() if isinstance(console.file, io.StringIO) else ""
    return Sample(out, report, printed)
