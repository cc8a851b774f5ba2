"""What a scanned page costs from file to records, against stock RapidOCR: `python -m tests.bench.scans [--quick]`.

Processor time of one thread, by turns: ours is the whole pipeline (both witnesses, every stage, every file but the
audit page); the peers only recognise, full pages in colour at 200 dpi with their own settings.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytesseract
from rapidocr import RapidOCR

from pipeline.ports import Image
from tests.bench.born import whole
from tests.bench.measuring import SCANS, Part, in_turn, quick

DPI = 200
ONE_THREAD = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}


def drawn(paths: Sequence[Path]) -> Iterator[Image]:
    """Every page in colour."""
    for path in paths:
        document = pdfium.PdfDocument(path)
        for page in document:
            yield np.array(page.render(scale=DPI / 72).to_numpy(), dtype=np.uint8)
        document.close()


def by_rapidocr(engine: RapidOCR, paths: Sequence[Path]) -> None:
    for image in drawn(paths):
        engine(image)


def by_tesseract(paths: Sequence[Path]) -> None:
    for image in drawn(paths):
        pytesseract.image_to_data(image, lang="eng+chi_sim")


def main(paths: Sequence[Path] = tuple(SCANS), *, rounds: int = 1) -> Part:
    logging.disable(logging.INFO)
    pages = sum(len(pdfium.PdfDocument(path)) for path in paths)
    stock = RapidOCR(params=ONE_THREAD)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        out = Path(name)
        stock(np.full((200, 400, 3), 255, np.uint8))  # models load at first use
        whole(paths[:1], out)
        works = {"ours": partial(whole, paths, out), "stock": partial(by_rapidocr, stock, paths)}
        found = in_turn(works | {"tesseract": partial(by_tesseract, paths)}, rounds=rounds)
    ours, rapid, tesseract = (found[k].cpu / pages for k in ("ours", "stock", "tesseract"))
    rows = (
        (f"{pages} scanned pages: Tesseract (eng+chi_sim) alone", f"{tesseract:.1f} s a page", ""),
        (f"{pages} scanned pages: RapidOCR as it comes, alone", f"{rapid:.1f} s a page", ""),
        (f"{pages} scanned pages: the whole pipeline, both witnesses",
         f"{ours:.1f} s a page, {ours / rapid:.2f} times RapidOCR", "0.6 times"),
    )  # fmt: skip
    return Part(rows, {"scan_page_s": ours, "scan_ratio": ours / rapid, "stock_page_s": rapid})


if __name__ == "__main__":
    print(main(SCANS[:1] if quick() else SCANS).markdown())
