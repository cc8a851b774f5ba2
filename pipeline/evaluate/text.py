"""When two texts count as the same, and how far one is from the nearest part of another."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import Levenshtein

CHINESE = "㐀-䶿一-鿿豈-﫿"
_WIDE = CHINESE + "、-〿！-･"
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "∼": "~",
        "～": "~",
        "\u00ad": "",
        "⩾": "≥",
        "⩽": "≤",
    }
)


def folded(text: str | None) -> str:
    """NFKC, one kind of dash, quote and tilde, single spaces, none beside a Chinese character."""
    plain = unicodedata.normalize("NFKC", (text or "").translate(_SIGNS)).translate(_SIGNS)
    plain = re.sub(r"\s+", " ", plain).strip()
    return re.sub(f"(?<=[{_WIDE}]) | (?=[{_WIDE}])", "", plain)


def cell_form(text: str | None) -> str:
    """`folded`, without the space beside a sign: that is typography."""
    return re.sub(r"\s*([^\w\s])\s*", r"\1", folded(text))


def value_form(text: object) -> str:
    """For comparing values of a record: `folded` without case and space."""
    return re.sub(r"\s", "", folded(str(text))).casefold()


def alike(one: str | None, other: str | None) -> float:
    """1 for the same value form, towards 0 for another."""
    return float(Levenshtein.normalized_similarity(value_form(one or ""), value_form(other or "")))


def infix_distance(pattern: str, text: str) -> int:
    """The least edit distance from `pattern` to any part of `text`: len(pattern) where nothing is alike.

    Source: Myers' bit-vector search (1999) on whole numbers of any length.
    """
    if not pattern:
        return 0
    masks: dict[str, int] = {}
    for i, sign in enumerate(pattern):
        masks[sign] = masks.get(sign, 0) | 1 << i
    full, top = (1 << len(pattern)) - 1, 1 << (len(pattern) - 1)
    plus, minus, score = full, 0, len(pattern)
    best = score
    for sign in text:
        same = masks.get(sign, 0)
        across = (((same & plus) + plus) ^ plus) | same
        up, down = minus | (full & ~(across | plus)), plus & across
        score += bool(up & top) - bool(down & top)
        best = min(best, score)
        up, down = up << 1 & full, down << 1 & full
        plus, minus = down | (full & ~(same | minus | up)), up & (same | minus)
    return best
