"""What a font's map says of its codes is believed, but for the slips that widespread converters make."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from pipeline.adapters.pdfplumber_text import PdfplumberText
from pipeline.ports import Char

MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
%d beginbfchar
%s
endbfchar
endcmap CMapName currentdict /CMap defineresource pop end end"""
CHINESE = "年第期测试刊叶青唐波"


def chars_of(says: Sequence[str], *, last_width: int = 1000, embedded: bool = False) -> tuple[Char, ...]:
    """One line in a composite font whose map gives the codes 1, 2, … the UTF-16 hexadecimals `says`; the last code is
    `last_width` thousandths of an em wide, the others a whole em."""
    target = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 100))
        pairs = b"\n".join(b"<%04x> <%s>" % (code, text.encode()) for code, text in enumerate(says, start=1))
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.Test, Flags=4)
        if embedded:
            descriptor.FontFile3 = pdf.make_stream(b"")
        inner = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType0,
            BaseFont=Name.Test,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            W=[len(says), [last_width]],
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.Test,
            Encoding=Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(inner)],
            ToUnicode=pdf.make_stream(MAP % (len(says), pairs)),
        )
        page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
        codes = "".join(f"{code:04x}" for code in range(1, len(says) + 1))
        page.Contents = pdf.make_stream(f"BT /F 10 Tf 20 60 Td <{codes}> Tj ET".encode())
        pdf.save(target)
    layer = PdfplumberText(target.getvalue())
    try:
        return layer.page(1).chars
    finally:
        layer.close()


def hexadecimal(text: str) -> list[str]:
    return [c.encode("utf-16-be").hex() for c in text]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("66006900", "fi"), ("66006c00", "fl"), ("66006600", "ff"), ("6600cf00", "ffi"), ("6600d200", "ffl")],
)
def test_a_ligature_written_low_byte_first_is_read_the_right_way_round(written: str, meant: str) -> None:
    assert chars_of([*hexadecimal("modi"), written])[-1].text == meant


def test_two_chinese_characters_of_one_code_stay_as_they_are() -> None:
    assert chars_of([*hexadecimal("ab"), "81ea52a8"])[-1].text == "自动"


@pytest.mark.parametrize("sign", ["ÿ", "2", "A", "ç"])
def test_a_latin_sign_as_wide_as_the_chinese_of_its_font_is_not_believed(sign: str) -> None:
    assert not chars_of(hexadecimal(CHINESE + sign))[-1].mapped
    assert chars_of(hexadecimal(CHINESE + sign), last_width=500)[-1].mapped


@pytest.mark.parametrize("sign", ["×", "±", "·", "°", "，", "↑", "Ａ"])
def test_a_sign_that_chinese_sets_have_in_full_width_is_believed(sign: str) -> None:
    assert chars_of(hexadecimal(CHINESE + sign))[-1].mapped


def test_a_font_is_embedded_where_the_file_holds_its_shapes() -> None:
    assert not chars_of(hexadecimal("ab"))[0].embedded
    assert chars_of(hexadecimal("ab"), embedded=True)[0].embedded


@pytest.mark.parametrize(("width", "mapped"), [(250, True), (600, True), (1000, False)])
def test_a_space_as_wide_as_a_chinese_character_is_not_believed_in_a_font_of_256_glyphs(
    width: int, mapped: bool
) -> None:
    target = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 100))
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Test, FirstChar=32, LastChar=32, Widths=[width],
            FontDescriptor=Dictionary(Type=Name.FontDescriptor, FontName=Name.Test, Flags=4),
        )  # fmt: skip
        page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(b"BT /F 10 Tf 20 60 Td ( ) Tj ET")
        pdf.save(target)
    layer = PdfplumberText(target.getvalue())
    assert [c.mapped for c in layer.page(1).chars] == [mapped]
    layer.close()
