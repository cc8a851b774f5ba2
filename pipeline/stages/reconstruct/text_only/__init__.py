"""Tables of a plain text dump: no coordinates are left, only what the printed words say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from pipeline.core.blocks import Bilingual, Layered
from pipeline.core.joining import known_words
from pipeline.core.provenance import Flag
from pipeline.core.tables import Abbreviation, Cell, Column, ColumnField, Table
from pipeline.core.words import Region, Word
from pipeline.lexicon.plausible import english_words
from pipeline.stages.reconstruct.text_only.arrows import with_arrows
from pipeline.stages.reconstruct.text_only.cells import cells_of
from pipeline.stages.reconstruct.text_only.checking import checked, unsuited
from pipeline.stages.reconstruct.text_only.choosing import choose
from pipeline.stages.reconstruct.text_only.columns import Model, learn
from pipeline.stages.reconstruct.text_only.doubts import ARROW_FIELDS, Setting
from pipeline.stages.reconstruct.text_only.finishing import doubted, finished, with_arm_doubts
from pipeline.stages.reconstruct.text_only.header import Header, read_header, read_in_turn
from pipeline.stages.reconstruct.text_only.header_words import field_of
from pipeline.stages.reconstruct.text_only.headings import header_cells
from pipeline.stages.reconstruct.text_only.lettered import by_columns, keeps_columns
from pipeline.stages.reconstruct.text_only.naming import Citation, Spoken, citations_of, spoken_names
from pipeline.stages.reconstruct.text_only.parts import Part, legible, parts_of
from pipeline.stages.reconstruct.text_only.pieces import Piece, pieces_of
from pipeline.stages.reconstruct.text_only.placing import placings
from pipeline.stages.reconstruct.text_only.rows import Row, rows_of
from pipeline.stages.reconstruct.text_only.scraps import core_kinds
from pipeline.stages.reconstruct.text_only.vocabulary import Vocabulary, bare, vocabulary

_ROUNDS = 3  # placings: the first teaches which words recur in which column
_MAX_HEADLESS = 0.15  # share of rows without a first cell beyond which rows are thought torn
_MAX_UNSUITED = 0.15  # share of words in a column that does not suit them beyond which columns are thought joined
_MORE_COLUMNS = 1.2  # times as many columns show that some were joined
_TORN_ROWS = 0.4  # share of rows without a first cell beyond which a reading by content has lost the studies
_CROWD = 3  # fields that one heading names
_FAR_FEWER = 0.6  # of the unsuited words left shows it as well where there is but one column more
_MANY_LINES = 200  # printed lines of a body beyond which one placing must do
_MARGIN = 0.05  # log odds a piece by which the order cell by cell must be the better one


def rebuild(layered: Layered) -> tuple[Table, ...]:
    """The tables of a dump, t1, t2, …: rows and columns by one optimisation over what the words can mean.

    Every printed word of a table stands in a cell, in a flag of its row, or in a flag of the table.
    """
    regions = [region for page in layered.transcript.pages for region in page.regions if region.kind == "table"]
    if not regions or not all(keeps_columns(region) for region in regions):
        return _by_content(layered)
    header_lines = {region.id: _header_lines(region, layered) for region in regions}
    placed = tuple(_looked_over(table, layered) for table in by_columns(layered, header_lines=header_lines))
    if not any(_torn(table, layered) for table in placed):
        return placed
    read = _by_content(layered)
    if len(read) != len(placed):
        return placed
    return tuple(_better(*pair, layered) for pair in zip(placed, read, strict=True))


def _torn(table: Table, layered: Layered) -> bool:
    return _headless_rows(table) > _MAX_HEADLESS or _unsuited(table, layered) > _MAX_UNSUITED or _crowded(table)


def _crowded(table: Table) -> bool:
    """Whether a heading names more columns than one column can be."""
    heads = [c for c in table.cells if c.row < table.header_rows and c.col_span == 1]
    named = [{found[0] for word in c.words for found in [field_of((word,))] if found} for c in heads]
    return any(len(fields) >= _CROWD for fields in named)


def _better(placed: Table, read: Table, layered: Layered) -> Table:
    """The table as its characters stand, or as its words can mean where that holds together what the places tear.

    Half-lines of neighbouring cells are whole lines of a dump, which tears rows; a reader of pixels loses the white
    between columns, which joins them.
    """
    if _headless_rows(placed) > _MAX_HEADLESS:
        return min(placed, read, key=_headless_rows)
    unsuited_words = _unsuited(placed, layered)
    share = _unsuited(read, layered) / unsuited_words if unsuited_words else 1.0
    more = read.n_cols >= _MORE_COLUMNS * placed.n_cols or (read.n_cols > placed.n_cols and share < _FAR_FEWER)
    whole = _headless_rows(read) <= max(_TORN_ROWS, _headless_rows(placed))
    joined = unsuited_words > _MAX_UNSUITED or _crowded(placed)
    return read if joined and more and share < 1.0 and whole else placed


def _unsuited(table: Table, layered: Layered) -> float:
    return unsuited(table, vocabulary=_vocabulary(table.abbreviations, layered))


def _looked_over(table: Table, layered: Layered) -> Table:
    table = replace(table, abbreviations=legible(table.abbreviations))
    words = _vocabulary(table.abbreviations, layered)
    citations = citations_of(layered.references)
    return checked(
        table,
        vocabulary=words,
        known=_known_words(layered, words),
        citations=citations,
        spoken=_spoken(layered, citations),
    )


def _by_content(layered: Layered) -> tuple[Table, ...]:
    parts = parts_of(layered)
    return tuple(
        table for serial, part in enumerate(parts, start=1) for table in [_table(part, f"t{serial}", layered)] if table
    )


def _headless_rows(table: Table) -> float:
    """Share of a table's rows whose first cell is empty, 0..1: rows torn in two have one."""
    rows = max(1, table.n_rows - table.header_rows)
    return 1.0 - sum(1 for c in table.cells if c.col == 0 and c.row >= table.header_rows and c.text) / rows


