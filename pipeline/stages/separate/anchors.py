"""What two languages share on paper: numbers, abbreviations, signs. They say whether two texts say the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.lexicon import load

_DECIMAL = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?")
_CITATION = re.compile(r"\[[\d,，\-–~\s]+\]")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])(?:[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9]*|[A-Z]{2,})(?:[-‐–][A-Z0-9]+)*")
_SIGNS = re.compile(r"[↑↓→←≥≤±×αβγδμ]")
_CHINESE_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"两": 2, "〇": 0}
_MEASURE_WORDS: str = load("languages")["numbers"]["measure_words"]
_CHINESE_NUMBER = re.compile(
    f"[一二三四五六七八九两]?十[一二三四五六七八九]?|[一二三四五六七八九两](?=[{_MEASURE_WORDS}])"
)
_ENGLISH_NUMBERS: Mapping[str, int] = load("languages")["numbers"]["en"]
_ENGLISH_NUMBER = re.compile(r"\b(" + "|".join(_ENGLISH_NUMBERS) + r")\b", re.IGNORECASE)


def digits(text: str) -> Counter[float]:
    """Numbers printed in digits, without citations, thousands commas undone."""
    bare = _CITATION.sub(" ", text)
    return Counter(float(n.replace(",", "")) for n in _DECIMAL.findall(bare))


def spelt(text: str) -> Counter[float]:
    """Numbers printed in words, in either language."""
    found = Counter(float(_ENGLISH_NUMBERS[w.lower()]) for w in _ENGLISH_NUMBER.findall(text))
    found.update(float(_chinese_value(n)) for n in _CHINESE_NUMBER.findall(text))
    return found


def abbreviations(text: str) -> frozenset[str]:
    return frozenset(re.sub(r"[‐–]", "-", a) for a in _ABBREVIATION.findall(text))


def likeness(a: str, b: str) -> float:
    """How far two texts agree on what every language prints alike, 0..1; 0.5 where neither prints any of it."""
    left, right = _all(a), _all(b)
    if not left and not right:
        return 0.5
    shared = sum((left & right).values())
    return shared / max(sum(left.values()), sum(right.values()))


def disagreement(en: str, zh: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers that only one of two texts gives, (English, Chinese) as written; both empty unless each side has one.

    A number in digits on one side may be in words on the other.
    """
    only_en = digits(en) - digits(zh) - spelt(zh)
    only_zh = digits(zh) - digits(en) - spelt(en)
    if not only_en or not only_zh:
        return (), ()
    return _written(only_en), _written(only_zh)


def _all(text: str) -> Counter[str]:
    found: Counter[str] = Counter(f"{n:g}" for n in digits(text).elements())
    found.update(abbreviations(text))
    found.update(_SIGNS.findall(text))
    return found


def _written(numbers: Counter[float]) -> tuple[str, ...]:
    return tuple(f"{n:g}" for n in sorted(numbers.elements()))


def _chinese_value(printed: str) -> int:
    """The value of a Chinese numeral below a hundred."""
    tens, ten, ones = printed.partition("十")
    if not ten:
        return _CHINESE_DIGITS[printed]
    return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)


def in_order(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two lists can be paired term by term: as many terms on either side, at least one."""
    return len(first) == len(second) > 0
