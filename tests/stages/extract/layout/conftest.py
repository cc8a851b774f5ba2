"""Small papers typeset on the spot, read as bare words and rules: what layout gets to see."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest
import typst
from drawn import Reader

from pipeline.core.geometry import Box
from pipeline.core.words import Page, Rule, Word

PREAMBLE = """
#set page(paper: "a4", margin: (x: 20mm, top: 26mm, bottom: 22mm))
#set text(font: ("Libertinus Serif", "Noto Serif CJK SC"), size: 10pt)
#set par(justify: true, leading: 6pt, spacing: 6pt)
#let indented = (amount: 2em, all: true)
#let zh(n) = ("针刺是治疗慢性疼痛的常用方法，其疗效受多种因素影响，值得进一步研究。" * n)
#let row(i) = ([Study #(i + 1)], [#(30 + i)], [Acupuncture 3 times a week for #(6 + i) weeks], [VAS #sym.arrow.b])
#let three(n, widths: (auto, auto, 1fr, auto), ..heads) = table(columns: widths, stroke: none,
  inset: (x: 4pt, y: 3pt), table.hline(), ..heads.pos().map(c => [#c]), table.hline(stroke: .5pt),
  ..range(n).map(row).flatten(), table.hline())
"""


@pytest.fixture
def typeset(tmp_path: Path) -> Reader:
    """Compile typst source after the preamble and read the pages."""

    def compiled(source: str) -> tuple[Page, ...]:
        target = tmp_path / "paper.pdf"
        (tmp_path / "paper.typ").write_text(PREAMBLE + source, "utf-8")
        typst.compile(str(tmp_path / "paper.typ"), output=str(target))
        return pages_of(target)

    return compiled


def pages_of(path: Path) -> tuple[Page, ...]:
    """Words and straight lines of a PDF, nothing else."""
    with pdfplumber.open(path) as pdf:
        return tuple(_page(p) for p in pdf.pages)


def _page(page: pdfplumber.page.Page) -> Page:
    words = []
    for w in page.extract_words(extra_attrs=["fontname", "size"], x_tolerance=1.5):
        box = Box(w["x0"], w["top"], w["x1"], w["bottom"])
        text = w["text"].replace("\u00ad", "-")  # a typesetter's hyphen
        words.append(Word(text, box, "text-layer", size=w["size"], bold="Bold" in w["fontname"]))
    rules = []
    for o in (*page.lines, *page.rects):
        box = Box(o["x0"], o["top"], o["x1"], o["bottom"])
        if min(box.width, box.height) < 2 < max(box.width, box.height):
            rules.append(Rule(box, horizontal=box.width > box.height))
    return Page(page.page_number, float(page.width), float(page.height), tuple(words), tuple(rules))
