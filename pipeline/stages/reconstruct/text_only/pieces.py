"""Lines of a dumped table to pieces: the smallest runs of words that stay in one cell, with what each may be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.core.words import Line, Word
from pipeline.lexicon import load
from pipeline.stages.reconstruct.text_only.vocabulary import Vocabulary, bare, drug_endings

_N = r"[<>≤≥=~≈±+]?\s?\d+(?:\.\d+)?"
_R = rf"{_N}(?:\s?%?\s?[-–~～至]\s?\d+(?:\.\d+)?)?"
_PER = r"(?:\s?[/·]\s?[A-Za-z\u4e00-\u9fff]+|\s?per\s[A-Za-z]+)"
_VALUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "sample",
            r"^[(（]\d{1,4}\s?/\s?\d{1,4}[)）]$|^(?:n\s?=\s?)?\d{1,4}\s?[(（]\s?\d{1,5}[/,\\]*\d*[)）]$|^\d{1,4}\s?(?:/|:|vs\.?)\s?\d{1,4}$|^[TCEnN]\s?[:：=]\s?\d+[,;]?$"
            r"|^[TEI]\s?[:：=]\s?\d{1,4}[,;，；]?\s?C\s?[:：=]\s?\d{1,4}$",
        ),
        (
            "frequency",
            rf"^(?:(?:times?|sessions?)/(?:wk|week|w|day|d)|{_R}\s?(?:times?|sessions?|d|days?|x|次)\s?(?:/|per\s|a\s)\s?(?:w|wk|week|d|day|mo|month|周|日|天|月)\S*|"
            r"every\s?day|daily|weekly|(?:once|twice|thrice)(?:\s(?:a|per)?\s?(?:daily|day|weekly|week))?|b\.?i\.?d\.?|t\.?i\.?d\.?|q\.?d\.?|"
            rf"{_R}\s?/\s?(?:w|wk|week|d|day|周)|每\s?[周日天月]\s?\d*\s?次?|{_R}\s?次(?:\s?/\s?[周日天月])?)$",
        ),
        ("speed", rf"^{_R}\s?(?:m/min|km/h|m/s|mph|rpm|cm/s)$|^m/min$|^km/h$"),
        ("session", rf"^(?:每\s?次\s?)?{_R}\s?(?:mins?|minutes?|hours?|h|s|sec|分\s?钟|小时){_PER}?$"),
        (
            "sets",
            rf"^{_R}\s?(?:groups?|sets?|reps?|repetitions?|mission|组|rounds?){_PER}?$|^\d+\s?[×xX]\s?\d+(?:-\d+)?$",
        ),
        (
            "course",
            rf"^每\s?[周日天]\s?{_R}\s?次[，,]?\s?(?:每次[^，,]*[，,]?\s?)?共\s?{_R}\s?(?:周|个?月|天|d|w|次)?[，,。]?$"
            rf"|^共\s?{_R}\s?(?:周|个?月|天|d|w)$",
        ),
        ("cases", r"^\d{1,4}\s?例(?:次)?$"),
        ("pulse", rf"^{_R}\s?(?:pulses?|脉冲){_PER}?$|^pulses?$"),
        ("power", r"^\d+(?:\.\d+)?\s?[×x*]\s?10\S{0,3}?(?:\s?CFU\S*)?$|^\d\S{0,6}\s?CFU\S*$|^CFU\S*$"),
        ("dose", rf"^{_R}\s?(?:mg|g|µg|μg|ug|mcg|iu|u|cfu|ml|mmol|billion){_PER}*$"),
        (
            "duration",
            r"^(?:weeks?|months?|wks?)$|^(?!SD$)(?:疗\s?程\s?)?[\dSOIl]{1,3}(?:\.\d)?(?:\s?[-–~～]\s?\d+)?\s?\.?\s?(?:w|wks?|weeks?|mo|mos|months?|d|days?|yrs?|years?|周|个\s?月|月|天|年)$",
        ),
        ("hz", rf"^{_R}\s?hz$|^hz$|^\d+\s?/\s?\d+\s?hz$"),
        (
            "intensity",
            rf"^{_R}\s?%?\s?(?:of\s)?(?:%\s?)?(?:r?mt|amt|rmt|mhr|hrmax|hrr|\d*-?rm|vo2\w*|rpe|ma|w|met|mets)$",
        ),
        ("scale", r"^\(?(?:%?r?mt|amt|mhr|hrmax|hr\s?max|hrr|\d{1,2}-rm|vo2\w*|rpe|borg|mets?|1rm)$"),
        ("percent", rf"^{_R}\s?%(?:\s?[-–~]\s?\d+\s?%)?$|^\d+-\s?\d*%$"),
        ("pm", r"^\d+(?:\.\d+)?\s?[±+£土士]\s?\d+(?:\.\d+)?$|^\d{1,3}\.\d4\d{1,3}\.\d$"),
        (
            "interval",
            r"^[(\[（][-−–—]?\d+\.\d+\s?[,;，]?$|^[-−–—]?\d+\.\d+\s?[,，]?\s?[-−–—]?\d+\.\d+[)\]）]$|^[(\[][-−–—]?\d+\.\d+(?:\s?[,;]\s?|\s?to\s?)[-−–—]?\d+\.\d+[)\]]?$"
            r"|^[-−–—]?\d+\.\d+[)\]）]$|^[-−–—]?\d+\.\d+\s?[(\[][-−–—]?\d+\.\d+",
        ),
        ("p", r"^(?:p\s?)?[<>=＜]\s?0?\.\d+$|^0\.\d{3,4}$|^0?\.0\d+$"),
        ("effect", r"^[-−–—+]\s?\d+(?:\.\d+)?$"),
        ("decimal", r"^\d+\.\d{2,3}$"),
        ("cite", r"^\[?\d{1,3}[\]］]$|^\[\d{1,3}$"),
        ("year", r"^[^\w\s<>≤≥=+~−(-]?(?:19[5-9]|20[0-4])\d\S{0,7}$"),
        ("range", r"^\d+(?:\.\d+)?\s?[-–~～]\s?\d*(?:\.\d+)?$"),
        ("num", r"^\d+\.\d+$"),
        ("int", r"^\d{1,5}[°'’*]?$"),
    )
)
_ARROW = re.compile(r"^[|↑↓→←⇑⇓!¢{}]{1,2}$|^[tTfJ1]$|^[fT][tT]$|^[↑↓→]+$")
_COMPARED = re.compile(r"\w+\s?[>＞<]\s?\w+")
_ETAL = re.compile(r"^(?:et|al\.,?|等)$")
_SURNAME = re.compile(r"^[A-Z][A-Z'’-]{2,}-?$")
_CAPITAL = re.compile(r"^[(]?[A-Z][a-zA-Z'’-]{2,}")
_STRAY = re.compile(r"^[^\w\s%]{1,3}$|^[a-zA-Z]$|^[|¢»«©®]+$")
_RUN_TOGETHER = re.compile(r"^([A-Za-z]{5,})(and|with|or|plus)$")
_MOLECULE = re.compile(r"^[A-Z]{2,5}-?\d{1,3}[A-Za-zα-ω]?$|^(?:TNF|NF|IFN|TGF)-[A-Za-zα-ω]{0,2}$")
_NO_MEASURE = frozenset(("connective", "stray", "year", "duration", "session", "frequency", "intensity"))
_ONE_WORD = frozenset(("year", "int", "sample", "interval", "p", "effect"))
_ARMS = re.compile(r"^\d{1,4} [(（]\d{1,4}\s?/\s?\d{1,4}[)）]$|^[TEI]\s?[:：=]\s?\d{1,4}\s?C\s?[:：=]\s?\d{1,4}$")
_STRAY_MARK = re.compile(r"^[^\w\s%]+$")
_GLUE = re.compile(r"[_—-]*_+[_—-]*|[©®»«]|^[—~=‘’]+(?=[A-Za-z])")
_GAPPED = 2
_PARTED = 9  # blank columns between the slabs of a table that was cut upright
_COURSE = re.compile("疗程|每[周日天次月]|共")  # begins the cell after a treatment's
_LONGEST_COURSE = 14
_COURSE_TOLD = re.compile(
    r"每[周日天]\d+(?:[-–~～]\d+)?次[，,;；]?(?:每次(?:留针)?\d+(?:[-–~～]\d+)?(?:min|分钟|h|小时)[，,]?)?(?:共\d+(?:周|个?月|天|d|w|次))?"
)
_LONGEST_VALUE, _LONGEST_TERM = 4, 9  # words of one value, and of a Chinese term that a reader parted
_WIDE = re.compile(r"[\u3400-\u9fff]")
_DRUG_NAME = re.compile(r"[\u3400-\u9fff]{3,6}")
_WIDE_ONLY = re.compile(r"[\u3400-\u9fff]+")
_SHAM = frozenset("假伪")  # sham acupuncture, sham stimulation
_USUAL = frozenset(("常规", "等待", "安慰", "空白", "对照"))


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A run of words that is not divided between cells. text: as printed. kinds: what it may be; first the likeliest.
    line: index in the table's body. gap: blank columns before it in its line. at: its place in the line.
    hyphened: ends in a hyphen that only a line's end explains. opens: brackets opened less brackets closed.
    Two pieces are equal only where they are the same piece."""

    text: str
    words: tuple[Word, ...]
    kinds: tuple[str, ...]
    line: int
    gap: int = 1
    at: int = 0
    hyphened: bool = False
    opens: int = 0

    @property
    def kind(self) -> str:
        return self.kinds[0]

    @property
    def is_value(self) -> bool:
        return self.kinds[0] in VALUE_KINDS