def _header_lines(region: Region, layered: Layered) -> int:
    """How many of a table's first printed lines are its header."""
    words = vocabulary(shorts=(), references=(entry.text for entry in layered.references), prose=())
    pieces = [pieces_of(line, index=i, vocabulary=words) for i, line in enumerate(region.lines)]
    return read_header(region.lines, pieces).lines


def _table(part: Part, table_id: str, layered: Layered) -> Table | None:
    words = _vocabulary(part.legend, layered)
    solved = _solved(part, words)
    if solved is None:
        return None
    header, body, model, rows, score = solved
    printed = Counter(bare(piece.text) for line in body for piece in line)
    citations = citations_of(layered.references)
    spoken = _spoken(layered, citations)
    cores = core_kinds([row.best.cells for row in rows], words)
    known = _known_words(layered, words)
    setting = Setting(model, words, known, part.page, citations, printed, spoken, cores)
    head, header_rows = header_cells(header, model, page=part.page)
    cells: list[Cell] = list(head)
    for number, row in enumerate(rows, start=header_rows):
        cells.extend(cells_of(row, number=number, setting=setting))
    confidence = _confidence(rows, score, body, model)
    study = next(c for c, heading in enumerate(model.headings) if heading.field == "study")
    measured = [c for c, heading in enumerate(model.headings) if heading.field in ARROW_FIELDS]
    cells = with_arrows(cells, header_rows=header_rows, columns=measured, shorts=words.shorts)
    cells = finished(cells, header_rows=header_rows, study=study, citations=citations, spoken=spoken)
    unnamed = (
        [c for c, h in enumerate(model.headings) if h.field == "sample_size"] if _arms_unread(header, model) else []
    )
    cells = with_arm_doubts(cells, header_rows=header_rows, columns=unnamed)
    cells = doubted(cells, confidence=confidence, header_rows=header_rows)
    return Table(
        id=table_id,
        label=part.label,
        caption=part.caption,
        pages=(part.page,),
        boxes=(),
        n_rows=header_rows + len(rows),
        n_cols=model.width,
        header_rows=header_rows,
        columns=tuple(_columns(cells, model, header_rows)),
        cells=tuple(cells),
        abbreviations=part.legend,
        notes=part.notes,
        method="text-only",
        confidence=confidence,
        flags=_flags(header, model),
    )


_Solved = tuple[Header, list[tuple[Piece, ...]], Model, tuple[Row, ...], float]


def _solved(part: Part, words: Vocabulary) -> _Solved | None:
    """Header, body, columns, rows and score, by the better of the two orders in which a reader prints cells: line by
    line over the page, or cell by cell. None where there is no body."""
    pieces = [pieces_of(line, index=i, vocabulary=words) for i, line in enumerate(part.lines)]
    found: list[tuple[float, _Solved]] = []
    for in_turn in (False, True):
        header = (read_in_turn if in_turn else read_header)(part.lines, pieces)
        body = [pieces_of(line, index=i, vocabulary=words) for i, line in enumerate(part.lines[header.lines :])]
        if body and (header.headings or not in_turn):
            model, rows, score = _solve(header, body, words, in_turn=in_turn)
            each = score / max(1, sum(len(line) for line in body))
            found.append((each - (_MARGIN if in_turn else 0.0), (header, body, model, rows, score)))
    return max(found, key=lambda item: item[0])[1] if found else None


