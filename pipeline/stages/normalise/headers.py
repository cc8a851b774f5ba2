"""The words of a column's header: the fields they announce, the arms they name, the cells they stand over."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import get_args

from rapidfuzz.distance import Levenshtein

from pipeline.core.tables import Cell, ColumnField, Table
from pipeline.lexicon import load

FIELDS: tuple[ColumnField, ...] = get_args(ColumnField)
EXACT = 1000
_HEAD = 4  # 运动时长 is a length of time: the last word says what a Chinese header is about
_BEFORE_SLASH = 50  # 干预药物/剂量 names first what it holds first
_HEADING = 300
_BEFORE_BRACKET = 100  # `Age group (years)` is about ages, whatever a bracket adds
_PREPOSITION = re.compile(
    r"\s(?:of|per|by|after|before|at|in|on|for|to|from|with|during|because|due|between|under|over|since|until)\s",
    re.IGNORECASE,
)
_ARM_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]+)[)）\]]")


@dataclass(frozen=True, slots=True)
class Match:
    """A header phrase found: the field it announces and how much of the header it explains."""

    field: ColumnField
    score: int


def header_cells(table: Table, col: int) -> tuple[Cell, ...]:
    """The header cells over a column, from the top."""
    over = [
        c for c in table.cells if c.row < table.header_rows and c.col <= col < c.col + c.col_span and c.text.strip()
    ]
    return tuple(sorted(over, key=lambda cell: cell.row))


def body_texts(table: Table, col: int) -> list[str]:
    """The texts of a column's body cells, a spanning cell once."""
    return [
        cell.text for cell in table.cells if cell.row >= table.header_rows and cell.col == col and cell.col_span == 1
    ]


def arm_role(text: str) -> str | None:
    """`treatment`, `control` or `total` where a header names an arm or the sum of them, else None."""
    plain = header_key(re.sub(r"[(（\[].*?[)）\]]", " ", text)) or header_key(text)
    plain = re.sub(r"(?:^| |(?<=[\u3400-\u9fff]))n$|^n ", "", plain).strip() or plain
    plain = re.sub(r"(?:例数|人数|样本量)$", "", plain) or plain
    lettered = re.fullmatch(r"([tc])\s?(?:组|group|arm)", plain)  # `T组`, `C group`
    plain = lettered.group(1) if lettered else plain
    for role in ("treatment", "control", "total"):
        if plain in _arm_words(role):
            return role
    return None


@cache
def _arm_words(role: str) -> frozenset[str]:
    return frozenset(header_key(word) for word in load("headers")["arms"][role])


@cache
def statistics() -> frozenset[str]:
    return frozenset(header_key(word) for word in load("headers")["arms"]["statistics"])


@cache
def _phrases() -> tuple[tuple[str, ColumnField], ...]:
    lists = load("headers")["fields"]
    return tuple((header_key(phrase), field) for field in FIELDS for phrase in lists.get(field, ()))


@lru_cache(maxsize=8192)
def header_key(text: str) -> str:
    """A header for comparison: one width and case, English words singular, no punctuation."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"[a-z0-9]+|[\u3400-\u9fff]+", flat)
    out = ""
    for word in words:
        single = (
            word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word.isascii() else word
        )
        out += (" " if out and out[-1].isascii() and single[0].isascii() else "") + single
    return out


def header_matches(text: str) -> list[Match]:
    """The fields that a header text may announce, best first; the sooner of two equals is the one listed sooner."""
    key, bracketed = header_key(text), re.search(r"[(（\[]", text) is not None
    found: dict[ColumnField, int] = {}
    for phrase, field in _phrases():
        score = _score(phrase, key, head=not bracketed)
        if score > found.get(field, 0):
            found[field] = score
    if not found and len(key) >= 4:
        found = misspelt(key)
    return sorted((Match(field, score) for field, score in found.items()), key=lambda match: -match.score)


def misspelt(key: str, *, loose: bool = False) -> dict[ColumnField, int]:
    """The field of the phrase that a header misses by a letter in four at most, where no other field is as near.

    loose: by a letter in three, for a header that its reader knows to be misspelt.
    """
    near: dict[ColumnField, int] = {}
    for phrase, field in _phrases():
        allowed = len(phrase) // (3 if loose or not phrase.isascii() else 4 if len(phrase) < 8 else 6)
        distance = Levenshtein.distance(phrase, key, score_cutoff=allowed) if len(phrase) >= 4 else allowed + 1
        if 0 < distance <= allowed and distance < near.get(field, allowed + 1):
            near[field] = distance
    best = min(near.values(), default=0)
    only = [field for field, distance in near.items() if distance == best]
    return {only[0]: 1} if len(only) == 1 else {}


def _score(phrase: str, key: str, *, head: bool) -> int:
    """How much of a header a phrase explains. head: the end of the header is its last word, no bracket."""
    if not phrase or phrase not in key:
        return 0
    if phrase == key:
        return EXACT + len(phrase)
    if phrase.isascii():
        if len(phrase) < 3 or not re.search(rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z0-9])", key):
            return 0
        return 2 * len(phrase)
    # A Chinese character says about as much as four Latin letters.
    return 8 * len(phrase) + (_HEAD if head and key.endswith(phrase) else 0)


def announced(cell: Cell) -> list[Match]:
    """Matches of a header cell: of each of its languages, with and without what stands in brackets."""
    sides = [side for side in (cell.text_en, cell.text_zh) if side] or [cell.text]
    sides = [_ARM_BRACKET.sub(lambda hit: " " if _of_arms(hit.group(1)) else hit.group(0), side) for side in sides]
    best: dict[ColumnField, int] = {}
    for side in sides:
        head = _head(side)
        if head is not None and not header_matches(head):
            continue
        for match in header_matches(head)[:1] if head is not None else ():
            best[match.field] = max(best.get(match.field, 0), match.score % EXACT + _HEADING)
        named = re.sub(r"[(（\[,，].*", "", side)
        for match in header_matches(side):
            best[match.field] = max(best.get(match.field, 0), match.score)
        for match in header_matches(named) if named != side else ():
            best[match.field] = max(best.get(match.field, 0), match.score + _BEFORE_BRACKET)
        first = re.split(r"[/／、]|及|与|和", named)[0]
        for match in header_matches(first)[:1] if first != named and len(first) > 1 else ():
            if match.field != "other":
                best[match.field] = max(best.get(match.field, 0), match.score % EXACT + _BEFORE_SLASH)
    return sorted((Match(field, score) for field, score in best.items()), key=lambda match: -match.score)


def _head(side: str) -> str | None:
    """What an English header is about: its words before the first preposition; None where it has none of its own.

    `Cost per patient` is about costs and `Lost by follow-up` about those lost; of `Number of patients` all counts.
    """
    parts = _PREPOSITION.split(re.sub(r"[(（\[].*", "", side), maxsplit=1)
    key = header_key(parts[0])
    if len(parts) < 2 or not key or header_key(side) in {phrase for phrase, _ in _phrases()}:
        return None
    return None if all(word in _plain_words() for word in key.split()) else parts[0]


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(word for phrase in load("headers")["neutral"]["en"] for word in header_key(phrase).split())


def _of_arms(inside: str) -> bool:
    """Whether a bracket tells in which order the arms stand (`T/C`, 治疗组/对照组) and not what the column holds."""
    parts = [part for part in re.split(r"[/:：,，、|]", inside) if part.strip()]
    return len(parts) > 1 and all(arm_role(part) in ("treatment", "control") for part in parts)
