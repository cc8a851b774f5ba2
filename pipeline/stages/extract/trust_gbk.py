"""Chinese stored as raw GBK bytes in a simple font: two glyphs for one character, mojibake to a PDF library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.geometry import around
from pipeline.core.provenance import Issue
from pipeline.lexicon.plausible import chinese_plausibility
from pipeline.ports import Char, RawPage

LEAD, TRAIL = range(0x81, 0xFF), range(0x40, 0xFF)
FEWEST = 12
PLAUSIBLE = 0.3
HIGH_SHARE = 0.4


def with_gbk_read(pages: Sequence[RawPage]) -> tuple[tuple[RawPage, ...], tuple[Issue, ...]]:
    """The pages with such fonts' byte pairs as characters, and an issue a font; pages without any as they are."""
    fonts = sorted({c.font for page in pages for c in page.chars if 0x80 < c.code < 0x100 and not c.text.isascii()})
    found = [font for font in fonts if _is_gbk(font, pages)]
    if not found:
        return tuple(pages), ()
    issues = tuple(
        Issue("font-raw-gbk", f"{font} stores Chinese as raw GBK bytes without a map; they were decoded", "info")
        for font in found
    )
    return tuple(replace(p, chars=_decoded(p.chars, frozenset(found))) for p in pages), issues


def _is_gbk(font: str, pages: Sequence[RawPage]) -> bool:
    """Whether the font's bytes make Chinese that words make."""
    codes = [c.code for page in pages for c in page.chars if c.font == font]
    if len(codes) < FEWEST or max(codes) > 0xFF or sum(code in LEAD for code in codes) < HIGH_SHARE * len(codes):
        return False
    text = bytes(codes).decode("gbk", "replace")
    likely = chinese_plausibility(text)
    return likely is not None and likely >= PLAUSIBLE and text.count("\ufffd") < 0.05 * len(text)


def _decoded(chars: Sequence[Char], fonts: frozenset[str]) -> tuple[Char, ...]:
    result: list[Char] = []
    index = 0
    while index < len(chars):
        char = chars[index]
        after = chars[index + 1] if index + 1 < len(chars) else None
        if char.font in fonts and char.code in LEAD and after is not None and _is_trail(char, after):
            text = bytes((char.code, after.code)).decode("gbk", "replace")
            if "\ufffd" not in text:
                result.append(
                    replace(char, text=text, box=around((char.box, after.box)), code=char.code << 8 | after.code)
                )
                index += 2
                continue
        result.append(char)
        index += 1
    return tuple(result)


def _is_trail(lead: Char, char: Char) -> bool:
    return char.font == lead.font and char.code in TRAIL and char.turn == lead.turn and char.baseline == lead.baseline