def _hyphened(text: str) -> bool:
    return len(text) > 2 and text.rstrip(".").endswith(("-", "‐", "–")) and text[-2] != " "


def _opens(text: str) -> int:
    return sum(text.count(c) for c in "([（") - sum(text.count(c) for c in ")]）")


VALUE_KINDS = frozenset(kind for kind, _ in _VALUES) | {"country"}


def pieces_of(line: Line, *, index: int, vocabulary: Vocabulary) -> tuple[Piece, ...]:
    """The pieces of one printed line, left to right."""
    words = [part for word in _unglued(line.words) for part in _parted(word, vocabulary)]
    found: list[Piece] = []
    i = 0
    while i < len(words):
        taken, kinds = _longest_value(words, i, vocabulary)
        run = words[i : i + taken]
        first = all(piece.kinds == ("stray",) for piece in found)
        if kinds == ("name",) and not first and bare(run[0].text) not in vocabulary.surnames:
            kinds = ("cap", "junk")  # a study's name opens its line: capitals further on are debris
        if kinds[0] == "arrow" and run[0].text.isalpha() and (first or found[-1].kinds[0] in _NO_MEASURE):
            kinds = ("stray",)  # a letter stands for an arrow only after a measure
        text, at = _text(run), i
        gap = _gap(words[i - 1] if i else None, run[0])
        if found and found[-1].kinds == ("stray",) and found[-1].text[:1] in "。.":
            gap += 2  # a full stop alone is what a reader makes of white space between columns
        found.append(Piece(text, tuple(run), kinds, index, gap, at, _hyphened(text), _opens(text)))
        i += taken
    return tuple(found)


