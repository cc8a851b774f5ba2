"""Which way an outcome moved, from an arrow or a word; a ruined arrow is a doubt, never an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.core.studies import Direction
from pipeline.lexicon import load

Sense = Direction | Literal["better", "worse"]
_WORD_SENSES: tuple[Sense, ...] = ("no-change", "increase", "decrease", "mixed", "better", "worse")


_JUDGED = re.compile(
    r"[↑↓⬆⬇]\s*[:：=＝,，]?\s*(?:表示|代表|指|为|means?|indicates?|denotes?)?\s*(?:a |an |the )?"
    r"(?:显著|明显|significant(?:ly)?)?\s*"
    r"(?:改善|好转|优于|有利|恶化|加重|better|improve|superior|in favou?r|favou?r|worse|deteriorat)",
    re.IGNORECASE,
)
_TIMED = re.compile(r"(?:weeks?|months?|days?|years?|week|第)\s*$", re.IGNORECASE)  # `at week 4`
_COMPARATIVE = re.compile(r"于|更|较|lower|higher|less|fewer|greater|longer|shorter", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark of direction in a text: where, what it says, and whether it is a ruin of an arrow (`sense` unknown)."""

    start: int
    end: int
    sense: Sense
    ruined: bool = False
    negated: bool = False
    by_word: bool = False


@cache
def arrows() -> re.Pattern[str]:
    """A run of arrows of any kind."""
    return re.compile(f"[{_glyphs('increase')}{_glyphs('decrease')}{_glyphs('no-change')}]+(?:\\s*[{_all_glyphs()}])*")


def arrow_signs(text: str) -> tuple[Sign, ...]:
    """The arrows of a text, in order; `↑↓` is mixed, `5.2→3.1` (from one number to another) is none."""
    return tuple(
        Sign(m.start(), m.end(), _arrow_sense(m.group(0))) for m in arrows().finditer(text) if not _of_numbers(text, m)
    )


def ruined_sign(text: str, *, expected: bool) -> Sign | None:
    """The ruin of an arrow at the end of a piece: `Pain |`, `ADL t`. expected: the column has arrows or their ruins."""
    signs = load("directions")["arrows"]
    sure = re.search(rf"(?<=\S)\s*[{re.escape(signs['sure'])}]+\s*$", text)
    if sure and not re.fullmatch(r"\s*[|!！]?\s*", text[: sure.start()]):
        return Sign(sure.start(), sure.end(), "unknown", ruined=True)
    mark = f"[{re.escape(signs['likely'])}]"
    likely = re.search(rf"(?<=[^\s\d])\s+{mark}\s*$|(?<=[\u3400-\u9fff]){mark}\s*$", text)
    if expected and likely and not _TIMED.search(text[: likely.start()]):
        return Sign(likely.start(), likely.end(), "unknown", ruined=True)
    return None


def word_signs(text: str) -> tuple[Sign, ...]:
    """The words of direction in a piece, in order, none inside another; 缓解率 is no such word but part of a name."""
    hits = [
        Sign(m.start(), m.end(), sense, by_word=True)
        for sense in _WORD_SENSES
        for m in _words(sense).finditer(text)
        if not _named().match(text, m.end())
    ]
    out: list[Sign] = []
    for sign in sorted(hits, key=lambda sign: (sign.start, -(sign.end - sign.start))):
        if not out or sign.start >= out[-1].end:
            out.append(sign)
    return tuple(out)


def word_sign(text: str) -> Sign | None:
    """The word of direction in a piece: the first one; negated where a "not" stands before it or where one word is
    about another: `attenuated the decrease`, 抑制…升高."""
    hits = word_signs(text)
    if not hits:
        return None
    best = min(hits, key=lambda sign: (sign.sense not in ("no-change",), sign.start, -(sign.end - sign.start)))
    if best.sense != "no-change" and (_turning().search(text) or _nested(text, hits)):
        return Sign(best.start, best.end, best.sense, negated=True, by_word=True)
    if best.sense == "no-change":
        return best
    before = text[max(0, best.start - 24) : best.start]
    if _never().search(before):
        return Sign(best.start, best.end, best.sense, negated=True, by_word=True)
    return best


def bare(text: str, span: tuple[int, int], *, adverbs: bool) -> tuple[int, int]:
    """A range without blanks and punctuation at its ends; adverbs: without those and verbs of being either."""
    start, end = span
    while True:
        trimmed = _trim_once(text, start, end, adverbs=adverbs)
        if trimmed == (start, end):
            return trimmed
        start, end = trimmed


def _trim_once(text: str, start: int, end: int, *, adverbs: bool) -> tuple[int, int]:
    piece = text[start:end]
    lead = re.match(r"[\s,，;；:：。.*#&+=•·、]+", piece)
    if lead:
        return start + lead.end(), end
    trail = re.search(r"[\s,，;；:：。.*#&=•·、]+$", piece)
    if trail:
        return start, end - (trail.end() - trail.start())
    if not adverbs:
        return start, end
    around = _around()
    if around[2].fullmatch(piece):
        return start, start
    if hit := around[0].match(piece):
        return start + hit.end(), end
    if (hit := around[1].search(piece)) and hit.start() > 0 and not piece.endswith(_kept()):
        return start, start + hit.start()
    return start, end


