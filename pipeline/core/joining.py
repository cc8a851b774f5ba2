"""Printed lines to running text: a typesetter's hyphens undone, the author's kept, spaces as a reader expects."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from pipeline.core.scripts import CJK_PUNCTUATION_RANGES, CJK_RANGES, LATIN_RANGES, LATIN_WORD, is_latin, is_wide

HYPHENS = "-\u2010\u2011"
SOFT_HYPHEN = "\u00ad"
_RANGE_DASHES = "\u2013\u2014\u2212~\uff5e\u223c"
_WIDE = f"{CJK_RANGES}{CJK_PUNCTUATION_RANGES}"
_TAIL = re.compile(f"([{LATIN_RANGES}0-9{HYPHENS}'\u2019]*)[{HYPHENS}]$")
_HEAD = re.compile(f"[{LATIN_RANGES}]+(?:[{HYPHENS}'\u2019][{LATIN_RANGES}]+)*")
_CITATION_HEAD = re.compile(r"\[(?:\d|[A-Z]{1,2}(?:/[A-Z]{2})?\])")
_ADDRESS_TAIL = re.compile(r"(?:\b10\.\d{4,9}/|://|\bwww\.)\S*[./_\-]$")
_SPACE_BETWEEN_WIDE = re.compile(f"(?<=[{_WIDE}])[ \t\u3000]+(?=[{_WIDE}])")
_SPACE_BEFORE_WIDE = re.compile(f"(?<=[{LATIN_RANGES}0-9)\\]%])[ \t\u3000]+(?=[{_WIDE}])")
_SPACE_AFTER_WIDE = re.compile(f"(?<=[{_WIDE}])[ \t\u3000]+(?=[{LATIN_RANGES}0-9(\\[])")
_LEADING_NUMBER = re.compile(f"(?:\\d{{1,2}}(?:\\.\\d{{1,2}})*|[表图]\\s?\\d{{1,2}})[ ]+(?=[{CJK_RANGES}])")
_SPACES = re.compile(r"[ \t\u00a0\u3000\r\n]+")
_VOWELS = frozenset("aeiouyAEIOUY")
# fmt: off
_FUSING_HEADS = frozenset({
    "neuro", "electro", "hyper", "hypo", "anti", "micro", "macro", "cardio", "immuno", "chemo", "psycho", "physio",
    "thermo", "bio", "gastro", "hepato", "osteo", "angio", "cyto", "glyco", "lipo", "patho", "pharmaco", "radio",
    "sero", "vaso", "inter", "intra", "trans", "sub", "super", "ultra", "over", "under", "pre", "pro", "dis", "mis",
    "multi", "counter", "photo", "hydro", "hemo", "haemo", "endo", "auto", "arthro", "uni", "semi", "tri",
})
_NAME_PARTICLES = frozenset({
    "al", "el", "abd", "abdul", "abdel", "abdal", "abu", "ibn", "ait", "ould", "saint", "sainte",
})
_HYPHEN_HEADS = frozenset({
    "self", "well", "long", "short", "high", "low", "double", "single", "half", "full", "large", "small", "evidence",
    "dose", "placebo", "follow", "case", "time", "health", "risk", "age", "sex", "meta", "home", "group", "two",
    "three", "four", "five", "six", "seven", "eight", "nine", "ten", "one", "post-hoc", "set", "warm", "start", "back",
})
_HYPHEN_TAILS = frozenset({
    "up", "term", "based", "related", "induced", "like", "free", "controlled", "blind", "blinded", "dependent",
    "specific", "matched", "treated", "mediated", "associated", "resistant", "release", "response", "effect", "center",
})
# fmt: on


def tidy(text: str) -> str:
    """White space as it is read: one space between words, none between Chinese characters or beside one.

    The number at the head of a Chinese heading or caption keeps its space (`1.2 毫针刺法`, `表1 临床研究`).
    """
    text = _SPACES.sub(" ", text).strip()
    number = _LEADING_NUMBER.match(text)
    head = f"{number.group().rstrip()} " if number else ""
    text = _SPACE_BETWEEN_WIDE.sub("", text[number.end() :] if number else text)
    return head + _SPACE_AFTER_WIDE.sub("", _SPACE_BEFORE_WIDE.sub("", text))


def known_words(lines: Iterable[str]) -> frozenset[str]:
    """Latin words of a document in lower case, whole and hyphenated, that no line break cuts.

    Evidence for `join_lines`. lines: printed lines. A word at either end of a line may be half of one: not believed.
    """
    known: set[str] = set()
    for line in lines:
        text = line.strip()
        for match in LATIN_WORD.finditer(text):
            cut_after = text[match.end() : match.end() + 1] in {*HYPHENS, SOFT_HYPHEN} and match.end() + 1 >= len(text)
            if match.start() > 0 and not cut_after:
                known.add(_plain(match.group()))
    return frozenset(known)


def join_lines(lines: Sequence[str], *, known: Container[str] = ()) -> str:
    """Printed lines as one line of running text.

    A hyphen that a typesetter put at a line end goes ("nega-", "tive" -> "negative"); one that belongs to the word or
    the range stays ("50-", "70%" -> "50-70%"). known: words in lower case, whole ("negative") or hyphenated
    ("dose-response"), that decide where both are possible; `known_words` gathers them from the document, a word list
    may add to them. Latin lines are joined by one space, Chinese ones by none.
    """
    joined = ""
    for line in lines:
        following = line.strip()
        joined = _joined(joined, following, known) if joined and following else joined or following
    return tidy(joined)


def keeps_hyphen(left: str, right: str, *, known: Container[str] = ()) -> bool:
    """Whether the hyphen between two halves of a word at a line break is the author's ("dose-", "response").

    left: the letters before the hyphen, right: those after it, as printed. known: see `join_lines`.
    """
    if _plain(f"{left}-{right}") in known:
        return True
    last, first = re.split(f"[{HYPHENS}]", left)[-1], re.split(f"[{HYPHENS}]", right)[0]
    if _plain(left + right) in known or (_plain(last + first) in known and not last.isupper()):
        return _plain(last) in _HYPHEN_HEADS and _plain(first) in _HYPHEN_TAILS
    if left.isupper() or right[:1].isupper():
        return not _broken_name(left, right)
    if len(last) < 2 or last.isupper() or last != left:
        return True
    return _is_compound(_plain(left), _plain(first), known)


def _is_compound(left: str, right: str, known: Container[str]) -> bool:
    """Whether two halves that no list knows as one word are two words with a hyphen; both in lower case."""
    if left in _FUSING_HEADS:
        return left[-1] == right[0] and left[-1] in _VOWELS
    if left in known and (left in _HYPHEN_HEADS or right in _HYPHEN_TAILS):
        return right in known
    return len(left) > 2 and len(right) > 3 and left in known and right in known


def _joined(before: str, after: str, known: Container[str]) -> str:
    """Two stretches of text across a line break."""
    last, first = before[-1], after[0]
    if last == SOFT_HYPHEN:
        return before[:-1] + after
    if _ADDRESS_TAIL.search(before) and (last in "/_-" or first.islower() or first.isdigit()):
        return before + after
    if last in HYPHENS and not before[:-1].endswith(" ") and len(before) > 1:
        return _over_hyphen(before, after, known)
    if last in _RANGE_DASHES and len(before) > 1 and not before[-2].isspace():
        return before + after
    if is_wide(last) or is_wide(first) or last in "([/" or first in ")],.;:%" or _CITATION_HEAD.match(after):
        return before + after
    return f"{before} {after}"


def _over_hyphen(before: str, after: str, known: Container[str]) -> str:
    """As `_joined` where the first line ends with a hyphen right after a character."""
    head = _HEAD.match(after)
    tail = _TAIL.search(before)
    if head is None or tail is None or not tail.group(1) or not is_latin(tail.group(1)[-1]):
        return before + after
    if after[0].isupper() and not tail.group(1).isupper():
        return before + after
    if keeps_hyphen(tail.group(1), head.group(), known=known):
        return before + after
    return before[:-1] + after


def _broken_name(left: str, right: str) -> bool:
    """Whether capitals look like one broken surname (NIGHTIN-GALE), not like two abbreviations (HOMA-IR) or a double
    name that begins with a particle (AL-HASHIMI)."""
    if not (left.isupper() and right.isupper() and left.isalpha() and right.isalpha()):
        return False
    if left.lower() in _NAME_PARTICLES:
        return False
    return len(right) >= 3 and len(left + right) >= 6 and all(_VOWELS & set(part) for part in (left, right))


def _plain(word: str) -> str:
    return re.sub("[\u2010\u2011]", "-", word).replace("\u2019", "'").lower()
