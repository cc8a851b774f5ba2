"""Self-checks of a table without gold: what every row should have once, in order, and what must fit one another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace

from pipeline.core.provenance import Flag
from pipeline.core.tables import Cell
from pipeline.stages.reconstruct.citation_order import out_of_order
from pipeline.stages.reconstruct.clues import CITATION, YEAR, is_value, unclosed
from pipeline.stages.reconstruct.spanning_studies import two_studies
from pipeline.stages.reconstruct.strips import strips
from pipeline.stages.reconstruct.sums import uneven_counts

_DURATION = re.compile(
    r"\d+(?:\.\d+)?\s*(?:[-–~～至]\s*\d+(?:\.\d+)?)?\s*(?:wks?|weeks?|mo(?:nths?)?|months?|days?|d|W|周|星期|个?月|天|年|years?)"
    r"(?![A-Za-z])"
)
_ENUMERATED = re.compile(
    r"(?:^|(?<=[\s;；,，、。.(（]))(?:\d{1,2}|[A-Za-zαβγ]|[ivx]{1,4}|[一二三四五六七八九十]{1,2})[)）](?=\s*\S)"
)
_OF_NO_STUDY = re.compile(
    r"(?:total|overall|pooled|sum|all|this study|present study|our (?:study|data)|own data|合计|总计|汇总|本研究|本文)",
    re.IGNORECASE,
)
_MOST = 0.8  # of the rows: from here on what they share is a rule of the column
_ENOUGH = 4  # rows
_FEW = 2  # columns of which one may well be blank
_MOST_FUSED = 0.6  # of the cells with figures
_SIDE_BY_SIDE = re.compile(  # 827,856 998,392 or 32.77±5.8521.60±6.04, not 12 345 and not 3.4 (0.5)
    r"^[-−]?\d[\d.,]*[%％]?(?: [-−]?(?!\d{3}\b)\d[\d.,]*[%％]?)+$|^[-−]?\d[\d.,]*,\d{3}(?: [-−]?\d[\d.,]*)+$"
    r"|±\s*\d+\.\d+\.\d+\s*±"
)
_SHORTEST = 2  # characters of a text that is met in two cells
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_RAISED = Flag("low-confidence", "raised digits stand where other rows have a citation in brackets")
_TORN = Flag("unfinished-text", "a bracket is open: part of this cell may be missing")


def checked(
    cells: Sequence[Cell], *, header_rows: int, n_cols: int, cited: Container[int] = frozenset()
) -> tuple[Cell, ...]:
    """The cells, those flagged that break a rule which nearly all rows of their column keep.

    A study cell with two years or citations where all others have one is two rows read as one; one without a citation
    is part of a row; one whose number breaks the order of the others is misread, or next to a row that is missing. The
    same holds for a column that has one duration a row, and of a column of whole values. A row whose duration is blank
    where all others have one is flagged at its first cell; counts that do not fit their totals and texts with a bracket
    too many at their own. cited: the numbers that the document cites outside its tables.
    """
    found = (
        _row_doubts(cells, header_rows=header_rows, n_cols=n_cols),
        two_studies(cells, header_rows=header_rows),
        _lone(cells, header_rows=header_rows, n_cols=n_cols),
        _uncited(cells, header_rows=header_rows),
        out_of_order(cells, header_rows=header_rows, cited=cited),
        uneven_counts(cells, header_rows=header_rows, n_cols=n_cols),
        _two_cells(cells, header_rows=header_rows, n_cols=n_cols),
        _fused(cells, header_rows=header_rows, n_cols=n_cols),
        {(c.row, c.col): _TORN for c in cells if _bracket_open(c.text)},
    )
    for flags in found:
        cells = tuple(_with(c, flags.get((c.row, c.col))) for c in cells)
    return tuple(cells)


def _row_doubts(cells: Sequence[Cell], *, header_rows: int, n_cols: int) -> dict[tuple[int, int], Flag]:
    """Cells that hold more than one row's value, and rows that lack one."""
    body = [c for c in cells if c.row >= header_rows and c.row_span == 1 and c.col_span < max(2, n_cols)]
    doubts: dict[tuple[int, int], Flag] = {}
    for col in range(n_cols):
        column = [c for c in body if c.col == col]
        for what, pattern in (("year", YEAR), ("citation", CITATION), ("duration", _DURATION)):
            if what != "duration" and col > 1:
                continue
            for cell, message in _breaches(column, what, pattern):
                doubts.setdefault((cell.row, cell.col), Flag("row-split-uncertain", message))
        for cell in _stacked(column):
            message = "several whole values in this cell, one in nearly all others of its column"
            doubts.setdefault((cell.row, cell.col), Flag("row-split-uncertain", message))
        for row in _blank(cells, column, col=col, header_rows=header_rows):
            first = min((c for c in body if c.row == row), key=lambda c: c.col, default=None)
            if first is not None:
                message = f"no duration in column {col} of this row, one in all others"
                doubts.setdefault((row, first.col), Flag("row-split-uncertain", message))
    return doubts


def _lone(cells: Sequence[Cell], *, header_rows: int, n_cols: int) -> dict[tuple[int, int], Flag]:
    """Rows of one cell that is not the first column's: a line of the row above or below, or a group's name."""
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        for row in range(max(header_rows, cell.row), cell.row + cell.row_span):
            rows.setdefault(row, []).append(cell)
    alone = [some[0] for some in rows.values() if len(some) == 1]
    flag = Flag("row-split-uncertain", "nothing stands beside this cell: it may be a part of another row")
    return {(c.row, c.col): flag for c in alone if n_cols > _FEW and c.col and c.col_span < n_cols and c.row_span == 1}


