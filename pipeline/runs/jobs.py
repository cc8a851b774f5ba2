"""A document to be done, as it travels to a worker process. Light: loads no engine."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.audit.corrections import beside
from pipeline.publish.contract import RunInputOut
from pipeline.runs.code import digest
from pipeline.runs.keys import StageKeys
from pipeline.settings import Settings

OUT_OF_MEMORY = 77  # exit code of a worker that held more than it may


@dataclass(frozen=True, slots=True)
class Job:
    """A document to do. sha256: of the input as it was when the run began."""

    path: Path
    document_id: str
    sha256: str
    size: int
    out: Path
    cache: Path
    keys: StageKeys
    settings: Settings

    @property
    def read_key(self) -> str:
        return digest(self.keys.read, self.sha256, self.path.suffix.lower())

    @property
    def key(self) -> str:
        """Everything this document's outputs are made from."""
        corrections = beside(self.path)
        said = corrections.read_bytes() if corrections.is_file() else b""
        return digest(self.keys.understand, self.sha256, self.path.suffix.lower(), self.document_id, said)


def failed(job: Job, reason: str, seconds: float) -> RunInputOut:
    """The report of a document that gave no output."""
    return RunInputOut(
        str(job.path), job.document_id, job.sha256, "failed", reason, False, 0, 0, 0, 0, round(seconds, 3)
    )


def prepare(memory_bytes: int) -> None:
    """Start a worker; runs in the worker process, which is the first to load the engines."""
    import_module("pipeline.runs.worker").prepare(memory_bytes)


def do(job: Job) -> RunInputOut:
    """Process one document; runs in the worker process."""
    report = import_module("pipeline.runs.worker").do(job)
    assert isinstance(report, RunInputOut)
    return report
