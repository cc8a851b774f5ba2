"""Tables rebuilt from where their characters stand, looked at again for what their words say: a reader of pixels may
have kept the columns and garbled the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from pipeline.core.provenance import TEXT_FILE, Flag, Reading
from pipeline.core.tables import Cell, Table
from pipeline.core.words import Line
from pipeline.stages.reconstruct.text_only.arrows import with_arrows
from pipeline.stages.reconstruct.text_only.columns import Model, learn
from pipeline.stages.reconstruct.text_only.doubts import (
    ARROW_FIELDS,
    NOWHERE,
    Setting,
    misfits,
    text_doubts,
    unreadable,
)
from pipeline.stages.reconstruct.text_only.finishing import doubted, finished
from pipeline.stages.reconstruct.text_only.header_words import Heading, heading_of
from pipeline.stages.reconstruct.text_only.naming import Citation, Spoken
from pipeline.stages.reconstruct.text_only.pieces import Piece, pieces_of
from pipeline.stages.reconstruct.text_only.studies import name_doubts, study_text
from pipeline.stages.reconstruct.text_only.vocabulary import Vocabulary, bare

_CLEAN_STUDY = re.compile(
    r"[^\W\d_][^\d\[\]]*[,，(（]?\s?(?:\[\d[\d,-]*\])?\s?(?:19[5-9]|20[0-4])\d[a-z]?[)）]?(?:\s?\[\d[\d,-]*\])?"
)
# fields that a table of studies usually has, whether or not a column of their own was found
_COMMON = frozenset(("study", "sample_size", "duration", "frequency", "session", "effect", "p", "country"))
_FAR_BETTER = 3.0  # log odds
_POOR_SHARE = 0.35  # of a table's cells that are doubtful make all the others so


def checked(
    table: Table,
    *,
    vocabulary: Vocabulary,
    known: Container[str],
    citations: Sequence[Citation],
    spoken: Mapping[str, Spoken],
) -> Table:
    """The table with every cell's doubts; a study's cell keeps only what can be told of name, year and citation."""
    body = [c for c in table.cells if c.row >= table.header_rows]
    pieces = {(c.row, c.col): _pieces(c, vocabulary) for c in body}
    model = _model(table, pieces)
    printed = Counter(bare(piece.text) for found in pieces.values() for piece in found)
    setting = Setting(model, vocabulary, known, table.pages[0], tuple(citations), printed, spoken)
    cells = [
        _checked(cell, pieces[cell.row, cell.col], setting) if cell.row >= table.header_rows else cell
        for cell in table.cells
    ]
    study = next((k for k, heading in enumerate(model.headings) if heading.field == "study"), None)
    cells = _with_slipped_headings(cells, model, table.header_rows)
    measured = [c for c, heading in enumerate(model.headings) if heading.field in ARROW_FIELDS]
    cells = with_arrows(cells, header_rows=table.header_rows, columns=measured, shorts=vocabulary.shorts)
    cells = finished(cells, header_rows=table.header_rows, study=study, citations=citations, spoken=spoken)
    doubtful = sum(1 for c in cells if c.row >= table.header_rows and c.flags)
    poor = doubtful > _POOR_SHARE * max(1, len(body))
    cells = doubted(cells, confidence=0.0 if poor else 1.0, header_rows=table.header_rows)
    return replace(table, cells=tuple(cells))


def _with_slipped_headings(cells: Sequence[Cell], model: Model, header_rows: int) -> list[Cell]:
    """The cells of columns beside one that does not hold what its heading says, of one kind with it: a heading over
    both has slipped."""
    body = [c for c in cells if c.row >= header_rows and c.text]
    filled = Counter(c.col for c in body)
    wrong = Counter(c.col for c in body if any(f.code == "ambiguous-placement" for f in c.flags))
    slipped = {c for c, count in wrong.items() if 2 * count > filled[c] and model.closed[c] is not None}
    beside = {n for c in slipped for n in (c - 1, c + 1) if 0 <= n < model.width and model.closed[n] == model.closed[c]}
    flag = Flag("ambiguous-placement", "the heading of the column beside this one has slipped: it may be this one's")
    return [
        replace(c, flags=(*c.flags, flag), confidence=min(c.confidence, 0.4))
        if c in body and c.col in beside - slipped
        else c
        for c in cells
    ]


def unsuited(table: Table, *, vocabulary: Vocabulary) -> float:
    """Share of a table's words that another of its columns would suit much better than their own, 0..1."""
    body = [c for c in table.cells if c.row >= table.header_rows and c.col_span == 1]
    pieces = {(c.row, c.col): _pieces(c, vocabulary) for c in body}
    kinds = {field for heading in _model(table, pieces).headings for field in (heading.field,)}
    model = Model(tuple(Heading(field) for field in sorted(kinds | _COMMON)))
    own = {heading.field: k for k, heading in enumerate(model.headings)}
    headings = _model(table, pieces).headings
    told = [
        (fit[own[headings[c].field]], max(fit))
        for (_, c), found in pieces.items()
        for piece in found
        if piece.kind not in NOWHERE
        for fit in [model.fit(piece)]
    ]
    return sum(1 for mine, best in told if mine < 0 and best > mine + _FAR_BETTER) / max(1, len(told))