def _solve(
    header: Header, body: Sequence[Sequence[Piece]], words: Vocabulary, *, in_turn: bool
) -> tuple[Model, tuple[Row, ...], float]:
    """Columns and rows: a first placing teaches which words recur in which column, the last one counts."""
    years = sum(1 for line in body if any("year" in piece.kinds for piece in line[:4]))
    model = choose(header, body, rows=max(2, years))
    rows: tuple[Row, ...] = ()
    score = 0.0
    rounds = _ROUNDS if len(body) <= _MANY_LINES else 1
    for turn in range(rounds):
        dealt = [placings(line, model=model) for line in body]
        rows, score = rows_of(body, dealt, model=model, is_word=words.known, in_turn=in_turn)
        if turn < rounds - 1:
            model = learn(model, [row.best.cells for row in rows])
    return model, rows, score


def _vocabulary(legend: Sequence[Abbreviation], layered: Layered) -> Vocabulary:
    prose = (
        b.text
        for b in layered.blocks
        if b.garbled is None and b.kind in ("paragraph", "abstract", "title", "note", "caption")
    )
    return vocabulary(
        shorts=(entry.short for entry in legend),
        references=(entry.text for entry in layered.references),
        prose=prose,
    )


def _known_words(layered: Layered, words: Vocabulary) -> frozenset[str]:
    """Words in small letters that decide about hyphens at line ends; those of the table itself are broken ones."""
    printed = known_words(b.text for b in layered.blocks if b.kind != "table")
    shorts = frozenset(short.casefold() for short in words.shorts if "-" in short)
    return printed | shorts | frozenset(words.kinds) | frozenset(english_words())


def _spoken(layered: Layered, citations: Sequence[Citation]) -> Mapping[str, Spoken]:
    return spoken_names((b.text for b in layered.blocks if b.kind in ("paragraph", "heading", "abstract")), citations)


def _columns(cells: Sequence[Cell], model: Model, header_rows: int) -> list[Column]:
    made = []
    for index in range(model.width):
        texts = [c.text for c in cells if c.row < header_rows and c.col <= index < c.col + c.col_span and c.text]
        sides_zh = [c.text_zh for c in cells if c.row < header_rows and c.col == index and c.text_zh]
        header = Bilingual(None if sides_zh else " ".join(texts) or None, " ".join(sides_zh) or None)
        made.append(Column(index, header, None if model.headings[index].words else _field(model.headings[index].field)))
    return made


def _field(name: str) -> ColumnField | None:
    """What a column without a readable header was guessed to hold; `other` says nothing."""
    return next((field for field in get_args(ColumnField) if field == name and field != "other"), None)


def _arms_unread(header: Header, model: Model) -> bool:
    """Whether words of the header that could name the arms are unread."""
    return bool(header.junk) or any(header.gaps) or any(not h.words for h in model.headings)


def _confidence(rows: Sequence[Row], score: float, body: Sequence[Sequence[Piece]], model: Model) -> float:
    """0..1: score a piece, less for rows with close rivals and for columns whose header could not be read."""
    pieces = max(1, sum(len(line) for line in body))
    doubtful = sum(1 for row in rows if row.close or row.torn) / max(1, len(rows))
    guessed = sum(1 for heading in model.headings if not heading.words) / max(1, model.width)
    return round(max(0.05, min(0.9, score / (3.0 * pieces) * (1.0 - 0.4 * doubtful) * (1.0 - 0.4 * guessed))), 3)


def _flags(header: Header, model: Model) -> tuple[Flag, ...]:
    flags = [Flag("text-only", "rebuilt from words alone: check rows and columns against the page")]
    unread = _texts([*header.junk, *(w for gap in header.gaps for w in gap)])
    if unread:
        flags.append(Flag("header-unread", "words of the header that could not be read", unread))
    guessed = tuple(h.field for h in model.headings if not h.words)
    if guessed:
        flags.append(Flag("column-inferred", "columns without a readable header, named by what they hold", guessed))
    return tuple(flags)


def _texts(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.text for word in words)
