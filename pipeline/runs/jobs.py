"""A document to be done, as it travels to a worker process. Light: loads no engine."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.audit.corrections import beside
from pipeline.publish.contract import RunInputOut
from pipeline.runs.code import digest
from pipeline.runs.keys import StageKeys
from pipeline.runs.printable import printable
from pipeline.settings import Settings

STATE = ".pipeline"  # hidden folder under the output folder: lock, hashes, failures, caches
WORKER, WARM = "pipeline.runs.worker", "pipeline.runs.warm"
LONGEST_REASON = 500
OUT_OF_MEMORY = 77  # exit code of a worker that held more than it may
PAGE_HANGS = 79  # exit code of a worker that was at one page for longer than it may be


@dataclass(frozen=True, slots=True)
class Job:
    """A document to do. shown: what reports call the input. sha256: of the input as it was when the run began.

    leave: pages that no worker got past, each with the reason: they are left out. note: where its worker notes the page
    that it is at.
    """

    path: Path
    shown: str
    document_id: str
    sha256: str
    size: int
    out: Path
    cache: Path
    keys: StageKeys
    settings: Settings
    leave: tuple[tuple[int, str], ...] = ()
    note: Path | None = None

    @property
    def has_pages(self) -> bool:
        """Whether pages of it can be read apart: not so for a text dump."""
        return self.path.suffix.lower() != ".txt"

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
    """The report of a document that gave no output; its reason on one line."""
    said = printable(reason)[:LONGEST_REASON]
    return RunInputOut(job.shown, job.document_id, job.sha256, "failed", said, False, 0, 0, 0, 0, round(seconds, 3))


def prepare(memory_bytes: int, page_seconds: float, state: Path) -> None:
    """Start a worker; runs in the worker process, which is the first to load the engines."""
    import_module(WORKER).prepare(memory_bytes, page_seconds, state)


def do(job: Job) -> RunInputOut:
    """Process one document; runs in the worker process. Raises OutputError where the disk is full."""
    report = import_module(WORKER).do(job)
    assert isinstance(report, RunInputOut)
    return report


def pixel_pages(job: Job) -> tuple[int, ...]:
    """The pages that are pictures and must be recognised, from 1; runs in the worker process."""
    found: tuple[int, ...] = import_module(WORKER).pixel_pages(job)
    return found


def recognise(job: Job, pages: tuple[int, ...]) -> None:
    """Recognise some pages, so that `do` finds them read; runs in the worker process."""
    import_module(WORKER).recognise(job, pages)
