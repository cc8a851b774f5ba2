"""Databases to load into: an SQLite file, and a real PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.database.cluster import Cluster, programs, running

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for the whole session; without its programs a skip, and in CI a failure."""
    found = programs()
    if found is None:
        say = "PostgreSQL's server is not installed; `sh setup/postgres.sh` installs it"
        if os.environ.get("CI"):
            pytest.fail(say)
        pytest.skip(say)
    with running(found) as server:
        yield server


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where to load: a file or a URL, a new one for each test."""
    if request.param == "sqlite":
        return str(tmp_path / "evidence.sqlite")
    server: Cluster = request.getfixturevalue("cluster")
    return server.new_database()
