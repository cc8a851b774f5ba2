"""The database that a run leaves beside its outputs."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sampling import Sample

from pipeline.errors import OutputError
from pipeline.publish.contract import RecordOut
from pipeline.publish.database.feed import EVIDENCE, feed
from pipeline.publish.database.outputs import digest, entries, load_run
from tests.bench.synthetic import write_outputs
from tests.publish.database.holding import records


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fed")
    write_outputs(folder, range(3))
    assert feed(folder, load_run(folder)) == {}
    return folder


def test_a_run_leaves_a_database_that_holds_its_records(sample: Sample) -> None:
    lines = (sample.out / "records.jsonl").read_bytes().splitlines()
    found = {r.record_id: r for r in (msgspec.json.decode(line, type=RecordOut) for line in lines)}
    assert records(str(sample.out / EVIDENCE)) == found


def test_where_nothing_changed_no_database_library_is_loaded_and_no_byte_written(fed: Path) -> None:
    before = (fed / EVIDENCE).stat().st_mtime_ns
    program = (
        "import sys\nfrom pathlib import Path\nfrom pipeline.publish.database.feed import feed\n"
        "from pipeline.publish.database.outputs import load_run\n"
        f"out = Path({str(fed)!r})\nassert feed(out, load_run(out)) == {{}}\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('sqlalchemy', 'alembic', 'psycopg')))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
    assert (fed / EVIDENCE).stat().st_mtime_ns == before


def test_where_nothing_changed_a_thousand_documents_take_well_under_a_second(tmp_path: Path) -> None:
    write_outputs(tmp_path, range(1))
    manifest = (tmp_path / "review-00000" / "manifest.json").read_bytes()
    run = load_run(tmp_path)
    feed(tmp_path, run)
    names = [f"review-{number:05d}" for number in range(1000)]
    for name in names[1:]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_bytes(manifest)
    big = replace(run, inputs=tuple(replace(run.inputs[0], document_id=name) for name in names))
    with closing(sqlite3.connect(tmp_path / EVIDENCE)) as database, database:
        database.execute("UPDATE runs SET digest = ?", (digest(entries(big, tmp_path), tmp_path),))
    start = time.process_time()
    assert feed(tmp_path, big) == {}
    assert time.process_time() - start < 0.5


def test_a_file_that_is_no_database_is_told_so(tmp_path: Path) -> None:
    write_outputs(tmp_path, range(1))
    (tmp_path / EVIDENCE).write_text("no database")
    with pytest.raises(OutputError, match="not a database"):
        feed(tmp_path, load_run(tmp_path))


def test_datasette_serves_the_views(fed: Path) -> None:
    program = Path(sys.executable).with_name("datasette")
    listing = subprocess.run(
        [program, str(fed / EVIDENCE), "--get", "/evidence/v_studies.json?_shape=array&year__gte=2000&_size=3"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(listing.stdout)
    assert len(found) == 3
    assert all(row["year"] >= 2000 and row["frequency"] == "3 /wk" for row in found)
