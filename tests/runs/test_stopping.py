"""A run that is stopped, killed, or out of disk keeps what it has finished, and the next one completes it."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sampling import CORPUS, quiet
from test_run import stable_bytes

from pipeline.runs.run import STATE, RunOptions, run

DUMP = CORPUS / "exercise-neuropathy-dump.txt"
PATIENCE = 120.0


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many small documents and a real one, so that a run is long enough to be hit."""
    folder = tmp_path_factory.mktemp("many")
    for n in range(16):
        (folder / f"note-{n:02}.txt").write_text(
            f"Title {n}\n\nExercise and pain in {n} studies.\n运动与疼痛\n", "utf-8"
        )
    shutil.copy(DUMP, folder)
    return folder


@pytest.fixture(scope="module")
def clean(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("clean")
    run([inputs], out, options=RunOptions(jobs=1), console=quiet())
    return stable_bytes(out)


def started(inputs: Path, out: Path, *, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", "run", str(inputs), "--out", str(out), "--jobs", "2"]

    def prepared() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs inherit it as ignored
        if limit:
            limit()

    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=prepared,
    )


def until_finished(out: Path, documents: int) -> None:
    end = time.monotonic() + PATIENCE
    while len(list(out.glob("*/manifest.json"))) < documents:
        assert time.monotonic() < end, "the run does not get on"
        time.sleep(0.01)


def assert_completed(inputs: Path, out: Path, clean: dict[str, bytes]) -> None:
    report = run([inputs], out, options=RunOptions(jobs=1), console=quiet())
    assert report.counts["failed"] == 0
    assert stable_bytes(out) == clean
    assert not list(out.rglob("*.part"))


def test_a_killed_run_is_resumed_to_the_same_bytes(inputs: Path, clean: dict[str, bytes], tmp_path: Path) -> None:
    for documents in (1, 6):
        process = started(inputs, tmp_path)
        until_finished(tmp_path, documents)
        process.kill()  # the run alone: its workers must notice
        process.wait()
    done = len(list(tmp_path.glob("*/manifest.json")))
    report = run([inputs], tmp_path, options=RunOptions(jobs=1), console=quiet())
    assert report.counts["cached"] >= min(done, 6)
    assert_completed(inputs, tmp_path, clean)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_reports_what_it_finished(
    inputs: Path, clean: dict[str, bytes], tmp_path: Path, number: signal.Signals
) -> None:
    process = started(inputs, tmp_path)
    until_finished(tmp_path, 3)
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "everything finished so far is kept" in said
    assert "Traceback" not in said
    fates = json.loads((tmp_path / "run.json").read_text("utf-8"))["inputs"]
    assert len(fates) == 17
    assert {f["status"] for f in fates} == {"ok", "failed"}
    assert {f["reason"] for f in fates if f["status"] == "failed"} == {"stopped before it was done"}
    assert_completed(inputs, tmp_path, clean)


def test_a_full_disk_is_one_clear_sentence(inputs: Path, clean: dict[str, bytes], tmp_path: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))

    process = started(inputs, tmp_path, limit=little_room)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "Traceback" not in said
    last = said.strip().splitlines()[-1]
    assert "cannot be written" in last
    assert str(tmp_path) in last
    assert_completed(inputs, tmp_path, clean)


def test_a_folder_half_written_by_another_version_is_not_taken_for_done(tmp_path: Path) -> None:
    run([DUMP], tmp_path, options=RunOptions(jobs=1), console=quiet())
    (tmp_path / DUMP.stem / "records.jsonl").unlink()
    report = run([DUMP], tmp_path, options=RunOptions(jobs=1), console=quiet())
    assert report.counts["cached"] == 0
    assert (tmp_path / DUMP.stem / "records.jsonl").is_file()


def test_a_deleted_cache_changes_nothing(tmp_path: Path) -> None:
    run([DUMP], tmp_path, options=RunOptions(jobs=1), console=quiet())
    before = stable_bytes(tmp_path)
    shutil.rmtree(tmp_path / STATE)
    run([DUMP], tmp_path, options=RunOptions(jobs=1, force=True), console=quiet())
    assert stable_bytes(tmp_path) == before
