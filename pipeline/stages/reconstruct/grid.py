"""One part of a table, from words to cells: zones, columns, header, rows."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from pipeline.core.geometry import Box
from pipeline.core.provenance import Flag
from pipeline.core.scripts import is_cjk
from pipeline.core.tables import Cell, TableMethod
from pipeline.core.words import Rule, Shade, Word
from pipeline.stages.reconstruct.anchored import anchored_body
from pipeline.stages.reconstruct.bands import band_edges, header_band
from pipeline.stages.reconstruct.body import Body, build_body, deal
from pipeline.stages.reconstruct.cells import make_cell
from pipeline.stages.reconstruct.columns import Band, Columns, find_columns
from pipeline.stages.reconstruct.frame import Part, ink
from pipeline.stages.reconstruct.header import GridCell, header_cells
from pipeline.stages.reconstruct.header_lines import Extent
from pipeline.stages.reconstruct.lattice import Lattice, lattice_of
from pipeline.stages.reconstruct.plain import plain_body
from pipeline.stages.reconstruct.strips import Strip, strips
from pipeline.stages.reconstruct.zones import Zones, header_end, settled, wide_rules, zones_of

_MOST_HEADER_ROWS = 3
_CLOSE = 1.5  # margin under which the second-best reading of the rows is told


@dataclass(frozen=True, slots=True)
class Grid:
    """A part's cells. columns: for comparing parts of one table. stray: lines above and below."""

    part: Part
    cells: tuple[Cell, ...]
    n_rows: int
    n_cols: int
    header_rows: int
    columns: Columns
    method: TableMethod
    confidence: float
    above: tuple[Strip, ...]
    below: tuple[Strip, ...]


def grid_of(
    part: Part,
    *,
    known: Container[str],
    headless: bool = False,
    like: Columns | None = None,
    bands: Sequence[Shade] = (),
) -> Grid:
    """Rebuild one part. headless: it goes on from another page and has no header of its own. like: the columns of the
    part before it. bands: the shaded rows, see `bands_of`."""
    zones = zones_of(part)
    drawn = (
        None if headless or like else lattice_of((*zones.header, *zones.body), part.rules, box=zones.box, em=part.em)
    )
    if drawn is not None:
        return _drawn_grid(part, zones, drawn, known=known)
    if headless:
        zones = replace(zones, header=(), body=(*zones.header, *zones.body), rule=None)
    elif not zones.header:
        zones = _with_header(zones, part, bands)
    columns = like or find_columns(zones.body, zones.header, part.rules, box=zones.box, em=part.em)
    dealt = deal(zones.body, columns)
    extents = [_extent(words, columns, i) for i, words in enumerate(dealt)]
    heads = header_cells(zones.header, columns, extents, _header_rules(part, zones), em=part.em)
    header_rows = max((h.row + h.row_span for h in heads), default=0)
    cells = [_head_cell(part, head, known) for head in heads]
    body = _read_body(part, zones, columns, bands)
    cells += _body_cells(part, body, header_rows, known=known)
    return Grid(
        part=part,
        cells=tuple(cells),
        n_rows=header_rows + len(body.doubts),
        n_cols=columns.count,
        header_rows=header_rows,
        columns=columns,
        method="ruled" if columns.ruled else "aligned",
        confidence=_confidence(body.doubts, cells),
        above=zones.above,
        below=zones.below,
    )


def _head_cell(part: Part, head: GridCell, known: Container[str]) -> Cell:
    row_span, col_span = head.row_span, head.col_span
    cell = make_cell(
        part, head.row, head.col, head.words, known=known, row_span=row_span, col_span=col_span, header=True
    )
    if not head.doubt:
        return cell
    flag = Flag("ambiguous-placement", "another placing of the printed words is about as likely")
    return replace(cell, flags=(*cell.flags, flag))


def _read_body(part: Part, zones: Zones, columns: Columns, bands: Sequence[Shade]) -> Body:
    """The body's rows: as its lines or its figures tell them beyond doubt, else as the optimisation finds them."""
    told = plain_body(zones.body, columns, em=part.em) or anchored_body(zones.body, columns, em=part.em)
    if told is not None:
        return told
    rules, partial = _body_rules(part, zones), _partial_rules(part, zones)
    rules += band_edges(bands, rules, em=part.em)
    return build_body(zones.body, columns, rules=rules, em=part.em, partial=partial)


def _drawn_grid(part: Part, zones: Zones, drawn: Lattice, *, known: Container[str]) -> Grid:
    """The grid of a table whose every cell is ruled."""
    cells = tuple(
        make_cell(
            part,
            c.row,
            c.col,
            c.words,
            known=known,
            row_span=c.row_span,
            col_span=c.col_span,
            header=c.row < drawn.header_rows,
        )
        for c in drawn.cells
    )
    return Grid(
        part=part,
        cells=cells,
        n_rows=drawn.n_rows,
        n_cols=drawn.n_cols,
        header_rows=drawn.header_rows,
        columns=Columns(drawn.xs, tuple(Band(x, x) for x in drawn.xs[1:-1]), True),
        method="ruled",
        confidence=_confidence((), cells),
        above=zones.above,
        below=zones.below,
    )


