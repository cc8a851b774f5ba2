"""The same work on a Dask cluster: a document travels with its bytes, its outputs travel back."""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.audit.corrections import beside
from pipeline.errors import EngineMissing, OutputError
from pipeline.publish.atomic import write_bytes
from pipeline.publish.contract import RunInputOut
from pipeline.runs import jobs as work
from pipeline.runs import pool
from pipeline.runs.cache import TranscriptCache
from pipeline.runs.corpus import MANIFEST
from pipeline.runs.jobs import Job
from pipeline.runs.pool import Limits

AHEAD = 2  # documents on their way for each worker: enough to keep it busy, few enough for this machine's memory
Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A job and all it needs where nothing of this machine can be seen.

    inputs: the document and its corrections, by name. cached: what is known of it, by place in the cache.
    """

    job: Job
    inputs: Files
    cached: Files
    limits: Limits


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a parcel. outputs: files of the document's folder; cached: what is to be remembered."""

    report: RunInputOut
    outputs: Files
    cached: Files


def finished(jobs: Sequence[Job], *, scheduler: str, limits: Limits) -> Generator[RunInputOut, None, None]:
    """As `pool.finished`, on the workers of the Dask scheduler at `scheduler`.

    A worker that is lost is replaced by another, which does its documents again. Raises EngineMissing where
    dask.distributed is not installed, OutputError where there is no scheduler or nothing more can be written.
    """
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise EngineMissing(
            "--scheduler needs dask.distributed: pip install 'review-evidence-pipeline[cluster]'"
        ) from error
    try:
        client = distributed.Client(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise OutputError(f"{scheduler}: no Dask scheduler answers there ({error})") from error
    with closing(client):
        yield from _through(client, distributed, jobs, limits)


def _through(client: Any, distributed: Any, jobs: Sequence[Job], limits: Limits) -> Generator[RunInputOut, None, None]:
    waiting = list(reversed(jobs))
    running: dict[Any, Job] = {}
    try:
        while waiting or running:
            room = AHEAD * max(1, len(client.scheduler_info()["workers"])) - len(running)
            for _ in range(min(room, len(waiting))):
                job = waiting.pop()
                running[client.submit(afar, packed(job, limits), pure=False)] = job
            done = distributed.wait(list(running), return_when="FIRST_COMPLETED").done
            for future in done:
                yield _received(future, running.pop(future))
    finally:
        client.cancel(list(running))


def _received(future: Any, job: Job) -> RunInputOut:
    error = future.exception()
    if error is not None:
        return work.failed(job, f"{job.path.name}: {type(error).__name__} on the cluster: {error}", 0.0)
    delivery: Delivery = future.result()
    for place, files in ((job.cache, delivery.cached), (job.out / job.document_id, delivery.outputs)):
        for name, data in sorted(files, key=lambda file: (file[0] == MANIFEST, file[0])):
            write_bytes(place / name, data)
    kept = {name for name, _ in delivery.outputs}
    for path in (job.out / job.document_id / "tables").glob("*"):
        if kept and f"tables/{path.name}" not in kept:
            path.unlink()
    return delivery.report


def packed(job: Job, limits: Limits) -> Parcel:
    """The job with its input, its corrections and its cached transcript."""
    inputs = [p for p in (job.path, beside(job.path)) if p.is_file()]
    known = TranscriptCache(job.cache).place(job.read_key)
    cached = _read([known], job.cache) if known.is_file() else ()
    return Parcel(job, tuple((p.name, p.read_bytes()) for p in inputs), cached, limits)


def afar(parcel: Parcel) -> Delivery:
    """Do a parcel's job in a folder of its own, by a process with limits; runs in a Dask worker.

    Raises RuntimeError in a Dask worker that may not start processes.
    """
    if multiprocessing.current_process().daemon:
        raise RuntimeError(
            "this Dask worker may not start processes: start it with `dask worker --no-nanny`, or with the setting "
            "distributed.worker.daemon: false"
        )
    with TemporaryDirectory(prefix="pipeline-") as folder:
        root = Path(folder)
        for name, data in parcel.inputs:
            write_bytes(root / "in" / name, data)
        for name, data in parcel.cached:
            write_bytes(root / "cache" / name, data)
        job = replace(parcel.job, path=root / "in" / parcel.job.path.name, out=root / "out", cache=root / "cache")
        (report,) = pool.finished([job], workers=1, limits=parcel.limits)
        before = {name for name, _ in parcel.cached}
        outputs = _read(sorted((job.out / job.document_id).rglob("*")), job.out / job.document_id)
        cached = _read(sorted(p for p in job.cache.rglob("*.mpz")), job.cache)
        return Delivery(report, outputs, tuple(f for f in cached if f[0] not in before))


def _read(paths: Sequence[Path], base: Path) -> Files:
    return tuple((p.relative_to(base).as_posix(), p.read_bytes()) for p in paths if p.is_file())
