"""Worker processes with limits: a document that hangs or dies takes nobody with it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import OutputError
from pipeline.publish.contract import RunInputOut
from pipeline.runs import jobs as work
from pipeline.runs.jobs import Job

TASKS_A_WORKER = 200  # a fresh process now and then returns what libraries leak
PARTS_A_WORKER = 3  # of a long scan: small parts end together, each costs opening the file again
# Read when a library loads, so that they must stand before a worker starts: every worker has one core.
ONE_THREAD = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
Outcome: TypeAlias = RunInputOut | tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Limits:
    """timeout: seconds a document may take. memory: bytes a worker may hold."""

    timeout: float = 1800.0
    memory: int = 4 << 30


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker is asked: the whole job, which pages of it are pictures, or to recognise some of those."""

    job: Job
    kind: Literal["do", "pixel-pages", "recognise"]
    pages: tuple[int, ...] = ()
    tries: int = 1


def finished(jobs: Sequence[Job], *, workers: int, limits: Limits) -> Generator[RunInputOut, None, None]:
    """The jobs' reports as they finish, in any order. A worker that died is tried once more, a slow one is not.

    The last documents are fewer than the workers: the pages of a scan among them are recognised by all. Closing the
    iterator (Ctrl-C, say) stops the workers; what is finished stays on disk. Raises OutputError where it is full.
    """
    with _one_thread_each():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([work.WORKER])  # loaded once; workers start as its copies
        pool = ProcessPool(
            max_workers=workers,
            max_tasks=TASKS_A_WORKER,
            initializer=work.prepare,
            initargs=(limits.memory,),
            context=context,
        )
        try:
            yield from _Work(pool, workers, limits).through(jobs)
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
    """Jobs on their way through a pool."""

    def __init__(self, pool: ProcessPool, workers: int, limits: Limits) -> None:
        self._pool = pool
        self._workers = workers
        self._limits = limits
        self._running: dict[Future[Outcome], _Task] = {}
        self._parts: dict[Job, int] = {}  # how many parts of a shared job are still being recognised

    def through(self, jobs: Sequence[Job]) -> Generator[RunInputOut, None, None]:
        shared = max(0, len(jobs) - self._workers + 1) if self._workers > 1 else len(jobs)
        for n, job in enumerate(jobs):
            self._start(_Task(job, "pixel-pages" if n >= shared and job.has_pages else "do"))
        while self._running:
            ready, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in ready:
                report = self._next(future, self._running.pop(future))
                if report is not None:
                    yield report

    def _start(self, task: _Task) -> None:
        asked: dict[str, Callable[..., Outcome]] = {
            "do": work.do,
            "pixel-pages": work.pixel_pages,
            "recognise": work.recognise,
        }
        args = (task.job, task.pages) if task.kind == "recognise" else (task.job,)
        self._running[self._pool.schedule(asked[task.kind], args=args, timeout=self._limits.timeout)] = task

    def _next(self, future: Future[Outcome], task: _Task) -> RunInputOut | None:
        """Start what follows from a finished task; the report of a document that is done."""
        if task.kind == "do":
            return self._report(future, task)
        if task.kind == "pixel-pages":
            # What goes wrong with a part goes wrong again with the whole, which then says so.
            pages = future.result() if not future.cancelled() and future.exception() is None else ()
            self._share(task.job, pages if isinstance(pages, tuple) else ())
            return None
        self._parts[task.job] -= 1
        if not self._parts[task.job]:
            del self._parts[task.job]
            self._start(_Task(task.job, "do"))
        return None

    def _share(self, job: Job, pages: tuple[int, ...]) -> None:
        if len(pages) < 2:
            self._start(_Task(job, "do"))
            return
        size = max(1, len(pages) // (PARTS_A_WORKER * self._workers))
        parts = [pages[i : i + size] for i in range(0, len(pages), size)]
        self._parts[job] = len(parts)
        for part in parts:
            self._start(_Task(job, "recognise", part))

    def _report(self, future: Future[Outcome], task: _Task) -> RunInputOut | None:
        """The report of a finished document; None where its worker died and it gets its second try."""
        job, limits = task.job, self._limits
        name = job.path.name
        try:
            report = future.result()
        except OutputError:
            raise
        except TimeoutError:
            return work.failed(job, f"{name}: took longer than {limits.timeout:g} s (see --timeout)", limits.timeout)
        except (ProcessExpired, CancelledError) as error:
            code = getattr(error, "exitcode", None)
            if code == work.OUT_OF_MEMORY:
                held = f"{limits.memory / (1 << 30):g} GiB"
                return work.failed(job, f"{name}: needs more than the {held} a worker may hold (see --memory)", 0.0)
            if task.tries < 2:
                self._start(_Task(job, "do", tries=task.tries + 1))
                return None
            return work.failed(job, f"{name}: the worker process died twice (exit code {code})", 0.0)
        assert isinstance(report, RunInputOut)
        return report
