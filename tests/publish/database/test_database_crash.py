"""Loaders that are killed, and loaders that meet."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.publish.database.load import LoadOptions, load
from tests.bench.loader import FIXED
from tests.bench.synthetic import write_outputs
from tests.publish.database.cluster import Cluster
from tests.publish.database.holding import ask, everything

DOCUMENTS = 24


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crash")
    write_outputs(folder, range(DOCUMENTS))
    return folder


@pytest.fixture(scope="module")
def clean(outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a load without any trouble leaves."""
    place = tmp_path_factory.mktemp("clean") / "evidence.sqlite"
    load(outputs, place, options=LoadOptions(at=FIXED))
    return everything(str(place))


def _begin(outputs: Path, place: str, batch: int = 1) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.loader", str(outputs), place, str(batch)]
    loader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
    assert loader.stdout is not None
    assert loader.stdout.readline() == "begun\n"
    return loader


def _held(place: str) -> int:
    try:
        return int(ask(place, "SELECT count(*) FROM documents")[0][0])
    except Exception:  # no table yet
        return 0


def _same(one: dict[str, list[str]], other: dict[str, list[str]]) -> None:
    assert {name: len(rows) for name, rows in one.items()} == {name: len(rows) for name, rows in other.items()}
    for name, rows in other.items():
        assert [_plain(r) for r in one[name]] == [_plain(r) for r in rows], name


def _plain(row: str) -> str:
    """Rows of both engines alike, whose texts of a time differ."""
    return re.sub(r"(2026-01-01)[ T](00:00:00)(?:\.000000)?", r"\1 \2", row)


@pytest.mark.parametrize("after", [1, DOCUMENTS // 2])
def test_a_load_that_is_killed_leaves_whole_documents_and_can_be_done_again(
    outputs: Path, place: str, clean: dict[str, list[str]], after: int
) -> None:
    loader = _begin(outputs, place)
    while loader.poll() is None and _held(place) < after:
        time.sleep(0.002)
    loader.kill()
    loader.wait()
    whole = ask(place, "SELECT document_no, count(*) FROM studies GROUP BY document_no HAVING count(*) <> 12")
    assert whole == []
    empty = ask(place, "SELECT count(*) FROM documents WHERE document_no NOT IN (SELECT document_no FROM studies)")
    assert empty == [(0,)]
    load(outputs, place, options=LoadOptions(at=FIXED))
    _same(everything(place), clean)


def test_two_loaders_at_once_leave_what_one_would(outputs: Path, place: str, clean: dict[str, list[str]]) -> None:
    loaders = [_begin(outputs, place, batch=3) for _ in range(2)]
    assert [loader.wait(timeout=120) for loader in loaders] == [0, 0]
    _same(everything(place), clean)


def test_an_engine_that_refuses_the_connection_is_told_in_one_line(cluster: Cluster, outputs: Path) -> None:
    url = f"postgresql://{cluster.user}@/nowhere?host={cluster.socket}"
    with pytest.raises(Exception, match="nowhere"):
        load(outputs, url)
