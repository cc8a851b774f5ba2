"""Placed pieces to cells: text joined as printed, and a flag for everything that could be otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.core.joining import join_lines
from pipeline.core.provenance import TEXT_FILE, Flag, Reading
from pipeline.core.tables import Cell
from pipeline.lexicon.plausible import chinese_pairs
from pipeline.stages.reconstruct.text_only import rows as row_model
from pipeline.stages.reconstruct.text_only.columns import Model
from pipeline.stages.reconstruct.text_only.effects import mend, mend_count
from pipeline.stages.reconstruct.text_only.pieces import Piece
from pipeline.stages.reconstruct.text_only.studies import study_text
from pipeline.stages.reconstruct.text_only.vocabulary import Vocabulary, bare

_ARROW_END = re.compile(r"\s\|$")
_ABBREVIATED = re.compile(r"(?:\bal|\bNo|\b[A-Z])\.$")
_LOST_EXPONENT = re.compile(r"[×x*]\s?10(?![⁰¹²³⁴⁵⁶⁷⁸⁹])|\d[°'’\"“”]+\s?CFU")
_GREEK_LOST = re.compile(r"\b(?:IL-1|TNF-|IFN-|TGF-|NF-)[A-Za-z]{1,2}\b")  # a reader without Greek makes letters of it
_ARROW_LETTERS = "tTfJlI1"
_PRINTED_OFTEN = 2  # times that a table must print a word that nobody knows for it to be believed
_SETS = re.compile(r"(?<=\d)\s?[xX]\s?(?=\d)")
_SURE, _DOUBTFUL = 0.8, 0.4
_REAL_ARROW = re.compile(r"[↑↓→←⇑⇓⬆⬇]")
_ARROW_FIELDS = frozenset(("outcome", "result", "mechanism", "effect", "adverse_events"))
_JOINING_MARKS = frozenset((",", ";", "，", "；", "+", "/", "、", "~", "-", ">", "<"))
_SIGNED = frozenset(("effect", "p", "outcome", "result"))
_MISREAD_SHORT = 1  # letters in which a short form may differ from its legend entry


@dataclass(frozen=True, slots=True)
class Setting:
    """What cells are read with. known: words in lower case, for hyphens. page: of the table."""

    model: Model
    vocabulary: Vocabulary
    known: Container[str]
    page: int
    citations: tuple[tuple[str, str, int], ...] = ()  # (folded surname, year, number) of the reference list
    printed: Counter[str] = field(default_factory=Counter)  # how often the table's body prints a folded word


def cells_of(row: row_model.Row, *, number: int, setting: Setting) -> tuple[Cell, ...]:
    """One row's cells, left to right; `number` is its row in the table. A column without a piece gets an empty cell
    with a flag: the dump shows nothing there, which is not the same as nothing printed."""
    reading = _with_marks(row.best)
    made = []
    for column in range(setting.model.width):
        pieces = sorted(reading.cells[column], key=lambda p: (p.line, p.at))
        made.append(_cell(pieces, row, column, number, setting))
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
    flags: list[Flag] = []
    alternatives: list[Reading] = []
    text = _unmarked(joined(pieces, known=setting.known))
    if field == "study":
        study = study_text(
            pieces, known=setting.known, vocabulary=setting.vocabulary, citations=setting.citations, printed=text
        )
        if study.text != text:
            alternatives.append(Reading(TEXT_FILE, text, _DOUBTFUL))
        text = study.text
        flags.extend(study.flags)
    if field in _SIGNED:
        mended = mend(text)
        if mended.restored:
            alternatives.append(Reading(TEXT_FILE, text, _DOUBTFUL))
            flags.append(Flag("sign-restored", "a minus was lost: only this one makes the interval even", (text,)))
        if mended.doubtful:
            flags.append(Flag("interval-uneven", "estimate and interval do not agree as read", (text,)))
        text = mended.text
    if field == "age" and re.search(r"\d\s?\+\s?\d", text):
        alternatives.append(Reading(TEXT_FILE, text, _DOUBTFUL))
        flags.append(Flag("sign-restored", "between a mean and its deviation stands ±, which was read as +", (text,)))
        text = re.sub(r"(?<=\d)\s?\+\s?(?=\d)", " ± ", text)
    if field == "sample_size":
        counted = mend_count(text)
        if counted.restored:
            alternatives.append(Reading(TEXT_FILE, text, _DOUBTFUL))
            flags.append(Flag("slash-restored", "a slash was misread: only this one makes the arms add up", (text,)))
        if counted.doubtful:
            flags.append(Flag("count-uneven", "the arms do not add up to the total as read, or the count is too small"))
        text = counted.text
    sets = _SETS.sub("×", text)
    if sets != text:
        alternatives.append(Reading(TEXT_FILE, text, _DOUBTFUL))
        flags.append(Flag("sign-restored", "between sets and repetitions stands ×, not a letter", (text,)))
        text = sets
    flags.extend(_doubts(pieces, text, column, setting))
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
    """A cell's text without the specks that a reader makes of the white space after it."""
    text = re.sub(r"(?<=[\w)])\s?[°'’‘`*»«|=_—~]+$", "", text) if not _ARROW_END.search(text) else text
    return text if _ABBREVIATED.search(text) else re.sub(r"(?<=[\w)])[.。]+$", "", text)


def _flagged(cell: Cell, flag: Flag) -> Cell:
    return replace(cell, flags=(*cell.flags, flag), confidence=_DOUBTFUL)


