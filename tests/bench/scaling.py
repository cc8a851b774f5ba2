"""Two workers against one, and whether both leave the same bytes: `python -m tests.bench.scaling [--quick]`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.measuring import BORN, SCANS, Part, cost, files, pipeline, quick, variants


def scaled(root: Path, what: str, folder: Path) -> tuple[float, float, bool]:
    """Seconds with one worker and with two, and whether the outputs are equal."""
    seconds = [
        cost(lambda jobs=jobs: pipeline("run", folder, "--out", root / f"{what}-{jobs}", "--jobs", jobs)).wall
        for jobs in ("1", "2")
    ]
    return seconds[0], seconds[1], files(root / f"{what}-1") == files(root / f"{what}-2")


def main(*, born: int = 25, scans: int = 2) -> Part:
    rows: list[tuple[str, str, str]] = []
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = Path(name)
        for what, sources, times in (("born", BORN, born), ("scan", SCANS, scans)):
            folder = variants(sources, root / what, times) if times else variants(sources[:1], root / what, 1)
            one, two, same = scaled(root, what, folder)
            documents = len(list(folder.iterdir()))
            rows.append((f"{documents} {what} documents, one worker and two",
                         f"{one:.0f} s and {two:.0f} s: {one / two:.2f} times", "1.7 times"))  # fmt: skip
            rows.append((f"bytes with one worker and with two, {what}", "equal" if same else "DIFFERENT", "equal"))
            figures[f"two_workers_{what}"] = one / two
    return Part(tuple(rows), figures)


if __name__ == "__main__":
    print((main(born=2, scans=0) if quick() else main()).markdown())
