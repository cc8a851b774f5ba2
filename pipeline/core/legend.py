"""Legends under tables and figures, entry by entry: `DPN: diabetic peripheral neuropathy; HIIT：高强度间歇训练`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.scripts import CJK_RANGES, LATIN_RANGES, cjk_count, latin_count

_GREEK = "\u0370-\u03ff"
SHORT = (
    rf"(?:%\s?)?[{LATIN_RANGES}{_GREEK}0-9](?:[{LATIN_RANGES}{_GREEK}0-9₀-₉⁰¹²³⁴-⁹'’./+%·\-‐‑–]{{0,18}}"
    rf"[{LATIN_RANGES}{_GREEK}0-9₀-₉⁰¹²³⁴-⁹%+])?"
)
_WITH_SIGN = re.compile(rf"(?P<short>{SHORT}(?: (?:max|peak|min|II|IV|I|V|[A-Z0-9]{{1,4}}))?)\s*[:：=＝]\s*")
_WITH_VERB = re.compile(rf"(?P<short>{SHORT})\s*(?:为|表示|代表|即|是|指|——|—)\s*(?=[{CJK_RANGES}])")
_WITH_COMMA = re.compile(rf"^\s*(?P<short>{SHORT})\s*[,，]\s*(?=[{CJK_RANGES}]|[a-zA-Z])")
_CHINESE_FIRST = re.compile(
    rf"^(?P<zh>[^{LATIN_RANGES}]*[{CJK_RANGES}][^{LATIN_RANGES}]*?)\s*[(（,，]\s*(?P<en>[^{CJK_RANGES}]+?)\s*[)）]?$"
)
_ENGLISH_FIRST = re.compile(
    rf"^(?P<en>[{LATIN_RANGES}][^{CJK_RANGES}]*?(?:\s[^{CJK_RANGES}]+?|(?=[(（,，])))\s*[(（,，]?\s*"
    rf"(?P<zh>[{CJK_RANGES}][^{LATIN_RANGES}]*?)\s*[)）]?$"
)
# a full stop of an abbreviation ends no entry: `St. George's`, `e.g. in children`
_ABBREVIATED = ("St", "Dr", "Mt", "vs", "cf", "ca", "approx", "incl", "resp", "Fig", "Tab", "Ref")
# a symbol with what it is taken at: VO2peak, VO₂max, HRmax, SpO2min
_INDEXED = re.compile(r"[A-Z][A-Za-z]?[A-Z]?[0-9₀-₉]{0,2}(?:max|peak|min|mean|rest|AT)$")
_ENTRY_BREAK = re.compile(
    r"[;；。]|(?<![A-Za-z.][.]\w)" + "".join(rf"(?<!\b{word})" for word in _ABBREVIATED) + r"\.(?=\s|$)|\.(?=\s*$)"
)
_TRIM = " \t,，、;；.。:：—-"
_HEAD_BREAK = " \t;；,，、.。:：(（[【\n"


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """An abbreviation with its expansion in either or both languages; start, end: its range in the text."""

    short: str
    en: str | None
    zh: str | None
    start: int
    end: int


def legend_entries(text: str) -> tuple[LegendEntry, ...]:
    """Abbreviations that `text` spells out, in printed order.

    Knows `A: b; C: d`, `A=b`, `A为b`, `A, b; C, d`, and expansions in both languages (`A: 中文 (English)`).
    """
    heads = [m for m in _WITH_SIGN.finditer(text) if _is_head(text, m)]
    if not heads:
        heads = [m for m in _WITH_VERB.finditer(text) if _is_head(text, m)]
    if not heads:
        return _comma_entries(text)
    entries: list[LegendEntry] = []
    for i, match in enumerate(heads):
        limit = heads[i + 1].start() if i + 1 < len(heads) else len(text)
        stop = _ENTRY_BREAK.search(text, match.end(), limit)
        end = stop.start() if stop else limit
        entry = _entry(match["short"], text[match.end() : end], match.start(), end)
        if entry:
            entries.append(entry)
    return tuple(entries)


def is_legend(text: str) -> bool:
    """Whether a text is mostly made of entries: two or more, over half of its length."""
    entries = legend_entries(text)
    return len(entries) >= 2 and sum(e.end - e.start for e in entries) * 2 > len(text)


def _is_head(text: str, match: re.Match[str]) -> bool:
    """Whether a word before a colon is an abbreviation at the start of an entry."""
    short = match["short"]
    before = text[match.start() - 1] if match.start() else ""
    if before and before not in _HEAD_BREAK and not cjk_count(before):
        return False
    if not any(c.isalpha() for c in short) or short.isdigit():
        return False
    capitals = sum(1 for c in short if c.isupper())
    if _INDEXED.match(short):
        return True
    return (
        capitals >= 1
        and (capitals * 2 >= len([c for c in short if c.isalpha()]) or len(short) <= 6)
        and (not (short.istitle() and len(short) > 3 and short.isalpha()))
    )


def _comma_entries(text: str) -> tuple[LegendEntry, ...]:
    """Entries written `A, expansion; B, expansion`: believed from two on."""
    entries: list[LegendEntry] = []
    at = 0
    for part in re.split(r"([;；。])", text):
        match = _WITH_COMMA.match(part)
        if match and _is_head(part, match):
            entry = _entry(match["short"], part[match.end() :], at + match.start("short"), at + len(part))
            if entry:
                entries.append(entry)
        at += len(part)
    return tuple(entries) if len(entries) >= 2 else ()


def _entry(short: str, expansion: str, start: int, end: int) -> LegendEntry | None:
    """The entry for a printed expansion, None where it expands nothing."""
    en, zh = both_languages(expansion.strip(_TRIM))
    if en is None and zh is None:
        return None
    return LegendEntry(short.strip(), en, zh, start, end)


def both_languages(expansion: str) -> tuple[str | None, str | None]:
    """English and Chinese of an expansion that may give both (`糖尿病 (diabetes)`); terms within one stay in it."""
    text = expansion.strip(_TRIM)
    if not cjk_count(text):
        return (text if latin_count(text) >= 2 else None), None
    if latin_count(text) < 4:
        return None, text
    match = _CHINESE_FIRST.match(text) or _ENGLISH_FIRST.match(text)
    if match is None or latin_count(match["en"]) < 4:
        return None, text
    return match["en"].strip(_TRIM), match["zh"].strip(_TRIM + "()（）")
