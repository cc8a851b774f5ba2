"""Which items of TIDieR and CERT a row reports: what stands in it, never what is likely (docs/completeness.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from pipeline.core.studies import Completeness, Intervention, StudyRecord
from pipeline.lexicon import load
from pipeline.stages.normalise.headers import header_key
from pipeline.stages.normalise.missing import is_missing
from pipeline.stages.normalise.row import FieldCell

TIDIER = tuple(str(n) for n in range(1, 13))
CERT = ("1", "2", "3", "4", "5", "6", "7a", "7b", "8", "9", "10", "11", "12", "13", "14a", "14b", "15", "16a", "16b")
EXERCISE = frozenset({"aerobic", "resistance", "balance", "stretching", "hiit", "mind-body"})
_TREATMENT = ("intervention", "type", "volume", "intensity", "session", "frequency", "dose", "other")


def tidier_of(record: StudyRecord, cells: Sequence[FieldCell]) -> Completeness:
    """TIDieR items: name (1), what was done (4), when and how much (8) from the record, the rest from words."""
    given = record.intervention
    found = _by_words("tidier", cells)
    if given.as_reported is not None:
        found.add("1")
    if any(part.type is not None and part.type.value for part in given.components):
        found.add("4")
    if _dosed(given):
        found.add("8")
    return _split(TIDIER, found)


def cert_of(record: StudyRecord, cells: Sequence[FieldCell]) -> Completeness | None:
    """CERT items of an exercise study; None where no part of the intervention is exercise."""
    given = record.intervention
    kinds = {kind.value for kind in given.types} | {
        part.type.value for part in given.components if part.type is not None
    }
    if not kinds & EXERCISE:
        return None
    found = _by_words("cert", cells)
    if any(part.type is not None and part.type.value in EXERCISE for part in given.components):
        found.add("8")
    if _dosed(given):
        found.add("13")
    if record.adverse_events is not None:
        found.add("11")
    return _split(CERT, found)


def _dosed(given: Intervention) -> bool:
    """Whether anything says how much: how long, how often, how hard."""
    parts = given.components
    amounts = [given.duration, *(a for p in parts for a in (p.frequency, p.session, p.sets, p.repetitions, p.dose))]
    told = any(amount is not None and amount.value is not None for amount in amounts)
    return told or any(part.intensity for part in parts)


def _by_words(checklist: str, cells: Sequence[FieldCell]) -> set[str]:
    """Items that a header announces (and the cell answers) or a word of an intervention cell reports."""
    said = [cell for cell in cells if not is_missing(cell.text)]
    found = {item for cell in said for item in _listed(checklist, "headers", cell.header_text)}
    treated = [cell for cell in said if cell.field in _TREATMENT]
    return found | {item for cell in treated for item in _listed(checklist, "words", cell.text)}


def _listed(checklist: str, part: str, text: str) -> set[str]:
    key = header_key(text) if part == "headers" else text.casefold()
    return {item for item, words in _words(checklist, part) if any(w in key and _holds(key, w) for w in words)}


@cache
def _words(checklist: str, part: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The items of a checklist with their words, folded as the texts are that they are looked for in."""
    lists: Mapping[str, Sequence[str]] = load("completeness")[checklist][part]
    folded = header_key if part == "headers" else str.casefold
    return tuple((item, tuple(folded(word) for word in words)) for item, words in lists.items())


def _holds(text: str, word: str) -> bool:
    """Whether a folded word that occurs in the text stands there by itself."""
    return not word.isascii() or re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None


def _split(items: Sequence[str], found: set[str]) -> Completeness:
    return Completeness(
        reported=tuple(item for item in items if item in found),
        not_in_source=tuple(item for item in items if item not in found),
    )
