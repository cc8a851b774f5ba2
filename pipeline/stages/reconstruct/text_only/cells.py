"""Placed pieces to cells: text joined as printed, and a flag for everything that could be otherwise."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.core.joining import join_lines
from pipeline.core.provenance import TEXT_FILE, Flag, Reading
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.text_only import rows as row_model
from pipeline.stages.reconstruct.text_only.columns import Model
from pipeline.stages.reconstruct.text_only.doubts import Setting, misfits, text_doubts, unreadable
from pipeline.stages.reconstruct.text_only.mending import mended_text
from pipeline.stages.reconstruct.text_only.pieces import Piece
from pipeline.stages.reconstruct.text_only.scraps import without_debris
from pipeline.stages.reconstruct.text_only.studies import study_text

_ARROW_END = re.compile(r"\s\|$")
_ABBREVIATED = re.compile(r"(?:\bal|\bNo|\b[A-Z])\.$")
_SURE, _DOUBTFUL = 0.8, 0.4
_PLACING = Flag("ambiguous-placement", "where this cell ends and the next begins, a word suits both about as well")
_EVEN = 0.3  # log odds
_CLEAR_GAP = 2  # blank columns that part two cells without doubt
_JOINING_MARKS = frozenset((",", ";", "，", "；", "+", "/", "、", "~", "-", ">", "<"))


def cells_of(row: row_model.Row, *, number: int, setting: Setting) -> tuple[Cell, ...]:
    """One row's cells, left to right; `number` is its row in the table. A column without a piece gets an empty cell
    with a flag: the dump shows nothing there, which is not the same as nothing printed."""
    reading = _with_marks(row.best)
    unsure = _unsure_edges(row.best, setting.model)
    made = []
    for column in range(setting.model.width):
        pieces = sorted(reading.cells[column], key=lambda p: (p.line, p.at))
        cell = _cell(pieces, row, column, number, setting)
        if column in unsure and not any(flag.code == _PLACING.code for flag in cell.flags):
            cell = _flagged(cell, _PLACING)
        made.append(cell)
    loose = [p for p in reading.loose if p.kinds != ("stray",)]
    marks = [p for p in reading.loose if p.kinds == ("stray",)]
    first = made[0]
    if loose:
        texts = tuple(p.text for p in loose)
        first = _flagged(first, Flag("unplaced-text", "text of this row that fits no column is kept here", texts))
    if marks:
        texts = tuple(p.text for p in marks)
        first = replace(first, flags=(*first.flags, Flag("stray-marks", "marks of no cell printed in this row", texts)))
    return (first, *made[1:])


def _unsure_edges(reading: row_model.Reading, model: Model) -> frozenset[int]:
    """Columns whose cell meets another in a line at a word that suits both about as well."""
    lines: dict[int, list[tuple[int, Piece, int]]] = {}
    for column, cell in enumerate(reading.cells):
        for piece in cell:
            lines.setdefault(piece.line, []).append((piece.at, piece, column))
    found: set[int] = set()
    for line in lines.values():
        for (_, a, left), (_, b, right) in pairwise(sorted(line, key=lambda item: item[0])):
            if left == right or b.gap > _CLEAR_GAP:
                continue
            mine, other = model.fit(a), model.fit(b)
            if mine[left] - mine[right] < _EVEN or other[right] - other[left] < _EVEN:
                found |= {left, right}
    return frozenset(found)


def _with_marks(reading: row_model.Reading) -> row_model.Reading:
    """Commas and the like between two pieces of one cell belong to that cell."""
    cells = [list(cell) for cell in reading.cells]
    loose: list[Piece] = []
    for mark in reading.loose:
        home = None
        if mark.text in _JOINING_MARKS:
            sides = [
                (max((p.at for p in cell if p.line == mark.line and p.at < mark.at), default=-1), c)
                for c, cell in enumerate(cells)
            ]
            after = [
                (min((p.at for p in cell if p.line == mark.line and p.at > mark.at), default=10**9), c)
                for c, cell in enumerate(cells)
            ]
            if max(sides)[0] >= 0 and min(after)[0] < 10**9 and max(sides)[1] == min(after)[1]:
                home = max(sides)[1]
        if home is None:
            loose.append(mark)
        else:
            cells[home].append(mark)
    return row_model.Reading(reading.score, tuple(tuple(cell) for cell in cells), tuple(loose))


def _cell(pieces: Sequence[Piece], row: row_model.Row, column: int, number: int, setting: Setting) -> Cell:
    field = setting.model.headings[column].field
    words = tuple(word for piece in pieces for word in piece.words)
    if not pieces:
        line = min((p.words[0].line or 0 for cell in row.best.cells for p in cell), default=0)
        flag = Flag("cell-unread", "nothing in the dump can be placed here with certainty")
        return Cell(number, column, "", setting.page, TEXT_FILE, line=line or None, confidence=_DOUBTFUL, flags=(flag,))
    printed = _unmarked(joined(pieces, known=setting.known))
    read = _study(pieces, printed, setting) if field == "study" else _value(pieces, printed, column, setting)
    mended = mended_text(read.text, field)
    text, flags = mended.text, [*read.flags, *mended.flags]
    alternatives = [Reading(TEXT_FILE, before, _DOUBTFUL) for before in (*read.before, *mended.before)]
    if field != "study" and unreadable(pieces):
        alternatives.append(Reading(TEXT_FILE, text, _DOUBTFUL))
        flags.append(Flag("cell-unread", "what the reader made of this cell is no text", (text,)))
        text = ""
    flags.extend(text_doubts(pieces, text, column, setting, printed=printed))
    if read.left_out and not any(flag.code == "garbled-text" for flag in flags):
        flags.append(Flag("garbled-text", "what stands beside this cell's value is left out of it", read.left_out))
    flags.extend(misfits(pieces, column, setting))
    flags.extend(_rivals(pieces, row, column, setting))
    return Cell(
        number,
        column,
        text,
        setting.page,
        TEXT_FILE,
        line=words[0].line,
        confidence=_DOUBTFUL if flags else _SURE,
        alternatives=tuple(alternatives),
        flags=tuple(flags),
        words=words,
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A cell's text. before: as printed, where it is not that. left_out: scraps that are no part of it."""

    text: str
    before: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    left_out: tuple[str, ...] = ()


