"""Questions to an evidence database, read only: any SELECT, and three ready ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    column,
    create_engine,
    func,
    literal,
    or_,
    select,
    table,
    text,
    true,
)
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from pipeline.errors import EngineMissing, InputError, OutputError
from pipeline.publish.database.connect import database_url

_CHUNK = 1000
_READS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


class QueryError(InputError):
    """A question that the database does not understand or may not answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """columns: names. rows: read as they are asked for, in the database's order."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; None for anything. Texts are found anywhere in the value, whatever their case."""

    condition: str | None = None
    type: str | None = None
    measure: str | None = None
    direction: str | None = None
    document: str | None = None
    code: str | None = None
    at: str | None = None


@contextmanager
def answer(place: str | Path, question: str | Select[Any]) -> Iterator[Answer]:
    """The answer to a question, whose rows can be read while the context lasts.

    Nothing can be written: SQLite is opened read only and may do nothing but read, PostgreSQL answers in a read-only
    transaction that takes one statement. Raises QueryError, OutputError where there is no such database.
    """
    url = database_url(place)
    backend = _sqlite if url.get_backend_name() == "sqlite" else _postgres
    with backend(url, question) as found:
        yield found


def _compiled(url: URL, question: Select[Any]) -> str:
    dialect = create_engine(url, poolclass=NullPool).dialect
    return str(question.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace("%%", "%")


@contextmanager
def _sqlite(url: URL, question: str | Select[Any]) -> Iterator[Answer]:
    path = Path(url.database or "")
    if not path.is_file():
        raise OutputError(f"{path}: there is no database; `pipeline run` writes one beside its outputs")
    sql = question if isinstance(question, str) else _compiled(url, question)
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.set_authorizer(_may)
        try:
            cursor = connection.execute(sql)
            if cursor.description is None:
                raise QueryError("that is no question: give a SELECT")
            yield Answer(tuple(d[0] for d in cursor.description), _fetched(cursor))
        except (sqlite3.Error, sqlite3.Warning) as error:
            denied = "not authorized" in str(error) or "prohibited" in str(error)
            raise QueryError("the database is only read here: give a SELECT" if denied else str(error)) from error


def _may(action: int, _one: str | None, _two: str | None, _database: str | None, _by: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


@contextmanager
def _postgres(url: URL, question: str | Select[Any]) -> Iterator[Answer]:
    try:
        engine = create_engine(url, poolclass=NullPool)
    except ModuleNotFoundError as error:
        raise EngineMissing("PostgreSQL needs psycopg: pip install 'review-evidence-pipeline[postgres]'") from error
    sql = question if isinstance(question, str) else _compiled(url, question)
    database = engine.dialect.loaded_dbapi
    try:
        connection: Any = engine.raw_connection()
    except database.Error as error:
        raise OutputError(f"{url.render_as_string()}: {str(error).strip()}") from error
    try:
        connection.driver_connection.read_only = True
        cursor = connection.driver_connection.cursor()
        # prepared: the protocol then takes a single statement, so that none can end the read-only transaction
        cursor.execute(sql.encode(), prepare=True)
        if cursor.description is None:
            raise QueryError("that is no question: give a SELECT")
        yield Answer(tuple(d.name for d in cursor.description), _fetched(cursor))
    except database.Error as error:
        raise QueryError(str(error).strip().splitlines()[0]) from error
    finally:
        connection.close()


def _fetched(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_CHUNK):
        yield from rows


def _like(names: Sequence[str], said: str) -> ColumnElement[bool]:
    return or_(*(column(name).icontains(said, autoescape=True) for name in names))


_CONDITION = ("condition", "condition_en", "condition_zh")
_SHORT = 8  # characters of a record id: enough to name it to `pipeline correct` and `pipeline explain`
_STUDY = (
    "document_id", "record", "label", "year", "condition", "types", "frequency", "intensity", "session", "duration_min",
    "duration_max", "duration_unit", "outcomes", "flags", "status",
)  # fmt: skip
_OUTCOME = (
    "document_id", "record", "label", "condition", "types", "measure", "direction", "effect_measure", "effect_value",
    "effect_ci_low", "effect_ci_high", "effect_p", "status",
)  # fmt: skip
_FLAG = ("document_id", "record", "label", "code", "path", "message", "raw", "page")
_HELD = ("document_id", "record", "label", "year", "condition", "status", "valid_from", "valid_to")


def _asked(view: str, names: Sequence[str], conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    short = func.substr(column("record_id"), 1, _SHORT).label("record")
    wanted: list[ColumnElement[Any]] = [short if n == "record" else column(n) for n in names]
    question: Select[Any] = select(*wanted).select_from(table(view)).where(and_(true(), *conditions))
    return question


def _common(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.document is not None:
        found.append(_like(("document_id",), filters.document))
    return found


def _studied(filters: Filters) -> list[ColumnElement[bool]]:
    found = _common(filters)
    if filters.condition is not None:
        found.append(_like(_CONDITION, filters.condition))
    if filters.type is not None:
        found.append(literal(", ").concat(column("types", Text)).concat(",").contains(f", {filters.type},"))
    return found


def studies(filters: Filters = Filters()) -> Select[Any]:
    """The studies, programme spread out; with `at`, those that were held at that time."""
    if filters.at is None:
        return _asked("v_studies", _STUDY, _studied(filters)).order_by(text("document_id, record_no"))
    found = _common(filters)
    if filters.condition is not None:
        found.append(_like(("condition",), filters.condition))
    since: ColumnElement[Any] = column("valid_from")
    until: ColumnElement[Any] = column("valid_to")
    found += [since <= filters.at, or_(until.is_(None), until > filters.at)]
    return _asked("v_history", _HELD, found).order_by(text("document_id, label"))


def outcomes(filters: Filters = Filters()) -> Select[Any]:
    """The outcomes of the studies, with their direction and effect."""
    found = _studied(filters)
    if filters.measure is not None:
        found.append(_like(("measure", "measure_en", "measure_zh"), filters.measure))
    if filters.direction is not None:
        found.append(column("direction") == filters.direction)
    return _asked("v_outcomes", _OUTCOME, found).order_by(text("document_id, record_no, kind DESC, n"))


def flags(filters: Filters = Filters()) -> Select[Any]:
    """The flags of the studies, with the ink they are about."""
    found = _common(filters)
    if filters.code is not None:
        found.append(column("code") == filters.code)
    return _asked("v_flags", _FLAG, found).order_by(text("document_id, record_no, path"))
