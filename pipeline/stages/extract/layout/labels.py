"""What the first words of a line say about it: patterns built from the term lists of both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon import load

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_OPEN = r"[\[【〔(（<《「『*·•■●◆▲◎]?\s*"
_CLOSE = r"\s*[\]】〕)）>》」』]?"
_HAN = re.compile(f"[{CJK}]")
_LETTER = re.compile(r"[A-Za-z]")
_NUMBERED = re.compile(
    r"^(?:(?P<dots>\d{1,2}(?:[..．]\d{1,2}){0,3})[..．、]?(?:\s+|(?=[^\d\s%％,，.．:：;；~～\-–—/×)）°℃]))"
    rf"|第[一二三四五六七八九十]+[章节部]|[一二三四五六七八九十]{{1,3}}\s*[、..．]|[(（][一二三四五六七八九十]{{1,3}}[)）]|[IVX]{{1,4}}[..．、]\s)\s*(?=[A-Za-z“\"'‘(（《{CJK}α-ωβ5])"
)
_ENTRY = re.compile(
    r"^\s*(?:['`:：;.,·\s]{0,3}[\[［〔【]\s*(?P<a>\d{1,3})\s*[\]］〕】]|[(（](?P<b>\d{1,3})[)）]|(?P<c>\d{1,3})\s*[.．、](?!\d)|(?P<d>\d{1,3})\s+(?=[^\d\s]))"
)
_END = re.compile(r"[。．.!?！？;；:：…]['\"”’)）\]］]*\s*(?:\[[\d,\-–~]+\])?$")


@dataclass(frozen=True, slots=True)
class CaptionLabel:
    """The printed name of a table or figure at the start of a line. number: None where none is printed."""

    kind: str
    number: int | None
    language: str
    continued: bool
    end: int


def plain(text: str) -> str:
    """Compatibility forms folded, so that full-width digits and letters match."""
    return unicodedata.normalize("NFKC", text).strip()


def han_share(text: str) -> float:
    """Share of Chinese characters among letters of either script; 0 where there are none."""
    han, latin = len(_HAN.findall(text)), len(_LETTER.findall(text))
    # A Chinese character says about as much as three letters.
    return 3 * han / (3 * han + latin) if han or latin else 0.0


def unfinished(text: str) -> bool:
    """True where the text does not end with a sentence's end."""
    return _END.search(text.rstrip()) is None


@cache
def _terms(section: str, key: str) -> str:
    """The terms of one list of the lexicon as one pattern, longest first."""
    return _pattern(load("layout")[section][key])


def _pattern(terms: Sequence[str]) -> str:
    parts = []
    for term in sorted((plain(t).lower() for t in terms), key=len, reverse=True):
        if _HAN.search(term):
            parts.append(r"\s*".join(re.escape(c) for c in term if not c.isspace()))
        else:
            end = r"(?![a-z])" if term[-1].isalpha() else ""
            parts.append(r"\s*".join(re.escape(w) for w in term.split()) + end)
    return "(?:" + "|".join(parts) + ")"


@cache
def _opening(section: str, key: str) -> re.Pattern[str]:
    return re.compile(f"^{_OPEN}{_terms(section, key)}", re.I)


@cache
def _labelled(section: str, key: str) -> re.Pattern[str]:
    """The term followed by a colon, a closing bracket, a wide gap or the end."""
    return re.compile(f"^(?:{_OPEN}{_terms(section, key)}(?:{_CLOSE}\\s*[::：]|\\s*[\\]】〕>》」』]|\\s*$))", re.I)


def is_abstract(text: str, *, front: bool) -> bool:
    """Does a line open an abstract? front: before the body, where a structured one may lack its label."""
    line = plain(text)
    if _opening("abstract", "strong").match(line) or _labelled("abstract", "weak").match(line):
        return True
    return front and bool(_labelled("abstract", "structured").match(line))


def is_keywords(text: str) -> bool:
    return bool(_opening("keywords", "terms").match(plain(text)))


def is_bare_label(text: str) -> bool:
    """摘要, Abstract, Keywords: … with nothing after the label."""
    line = plain(text)
    matches = (_opening(*key).match(line) for key in (("abstract", "strong"), ("keywords", "terms")))
    return any(m is not None and not re.sub(r"[\W_]+", "", line[m.end() :]) for m in matches)


def is_names(text: str) -> bool:
    """A list of people: 王小明，李华 or LIN Shuyuan, HE Minzhi; marks of affiliation aside."""
    line = re.sub(r"[\d*#†‡§¶✉,，、;；\s]*$", "", plain(text))
    parts = [re.sub(r"[\d*#†‡§¶✉()\[\]]+", " ", p).strip() for p in re.split(r"[,，、;；]|\band\b|&|\s{2,}", line)]
    people = [p for p in parts if p]
    if not people:
        return False
    chinese = [p for p in people if all(_HAN.fullmatch(c) or c in " ·" for c in p)]
    if chinese and all(len(t) <= 4 for p in chinese for t in p.split()):
        return len(chinese) * 2 > len(people) and max(len(p.split()) for p in chinese) <= 12
    latin = [
        p for p in people if re.fullmatch(r"(?:[A-ZÀ-Ý][\w.'’\-]*|[A-Z]\.?|van|von|de|la|der|den|di)(?:\s+\S+){0,4}", p)
    ]
    caps = [
        p
        for p in latin
        if all(w[:1].isupper() or w in ("van", "von", "de", "la", "der", "den", "di") for w in p.split())
    ]
    return len(caps) == len(people) and all(1 < len(p.split()) <= 5 for p in caps)


