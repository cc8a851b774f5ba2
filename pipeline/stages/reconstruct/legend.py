"""The legend under a table: abbreviations of both languages as one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.geometry import Box
from pipeline.core.legend import legend_entries
from pipeline.core.provenance import Flag
from pipeline.core.tables import Abbreviation

_LOOKALIKE = str.maketrans({"0": "O", "1": "I", "l": "I", "|": "I", "5": "S", "8": "B", "2": "Z"})


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note as printed, with its place."""

    text: str
    page: int
    box: Box | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Legend:
    """entries: in the order of their first mention. flags: short forms that differ between the languages."""

    entries: tuple[Abbreviation, ...]
    flags: tuple[Flag, ...]


def read_legend(notes: Sequence[NoteText]) -> Legend:
    """Legend entries of all notes, both languages merged.

    A short form that stands in one language only is the same as one of the other language where they differ in
    characters that recognisers confuse, or in the order of two letters; the pair is then flagged.
    """
    found: list[Abbreviation] = []
    for note in notes:
        for entry in legend_entries(note.text):
            _add(found, Abbreviation(entry.short, entry.en, entry.zh, note.page, note.box, note.line))
    flags: list[Flag] = []
    kept: list[Abbreviation] = []
    for mine in found:
        at = next((i for i, other in enumerate(kept) if _one_misread(other, mine)), None)
        if at is None:
            kept.append(mine)
            continue
        other = kept[at]
        kept[at] = replace(other, en=other.en or mine.en, zh=other.zh or mine.zh)
        message = f"the legend has {other.short} in one language and {mine.short} in the other"
        flags.append(Flag("legend-near-miss", message, (other.short, mine.short)))
    return Legend(tuple(kept), tuple(flags))


def abbreviations(notes: Sequence[NoteText]) -> tuple[Abbreviation, ...]:
    """The entries of `read_legend` alone."""
    return read_legend(notes).entries


def _add(found: list[Abbreviation], entry: Abbreviation) -> None:
    for i, other in enumerate(found):
        if other.short == entry.short:
            found[i] = replace(other, en=other.en or entry.en, zh=other.zh or entry.zh)
            return
    found.append(entry)


def _one_misread(a: Abbreviation, b: Abbreviation) -> bool:
    """Whether two entries, each of one language, are one whose short form was misread in one of them."""
    if (a.en is None) == (b.en is None) or (a.zh is None) == (b.zh is None):
        return False
    one, two = a.short.translate(_LOOKALIKE).upper(), b.short.translate(_LOOKALIKE).upper()
    return one == two or (len(one) > 3 and sorted(one) == sorted(two) and one[0] == two[0])
