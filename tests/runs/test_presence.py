"""A run waits for the workers that a killed run left behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.runs.presence import PRESENCE, wait_alone

WORKER = "import sys, time; from pathlib import Path; from pipeline.runs.presence import appear; "
LIFE = "appear(Path(sys.argv[1])); print('here', flush=True); time.sleep(float(sys.argv[2]))"


def worker(state: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER + LIFE, str(state), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    return process


def test_a_folder_without_workers_is_free_at_once(tmp_path: Path) -> None:
    wait_alone(tmp_path, seconds=0.0)


def test_a_run_waits_until_the_last_worker_of_another_is_gone(tmp_path: Path) -> None:
    with worker(tmp_path, 0.5) as early, worker(tmp_path, 1.0) as late:
        wait_alone(tmp_path, seconds=60.0)
        assert early.wait(10) == late.wait(10) == 0


def test_a_worker_that_stays_is_told_of_with_its_file(tmp_path: Path) -> None:
    with worker(tmp_path, 600.0) as process:
        start = time.monotonic()
        with pytest.raises(OutputError, match=PRESENCE):
            wait_alone(tmp_path, seconds=0.2)
        assert time.monotonic() - start < 60
        process.kill()
        process.wait()
        wait_alone(tmp_path, seconds=60.0)
