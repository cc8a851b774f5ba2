"""One form for characters that PDF producers write in many: ligatures, radicals, full-width Latin, loose accents."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Full-width forms that are Chinese punctuation stay; the rest of the block is Latin in disguise.
CHINESE_FULL_WIDTH = frozenset("，：；！？（）～")
DROPPED = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
)
SPACES = frozenset(
    " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
SOFT_HYPHEN = "\u00ad"
# Radicals of U+2E80-2EF3 that stand for the character but have no compatibility mapping in Unicode.
RADICALS = str.maketrans(
    "⺁⺅⺇⺉⺌⺍⺐⺕⺗⺙⺟⺠⺡⺢⺣⺤⺩⺪⺫⺬⺭⺮⺱⺲⺵⺶⺷⺹⺻⺼⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂亻几刂小小尢彐心攵母民氵氺灬爪王疋目示礻竹冈罒皿羊羊老聿月艹虎衤襾西见角角讠贝足车辶辶辶钅長镸长门阝雨青韦页风飞食食马骨鬼鱼鸟卤麦黄黾斉齐齿齿竜龙龟亀龟",
)
ACCENTS = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307",
    "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The glyph's text in one form: "" for what has no ink of its own, " " for every kind of space."""
    if len(text) == 1 and " " < text < "\x7f":
        return text
    return "".join(_fold_one(c) for c in text)


def _fold_one(char: str) -> str:
    code = ord(char)
    if char in SPACES:
        return " "
    if code < 0x20 or 0x7F <= code < 0xA0 or char in DROPPED or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""
    if 0xFF01 <= code <= 0xFF5E:
        return char if char in CHINESE_FULL_WIDTH else chr(code - 0xFEE0)
    if 0x2E80 <= code <= 0x2EF3:
        return char.translate(RADICALS)
    if _is_compatibility(code):
        return unicodedata.normalize("NFKC", char)
    return char


def _is_compatibility(code: int) -> bool:
    """Kangxi radicals, ligatures, compatibility ideographs, half-width forms, mathematical letters."""
    return (
        0x2F00 <= code <= 0x2FD5
        or 0xFB00 <= code <= 0xFB06
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
        or 0xFF61 <= code <= 0xFFDC
        or 0x1D400 <= code <= 0x1D7FF
        or code in (0x2126, 0x212A, 0x212B)
    )


def is_private(text: str) -> bool:
    """Whether a glyph's text is a private-use or replacement character: no Unicode at all."""
    return any("\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c >= "\U000f0000" for c in text)


def with_accent(letter: str, accent: str) -> str | None:
    """The letter under a loose accent as one character, or None where Unicode has none."""
    base = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    mark = ACCENTS.get(accent)
    if mark is None or not base.isalpha():
        return None
    composed = unicodedata.normalize("NFC", base + mark)
    return composed if len(composed) == 1 else None


def is_cjk(char: str) -> bool:
    """Whether it is a Chinese character or Chinese punctuation, set without spaces."""
    code = ord(char)
    return (
        0x3400 <= code <= 0x9FFF
        or 0x3001 <= code <= 0x303F
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
        or char in CHINESE_FULL_WIDTH
    )
