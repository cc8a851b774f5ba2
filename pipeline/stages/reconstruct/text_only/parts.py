"""What belongs to each table of a dump: its printed lines, caption, notes and legend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from pipeline.core.blocks import Bilingual, Block, Layered
from pipeline.core.scripts import cjk_count
from pipeline.core.tables import Abbreviation
from pipeline.core.words import Line, Region
from pipeline.lexicon import load
from pipeline.lexicon.plausible import chinese_pairs, english_words
from pipeline.stages.reconstruct.captions import is_table_caption, read_caption
from pipeline.stages.reconstruct.legend import NoteText, abbreviations

_NOTHING = Bilingual()


@dataclass(frozen=True, slots=True)
class Part:
    """A table as it lies in the dump. lines: header and body as printed."""

    page: int
    lines: tuple[Line, ...]
    label: Bilingual
    caption: Bilingual
    notes: tuple[str, ...]
    legend: tuple[Abbreviation, ...]


def parts_of(layered: Layered) -> tuple[Part, ...]:
    """Every table region with its caption before it and its notes after it; a continued table is one part."""
    regions = [region for page in layered.transcript.pages for region in page.regions]
    found: list[Part] = []
    for i, region in enumerate(regions):
        if region.kind != "table":
            continue
        label, caption, continued = _captions(regions, i)
        notes = _notes(regions, i, layered.blocks)
        legend = legible(abbreviations(notes))
        part = Part(region.page, region.lines, label, caption, tuple(n.text for n in notes), legend)
        before = found[-1] if found else None
        if before and (continued or (label != _NOTHING and label == before.label)):
            found[-1] = _merged(before, part)
        else:
            found.append(part)
    return tuple(found)


def legible(entries: Iterable[Abbreviation]) -> tuple[Abbreviation, ...]:
    """The entries of a legend that can be read, in the languages in which they can."""
    return tuple(entry for entry in map(_legible, entries) if entry.en or entry.zh)


def _legible(entry: Abbreviation) -> Abbreviation:
    """A legend entry without the sides that are no text: the reader had no model of that language."""
    words = re.findall(r"[A-Za-z]{3,}", entry.en or "")
    known = sum(1 for word in words if word.casefold() in english_words() or word[1:].islower())
    shouted = [word for word in words if word.isupper() and len(word) > 4]
    en = entry.en if words and 2 * known >= len(words) and not shouted else None
    pairs = [a + b for run in re.findall(r"[\u3400-\u9fff]+", entry.zh or "") for a, b in pairwise(run)]
    common = sum(1 for pair in pairs if pair in chinese_pairs())
    zh = entry.zh if entry.zh and 2 * common >= len(pairs) and (pairs or entry.zh.isascii()) else None
    zh = None if zh and _is_misread(zh, entry) else zh
    return replace(entry, en=en, zh=zh)


def _is_misread(zh: str, entry: Abbreviation) -> bool:
    """Whether a Chinese expansion holds marks, other digits than its short form, or but some characters of a name that
    the lexicon has for the English one."""
    digits = [sorted(re.findall(r"\d+", text)) for text in (zh, entry.short)]
    if re.search(r"[^\w\s()（）/·,，、\-–—~]", zh) or (all(digits) and digits[0] != digits[1]):
        return True
    names = _names_of(entry.en) if entry.en else ()
    return any(zh != name and len(zh) < len(name) and _is_within(zh, name) for name in names) and zh not in names


def _is_within(part: str, whole: str) -> bool:
    """Whether the characters of `part` stand in `whole` in their order."""
    rest = iter(whole)
    return all(char in rest for char in part)


def _names_of(english: str) -> tuple[str, ...]:
    """The Chinese names of a condition, outcome or molecule, () where the lexicon does not have it."""
    return _lexicon().get(_plain(english), ())


@cache
def _lexicon() -> Mapping[str, tuple[str, ...]]:
    every = [pair for name in ("conditions", "outcomes", "molecules") for pair in load(name)["terms"].items()]
    return {_plain(english): tuple(names) for english, names in every}


def _plain(english: str) -> str:
    return english.casefold().replace("'s ", " ").replace("’s ", " ")


def _merged(before: Part, part: Part) -> Part:
    """A table that goes on: the header, where it is printed again, is dropped."""
    printed = {line.text for line in before.lines[:6]}
    fresh = [line for i, line in enumerate(part.lines) if i >= 6 or line.text not in printed]
    return Part(
        before.page,
        (*before.lines, *fresh),
        before.label,
        before.caption,
        (*before.notes, *part.notes),
        before.legend or part.legend,
    )


def _captions(regions: Sequence[Region], i: int) -> tuple[Bilingual, Bilingual, bool]:
    """Label and caption in both languages, and whether they say that a table goes on."""
    label_en = label_zh = en = zh = None
    continued = False
    for region in reversed(regions[max(0, i - 3) : i]):
        if region.kind != "caption":
            break
        text = " ".join(line.text for line in region.lines)
        if not is_table_caption(text):
            continue
        number, rest, goes_on = read_caption(text)
        continued = continued or goes_on
        if cjk_count(text):
            label_zh, zh = (f"表{number}" if number else None), rest or None
        else:
            label_en, en = (f"Table {number}" if number else None), rest or None
    return Bilingual(label_en, label_zh), Bilingual(en, zh), continued


def _notes(regions: Sequence[Region], i: int, blocks: Sequence[Block]) -> list[NoteText]:
    """The notes after a table: as `separate` joined them, without those that it found garbled."""
    found: list[NoteText] = []
    for region in regions[i + 1 :]:
        if region.kind in ("header", "footer"):
            continue
        if region.kind != "note":
            break
        mine = [b for b in blocks if b.region == region.id]
        if not mine:
            text = " ".join(line.text for line in region.lines)
            found.append(NoteText(text, region.page, line=region.lines[0].words[0].line))
        found.extend(
            NoteText(block.text, block.page, line=block.lines[0].words[0].line)
            for block in mine
            if block.garbled is None and block.lines
        )
    return found
