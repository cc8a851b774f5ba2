"""One document in a process of its own: read, understand, write, report."""

from __future__ import annotations

import gc
import os
import resource
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline import flow
from pipeline.adapters.engines import load_engines
from pipeline.adapters.opening import open_source
from pipeline.audit.corrections import apply_corrections, beside, load_corrections, unused
from pipeline.core.studies import Studies
from pipeline.core.words import Transcript
from pipeline.errors import InputError, OutputError, PipelineError
from pipeline.ports import Engines, Opened
from pipeline.publish.atomic import write_bytes
from pipeline.publish.contract import ManifestOut, PassedOverOut, RunInputOut, Status
from pipeline.publish.files import Record, pretty, trees, write_document
from pipeline.runs.attention import Attention
from pipeline.runs.cache import TranscriptCache
from pipeline.runs.corpus import MANIFEST, UNWRITABLE, full
from pipeline.runs.jobs import LONGEST_REASON, OUT_OF_MEMORY, PAGE_HANGS, Job, failed
from pipeline.runs.pages import write_audit
from pipeline.runs.presence import appear
from pipeline.runs.printable import printable
from pipeline.runs.recognised import remembering
from pipeline.runs.selection import attended, only, pictures, unreadable, without

RESERVED = 4  # times the memory a worker may hold
WATCH_SECONDS = 0.2
GARBAGE = 50_000  # new objects before the youngest are looked through; Python's own 700 is meant for small programs
ORPHANED = 78  # exit code of a worker whose run was killed
ATTENTION = Attention()  # of this process, which does one document at a time


def prepare(memory_bytes: int, page_seconds: float, state: Path) -> None:
    """Start a worker, seen in the folder `state`: its memory and the time that it spends at a page are watched.

    What is held (resident) is the measure; the engines reserve far more than they ever touch. The cap on reserved
    memory stops a single absurd allocation, which the watch would see too late.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (RESERVED * memory_bytes, RESERVED * memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    appear(state)
    seldom()
    warnings.simplefilter("ignore")  # of libraries about a file; what matters is an issue of the document
    threading.Thread(target=_watch, args=(memory_bytes, page_seconds), daemon=True).start()


def seldom() -> None:
    """Look for cyclic garbage seldom, never among what is loaded: a tenth of a born document's time went into it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 50)


def _watch(memory_bytes: int, page_seconds: float) -> None:
    """End the process with OUT_OF_MEMORY or PAGE_HANGS once it goes over a limit, and once its run is gone."""
    page = resource.getpagesize()
    parent = os.getppid()
    while True:
        if os.getppid() != parent:
            os._exit(ORPHANED)
        resident = int(Path("/proc/self/statm").read_text("ascii").split()[1]) * page
        if resident > memory_bytes:
            os._exit(OUT_OF_MEMORY)
        if ATTENTION.seconds() > page_seconds:
            os._exit(PAGE_HANGS)
        time.sleep(WATCH_SECONDS)


def do(job: Job) -> RunInputOut:
    """Process one document and write its folder. Never raises for what a document can cause: the status says it.

    Raises OutputError where nothing more can be written.
    """
    start = time.perf_counter()
    try:
        return _done(job, start)
    except OSError as error:
        if error.errno in UNWRITABLE:
            raise OutputError(full(job.out, error)) from error
        other = error.filename if error.filename not in (None, str(job.path), job.path.name) else ""
        why = f"{error.strerror or error}{f' ({other})' if other else ''}"  # not of the document: say of what
        return failed(job, f"{job.path.name}: {why}", time.perf_counter() - start)
    except PipelineError as error:
        return failed(job, _reason(job.path, str(error)), time.perf_counter() - start)
    except MemoryError:
        return failed(
            job, f"{job.path.name}: needs more memory than a worker may use (see --memory)", time.perf_counter() - start
        )
    except Exception as error:  # a library's surprise must not end the run
        reason = f"{job.path.name}: {type(error).__name__}: {error}"
        return failed(job, reason, time.perf_counter() - start)


def _reason(path: Path, message: str) -> str:
    return message if path.name in message else f"{path.name}: {message}"