def _text(words: Sequence[Word]) -> str:
    return "".join((" " if i and w.space_before else "") + w.text for i, w in enumerate(words))


def _gap(before: Word | None, word: Word) -> int:
    if before is None or before.span is None or word.span is None:
        return _GAPPED
    if before.line != word.line:
        return _PARTED
    return word.span[0] - before.span[1]


def _unglued(words: Sequence[Word]) -> list[Word]:
    """Words split where a reader glued two cells with an underscore; marks for white gaps stand alone."""
    out: list[Word] = []
    for word in words:
        start = word.span[0] if word.span else 0
        at = 0
        for found in [*_GLUE.finditer(word.text), None]:
            end = found.start() if found else len(word.text)
            if end > at:
                part = word.text[at:end]
                out.append(
                    replace(word, text=part, span=(start + at, start + end), space_before=word.space_before or at > 0)
                )
            at = found.end() if found else at
    return out or list(words)


def _parted(word: Word, vocabulary: Vocabulary) -> tuple[Word, ...]:
    """Words that the reader ran together: one of the lexicon and a connective (`Resistanceand`), or two that are known
    (`Treadmillrunning`), one of them to the lexicon."""
    if word.span is None or vocabulary.known(word.text):
        return (word,)
    found = _RUN_TOGETHER.match(word.text)
    squeezed = _squeezed().get(word.text.casefold())
    if squeezed:
        cut = squeezed
    elif found and bare(found.group(1)) in vocabulary.kinds:
        cut = found.end(1)
    else:
        cuts = _seams(word.text, vocabulary)
        if len(cuts) != 1:
            return (word,)
        cut = cuts[0]
    start, cut = word.span[0], word.span[0] + cut
    first = replace(word, text=word.text[: cut - start], span=(start, cut), flags=(*word.flags, "split-words"))
    return first, replace(word, text=word.text[cut - start :], span=(cut, word.span[1]), space_before=True)


