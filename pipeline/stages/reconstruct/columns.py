"""Columns from white: vertical rules, gutters over all body rows, header words, and how the words around them align."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.core.geometry import Box
from pipeline.core.words import Rule, Word
from pipeline.stages.reconstruct.frame import ink
from pipeline.stages.reconstruct.strips import Strip, strips

_LEAST = 0.12  # em: narrower bands are no gutters, whatever speaks for them
_WIDE = 0.95  # em: a band this wide over all rows is a gutter by itself
_USUAL_GAP = 1.0  # em: the middle gap of a real gutter, though single rows may come closer
_STRAYS = 0.06  # of the rows: how many may cross a gutter


@dataclass(frozen=True, slots=True)
class Band:
    """A vertical band that (almost) no body word touches."""

    x0: float
    x1: float
    crossed: int = 0

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0


@dataclass(frozen=True, slots=True)
class Columns:
    """edges: n + 1 ascending x, column i between edges i and i + 1. gutters: the white band at each inner edge.
    ruled: whether vertical rules drew them."""

    edges: tuple[float, ...]
    gutters: tuple[Band, ...]
    ruled: bool

    @property
    def count(self) -> int:
        return len(self.edges) - 1

    def at(self, x: float) -> int:
        """The column that holds x; the outermost one for an x outside."""
        return sum(1 for edge in self.edges[1:-1] if x >= edge)

    def of(self, box: Box) -> int:
        """The column that a box overlaps most."""
        shares = [
            min(box.x1, right) - max(box.x0, left) for left, right in zip(self.edges, self.edges[1:], strict=False)
        ]
        return max(range(len(shares)), key=lambda i: (shares[i], -i))


def gutters(boxes: Sequence[Box], *, crossings: int, least: float) -> list[Band]:
    """White bands between words, left to right: where at most `crossings` boxes pass. least: points, > 0."""
    events = sorted([(b.x0, 1) for b in boxes] + [(b.x1, -1) for b in boxes], key=lambda e: (e[0], e[1]))
    bands: list[Band] = []
    depth, start, most = 0, None, 0
    first = events[0][0] if events else 0.0
    for x, step in events:
        before, depth = depth, depth + step
        if before > crossings >= depth:
            start, most = x, depth
        elif start is not None and depth > crossings:
            if x - start >= least and start > first:
                bands.append(Band(start, x, most))
            start = None
        elif start is not None:
            most = max(most, depth)
    return bands


def find_columns(
    body: Sequence[Word], header: Sequence[Word], rules: Sequence[Rule], *, box: Box, em: float
) -> Columns:
    """The table's columns. body, header: its words; rules: its rules; box: its extent; em: its type size, points."""
    lines = strips(body)
    drawn = _drawn(rules, body or header, em=em)
    plain = [s for s in lines if not _spans(s, lines, box=box, em=em)]
    words = [ink(w).padded(-0.04 * em, 0) if ink(w).width > 0.2 * em else ink(w) for s in plain for w in s.words]
    white = _bands(words, plain, em=em) if words else []
    chosen = _chosen(white, plain, header, em=em)
    if drawn:
        chosen = [b for b in chosen if b.width >= _WIDE * em and _header_divides(b, header, em=em) is True]
        chosen = [b for b in chosen if all(abs(b.cx - d.cx) > b.width / 2 + 0.5 * em for d in drawn)]
    bands = sorted(chosen + drawn, key=lambda b: b.cx)
    left, right = _outer(body, header, box)
    return Columns((left, *(b.cx for b in bands), right), tuple(bands), bool(drawn))


def _outer(body: Sequence[Word], header: Sequence[Word], box: Box) -> tuple[float, float]:
    every = [ink(w) for w in (*body, *header)]
    return min([box.x0, *(b.x0 for b in every)]), max([box.x1, *(b.x1 for b in every)])


def _drawn(rules: Sequence[Rule], words: Sequence[Word], *, em: float) -> list[Band]:
    """Gutters at vertical rules that run along most of the words' height, the table's frame left out."""
    if not words:
        return []
    top, bottom = min(ink(w).top for w in words), max(ink(w).bottom for w in words)
    left, right = min(ink(w).x0 for w in words), max(ink(w).x1 for w in words)
    found: list[float] = []
    for x in sorted({round(r.box.cx, 1) for r in rules if not r.horizontal}):
        if not left < x < right or any(abs(x - f) < 0.5 * em for f in found):
            continue
        shared = sum(
            max(0.0, min(r.box.bottom, bottom) - max(r.box.top, top))
            for r in rules
            if not r.horizontal and abs(r.box.cx - x) < 1.2
        )
        if shared > 0.6 * (bottom - top):
            found.append(x)
    return [Band(x, x) for x in found]


def _spans(strip: Strip, lines: Sequence[Strip], *, box: Box, em: float) -> bool:
    """A line that runs unbroken over the table from its left edge or about its middle: a group row, not cells."""
    if strip.x1 - strip.x0 < 0.18 * box.width:
        return False
    gaps = [ink(b).x0 - ink(a).x1 for a, b in zip(strip.words, strip.words[1:], strict=False)]
    if gaps and max(gaps) > 0.8 * em:
        return False
    beside = [s for s in lines if s is not strip and min(s.bottom, strip.bottom) - max(s.top, strip.top) > 0.1 * em]
    left = min(s.x0 for s in lines)
    return not beside and (strip.x0 < left + 1.5 * em or abs((strip.x0 + strip.x1) / 2 - box.cx) < em)