def _done(job: Job, start: float) -> RunInputOut:
    transcript = _transcript(job)
    read_at = time.perf_counter()
    studies = flow.understand(transcript, settings=job.settings)
    corrections = load_corrections(beside(job.path))
    records = tuple(apply_corrections(r, corrections) for r in trees(studies))
    understood_at = time.perf_counter()
    folder = job.out / job.document_id
    # From here until the new manifest is there, the folder vouches for nothing.
    (folder / MANIFEST).unlink(missing_ok=True)
    write_document(studies, folder, records=records)
    end = time.perf_counter()
    lost = tuple(f"correction-lost: no record {c.record} for {c.path}" for c in unused(corrections, records))
    report = _report(job, studies, records, end - start)
    times = {"read": read_at - start, "understand": understood_at - read_at, "publish": end - understood_at}
    manifest = _manifest(job, studies, report, times, lost)
    write_audit(job, manifest, corrections)
    shown = {**manifest.seconds, "audit": round(time.perf_counter() - end, 3)}
    write_bytes(folder / MANIFEST, pretty(replace(manifest, seconds=shown)))
    return report


def _transcript(job: Job) -> Transcript:
    cache = TranscriptCache(job.cache)
    known = cache.get(job.read_key)
    if known is None:
        with _opened(job) as opened:
            known = _read(replace(opened, source=replace(opened.source, document_id=job.document_id)), job)
        # What a page kept from being read may be read another time: only a whole reading is remembered.
        known = cache.again(known) if job.leave else cache.put(job.read_key, known)
    return replace(known, document_id=job.document_id)


@contextmanager
def _opened(job: Job) -> Iterator[Opened]:
    """The document's file, without the pages to be left out; each turn to a page is noted."""
    with open_source(job.path, job.settings.extract) as opened:
        pages = opened.renderer.page_count if opened.renderer is not None else 0
        if job.leave and len(job.leave) == pages:
            raise InputError("; ".join(why for _, why in job.leave))
        ATTENTION.begin(job.note)
        try:
            yield attended(without(opened, dict(job.leave)) if job.leave else opened, ATTENTION)
        finally:
            ATTENTION.end()


def _read(opened: Opened, job: Job) -> Transcript:
    """The transcript; a page that cannot be drawn is left out, with an error, where the file has others."""
    try:
        return flow.read(opened, engines=_engines(job), settings=job.settings)
    except InputError:
        bad = unreadable(opened, dpi=job.settings.extract.ocr_dpi)
        if not bad or opened.renderer is None or len(bad) == opened.renderer.page_count:
            raise
        return flow.read(without(opened, bad), engines=_engines(job), settings=job.settings)


def _engines(job: Job) -> Engines:
    folder = TranscriptCache(job.cache).recognised(job.sha256)
    return remembering(load_engines(), folder=folder, version=job.keys.recognise)


def pixel_pages(job: Job) -> tuple[int, ...]:
    """The pages that are pictures, from 1; () where the transcript is known already. Raises PipelineError."""
    if TranscriptCache(job.cache).place(job.read_key).is_file():
        return ()
    with _opened(job) as opened:
        return pictures(opened)


def recognise(job: Job, pages: tuple[int, ...]) -> None:
    """Read `pages` as a document of their own, for what the recognisers then remember. Raises PipelineError."""
    with _opened(job) as opened:
        flow.read(only(opened, pages), engines=_engines(job), settings=job.settings)


def _issues(studies: Studies) -> tuple[str, ...]:
    tabulated = studies.tabulated
    every = (*tabulated.layered.transcript.issues, *tabulated.layered.issues, *tabulated.issues, *studies.issues)
    return tuple(f"{i.code}: {i.message}" for i in every if i.severity != "info")


def _status(studies: Studies) -> tuple[Status, str | None]:
    lost = [i for i in studies.tabulated.layered.transcript.issues if i.severity == "error"]
    return ("partial", printable("; ".join(i.message for i in lost))[:LONGEST_REASON]) if lost else ("ok", None)


def _report(job: Job, studies: Studies, records: Sequence[Record], seconds: float) -> RunInputOut:
    status, reason = _status(studies)
    return RunInputOut(
        input=job.shown,
        document_id=job.document_id,
        sha256=job.sha256,
        status=status,
        reason=reason,
        cached=False,
        pages=len(studies.tabulated.layered.transcript.pages),
        tables=len(studies.tabulated.tables),
        records=len(records),
        flags=sum(len(r["flags"]) for r in records),
        seconds=round(seconds, 3),
    )


def _manifest(
    job: Job, studies: Studies, report: RunInputOut, times: dict[str, float], lost: tuple[str, ...]
) -> ManifestOut:
    return ManifestOut(
        schema_version="1",
        document_id=job.document_id,
        input=job.shown,
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
        warnings=_issues(studies) + lost,
    )
