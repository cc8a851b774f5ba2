"""Rows into tables, as fast as each engine takes them: executemany on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table

from pipeline.errors import OutputError, PipelineError
from pipeline.publish.database.rows import Row, Rows
from pipeline.publish.database.schema import metadata


class Refused(PipelineError):
    """A row that the schema does not allow: a check, a key, a number out of range."""


class Writer:
    """Writes on a connection that is in a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection
        self._copies = connection.dialect.name == "postgresql"
        self._mark = "%s" if self._copies else "?"
        self._errors: Any = connection.dialect.loaded_dbapi
        self._quote = connection.dialect.identifier_preparer.quote

    @contextmanager
    def _checked(self) -> Iterator[Any]:
        """A cursor whose errors are this package's."""
        try:
            yield self._driver.cursor()
        except (self._errors.IntegrityError, self._errors.DataError, OverflowError) as error:
            raise Refused(str(error).strip().splitlines()[0]) from error
        except self._errors.Error as error:
            raise OutputError(f"the database cannot be written: {str(error).strip()}") from error

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """rows: in the order of the table's columns; JSON as text, times as ISO 8601."""
        if not rows:
            return
        names = ", ".join(self._quote(c.name) for c in table.columns)
        marks = ", ".join(self._mark for _ in table.columns)
        with self._checked() as cursor:
            if self._copies and len(rows) > 1:
                with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)

    def insert_all(self, rows: Rows) -> None:
        """Every table's rows, parents first."""
        for table in metadata.sorted_tables:
            self.insert(table, rows.get(table, ()))

    def update(self, table: Table, key: Row, values: dict[str, Any]) -> None:
        """Set `values` in the row with the primary key `key`."""
        names = ", ".join(f"{self._quote(name)} = {self._mark}" for name in values)
        where = " AND ".join(f"{self._quote(c.name)} = {self._mark}" for c in table.primary_key)
        with self._checked() as cursor:
            cursor.execute(f"UPDATE {table.name} SET {names} WHERE {where}", (*values.values(), *key))

    def delete(self, table: Table, column: str, keys: Collection[Any]) -> None:
        """Rows whose `column` is one of `keys`."""
        with self._checked() as cursor:
            cursor.executemany(f"DELETE FROM {table.name} WHERE {column} = {self._mark}", [(k,) for k in keys])
