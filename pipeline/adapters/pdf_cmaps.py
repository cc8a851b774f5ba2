"""Composite fonts whose codes pdfminer takes for something else, or drops.

It knows encodings by name only and reads nothing of a font that brings its own. It looks a glyph up in the font's
Unicode map by its glyph number, where the map is by the code in the text: both agree only under `Identity-H`. And it
passes over codes that a predefined encoding lacks: the minus of `−0.85` was gone, though every viewer shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pdfminer.cmapdb import CMap, CMapBase, CMapDB, FileUnicodeMap, IdentityCMap, PyCMap, UnicodeMap
from pdfminer.pdffont import PDFCIDFont, PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral

from pipeline.adapters.pdf_content import Operator, UnusualContent, tokens_of

MOST_CODES = 200_000
MOST_DEPTH = 4
LACKING = 1 << 40  # added to a code that its encoding lacks: no glyph has such a number
CODECS = (
    ("-UCS2-", "utf-16-be"), ("-UTF16-", "utf-16-be"), ("-UTF32-", "utf-32-be"), ("-UTF8-", "utf-8"),
    ("GBK2K-", "gb18030"), ("GBK-EUC-", "gbk"), ("GBKp-EUC-", "gbk"), ("GB-EUC-", "gbk"), ("GBpc-EUC-", "gbk"),
)  # fmt: skip


class Resources(PDFResourceManager):
    """pdfminer's fonts and colour spaces, with the codes of composite fonts read as the file says."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        font = super().get_font(objid, spec)
        if isinstance(font, PDFCIDFont) and "DescendantFonts" not in spec:
            _set_right(font, spec)
        return font


def _set_right(font: PDFCIDFont, spec: Mapping[str, Any]) -> None:
    encoding = resolve1(spec.get("Encoding"))
    if isinstance(encoding, PDFStream):
        own = cmap_of(encoding)
        if own is None or own.is_vertical() != font.cmap.is_vertical():
            return
        font.cmap = own
    elif isinstance(encoding, PSLiteral) and type(font.cmap) is PyCMap:
        codec = next((codec for part, codec in CODECS if part in _name(encoding)), None)
        if codec is not None:
            font.cmap = WholeCMap(font.cmap, codec)
            if font.unicode_map is not None and not isinstance(font.unicode_map, FileUnicodeMap):
                font.unicode_map = WholeUnicodeMap(font.unicode_map, codec)
    if type(font.unicode_map) is FileUnicodeMap and not isinstance(font.cmap, IdentityCMap):
        font.unicode_map = _by_glyph(font.unicode_map, font.cmap)


class WholeCMap(CMapBase):
    """A predefined encoding that passes over no code: one that it lacks gets a number from LACKING on."""

    def __init__(self, known: CMap, codec: str) -> None:
        super().__init__(**known.attrs)
        self._codes = known.code2cid
        self._codec = codec
        self._seen: dict[bytes, int] = {}

    def decode(self, code: bytes) -> Iterator[int]:
        at = 0
        while at < len(code):
            size = _size(code[at : at + 4], self._codec)
            one = code[at : at + size]
            at += size
            cid = self._seen.get(one)
            if cid is None:
                cid = self._seen[one] = self._cid(one)
            if cid < LACKING or size > 1:  # a lone byte without a glyph is a control character
                yield cid

    def _cid(self, code: bytes) -> int:
        found: Any = self._codes
        for byte in code:
            found = found.get(byte) if isinstance(found, dict) else None
        return found if isinstance(found, int) else LACKING + int.from_bytes(code)


