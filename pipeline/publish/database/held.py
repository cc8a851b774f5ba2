"""What the database holds now, as far as a load must know it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from pipeline.publish.database import schema


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """kept: it has a correction that the outputs no longer carry."""

    document_no: int
    document_id: str
    sha256: str | None
    content_hash: str | None
    status: str
    reason: str | None
    stale: bool
    retired: bool
    kept: bool

    @property
    def loaded(self) -> bool:
        """Whether there was ever anything to hold of it."""
        return self.content_hash is not None

    def same(self, digest: str, *, follow: bool) -> bool:
        """Whether the files with this digest are held already. follow: without corrections that they do not have."""
        as_said = self.content_hash == digest and not (follow and self.kept)
        return as_said and not self.stale and not self.retired


@dataclass(frozen=True, slots=True)
class HeldStudy:
    """corrected: a person changed something in it. kept: the outputs no longer carry a correction that it has."""

    record_no: int
    content_hash: str
    valid_from: str
    run_no: int
    retired_run_no: int | None
    retired_at: str | None
    corrected: bool
    kept: bool


def held_documents(connection: Connection, collection: str) -> dict[str, HeldDocument]:
    """Document id → what is held of it."""
    d = schema.documents.c
    query = select(
        d.document_no, d.document_id, d.sha256, d.content_hash, d.status, d.reason, d.stale, d.retired_run_no
    ).where(d.collection == collection)
    s, c = schema.studies.c, schema.corrections.c
    keeping = select(s.document_no).join(schema.corrections, c.record_no == s.record_no).where(c.kept).distinct()
    kept = frozenset(connection.execute(keeping).scalars())
    return {
        row.document_id: HeldDocument(*row[:7], retired=row.retired_run_no is not None, kept=row.document_no in kept)
        for row in connection.execute(query)
    }


def held_studies(connection: Connection, document_no: int) -> dict[str, HeldStudy]:
    """Record id → what is held of it, retired ones too."""
    s, c = schema.studies.c, schema.corrections.c
    said = (
        select(c.record_no, func.count().label("n"), func.max(case((c.kept, 1), else_=0)).label("kept"))
        .group_by(c.record_no)
        .subquery()
    )
    query = (
        select(
            s.record_id, s.record_no, s.content_hash, s.valid_from, s.run_no, s.retired_run_no, s.retired_at,
            said.c.n, said.c.kept,
        )
        .outerjoin(said, said.c.record_no == s.record_no)
        .where(s.document_no == document_no)
    )  # fmt: skip
    return {row.record_id: HeldStudy(*row[1:7], bool(row.n), bool(row.kept)) for row in connection.execute(query)}


def held_tables(connection: Connection, document_no: int) -> dict[str, bool]:
    """Table id → whether it is retired."""
    t = schema.tables.c
    query = select(t.table_id, t.retired_run_no).where(t.document_no == document_no)
    return {row.table_id: row.retired_run_no is not None for row in connection.execute(query)}


def next_number(connection: Connection, column: str) -> int:
    """The number after the last one of a key that the loader gives."""
    table = {"document_no": schema.documents, "record_no": schema.studies, "run_no": schema.runs}[column]
    last: int | None = connection.execute(select(func.max(table.c[column]))).scalar()
    return (last or 0) + 1
