"""Header cells of a dumped table: one row, or two where a second names the arms under a heading of counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipeline.core.provenance import TEXT_FILE, Flag, Reading
from pipeline.core.scripts import cjk_count
from pipeline.core.tables import Cell
from pipeline.core.words import Word
from pipeline.lexicon import load
from pipeline.stages.reconstruct.text_only.columns import Model
from pipeline.stages.reconstruct.text_only.header import Header
from pipeline.stages.reconstruct.text_only.header_words import Heading, spelling_of

_MISSPELT = Flag("header-misspelt", "the header word is known only by its likeness")
_HALF = Flag("header-unread", "other words of the header could not be read: part of this heading may be missing")
_INTERVAL = re.compile(r"\b9?5%\s?C[Il1|](?![A-Za-z])")  # no other interval has headings of its own
_LONE_UNIT = Flag(
    "column-inferred", "this unit stands alone under the header: what the column holds tells that it is its"
)
_UNREAD = Flag("header-unread", "the header of this column could not be read")


def header_cells(header: Header, model: Model, *, page: int) -> tuple[list[Cell], int]:
    """The header's cells and how many rows they take."""
    arms = _arm_columns(header, model)
    rows = 2 if arms else 1
    cells: list[Cell] = []
    lone = _lone_dose_unit(model.headings, header.junk)
    for column, heading in enumerate(model.headings):
        if column in arms:
            continue
        if lone and lone[0] == column:
            cell = _cell(replace(heading, words=(lone[1],), sure=True), 0, column, page, row_span=rows)
            cells.append(replace(cell, flags=(*cell.flags, replace(_LONE_UNIT, candidates=(cell.text,)))))
        else:
            cells.append(_cell(heading, 0, column, page, row_span=rows))
    if arms:
        first = min(arms)
        cells.append(Cell(0, first, "", page, TEXT_FILE, col_span=len(arms), confidence=0.3, flags=(_UNREAD,)))
        cells.extend(_arm_cell(word, column, page) for word, column in zip(header.arms, arms, strict=True))
    if header.junk:
        cells = [replace(c, flags=(*c.flags, _HALF), confidence=min(c.confidence, 0.6)) for c in cells]
    return sorted(cells, key=lambda c: (c.row, c.col)), rows


def _lone_dose_unit(headings: Sequence[Heading], junk: Sequence[Word]) -> tuple[int, Word] | None:
    """The only column of doses, its heading lost, and the only unit of doses that stands alone under the header."""
    unread = [i for i, h in enumerate(headings) if h.field == "dose" and not h.words]
    units = [word for word in junk if _is_dose_unit(word.text)]
    return (unread[0], units[0]) if len(unread) == len(units) == 1 else None


def _is_dose_unit(text: str) -> bool:
    """Whether a word is an amount for a time or a body's mass (`mg/d`), stray marks aside."""
    amount, _, per = re.sub(r"^\W+|\W+$", "", text).partition("/")
    return amount in _printed("mass") and bool(per) and all(p in _printed("mass", "time") for p in per.split("/"))


@cache
def _printed(*kinds: str) -> frozenset[str]:
    """How units of some kinds are printed in Latin letters."""
    units = load("units")
    return frozenset(term for kind in kinds for unit in units.get(kind, {}).values() for term in unit["en"])


def _arm_columns(header: Header, model: Model) -> list[int]:
    """The columns under the words that name arms: neighbours without a heading of their own, as many as words."""
    count = len(header.arms)
    if count < 2:
        return []
    for start in range(model.width - count + 1):
        run = model.headings[start : start + count]
        if all(h.field == "sample_size" and not h.words for h in run):
            return list(range(start, start + count))
    return []


def _arm_cell(word: Word, column: int, page: int) -> Cell:
    text = word.text.strip("‘’'\":;|")
    return Cell(1, column, text, page, TEXT_FILE, line=word.line, confidence=0.7, words=(word,))


def _cell(heading: Heading, row: int, column: int, page: int, *, row_span: int) -> Cell:
    printed = heading.text
    text = _INTERVAL.sub("95% CI", spelling_of(heading) or printed)
    if not text:
        return Cell(row, column, "", page, TEXT_FILE, row_span=row_span, confidence=0.3, flags=(_UNREAD,))
    chinese = cjk_count(text) > 0
    latin = " ".join(w.text for w in heading.words if not cjk_count(w.text)) if chinese else ""
    twins = "".join(w.text for w in heading.words if cjk_count(w.text)) if any(c.isalpha() for c in latin) else ""
    return Cell(
        row,
        column,
        text,
        page,
        TEXT_FILE,
        row_span=row_span,
        text_en=latin if twins else None,
        text_zh=twins or (text if chinese and not any(c.isascii() and c.isalpha() for c in text) else None),
        line=heading.words[0].line,
        confidence=0.8 if heading.sure else 0.5,
        alternatives=(Reading(TEXT_FILE, printed, 0.5),) if text != printed else (),
        flags=() if heading.sure and text == printed else (_MISSPELT,),
        words=heading.words,
    )
