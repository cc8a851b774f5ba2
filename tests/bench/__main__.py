"""`make bench`: every measurement, into docs/performance.md and docs/accuracy.md, with the machine and the versions.

`python -m tests.bench ocr accuracy` measures only what is named; a page then holds only that.
"""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from pipeline.runs.keys import ENGINES, LIBRARIES, installed_version, tesseract_version

ROOT = Path(__file__).resolve().parent.parent.parent
# module → what its table shows; one that is not there is left out
SPEED = {"runs": "Runs", "ocr": "Recognition", "feed": "Evidence database", "tables": "Tables"}
ACCURACY = {"garble": "Garbled text layers: what a language identifier sees, and what the pipeline sees"}


def machine() -> str:
    """The machine and every version that a number here depends on, as a paragraph."""
    info = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").is_file() else ""
    model = re.search(r"model name\s*:\s*(.+)", info)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    versions = {name: installed_version(name) for name in (*ENGINES, *LIBRARIES)} | {"tesseract": tesseract_version()}
    said = ", ".join(f"{name} {number}" for name, number in versions.items())
    processor = model[1] if model else platform.processor() or platform.machine()
    load = os.getloadavg()[0]
    return (
        f"Measured on {datetime.date.today().isoformat()} by `make bench`: {os.cpu_count()} cores of {processor}, "
        f"{memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}; the load before was {load:.1f}. "
        f"{said}.\n"
    )


def said_by(command: list[str]) -> str:
    """What a measurement prints; what went wrong, where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        return f"{done.stdout}\nfailed: {done.stderr.strip().splitlines()[-1:]}\n"
    return done.stdout


def modules(wanted: dict[str, str]) -> str:
    parts = [
        f"## {title}\n\n{said_by([sys.executable, '-m', f'tests.bench.{name}'])}"
        for name, title in wanted.items()
        if find_spec(f"tests.bench.{name}") is not None
    ]
    return "\n".join(parts)


def accuracy() -> str:
    """Scores of the sample corpus against its gold, for each way a review may come."""
    with tempfile.TemporaryDirectory(prefix="accuracy-") as folder:
        said_by([sys.executable, "-m", "pipeline", "run", "corpus", "--out", folder])
        command = [sys.executable, "-m", "pipeline", "evaluate", folder, "corpus/gold", "--markdown"]
        return f"{said_by(command)}\n### Each document\n\n{said_by([*command, '--each'])}"


def main(names: list[str]) -> None:
    """Measure what `names` says (modules and `accuracy`), or everything; a page holds what was measured for it."""
    note = "Made by `make bench`; not edited by hand.\n"
    chosen = set(names or (*SPEED, *ACCURACY, "accuracy"))
    speed = {name: title for name, title in SPEED.items() if name in chosen}
    if speed:
        text = f"# Performance\n\n{note}\n{machine()}\n{modules(speed)}"
        (ROOT / "docs" / "performance.md").write_text(text, "utf-8")
    if "accuracy" in chosen:
        judged = {name: title for name, title in ACCURACY.items() if name in chosen}
        scores = f"## Sample corpus against its gold\n\n{accuracy()}"
        text = f"# Accuracy\n\n{note}\n{machine()}\n{scores}\n{modules(judged)}"
        (ROOT / "docs" / "accuracy.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
