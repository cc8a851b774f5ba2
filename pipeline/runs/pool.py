"""Worker processes with limits: a document that hangs or dies takes nobody with it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import Literal, TypeAlias

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import OutputError
from pipeline.publish.contract import RunInputOut
from pipeline.runs import jobs as work
from pipeline.runs.attention import Noted, noted
from pipeline.runs.jobs import STATE, Job
from pipeline.runs.signals import told

TASKS_A_WORKER = 200  # a fresh process now and then returns what libraries leak
AT = "at"  # folder of the workers' notes, beside the cache
MOST_LEFT = 5  # pages of a document that are left out before it is given up
PARTS_A_WORKER = 3  # of a long scan: small parts end together, each costs opening the file again
# Read when a library loads, so that they must stand before a worker starts: every worker has one core.
ONE_THREAD = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
Outcome: TypeAlias = RunInputOut | tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Limits:
    """timeout: seconds a document may take. memory: bytes a worker may hold.

    page: seconds of processor time at one page, so that a busy machine leaves no page out.
    """

    timeout: float = 1800.0
    memory: int = 4 << 30
    page: float = 300.0


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker is asked: the whole job, which pages of it are pictures, or to recognise some of those.

    died_at: where the workers that tried the whole job died, a page or None, one a try.
    """

    job: Job
    kind: Literal["do", "pixel-pages", "recognise"]
    pages: tuple[int, ...] = ()
    died_at: tuple[int | None, ...] = ()


def finished(jobs: Sequence[Job], *, workers: int, limits: Limits) -> Generator[RunInputOut, None, None]:
    """The jobs' reports as they finish, in any order.

    A document whose worker died is tried once more, a slow one is not. A page that a worker hung at, or died at twice,
    is left out and the rest of its document done without it.
    The last documents are fewer than the workers: the pages of a scan among them are recognised by all. Closing the
    iterator stops the workers, and so do Ctrl-C and SIGTERM, which raise KeyboardInterrupt; what is finished stays on
    disk. Raises OutputError where it is full.
    """
    ended: SimpleQueue[Future[Outcome] | None] = SimpleQueue()
    with _one_thread_each(), told(lambda: ended.put(None)):
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([work.WARM])  # loaded once; workers start as its copies
        pool = ProcessPool(
            max_workers=workers,
            max_tasks=TASKS_A_WORKER,
            initializer=work.prepare,
            initargs=(limits.memory, limits.page, jobs[0].out / STATE),
            context=context,
        )
        try:
            yield from _Work(pool, workers, limits, ended).through(jobs)
            pool.close()
        except BaseException:
            pool.stop()
            raise
        finally:
            pool.join()


