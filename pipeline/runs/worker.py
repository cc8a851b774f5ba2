"""One document in a process of its own: read, understand, write, report."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from pipeline import flow
from pipeline.adapters.engines import load_engines
from pipeline.adapters.opening import open_source
from pipeline.core.studies import Studies
from pipeline.core.words import Transcript
from pipeline.errors import PipelineError
from pipeline.publish.atomic import write_bytes
from pipeline.publish.contract import ManifestOut, PassedOverOut, RunInputOut, Status
from pipeline.publish.files import pretty, write_document
from pipeline.runs.cache import TranscriptCache
from pipeline.runs.keys import StageKeys, digest
from pipeline.settings import Settings


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
        return digest(self.keys.understand, self.sha256, self.path.suffix.lower(), self.document_id)


def prepare(memory_bytes: int) -> None:
    """Start a worker: its data segment is capped, every numeric library gets one thread."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def do(job: Job) -> RunInputOut:
    """Process one document and write its folder. Never raises for what a document can cause: the status says it."""
    start = time.perf_counter()
    try:
        return _done(job, start)
    except PipelineError as error:
        return failed(job, _reason(job.path, str(error)), time.perf_counter() - start)
    except MemoryError:
        return failed(
            job, f"{job.path.name}: needs more memory than a worker may use (see --memory)", time.perf_counter() - start
        )
    except Exception as error:  # a library's surprise must not end the run
        reason = f"{job.path.name}: {type(error).__name__}: {error}"
        return failed(job, reason[:500], time.perf_counter() - start)


def _reason(path: Path, message: str) -> str:
    return message if path.name in message else f"{path.name}: {message}"


def failed(job: Job, reason: str, seconds: float) -> RunInputOut:
    """The report of a document that gave no output."""
    return RunInputOut(
        str(job.path), job.document_id, job.sha256, "failed", reason, False, 0, 0, 0, 0, round(seconds, 3)
    )


def _done(job: Job, start: float) -> RunInputOut:
    transcript = _transcript(job)
    read_at = time.perf_counter()
    studies = flow.understand(transcript, settings=job.settings)
    understood_at = time.perf_counter()
    folder = job.out / job.document_id
    write_document(studies, folder)
    end = time.perf_counter()
    report = _report(job, studies, end - start)
    times = {"read": read_at - start, "understand": understood_at - read_at, "publish": end - understood_at}
    write_bytes(folder / "manifest.json", pretty(_manifest(job, studies, report, times)))
    return report


def _transcript(job: Job) -> Transcript:
    cache = TranscriptCache(job.cache)
    known = cache.get(job.read_key)
    if known is None:
        with open_source(job.path, job.settings.extract) as opened:
            named = replace(opened, source=replace(opened.source, document_id=job.document_id))
            known = flow.read(named, engines=load_engines(), settings=job.settings)
        cache.put(job.read_key, known)
    return replace(known, document_id=job.document_id)


def _issues(studies: Studies) -> tuple[str, ...]:
    tabulated = studies.tabulated
    every = (*tabulated.layered.transcript.issues, *tabulated.layered.issues, *tabulated.issues, *studies.issues)
    return tuple(f"{i.code}: {i.message}" for i in every if i.severity != "info")


def _status(studies: Studies) -> tuple[Status, str | None]:
    lost = [i for i in studies.tabulated.layered.transcript.issues if i.severity == "error"]
    return ("partial", "; ".join(i.message for i in lost)[:500]) if lost else ("ok", None)


def _report(job: Job, studies: Studies, seconds: float) -> RunInputOut:
    status, reason = _status(studies)
    records = studies.records
    return RunInputOut(
        input=str(job.path),
        document_id=job.document_id,
        sha256=job.sha256,
        status=status,
        reason=reason,
        cached=False,
        pages=len(studies.tabulated.layered.transcript.pages),
        tables=len(studies.tabulated.tables),
        records=len(records),
        flags=count_flags(job.out / job.document_id / "records.jsonl"),
        seconds=round(seconds, 3),
    )


def count_flags(records: Path) -> int:
    """How many flags the lines of a records.jsonl carry; 0 where there is no such file."""
    if not records.is_file():
        return 0
    return sum(len(msgspec.json.decode(line)["flags"]) for line in records.read_bytes().splitlines() if line)


def _manifest(job: Job, studies: Studies, report: RunInputOut, times: dict[str, float]) -> ManifestOut:
    return ManifestOut(
        schema_version="1",
        document_id=job.document_id,
        input=str(job.path),
        sha256=job.sha256,
        size=job.size,
        media_type=studies.tabulated.layered.transcript.media_type,
        key=job.key,
        read_key=job.read_key,
        report=report,
        stages={"read": job.keys.read, "understand": job.keys.understand},
        tools=job.keys.tools,
        settings=asdict(job.settings),
        seconds={name: round(value, 3) for name, value in times.items()},
        finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
        tables_passed_over=tuple(PassedOverOut(p.table_id, p.reason) for p in studies.passed_over),
        warnings=_issues(studies),
    )
