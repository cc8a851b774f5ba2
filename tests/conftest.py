"""One real run over part of the sample corpus, shared by every test that looks at its outputs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sampling import CORPUS, SAMPLES, Sample, quiet

from pipeline.runs.run import RunOptions, run


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
