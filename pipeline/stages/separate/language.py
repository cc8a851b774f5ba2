"""Which language a text is in: its script first, statistics where the script cannot say."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from langdetect import DetectorFactory, LangDetectException, detect_langs

from pipeline.core.blocks import Language
from pipeline.core.scripts import cjk_count, latin_count
from pipeline.lexicon.plausible import english_plausibility, english_words, is_function_word

DetectorFactory.seed = 0

Tongue = Literal["en", "zh", "neutral"]
_KANA_OR_HANGUL = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fd-\u30ff\uac00-\ud7af]")
_OTHER_ALPHABET = re.compile(r"[\u0400-\u04ff\u0590-\u06ff\u0e00-\u0e7f]")
_DETECTABLE_LETTERS = 60
_BRACKETED = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_WORDS = re.compile(r"[A-Za-z]+(?:[-'][A-Za-z]+)*")


def tongue(text: str) -> Tongue:
    """The language the script of `text` speaks for: a Chinese sentence keeps its English terms, an English affiliation
    its Chinese name; numbers and symbols alone are neutral."""
    chinese, latin = cjk_count(text), latin_count(text)
    if chinese == 0:
        return "en" if latin >= 2 else "neutral"
    if latin == 0:
        return "zh"
    outside = _BRACKETED.sub(" ", text)
    if not cjk_count(outside) and latin_count(outside) >= 4:
        return "en"
    if cjk_count(outside) and not latin_count(outside):
        return "zh"
    return "zh" if chinese * 4 >= latin or chinese >= 12 else "en"


def language_of(text: str, *, prose: bool = True) -> Language:
    """The language of a whole block: `unknown` where it has no letters or is in a language of neither kind.

    prose: Latin text is asked whether it is English; names and addresses would rather not be.
    """
    if _KANA_OR_HANGUL.search(text) and len(_KANA_OR_HANGUL.findall(text)) > 2:
        return "unknown"
    if len(_OTHER_ALPHABET.findall(text)) > latin_count(text) + cjk_count(text):
        return "unknown"
    said = tongue(text)
    if said == "neutral":
        return "unknown"
    if (
        prose
        and said == "en"
        and cjk_count(text) == 0
        and latin_count(text) >= _DETECTABLE_LETTERS
        and _is_foreign(text)
    ):
        return "unknown"
    return said


def english_words_in(text: str) -> int:
    """How many words of `text` are English beyond doubt: function words, and listed words in lower or title case."""
    count = 0
    for word in _WORDS.findall(text):
        parts = re.split("[-']", word)
        in_list = all(len(p) > 3 and p.lower() in english_words() and not p.isupper() for p in parts)
        if in_list or (is_function_word(word.lower()) and not word.isupper()):
            count += 1
    return count


@cache
def _is_foreign(text: str) -> bool:
    """Latin prose that is not English: few English words, and a language identifier sure of another language."""
    share = english_plausibility(text)
    if share is None or share > 0.55:
        return False
    try:
        best = detect_langs(text)[0]
    except LangDetectException:
        return False
    return bool(best.lang != "en" and best.prob > 0.95 and text.upper() != text and share > 0.2)