def _with_header(zones: Zones, part: Part, bands: Sequence[Shade]) -> Zones:
    """Where no rule parts header and body: the lines over the first that looks like the body's, else the first rows."""
    lines = strips(zones.body)
    told = header_band(lines, bands)
    at = header_end(lines) if told is None else told
    if at is not None and told is None:
        at = settled(lines, at, em=part.em)
    if at is not None:
        return _parted_at(zones, at)
    columns = find_columns(zones.body, (), part.rules, box=zones.box, em=part.em)
    body = _read_body(part, zones, columns, bands)
    covered: set[int] = set()
    words: list[Word] = []
    for row in range(min(_MOST_HEADER_ROWS, len(body.doubts) - 1)):
        cells = [c for c in body.cells if c.row == row]
        if row and len(covered) >= 0.6 * columns.count and not (_wordy(cells) and _chinese(words)):
            break
        if row >= 2 and len(covered) >= 0.8 * columns.count:
            break
        words += [w for c in cells for w in c.words]
        covered.update(i for c in cells if c.col_span == 1 for i in range(c.col, c.col + c.col_span))
    taken = {id(w) for w in words}
    rest = [w for w in zones.body if id(w) not in taken]
    if words and rest and max(ink(w).cy for w in words) < min(ink(w).cy for w in rest):
        return _parted_at(zones, settled(lines, min(ink(w).cy for w in rest), em=part.em))
    return replace(zones, header=tuple(words), body=tuple(rest))


def _parted_at(zones: Zones, y: float) -> Zones:
    """The zones with what stands over y as header."""
    header, body = (tuple(w for w in zones.body if (ink(w).cy < y) == over) for over in (True, False))
    return replace(zones, header=header, body=body)


def _chinese(words: Sequence[Word]) -> bool:
    return any(is_cjk(c) for w in words for c in w.text)


def _wordy(cells: Sequence[GridCell]) -> bool:
    """Whether a row under a header row is its other language: letters only, where a body row has figures."""
    texts = [w.text for c in cells for w in c.words]
    latin = all(not any(is_cjk(ch) or ch.isdigit() for ch in t) for t in texts)
    return latin and len(cells) > 1


def _extent(words: Sequence[Word], columns: Columns, index: int) -> Extent:
    if not words:
        return Extent(columns.edges[index], columns.edges[index + 1])
    return Extent(min(ink(w).x0 for w in words), max(ink(w).x1 for w in words))


def _header_rules(part: Part, zones: Zones) -> list[Rule]:
    """Horizontal rules between header lines."""
    if not zones.header:
        return []
    top, bottom = min(ink(w).cy for w in zones.header), max(ink(w).cy for w in zones.header)
    return [r for r in part.rules if r.horizontal and top < r.box.cy < bottom]


def _body_rules(part: Part, zones: Zones) -> list[float]:
    """y of the rules that run across the body."""
    if not zones.body:
        return []
    top, bottom = min(ink(w).cy for w in zones.body), max(ink(w).cy for w in zones.body)
    return [r.box.cy for r in wide_rules(part) if top < r.box.cy < bottom]


def _partial_rules(part: Part, zones: Zones) -> list[Box]:
    """The horizontal rules within the body that do not run across it."""
    across = set(_body_rules(part, zones))
    top, bottom = min(ink(w).cy for w in zones.body), max(ink(w).cy for w in zones.body)
    return [r.box for r in part.rules if r.horizontal and top < r.box.cy < bottom and r.box.cy not in across]


def _body_cells(part: Part, body: Body, offset: int, *, known: Container[str]) -> list[Cell]:
    cells: list[Cell] = []
    for c in body.cells:
        cell = make_cell(part, c.row + offset, c.col, c.words, known=known, row_span=c.row_span, col_span=c.col_span)
        doubt = min(body.doubts[c.row : c.row + c.row_span])
        if doubt < _CLOSE:
            flag = Flag("row-split-uncertain", f"another reading of the rows is almost as good (margin {doubt:.1f})")
            cell = replace(cell, flags=(*cell.flags, flag))
        cells.append(cell)
    return cells


def _confidence(doubts: Sequence[float], cells: Sequence[Cell]) -> float:
    """Mean of the cells' confidence, lowered by the share of rows whose reading is in doubt."""
    if not cells:
        return 0.0
    doubtful = sum(d < _CLOSE for d in doubts) / max(1, len(doubts))
    return round(sum(c.confidence for c in cells) / len(cells) * (1 - 0.5 * doubtful), 4)
