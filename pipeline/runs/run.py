"""A whole run: inputs in, output folder out, a report of every file's fate."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout
from rich.console import Console

from pipeline.errors import OutputError
from pipeline.publish.contract import RunInputOut, RunOut
from pipeline.runs import cluster, corpus
from pipeline.runs.ending import Ending
from pipeline.runs.inputs import Hashes, identified, listed
from pipeline.runs.jobs import STATE, Job
from pipeline.runs.keys import stage_keys
from pipeline.runs.plan import Failures, Plan, planned, stopped
from pipeline.runs.pool import Limits, finished
from pipeline.runs.presence import wait_alone
from pipeline.runs.printable import printable
from pipeline.runs.progress import reporting
from pipeline.runs.signals import terminating, unhurried
from pipeline.settings import Settings

__all__ = ["STATE", "RunOptions", "run"]
RUNNING = "running"  # a file that is there while a run is at work, and after one that was killed


@dataclass(frozen=True, slots=True)
class RunOptions:
    """jobs: worker processes, None for one a core. force: do everything again, cached readings aside.

    scheduler: address of a Dask scheduler whose workers do the work, None for processes of this machine.
    """

    jobs: int | None = None
    force: bool = False
    limits: Limits = field(default_factory=Limits)
    settings: Settings = field(default_factory=Settings)
    scheduler: str | None = None


def run(
    places: Sequence[Path],
    out: Path,
    *,
    options: RunOptions = RunOptions(),
    console: Console | None = None,
    names: Mapping[Path, str] | None = None,
) -> RunOut:
    """Process every input in `places` into `out`; only what changed since the last run is done again.

    names: what reports call an input, where that is not its path. Raises NotAFile for a place that does not exist,
    OutputError where `out` cannot be used or written, or another run is in it. Ctrl-C and SIGTERM end it with
    KeyboardInterrupt after everything finished is reported in run.json.
    """
    with _locked(out), terminating():
        try:
            return _Run(out, options, console or Console(stderr=False), names or {}).over(listed(places))
        except OSError as error:
            raise OutputError(printable(corpus.full(out, error))) from error


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
    except OSError as error:
        raise OutputError(f"{out}: cannot be used as output folder ({error.strerror})") from error
    try:
        wait_alone(out / STATE)
        with _swept(out):
            yield
    finally:
        lock.release()


@contextmanager
def _swept(out: Path) -> Iterator[None]:
    """Remove the drafts that a killed run left; a file tells the next run whether this one came to its end."""
    running = out / STATE / RUNNING
    if running.exists():
        for draft in out.rglob(".*.part"):
            draft.unlink(missing_ok=True)
    try:
        running.touch()
    except OSError as error:
        raise OutputError(corpus.full(out, error)) from error
    yield  # no `finally`: what ends a run otherwise may have left drafts
    running.unlink(missing_ok=True)


class _Run:
    """One run's state: where it writes, what it has finished."""

    def __init__(self, out: Path, options: RunOptions, console: Console, names: Mapping[Path, str]) -> None:
        self._out = out
        self._options = options
        self._console = console
        self._names = names
        self._ending = Ending(out, options.settings)

    def over(self, paths: Sequence[Path]) -> RunOut:
        hashes = Hashes(self._out / STATE / "hashes.json")
        inputs = identified(paths, hashes=hashes, names=self._names)
        hashes.keep()
        failures = Failures(self._out / STATE / "failures.json", self._options.limits)
        settings = self._options.settings
        keys = stage_keys(settings)
        plan = planned(inputs, self._out, settings=settings, keys=keys, failures=failures, force=self._options.force)
        reports = dict(plan.known)
        try:
            self._work(plan, reports, failures)
        finally:
            with unhurried():
                for job in plan.jobs:
                    reports.setdefault(job.shown, stopped(job))
                failures.keep()
                result = self._ending.report([reports[one.shown] for one in inputs])
        for sentence in self._ending.joined(result):
            self._console.print(printable(sentence), markup=False, highlight=False, soft_wrap=True)
        return result

    def _work(self, plan: Plan, reports: dict[str, RunInputOut], failures: Failures) -> None:
        of = {job.shown: job for job in plan.jobs}
        with reporting(len(of), console=self._console) as reporter:
            for report in plan.known.values():
                if report.status in ("failed", "skipped"):
                    reporter.done(report)
            with closing(self._done(plan.jobs)) as work:
                for report in work:
                    reports[report.input] = report
                    failures.note(of[report.input], report)
                    reporter.done(report)

    def _done(self, jobs: Sequence[Job]) -> Generator[RunInputOut, None, None]:
        if not jobs:
            return
        options = self._options
        if options.scheduler is not None:
            yield from cluster.finished(jobs, scheduler=options.scheduler, limits=options.limits)
            return
        workers = max(1, options.jobs or os.cpu_count() or 1)
        if not any(job.has_pages for job in jobs):
            workers = min(workers, len(jobs))
        yield from finished(jobs, workers=workers, limits=options.limits)