def _pieces(cell: Cell, vocabulary: Vocabulary) -> tuple[Piece, ...]:
    lines: dict[int, list[int]] = {}
    for k, word in enumerate(cell.words):
        lines.setdefault(word.line or 0, []).append(k)
    return tuple(
        piece
        for number, places in lines.items()
        for piece in pieces_of(
            Line(tuple(cell.words[k] for k in places), cell.page), index=number, vocabulary=vocabulary
        )
    )


def _model(table: Table, pieces: dict[tuple[int, int], tuple[Piece, ...]]) -> Model:
    """The columns as their headings tell them, and what their cells hold mostly."""
    headings: list[Heading] = []
    for column in range(table.n_cols):
        heads = [c for c in table.cells if c.row < table.header_rows and c.col <= column < c.col + c.col_span]
        headings.append(heading_of([word for cell in heads for word in cell.words]))
    rows = range(table.header_rows, table.n_rows)
    return learn(Model(tuple(headings)), [[pieces.get((r, c), ()) for c in range(table.n_cols)] for r in rows])


def _checked(cell: Cell, pieces: Sequence[Piece], setting: Setting) -> Cell:
    if not pieces or cell.col_span > 1:
        return cell
    flags = [*cell.flags, *text_doubts(pieces, cell.text, cell.col, setting), *misfits(pieces, cell.col, setting)]
    text, alternatives = cell.text, cell.alternatives
    if setting.model.headings[cell.col].field == "study" and _CLEAN_STUDY.fullmatch(text):
        flags.extend(name_doubts(re.findall(r"[^\W\d_][\w'’-]*", text)[:1], setting.vocabulary))
    elif setting.model.headings[cell.col].field == "study":
        study = study_text(
            pieces,
            vocabulary=setting.vocabulary,
            known=setting.known,
            citations=setting.citations,
            spoken=setting.spoken,
            printed=text,
        )
        if study.text != text:
            alternatives = (*alternatives, Reading(TEXT_FILE, text, 0.4))
        text = study.text
        flags.extend(study.flags)
    elif unreadable(pieces):
        alternatives = (*alternatives, Reading(TEXT_FILE, text, 0.4))
        flags.append(Flag("cell-unread", "what the reader made of this cell is no text", (text,)))
        text = ""
    confidence = min(cell.confidence, 0.4) if len(flags) > len(cell.flags) else cell.confidence
    return replace(cell, text=text, alternatives=alternatives, flags=tuple(flags), confidence=confidence)