def _uncited(cells: Sequence[Cell], *, header_rows: int) -> dict[tuple[int, int], Flag]:
    """The one study cell without a citation where each of the others has one; any that has raised digits instead."""
    for col in (0, 1):
        column = [c for c in cells if c.row >= header_rows and c.col == col and c.col_span == 1 and c.text.strip()]
        bare = [c for c in column if not CITATION.search(c.text)]
        if len(column) - len(bare) < 2:
            continue
        raised = {(c.row, col): _RAISED for c in bare if _SUPERSCRIPT.search(c.text)}
        if len(bare) != 1 or len(column) <= _ENOUGH or _OF_NO_STUDY.match(bare[0].text.strip()):
            return raised
        message = "a citation was expected here: the study cells of all other rows have one"
        return raised or {(bare[0].row, col): Flag("row-split-uncertain", message)}
    return {}


def _two_cells(cells: Sequence[Cell], *, header_rows: int, n_cols: int) -> dict[tuple[int, int], Flag]:
    """Cells that say what two other cells of their column say one after the other, and the wrapped ones of their row:
    the rows of two studies, or of two arms, may stand there as one."""
    found: set[tuple[int, int]] = set()
    for col in range(n_cols):
        column = [c for c in cells if c.row >= header_rows and c.col == col and c.col_span == 1]
        texts = Counter(_whole(c.text) for c in column)
        shapes = Counter(_shape(c.text) for c in column if _FIGURE.search(c.text))
        common = {shape for shape, n in shapes.items() if n > 1}
        for cell in column:
            text, shape = _whole(cell.text), _shape(cell.text)
            alone = texts[text] == 1 and shapes[shape] < 2
            if alone and (_made_of_two(text, texts.keys() - {text}) or _made_of_two(shape, common - {shape})):
                found.add((cell.row, col))
    rows = {row for row, _ in found}
    wrapped = {(c.row, c.col) for c in cells if c.row in rows and c.row_span == 1 and _is_wrapped(c)}
    flag = Flag(
        "row-split-uncertain", "this cell says what two others of its column say: two rows may stand here as one"
    )
    return dict.fromkeys(sorted(found | wrapped), flag)


def _fused(cells: Sequence[Cell], *, header_rows: int, n_cols: int) -> dict[tuple[int, int], Flag]:
    """All cells of a column in which most cells print whole figures side by side: two columns read as one."""
    flag = Flag("ambiguous-placement", "figures stand side by side in most cells: two columns may stand here as one")
    found: dict[tuple[int, int], Flag] = {}
    for col in range(n_cols):
        column = [c for c in cells if c.col == col and c.col_span == 1]
        body = [c.text.strip() for c in column if c.row >= header_rows and _FIGURE.search(c.text)]
        if sum(bool(_SIDE_BY_SIDE.search(text)) for text in body) >= max(_FEW + 1, _MOST_FUSED * len(body)):
            found |= {(c.row, col): flag for c in column}
    return found


def _is_wrapped(cell: Cell) -> bool:
    return len(strips([w for w in cell.words if w.box is not None])) > 1


def _whole(text: str) -> str:
    return "".join(text.split())


def _shape(text: str) -> str:
    return _whole(_FIGURE.sub("0", text))


def _made_of_two(text: str, parts: Container[str]) -> bool:
    return any(text[:i] in parts and text[i:] in parts for i in range(_SHORTEST, len(text) - _SHORTEST + 1))


def _bracket_open(text: str) -> bool:
    """Whether a text opens a bracket that it does not close, or closes one that it does not open; the numbers of a list
    (`1) pain 2) sleep`) have but one."""
    return unclosed(_ENUMERATED.sub("", text)) != (0, 0) and unclosed(text) != (0, 0)


def _with(cell: Cell, flag: Flag | None) -> Cell:
    """The cell with the flag, unless it has one of that code."""
    if flag is None or any(f.code == flag.code for f in cell.flags):
        return cell
    return replace(cell, flags=(*cell.flags, flag))


def _stacked(column: Sequence[Cell]) -> list[Cell]:
    """Cells of several lines that are each a whole value, where nearly all others of the column are one value."""
    single = sum(is_value(c.text) for c in column)
    if len(column) < _ENOUGH or single < _MOST * len(column):
        return []
    return [c for c in column if not is_value(c.text) and _all_values(c)]


def _all_values(cell: Cell) -> bool:
    lines = strips([w for w in cell.words if w.box is not None])
    return len(lines) > 1 and all(is_value(s.text) for s in lines)


def _blank(cells: Sequence[Cell], column: Sequence[Cell], *, col: int, header_rows: int) -> list[int]:
    """Rows without a cell in a column of durations in which all other rows have one."""
    if len(column) < _ENOUGH or not all(_DURATION.fullmatch(c.text.strip()) for c in column):
        return []
    filled = {
        r for c in cells if c.col <= col < c.col + c.col_span for r in range(c.row, c.row + c.row_span)
    }  # group rows and cells that span rows count
    rows = {c.row for c in cells if c.row >= header_rows}
    empty = sorted(rows - filled)
    return empty if len(empty) == 1 else []


def _breaches(column: Sequence[Cell], what: str, pattern: re.Pattern[str]) -> list[tuple[Cell, str]]:
    """Cells with several values where nearly all others have exactly one."""
    counts = [len(pattern.findall(c.text)) for c in column]
    if len(column) < _ENOUGH or sum(n == 1 for n in counts) < _MOST * len(column):
        return []
    whole = all(pattern.fullmatch(c.text.strip()) for c, n in zip(column, counts, strict=True) if n == 1)
    if what == "duration" and not whole:
        return []
    return [
        (c, f"{n} {what}s in this cell, one in nearly all others of its column")
        for c, n in zip(column, counts, strict=True)
        if n > 1
    ]
