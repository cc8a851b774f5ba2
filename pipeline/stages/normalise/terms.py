"""A printed term and what it means in both languages: by the legend, by the document's own words, never by guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from pipeline.core.provenance import Evidence, Field, Flag
from pipeline.core.studies import Term
from pipeline.core.tables import Cell
from pipeline.lexicon import load
from pipeline.stages.normalise.codes import Code
from pipeline.stages.normalise.document import Witness
from pipeline.stages.normalise.row import Legend, LegendEntry, evidence_of, folded

_CJK = re.compile(r"[\u3400-\u9fff]")
_SCORED = re.compile(r"^([A-Za-z][A-Za-z0-9\-/]*)\s*(.+)$")


@dataclass(frozen=True, slots=True)
class Glossary:
    """Everything that can say what a term means: the table's legend first, then the document itself.

    codes: marks (①) that the notes spell out. arrows_judge: the notes say that an arrow means better or worse.
    lists: names of the lexicon's lists of terms, such as `conditions`.
    """

    legend: Legend
    witness: Witness
    table_id: str
    codes: tuple[Code, ...] = ()
    arrows_judge: bool = False


def term_of(cell: Cell, span: tuple[int, int], glossary: Glossary, *, lists: tuple[str, ...], rule: str) -> Term:
    """The term printed at `span` of the cell, expanded where the legend or the document knows it.

    A side that nothing in the document says stays None.
    """
    ink = evidence_of(cell, span, rule, table_id=glossary.table_id)
    return _meaning(cell.text[span[0] : span[1]], ink, glossary, lists)


def decoded(cell: Cell, span: tuple[int, int], glossary: Glossary, *, lists: tuple[str, ...], rule: str) -> Term:
    """The term that the notes give for the mark (①) at `span` of the cell, as the note words it."""
    said = [code for code in glossary.codes if code.mark == cell.text[span[0] : span[1]]]
    ink = evidence_of(cell, span, rule, table_id=glossary.table_id)
    terms = [_meaning(code.text, code.ink, glossary, lists) for code in said]
    en = next((t.en for t in terms if t.en is not None), None)
    zh = next((t.zh for t in terms if t.zh is not None), None)
    doubts = (Flag("low-confidence", said[0].doubt),) if said[0].doubt else ()
    reported = Field(value=said[0].text, evidence=(*terms[0].as_reported.evidence, ink), flags=doubts)
    return Term(as_reported=reported, en=_doubted(_beside(en, ink), doubts), zh=_doubted(_beside(zh, ink), doubts))


def _doubted(field: Field[str] | None, doubts: tuple[Flag, ...]) -> Field[str] | None:
    return None if field is None else Field(field.value, field.evidence, (*field.flags, *doubts))


def _meaning(text: str, ink: Evidence, glossary: Glossary, lists: tuple[str, ...]) -> Term:
    reported = Field(value=text, evidence=(ink,))
    if entry := glossary.legend.get(text):
        return _expanded(reported, entry, ink, glossary, lists)
    if entry := _misprinted(text, glossary.legend):
        return _disputed(reported, entry, ink)
    if _CJK.search(text):
        return Term(as_reported=reported, en=_translated(text, "en", ink, glossary, lists), zh=reported)
    if is_abbreviation(text):
        return Term(as_reported=reported, en=None, zh=None)
    known = next((en for name in lists if (en := _spelled(name).get(term_key(text)))), None)
    english = reported if known is None else Field(value=known, evidence=(ink,))
    return Term(as_reported=reported, en=english, zh=_translated(text, "zh", ink, glossary, lists))


def is_abbreviation(text: str) -> bool:
    """Whether Latin text is a symbol rather than words: `ADL`, `TNF-α`, `5-HT`, `p-ERK`, `VO2peak`."""
    if not re.search(r"[a-z]{3}", text):
        return True
    return " " not in text and any(len(re.findall(r"[A-Z]", part)) > 1 for part in re.split(r"[-/]", text))


def _expanded(
    reported: Field[str], entry: LegendEntry, ink: Evidence, glossary: Glossary, lists: tuple[str, ...]
) -> Term:
    """Both sides of a legend entry; a side it lacks is looked up from the other one."""
    en, zh = entry.en, entry.zh
    if en is None and zh is not None and zh.value is not None:
        en = _translated(zh.value, "en", ink, glossary, lists)
    if zh is None and en is not None and en.value is not None:
        zh = _translated(en.value, "zh", ink, glossary, lists)
    return Term(as_reported=reported, en=_beside(en, ink), zh=_beside(zh, ink))


def _beside(field: Field[str] | None, ink: Evidence) -> Field[str] | None:
    """An expansion with the ink of the abbreviation that it expands behind its own."""
    if field is None or ink in field.evidence:
        return field
    return Field(value=field.value, evidence=(*field.evidence, ink), flags=field.flags)


def _misprinted(text: str, legend: Legend) -> LegendEntry | None:
    """The one entry that differs from an abbreviation of four letters or more in a single letter."""
    if text.upper() in _well_known():
        return None
    if not is_abbreviation(text) or len(folded(text)) < 4 or not text.isupper():
        return None
    near = [entry for entry in legend.entries if Levenshtein.distance(folded(entry.short), folded(text)) == 1]
    return near[0] if len(near) == 1 else None


@cache
def _well_known() -> frozenset[str]:
    return frozenset(word.upper() for word in load("outcomes")["abbreviations"]["known"])


def _disputed(reported: Field[str], entry: LegendEntry, ink: Evidence) -> Term:
    said = f"{reported.value} is not in the legend; {entry.short} differs in one letter"
    flag = Flag("legend-near-miss", said, (entry.short,))

    def doubted(side: Field[str] | None) -> Field[str] | None:
        beside = _beside(side, ink)
        return None if beside is None else Field(value=beside.value, evidence=beside.evidence, flags=(flag,))

    marked = Field(value=reported.value, evidence=reported.evidence, flags=(flag,))
    return Term(as_reported=marked, en=doubted(entry.en), zh=doubted(entry.zh))


def _translated(text: str, to: str, ink: Evidence, glossary: Glossary, lists: tuple[str, ...]) -> Field[str] | None:
    """The other language's word for `text` that this document itself prints, with the place where it does."""
    for twin, evidence in glossary.witness.twins(text):
        return Field(value=twin, evidence=(evidence, ink))
    for candidate in sorted(_candidates(text, to, lists), key=len, reverse=True):
        if found := glossary.witness.printed(candidate, f"lexicon.{'+'.join(lists)}"):
            return Field(value=candidate, evidence=(found, ink))
    return None


