"""`make fuzz`: hostile and damaged files beside twenty good ones; none may end a run, hang it, or write elsewhere.

python -m tests.fuzz [--files 200] [--seed 0]. Exit code 1 where a file has no fate or a good one came out differently.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from pipeline.publish.contract import RunInputOut
from pipeline.runs.inputs import listed
from pipeline.runs.pool import Limits
from pipeline.runs.run import RunOptions, run
from tests.bench.random_tables import KINDS, random_table
from tests.runs.hostile_files import make_all

CORPUS = Path(__file__).resolve().parent.parent.parent / "corpus"
GOOD = ("*-born.pdf", "exercise-neuropathy-dump.txt", "taichi-knee-scan.pdf", "taichi-knee-hybrid.pdf")
GOOD_FILES = 20
LIMITS = Limits(timeout=180, memory=2 << 30, page=30)
TOKENS = (b"obj", b"endobj", b"stream", b"/Length", b"/Kids", b"/Count", b"R", b"<<", b">>", b"[", b"]", b"/W", b"Tj")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to twenty wounds: bytes changed, cut, doubled, moved, numbers made huge, tokens put in."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(out))
        way = chance.randrange(6)
        if way == 0:
            out[at] = chance.randrange(256)
        elif way == 1:
            del out[at : at + chance.randint(1, 200)]
        elif way == 2:
            out[at:at] = out[at : at + chance.randint(1, 500)]
        elif way == 3:
            out[at:at] = b" " + chance.choice(TOKENS) + b" "
        elif way == 4:
            out[at:at] = str(chance.choice((-1, 0, 2**31, 2**63, 10**30))).encode()
        else:
            other = chance.randrange(len(out))
            out[at : at + 50] = out[other : other + 50]
        if not out:
            out = bytearray(b"%PDF-1.7\n")
    return bytes(out)


def good_files(folder: Path) -> tuple[Path, ...]:
    """The good documents under `folder`: part of the sample corpus, and tables made at random."""
    folder.mkdir()
    for path in (p for pattern in GOOD for p in sorted(CORPUS.glob(pattern))):
        shutil.copy(path, folder)
    for n in range(GOOD_FILES - len(list(folder.iterdir()))):
        random_table(KINDS[n % len(KINDS)], n).save(folder, f"table-{n:02}")
    return tuple(sorted(folder.iterdir()))


def documents(out: Path, good: Sequence[Path]) -> dict[str, bytes]:
    """The good documents' files under `out`, less those with times in them."""
    folders = [out / path.stem for path in good]
    files = [p for folder in folders for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json"]
    return {str(p.relative_to(out)): p.read_bytes() for p in files}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with TemporaryDirectory(prefix="fuzz-") as name:
        root = Path(name)
        folder = root / "in"
        make_all(folder)
        good = good_files(root / "good")
        sources = [p.read_bytes() for p in good if p.name.endswith("-born.pdf")]
        for n in range(max(0, asked.files - len(listed([folder])))):
            (folder / f"damaged-{n:04}.pdf").write_bytes(damaged(chance.choice(sources), chance))
        before = {p.name for p in root.iterdir()}
        console = Console(file=sys.stdout, width=200)
        report = run([folder, root / "good"], root / "out", options=RunOptions(limits=LIMITS), console=console)
        run([root / "good"], root / "clean", console=Console(quiet=True))
        wrong = faults(report.inputs)
        ours = documents(root / "out", good)
        if not ours or ours != documents(root / "clean", good):
            wrong.append("a good document came out differently beside hostile ones")
        after = {p.name for p in root.iterdir()} - {"out", "clean"}
        wrong += [f"written outside the output folder: {name}" for name in sorted(after - before)]
    bad = Counter(r.status for r in report.inputs if Path(r.input).parent == folder)
    print(f"{sum(bad.values())} hostile files: {dict(bad)}; {len(good)} good ones beside them; {report.seconds:.0f} s")
    print(f"the longest took {max(r.seconds for r in report.inputs):.0f} s")
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def faults(reports: tuple[RunInputOut, ...]) -> list[str]:
    """Failures without a reason, reasons of several lines, surprises that no part of the program foresaw."""
    found = []
    for report in reports:
        reason = report.reason or ""
        if report.status in ("failed", "partial") and (not reason or "\n" in reason):
            found.append(f"{report.input}: no reason on one line")
        if "Error: " in reason and report.status == "failed":
            found.append(f"{report.input}: a surprise: {reason}")
    return found


if __name__ == "__main__":
    sys.exit(main())
