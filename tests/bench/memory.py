"""The memory of a worker over many documents, all different: `python -m tests.bench.memory [--quick]`.

Born tables typeset at random, a scan now and then, one worker; what it holds is looked at several times a second.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measuring import SCANS, Part, cost, pipeline, quick
from tests.bench.random_tables import KINDS, random_table

DOCUMENTS = 500
MOMENTS = 5


def made(folder: Path, documents: int) -> int:
    """Born documents, each with a table of its own, and the scans spread among them; how many there are."""
    folder.mkdir()
    for n in range(documents - len(SCANS)):
        random_table(KINDS[n % len(KINDS)], n).save(folder, f"doc-{n:04}")
    for i, scan in enumerate(SCANS):
        shutil.copy(scan, folder / f"doc-{i * documents // len(SCANS):04}-scan.pdf")
    return len(list(folder.iterdir()))


@contextmanager
def watched() -> Iterator[list[int]]:
    """What the process below this one that holds most holds, in bytes, five times a second."""
    seen: list[int] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            seen.append(max((resident(pid) for pid in below(os.getpid())), default=0))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def below(parent: int) -> set[int]:
    """The processes that `parent` started, near or far."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text("ascii", "replace").rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
    found = {parent}
    while more := {pid for pid, above in parents.items() if above in found} - found:
        found |= more
    return found - {parent}


def resident(pid: int) -> int:
    """Bytes that a process holds."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def main(*, documents: int = DOCUMENTS) -> Part:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = Path(name)
        count = made(root / "in", documents)
        with watched() as seen:
            whole = cost(lambda: pipeline("run", root / "in", "--out", root / "out", "--jobs", "1"))
    held = [most / 1e6 for most in seen]
    size = max(1, len(held) // MOMENTS)
    steps = [max(held[i : i + size]) for i in range(0, size * MOMENTS, size) if held[i : i + size]]
    said = ", ".join(f"{step:.0f}" for step in steps)
    rows = (
        (f"memory of a worker over {count} documents, {len(SCANS)} of them scans",
         f"at most {max(held, default=0):.0f} MB; in each fifth of the run {said}", "1500 MB, not growing"),
        ("the same run", str(whole), ""),
    )  # fmt: skip
    return Part(rows, {"worker_mb": max(held, default=0.0), "first_mb": steps[0], "last_mb": steps[-1]})


if __name__ == "__main__":
    print(main(documents=40 if quick() else DOCUMENTS).markdown())
