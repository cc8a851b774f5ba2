"""A Dask cluster leaves what a local run leaves, also where it loses a worker; inputs and outputs may be URLs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from sampling import CORPUS, quiet
from test_run import stable_bytes

from pipeline.errors import NotAFile, OutputError
from pipeline.runs.anywhere import here
from pipeline.runs.run import RunOptions, run

DUMP = CORPUS / "exercise-neuropathy-dump.txt"
BORN = CORPUS / "taichi-knee-born.pdf"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a real scheduler, and two workers in processes of their own."""
    note = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    scheduler = subprocess.Popen(
        [*dask, "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(note)],
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 60
    while not note.is_file() and time.monotonic() < end:
        time.sleep(0.1)
    command = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(note), "--no-nanny"]
    workers = [
        subprocess.Popen([*command, "--nthreads", "1", "--no-dashboard"], stderr=subprocess.DEVNULL, cwd=tmp_path)
        for _ in range(2)
    ]
    yield fsspec.filesystem("file").cat_file(str(note)).decode().split('"address": "')[1].split('"')[0], workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def test_a_cluster_that_loses_a_worker_leaves_the_same_bytes(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    inputs = tmp_path / "in"
    inputs.mkdir()
    shutil.copy(DUMP, inputs)
    shutil.copy(BORN, inputs)
    for n in range(3):
        (inputs / f"note-{n}.txt").write_text(f"Exercise and pain, note {n}.\n", "utf-8")
    (inputs / "broken.pdf").write_bytes(b"%PDF-1.7\n")
    run([inputs], tmp_path / "local", options=RunOptions(jobs=1), console=quiet())
    far = tmp_path / "far"

    def kill_one() -> None:
        while not list(far.glob("*/manifest.json")):
            time.sleep(0.02)
        workers[0].kill()

    threading.Thread(target=kill_one, daemon=True).start()
    report = run([inputs], far, options=RunOptions(scheduler=address), console=quiet())
    assert {f.status for f in report.inputs if f.document_id != "broken"} == {"ok"}
    assert workers[0].wait(timeout=60) != 0
    assert stable_bytes(far) == stable_bytes(tmp_path / "local")


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"tcp://127\.0\.0\.1:9"):
        run([DUMP], tmp_path, options=RunOptions(scheduler="tcp://127.0.0.1:9"), console=quiet())


@pytest.mark.parametrize("scheme", ["file", "memory"])
def test_urls_are_read_and_written_as_folders_are(tmp_path: Path, scheme: str) -> None:
    files = fsspec.filesystem(scheme)
    base = str(tmp_path / "store") if scheme == "file" else f"/{tmp_path.name}"
    files.makedirs(f"{base}/in", exist_ok=True)
    files.pipe_file(f"{base}/in/dump.txt", DUMP.read_bytes())
    for n in range(2):
        copies = tmp_path / f"copies-{n}"  # a second run on another machine knows what the first has done
        with here([f"{scheme}://{base}/in"], f"{scheme}://{base}/out", copies=copies) as local:
            report = run(local.places, local.out, options=RunOptions(jobs=1), console=quiet(), names=local.names)
        assert report.counts["cached"] == n
        assert report.inputs[0].input == f"{scheme}://{base}/in/dump.txt"
    shutil.copy(DUMP, tmp_path / "dump.txt")
    run([tmp_path / "dump.txt"], tmp_path / "plain", options=RunOptions(jobs=1), console=quiet())
    plain = stable_bytes(tmp_path / "plain")
    for name in ("records.jsonl", "dump/records.jsonl", "dump/document.json", "dump/layers/en.txt"):
        assert files.cat_file(f"{base}/out/{name}") == plain[name]


def test_a_url_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotAFile, match="nothing"), here(["memory:///nothing"], str(tmp_path), copies=tmp_path / "c"):
        pass
