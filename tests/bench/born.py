"""What a born-digital page costs, ours against others' on the same pages: `python -m tests.bench.born [--quick]`.

Processor time, by turns, medians: the whole pipeline in one process once its libraries are loaded, and a folder as a
user has it done, from the start of the command to its end.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium

from pipeline import flow
from pipeline.adapters.engines import load_engines
from pipeline.adapters.opening import open_source
from pipeline.publish.files import write_document
from pipeline.runs.worker import seldom
from pipeline.settings import Settings
from tests.bench.measuring import BORN, Part, cost, in_turn, pipeline, quick, variants
from tests.bench.peers import peer_rows

ROUNDS = 5
COPIES = 8
# pdfplumber by itself, in a process that loads nothing else
BARE = """
import sys, pathlib, pdfplumber
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            len(page.chars)
            page.close()
"""


def characters(paths: Sequence[Path]) -> int:
    """How many characters pdfplumber finds."""
    found = 0
    for path in paths:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                found += len(page.chars)
                page.close()
    return found


def bare(paths: Sequence[Path]) -> None:
    """The text by PDFium."""
    for path in paths:
        document = pdfium.PdfDocument(path)
        for page in document:
            page.get_textpage().get_text_range()
        document.close()


def whole(paths: Sequence[Path], out: Path) -> None:
    """Every stage, and every file of the contract but the audit page, as a worker does them."""
    settings, engines = Settings(), load_engines()
    thresholds = gc.get_threshold()
    seldom()
    for path in paths:
        with open_source(path, settings.extract) as opened:
            transcript = flow.read(opened, engines=engines, settings=settings)
        write_document(flow.understand(transcript, settings=settings), out / path.stem)
    gc.unfreeze()
    gc.set_threshold(*thresholds)  # the peers' turn: as Python has it


def main(*, rounds: int = ROUNDS, copies: int = COPIES) -> Part:
    pages = 0
    for path in BORN:
        with pdfplumber.open(path) as pdf:
            pages += len(pdf.pages)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = Path(name)
        whole(BORN, root / "warm")
        found = in_turn(
            {
                "characters": partial(characters, BORN),
                "bare": partial(bare, BORN),
                "whole": partial(whole, BORN, root / "warm"),
            },
            rounds=rounds,
        )
        floor, least, ours = (found[k].cpu / pages for k in ("characters", "bare", "whole"))
        folder = variants(BORN, root / "folder", copies)
        plain = cost(lambda: subprocess.run([sys.executable, "-c", BARE, str(folder)], check=True))
        full = cost(lambda: pipeline("run", folder, "--out", root / "out"))
        left = sum(p.stat().st_size for p in (root / "out").rglob("*") if p.is_file() and ".pipeline" not in p.parts)
        others = peer_rows(BORN, pages)
    many = pages * copies
    rows = (
        (f"{pages} born pages: PDFium's text", f"{1000 * least:.0f} ms a page", ""),
        (f"{pages} born pages: pdfplumber's characters", f"{1000 * floor:.0f} ms a page", ""),
        *others,
        (f"{pages} born pages: the whole pipeline", f"{1000 * ours:.0f} ms a page, {ours / floor:.1f} times pdfplumber",
         "2.5 times"),
        (f"a folder of {len(BORN) * copies} born documents, command to end: pdfplumber's characters",
         f"{1000 * plain.cpu / many:.0f} ms a page", ""),
        ("the same folder by `pipeline run`, with audit pages, index and database",
         f"{1000 * full.cpu / many:.0f} ms a page, {full.cpu / plain.cpu:.1f} times", ""),
    )  # fmt: skip
    figures = {
        "born_page_s": full.cpu / many,
        "born_ratio": ours / floor,
        "born_folder_ratio": full.cpu / plain.cpu,
        "output_mb_page": left / 1e6 / many,
    }
    return Part(rows, figures)


if __name__ == "__main__":
    print((main(rounds=1, copies=2) if quick() else main()).markdown())
