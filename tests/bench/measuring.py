"""What the measurements share: a clock of processor time, files to measure on, and a part's findings as Markdown.

The figures that other pages compute with follow the table as a comment, which `tests.bench` keeps in docs/bench.json.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package runs from its bytecode
CORPUS = Path(__file__).resolve().parent.parent.parent / "corpus"
PIPELINE = [sys.executable, "-m", "pipeline"]
BORN = sorted(CORPUS.glob("*-born.pdf"))
SCANS = sorted(CORPUS.glob("*-scan.pdf"))
FIGURES = "<!-- figures "
PR_SET_CHILD_SUBREAPER = 36  # Linux
UNSTABLE = frozenset({"manifest.json", "run.json"})  # hold times


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, and of processor time with that of finished children."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} s ({self.cpu:.2f} s processor)"


@dataclass(frozen=True, slots=True)
class Part:
    """What one measurement found. rows: what, measured, bar. figures: numbers that other pages compute with."""

    rows: tuple[tuple[str, str, str], ...]
    figures: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    def markdown(self) -> str:
        lines = ["| what | measured | bar |", "| --- | --- | --- |"]
        lines += [f"| {what} | {measured} | {bar} |" for what, measured, bar in self.rows]
        note = f"\n{self.note}\n" if self.note else ""
        figures = {name: float(f"{value:.4g}") for name, value in self.figures.items()}
        return "\n".join(lines) + f"\n{note}{FIGURES}{json.dumps(figures)} -->"


def cost(work: Callable[[], object]) -> Cost:
    """What a call costs, with all the processes that it starts."""
    ctypes.CDLL(None).prctl(
        PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0
    )  # workers that outlive their parent are ours to wait for
    before, start = os.times(), time.perf_counter()
    work()
    wall = time.perf_counter() - start
    with suppress(ChildProcessError):
        while True:
            os.wait()
    after = os.times()
    return Cost(wall, sum(after[:4]) - sum(before[:4]))


def in_turn(works: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, Cost]:
    """The medians of each work's costs; the works take turns, so that a busy moment hits all alike."""
    found: dict[str, list[Cost]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(cost(work))
    return {name: Cost(median(c.wall for c in all_), median(c.cpu for c in all_)) for name, all_ in found.items()}


def pipeline(*arguments: str | Path) -> None:
    """`pipeline …`; an exit code of 3 (some inputs failed) is no failure of the measurement."""
    done = subprocess.run([*PIPELINE, *map(str, arguments)], stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"pipeline {' '.join(map(str, arguments))} ended with {done.returncode}")


def variants(sources: Sequence[Path], folder: Path, times: int) -> Path:
    """Every source `times` over, each copy with bytes of its own."""
    folder.mkdir()
    for path in sources:
        for n in range(times):
            (folder / f"{path.stem}-{n}.pdf").write_bytes(path.read_bytes() + b"\n%% copy %d\n" % n)
    return folder


def files(out: Path) -> dict[str, bytes]:
    """All outputs but those that hold times."""
    found = (p for p in out.rglob("*") if p.is_file() and ".pipeline" not in p.parts)
    return {str(p.relative_to(out)): p.read_bytes() for p in found if p.name not in UNSTABLE and p.suffix != ".sqlite"}


def quick() -> bool:
    """Whether only a taste of the measurement is asked for."""
    return "--quick" in sys.argv
