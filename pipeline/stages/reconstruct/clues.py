"""What a printed line says about where its cell begins and ends: the content evidence of the row optimisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.core.scripts import CJK_RANGES, is_cjk
from pipeline.lexicon import load

YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")
CITATION = re.compile(r"\[\d{1,3}(?:\s*[-–,，~]\s*\d{1,3})*\]")
_VALUE = re.compile(
    r"^[<>≤≥=~≈±+\-−–]?\s*\d[\d.,/:±×\-−–~～()（）%％ ]*"
    rf"(?:\s?(?:[A-Za-zμµ%％/·²³°]{{1,5}}|[{CJK_RANGES}]{{1,3}}))?$"
)
_MISSING = re.compile(r"^(?:NR|NA|N/A|ND|—|–|-|−|/|未报道|未提及|不详|无|None)$", re.IGNORECASE)
_SHORT_NAME = re.compile(r"^[A-Z][A-Z0-9\-]{1,6}$")
_OPEN_END = re.compile(
    r"(?:[,，、;；:：+＋×/&(（\[~～<>≤≥=]|\b(?:and|or|with|vs\.?|versus|of|for|in|to|the|plus|per|than|by|at|on|from|a|an)"
    r"|[和与及或加至的为以])$",
    re.IGNORECASE,
)
_HYPHEN_END = re.compile(r"\S[-‐–−]$")
_CLOSED_START = re.compile(r"^[)）\],，.。;；:：%％、~～+×]")
_NAME_START = re.compile(r"[a-z]{1,2}[A-Z]")  # rTMS, tDCS, pH: small first letters that begin no continuation
_COUNTED = re.compile(  # the measure word alone: 周某 is a name, "time to walk" another text
    r"(?:例|周|天|次|岁|个月|小时|分钟|年|min|wk|weeks?|months?|days?|years?|hours?|sessions?|times?|patients?|mg|kg|mL)"
    rf"(?![A-Za-z{CJK_RANGES}]| [a-z])"
)
_ONLY_CITATION = re.compile(r"^\[[\d\-–,， ]+\]")
_ARM_LABEL = re.compile(
    r"[^，,；;：:。\s]{1,8}组|(?:(?:low|medium|moderate|middle|high)[- ]dose|group\s+[A-D1-4]|[\w-]+\s+(?:group|arm))",
    re.IGNORECASE,
)
_PAIRS = {")": "(", "）": "（", "]": "[", "】": "【"}


def is_value(text: str) -> bool:
    """Whether a line is a whole value by itself: a number with its unit, a missing mark, a short name in capitals."""
    return bool(_VALUE.match(text) or _MISSING.match(text) or _SHORT_NAME.match(text))


@cache
def is_arm_label(text: str) -> bool:
    """Whether a line is the name of an arm: 治疗组, 低剂量组, Control, Group B, T."""
    return bool(_ARM_LABEL.fullmatch(text)) or text.casefold() in _arm_words()


@cache
def _arm_words() -> frozenset[str]:
    arms = load("headers")["arms"]
    return frozenset(word.casefold() for role in ("treatment", "control") for word in arms[role])


def unclosed(text: str) -> tuple[int, int]:
    """How many brackets a line opens without closing them, and closes without opening."""
    opened: list[str] = []
    orphans = 0
    for char in text:
        if char in _PAIRS.values():
            opened.append(char)
        elif char in _PAIRS:
            if opened:
                opened.pop()
            else:
                orphans += 1
    return len(opened), orphans


def torn(above: str, below: str, *, lower_starts: float) -> float:
    """How much a row break between two lines of one column would tear a text apart: 0 (not) to about 6.

    lower_starts: share of the column's lines that begin with a small letter; where most do, it says little.
    """
    if _MISSING.match(above):
        return 0.0
    cost = 0.0
    opens, _ = unclosed(above)
    _, closes = unclosed(below)
    cost += 3.0 * bool(opens) + 3.0 * bool(closes)
    if _HYPHEN_END.search(above):
        cost += 3.0
    elif _OPEN_END.search(above):
        cost += 2.2
    if _ONLY_CITATION.match(below):
        cost += 3.0
    elif _CLOSED_START.match(below) or (above[-1:].isdigit() and _COUNTED.match(below)):
        cost += 2.5
    elif below[:1].islower() and not _NAME_START.match(below):
        cost += 1.6 * max(0.0, 1.0 - lower_starts) + 0.2
    elif below[:1] in "(（":
        cost += 0.8
    return min(cost, 6.0)


def first_word_width(text: str, *, width: float) -> float:
    """The width of the piece a typesetter would have moved up: a Chinese character or a word. width: of the line."""
    if not text:
        return 0.0
    if is_cjk(text[0]):
        return width / max(1.0, sum(1.0 if is_cjk(c) else 0.5 for c in text))
    word = re.split(rf"[\s{CJK_RANGES}]", text, maxsplit=1)[0]
    return width * len(word) / len(text)


def per_row(lines: Sequence[str], pattern: re.Pattern[str]) -> bool:
    """Whether a mark (a year, a citation) stands in about every entry of the study column."""
    found = sum(len(pattern.findall(line)) for line in lines)
    return found >= 2 and found >= 0.3 * len(lines)
