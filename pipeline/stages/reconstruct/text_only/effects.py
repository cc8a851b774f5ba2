"""Signs that a reader lost in an estimate with its interval, restored where the arithmetic leaves one choice."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

_TRIPLE = re.compile(
    r"([-−–—]?)\s?(\d+\.\d+)\s?[(（\[]\s?([-−–—]?)\s?(\d+\.\d+)\s?(,|;|，|to|~|至)\s?([-−–—]?)\s?(\d+\.\d+)\s?[)）\]]"
)


@dataclass(frozen=True, slots=True)
class Mended:
    """text: with the signs that must have been printed. restored: a sign was added. doubtful: nothing fits."""

    text: str
    restored: bool
    doubtful: bool


def mend(text: str) -> Mended:
    """Every `a (b, c)` of a cell checked: an interval lies about its estimate, evenly or evenly in proportion."""
    restored = doubtful = False

    def one(found: re.Match[str]) -> str:
        nonlocal restored, doubtful
        signs = tuple(-1 if found.group(k) else 1 for k in (1, 3, 6))
        sizes = tuple(float(found.group(k)) for k in (2, 4, 7))
        if _even([s * v for s, v in zip(signs, sizes, strict=True)], found):
            return found.group()
        # a reader loses a minus; it never puts one where there is none
        choices = [
            tried
            for tried in product((1, -1), repeat=3)
            if all(t <= s for t, s in zip(tried, signs, strict=True))
            and _even([t * v for t, v in zip(tried, sizes, strict=True)], found)
        ]
        if len(choices) != 1:
            doubtful = True
            return found.group()
        restored = True
        a, b, c = (
            ("-" if sign < 0 else "") + _plain(found.group(k)) for sign, k in zip(choices[0], (2, 4, 7), strict=True)
        )
        return f"{a} ({b}, {c})"

    mended = _TRIPLE.sub(one, text)
    return Mended(mended, restored, doubtful)


def _plain(number: str) -> str:
    """A number without the zero that a misread minus left before it (`00.31`)."""
    return re.sub(r"^0+(?=\d)", "", number)


def _even(values: Sequence[float], found: re.Match[str]) -> bool:
    """Whether an interval lies about its estimate within the rounding of what is printed."""
    estimate, low, high = values
    if not low <= estimate <= high:
        return False
    step = 10.0 ** -min(len(found.group(k).split(".")[1]) for k in (2, 4, 7))
    if abs(estimate - (low + high) / 2) <= 1.1 * step:
        return True
    return low > 0 and abs(math.log(estimate) - (math.log(low) + math.log(high)) / 2) <= 2.5 * step / low


_COUNTS = re.compile(r"(\d{1,4})\s?[(（]\s?(\d{1,4})\s?[/／]\s?(\d{1,4})\s?[)）]")
_GARBLED_COUNTS = re.compile(r"(\d{1,4})\s?[(（]\s?(\d[\d,.|/ ]{2,10}\d)\s?[)）]")
_LEAST_COUNT = 4


def mend_count(text: str) -> Mended:
    """A count with its arms, `60(30/30)`: the slash put back where the arms then add up, and only then."""
    whole = _COUNTS.search(text)
    if whole:
        total, first, second = (int(found) for found in whole.groups())
        return Mended(text, False, total != first + second)
    garbled = _GARBLED_COUNTS.search(text)
    if not garbled:
        return Mended(text, False, text.isdigit() and int(text) < _LEAST_COUNT)
    total, inner = int(garbled.group(1)), garbled.group(2)
    parts = ((inner[:i], inner[j:]) for i in range(1, len(inner)) for j in range(i, min(i + 3, len(inner))))
    fitting = {(a, b) for a, b in parts if a.isdigit() and b.isdigit() and int(a) + int(b) == total}
    if len(fitting) != 1:
        return Mended(text, False, True)
    first_arm, second_arm = next(iter(fitting))
    arms = f"{total}({first_arm}/{second_arm})"
    return Mended(text[: garbled.start()] + arms + text[garbled.end() :], True, False)
