"""What a PDF font says of each of its codes: Unicode, width and where the glyph stands, looked up once a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pdfminer.encodingdb import EncodingDB
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFSimpleFont, PDFType3Font, PDFUnicodeNotDefined

from pipeline.lexicon import load

NO_UNICODE = "\ufffd"
USUAL_DESCENT = -0.22
VERTICAL_X = 500.0
MOSTLY_CHINESE = 0.5  # of what a font's map says
FULL_WIDTH = 0.9  # ems
WIDE_LATIN = frozenset("MWmw%@©®")
SUMS_OF_LETTERS = {chr(ord("f") + ord("i")): "fi", chr(ord("f") + ord("l")): "fl", chr(ord("f") + ord("f")): "ff"}
CHINESE_SETS = ("gbk", "big5", "euc_jp")
FONT_FILES = ("FontFile", "FontFile2", "FontFile3")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One code of one font. width, descent, em: of font size 1. vertical: the position vector in a vertical font,
    thousandths. mapped: whether the font says which character it is. embedded: whether the file brings its shape along;
    else every viewer draws it in a font of its own."""

    text: str
    mapped: bool
    font: str
    width: float
    descent: float
    em: float
    vertical: tuple[float, float] | None
    embedded: bool


class FontBook:
    """The fonts of one document. Two fonts of one name but with their own maps get names of their own."""

    def __init__(self) -> None:
        self._glyphs: dict[int, dict[int, Glyph]] = {}
        self._names: dict[int, str] = {}
        self._chinese: set[int] = set()
        self._held: list[PDFFont] = []  # keeps the ids of `_names` from being used again

    def glyph(self, font: PDFFont, cid: int) -> Glyph:
        glyphs = self._glyphs.get(id(font))
        if glyphs is None:
            glyphs = self._glyphs[id(font)] = {}
            self._register(font)
        found = glyphs.get(cid)
        if found is None:
            found = glyphs[cid] = self._look_up(font, cid)
        return found

    def _register(self, font: PDFFont) -> None:
        self._held.append(font)
        name = font.fontname
        plain = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
        taken = sum(1 for known in self._names.values() if known.split("~")[0] == plain)
        self._names[id(font)] = f"{plain}~{taken + 1}" if taken else plain
        if _maps_chinese(font):
            self._chinese.add(id(font))

    def _look_up(self, font: PDFFont, cid: int) -> Glyph:
        try:
            text, mapped = font.to_unichr(cid), True
        except PDFUnicodeNotDefined:
            text, mapped = NO_UNICODE, False
        if not mapped or _is_symbol_code(text) or _guesses(font):
            known = _symbol_table(self._names[id(font)]).get(ord(text) & 0xFF if _is_symbol_code(text) else cid)
            text, mapped = (known, True) if known is not None else (text, mapped)
        width = font.char_width(cid)
        if (_is_misplaced(text, width) and id(font) in self._chinese) or _is_wide_blank(font, text, width):
            text, mapped = NO_UNICODE, False
        descent, em = _extent(font)
        name, vertical = self._names[id(font)], _vertical(font, cid)
        return Glyph(_right_way_round(text), mapped, name, width, descent, em, vertical, _is_embedded(font))


def _right_way_round(text: str) -> str:
    """A ligature whose letters were written low byte first (`昀椀` for `fi`), as a widespread converter does.

    It also adds up the last two letters of three: `昀케` is f and the sum of f and i.
    """
    if len(text) < 2:
        return text
    turned = "".join(chr(ord(c) >> 8 | (ord(c) & 0xFF) << 8) if ord(c) < 0x10000 else c for c in text)
    if turned[:-1].isascii() and turned[:-1].isalpha() and turned[-1] in SUMS_OF_LETTERS:
        turned = turned[:-1] + SUMS_OF_LETTERS[turned[-1]]
    return turned if turned.isascii() and turned.isalpha() else text


def _maps_chinese(font: PDFFont) -> bool:
    """Whether the font's own map says mostly Chinese."""
    known = getattr(getattr(font, "unicode_map", None), "cid2unichr", None)
    if not known or not isinstance(font, PDFCIDFont):
        return False
    return bool(sum("\u2e80" <= text[:1] <= "\u9fff" for text in known.values()) > MOSTLY_CHINESE * len(known))


def _is_misplaced(text: str, width: float) -> bool:
    """Whether a Latin letter, digit or sign that no Chinese set has in full width stands on a glyph of that width."""
    if width < FULL_WIDTH or len(text) != 1 or not " " < text < "\u0250" or text in WIDE_LATIN:
        return False
    return not any(len(text.encode(known, "ignore")) == 2 for known in CHINESE_SETS)


def _is_wide_blank(font: PDFFont, text: str, width: float) -> bool:
    """Whether a font of 256 glyphs has a space as wide as a Chinese character: a Chinese font cut into many, where
    pdfminer only assumes that code 32 is a space."""
    return isinstance(font, PDFSimpleFont) and width >= FULL_WIDTH and not text.strip()


def _is_embedded(font: PDFFont) -> bool:
    return isinstance(font, PDFType3Font) or bool(set(FONT_FILES) & set(font.descriptor))


def _is_symbol_code(text: str) -> bool:
    """A code of a symbol font in the private-use area, as word processors write it."""
    return len(text) == 1 and "\uf000" <= text <= "\uf0ff"


def _guesses(font: PDFFont) -> bool:
    """Whether pdfminer only assumes a standard encoding, since the font names none and has no map."""
    if not isinstance(font, PDFSimpleFont) or font.unicode_map is not None:
        return False
    return any(font.cid2unicode is standard for standard in EncodingDB.encodings.values())


@cache
def _symbol_table(font: str) -> Mapping[int, str]:
    """The codes of a symbol font, by its name; of an unknown name, empty."""
    plain = font.split("+")[-1].replace(" ", "").lower()
    for table in load("symbol_fonts").values():
        if plain.startswith(tuple(table["prefixes"])):
            runs = table["runs"].items()
            return {int(first) + i: char for first, chars in runs for i, char in enumerate(chars)}
    return {}


def _extent(font: PDFFont) -> tuple[float, float]:
    """Descent and em of the font at size 1. Bitmap fonts (Type 3) have glyph spaces of their own."""
    if isinstance(font, PDFType3Font):
        height = font.get_height()
        return font.get_descent(), height if height > 0 else 1.0
    descent = font.get_descent()
    return (descent if -0.4 < descent < -0.05 else USUAL_DESCENT), 1.0


def _vertical(font: PDFFont, cid: int) -> tuple[float, float] | None:
    if not font.is_vertical():
        return None
    displacement: Any = font.char_disp(cid)
    vx, vy = displacement if isinstance(displacement, tuple) else (None, 880.0)
    return (VERTICAL_X if vx is None else vx, vy)
