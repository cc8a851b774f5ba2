"""The end of a run: its report, and what is made from all documents together, where anything changed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import msgspec

from pipeline import __version__
from pipeline.publish.atomic import write_bytes
from pipeline.publish.contract import RunInputOut, RunOut, Status
from pipeline.publish.files import pretty
from pipeline.runs import corpus
from pipeline.runs.code import Sources, digest
from pipeline.runs.jobs import STATE
from pipeline.runs.keys import PACKAGE
from pipeline.settings import Settings

JOINED = "joined"  # holds what the files over all documents were last made from
MADE = ("records.jsonl", "glossary.tsv", "index.html", "evidence.sqlite")
_ORDER: tuple[Status, ...] = ("ok", "partial", "failed", "skipped")


class Ending:
    """Made as a run begins, so that it knows how long it took."""

    def __init__(self, out: Path, settings: Settings) -> None:
        self._out = out
        self._settings = settings
        self._start = time.perf_counter()
        self._started_at = _now()
        self._documents: frozenset[str] = frozenset()

    def report(self, reports: Sequence[RunInputOut]) -> RunOut:
        """Write run.json: the inputs' fates, and those of earlier runs' documents. Raises OSError."""
        present = frozenset(r.document_id for r in reports if r.document_id and r.status in ("ok", "partial", "failed"))
        former = corpus.renamed(corpus.former(self._out, present), reports)
        every = (*reports, *former)
        good = [r for r in reports if r.status in ("ok", "partial")]
        good += [f for f in former if f.reason and f.reason.startswith("not among")]
        self._documents = frozenset(r.document_id for r in good if r.document_id)
        counts = {status: sum(r.status == status for r in every) for status in _ORDER}
        result = RunOut(
            schema_version="1",
            version=__version__,
            started_at=self._started_at,
            finished_at=_now(),
            seconds=round(time.perf_counter() - self._start, 3),
            settings=asdict(self._settings),
            counts=counts | {"cached": sum(r.cached for r in reports), "records": sum(r.records for r in good)},
            inputs=every,
        )
        write_bytes(self._out / "run.json", pretty(result))
        return result

    def joined(self, result: RunOut) -> tuple[str, ...]:
        """Join the documents: all records, the glossary, the index, the evidence database.

        Nothing is done where nothing changed; the libraries for it are not even loaded. Returns sentences for the user.
        Raises OSError.
        """
        place = self._out / STATE / JOINED
        stamp = self._stamp(result)
        made = all((self._out / name).is_file() for name in MADE)
        if made and place.is_file() and place.read_text("ascii") == stamp:
            return ()
        place.unlink(missing_ok=True)
        corpus.write_records(self._out, self._documents)
        corpus.write_glossary(self._out, self._documents)
        import_module("pipeline.runs.index").write_index(self._out, result.inputs)
        refused: dict[str, str] = import_module("pipeline.publish.database.feed").feed(self._out, result)
        write_bytes(place, stamp.encode("ascii"))
        return tuple(f"{name} is not in evidence.sqlite: {why}" for name, why in refused.items())

    def _stamp(self, result: RunOut) -> str:
        """What the joined files are made from: every document's manifest, every fate, baselines, this code."""
        fates = msgspec.json.encode([replace(r, cached=False, seconds=0.0) for r in result.inputs])
        manifests = [self._out / name / corpus.MANIFEST for name in sorted(self._documents)]
        states = [f"{p.parent.name} {(s := p.stat()).st_size} {s.st_mtime_ns}" for p in manifests if p.is_file()]
        places = {Path(r.input).parent for r in result.inputs}
        baselines = [p.read_bytes() for p in sorted(place / "accepted.jsonl" for place in places) if p.is_file()]
        code = Sources(PACKAGE).version(
            ("pipeline.runs.ending", "pipeline.runs.index", "pipeline.publish.database.feed")
        )
        return digest(fates, *states, *baselines, code)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
