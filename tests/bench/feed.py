"""How fast the evidence database loads, on both engines: `python -m tests.bench.feed [DOCUMENTS]`.

Prints Markdown: seconds and memory of a load, the load again, a bare executemany of the same rows, and whether a load
that was killed at ten random moments and done again equals a clean one.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.publish.database.connect import database_url, open_engine, upgrade
from pipeline.publish.database.load import LoadOptions, load
from pipeline.publish.database.schema import metadata
from tests.bench.loader import FIXED
from tests.bench.synthetic import write_outputs
from tests.publish.database.cluster import programs, running
from tests.publish.database.holding import everything

DOCUMENTS = 10_000
KILLED = 2000  # documents of the load that is killed: ten loads of a second or so each do not finish them
MOMENTS = 10
_CHUNK = 20_000


def main(documents: int = DOCUMENTS) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_outputs(folder / "big", range(documents))
        write_outputs(folder / "small", range(KILLED))
        print(f"| engine ({documents} documents) | load s (CPU) | MB | again s | bare executemany s (CPU) | ratio |")
        print("| --- | --- | --- | --- | --- | --- |")
        _measure("SQLite", folder, str(folder / "evidence.sqlite"), str(folder / "bare.sqlite"))
        found = programs()
        if found is None:
            print("| PostgreSQL | not installed | | | | |")
            return
        with running(found) as cluster:
            _measure("PostgreSQL", folder, cluster.new_database(), cluster.new_database())
            for name, place in (("SQLite", str(folder / "killed.sqlite")), ("PostgreSQL", cluster.new_database())):
                print(f"\n{name}: {_killed(folder / 'small', place)}")


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Wall and CPU seconds of what happens inside."""
    wall, cpu = time.perf_counter(), time.process_time()
    times: list[float] = []
    yield times
    times += [time.perf_counter() - wall, time.process_time() - cpu]


def _measure(name: str, folder: Path, place: str, bare_place: str) -> None:
    options = LoadOptions(at=FIXED)
    with _timed() as first:
        load(folder / "big", place, options=options)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with _timed() as again:
        assert not load(folder / "big", place, options=options).any
    bare = _bare(folder / "evidence.sqlite", bare_place)
    print(
        f"| {name} | {first[0]:.0f} ({first[1]:.0f}) | {memory:.0f} | {again[0]:.1f} | {bare[0]:.0f} ({bare[1]:.0f}) "
        f"| {first[0] / bare[0]:.2f} |",
        flush=True,
    )


def _bare(source: Path, place: str) -> tuple[float, float]:
    """Seconds (wall, CPU) of a plain executemany of the rows in `source` into the same schema, reading aside."""
    engine = open_engine(database_url(place))
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    wall = cpu = 0.0
    with engine.connect() as connection:
        upgrade(connection)
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        if mark == "?":
            cursor.execute("BEGIN IMMEDIATE")
        for table in metadata.sorted_tables:
            names = [f'"{c.name}"' for c in table.columns]
            sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"
            stale = [n for n, c in enumerate(table.columns) if c.name in ("stale", "kept")]
            for chunk in _chunks(source, f"SELECT {', '.join(names)} FROM {table.name}"):
                rows = chunk if mark == "?" else [_truths(row, stale) for row in chunk]
                with _timed() as times:
                    cursor.executemany(sql, rows)
                wall, cpu = wall + times[0], cpu + times[1]
        with _timed() as times:
            driver.commit()
    return wall + times[0], cpu + times[1]


def _chunks(source: Path, query: str) -> Iterator[list[tuple[Any, ...]]]:
    rows = iter(sqlite3.connect(source).execute(query))
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _truths(row: tuple[Any, ...], places: list[int]) -> tuple[Any, ...]:
    return tuple(bool(v) if n in places else v for n, v in enumerate(row))


def _killed(outputs: Path, place: str) -> str:
    """Kill loads at random moments until ten were; then load once more and compare with a clean load."""
    dice = random.Random(8)
    command = [sys.executable, "-m", "tests.bench.loader", str(outputs), place, "1"]
    killed = 0
    for _ in range(MOMENTS):
        loader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert loader.stdout is not None
        loader.stdout.readline()
        time.sleep(dice.uniform(0.0, 1.5))
        loader.kill()
        killed += loader.wait() != 0
    load(outputs, place, options=LoadOptions(at=FIXED))
    load(outputs, clean := f"{outputs}-clean.sqlite", options=LoadOptions(at=FIXED))
    held, wanted = everything(place), everything(clean)
    same = all(len(held[name]) == len(rows) for name, rows in wanted.items())
    same_text = all([_plain(r) for r in held[n]] == [_plain(r) for r in rows] for n, rows in wanted.items())
    return f"killed {killed} of {MOMENTS} times; the same as a clean load: {'yes' if same and same_text else 'NO'}"


def _plain(row: str) -> str:
    """Rows of both engines alike: their texts of a time differ."""
    return row.replace("T00:00:00.000000+", " 00:00:00+").replace("T00:00:00+", " 00:00:00+")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