def unturned(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A range without the words at its ends that deny or turn a direction: 焦虑无, `Pain did not`, `blocked the`."""
    start, end = span
    if hit := _turning_around()[1].search(text[:end], start):
        end = hit.start()
    if hit := _turning_around()[0].match(text, start, end):
        start = hit.end()
    return start, max(start, end)


@cache
def _turning_around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = load("directions")["around"]
    words = "|".join(_whole(word) for word in sorted((*lists["never"], *lists["turning"]), key=len, reverse=True))
    return (
        re.compile(rf"(?:{words})(?:见|有)?(?:\s+the\b)?\s*", re.IGNORECASE),
        re.compile(rf"(?:\s*(?:did|does|do|was|were|is|are))?\s*(?:{words})\s*(?:见|有|能|the)?\s*$", re.IGNORECASE),
    )


def arrows_judge(notes: Sequence[str]) -> bool:
    """Whether a note says that an arrow stands for better or worse, not for more or less: `↑: improved`, ↑表示优于."""
    return any(_JUDGED.search(note) for note in notes)


def candidates(sign: Sign | None) -> tuple[str, ...]:
    """What a reviewer should choose from where a direction is not known."""
    if sign is None or sign.ruined or sign.negated:
        return ("decrease", "increase")
    return ("decrease", "increase") if sign.sense in ("better", "worse") else (str(sign.sense),)


def _of_numbers(text: str, hit: re.Match[str]) -> bool:
    before, after = text[: hit.start()].rstrip(), text[hit.end() :].lstrip()
    return hit.group(0).strip() in _glyphs("no-change") and before[-1:].isdigit() and after[:1].isdigit()


def _arrow_sense(run: str) -> Sense:
    senses = {name for name in ("increase", "decrease", "no-change") if any(glyph in _glyphs(name) for glyph in run)}
    if len(senses) > 1:
        return "mixed"
    only = next(iter(senses))
    return "increase" if only == "increase" else "decrease" if only == "decrease" else "no-change"


def _glyphs(name: str) -> str:
    return str(load("directions")["arrows"][name])


def _all_glyphs() -> str:
    return _glyphs("increase") + _glyphs("decrease") + _glyphs("no-change")


@cache
def _words(sense: str) -> re.Pattern[str]:
    words = sorted(load("directions")["words"][sense], key=len, reverse=True)
    return re.compile("|".join(_whole(word) for word in words), re.IGNORECASE)


def _nested(text: str, signs: Sequence[Sign]) -> bool:
    """Whether one word of direction is about another (`attenuated the decrease`) and not a second one that agrees
    (`decreased …, lower than`)."""
    moves = [sign for sign in signs if sign.sense in ("increase", "decrease")]
    if len({sign.sense for sign in moves}) > 1:
        return True
    return len(moves) > 1 and not any(_COMPARATIVE.search(text, s.start, s.end) for s in moves)


@cache
def _named() -> re.Pattern[str]:
    words = "|".join(load("directions")["around"]["named"])
    return re.compile(rf"(?<=[\u3400-\u9fff])(?:{words})|(?<=[a-z])\s+(?:rate|ratio|score)s?(?![a-z])")


@cache
def _turning() -> re.Pattern[str]:
    return re.compile("|".join(_whole(word) for word in load("directions")["around"]["turning"]), re.IGNORECASE)


@cache
def _never() -> re.Pattern[str]:
    words = sorted(load("directions")["around"]["never"], key=len, reverse=True)
    latin = "|".join(_whole(word) for word in words if word.isascii())
    chinese = "|".join(word for word in words if not word.isascii())
    return re.compile(rf"(?:{latin})[\w\s]*$|(?:{chinese})(?:明显|显著|能|有|见)*$", re.IGNORECASE)


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    lists = load("directions")["around"]
    latin = "|".join(sorted(map(re.escape, lists["en"]), key=len, reverse=True))
    chinese = "|".join(sorted(lists["zh"], key=len, reverse=True))
    lead = re.compile(rf"(?:(?:{latin})\s+|(?:{chinese}))", re.IGNORECASE)
    trail = re.compile(rf"(?:\s+(?:{latin})|(?:{chinese}))$", re.IGNORECASE)
    return lead, trail, re.compile(rf"(?:(?:{latin})|{chinese})", re.IGNORECASE)


@cache
def _kept() -> tuple[str, ...]:
    return tuple(load("directions")["around"]["kept"])


def _whole(word: str) -> str:
    if not word.isascii():
        return re.escape(word)
    return rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])".replace(r"\ ", r"\s+")
