"""The legend under a table: abbreviations in both languages from notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.geometry import Box
from pipeline.core.scripts import cjk_count, latin_count
from pipeline.core.tables import Abbreviation

_LEAD = re.compile(
    r"^\s*(?:注|备注|说明|缩略[语词]|英文缩写|缩写|Notes?|Abbreviations?(?:\s+used)?|Legend|Footnotes?)\s*[:：.]?\s*",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;；。]|(?<=[^\d\s.])\.(?=\s+[A-Z0-9]|\s*$)|[\n]")
_SHORT = r"[A-Za-zα-ωΑ-Ω0-9Δβ][A-Za-zα-ωΑ-ΩΔ0-9/.+\-‐–%*₂²]{0,14}"
_STRONG = re.compile(
    rf"^\s*(?P<short>{_SHORT}(?:\s[A-Z0-9]{{1,4}})?)\s*(?:[:：=＝]|\s[-–—]\s|——|—)\s*(?P<long>.+?)\s*$", re.S
)
_COMMA = re.compile(rf"^\s*(?P<short>{_SHORT})\s*[,，]\s*(?P<long>\S.+?)\s*$", re.S)
_LIST_COMMA = re.compile(rf"[,，]\s*(?={_SHORT}\s*[:：=＝])")
_LOOKALIKE = str.maketrans({"0": "O", "1": "I", "l": "I", "|": "I", "5": "S", "8": "B", "2": "Z"})


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note as printed, with its place."""

    text: str
    page: int
    box: Box | None = None
    line: int | None = None


def abbreviations(notes: Sequence[NoteText]) -> tuple[Abbreviation, ...]:
    """Legend entries in the order of their first mention, both languages merged."""
    found: list[Abbreviation] = []
    for note in notes:
        for short, long in entries(note.text):
            chinese = cjk_count(long) > 0 and cjk_count(long) * 2 >= latin_count(long) / 3
            entry = Abbreviation(
                short, None if chinese else long, long if chinese else None, note.page, note.box, note.line
            )
            at = _home(found, entry)
            if at is None:
                found.append(entry)
            else:
                found[at] = _merged(found[at], entry)
    return tuple(found)


def entries(text: str) -> list[tuple[str, str]]:
    """(short form, expansion) pairs of one note."""
    body = _LEAD.sub("", text)
    clauses = [c for piece in _BREAK.split(body) for c in _LIST_COMMA.split(piece)]
    strong = [m for c in clauses if (m := _STRONG.match(c)) and _fits(m["short"], m["long"])]
    if strong:
        return [(_short(m["short"]), _long(m["long"])) for m in strong]
    weak = [m for c in clauses if (m := _COMMA.match(c)) and _fits(m["short"], m["long"])]
    return [(_short(m["short"]), _long(m["long"])) for m in weak]


def _short(text: str) -> str:
    return text.strip()


def _long(text: str) -> str:
    return text.strip().strip(",，.。;； ")


def _fits(short: str, long: str) -> bool:
    """Whether a short form can be an abbreviation and its expansion one."""
    if not latin_count(short) and not re.search(r"[α-ωΑ-Ω]", short):
        return False
    if len(long) < 2 or not (latin_count(long) or cjk_count(long)):
        return False
    if short.islower() and len(short) > 4:
        return False
    if re.fullmatch(r"[Pp]|[a-h]", short):
        return False
    return len(short) < len(long) + 4 and not re.match(r"[<>≤≥=]|\d+(?:\.\d+)?\s", long)


def _home(found: Sequence[Abbreviation], entry: Abbreviation) -> int | None:
    """The entry that says the same short form, in the other language or again."""
    for i, other in enumerate(found):
        if other.short == entry.short:
            return i
    for i, other in enumerate(found):
        if other.short.translate(_LOOKALIKE).upper() == entry.short.translate(_LOOKALIKE).upper() and _other_side(
            other, entry
        ):
            return i
    return None


def _other_side(a: Abbreviation, b: Abbreviation) -> bool:
    return (a.en is None) != (b.en is None) and (a.zh is None) != (b.zh is None)


def _merged(a: Abbreviation, b: Abbreviation) -> Abbreviation:
    return replace(a, en=a.en or b.en, zh=a.zh or b.zh)
