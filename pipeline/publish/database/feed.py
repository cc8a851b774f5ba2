"""The embedded database beside the outputs, brought up to date at the end of a run. Light where nothing changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path

from pipeline.publish.contract import RunOut
from pipeline.publish.database.outputs import digest, entries
from pipeline.publish.database.revision import HEAD

EVIDENCE = "evidence.sqlite"


def feed(outputs: Path, run: RunOut) -> dict[str, str]:
    """Bring `outputs`/evidence.sqlite to what the run left; document id → why, for those that it would not take.

    No database library is loaded where nothing changed. Raises OutputError for a database that cannot be used.
    """
    place = outputs / EVIDENCE
    if place.is_file() and _loaded(place) == (HEAD, digest(entries(run, outputs), outputs)):
        return {}
    refused: dict[str, str] = import_module("pipeline.publish.database.load").beside(outputs, place)
    return refused


def _loaded(place: Path) -> tuple[str, str] | None:
    """Revision of the schema and digest of what was loaded last; None for a database that cannot tell."""
    try:
        with closing(sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found: tuple[str, str] | None = connection.execute(
                "SELECT version_num, digest FROM alembic_version, runs ORDER BY run_no DESC LIMIT 1"
            ).fetchone()
            return found
    except sqlite3.Error:
        return None