def is_reference_heading(text: str) -> bool:
    """参考文献, References, or both on one line, and nothing else but a number before it."""
    line = re.sub(r"^\d{1,2}[.、]?\s*", "", plain(text)).lower()
    rest = re.sub(_terms("references", "terms"), "", line, flags=re.I)
    return rest != line and not re.sub(r"[\s\W_]+", "", rest)


def is_note(text: str) -> bool:
    return bool(_labelled("note", "terms").match(plain(text))) or bool(
        re.match(r"^(?:注|note)s?\s*\d*\s*[:：]", plain(text), re.I)
    )


def meta_place(text: str) -> str | None:
    """`head` or `foot` where a line is about the paper and not of it, else None."""
    line = plain(text)
    if _labelled("meta", "head").match(line) or re.match(r"^(?:doi|https?:|www\.)", line, re.I):
        return "head"
    if _labelled("meta", "foot").match(line) or re.match(r"^[*#†✉△]?\s*(?:©|\(c\)|copyright)", line, re.I):
        return "foot"
    return None


def is_category(text: str) -> bool:
    """A label of the article's sort (综述, Review Article), alone on its line."""
    line = re.sub(r"[\s\[\]【】〔〕()·•.・\-—:：■●◆|/]+", "", plain(text)).lower()
    return line in _categories()


@cache
def _categories() -> frozenset[str]:
    return frozenset(re.sub(r"[\s\-]+", "", plain(t).lower()) for t in load("layout")["meta"]["category"])


def is_affiliation(text: str) -> bool:
    return bool(re.search(_terms("affiliation", "terms"), plain(text).lower())) or bool(
        re.search(r"(?<!\d)\d{6}(?!\d)", plain(text))
    )


@cache
def _caption_pattern() -> re.Pattern[str]:
    number = r"(?P<series>[A-Z]\s?-?(?=\d))?"
    number += r"(?P<number>\d{1,3}|[IVX]{1,5}(?![a-z])|[一二三四五六七八九十]{1,3})(?:\s*[-–.．]\s*\d{1,2}(?!\d))?"
    return re.compile(
        f"^{_OPEN}(?P<more>{_terms('caption', 'continued')}\\s*)?"
        f"(?:(?P<table>{_terms('caption', 'table')})|(?P<figure>{_terms('caption', 'figure')}))?"
        f"\\s*[.．]?\\s*(?:{number})?"
        f"(?P<after>\\s*{_terms('caption', 'continued_after')})?",
        re.I,
    )


def caption_label(text: str) -> CaptionLabel | None:
    """The label that opens a caption line (表1, Table 1, 续表1, Fig.1), or None."""
    line = plain(text)
    match = _caption_pattern().match(line)
    if match is None or not (match["more"] or match["table"] or match["figure"]):
        return None
    # Table S1 is not Table 1: a number of a series of its own is none that others can be told by.
    number = None if match["series"] else _number(match["number"])
    if number is None and not match["more"] and not match["series"] and not re.match(r"^(?:附表|附图)", line):
        return None
    kind = "figure" if match["figure"] else "table"
    language = "zh" if _HAN.search(match[0]) else "en"
    return CaptionLabel(kind, number, language, bool(match["more"] or match["after"]), match.end())


@cache
def _sentence_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s*{_terms('caption', 'sentence')}", re.I)


def speaks_of_table(text: str, label: CaptionLabel) -> bool:
    """A sentence that begins with the table's name (Table 1 shows …), not its caption."""
    return bool(_sentence_pattern().match(plain(text)[label.end :]))


def _number(printed: str | None) -> int | None:
    if not printed:
        return None
    if printed.isdigit():
        return int(printed)
    chinese = "一二三四五六七八九十"
    if printed[0] in chinese:
        values = [chinese.index(c) + 1 for c in printed]
        return values[0] if len(values) == 1 else (10 + values[1] if values[0] == 10 else values[0] * 10)
    roman = [{"I": 1, "V": 5, "X": 10}.get(c, 0) for c in printed.upper()]
    return sum(-v if v < n else v for v, n in zip(roman, [*roman[1:], 0], strict=True))


def section_number(text: str) -> tuple[int, ...] | None:
    """(1,) for `1 方法`, (1, 2) for `1.2 …`, () for numbers of another style (一、 …), None where there is none."""
    match = _NUMBERED.match(plain(text))
    if match is None:
        return None
    return tuple(int(d) for d in re.split(r"[.．]", match["dots"])) if match["dots"] else ()


def next_section(last: tuple[int, ...], new: tuple[int, ...]) -> bool:
    """May `new` be the first section number after `last`? One number may have been overlooked."""
    if not last:
        return new[0] <= 1 and len(new) <= 2
    if new[: len(last)] == last:
        return len(new) == len(last) + 1 and new[-1] <= 2
    depth = next((n for n, (a, b) in enumerate(zip(last, new, strict=False)) if a != b), 0)
    return last[depth] < new[depth] <= last[depth] + 2 and all(n <= 1 for n in new[depth + 1 :])


def is_heading_word(text: str) -> bool:
    """A line that holds a customary section name and nothing else."""
    line = _NUMBERED.sub("", re.sub(r"[\s:：.．]+$", "", plain(text)))
    return bool(re.fullmatch(f"{_OPEN}{_terms('heading', 'terms')}{_CLOSE}", line, re.I))


def entry_number(text: str) -> int | None:
    """The number that opens an entry of a reference list, or None."""
    match = _ENTRY.match(plain(text))
    if match is None:
        return None
    return int(next(g for g in match.groups() if g))


def entry_style(text: str) -> str:
    """How the number that opens an entry is written: `a` [1], `b` (1), `c` 1., `d` 1 alone; "" where there is none."""
    match = _ENTRY.match(plain(text))
    return "" if match is None else match.lastgroup or ""
