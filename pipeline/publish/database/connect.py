"""Engines for SQLite and PostgreSQL, their locks, and the upgrade of the schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from pipeline.errors import EngineMissing, OutputError
from pipeline.publish.database.revision import HEAD
from pipeline.publish.database.views import replace_views

WAIT_SECONDS = 600  # for another loader that holds the lock
_LOCK = 0x7069706C6E0001  # PostgreSQL advisory lock of all loaders


def database_url(place: str | Path) -> URL:
    """A URL, or a path of an SQLite file, as a URL. Raises OutputError for an engine that is not known."""
    said = str(place)
    try:
        url = make_url(said) if "://" in said else URL.create("sqlite", database=str(Path(said)))
    except ArgumentError as error:
        raise OutputError(f"{said} is no database URL; give a file, or postgresql://user@host/name") from error
    kind = url.get_backend_name()
    if kind == "postgres":
        kind = "postgresql"
    if kind not in ("sqlite", "postgresql"):
        raise OutputError(f"{said}: only sqlite:// and postgresql:// are known, not {kind}://")
    return url.set(drivername="postgresql+psycopg" if kind == "postgresql" else "sqlite")


def open_engine(url: URL) -> Engine:
    """An engine whose transactions begin under the lock of all loaders. Raises EngineMissing without its driver."""
    try:
        engine = create_engine(url, poolclass=NullPool)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise EngineMissing("PostgreSQL needs psycopg: pip install 'review-evidence-pipeline[postgres]'") from error
    if engine.dialect.name == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin and end where `locked` says so
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    connection.execute("PRAGMA cache_size = -65536")


@contextmanager
def locked(connection: Connection) -> Iterator[None]:
    """A transaction that no other loader is in; left with an exception it is rolled back."""
    with connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield


def revision(connection: Connection) -> str | None:
    """The revision of the schema that the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision, under the lock. Raises OutputError for a database from the future."""
    with locked(connection):
        at = revision(connection)
        if at == HEAD:
            return
        if at is not None and at > HEAD:
            raise OutputError(f"the database is at revision {at}, this version knows {HEAD}: use a newer pipeline")
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "pipeline:publish/database/migrations")
        command.upgrade(config, "head")
        replace_views(connection)


def plain(error: DBAPIError) -> str:
    """The engine's own words, without SQLAlchemy's."""
    return str(error.orig).strip().splitlines()[0]
