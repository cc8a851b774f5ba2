"""Content streams are read as pdfminer reads them, only faster; what is unusual is left to pdfminer."""

from __future__ import annotations

import time
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import PSKeyword

from pipeline.adapters.pdf_content import LARGEST, Operator, UnusualContent, tokens_of
from pipeline.adapters.pdfplumber_text import PdfplumberText

NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.decimals(-1000, 1000, places=3, allow_nan=False).map(lambda d: f"{d:f}"),
    st.sampled_from(["+7", ".5", "-.25", "3.", "00012"]),
)
NAMES = st.text("abcXYZ019+-_.*", min_size=1, max_size=6).map(lambda name: f"/{name}")
HEX = st.binary(max_size=8).map(lambda b: f"<{b.hex()}>")
STRINGS = st.text("ab (c)1.\t", max_size=8).map(lambda t: "(" + t.replace("(", r"\(").replace(")", r"\)") + ")")
OCTAL = st.sampled_from([r"(\101\102)", r"(a\053b)", r"(\\)", r"(a(b)c)", r"(\000(\001)\002)", "()"])
SIMPLE = st.one_of(NUMBERS, NAMES, HEX, STRINGS, OCTAL)
ARRAYS = st.lists(SIMPLE, max_size=4).map(lambda items: f"[{' '.join(items)}]")
DICTS = st.lists(st.tuples(NAMES, SIMPLE), max_size=2).map(
    lambda pairs: f"<<{' '.join(f'{key} {value}' for key, value in pairs)}>>"
)
OPERATORS = st.sampled_from(["q", "Q", "cm", "Tj", "TJ", "T*", "'", '"', "BDC", "EMC", "re", "f*", "true", "d0"])
COMMENTS = st.just("% anything ( at < all\n")
STREAMS = st.lists(st.one_of(SIMPLE, ARRAYS, DICTS, OPERATORS, COMMENTS), max_size=20)


def as_pdfminer(data: bytes) -> list[Any]:
    """What pdfminer's own parser finds."""
    parser = PDFContentParser([PDFStream({}, data)])
    found: list[Any] = []
    while True:
        try:
            found.append(parser.nextobject()[1])
        except PSEOF:
            return found


def plain(token: Any) -> Any:
    if isinstance(token, Operator | PSKeyword):
        return ("operator", token.name)
    return (type(token).__name__, token)


@given(STREAMS, st.sampled_from([" ", "\n", "\r\n", " \x00 "]))
def test_every_usual_stream_is_read_as_pdfminer_reads_it(parts: list[str], between: str) -> None:
    data = between.join(parts).encode("latin-1")
    assert [plain(t) for t in tokens_of(data)] == [plain(t) for t in as_pdfminer(data)]


@pytest.mark.parametrize(
    "data",
    [
        b" " * (LARGEST + 1),
        b"BI /W 1 ID x EI",
        b"(never closed",
        b"[1 2",
        b"1 2]",
        b"<4z>",
        b"[Tj]",
        b"null",
        b"1" * 5000,
    ],
)
def test_what_is_unusual_is_left_to_pdfminer(data: bytes) -> None:
    with pytest.raises(UnusualContent):
        tokens_of(data)


def test_a_stream_of_open_brackets_takes_no_time() -> None:
    start = time.process_time()
    for data in (b"(" + b"a" * 200_000, b"(a" * 50_000, b"((((" * 20_000 + b"\\)" * 20_000):
        with pytest.raises(UnusualContent):
            tokens_of(data)
    assert time.process_time() - start < 2


def test_a_backslash_before_any_other_character_goes_and_the_character_stays() -> None:
    assert tokens_of(b"(\\[24\\] \\\n\\400)") == [b"[24] \x00"]


def test_the_text_around_an_inline_image_is_read() -> None:
    target = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 100))
        face = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=face))
        image = b"q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q "
        words = [b"BT /F 10 Tf 20 %d Td (%b) Tj ET " % at for at in ((60, b"before"), (40, b"after"))]
        page.Contents = [pdf.make_stream(words[0]), pdf.make_stream(image + words[1])]
        pdf.save(target)
    layer = PdfplumberText(target.getvalue())
    assert "".join(c.text for c in layer.page(1).chars) == "beforeafter"
    layer.close()
