"""Tables that neither rules nor a caption bound, told by the shading of every other row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.core.geometry import Box, around
from pipeline.stages.extract.layout.grain import column_gaps, inks_in, occupied, prose_columns
from pipeline.stages.extract.layout.ink import Ink, Sheet, rows_of
from pipeline.stages.extract.layout.ruled import Bound, with_lost_edges

_FEWEST = 2  # bands
_EXTENT = 3.0  # points that the ends of two bands may differ
_HIGHEST = 8.0  # type sizes: higher bands shade no row
_CELLS = 0.6  # of the rows must have cells in two columns


def striped_tables(inks: Sequence[Ink], sheet: Sheet, *, em: float) -> tuple[Bound, ...]:
    """Bands of one extent at about one distance, with cells in and between them.

    inks: words in no table or figure yet. em: body text, points.
    """
    found: list[Bound] = []
    for stripes in _stripes(sheet.shades, em=em):
        box = around(stripes)
        rows = rows_of(inks_in(inks, box, pad=_EXTENT))
        gaps = column_gaps(rows, width=0.45 * rows[0].size, tolerance=0.1) if rows else ()
        cells = sum(occupied(r, gaps) > 1 for r in rows)
        if not gaps or cells < max(_FEWEST, _CELLS * len(rows)) or (len(gaps) == 1 and prose_columns(rows, gaps[0])):
            continue
        found.append(Bound(with_lost_edges(box, inks), "shaded rows"))
    return tuple(found)


def _stripes(shades: Sequence[Box], *, em: float) -> list[list[Box]]:
    """Runs of bands of one extent with white of a row's height between them."""
    runs: list[list[Box]] = []
    for band in sorted((b for b in shades if b.height < _HIGHEST * em), key=lambda b: b.top):
        run = next((r for r in runs if _alike(r[-1], band) and band.top - r[-1].bottom < _HIGHEST * em), None)
        if run is None:
            runs.append([band])
        else:
            run.append(band)
    return [r for r in runs if len(r) >= _FEWEST and any(b.top - a.bottom > 0.8 * em for a, b in pairwise(r))]


def _alike(a: Box, b: Box) -> bool:
    return abs(a.x0 - b.x0) < _EXTENT and abs(a.x1 - b.x1) < _EXTENT and b.top > a.bottom - 1