def _candidates(text: str, to: str, lists: tuple[str, ...]) -> Iterator[str]:
    """Words that may say `text` in the other language."""
    key = term_key(text)
    for name in lists:
        yield from (_to_english(name) if to == "en" else _to_chinese(name)).get(key, ())
    if scored := _SCORED.match(text):
        suffixes = _to_english("suffixes") if to == "en" else _to_chinese("suffixes")
        for suffix in suffixes.get(term_key(scored.group(2)), ()):
            yield scored.group(1) + (" " if to == "en" else "") + suffix


def term_key(text: str) -> str:
    """A term for looking up: no case, no space beside Chinese, one space elsewhere."""
    return re.sub(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])", "", " ".join(text.split())).casefold()


@cache
def _to_chinese(name: str) -> dict[str, tuple[str, ...]]:
    return {term_key(en): tuple(zh) for en, zh in load(_file(name))[_section(name)].items()}


@cache
def _spelled(name: str) -> dict[str, str]:
    """English terms as a record writes them, by their key."""
    return {term_key(en): en for en in load(_file(name))[_section(name)]}


@cache
def _to_english(name: str) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for en, every in load(_file(name))[_section(name)].items():
        for zh in every:
            key = term_key(zh)
            out[key] = (*out.get(key, ()), en)
    return out


def _file(name: str) -> str:
    return "outcomes" if name == "suffixes" else name


def _section(name: str) -> str:
    return "suffixes" if name == "suffixes" else "terms"
