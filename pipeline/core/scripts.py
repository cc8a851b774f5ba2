"""Which script a character belongs to: the first thing anyone asks of a bilingual text."""

from __future__ import annotations

import re

CJK_RANGES = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
CJK_PUNCTUATION_RANGES = "\u3000-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
LATIN_RANGES = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\ufb00-\ufb06"

_CJK = re.compile(f"[{CJK_RANGES}]")
_WIDE = re.compile(f"[{CJK_RANGES}{CJK_PUNCTUATION_RANGES}]")
_LATIN = re.compile(f"[{LATIN_RANGES}]")
LATIN_WORD = re.compile(f"[{LATIN_RANGES}]+(?:['\u2019\\-\u2010\u2011][{LATIN_RANGES}]+)*")
CJK_RUN = re.compile(f"[{CJK_RANGES}]+")


def is_cjk(char: str) -> bool:
    """A Chinese character (an ideograph or radical, not punctuation)."""
    return _CJK.match(char) is not None


def is_wide(char: str) -> bool:
    """A Chinese character or a full-width punctuation mark: no space belongs beside it."""
    return _WIDE.match(char) is not None


def is_latin(char: str) -> bool:
    """A letter of the Latin alphabet, accents and ligatures included."""
    return _LATIN.match(char) is not None


def cjk_count(text: str) -> int:
    return len(_CJK.findall(text))


def latin_count(text: str) -> int:
    return len(_LATIN.findall(text))


def cjk_share(text: str) -> float:
    """Chinese characters among the characters of a script, 0..1; 0 where there are none.

    A Chinese character says about as much as three letters, so that Latin letters count a third.
    """
    chinese, latin = cjk_count(text), latin_count(text) / 3
    return chinese / (chinese + latin) if chinese + latin else 0.0
