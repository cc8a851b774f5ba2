"""Names of countries in a cell or a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.lexicon import load
from pipeline.stages.normalise import kinds

_BETWEEN = r"[\s,，、;；/&+和及与()（）]|and"
_MANY = re.compile(r"^\s*\d+\s+(?:countries|centres|centers|nations)\s*$|^\s*\d+\s*个?国家?\s*$", re.IGNORECASE)


def is_country(text: str) -> bool:
    """Whether a cell names countries and nothing else: `USA`, `China, Japan`, 中国."""
    if _MANY.match(text):
        return True
    rest = _names().sub(" ", text)
    return rest != text and not re.sub(rf"(?:{_BETWEEN})+", "", rest)


def countries(texts: Sequence[str]) -> float:
    """How many of the cells that say anything name a country, 0..1."""
    return kinds.share(texts, is_country)


def country_in(text: str) -> tuple[int, int] | None:
    """Where a text names its one country; None where it names none or several."""
    hits = list(_names().finditer(text))
    return hits[0].span() if len(hits) == 1 else None


@cache
def _names() -> re.Pattern[str]:
    lists = load("countries")
    latin = "|".join(sorted(map(re.escape, lists["en"]), key=len, reverse=True))
    chinese = "|".join(sorted(lists["zh"], key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{latin})(?![A-Za-z])|{chinese}")
