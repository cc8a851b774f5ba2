"""The cost of a page, ours against others' on the same pages in the same run: `python -m tests.bench.ocr` prints it.

CPU time of this process and the programs it starts, one thread each, so that a busy machine changes little. Scanned
pages: both witnesses, against RapidOCR as it comes and Tesseract as it comes, all at 200 dpi. Born pages: characters,
trust and words, against bare characters of pdfplumber and of PDFium.
"""

from __future__ import annotations

import logging
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import pdfplumber
import pypdfium2 as pdfium
import pytesseract
from rapidocr import RapidOCR

from pipeline.adapters.engines import load_engines
from pipeline.adapters.opening import open_source
from pipeline.adapters.pdfium_pages import PdfiumPages
from pipeline.core.words import Transcript
from pipeline.ports import Engines, Image
from pipeline.settings import ExtractSettings
from pipeline.stages.extract import extract
from pipeline.stages.extract.pixels import PixelPage, read_page_pixels

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
RUNS = 3
SETTINGS = ExtractSettings()
ONE_THREAD = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds a page of ours and of the peers, medians over the runs. peers: (name, seconds)."""

    name: str
    ours: float
    peers: tuple[tuple[str, float], ...]


def cpu() -> float:
    """CPU seconds so far, of this process and of the programs it has waited for."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def timed(work: Callable[[], object], runs: int) -> float:
    """Median CPU seconds of a call."""
    spent = []
    for _ in range(runs):
        begun = cpu()
        work()
        spent.append(cpu() - begun)
    return median(spent)


def scanned(files: Sequence[Path], *, runs: int = RUNS) -> list[Cost]:
    """The first page of each scan: read by us, by RapidOCR at its defaults and by Tesseract at its defaults."""
    engines, stock = load_engines(), RapidOCR(params=ONE_THREAD)
    costs = []
    for path in files:
        with PdfiumPages(path, max_pixels=SETTINGS.max_pixels) as pages:
            read_afresh(pages, engines)  # models load at first use
            own = timed(partial(read_afresh, pages, engines), runs)
        rapid = timed(partial(read_by_stock, stock, path), runs)
        tesseract = timed(partial(read_by_tesseract, path), runs)
        costs.append(Cost(path.name, own, (("RapidOCR", rapid), ("Tesseract", tesseract))))
    return costs


def read_afresh(pages: PdfiumPages, engines: Engines) -> PixelPage:
    """The first page, drawn anew."""
    pages.forget()
    return read_page_pixels(pages, 1, engines=engines, settings=SETTINGS)


def read_by_stock(stock: RapidOCR, path: Path) -> object:
    """The first page by RapidOCR's own driver."""
    return stock(rendered(path))


def read_by_tesseract(path: Path) -> object:
    """The first page by Tesseract alone."""
    return pytesseract.image_to_data(rendered(path), lang="eng+chi_sim")


def rendered(path: Path) -> Image:
    """The first page in colour at 200 dpi."""
    document = pdfium.PdfDocument(path)
    try:
        return np.array(document[0].render(scale=SETTINGS.ocr_dpi / 72).to_numpy(), dtype=np.uint8)
    finally:
        document.close()


def born(files: Sequence[Path], *, runs: int = RUNS) -> list[Cost]:
    """All pages of each born-digital file: extracted by us, spot checks included, and bare characters by the peers."""
    engines = load_engines()
    costs = []
    for path in files:
        extracted(path, engines)
        own = timed(partial(extracted, path, engines), runs)
        plumber = timed(partial(plumbed, path), runs)
        google = timed(partial(drawn_text, path), runs)
        costs.append(Cost(path.name, own, (("pdfplumber", plumber), ("pypdfium2", google))))
    return costs


def extracted(path: Path, engines: Engines) -> Transcript:
    """The file by our first stage."""
    with open_source(path) as opened:
        return extract(opened, engines=engines, settings=SETTINGS)


def plumbed(path: Path) -> int:
    """Every character that pdfplumber finds."""
    with pdfplumber.open(path) as document:
        return sum(len(page.chars) for page in document.pages)


def drawn_text(path: Path) -> int:
    """Every character that PDFium finds, with its box."""
    document = pdfium.PdfDocument(path)
    count = 0
    for page in document:
        text = page.get_textpage()
        found = text.count_chars()
        count += sum(1 for i in range(found) if text.get_charbox(i))
        text.close()
        page.close()
    document.close()
    return count


def table(costs: Sequence[Cost]) -> str:
    """A Markdown table of CPU seconds, and of ours over each peer's; the last row has the medians of the ratios."""
    names = [name for name, _ in costs[0].peers]
    head = ["file", "ours", *names, *(f"ours / {name}" for name in names)]
    rows = []
    for cost in costs:
        seconds = [cost.ours, *(s for _, s in cost.peers)]
        rows.append([cost.name, *(f"{s:.2f} s" for s in seconds), *(f"{cost.ours / s:.2f}" for _, s in cost.peers)])
    middle = [median(c.ours / c.peers[i][1] for c in costs) for i in range(len(names))]
    rows.append(["median", *("" for _ in range(1 + len(names))), *(f"{ratio:.2f}" for ratio in middle)])
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main(folder: Path = CORPUS, *, runs: int = RUNS) -> str:
    """Both tables for a folder's `*-scan*.pdf` and `*-born.pdf`, as Markdown."""
    logging.disable(logging.INFO)
    scans, texts = sorted(folder.glob("*-scan*.pdf")), sorted(folder.glob("*-born.pdf"))
    parts = [
        "CPU seconds of a scanned page (first pages, 200 dpi, one thread)\n\n" + table(scanned(scans, runs=runs)),
        "CPU seconds of a born-digital file\n\n" + table(born(texts, runs=runs)),
    ]
    return "\n\n".join(parts)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS))
