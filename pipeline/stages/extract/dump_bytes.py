"""Bytes of a text dump to characters: which encoding, how sure, and what had to be left out."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from pipeline.core.provenance import Issue

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONE_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_SAMPLE = 200_000  # bytes looked at when an encoding must be guessed
_DAMAGED_SHARE = 0.1  # of the non-ASCII characters may be broken before UTF-8 is given up


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a dump. encoding: Python's name for it. guessed: nothing in the file proves it."""

    text: str
    encoding: str
    guessed: bool
    issues: tuple[Issue, ...] = ()


def decode(data: bytes) -> Decoded:
    """The characters of `data`: a byte order mark decides, then strict UTF-8, then what reads best."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _lenient(data[len(bom) :], name, guessed=False)
    wide = _utf16_without_mark(data)
    if wide is not None:
        return _lenient(data[: len(data) // 2 * 2], wide, guessed=True)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", guessed=False)
    except UnicodeDecodeError:
        # halves of characters beyond the basic plane, written one by one by careless programs
        if _is_utf8(_LONE_SURROGATE.sub(b"?", data)):
            return _lenient(_LONE_SURROGATE.sub("\ufffd".encode(), data), "utf-8", guessed=False)
    mended = data.decode("utf-8", errors="replace")
    strange = sum(1 for c in mended if c > "\x7f")
    if mended.count("\ufffd") <= _DAMAGED_SHARE * strange:
        return _lenient(data, "utf-8", guessed=False)
    return _lenient(data, _best_legacy(data), guessed=True)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _lenient(data: bytes, name: str, *, guessed: bool) -> Decoded:
    text = data.decode(name, errors="replace")
    issues: list[Issue] = []
    if guessed:
        issues.append(
            Issue(
                "encoding-guess",
                f"the file says nowhere how it is encoded: read as {name} because that reads best; "
                "save it as UTF-8 if the text looks wrong",
            )
        )
    broken = text.count("\ufffd")
    if broken:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        issues.append(
            Issue(
                "encoding-damaged",
                f"{broken} characters are not valid {name}; kept as \ufffd, the first in line {line}",
                line=line,
            )
        )
    return Decoded(text, name, guessed, tuple(issues))


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 betrays itself by the zero bytes of its ASCII characters, all on one side."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(2, len(sample) // 200) or min(even, odd) * 4 > max(even, odd):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(name, errors="replace")
    return name if _plausible(text) > 0.8 else None


def _best_legacy(data: bytes) -> str:
    """The legacy encoding whose reading is most like text: common Chinese characters or accented Latin letters."""
    sample = data[:_SAMPLE]
    names = ["gb18030", "big5", "cp1252"]
    best = from_bytes(sample[:20_000]).best()
    if best is not None and best.encoding not in names:
        names.append(best.encoding)
    return max(names, key=lambda name: _plausible(sample.decode(name, errors="replace")))


def _plausible(text: str) -> float:
    """Share of the non-ASCII characters (of all, where there are none) that running text would hold, 0..1."""
    strange = [c for c in text if c > "\x7f"]
    if not strange:
        return sum(1 for c in text if c.isprintable() or c in "\r\n\t\f") / max(1, len(text))
    return sum(_commonness(c) for c in strange) / len(strange)


def _commonness(char: str) -> float:
    if "\u3400" <= char <= "\u9fff":
        # level 1 of GB 2312 (B0-D7) and of Big5 (A4-C6) hold the characters of everyday writing, by frequency
        gb = char.encode("gb2312", errors="ignore")
        big5 = char.encode("big5", errors="ignore")
        everyday = (gb and 0xB0 <= gb[0] <= 0xD7) or (big5 and 0xA4 <= big5[0] <= 0xC6)
        return 1.0 if everyday else 0.2
    if "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uff60" or char in "–—‘’“”…·×±≤≥°µμαβγδκω→↑↓①②③":
        return 1.0
    if char.isalpha() and char < "\u0250":
        return 0.6
    return 0.0
