"""Questions to the database, on the command line: read only, as table, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.publish.database.load import load
from tests.bench.synthetic import ROWS, record, write_outputs
from tests.publish.database.cluster import Cluster
from tests.publish.database.holding import ask, everything

DOCUMENTS = 3


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ask")
    write_outputs(folder, range(DOCUMENTS))
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def held(request: pytest.FixtureRequest, outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        place = str(tmp_path_factory.mktemp("ask-db") / "evidence.sqlite")
    else:
        server: Cluster = request.getfixturevalue("cluster")
        place = server.new_database()
    load(outputs, place)
    return place


def _run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), catch_exceptions=True)


def _rows(*words: str) -> list[dict[str, object]]:
    result = _run(*words, "--format", "json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, list)
    return found


EVERY = [record(number, row) for number in range(DOCUMENTS) for row in range(1, ROWS + 1)]


def test_studies_are_found_by_condition_and_type(held: str) -> None:
    wanted = [
        r.study.label for r in EVERY
        if r.population.condition and r.population.condition.as_reported == "DPN" and "aerobic" in r.intervention.types
    ]  # fmt: skip
    found = _rows("studies", "--condition", "dpn", "--type", "aerobic", "--db", held)
    assert [row["label"] for row in found] == wanted
    assert wanted
    assert all(row["frequency"] == "3 /wk" and str(row["intensity"]).startswith("moderate ") for row in found)


def test_a_condition_with_wildcards_is_taken_as_it_stands(held: str) -> None:
    assert _rows("studies", "--condition", "%", "--db", held) == []


def test_outcomes_are_found_by_measure_and_direction(held: str) -> None:
    wanted = sum(o.measure.as_reported == "Pain" and o.direction == "increase" for r in EVERY for o in r.outcomes)
    assert len(_rows("outcomes", "--measure", "pain", "--direction", "increase", "--db", held)) == wanted > 0


def test_flags_come_with_the_ink_they_are_about(held: str) -> None:
    found = _rows("flags", "--code", "direction-uncertain", "--document", "review-00001", "--db", held)
    assert len(found) == ROWS // 2
    assert {(row["path"], row["raw"], row["page"]) for row in found} == {
        ("/outcomes/0/direction", "moderate aerobic exercise", 2)
    }


def test_csv_and_table_say_the_same_as_json(held: str) -> None:
    question = "SELECT label, year FROM v_studies ORDER BY record_no"
    rows = _rows("query", question, "--db", held)
    read = list(csv.DictReader(io.StringIO(_run("query", question, "--db", held, "--format", "csv").stdout)))
    assert [(r["label"], r["year"]) for r in read] == [(r["label"], str(r["year"])) for r in rows]
    shown = _run("query", question, "--db", held).stdout
    assert all(str(r["label"]) in shown for r in rows)


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM flags",
        "UPDATE studies SET label = 'x'",
        "DROP TABLE history",
        "CREATE TABLE mine (n int)",
        "SELECT 1; DELETE FROM flags",
        "COMMIT; DELETE FROM flags",
        "WITH gone AS (DELETE FROM flags RETURNING n) SELECT * FROM gone",
        "SET default_transaction_read_only = off",
        "PRAGMA user_version = 7",
        "ATTACH 'other.sqlite' AS other",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "nonsense",
    ],
)
def test_a_query_cannot_change_anything(held: str, harm: str) -> None:
    before = everything(held)
    result = _run("query", harm, "--db", held)
    assert result.exit_code != 0
    assert everything(held) == before


def test_what_was_held_on_a_day_can_be_asked(held: str) -> None:
    assert _rows("studies", "--at", "2020-01-01", "--db", held) == []
    assert len(_rows("studies", "--at", "2999-01-01", "--db", held)) == len(EVERY)


def test_a_database_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    result = _run("flags", "--db", str(tmp_path / "none.sqlite"))
    assert result.exit_code != 0
    assert "there is no database" in str(result.exception)
    assert not (tmp_path / "none.sqlite").exists()


def test_loading_by_command_says_what_it_did(outputs: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "evidence.sqlite")
    assert _run("load", str(outputs), "--to", place).stdout == "3 documents: 36 records new, 0 changed, 0 retired\n"
    assert _run("load", str(outputs), "--to", place).stdout == "nothing new\n"
    assert ask(place, "SELECT count(*) FROM v_studies") == [(36,)]