@cache
def _squeezed() -> Mapping[str, int]:
    """Phrases of two words that bound a number, run together, with where they part (`atmost`)."""
    phrases = [p.split() for terms in load("numbers").values() for p in _phrases_of(terms) if p.count(" ") == 1]
    return {"".join(pair): len(pair[0]) for pair in phrases if all(word.isascii() and word.isalpha() for word in pair)}


def _phrases_of(terms: object) -> list[str]:
    """The texts of a lexicon's entry, however deep."""
    if isinstance(terms, str):
        return [terms]
    inner = terms.values() if isinstance(terms, Mapping) else terms if isinstance(terms, list) else ()
    return [phrase for part in inner for phrase in _phrases_of(part)]


def _seams(text: str, vocabulary: Vocabulary) -> list[int]:
    """Where a word of letters falls into two words of four letters or more, one of them in the lexicon."""
    if not text.isalpha() or not text.isascii():
        return []
    return [
        cut
        for cut in range(4, len(text) - 3)
        if text[cut:].islower()
        and vocabulary.known(text[:cut])
        and vocabulary.known(text[cut:])
        and (bare(text[:cut]) in vocabulary.kinds or bare(text[cut:]) in vocabulary.kinds)
    ]


def _longest_value(words: Sequence[Word], i: int, vocabulary: Vocabulary) -> tuple[int, tuple[str, ...]]:
    """How many words from `i` make one value, and its kinds; a single word where they make none."""
    course = _course_words(words, i)
    if course:
        return course, ("course",)
    for count in range(_LONGEST_TERM, 1, -1):
        run = words[i : i + count]
        if (
            count > _LONGEST_VALUE
            and len(run) == count
            and not all(_WIDE.search(w.text) or w.text.isdigit() for w in run)
        ):
            continue
        if len(run) < count or any(w.text[-1:] in ",;，；" for w in run[:-1]) or _STRAY_MARK.match(run[-1].text):
            continue
        marked = any(_STRAY_MARK.match(w.text) for w in run)
        term = () if marked else _chinese_term("".join(w.text for w in run), vocabulary)
        if term:
            return count, term
        phrase = _phrases().get(" ".join(bare(w.text) for w in run))
        if phrase and not marked:
            return count, (phrase,)
        kind = _value_kind(_text(run)) if count <= _LONGEST_VALUE else None
        opens = any(c.isdigit() for c in run[0].text) or run[0].text[:1] in "每疗"
        if kind and opens and (kind not in _ONE_WORD or _ARMS.match(_text(run))):
            return count, (kind,)
    return 1, _kinds(words[i].text, vocabulary)


def _course_words(words: Sequence[Word], i: int) -> int:
    """How many words from `i` tell how often and how long (`每周5次，共4周`), parted by a reader; 0 if none."""
    if words[i].text[:1] != "每":
        return 0
    text, found = "", 0
    for k, word in enumerate(words[i : i + _LONGEST_COURSE], start=1):
        text += word.text
        if _COURSE_TOLD.fullmatch(text):
            found = k
    return found


@cache
def _phrases() -> Mapping[str, str]:
    """Phrases of several words that are not divided between cells, folded, with their kind."""
    return {phrase: kind for kind, phrases in load("dump")["phrases"].items() for phrase in phrases}


