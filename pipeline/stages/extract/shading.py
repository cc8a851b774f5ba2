"""Shaded bands: where the rows of a table are told apart by colour, their edges are where the rows meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.core.geometry import Box, around
from pipeline.core.words import Shade
from pipeline.ports import RawPage

_LEVEL = 0.6  # points two rectangles of one band may be uneven by
_BESIDE = 3.0  # points of white between the shaded cells of a row
_WIDTH = 0.14  # of the page: a band of a table is wider
_HEIGHT = 5.0  # points: a band that holds a line of text is higher
_PART = 0.5  # of the page: a larger area is a background
_MOST = 300  # bands of a page: where there are more, they paint a picture
_NEAR = 40  # shades before one, sorted, among which its neighbour is


def shaded_areas(page: RawPage, figures: Sequence[Box]) -> tuple[Shade, ...]:
    """The page's shaded bands and areas, top to bottom.

    Rectangles of one colour that lie side by side are a band; bands of one colour and extent that touch are one area.
    Backgrounds, shaded words and what belongs to a figure are left out. figures: boxes of drawings and images.
    """
    areas = [
        a
        for a in _joined(_joined(page.shades, across=True), across=False)
        if a.box.width > _WIDTH * page.width
        and a.box.height > _HEIGHT
        and a.box.area < _PART * page.width * page.height
        and not any(f.padded(1.0, 1.0).contains(a.box.cx, a.box.cy) for f in figures)
    ]
    return () if len(areas) > _MOST else tuple(sorted(areas, key=lambda a: (a.box.top, a.box.x0)))


def _joined(shades: Iterable[Shade], *, across: bool) -> list[Shade]:
    """Shades of one colour that lie side by side at one height made one, or, not across, one on the other."""
    out: list[Shade] = []
    for shade in sorted(shades, key=lambda s: (s.colour, _start(s.box, across))):
        near = range(len(out) - 1, max(-1, len(out) - 1 - _NEAR), -1)
        last = next((i for i in near if _touch(out[i], shade, across=across)), None)
        if last is None:
            out.append(shade)
        else:
            out[last] = Shade(around([out[last].box, shade.box]), shade.colour)
    return out


def _start(box: Box, across: bool) -> tuple[float, float]:
    return (round(box.top), box.x0) if across else (round(box.x0), box.top)


def _touch(a: Shade, b: Shade, *, across: bool) -> bool:
    if a.colour != b.colour:
        return False
    one, two = a.box, b.box
    if across:
        level = abs(one.top - two.top) < _LEVEL and abs(one.bottom - two.bottom) < _LEVEL
        return level and two.x0 - one.x1 < _BESIDE and one.x0 - two.x1 < _BESIDE
    even = abs(one.x0 - two.x0) < _BESIDE and abs(one.x1 - two.x1) < _BESIDE
    return even and two.top - one.bottom < _LEVEL and one.top - two.bottom < _LEVEL