def _doubts(pieces: Sequence[Piece], text: str, column: int, setting: Setting) -> list[Flag]:
    """What the text itself makes doubtful."""
    field = setting.model.headings[column].field
    flags: list[Flag] = []
    arrows = [p.text for p in pieces if _is_arrow_debris(p)]
    glued = [p.text for p in pieces if _is_glued_arrow(p.text, setting.vocabulary.shorts)]
    arrows.extend(glued)
    if field in _ARROW_FIELDS and arrows:
        flags.append(
            Flag("arrow-garbled", "an arrow was read as another mark: its direction is unknown", tuple(arrows))
        )
    lost = [p.text for p in pieces if _is_garbled(p, text, setting)] + glued
    lost.extend(strange_chinese(text, setting.vocabulary))
    if pieces[0].kinds[0] == "arrow" and field in _ARROW_FIELDS and not _REAL_ARROW.search(pieces[0].text):
        lost.append(pieces[0].text)
    if field in _ARROW_FIELDS:
        lost.extend(p.text for p in pieces[1:] if p.kinds[0] == "arrow" and p.text.startswith("f"))
        lost.extend(_GREEK_LOST.findall(text))
    kind = setting.model.closed[column] if setting.model.closed else None
    if kind is not None and any(kind not in p.kinds and "missing" not in p.kinds for p in pieces):
        flags.append(Flag("mixed-content", "the other cells of this column hold one value of one kind, this one more"))
    if lost and field != "study":
        flags.append(Flag("garbled-text", "part of this cell cannot be read as words", tuple(lost)))
    if text.count("(") != text.count(")") and field not in ("study",):
        flags.append(Flag("unfinished-text", "a bracket is open: part of this cell may be missing"))
    elif re.search(r"(?:[-,+]|\b(?:and|with|or))$", text):
        flags.append(Flag("unfinished-text", "the text breaks off: part of this cell may be missing"))
    if _LOST_EXPONENT.search(text):
        flags.append(Flag("exponent-lost", "the exponent of a power of ten cannot be read", (text,)))
    if any("split-words" in word.flags for piece in pieces for word in piece.words):
        flags.append(Flag("split-words", "words that the reader ran together were parted"))
    if field != "study":
        flags.extend(_near_legend(text, setting))
    return flags


def _is_arrow_debris(piece: Piece) -> bool:
    """A mark that a reader without arrows makes of one, alone or at the end of a word (`Bloating!,QoL`)."""
    if _REAL_ARROW.search(piece.text):
        return False
    return "arrow" in piece.kinds or bool(re.search(r"[A-Za-z\u3400-\u9fff]?[|!¢]", piece.text))


def _is_glued_arrow(text: str, shorts: frozenset[str]) -> bool:
    """A short form of the legend with a letter more, which is what is left of an arrow (`MBIt`, `HAMD1`)."""
    core = text.strip(".,;:()")
    return core not in shorts and core[:-1] in shorts and core[-1:] in _ARROW_LETTERS


def _is_garbled(piece: Piece, text: str, setting: Setting) -> bool:
    """Whether a piece cannot be read as what it must be: a mark for a word, letters for digits, no word at all."""
    if piece.kinds[0] == "stray":
        return len(piece.text) == 1 and piece.text.isalpha()
    if piece.kinds[0] == "duration":
        return bool(re.match(r"\d*[SOIl]|0\d", piece.text))
    if piece.kinds[0] == "zh":
        return False
    # half of a word that a line's end divides is whole in the joined text
    core = piece.text.strip(".,;:()-")
    whole = next((w for w in re.findall(r"[\w-]+", text) if core in w and w != core), None)
    if whole:
        return "junk" in piece.kinds and not setting.vocabulary.known(whole)
    if piece.kinds[0] == "cap" and core.isalpha() and not setting.vocabulary.known(core):
        return setting.printed[bare(core)] < _PRINTED_OFTEN  # a name that the table uses again is no misreading
    return _is_stub(piece, setting) or ("junk" in piece.kinds and not setting.vocabulary.known(core))


def strange_chinese(text: str, vocabulary: Vocabulary) -> list[str]:
    """Pairs of Chinese characters that stand together in no word and nowhere in the document, marks glued to one."""
    found = []
    for run in re.findall(r"[\u3400-\u9fff]+", text):
        pairs = {a + b for a, b in pairwise(run)}
        found.extend(sorted(p for p in pairs if p not in chinese_pairs() and p not in vocabulary.pairs))
    return found + re.findall(r"[\u3400-\u9fff][1tTJ|](?![\w%.])", text)


def _is_stub(piece: Piece, setting: Setting) -> bool:
    """A word of a few letters that English has but neither the lexicon nor this document: more likely debris."""
    word = piece.text.strip(".,;:()").casefold()
    strange = word not in setting.vocabulary.kinds and word not in setting.vocabulary.prose
    return piece.kinds[0] in ("word", "cap") and len(word) <= 4 and strange


def _near_legend(text: str, setting: Setting) -> list[Flag]:
    """A short form that the legend does not have but almost has is told, not changed."""
    flags: list[Flag] = []
    shorts = setting.vocabulary.shorts
    for token in text.split():
        core = token.strip(".,;:()")
        if core not in shorts and any(core.upper() == s.upper() for s in shorts):
            flags.append(Flag("legend-near-miss", f"{core} is not in the legend as read", (core.upper(),)))
        if not re.fullmatch(r"[A-Z][A-Z0-9-]{2,6}", core) or core in shorts:
            continue
        near = [s for s in shorts if len(s) > 2 and len(s) == len(core) and _differs(s, core) <= _MISREAD_SHORT + 1]
        near = [s for s in near if _differs(s, core) <= _MISREAD_SHORT or sorted(s) == sorted(core)]
        if near and not setting.vocabulary.is_short(core):
            flags.append(Flag("legend-near-miss", f"{core} is not in the legend, {' or '.join(near)} is", tuple(near)))
    return flags


def _differs(a: str, b: str) -> int:
    return sum(1 for x, y in zip(a, b, strict=True) if x != y)


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