def _chinese_term(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The kinds of a Chinese term that the lexicon knows, its characters put together again; () where it is none."""
    core = text.strip(",;，；。")
    if not re.search(r"[\u3400-\u9fff]", core) or len(core) < 2 or _COURSE.search(core[1:]):
        return ()
    if core in _missing():
        return ("missing",)
    if _WIDE_ONLY.fullmatch(core) and (core[0] in _SHAM or core[:2] in _USUAL):
        return ("comparator", "intervention")
    if core not in vocabulary.kinds and _DRUG_NAME.fullmatch(core) and core.endswith(drug_endings()):
        return ("drug",)
    return tuple(sorted(vocabulary.kinds.get(core, ())))


def _value_kind(text: str) -> str | None:
    core = text.strip(" .,;，；。:‘’'“”")
    core = (
        core.lstrip("(（")
        if core.count("(") > core.count(")") and not re.match(r"^[(（][-−–—]?\d+\.\d+$", core)
        else core
    )
    core = (
        core.rstrip(")）")
        if core.count(")") > core.count("(") and not re.match(r"^[-−–—]?\d+\.\d+[)）]$", core)
        else core
    )
    for kind, pattern in _VALUES:
        if pattern.match(core):
            return kind
    return None


def _kinds(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What one word may be, likeliest first."""
    core, word = text.strip(".,;:，。；：()（）‘’'“”"), bare(text)
    found: list[str] = []
    if vocabulary.is_short(core):
        found.append("abbr")
    value = _value_kind(text)
    if value:
        found.append(value)
    if value == "year" and re.fullmatch(r"\d{4}\W?", core):
        found.append("int")
    if value == "p" and re.fullmatch(r"0?\.\d\d", core):
        found.append("decimal")
    if value == "decimal":
        found.append("p")
    if not value:
        found.extend(_lexical(core, word, vocabulary))
    if word in _missing():
        found.append("missing")
    if _ETAL.match(core) or _ETAL.match(text):
        found.append("etal")
    found.extend(_name_kinds(core, word, vocabulary, alone=not found))
    if _COMPARED.search(text):
        found.append("compared")
    if core in ("+", "＋") or text.endswith("+"):
        found.append("plus")
    if _ARROW.match(text.strip(".,;，")):
        found.append("arrow")
    if not found or found == ["arrow"]:
        found.extend(_fallback(text, core, vocabulary))
    return tuple(dict.fromkeys(found))


def _name_kinds(core: str, word: str, vocabulary: Vocabulary, *, alone: bool) -> tuple[str, ...]:
    """Whether a word may be a study's author; `cited`: surely one of the reference list. alone: it is nothing else."""
    if word in vocabulary.surnames:
        return ("name", "cited") if len(word) > 2 else ("name",)
    return ("name",) if alone and _SURNAME.match(core) and core not in vocabulary.shorts else ()


def _lexical(core: str, word: str, vocabulary: Vocabulary) -> list[str]:
    """What the lexicon, or its form, says that a word is."""
    found = sorted(vocabulary.kinds.get(word, ()))
    if len(core) == 1 and core.islower():
        found = [kind for kind in found if kind != "sex"]  # M and F; a small letter is debris of an arrow
    return found or (["molecule"] if _MOLECULE.match(core) else [])


def _fallback(text: str, core: str, vocabulary: Vocabulary) -> list[str]:
    if _STRAY.match(text) or not core:
        return ["stray"]
    if re.search(r"[\u4e00-\u9fff]", core):
        return ["zh"]
    letters = sum(1 for c in core if c.isalpha())
    if letters < 0.6 * len(core) or not re.search(r"[aeiouyAEIOUY]", core):
        return ["junk"]
    if _CAPITAL.match(core):
        return ["cap"] if vocabulary.known(core) or len(core) > 4 else ["cap", "junk"]
    return ["word"] if vocabulary.known(core) or text.endswith("-") else ["word", "junk"]


def _missing() -> frozenset[str]:
    return frozenset(term.casefold() for term in load("missing")["missing"] if len(term) > 1)
