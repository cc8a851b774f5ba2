"""Small PDFs for tests: typeset here, then damaged in the ways that real files are."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
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


def edited(data: bytes, edit: Callable[[pikepdf.Pdf], None], **how: object) -> bytes:
    """The PDF after `edit`; `how` goes to pikepdf's save."""
    with pikepdf.open(BytesIO(data)) as pdf:
        edit(pdf)
        target = BytesIO()
        pdf.save(target, **how)  # type: ignore[arg-type]
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
