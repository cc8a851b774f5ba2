"""The codes of composite fonts are read by the file's own encoding and by maps that go by code."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.adapters.pdfplumber_text import PdfplumberText
from pipeline.ports import Char

HEAD = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def "
SPACE = b"1 begincodespacerange <0000> <ffff> endcodespacerange "
TAIL = b" endcmap end end"


def chars_of(encoding: bytes | str, codes: str, *, says: bytes | None, ordering: str = "Identity") -> tuple[Char, ...]:
    """One line of `codes` (hexadecimal) in a composite font with an encoding by name or of the file's own; `says`: the
    body of its Unicode map. Glyph 7 is half an em wide, the others a whole one."""
    target = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 100))
        own = Name("/" + encoding) if isinstance(encoding, str) else pdf.make_stream(HEAD + SPACE + encoding + TAIL)
        if isinstance(encoding, bytes):
            own.Type, own.CMapName = Name.CMap, Name.Own
        inner = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name.Test,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering=ordering, Supplement=0),
            FontDescriptor=Dictionary(Type=Name.FontDescriptor, FontName=Name.Test, Flags=4),
            W=Array([7, Array([500])] if ordering == "Identity" else [1, 95, 500, 814, 939, 500]),
        )
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Test, Encoding=own, DescendantFonts=Array([inner])
        )
        if says is not None:
            font.ToUnicode = pdf.make_stream(HEAD + SPACE + says + TAIL)
        page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(f"BT /F 10 Tf 20 60 Td <{codes}> Tj ET".encode())
        pdf.save(target)
    layer = PdfplumberText(target.getvalue())
    try:
        return layer.page(1).chars
    finally:
        layer.close()


MAP = b"3 beginbfchar <2101> <516b> <2102> <6bb5> <2105> <9526> endbfchar"


@pytest.mark.parametrize(
    "encoding",
    [
        b"3 begincidchar <2101> 7 <2102> 8 <2105> 9 endcidchar",
        b"2 begincidrange <2101> <2102> 7 <2105> <2105> 9 endcidrange",
    ],
)
def test_an_encoding_of_the_files_own_gives_text_and_widths(encoding: bytes) -> None:
    chars = chars_of(encoding, "210121022105", says=MAP)
    assert "".join(c.text for c in chars) == "八段锦"
    assert [c.box.width for c in chars] == [5.0, 10.0, 10.0]


def test_an_encoding_may_build_on_a_predefined_one() -> None:
    chars = chars_of(b"/GBK-EUC-H usecmap 1 begincidchar <fefe> 7 endcidchar", "b0cbfefe", says=None, ordering="GB1")
    assert chars[0].text == "八"
    assert chars[1].box.width == 5.0


def test_a_unicode_map_by_code_is_believed_under_a_predefined_encoding() -> None:
    says = b"2 beginbfchar <b0cb> <516b> <41> <0041> endbfchar"
    assert "".join(c.text for c in chars_of("GBK-EUC-H", "b0cb41", says=says, ordering="GB1")) == "八A"


@pytest.mark.parametrize(("encoding", "codec"), [("UniGB-UCS2-H", "utf-16-be"), ("UniGB-UTF16-H", "utf-16-be")])
@pytest.mark.parametrize("lacking", ["\u2212", "\u0e01", "\u22d6"])
def test_a_code_that_a_predefined_encoding_lacks_is_no_gap_in_the_text(encoding: str, codec: str, lacking: str) -> None:
    text = f"差{lacking}0.85"
    assert "".join(c.text for c in chars_of(encoding, text.encode(codec).hex(), says=None, ordering="GB1")) == text


@pytest.mark.parametrize("encoding", ["GBK-EUC-H", "GB-EUC-H"])
def test_a_code_of_nobodys_is_unmapped_and_the_text_around_it_whole(encoding: str) -> None:
    chars = chars_of(encoding, "差".encode("gbk").hex() + "fefe" + b"0.85".hex(), says=None, ordering="GB1")
    assert [c.text for c in chars if c.mapped] == list("差0.85")
    assert [c.mapped for c in chars] == [True, False, True, True, True, True]


@pytest.mark.parametrize("encoding", [b"1 begincidchar (broken) 7 endcidchar", b"", b"1 begincidrange <00> <2102> 1"])
def test_an_encoding_that_cannot_be_read_gives_no_text_and_no_error(encoding: bytes) -> None:
    assert chars_of(encoding, "2101", says=MAP) == ()
