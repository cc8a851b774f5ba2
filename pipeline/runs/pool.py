"""Worker processes with limits: a document that hangs or dies takes nobody with it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass

from pebble import ProcessExpired, ProcessPool

from pipeline.publish.contract import RunInputOut
from pipeline.runs import jobs as work
from pipeline.runs.jobs import Job

TASKS_A_WORKER = 200  # a fresh process now and then returns what libraries leak


@dataclass(frozen=True, slots=True)
class Limits:
    """timeout: seconds a document may take. memory: bytes a worker may hold."""

    timeout: float = 1800.0
    memory: int = 4 << 30


def finished(jobs: Sequence[Job], *, workers: int, limits: Limits) -> Generator[RunInputOut, None, None]:
    """The jobs' reports as they finish, in any order. A worker that died is tried once more, a slow one is not.

    Closing the iterator (Ctrl-C, say) stops the workers; what is finished stays on disk.
    """
    context = multiprocessing.get_context("forkserver")
    pool = ProcessPool(
        max_workers=workers,
        max_tasks=TASKS_A_WORKER,
        initializer=work.prepare,
        initargs=(limits.memory,),
        context=context,
    )
    try:
        yield from _drained(pool, jobs, limits)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def _drained(pool: ProcessPool, jobs: Sequence[Job], limits: Limits) -> Generator[RunInputOut, None, None]:
    def start(job: Job) -> Future[RunInputOut]:
        return pool.schedule(work.do, args=(job,), timeout=limits.timeout)

    running = {start(job): (job, 1) for job in jobs}
    while running:
        ready, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ready:
            job, tries = running.pop(future)
            report = _outcome(future, job, limits, last=tries > 1)
            if report is None:
                running[start(job)] = (job, tries + 1)
            else:
                yield report


def _outcome(future: Future[RunInputOut], job: Job, limits: Limits, *, last: bool) -> RunInputOut | None:
    """The report of a finished future; None where the worker died and the job deserves its second try."""
    try:
        report = future.result()
    except TimeoutError:
        reason = f"{job.path.name}: took longer than {limits.timeout:g} s (see --timeout)"
        return work.failed(job, reason, limits.timeout)
    except (ProcessExpired, CancelledError) as error:
        code = getattr(error, "exitcode", None)
        if code == work.OUT_OF_MEMORY:
            held = f"{limits.memory / (1 << 30):g} GiB"
            return work.failed(
                job, f"{job.path.name}: needs more than the {held} a worker may hold (see --memory)", 0.0
            )
        if not last:
            return None
        return work.failed(job, f"{job.path.name}: the worker process died twice (exit code {code})", 0.0)
    return report
