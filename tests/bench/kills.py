"""A run killed at random moments and done again, against a clean one: `python -m tests.bench.kills [--quick]`.

Each kill is SIGKILL to the whole process group, so that no worker can tidy up. The outputs are compared byte by byte,
the evidence database record by record.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.measuring import BORN, CORPUS, PIPELINE, SCANS, Part, cost, files, pipeline, quick, variants
from tests.publish.database.holding import records

KILLS = 10


def main(*, kills: int = KILLS, copies: int = 3, scans: int = 1) -> Part:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = Path(name)
        folder = variants(BORN, root / "in", copies)
        for path in (CORPUS / "exercise-neuropathy-dump.txt", *SCANS[:scans]):
            shutil.copy(path, folder)
        whole = cost(lambda: pipeline("run", folder, "--out", root / "clean")).wall
        cut = killed(folder, root / "out", kills, whole)
        pipeline("run", folder, "--out", root / "out")
        drafts = list((root / "out").rglob("*.part"))
        same = files(root / "out") == files(root / "clean") and not drafts
        held = records(str(root / "out" / "evidence.sqlite")) == records(str(root / "clean" / "evidence.sqlite"))
        documents = len(list(folder.iterdir()))
    rows = (
        (f"bytes of {documents} documents after {cut} kills of the whole process group and a last run",
         "equal to a clean run" if same else "DIFFERENT", "equal"),
        ("records in the evidence database after them", "equal to a clean run" if held else "DIFFERENT", "equal"),
    )  # fmt: skip
    return Part(rows, {"kills": cut})


def killed(folder: Path, out: Path, kills: int, seconds: float) -> int:
    """Start the run and kill it, again and again; how often it was hit before its end."""
    chance = random.Random(0)
    hit = 0
    for _ in range(kills):
        process = subprocess.Popen(
            [*PIPELINE, "run", str(folder), "--out", str(out)], stdout=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(0, max(3.0, seconds / 2)))  # what is done is not done again: shorter each time
        hit += process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return hit


if __name__ == "__main__":
    print((main(kills=3, copies=1, scans=0) if quick() else main()).markdown())
