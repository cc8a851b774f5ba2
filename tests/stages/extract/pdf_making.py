"""Small PDFs for tests: typeset here, then damaged in the ways that real files are."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import typst

PREAMBLE = """#set page(width: 420pt, height: 300pt, margin: 30pt)
#set text(font: ("Liberation Serif", "Noto Serif CJK SC"), size: 10pt, lang: "zh")
"""
Change = Callable[[str], str]


def typeset(body: str) -> bytes:
    """A PDF of the typst source `body`, with a font of either script."""
    made = typst.compile((PREAMBLE + body).encode("utf-8"))
    assert isinstance(made, bytes)
    return made


def edited(data: bytes, edit: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    """The PDF after `edit`; `how` goes to pikepdf's save."""
    with pikepdf.open(BytesIO(data)) as pdf:
        edit(pdf)
        target = BytesIO()
        pdf.save(target, **how)
        return target.getvalue()


def fonts_of(pdf: pikepdf.Pdf, name: str) -> list[pikepdf.Object]:
    """The fonts whose name holds `name`, once each."""
    found: dict[tuple[int, int], pikepdf.Object] = {}
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            if name in str(font.BaseFont):
                found[font.objgen] = font
    return list(found.values())


def without_maps(data: bytes, *, font: str) -> bytes:
    """The PDF with the ToUnicode maps of `font` gone."""

    def edit(pdf: pikepdf.Pdf) -> None:
        for found in fonts_of(pdf, font):
            del found["/ToUnicode"]

    return edited(data, edit)


def with_wrong_maps(data: bytes, *, font: str, change: Change) -> bytes:
    """The PDF with what the ToUnicode maps of `font` say changed, character by character."""

    def rewritten(match: re.Match[str]) -> str:
        text = bytes.fromhex(match.group(2)).decode("utf-16-be")
        return f"<{match.group(1)}> <{''.join(change(c) for c in text).encode('utf-16-be').hex()}>"

    def edit(pdf: pikepdf.Pdf) -> None:
        for found in fonts_of(pdf, font):
            plain = found.ToUnicode.read_bytes().decode("latin-1")
            changed = re.sub(r"^<([0-9a-fA-F]+)> *<([0-9a-fA-F]+)>$", rewritten, plain, flags=re.MULTILINE)
            found.ToUnicode = pdf.make_stream(changed.encode("latin-1"))

    return edited(data, edit)


def with_content(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The PDF with its first page's content stream changed."""

    def edit(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.contents_coalesce()
        page.Contents.write(change(page.Contents.read_bytes()))

    return edited(data, edit)


def raw_gbk(text: str) -> bytes:
    """A PDF that sets `text` in a Chinese font by name only, as raw GBK bytes, as old office programs do."""
    name = pikepdf.Name
    descriptor = pikepdf.Dictionary(
        Type=name.FontDescriptor, FontName=name("/SimSun"), Flags=32, FontBBox=[0, -200, 1000, 900],
        ItalicAngle=0, Ascent=859, Descent=-141, CapHeight=700, StemV=80,
    )  # fmt: skip
    font = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.TrueType, BaseFont=name("/SimSun"), Encoding=name.WinAnsiEncoding,
        FirstChar=0, LastChar=255, Widths=[500] * 256, FontDescriptor=descriptor,
    )  # fmt: skip
    target = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(400, 300))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(f"BT /F 10 Tf 20 200 Td <{text.encode('gbk').hex()}> Tj ET".encode())
        pdf.save(target)
    return target.getvalue()


def scanned(data: bytes, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """The first page of a PDF as a picture of itself; `before`, `after`: content around it, with a font named /F."""
    shown = pypdfium2.PdfDocument(data)[0].render(scale=200 / 72, grayscale=True).to_pil()
    picture = BytesIO()
    shown.save(picture, "JPEG", quality=80)
    name = pikepdf.Name
    target = BytesIO()
    with pikepdf.new() as pdf:
        width, height = shown.width * 72 / 200, shown.height * 72 / 200
        page = pdf.add_blank_page(page_size=(width, height))
        image = pdf.make_stream(picture.getvalue())
        for key, value in {
            "/Type": name.XObject, "/Subtype": name.Image, "/Width": shown.width, "/Height": shown.height,
            "/BitsPerComponent": 8, "/ColorSpace": name.DeviceGray, "/Filter": name.DCTDecode,
        }.items():  # fmt: skip
            image[key] = value
        font = pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name("/Helvetica"))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font), XObject=pikepdf.Dictionary(I=image))
        drawn = f" q {width} 0 0 {height} 0 0 cm /I Do Q ".encode()
        page.Contents = pdf.make_stream(before + drawn + after)
        pdf.save(target)
    return target.getvalue()


def without_shapes(data: bytes) -> bytes:
    """The PDF with none of its fonts' shapes in it: every viewer draws it in fonts of its own."""

    def edit(pdf: pikepdf.Pdf) -> None:
        for font in fonts_of(pdf, ""):
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            for name in ("/FontFile", "/FontFile2", "/FontFile3"):
                if name in inner.FontDescriptor:
                    del inner.FontDescriptor[name]

    return edited(data, edit)
