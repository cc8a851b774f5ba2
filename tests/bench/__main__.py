"""`make bench`: every measurement, into docs/bench.json, docs/performance.md and docs/accuracy.md.

`python -m tests.bench born memory` measures only what is named; what was measured before stays, with its date.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipeline.runs.keys import ENGINES, LIBRARIES, installed_version, tesseract_version
from tests.bench.measuring import FIGURES

ROOT = Path(__file__).resolve().parent.parent.parent
MEASURED = ROOT / "docs" / "bench.json"
# part → its heading, in the order of the page
SPEED = {
    "born": "Born-digital pages",
    "scans": "Scanned pages",
    "startup": "Start-up",
    "scaling": "Two workers",
    "memory": "Memory",
    "kills": "Killed and resumed",
    "ocr": "Each file",
    "feed": "Evidence database",
    "pages": "Audit pages and diffs",
    "tables": "Tables",
}
ACCURACY = {
    "accuracy": "Sample corpus against its gold",
    "garble": "Garbled text layers: what a language identifier sees, and what the pipeline sees",
}
NOTE = "Made by `make bench`; not edited by hand.\n"
PATIENCE = 1200.0  # seconds of one part: a measurement that hangs ends none of the others


@dataclass(frozen=True, slots=True)
class Measured:
    """A part's findings. text: Markdown. load: of the machine before. seconds: what the measuring took."""

    text: str
    date: str
    load: float
    seconds: float
    figures: dict[str, float] = field(default_factory=dict)


def machine() -> str:
    """The machine and every version that a number here depends on, as a paragraph."""
    info = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").is_file() else ""
    model = re.search(r"model name\s*:\s*(.+)", info)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    versions = {name: installed_version(name) for name in (*ENGINES, *LIBRARIES)} | {"tesseract": tesseract_version()}
    said = ", ".join(f"{name} {number}" for name, number in versions.items())
    processor = model[1] if model else platform.processor() or platform.machine()
    return (
        f"{os.cpu_count()} cores of {processor}, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}. {said}.\n"
    )


def said_by(command: list[str]) -> str:
    """What a measurement prints; what went wrong, where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"\nnot measured: took longer than {PATIENCE:.0f} s\n"
    if done.returncode:
        why = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        return f"{done.stdout}\nnot measured: {why[0]}\n"
    return done.stdout


def accuracy() -> str:
    """Scores of the sample corpus against its gold, for each way a review may come."""
    with tempfile.TemporaryDirectory(prefix="accuracy-") as folder:
        said_by([sys.executable, "-m", "pipeline", "run", "corpus", "--out", folder])
        command = [sys.executable, "-m", "pipeline", "evaluate", folder, "corpus/gold", "--markdown"]
        return f"{said_by(command)}\n### Each document\n\n{said_by([*command, '--each'])}"


def measured(name: str) -> Measured:
    """Measure one part in a process of its own."""
    load, start = os.getloadavg()[0], time.monotonic()
    said = accuracy() if name == "accuracy" else said_by([sys.executable, "-m", f"tests.bench.{name}"])
    text, _, tail = said.partition(FIGURES)
    figures = json.loads(tail.rsplit(" -->", 1)[0]) if tail else {}
    today = datetime.date.today().isoformat()
    return Measured(text.strip() + "\n", today, round(load, 1), round(time.monotonic() - start), figures)


def known() -> dict[str, Measured]:
    """What former runs have measured."""
    if not MEASURED.is_file():
        return {}
    return {name: Measured(**said) for name, said in json.loads(MEASURED.read_text("utf-8"))["parts"].items()}


def page(title: str, parts: dict[str, str], found: dict[str, Measured]) -> str:
    """A page of the parts that have been measured, each with its day."""
    sections = [
        f"## {heading}\n\n{found[name].text}\nMeasured on {found[name].date}, the load before was {found[name].load}.\n"
        for name, heading in parts.items()
        if name in found
    ]
    return f"# {title}\n\n{NOTE}\n{machine()}\n" + "\n".join(sections)


def main(names: list[str]) -> None:
    """Measure what `names` says, or everything; the pages are written after each part, so that none is lost."""
    unknown = set(names) - {*SPEED, *ACCURACY}
    if unknown:
        sys.exit(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join((*SPEED, *ACCURACY))}")
    found = known()
    for name in (n for n in (*SPEED, *ACCURACY) if n in (names or (*SPEED, *ACCURACY))):
        found[name] = measured(name)
        print(f"{name}: {found[name].seconds} s\n{found[name].text}", flush=True)
        said = {"machine": machine(), "parts": {n: asdict(part) for n, part in sorted(found.items())}}
        MEASURED.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (ROOT / "docs" / "performance.md").write_text(page("Performance", SPEED, found), "utf-8")
        if all(n in found for n in ACCURACY):
            (ROOT / "docs" / "accuracy.md").write_text(page("Accuracy", ACCURACY, found), "utf-8")
    subprocess.run([sys.executable, "docs/build.py"], check=True, cwd=ROOT)  # what other pages compute with it


if __name__ == "__main__":
    main(sys.argv[1:])