def _study(pieces: Sequence[Piece], printed: str, setting: Setting) -> _Read:
    study = study_text(
        pieces,
        known=setting.known,
        vocabulary=setting.vocabulary,
        citations=setting.citations,
        spoken=setting.spoken,
        printed=printed,
    )
    return _Read(study.text, (printed,) if study.text != printed else (), study.flags)


def _value(pieces: Sequence[Piece], printed: str, column: int, setting: Setting) -> _Read:
    kept = without_debris(pieces, printed, column, setting)
    left_out = tuple(piece.text for piece in pieces if piece not in kept)
    text = _unmarked(joined(kept, known=setting.known))
    return _Read(text, (printed,) if left_out else (), (), left_out)


def joined(pieces: Sequence[Piece], *, known: Container[str]) -> str:
    """A cell's pieces as one text: lines joined, hyphens of line ends undone, no space before a comma."""
    lines: dict[int, list[str]] = {}
    for piece in pieces:
        lines.setdefault(piece.line, []).append(piece.text)
    texts = _made_whole([re.sub(r"-\.$", "-", " ".join(parts)) for _, parts in sorted(lines.items())], known)
    text = join_lines([re.sub(r"\s+([,;，；)])", r"\1", t) for t in texts], known=known)
    return re.sub(r"(?<=[\w%|↑↓→)])\s+([,;])", r"\1", text)


def _made_whole(lines: Sequence[str], known: Container[str]) -> list[str]:
    """Lines with the hyphen put back between two halves of a word that lost it (`Pioglita`, `zone`)."""
    out: list[str] = []
    for line in lines:
        half = re.search(r"[A-Za-z]{3,}$", out[-1]) if out else None
        rest = re.match(r"[a-z]{2,}\b", line)
        if half and rest and half.group().lower() not in known and (half.group() + rest.group()).lower() in known:
            out[-1] += "-"
        out.append(line)
    return out


def _unmarked(text: str) -> str:
    """A cell's text without the specks that a reader makes of the white space around it."""
    text = re.sub(r"^[”“\"‘’'`。，,;；]+\s*(?=\w)", "", text)
    text = re.sub(r"(?<=[\w)])\s?[°'’‘`*»«|=_—~]+$", "", text) if not _ARROW_END.search(text) else text
    return text if _ABBREVIATED.search(text) else re.sub(r"(?<=[\w)])[.。]+$", "", text)


def _flagged(cell: Cell, flag: Flag) -> Cell:
    return replace(cell, flags=(*cell.flags, flag), confidence=_DOUBTFUL)


def _rivals(pieces: Sequence[Piece], row: row_model.Row, column: int, setting: Setting) -> list[Flag]:
    """Other texts of this cell in readings of the row that come close, and lines that a neighbour could have."""
    mine = joined(pieces, known=setting.known)
    others: list[str] = []
    for reading in row.close:
        rival = sorted(reading.cells[column], key=lambda p: (p.line, p.at))
        text = joined(rival, known=setting.known) if rival else ""
        if _letters(text) != _letters(mine) and text not in others:
            others.append(text)
    if not others and not any(piece.line in row.torn for piece in pieces):
        return []
    return [Flag("ambiguous-placement", "another placing of the printed words is about as likely", tuple(others[:4]))]


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)
