"""What a database holds, to be compared."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from pipeline.publish.contract import RecordOut
from pipeline.publish.database import schema
from pipeline.publish.database.connect import database_url, open_engine
from pipeline.publish.database.rebuild import rebuilt


def ask(place: str, query: str) -> list[tuple[Any, ...]]:
    engine = open_engine(database_url(place))
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def everything(place: str) -> dict[str, list[str]]:
    """Every row of every table, keys and times included, in one order."""
    engine = open_engine(database_url(place))
    with engine.connect() as connection:
        return {t.name: _rows(connection, t) for t in schema.metadata.sorted_tables}


def _rows(connection: Connection, table: Any) -> list[str]:
    return sorted(json.dumps(list(row), default=str, sort_keys=True) for row in connection.execute(select(table)))


def records(place: str) -> dict[str, RecordOut]:
    """Record id → the record that is held now, put together from the tables."""
    engine = open_engine(database_url(place))
    with engine.connect() as connection:
        s = schema.studies.c
        query = select(s.record_no).where(s.retired_run_no.is_(None))
        numbers = connection.execute(query).scalars().all()
        return {r.record_id: r for r in rebuilt(connection, numbers).values()}
