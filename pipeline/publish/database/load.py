"""Loads an output folder into an evidence database: whole documents, once, under one lock."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from pipeline.errors import OutputError
from pipeline.publish.database import schema
from pipeline.publish.database.connect import database_url, locked, open_engine, plain, upgrade
from pipeline.publish.database.delta import Counts, Delta, Loading
from pipeline.publish.database.held import HeldDocument, held_documents, next_number
from pipeline.publish.database.outputs import (
    Content,
    content,
    content_digest,
    digest,
    entries,
    load_run,
    raw_files,
)
from pipeline.publish.database.rows import to_json
from pipeline.publish.database.writer import Refused, Writer

_BATCH_SOURCES = 20_000  # provenance rows, by far the most of all: they bound the memory


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """collection: which corpus the outputs belong to. at: time of the load, now where it is not given.

    follow: drop corrections that the outputs no longer carry, as the database beside the outputs does. batch: documents
    in one transaction, at most.
    """

    collection: str = "default"
    at: datetime | None = None
    follow: bool = False
    batch: int = 64


def load(outputs: Path, to: str | Path, *, options: LoadOptions = LoadOptions()) -> Counts:
    """Bring the database at `to` (URL or SQLite file) to what `outputs` says; what is the same is not written.

    A document is loaded whole or not at all. Raises OutputError for outputs or a database that cannot be used.
    """
    engine = open_engine(database_url(to))
    try:
        with engine.connect() as connection, _trees_only():
            upgrade(connection)
            return _Load(connection, outputs, options).all()
    except DBAPIError as error:
        raise OutputError(f"{engine.url.render_as_string()}: {plain(error)}") from error
    finally:
        engine.dispose()


@contextmanager
def _trees_only() -> Iterator[None]:
    """No search for cycles meanwhile: records are trees by the million, and looking through them doubles the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Load:
    """One load: documents in batches, then what the run failed on and what is gone."""

    def __init__(self, connection: Connection, outputs: Path, options: LoadOptions) -> None:
        self._connection = connection
        self._outputs = outputs
        self._run = load_run(outputs)
        self._entries = entries(self._run, outputs)
        self._digest = digest(self._entries, outputs)
        self._counts = Counts()
        self._batch = options.batch
        self._loading = Loading(
            collection=options.collection,
            run_id=hashlib.blake2b(to_json(self._run).encode(), digest_size=16).hexdigest(),
            at=(options.at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="microseconds"),
            follow=options.follow,
            present=frozenset(e.document_id for e in self._entries),
        )

    def all(self) -> Counts:
        for batch in self._batches(self._held()):
            self._take(batch)
        with locked(self._connection):
            counts = self._settle(self._held())
        self._counts.add(counts)
        return self._counts

    def _held(self) -> dict[str, HeldDocument]:
        """Read in the transaction that is open, or in one of its own."""
        if self._connection.in_transaction():
            return held_documents(self._connection, self._loading.collection)
        with self._connection.begin():
            return held_documents(self._connection, self._loading.collection)

    def _batches(self, held: dict[str, HeldDocument]) -> Iterator[list[Content]]:
        """Documents whose files are not held, read and checked, some at a time."""
        batch: list[Content] = []
        sources = 0
        for entry in (e for e in self._entries if e.held):
            files = raw_files(entry, self._outputs)
            found = content_digest(entry, files)
            known = held.get(entry.document_id)
            if known is not None and known.same(found, follow=self._loading.follow):
                continue
            one = content(entry, files, found)
            batch.append(one)
            sources += sum(len(line.record.provenance) for line in one.lines)
            if len(batch) >= self._batch or sources >= _BATCH_SOURCES:
                yield batch
                batch, sources = [], 0
        if batch:
            yield batch

    def _take(self, batch: Sequence[Content]) -> None:
        """A batch in one transaction; where the schema refuses it, document by document."""
        try:
            with locked(self._connection):
                delta = Delta(self._connection, self._loading, self._run_no())
                delta.load(batch)
        except Refused as error:
            if len(batch) == 1:
                self._counts.refused[batch[0].entry.document_id] = str(error)
            else:
                for one in batch:
                    self._take([one])
        else:
            self._counts.add(delta.counts)

    def _run_no(self) -> int:
        """The number of this run, which is put down when its first change is."""
        known = self._known_run()
        if known is not None:
            return known
        number = next_number(self._connection, "run_no")
        run, loading = self._run, self._loading
        row = (
            number, loading.collection, loading.run_id, run.version, run.started_at, run.finished_at, loading.at,
            to_json(run.settings), to_json(run.counts), None,
        )  # fmt: skip
        Writer(self._connection).insert(schema.runs, [row])
        return number

    def _known_run(self) -> int | None:
        r = schema.runs.c
        query = select(r.run_no).where(r.collection == self._loading.collection, r.run_id == self._loading.run_id)
        return self._connection.execute(query).scalar()

    def _settle(self, held: dict[str, HeldDocument]) -> Counts:
        """Mark what the run failed on, retire what is gone, put down that all is loaded."""
        refused = self._counts.refused
        failed = [
            (e, f"not loaded: {refused[e.document_id]}" if e.held else e.reason)
            for e in self._entries
            if not e.held or e.document_id in refused
        ]
        failed = [(e, reason) for e, reason in failed if _news(held.get(e.document_id), reason)]
        gone = [h for h in held.values() if h.document_id not in self._loading.present and not h.retired]
        counts = Counts()
        if failed or gone:
            delta = Delta(self._connection, self._loading, self._run_no())
            for entry, reason in failed:
                delta.fail(entry, reason)
            for known in gone:
                delta.drop(known)
            counts = delta.counts
        self._finish()
        return counts

    def _finish(self) -> None:
        """The digest of what is loaded now, at the last run that changed something."""
        r = schema.runs.c
        last = self._connection.execute(
            select(r.run_no, r.digest)
            .where(r.collection == self._loading.collection)
            .order_by(r.run_no.desc())
            .limit(1)
        ).first()
        number = self._run_no() if last is None else last.run_no
        if last is None or last.digest != self._digest:
            Writer(self._connection).update(schema.runs, (number,), {"digest": self._digest})


def _news(known: HeldDocument | None, reason: str | None) -> bool:
    """Whether a failure says anything that is not held."""
    if known is None or (known.status, known.reason) != ("failed", reason):
        return True
    return known.stale != known.loaded or (known.retired and not known.loaded)


def beside(outputs: Path, place: Path) -> dict[str, str]:
    """Load the database that lies beside the outputs; document id → why, for those that the schema refused."""
    return load(outputs, place, options=LoadOptions(follow=True)).refused
