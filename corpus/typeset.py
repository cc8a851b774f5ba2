"""Typeset the sample reviews of corpus/sources/ in every modality, and write down their gold.

    python corpus/typeset.py [NAME...]

Needs typst (from pip), the fonts of Debian's fonts-noto-cjk, and Tesseract for the hidden layer and the dump.
born: as typeset. scan: its pages as grey JPEG at 200 dpi with a little noise and skew. hybrid: that scan with the
hidden text layer of an English-only recogniser. badcmap: born with ToUnicode maps that name the wrong Chinese
characters. dump: the English-only recogniser's plain text.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytesseract
import typst
from gold import gold_of
from PIL import Image

HERE = Path(__file__).resolve().parent
DPI = 200
SKEW = 0.25  # degrees


def review(source: Path) -> dict[str, Any]:
    """A source with its studies' reference entries written out in number order."""
    found = tomllib.loads(source.read_text("utf-8"))
    references = found["references"]
    entries = dict(enumerate(references["entries"], start=1))
    entries |= {
        n: f"{said}[J]. Invented Trials, {year}, {n}(1): {n * 7}-{n * 7 + 6}."
        for n, said, year in references["studies"]
    }
    found["references"] = [entries[n] for n in sorted(entries)]
    return found


def typeset(found: dict[str, Any]) -> bytes:
    """The review as a PDF, the same bytes each time."""
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        data = Path(folder) / "review.json"
        data.write_text(json.dumps(found), "utf-8")
        place = "/" + str(data.relative_to(HERE))
        return typst.compile(HERE / "review.typ", root=HERE, sys_inputs={"review": place}, timestamp=0)


def scanned(pdf: bytes, *, seed: int) -> list[Image.Image]:
    """The pages as a slightly crooked, slightly noisy grey scan."""
    chance = np.random.default_rng(seed)
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        grey = page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
        tilt = SKEW * (1 if len(pages) % 2 else -1)
        crooked = grey.rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor=255)
        noise = chance.normal(0, 4, (crooked.height, crooked.width))
        pages.append(Image.fromarray(np.clip(np.asarray(crooked, dtype=float) + noise, 0, 255).astype(np.uint8)))
    return pages


def image_pdf(pages: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=60)
    return out.getvalue()


def hybrid_pdf(pages: list[Image.Image]) -> bytes:
    """The scan with a hidden text layer from a recogniser that knows no Chinese."""
    whole = pikepdf.Pdf.new()
    for page in pages:
        jpeg = io.BytesIO()
        page.save(jpeg, "JPEG", quality=60, dpi=(DPI, DPI))
        with Image.open(jpeg) as image:
            layer = pytesseract.image_to_pdf_or_hocr(image, lang="eng", extension="pdf")
        whole.pages.extend(pikepdf.Pdf.open(io.BytesIO(layer)).pages)
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def badcmap_pdf(pdf: bytes) -> bytes:
    """The born PDF with every Chinese code point of its ToUnicode maps moved by a few places."""
    whole = pikepdf.Pdf.open(io.BytesIO(pdf))
    for item in whole.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/ToUnicode" in item:
            cmap = item.ToUnicode.read_bytes().decode("latin-1")
            moved = re.sub(r"<([4-9][0-9A-Fa-f]{3})>(?=\s*\n)", lambda m: f"<{int(m[1], 16) + 37:04X}>", cmap)
            item.ToUnicode = whole.make_stream(moved.encode("latin-1"))
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def dump_text(pages: list[Image.Image]) -> str:
    return "".join(pytesseract.image_to_string(page, lang="eng") for page in pages)


def main(names: list[str]) -> None:
    for seed, source in enumerate(sorted((HERE / "sources").glob("*.toml"))):
        found = review(source)
        name = found["name"]
        if names and name not in names:
            continue
        born = typeset(found)
        scan = scanned(born, seed=seed)
        made = {
            "born": lambda born=born: born,
            "scan": lambda scan=scan: image_pdf(scan),
            "hybrid": lambda scan=scan: hybrid_pdf(scan),
            "badcmap": lambda born=born: badcmap_pdf(born),
            "dump": lambda scan=scan: dump_text(scan).encode(),
        }
        for variant in found["variants"]:
            path = HERE / f"{name}-{variant}.{'txt' if variant == 'dump' else 'pdf'}"
            path.write_bytes(made[variant]())
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
        gold = json.dumps(gold_of(found), ensure_ascii=False, indent=1) + "\n"
        (HERE / "gold" / f"{name}.json").write_text(gold, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