@contextmanager
def _one_thread_each() -> Generator[None, None, None]:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Work:
    """Jobs on their way through a pool. ended: takes the tasks as they end, None where the run is to stop."""

    def __init__(
        self, pool: ProcessPool, workers: int, limits: Limits, ended: SimpleQueue[Future[Outcome] | None]
    ) -> None:
        self._pool = pool
        self._workers = workers
        self._limits = limits
        self._ended_tasks = ended
        self._running: dict[Future[Outcome], _Task] = {}
        self._parts: dict[str, int] = {}  # input → how many parts of its shared job are still being recognised
        self._started = 0

    def through(self, jobs: Sequence[Job]) -> Generator[RunInputOut, None, None]:
        shared = max(0, len(jobs) - self._workers + 1) if self._workers > 1 else len(jobs)
        for n, job in enumerate(jobs):
            self._start(_Task(job, "pixel-pages" if n >= shared and job.has_pages else "do"))
        while self._running:
            future = self._ended_tasks.get()
            if future is None:
                raise KeyboardInterrupt
            report = self._next(future, self._running.pop(future))
            if report is not None:
                yield report

    def _start(self, task: _Task) -> None:
        asked: dict[str, Callable[..., Outcome]] = {
            "do": work.do,
            "pixel-pages": work.pixel_pages,
            "recognise": work.recognise,
        }
        self._started += 1
        note = task.job.cache.parent / AT / str(self._started)
        note.unlink(missing_ok=True)  # of a run that was killed
        job = replace(task.job, note=note)
        args = (job, task.pages) if task.kind == "recognise" else (job,)
        future = self._pool.schedule(asked[task.kind], args=args, timeout=self._limits.timeout)
        self._running[future] = replace(task, job=job)
        future.add_done_callback(self._ended_tasks.put)

    def _next(self, future: Future[Outcome], task: _Task) -> RunInputOut | None:
        """Start what follows from a finished task; the report of a document that is done."""
        at = None if task.job.note is None else noted(task.job.note)
        task = replace(task, job=replace(task.job, note=None))
        if task.kind == "do":
            return self._report(future, task, at)
        if task.kind == "pixel-pages":
            # What goes wrong with a part goes wrong again with the whole, which then says so.
            pages = future.result() if not future.cancelled() and future.exception() is None else ()
            self._share(task.job, pages if isinstance(pages, tuple) else ())
            return None
        self._parts[task.job.shown] -= 1
        if not self._parts[task.job.shown]:
            del self._parts[task.job.shown]
            self._start(_Task(task.job, "do"))
        return None

    def _share(self, job: Job, pages: tuple[int, ...]) -> None:
        if len(pages) < 2:
            self._start(_Task(job, "do"))
            return
        size = max(1, len(pages) // (PARTS_A_WORKER * self._workers))
        parts = [pages[i : i + size] for i in range(0, len(pages), size)]
        self._parts[job.shown] = len(parts)
        for part in parts:
            self._start(_Task(job, "recognise", part))

    def _report(self, future: Future[Outcome], task: _Task, at: Noted | None) -> RunInputOut | None:
        """The report of a finished document; None where its worker died and it is tried again. at: where it died."""
        try:
            report = future.result()
        except OutputError:
            raise
        except (TimeoutError, ProcessExpired, CancelledError) as error:
            return self._ended(task, error, at)
        assert isinstance(report, RunInputOut)
        return report

    def _ended(self, task: _Task, error: Exception, at: Noted | None) -> RunInputOut | None:
        """What becomes of a document whose worker died or was stopped: another try, or its failure."""
        job, limits = task.job, self._limits
        code = getattr(error, "exitcode", None)
        slow = isinstance(error, TimeoutError)
        died_at = (*task.died_at, at.page if at is not None else None)
        hung = at is not None and (code == work.PAGE_HANGS or (slow and at.seconds > limits.page))
        if at is not None and (hung or died_at.count(at.page) > 1) and self._may_leave(job, at.page):
            why = (
                f"took more than {limits.page:g} s of processor time (see --page-timeout)"
                if hung
                else _said(code, limits)
            )
            job = replace(job, leave=(*job.leave, (at.page, f"p{at.page}: left out: {why}")))
            self._start(_Task(job, "do"))
            return None
        if slow:
            return work.failed(
                job, f"{job.path.name}: took longer than {limits.timeout:g} s (see --timeout)", limits.timeout
            )
        if len(died_at) < 2 and not hung:
            self._start(replace(task, died_at=died_at))
            return None
        where = "" if at is None else f" p{at.page}"
        return work.failed(job, f"{job.path.name}{where}: {_said(code, limits)}", 0.0)

    def _may_leave(self, job: Job, page: int) -> bool:
        """Whether the document may still be read without the page: not where that was tried in vain."""
        return len(job.leave) < MOST_LEFT and page not in dict(job.leave)


def _said(code: int | None, limits: Limits) -> str:
    """Why a worker ended."""
    if code == work.OUT_OF_MEMORY:
        return f"needs more than the {limits.memory / (1 << 30):g} GiB a worker may hold (see --memory)"
    if code == work.PAGE_HANGS:
        return f"took more than {limits.page:g} s of processor time (see --page-timeout)"
    return f"the worker process died twice (exit code {code})"
