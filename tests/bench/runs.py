"""How fast runs are: `python -m tests.bench.runs [--quick]`. Prints Markdown.

Start-up, a run with nothing to do, born pages against bare pdfplumber and PDFium, two workers against one, memory over
many documents, and whether a run killed ten times leaves what a clean one leaves.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium

from pipeline import flow
from pipeline.adapters.engines import load_engines
from pipeline.adapters.opening import open_source
from pipeline.publish.files import write_document
from pipeline.settings import Settings

CORPUS = Path(__file__).resolve().parent.parent.parent / "corpus"
PIPELINE = [sys.executable, "-m", "pipeline"]
BORN = sorted(CORPUS.glob("*-born.pdf"))
SCANS = sorted(CORPUS.glob("*-scan.pdf"))
KILLS = 10


def main(*, quick: bool = False) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = Path(name)
        print("| what | measured | bar |\n| --- | --- | --- |")
        start_up()
        no_op(root, 100 if quick else 1000)
        born(root)
        scaling(root, "born", variants(BORN, root / "born", 8 if quick else 40))
        if not quick:
            scaling(root, "scans", variants(SCANS, root / "scans", 1))
        memory(root, 40 if quick else 500)
        killed(root)


def row(what: str, measured: str, bar: str) -> None:
    print(f"| {what} | {measured} | {bar} |", flush=True)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of processor time with that of finished children."""
    before, start = os.times(), time.perf_counter()
    work()
    after = os.times()
    return time.perf_counter() - start, sum(after[:4]) - sum(before[:4])


def pipeline(*arguments: str | Path) -> None:
    subprocess.run([*PIPELINE, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def start_up() -> None:
    best = min(timed(lambda: pipeline("--help")) for _ in range(5))
    row("`pipeline --help`", f"{best[0]:.2f} s ({best[1]:.2f} s processor)", "0.3 s")


def no_op(root: Path, documents: int) -> None:
    folder = root / "notes"
    folder.mkdir()
    for n in range(documents):
        (folder / f"note-{n:04}.txt").write_text(f"Title {n}\n\nExercise and pain.\n\n运动与疼痛。\n", "utf-8")
    first = timed(lambda: pipeline("run", folder, "--out", root / "notes-out"))
    again = min(timed(lambda: pipeline("run", folder, "--out", root / "notes-out")) for _ in range(3))
    row(f"nothing to do over {documents} documents", f"{again[0]:.2f} s ({again[1]:.2f} s processor)", "2 s")
    row("the smallest document, all files written", f"{1000 * first[0] / documents:.0f} ms", "")


def born(root: Path) -> None:
    """Warm, in one process, processor time: the best of three rounds of each."""
    pages = 0

    def characters() -> None:
        nonlocal pages
        pages = 0
        for path in BORN:
            with pdfplumber.open(path) as pdf:
                for page in pdf.pages:
                    assert page.chars
                    page.close()
                    pages += 1

    def bare() -> None:
        for path in BORN:
            document = pdfium.PdfDocument(path)
            for page in document:
                page.get_textpage().get_text_range()
            document.close()

    def whole() -> None:
        settings, engines = Settings(), load_engines()
        for path in BORN:
            with open_source(path, settings.extract) as opened:
                transcript = flow.read(opened, engines=engines, settings=settings)
            write_document(flow.understand(transcript, settings=settings), root / "whole" / path.stem)

    whole()
    floor, least, ours = (min(timed(work)[1] for _ in range(3)) for work in (characters, bare, whole))
    row(f"{pages} born pages: pdfplumber characters", f"{1000 * floor / pages:.0f} ms a page", "")
    row(f"{pages} born pages: PDFium text", f"{1000 * least / pages:.0f} ms a page", "")
    row(f"{pages} born pages: the whole pipeline", f"{1000 * ours / pages:.0f} ms a page, {ours / floor:.1f} times "
        "pdfplumber", "2.5 times")  # fmt: skip


def variants(sources: Sequence[Path], folder: Path, times: int) -> Path:
    """Every source `times` over, each copy with bytes of its own."""
    folder.mkdir()
    for path in sources:
        for n in range(times):
            (folder / f"{path.stem}-{n}.pdf").write_bytes(path.read_bytes() + b"\n%% copy %d\n" % n)
    return folder


def scaling(root: Path, what: str, folder: Path) -> None:
    seconds = {}
    for jobs in ("1", "2"):
        seconds[jobs] = timed(
            lambda jobs=jobs: pipeline("run", folder, "--out", root / f"{what}-{jobs}", "--jobs", jobs)
        )[0]
    documents = len(list(folder.iterdir()))
    row(f"two workers against one, {documents} {what}", f"{seconds['1']:.0f} s and {seconds['2']:.0f} s: "
        f"{seconds['1'] / seconds['2']:.2f} times", "1.7 times")  # fmt: skip
    same = files(root / f"{what}-1") == files(root / f"{what}-2")
    row(f"bytes with one and two workers, {what}", "equal" if same else "DIFFERENT", "equal")


def files(out: Path) -> dict[str, bytes]:
    """All outputs but those that hold times."""
    found = (p for p in out.rglob("*") if p.is_file() and ".pipeline" not in p.parts)
    return {
        str(p.relative_to(out)): p.read_bytes()
        for p in found
        if p.name not in ("manifest.json", "run.json") and p.suffix != ".sqlite"
    }


def memory(root: Path, documents: int) -> None:
    folder = variants(BORN, root / "memory", -(-documents // len(BORN)))
    with watched() as peaks:
        pipeline("run", folder, "--out", root / "memory-out", "--jobs", "1")
    third = max(1, len(peaks) // 3)
    early, late = max(peaks[:third], default=0), max(peaks[-third:], default=0)
    row(f"memory of a worker over {len(list(folder.iterdir()))} born documents",
        f"{max(peaks, default=0) / 1e6:.0f} MB; first third {early / 1e6:.0f}, last third {late / 1e6:.0f}",
        "1500 MB, not growing")  # fmt: skip


@contextmanager
def watched() -> Iterator[list[int]]:
    """The resident memory of the largest process below this one, twice a second."""
    peaks: list[int] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            peaks.append(max((resident(pid) for pid in below(os.getpid())), default=0))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()


def below(parent: int) -> set[int]:
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
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def killed(root: Path) -> None:
    folder = variants(BORN, root / "kill", 3)
    shutil.copy(CORPUS / "exercise-neuropathy-dump.txt", folder)
    whole = timed(lambda: pipeline("run", folder, "--out", root / "kill-clean"))[0]
    chance = random.Random(0)
    for _ in range(KILLS):
        process = subprocess.Popen([*PIPELINE, "run", folder, "--out", root / "kill-out"], stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, whole))
        process.kill()
        process.wait()
    pipeline("run", folder, "--out", root / "kill-out")
    same = files(root / "kill-out") == files(root / "kill-clean")
    row(f"bytes after {KILLS} kills and a last run", "equal to a clean run" if same else "DIFFERENT", "equal")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
