"""What a run has to do: which inputs are stale, which are up to date, which cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from pipeline.publish.atomic import write_bytes
from pipeline.publish.contract import RunInputOut
from pipeline.runs import corpus
from pipeline.runs.code import digest
from pipeline.runs.inputs import Input
from pipeline.runs.jobs import STATE, Job, failed
from pipeline.runs.keys import StageKeys
from pipeline.runs.pool import Limits
from pipeline.runs.printable import printable
from pipeline.settings import Settings

MOST_FAILURES = 10_000
AGAIN = " (as in an earlier run; --force tries again)"
OLD_OUTPUTS = "; its folder holds what an earlier run made of an earlier file"


@dataclass(frozen=True, slots=True)
class Plan:
    """jobs: what is stale, in input order. known: the fate of every other input, by what it is called in reports."""

    jobs: tuple[Job, ...]
    known: Mapping[str, RunInputOut]


class Failures:
    """Documents that failed, by what they failed with: what hung once is not waited for every night."""

    def __init__(self, memory: Path, limits: Limits) -> None:
        self._memory = memory
        self._limits = limits
        self._known: dict[str, str] = {}
        try:
            self._known = msgspec.json.decode(memory.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.DecodeError):
            self._known = {}  # without it, what failed is tried again

    def _key(self, job: Job) -> str:
        return digest(job.key, repr(self._limits))

    def reason(self, job: Job) -> str | None:
        return self._known.get(self._key(job))

    def note(self, job: Job, report: RunInputOut) -> None:
        """Remember or forget the job, as its report says."""
        if report.status == "failed" and report.reason:
            self._known[self._key(job)] = report.reason
        else:
            self._known.pop(self._key(job), None)

    def keep(self) -> None:
        """Write down what is new."""
        data = msgspec.json.encode(dict(list(self._known.items())[-MOST_FAILURES:]))
        if self._known and (not self._memory.is_file() or self._memory.read_bytes() != data):
            write_bytes(self._memory, data)


def unread(one: Input, reason: str) -> RunInputOut:
    """The report of an input that no worker has seen."""
    return RunInputOut(one.shown, one.document_id, one.sha256, "failed", printable(reason), False, 0, 0, 0, 0, 0.0)


def stopped(job: Job) -> RunInputOut:
    """The report of a document that the run did not come to."""
    return failed(job, "stopped before it was done", 0.0)


def planned(
    inputs: Sequence[Input], out: Path, *, settings: Settings, keys: StageKeys, failures: Failures, force: bool
) -> Plan:
    """What of `inputs` has to be done into `out`.

    An input is up to date where its manifest has the key of today and all files are there. force: nothing is.
    """
    known: dict[str, RunInputOut] = {}
    first: dict[tuple[str, str], Input] = {}
    stale: list[Job] = []
    for one in inputs:
        if one.sha256 is None:
            known[one.shown] = unread(one, one.error or "cannot be read")
            continue
        twin = first.setdefault((one.sha256, one.path.suffix.lower()), one)
        if twin is not one:
            known[one.shown] = replace(unread(one, f"the same bytes as {twin.shown}"), status="skipped")
            continue
        cache = out / STATE / "cache"
        job = Job(one.path, one.shown, one.document_id, one.sha256, one.size, out, cache, keys, settings)
        fate = None if force else _fate(job, failures)
        if fate is None:
            stale.append(job)
        else:
            known[one.shown] = fate
    return Plan(tuple(stale), known)


def _fate(job: Job, failures: Failures) -> RunInputOut | None:
    """What is known of an input that has not changed since an earlier run; None where it must be done."""
    folder = job.out / job.document_id
    manifest = corpus.manifest(folder)
    if manifest is not None and manifest.key == job.key and corpus.is_whole(folder):
        return replace(manifest.report, input=job.shown, cached=True, seconds=0.0)
    reason = failures.reason(job)
    if reason is None:
        return None
    said = RunInputOut(job.shown, job.document_id, job.sha256, "failed", reason + AGAIN, True, 0, 0, 0, 0, 0.0)
    return said if manifest is None else replace(said, reason=reason + AGAIN + OLD_OUTPUTS)
