"""English glosses inside Chinese sentences, and the other way round: 神经病理性疼痛(neuropathic pain, NP)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from pipeline.core.scripts import CJK_RANGES, CJK_RUN, cjk_count
from pipeline.lexicon import load
from pipeline.lexicon.plausible import chinese_pairs
from pipeline.stages.separate.language import english_words_in

_GLOSS = re.compile(
    rf"(?P<zh>[{CJK_RANGES}A-Za-z0-9\-αβγ]{{1,24}})\s*[(（]\s*(?P<en>[A-Za-z][A-Za-z0-9αβγ\s'’\-/]{{3,80}}?)"
    r"(?:\s*[,，;；]\s*(?P<short>[A-Za-z0-9αβγ][A-Za-z0-9αβγ\-/+]{1,14}))?\s*[)）]"
)
_REVERSE = re.compile(
    rf"(?P<en>[A-Za-z][A-Za-z'’\-]+(?: [A-Za-z'’\-]+){{0,4}})\s*[(（]\s*(?P<zh>[{CJK_RANGES}]{{2,16}})\s*[)）]"
)
_STOPS = frozenset(load("languages")["gloss"]["stops"])
_STOP_WORDS: tuple[str, ...] = tuple(load("languages")["gloss"]["stop_words"])
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Gloss:
    """A term in both languages. certain: its Chinese side is known from elsewhere or stands whole between signs."""

    en: str
    zh: str
    short: str | None
    start: int
    end: int
    certain: bool


def glosses(text: str, *, terms: Container[str] = (), elsewhere: str = "") -> tuple[Gloss, ...]:
    """Terms that `text` gives in both languages.

    terms: Chinese terms known from keywords and legends. elsewhere: all Chinese text of the document, with this one:
    what stands there again without its gloss is a term.
    """
    found = [g for match in _GLOSS.finditer(text) if (g := _forward(match, terms, elsewhere))]
    found += [
        Gloss(_tail(match["en"]), match["zh"], None, match.start(), match.end(), False)
        for match in _REVERSE.finditer(text)
        if english_words_in(match["en"])
    ]
    return tuple(sorted(found, key=lambda g: g.start))


def known_terms(texts: Iterable[str]) -> frozenset[str]:
    """Chinese words and phrases of short texts, whole: candidates for the Chinese side of a gloss."""
    return frozenset(run for text in texts for run in CJK_RUN.findall(text) if 2 <= len(run) <= 20)


def _forward(match: re.Match[str], terms: Container[str], elsewhere: str) -> Gloss | None:
    en = match["en"].strip()
    if not english_words_in(en) and not (match["short"] and len(en) > 6):
        return None
    zh, certain = _term_before(match["zh"], terms, elsewhere)
    if len(zh) < 2 or not cjk_count(zh):
        return None
    return Gloss(en, zh, match["short"], match.end("zh") - len(zh), match.end(), certain)


def _term_before(run: str, terms: Container[str], elsewhere: str) -> tuple[str, bool]:
    """The term at the end of a run of Chinese: the longest known one, else what follows the last particle or verb, less
    what the document leaves off when it uses the term again."""
    for length in range(min(len(run), 20), 1, -1):
        if run[-length:] in terms:
            return run[-length:], True
    start = 0
    for i, char in enumerate(run):
        if char in _STOPS and i < len(run) - 1 and (i == 0 or run[i : i + 2] not in chinese_pairs()):
            start = i + 1
    for word in _STOP_WORDS:
        at = run.rfind(word)
        if at >= 0 and at + len(word) < len(run) - 1:
            start = max(start, at + len(word))
    term = run[max(start, len(run) - _LONGEST) :]
    again = next((term[i:] for i in range(len(term) - 2) if elsewhere.count(term[i:]) > 1), None)
    if again is not None:
        return again, True
    return term, start == 0 and len(run) <= 8


def _tail(english: str) -> str:
    """The last words of an English run, from after the last function word."""
    words = english.split()
    for i in range(len(words) - 2, -1, -1):
        if words[i].lower() in {
            "the",
            "a",
            "an",
            "of",
            "and",
            "in",
            "with",
            "by",
            "for",
            "as",
            "is",
            "are",
            "or",
            "to",
        }:
            return " ".join(words[i + 1 :])
    return english
