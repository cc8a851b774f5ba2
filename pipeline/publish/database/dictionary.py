"""The data dictionary: every table, view and column of the evidence database, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import CheckConstraint, Column, Dialect, Table
from sqlalchemy.dialects import registry
from sqlalchemy.types import JSON

from pipeline.publish.database.revision import HEAD
from pipeline.publish.database.schema import metadata
from pipeline.publish.database.views import VIEWS

_DIALECTS: tuple[Dialect, ...] = (registry.load("sqlite")(), registry.load("postgresql")())
_INTRODUCTION = f"""# Data dictionary of the evidence database

Written by `pipeline dictionary docs/data-dictionary.md`; a test keeps it true. Schema revision {HEAD}. The same tables
are in SQLite (`outputs/evidence.sqlite`) and in PostgreSQL (`pipeline load outputs --to postgresql://…`). Names ending
in `_no` are the database's own keys; a null is a value that the source does not report. Times are UTC.
"""


def dictionary() -> str:
    """docs/data-dictionary.md."""
    parts = [_INTRODUCTION, "\n## Views", *_views(), "\n## Tables"]
    for table in metadata.sorted_tables:
        parts += _table(table)
    return "\n".join(parts) + "\n"


def _views() -> Iterator[str]:
    for view in VIEWS:
        yield f"\n### {view.name}\n\n{view.comment}\n"
        yield "| column | meaning |\n| --- | --- |"
        for name, comment in view.columns.items():
            yield f"| `{name}` | {comment} |"
    yield "\nTheir other columns are those of the tables below."


def _table(table: Table) -> Iterator[str]:
    yield f"\n### {table.name}\n\n{table.comment}\n"
    yield "| column | SQLite | PostgreSQL | null | key | meaning |\n| --- | --- | --- | --- | --- | --- |"
    for column in table.columns:
        types = " | ".join(_type(column, dialect) for dialect in _DIALECTS)
        null = "yes" if column.nullable else ""
        yield f"| `{column.name}` | {types} | {null} | {_key(column)} | {column.comment} |"
    checks = sorted(str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint))
    if checks:
        yield "\nChecks: " + "; ".join(f"`{check}`" for check in checks) + "."
    if table.indexes:
        found = sorted(", ".join(c.name for c in index.columns) for index in table.indexes)
        yield "\nIndexes: " + "; ".join(f"`{names}`" for names in found) + "."


def _type(column: Column[Any], dialect: Dialect) -> str:
    kind = str(column.type.dialect_impl(dialect).compile(dialect=dialect)).lower()
    return "json text" if isinstance(column.type, JSON) and dialect.name == "sqlite" else kind


def _key(column: Column[Any]) -> str:
    own = ["primary"] if column.primary_key else []
    to = sorted(f"→ {key.target_fullname}" for key in column.foreign_keys)
    return ", ".join(own + to)
