"""The reference list as a witness for the studies of a table: who and when each number is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.blocks import Reference
from pipeline.stages.normalise.names import same_person, same_script, surname

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_DATED = re.compile(r"[,，.;；]\s*((?:19|20)\d\d)\s*(?=[,，;；:：(（.]|$)")
_LABEL = re.compile(r"^\s*[\[(（【]?\s*\d+\s*[\])）】.、]?\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number, its first author where one can be read, every year that may be its own."""

    number: int
    author: str | None
    years: tuple[int, ...]
    text: str


def entries(references: Sequence[Reference]) -> dict[int, Entry]:
    """The reference list by number."""
    return {ref.number: _entry(ref) for ref in references}


def _entry(ref: Reference) -> Entry:
    text = _LABEL.sub("", ref.text, count=1)
    dated = _DATED.findall(text) or _YEAR.findall(text)
    return Entry(number=ref.number, author=_first_author(text), years=tuple(int(year) for year in dated), text=ref.text)


def _first_author(text: str) -> str | None:
    """The surname before the first initials, comma or full stop: `ALBRECHT P, ZHANG E`, `陈某, 刘洋`, `Smith, J. A.`"""
    head = re.split(r"[,，.。;；]|\bet al\b|等", text, maxsplit=1)[0].strip()
    if not head or len(head) > 40 or re.search(r"\d", head):
        return None
    return surname(head)


def agrees(entry: Entry, author: str | None, year: int | None) -> bool:
    """Whether an entry is by this author of this year (a letter or two of the name may differ)."""
    if author is None or entry.author is None or not same_script(author, entry.author):
        return False
    return (year is None or year in entry.years) and same_person(author, entry.author) >= 0.75


def matching(found: dict[int, Entry], author: str | None, year: int | None) -> tuple[Entry, ...]:
    """The entries by this author of this year."""
    if author is None or year is None:
        return ()
    return tuple(entry for entry in found.values() if agrees(entry, author, year))
