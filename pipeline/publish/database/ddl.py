"""The schema as SQL, for the first migration and for the test that holds migrations and schema together."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable, SetColumnComment, SetTableComment

from pipeline.publish.database.schema import metadata


def statements(dialect: Dialect) -> Iterator[str]:
    """CREATE TABLE and CREATE INDEX of every table, then its comments where the engine has them."""
    for table in metadata.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
        if dialect.supports_comments:
            yield str(SetTableComment(table).compile(dialect=dialect))
            for column in table.columns:
                yield str(SetColumnComment(column).compile(dialect=dialect))
