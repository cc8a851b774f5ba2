"""The field of a column whose header says nothing: only where its cells leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from pipeline.core.tables import ColumnField, Table
from pipeline.lexicon import load
from pipeline.stages.normalise import kinds
from pipeline.stages.normalise.directions import word_sign
from pipeline.stages.normalise.grammar.mentions import reading

AUTHOR_YEAR = re.compile(r"(?:[A-Za-z'’\-]{2,}|等|某).{0,12}(?:19|20)\d\d")
_INTENSITY = re.compile(
    r"%\s*(?:of\s+)?(?:\d+-?)?(?:MHR|HR|1?-?RM|MT|RMT|AMT|VO)|\bRPE\b|最大心率|储备心率|运动阈值", re.IGNORECASE
)
_DOSE = re.compile(r"\d\s*(?:mg|μg|ug|mcg|g/d|CFU|IU|mL|ml)\b|毫克|微克", re.IGNORECASE)
_COMPARES = re.compile(r"^\s*[^<>=＜＞\d]{2,}\s*[<>＜＞]\s*[^<>=＜＞\d]{2,}\s*$")
_COUNTS = re.compile(r"^\s*\d+\s*[(（]\s*\d+\s*[/:+]\s*\d+\s*[)）]\s*$|^\s*\d+\s*/\s*\d+\s*$|\d\s*例")


def by_content(texts: Sequence[str], *, unread: bool, meanings: Mapping[str, str]) -> ColumnField:
    """The field that the cells of a column show, `other` where they do not.

    unread: the header could not be read, so that its words are no evidence against. meanings: the legend.
    """
    if len(texts) < 2:
        return "other"
    plain: list[tuple[ColumnField, re.Pattern[str] | Callable[[str], bool]]] = [
        ("study", AUTHOR_YEAR),
        ("result", kinds.ARROW),
        ("effect", kinds.EFFECT),
        ("result", _says_which_way),
    ]
    if unread:
        plain += [
            ("effect", kinds.P_VALUE),
            ("intensity", _INTENSITY),
            ("sample_size", _COUNTS),
            ("dose", _DOSE),
            ("volume", lambda text: bool(kinds.PER.search(text) and kinds.CLOCK.search(text))),
            ("frequency", kinds.PER),
            ("duration", kinds.DURATION),
            ("outcome", lambda text: _listed("outcomes", text, meanings)),
            ("condition", lambda text: _listed("conditions", text, meanings)),
            ("intervention", _treats),
        ]
    if unread and kinds.share(texts, AUTHOR_YEAR) >= 0.5:
        return "study"
    return next((field for field, looks in plain if kinds.share(texts, looks) > 0.7), "other")


def _says_which_way(text: str) -> bool:
    """`No difference`, `THA > HA`, 升高: what only a result says."""
    return _COMPARES.match(text) is not None or word_sign(text) is not None


def looks_like(field: str, texts: Sequence[str], table: Table, *, least: float = 0.8) -> bool:
    """Whether more than `least` of a column's cells name a treatment (`intervention`) or a diagnosis (`condition`)."""
    meanings = {a.short: a.en or a.zh or "" for a in table.abbreviations}
    looks = _treats if field == "intervention" else lambda text: _listed("conditions", text, meanings)
    return len(texts) > 1 and kinds.share(texts, looks) > least


def _listed(name: str, text: str, meanings: Mapping[str, str]) -> bool:
    """Whether a term (the first of several) is one of the lexicon's, itself or by what the legend says it means."""
    first = re.split(r"[,，;；、(（]", text)[0].strip()
    said = (first, meanings.get(first, ""))
    return any(term.casefold() in _terms(name) for term in said if term)


@cache
def _terms(name: str) -> frozenset[str]:
    lists = load(name)["terms"]
    return frozenset(term.casefold() for en, every in lists.items() for term in (en, *every))


def _treats(text: str) -> bool:
    return any(not mention.near for mention in reading(text).mentions)
