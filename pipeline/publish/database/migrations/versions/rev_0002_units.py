"""Courses counted in cycles, and stimuli so many times a second: units that the first checks did not know."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Connection

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SPANS = "'s', 'min', 'h', 'd', 'wk', 'mo', 'a', '{session}', '{course}'"
_RATES = "'/s', '/min', '/h', '/d', '/wk', '/mo', '/a'"
# (table, column, units before, units now)
_CHANGES = (
    ("studies", "age_unit", _SPANS, f"{_SPANS}, '{{cycle}}'"),
    ("studies", "duration_unit", _SPANS, f"{_SPANS}, '{{cycle}}'"),
    ("studies", "follow_up_unit", _SPANS, f"{_SPANS}, '{{cycle}}'"),
    ("components", "frequency_unit", _RATES, f"{_RATES}, '/{{cycle}}', 'Hz', 'kHz'"),
)


def upgrade() -> None:
    connection = op.get_bind()
    change = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    change(connection)


def _on_postgresql(connection: Connection) -> None:
    for table, column, _, now in _CHANGES:
        name = f"ck_{table}_{column}_known"
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({now}))")


def _on_sqlite(connection: Connection) -> None:
    """The checks rewritten where they stand; no row changes.

    Source: SQLite's documentation of ALTER TABLE: a change that does not touch what is on disk, such as of a CHECK,
    may be made in the schema's own table.
    """
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table, column, before, now in _CHANGES:
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?",
            (f"CHECK ({column} IN ({before}))", f"CHECK ({column} IN ({now}))", table),
        )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