class WholeUnicodeMap(UnicodeMap):
    """A predefined Unicode map that knows, of codes that their encoding lacks, what they are by their codec."""

    def __init__(self, known: UnicodeMap, codec: str) -> None:
        super().__init__()
        self.attrs, self.cid2unichr = known.attrs, known.cid2unichr
        self._codec = codec

    def get_unichr(self, cid: int) -> str:
        if cid < LACKING:
            return self.cid2unichr[cid]
        code = cid - LACKING
        text = code.to_bytes(max(2, (code.bit_length() + 7) // 8)).decode(self._codec, "ignore")
        if len(text) != 1 or not text.isprintable():  # private use is none
            raise KeyError(cid)
        return text


def _size(code: bytes, codec: str) -> int:
    """How many bytes the first code of a string has."""
    first = code[0]
    match codec:
        case "utf-16-be":
            return 4 if 0xD8 <= first < 0xDC else 2
        case "utf-32-be":
            return 4
        case "utf-8":
            return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
        case "gb18030" if len(code) > 1 and 0x30 <= code[1] <= 0x39 and 0x81 <= first < 0xFF:
            return 4
    return 2 if 0x81 <= first < 0xFF else 1


def cmap_of(stream: PDFStream) -> CMap | None:
    """The encoding that a stream holds; None where it is none that can be read or says nothing."""
    cmap = CMap()
    try:
        _fill(cmap, stream, depth=0)
    except (UnusualContent, CMapDB.CMapNotFound):
        return None
    return cmap if cmap.code2cid else None


def _fill(cmap: CMap, stream: PDFStream, *, depth: int) -> None:
    base = resolve1(stream.get("UseCMap"))
    if isinstance(base, PDFStream) and depth < MOST_DEPTH:
        _fill(cmap, base, depth=depth + 1)
    elif isinstance(base, PSLiteral):
        _use(cmap, base)
    operands: list[Any] = []
    room = MOST_CODES
    for token in tokens_of(stream.get_data()):
        if not isinstance(token, Operator):
            operands.append(token)
            continue
        if token.name == b"usecmap" and operands:
            _use(cmap, operands[-1])
        elif token.name == b"def" and len(operands) > 1 and _name(operands[-2]) == "WMode":
            cmap.set_attr("WMode", operands[-1])
        elif token.name in (b"endcidchar", b"endcidrange"):
            for code, cid in _codes(operands, ranges=token.name == b"endcidrange"):
                room -= 1
                if room < 0:
                    raise UnusualContent
                _add(cmap.code2cid, code, cid)
        operands = []


def _use(cmap: CMap, name: object) -> None:
    """Take over a predefined encoding. Raises CMapNotFound where there is none of that name."""
    known = CMapDB.get_cmap(_name(name))
    if not isinstance(known, CMap):
        raise CMapDB.CMapNotFound(_name(name))
    cmap.use_cmap(known)


def _name(literal: object) -> str:
    return str(literal.name) if isinstance(literal, PSLiteral) else ""


def _codes(operands: list[Any], *, ranges: bool) -> Iterator[tuple[bytes, int]]:
    """The codes of a section with their glyph numbers. Raises UnusualContent where they are none."""
    width = 3 if ranges else 2
    for i in range(0, len(operands) - width + 1, width):
        first, last, cid = operands[i], operands[i + width - 2], operands[i + width - 1]
        if not (isinstance(first, bytes) and isinstance(last, bytes) and isinstance(cid, int)):
            raise UnusualContent
        start, end = int.from_bytes(first), int.from_bytes(last)
        if len(first) != len(last) or end - start > MOST_CODES:
            raise UnusualContent
        for code in range(start, end + 1):
            yield code.to_bytes(len(first)), cid + code - start


def _add(codes: dict[int, Any], code: bytes, cid: int) -> None:
    for byte in code[:-1]:
        below = codes.get(byte)
        if not isinstance(below, dict):
            below = codes[byte] = {}
        codes = below
    codes[code[-1]] = cid


def _by_glyph(codes: UnicodeMap, cmap: CMapBase) -> UnicodeMap:
    """A font's Unicode map by glyph number; as it is where its codes are not those of the encoding."""
    turned = FileUnicodeMap()
    for code, text in codes.cid2unichr.items():
        for size in (1, 2) if code < 0x100 else (2,) if code < 0x10000 else (4,):
            found = list(cmap.decode(code.to_bytes(size)))
            if len(found) == 1:
                turned.cid2unichr.setdefault(found[0], text)
                break
    return turned if len(turned.cid2unichr) * 2 > len(codes.cid2unichr) else codes
