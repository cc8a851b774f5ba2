"""First authors as printed in a study cell or a reference list, and whether two of them are the same person."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rapidfuzz.distance import Levenshtein

from pipeline.lexicon import load

_CJK = re.compile(r"[\u3400-\u9fff]")
_INITIALS = re.compile(r"^(?:[A-Z]\.?-?){1,3}$")
_TITLES = re.compile(r"^(?:dr|prof|professor|mr|ms|mrs)\b\.?\s+", re.IGNORECASE)
_TRIAL = re.compile(
    r"[a-z]+[\s-]*\d+[a-z]?(?:\s+(?:trial|study))?$|[a-z-]+\s+(?:trial|study)$", re.IGNORECASE
)  # KEYNOTE-024
_JOINERS = re.compile(r"\s*(?:&|\band\b|和|与|、|;|；|/).*$", re.IGNORECASE)


def surname(text: str) -> str | None:
    """The first author's surname in title case (a Chinese name as printed) from the text before the year.

    None where nothing in it is a name.
    """
    plain = _without_others(text).strip(" ,，.;；:：/／()（）[]")
    if not plain:
        return None
    if _CJK.search(plain):
        name = re.split(r"[,，;；、/／\s]", plain)[0]
        return name if _CJK.search(name) else None
    plain = _TITLES.sub("", plain)
    plain = _JOINERS.sub("", re.split(r"[,，]", plain)[0])
    plain = re.sub(r"(?<=[A-Za-z])-\s+(?=[A-Za-z])", "", plain)
    words = [word for word in plain.split() if re.search(r"[^\W\d_]", word)]
    if _TRIAL.match(plain):
        return None
    words = _surname_words(words)
    return " ".join(_titled(word) for word in words) or None


def same_person(a: str, b: str) -> float:
    """How alike two surnames are, 0..1; 1 apart from case, accents, hyphens and spaces."""
    return Levenshtein.normalized_similarity(name_key(a), name_key(b))


def name_key(name: str) -> str:
    """A name without case, accents, spaces and marks."""
    flat = unicodedata.normalize("NFKD", name)
    return re.sub(r"[^\w]|_", "", "".join(c for c in flat if not unicodedata.combining(c))).casefold()


def same_script(a: str, b: str) -> bool:
    """Whether both names are Chinese or both are not."""
    return bool(_CJK.search(a)) == bool(_CJK.search(b))


def _without_others(text: str) -> str:
    out = text
    for others in load("names")["others"]:
        pattern = re.escape(others) if _CJK.search(others) else rf"(?<![A-Za-z]){re.escape(others)}(?![A-Za-z])"
        out = re.sub(pattern, " ", out, flags=re.IGNORECASE)
    return out


def _surname_words(words: list[str]) -> list[str]:
    """The words of a name that are the surname: without initials, without a given name where that is plain."""
    kept = [word for i, word in enumerate(words) if not _is_initials(word, first=i == 0)] or words[:1]
    if len(kept) < 2:
        return kept
    if _is_particle(kept[0]):
        end = next((i for i, word in enumerate(kept) if not _is_particle(word)), len(kept) - 1)
        return kept[: end + 1] if kept[0][0].islower() or not kept[0].isupper() else _leading_capitals(kept)
    capitals = [word for word in kept if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(kept):
        return capitals
    if kept[0].casefold() in _surnames() and len(kept) == 2:
        return kept[:1]
    return kept


def _is_initials(word: str, *, first: bool) -> bool:
    """`J`, `J.A.` anywhere; `XY` only behind a name, for LI and WU are surnames."""
    if _is_particle(word) or not _INITIALS.match(word):
        return False
    return not first or len(word) == 1 or "." in word


def _leading_capitals(words: list[str]) -> list[str]:
    return [word for word in words if word.isupper()]


def _is_particle(word: str) -> bool:
    return word.casefold() in _particles()


@cache
def _particles() -> frozenset[str]:
    return frozenset(load("names")["particles"])


@cache
def _surnames() -> frozenset[str]:
    return frozenset(load("names")["surnames"])


def _titled(word: str) -> str:
    """HAMED → Hamed, O'BRIEN → O'Brien, SMITH-JONES → Smith-Jones, MCDONALD → McDonald; mixed case stays."""
    if not word.isupper() or len(word) < 2:
        return word
    out = re.sub(r"[^\W\d_]+", lambda part: part.group(0).capitalize(), word)
    return re.sub(r"^Mc([a-z])(?=[a-z]{2})", lambda part: f"Mc{part.group(1).upper()}", out)