def _bands(words: Sequence[Box], lines: Sequence[Strip], *, em: float) -> list[Band]:
    """Bands free of every word; where the rows are many, also those that a stray few cross."""
    clear = gutters(words, crossings=0, least=_LEAST * em)
    strays = int(_STRAYS * len(lines))
    if not strays:
        return clear
    loose = [b for b in gutters(words, crossings=strays, least=0.6 * em) if b.crossed]
    return clear + [b for b in loose if not any(c.x0 < b.x1 and b.x0 < c.x1 for c in clear)]


def _chosen(white: Sequence[Band], lines: Sequence[Strip], header: Sequence[Word], *, em: float) -> list[Band]:
    """The bands that part columns. Each is judged with its neighbours, which say where the cells beside it end."""
    edges = [float("-inf"), *(b.cx for b in white), float("inf")]
    return [
        band
        for i, band in enumerate(white)
        if _is_gutter(band, _gaps(band, lines, edges[i], edges[i + 2]), lines, header, em=em)
    ]


def _is_gutter(band: Band, gaps: Sequence[float], lines: Sequence[Strip], header: Sequence[Word], *, em: float) -> bool:
    """Whether a band parts two columns, judged by its width, the rows' gaps at it, and the header."""
    divides = _header_divides(band, header, em=em)
    usual = median(gaps) if gaps else band.width
    if band.crossed:
        return usual > 1.5 * em and divides is not False
    if band.width >= _WIDE * em:
        return divides is not False or usual > 2.5 * em or len(gaps) >= 4
    if usual >= _USUAL_GAP * em and len(gaps) >= 2:
        return divides is not False or usual > 2 * em
    if divides:
        return band.width > 0.3 * em or usual > 0.45 * em or _sharp(band, lines, em=em)
    return False


def _gaps(band: Band, lines: Sequence[Strip], start: float, stop: float) -> list[float]:
    """The white at the band on each line that has ink between x = start and the band, and between the band and stop."""
    out: list[float] = []
    for line in lines:
        left = [ink(w).x1 for w in line.words if ink(w).cx < band.cx and ink(w).x1 > start]
        right = [ink(w).x0 for w in line.words if ink(w).cx > band.cx and ink(w).x0 < stop]
        if left and right:
            out.append(min(right) - max(left))
    return out


def _sharp(band: Band, lines: Sequence[Strip], *, em: float) -> bool:
    """Whether the words right of the band start at one x, or those left of it end at one."""
    ends = [max((ink(w).x1 for w in s.words if ink(w).cx < band.cx), default=None) for s in lines]
    starts = [min((ink(w).x0 for w in s.words if ink(w).cx > band.cx), default=None) for s in lines]
    left = [x for x in ends if x is not None]
    right = [x for x in starts if x is not None]
    if len(left) < 3 or len(right) < 3:
        return False
    return max(right) - min(right) < 0.1 * em or max(left) - min(left) < 0.1 * em


def _header_divides(band: Band, header: Sequence[Word], *, em: float) -> bool | None:
    """True where the lowest header words part at the band, False where one runs across, None without any."""
    if not header:
        return None
    crossing = [w for w in header if ink(w).x0 < band.cx - 0.1 * em and ink(w).x1 > band.cx + 0.1 * em]
    lowest = _lowest(header, band, em=em)
    left = [w for w in lowest if ink(w).cx < band.cx]
    right = [w for w in lowest if ink(w).cx >= band.cx]
    if not left or not right:
        return None if not crossing else False
    if any(w in crossing for w in lowest):
        over = [w for w in lowest if w in crossing]
        return None if all(_overhangs(ink(w), band) for w in over) else False
    near_left = max(ink(w).x1 for w in left)
    near_right = min(ink(w).x0 for w in right)
    same_line = [
        (a, b) for a in left for b in right if ink(a).x1 == near_left and ink(b).overlap_y(ink(a)) > 0.4 * ink(a).height
    ]
    if same_line and near_right - near_left < 0.42 * em:
        return None
    return True


def _overhangs(word: Box, band: Band) -> bool:
    """A header word that only reaches over the gutter from one side."""
    return min(word.x1 - band.cx, band.cx - word.x0) < 0.28 * word.width


def _lowest(header: Sequence[Word], band: Band, *, em: float) -> list[Word]:
    """The header words nearest the body on both sides of the band: one line high, the spanning ones above left out."""
    near = [w for w in header if ink(w).x1 > band.x0 - 12 * em and ink(w).x0 < band.x1 + 12 * em]
    return [
        w
        for w in near
        if not any(
            ink(v).top > ink(w).bottom - 0.3 * em and ink(v).overlap_x(ink(w)) > 0.3 * min(ink(v).width, ink(w).width)
            for v in near
        )
    ]
