"""One transaction of a load: several documents brought to what their files say, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Table

from pipeline.publish.contract import RecordOut
from pipeline.publish.database import schema
from pipeline.publish.database.held import (
    HeldDocument,
    HeldStudy,
    held_documents,
    held_studies,
    held_tables,
    next_number,
)
from pipeline.publish.database.human import (
    correction_rows,
    held_corrections,
    lost,
    with_corrections,
)
from pipeline.publish.database.outputs import Content, Entry, Line
from pipeline.publish.database.rebuild import rebuilt
from pipeline.publish.database.rows import (
    Row,
    add_document_parts,
    add_study_parts,
    head_values,
    no_rows,
    study_values,
    table_row,
    to_json,
)
from pipeline.publish.database.writer import Writer


def _between(table: Table, first: str, last: str) -> list[str]:
    names = [c.name for c in table.columns]
    return names[names.index(first) : names.index(last) + 1]


_HEAD_COLUMNS = _between(schema.documents, "sha256", "content_hash")  # what head_values gives
_STUDY_COLUMNS = _between(schema.studies, "table_id", "status")  # what study_values gives


@dataclass(slots=True)
class Counts:
    """What a load did. documents: changed in any way. refused: document id → why the schema would not take it."""

    documents: int = 0
    added: int = 0
    changed: int = 0
    retired: int = 0
    stale: int = 0
    corrections_kept: int = 0
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        return bool(self.documents or self.added or self.changed or self.retired or self.stale)

    def add(self, other: Counts) -> None:
        for name in ("documents", "added", "changed", "retired", "stale", "corrections_kept"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Loading:
    """What one load has in common. at: its time. follow: corrections that the outputs no longer carry are dropped."""

    collection: str
    run_id: str
    at: str
    follow: bool
    present: frozenset[str]


class Delta:
    """Changes gathered for one transaction, on a connection that holds the lock of all loaders."""

    def __init__(self, connection: Connection, loading: Loading, run_no: int) -> None:
        self._connection = connection
        self._loading = loading
        self._run_no = run_no
        self._write = Writer(connection)
        self._rows = no_rows()
        self._held = held_documents(connection, loading.collection)
        self._next_document = next_number(connection, "document_no")
        self._next_record = next_number(connection, "record_no")
        self.counts = Counts()

    def load(self, contents: Sequence[Content]) -> None:
        """Bring the documents to their files' content."""
        loading = self._loading
        changed = [(c, self._held_as(c.entry)) for c in contents]
        stale = [(c, known) for c, known in changed if known is None or not known.same(c.digest, follow=loading.follow)]
        numbers = [self._document(c, known) for c, known in stale]
        self._flush()  # tables must be there before studies that are updated to them
        for (content, known), number in zip(stale, numbers, strict=True):
            self._studies(content, number, fresh=known is None)
        self._flush()
        self.counts.documents += len(stale)

    def _flush(self) -> None:
        self._write.insert_all(self._rows)
        self._rows = no_rows()

    def _held_as(self, entry: Entry) -> HeldDocument | None:
        """What is held of a document; under its former name where it was renamed."""
        known = self._held.get(entry.document_id)
        if known is not None or entry.sha256 is None:
            return known
        renamed = (h for h in self._held.values() if h.sha256 == entry.sha256)
        return next((replace(h, stale=True) for h in renamed if h.document_id not in self._loading.present), None)

    def _document(self, content: Content, known: HeldDocument | None) -> int:
        run_no = self._run_no
        name = content.entry.document_id
        if known is None:
            number = self._next_document
            self._next_document += 1
            row = (number, self._loading.collection, name, *head_values(content), run_no, run_no, None, None)
            self._rows[schema.documents].append(row)
            self._rows[schema.tables] += [table_row(number, t) for t in content.tables]
        else:
            number = known.document_no
            self._held.pop(known.document_id, None)
            self._held[name] = replace(known, document_id=name)
            values = dict(zip(_HEAD_COLUMNS, head_values(content), strict=True))
            values |= {"document_id": name, "run_no": run_no, "retired_run_no": None, "retired_at": None}
            self._write.update(schema.documents, (number,), values)
            self._tables(content, number)
        add_document_parts(self._rows, number, content)
        return number

    def _tables(self, content: Content, number: int) -> None:
        """Tables updated in place; what hung on them made anew."""
        for part in (schema.cells, schema.table_columns, schema.reference_entries):
            self._write.delete(part, "document_no", (number,))
        held = held_tables(self._connection, number)
        names = [c.name for c in schema.tables.columns]
        for table in content.tables:
            row = table_row(number, table)
            if table.table_id in held:
                values = dict(zip(names[2:], row[2:], strict=True))
                self._write.update(schema.tables, (number, table.table_id), values)
            else:
                self._rows[schema.tables].append(row)
        here = {t.table_id for t in content.tables}
        for gone in (name for name, retired in held.items() if name not in here and not retired):
            self._write.update(schema.tables, (number, gone), {"retired_run_no": self._run_no})

    def _studies(self, content: Content, number: int, *, fresh: bool) -> None:
        held = {} if fresh else held_studies(self._connection, number)
        changes: list[tuple[Line, HeldStudy]] = []
        for line in content.lines:
            known = held.pop(line.record.record_id, None)
            if known is None:
                self._new_study(number, line)
            elif self._differs(line, known):
                changes.append((line, known))
        former = rebuilt(self._connection, [known.record_no for _, known in changes])
        for line, known in changes:
            self._changed_study(line, known, former[known.record_no])
        self._retire(known for known in held.values() if known.retired_run_no is None)

    def _differs(self, line: Line, known: HeldStudy) -> bool:
        dropped = known.kept and self._loading.follow
        return known.content_hash != line.digest or known.retired_run_no is not None or dropped

    def _new_study(self, document_no: int, line: Line) -> None:
        number, run_no = self._next_record, self._run_no
        self._next_record += 1
        row = (
            number, line.record.record_id, document_no, *study_values(line.record), line.digest, self._loading.at,
            run_no, run_no, None, None,
        )  # fmt: skip
        self._rows[schema.studies].append(row)
        add_study_parts(self._rows, number, line.record)
        self._rows[schema.corrections] += correction_rows(number, line.record, (), run_no)
        self.counts.added += 1

    def _changed_study(self, line: Line, known: HeldStudy, former: RecordOut) -> None:
        number, run_no = known.record_no, self._run_no
        held = held_corrections(self._connection, number) if known.corrected and not self._loading.follow else ()
        kept = lost(line.record, held)
        record = with_corrections(line.record, kept) if kept else line.record
        self.counts.corrections_kept += len(kept)
        self._rows[schema.history].append(self._history_row(known, former))
        for part in reversed(schema.PARTS):
            self._write.delete(part, "record_no", (number,))
        values = dict(zip(_STUDY_COLUMNS, study_values(record), strict=True))
        values |= {"content_hash": line.digest, "valid_from": self._loading.at, "run_no": run_no}
        self._write.update(schema.studies, (number,), values | {"retired_run_no": None, "retired_at": None})
        add_study_parts(self._rows, number, record)
        self._rows[schema.corrections] += correction_rows(number, record, kept, run_no)
        self.counts.changed += 1

    def _history_row(self, known: HeldStudy, former: RecordOut) -> Row:
        condition = former.population.condition
        number = known.record_no
        found = self._connection.exec_driver_sql(f"SELECT count(*) FROM history WHERE record_no = {number:d}").scalar()
        return (
            number, (found or 0) + 1, known.valid_from, known.retired_at or self._loading.at, known.run_no,
            known.retired_run_no or self._run_no, former.study.label, former.study.year,
            None if condition is None else condition.as_reported, former.status, to_json(former),
        )  # fmt: skip

    def _retire(self, gone: Any) -> None:
        for known in gone:
            values = {"retired_run_no": self._run_no, "retired_at": self._loading.at}
            self._write.update(schema.studies, (known.record_no,), values)
            self.counts.retired += 1

    def fail(self, entry: Entry, reason: str | None) -> None:
        """The last run failed on a document: what is held of it stays, marked stale."""
        run_no = self._run_no
        known = self._held.get(entry.document_id)
        if known is None:
            empty = (None, None, "[]", "[]", None, None, "[]", "[]", None, 0, None)
            head = (entry.sha256, None, entry.input, "failed", reason, False, *empty)
            row = (self._next_document, self._loading.collection, entry.document_id, *head, run_no, run_no, None, None)
            self._write.insert(schema.documents, [row])
            self._next_document += 1
        else:
            values = {"status": "failed", "reason": reason, "stale": known.loaded, "run_no": run_no}
            back = {"retired_run_no": None, "retired_at": None} if not known.loaded else {}
            self._write.update(schema.documents, (known.document_no,), values | back)
        self.counts.stale += 1

    def drop(self, known: HeldDocument) -> None:
        """A document is gone: it and its studies are retired."""
        for study in (held_studies(self._connection, known.document_no) or {}).values():
            if study.retired_run_no is None:
                self._retire((study,))
        values = {"retired_run_no": self._run_no, "retired_at": self._loading.at}
        self._write.update(schema.documents, (known.document_no,), values)
        self.counts.documents += 1
