"""A whole run: inputs in, output folder out, a report of every file's fate."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout
from rich.console import Console

from pipeline import __version__
from pipeline.errors import OutputError
from pipeline.publish.atomic import write_bytes
from pipeline.publish.contract import RunInputOut, RunOut, Status
from pipeline.publish.database.feed import EVIDENCE, feed
from pipeline.publish.files import pretty
from pipeline.runs import corpus
from pipeline.runs.index import write_index
from pipeline.runs.inputs import Hashes, Input, identified, listed
from pipeline.runs.jobs import Job
from pipeline.runs.keys import stage_keys
from pipeline.runs.pool import Limits, finished
from pipeline.runs.progress import reporting
from pipeline.settings import Settings

STATE = ".pipeline"  # hidden folder under the output folder: lock, hashes, stage cache
_ORDER: tuple[Status, ...] = ("ok", "partial", "failed", "skipped")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """jobs: worker processes, None for one a core. force: do everything again, cached transcripts aside."""

    jobs: int | None = None
    force: bool = False
    limits: Limits = field(default_factory=Limits)
    settings: Settings = field(default_factory=Settings)


def run(
    places: Sequence[Path], out: Path, *, options: RunOptions = RunOptions(), console: Console | None = None
) -> RunOut:
    """Process every input in `places` into `out`; only what changed since the last run is done again.

    Raises NotAFile for a place that does not exist, OutputError where `out` cannot be used or another run is in it.
    Ctrl-C and SIGTERM end it with KeyboardInterrupt after everything finished is reported in run.json.
    """
    with _locked(out), _terminating():
        return _Run(out, options, console or Console(stderr=False)).over(listed(places))


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    try:
        (out / STATE).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out}: cannot be used as output folder ({error.strerror})") from error
    lock = FileLock(out / STATE / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise OutputError(
            f"{out}: another run is at work in this folder; wait for it or choose another --out"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _terminating() -> Iterator[None]:
    """SIGTERM as KeyboardInterrupt, so that both end a run in the same clean way."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before: Callable[[int, FrameType | None], object] | int | None = None
    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        yield  # not the main thread: the caller's signals are the caller's
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Run:
    """One run's state: where it writes, what it has finished."""

    def __init__(self, out: Path, options: RunOptions, console: Console) -> None:
        self._out = out
        self._options = options
        self._console = console
        self._start = time.perf_counter()
        self._started_at = _now()

    def over(self, paths: Sequence[Path]) -> RunOut:
        hashes = Hashes(self._out / STATE / "hashes.json")
        inputs = identified(paths, hashes=hashes)
        hashes.keep()
        reports: dict[Path, RunInputOut] = {}
        jobs = self._sorted_out(inputs, reports)
        try:
            with reporting(len(jobs), console=self._console) as reporter:
                for report in reports.values():
                    if report.status in ("failed", "skipped"):
                        reporter.done(report)
                with closing(self._work(jobs)) as work:
                    for report in work:
                        reports[Path(report.input)] = report
                        reporter.done(report)
        finally:
            for job in jobs:
                stopped = _unread(Input(job.path, job.document_id, job.sha256, job.size), "stopped before it was done")
                reports.setdefault(job.path, stopped)
            result = self._report([reports[i.path] for i in inputs])
        self._feed(result)
        return result

    def _feed(self, result: RunOut) -> None:
        """Bring the evidence database beside the outputs up to date."""
        for name, why in feed(self._out, result).items():
            self._console.print(f"{name} is not in {EVIDENCE}: {why}", markup=False, highlight=False, soft_wrap=True)

    def _sorted_out(self, inputs: Sequence[Input], reports: dict[Path, RunInputOut]) -> list[Job]:
        """Jobs for what is stale; the fate of all else goes into `reports`."""
        keys = stage_keys(self._options.settings)
        first: dict[str, Input] = {}
        jobs: list[Job] = []
        for one in inputs:
            if one.sha256 is None:
                reports[one.path] = _unread(one, one.error or "cannot be read")
                continue
            twin = first.setdefault(one.sha256, one)
            if twin is not one:
                reports[one.path] = replace(_unread(one, f"the same bytes as {twin.path}"), status="skipped")
                continue
            job = Job(
                one.path,
                one.document_id,
                one.sha256,
                one.size,
                self._out,
                self._out / STATE / "cache",
                keys,
                self._options.settings,
            )
            known = corpus.manifest(self._out / one.document_id)
            if known is not None and known.key == job.key and not self._options.force:
                reports[one.path] = replace(known.report, input=str(one.path), cached=True, seconds=0.0)
            else:
                jobs.append(job)
        return jobs

    def _work(self, jobs: Sequence[Job]) -> Generator[RunInputOut, None, None]:
        if not jobs:
            return
        workers = max(1, min(self._options.jobs or os.cpu_count() or 1, len(jobs)))
        yield from finished(jobs, workers=workers, limits=self._options.limits)

    def _report(self, reports: list[RunInputOut]) -> RunOut:
        present = frozenset(r.document_id for r in reports if r.document_id and r.status in ("ok", "partial", "failed"))
        former = corpus.renamed(corpus.former(self._out, present), reports)
        good = {r.document_id for r in reports if r.status in ("ok", "partial") and r.document_id}
        kept = {f.document_id for f in former if f.document_id and f.reason and f.reason.startswith("not among")}
        total = corpus.write_records(self._out, good | kept)
        corpus.write_glossary(self._out, good | kept)
        every = (*reports, *former)
        counts = {status: sum(r.status == status for r in every) for status in _ORDER}
        result = RunOut(
            schema_version="1",
            version=__version__,
            started_at=self._started_at,
            finished_at=_now(),
            seconds=round(time.perf_counter() - self._start, 3),
            settings=asdict(self._options.settings),
            counts=counts | {"cached": sum(r.cached for r in reports), "records": total},
            inputs=every,
        )
        write_bytes(self._out / "run.json", pretty(result))
        write_index(self._out, every)
        return result


def _unread(one: Input, reason: str) -> RunInputOut:
    return RunInputOut(str(one.path), one.document_id, one.sha256, "failed", reason, False, 0, 0, 0, 0, 0.0)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
