"""Columns from white: vertical rules, gutters over all body rows, header words, and how the words around them align."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.core.geometry import Box, around
from pipeline.core.words import Rule, Word
from pipeline.stages.reconstruct.frame import ink
from pipeline.stages.reconstruct.strips import Strip, strips

_LEAST = 0.12  # em: narrower bands are no gutters, whatever speaks for them
_WIDE = 0.95  # em: a band this wide over all rows is a gutter by itself
_ENOUGH = 8  # lines: from here on one may cross a gutter
_OVERHEAD = 1.2  # em: how far beside a header text over two columns theirs may stand
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

    def moved(self, dx: float) -> Columns:
        """The same columns, dx points further right."""
        bands = tuple(Band(b.x0 + dx, b.x1 + dx, b.crossed) for b in self.gutters)
        return Columns(tuple(x + dx for x in self.edges), bands, self.ruled)

    def under(self, rule: Box) -> list[int]:
        """The columns that a horizontal rule covers for the most part."""
        sides = list(pairwise(self.edges))
        return [i for i, (a, b) in enumerate(sides) if min(rule.x1, b) - max(rule.x0, a) > 0.6 * (b - a)]

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
    low = _without_spanning(header, rules)
    chosen = _told_by(lines, low, box=box, em=em)
    if drawn:
        chosen = [b for b in chosen if b.width >= _WIDE * em and any(r.x0 >= b.cx for r in header_runs(low, em=em))]
        chosen = [b for b in chosen if all(abs(b.cx - d.cx) > b.width / 2 + 0.5 * em for d in drawn)]
    left, right = _outer(body, header, box)
    bands = _inhabited(sorted(chosen + drawn, key=lambda b: b.cx), [ink(w) for w in (*body, *header)], left, right)
    return Columns((left, *(b.cx for b in bands), right), tuple(bands), bool(drawn))


def _without_spanning(header: Sequence[Word], rules: Sequence[Rule]) -> list[Word]:
    """The header words that do not stand on a rule with more header words under it: those are over several columns."""
    lowest = max((ink(w).cy for w in header), default=0.0)
    inner = [r.box for r in rules if r.horizontal and r.box.cy < lowest]
    return [w for w in header if not any(r.cy > ink(w).cy and r.overlap_x(ink(w)) > 0.5 * ink(w).width for r in inner)]


def _outer(body: Sequence[Word], header: Sequence[Word], box: Box) -> tuple[float, float]:
    every = [ink(w) for w in (*body, *header)]
    return min([box.x0, *(b.x0 for b in every)]), max([box.x1, *(b.x1 for b in every)])


def _inhabited(bands: Sequence[Band], words: Sequence[Box], left: float, right: float) -> list[Band]:
    """The bands without those that would part off a column with no word in it."""
    kept: list[Band] = []
    start = left
    for i, band in enumerate(bands):
        last = i == len(bands) - 1
        if any(start <= w.cx < band.cx for w in words) and not (
            last and not any(band.cx <= w.cx <= right for w in words)
        ):
            kept.append(band)
            start = band.cx
    return kept


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


def _told_by(lines: Sequence[Strip], header: Sequence[Word], *, box: Box, em: float) -> list[Band]:
    """The gutters that the lines tell of: without those that stand alone and run over a gutter of the others.

    The white in one line is no gutter yet: a long line that runs over that alone has its say in a second look.
    """
    alone = [s for s in lines if _spans(s, lines, box=box, em=em)]
    kept = [s for s in lines if s not in alone]
    clear = gutters([ink(w) for s in kept for w in s.words], crossings=0, least=_LEAST * em) if alone else []
    plain = kept + _within(alone, clear) if kept else []
    chosen = _white_of(plain, header, em=em)
    more = kept + _within(alone, chosen)
    if len(more) > len(plain) > 0:
        again = _white_of(more, header, em=em)
        return again if len(again) >= len(chosen) else chosen
    return chosen


def _within(lines: Sequence[Strip], bands: Sequence[Band]) -> list[Strip]:
    """The lines that run over none of the bands."""
    return [s for s in lines if not any(s.x0 < b.x0 and s.x1 > b.x1 for b in bands)]


def _white_of(lines: Sequence[Strip], header: Sequence[Word], *, em: float) -> list[Band]:
    """The gutters among the white that the lines leave."""
    words = [ink(w).padded(-0.04 * em, 0) if ink(w).width > 0.2 * em else ink(w) for s in lines for w in s.words]
    return _chosen(_bands(words, lines, em=em) if words else [], lines, header, em=em)


def _spans(strip: Strip, lines: Sequence[Strip], *, box: Box, em: float) -> bool:
    """A line that stands alone and unbroken at the table's left edge or about its middle: it may be a group row."""
    gaps = [ink(b).x0 - ink(a).x1 for a, b in pairwise(strip.words)]
    if gaps and max(gaps) > 0.8 * em:
        return False
    if any(s is not strip and min(s.bottom, strip.bottom) - max(s.top, strip.top) > 0.3 * strip.height for s in lines):
        return False
    left, right = min(s.x0 for s in lines), max(s.x1 for s in lines)
    centre = (strip.x0 + strip.x1) / 2
    return strip.x0 < left + 1.5 * em or min(abs(centre - (left + right) / 2), abs(centre - box.cx)) < em


def _bands(words: Sequence[Box], lines: Sequence[Strip], *, em: float) -> list[Band]:
    """Bands free of every word; where the rows are many, also those that a stray few cross."""
    clear = gutters(words, crossings=0, least=_LEAST * em)
    strays = max(int(len(lines) >= _ENOUGH), int(_STRAYS * len(lines)))
    if not strays:
        return clear
    loose = [b for b in gutters(words, crossings=strays, least=0.6 * em) if b.crossed]
    apart = [b for b in loose if not any(c.x0 < b.x1 and b.x0 < c.x1 for c in clear)]
    return sorted(clear + apart, key=lambda b: b.cx)


def _chosen(white: Sequence[Band], lines: Sequence[Strip], header: Sequence[Word], *, em: float) -> list[Band]:
    """The bands that part columns: the choice at which bands and headers speak loudest together.

    A band is judged with its neighbours, which say where the cells beside it end; a column by the header over it.
    """
    runs, words = header_runs(header, em=em), [ink(w) for w in _lowest(header, header, em=em)]
    edges = [float("-inf"), *(b.cx for b in white), float("inf")]
    speaks = [
        _speaks(band, _gaps(band, lines, *_reach(i, white)), header, lines, em=em) for i, band in enumerate(white)
    ]
    best: list[tuple[float, int]] = [(0.0, -1)]
    for j in range(1, len(edges)):
        own = speaks[j - 1] if j <= len(white) else 0.0
        best.append(max((best[i][0] + own - _headless(runs, words, edges[i], edges[j]), i) for i in range(j)))
    chosen: list[Band] = []
    at = best[-1][1]
    while at > 0:
        chosen.append(white[at - 1])
        at = best[at][1]
    return chosen[::-1]


def _speaks(band: Band, gaps: Sequence[float], header: Sequence[Word], lines: Sequence[Strip], *, em: float) -> float:
    """How much speaks for a band as a gutter: its width, the usual white at it, sharp edges; against: crossings."""
    usual = median(gaps) / em if gaps else band.width / em
    width = band.width / em
    score = min(4.0, 2.5 * (width - 0.55)) * (1.0 if len(gaps) > 1 else 0.5)
    if len(gaps) > 1:
        score += min(3.0, 2.5 * (usual - 0.6))
    if usual > 0.4 and _sharp(band, lines, em=em):
        score += 0.7
    if band.crossed:
        score -= 1.5
    crossing = [w for w in header if ink(w).x0 < band.cx - 0.1 * em and ink(w).x1 > band.cx + 0.1 * em]
    lowest = [w for w in _lowest(crossing, header, em=em) if not _over_both(ink(w), band, header, em=em)]
    if lowest:
        fits = all(_overhangs(ink(w), band) or _sticks_out(ink(w), band, lines, em=em) for w in lowest)
        score -= 0.7 if fits else 2.5
    return score


def _over_both(word: Box, band: Band, header: Sequence[Word], *, em: float) -> bool:
    """Whether a header word stands over lower header texts on both sides of the band, close to its own ends."""
    lower = [ink(w) for w in header if ink(w).top > word.bottom - 0.3 * em]
    left = any(b.x1 <= band.cx and b.x1 > word.x0 - _OVERHEAD * em for b in lower)
    return left and any(b.x0 >= band.cx and b.x0 < word.x1 + _OVERHEAD * em for b in lower)


def _reach(index: int, white: Sequence[Band]) -> tuple[float, float]:
    """Where the cells beside a band end at the latest: at the next band on each side that is about as wide."""
    own = 0.8 * white[index].width
    left = max((b.cx for b in white[:index] if b.width >= own), default=float("-inf"))
    right = min((b.cx for b in white[index + 1 :] if b.width >= own), default=float("inf"))
    return left, right


def header_runs(header: Sequence[Word], *, em: float) -> list[Box]:
    """The lowest header texts, each a run of words that stand as close as words of one text do."""
    runs: list[Box] = []
    for line in strips(header):
        for i, word in enumerate(line.words):
            box = ink(word)
            if i and box.x0 - runs[-1].x1 < 0.5 * em:
                runs[-1] = around([runs[-1], box])
            else:
                runs.append(box)
    lowest = [r for r in runs if not any(_above(r, o, em=em) for o in runs if o is not r)]
    return [_stack(r, runs, em=em) for r in lowest]


def _stack(run: Box, runs: Sequence[Box], *, em: float) -> Box:
    """A run made as tall as the header text that it ends: with the lines over it that are not much wider."""
    over = [r for r in runs if r is not run and _above(r, run, em=em) and r.width < 1.5 * run.width + em]
    return Box(run.x0, min([run.top, *(r.top for r in over)]), run.x1, run.bottom)


def _above(run: Box, other: Box, *, em: float) -> bool:
    """Whether a run stands over another one that is a header of its own below it."""
    return other.top > run.bottom - 0.3 * em and other.overlap_x(run) > 0.3 * min(other.width, run.width)


def _headless(runs: Sequence[Box], words: Sequence[Box], left: float, right: float) -> float:
    """What it costs that a column has no header word or several texts side by side. 0 where the table has no header."""
    if not runs:
        return 0.0
    if not any(left <= w.cx < right for w in words):
        return 0.5 if any(r.x0 < left and r.x1 > right for r in runs) else 2.5
    mine = sorted((r for r in runs if left <= r.cx < right), key=lambda r: r.x0)
    return 2.0 * sum(1 for a, b in pairwise(mine) if b.x0 > a.x1 and a.overlap_y(b) > 0.25 * min(a.height, b.height))


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


def _overhangs(word: Box, band: Band) -> bool:
    """A header word that only reaches over the gutter from one side."""
    return min(word.x1 - band.cx, band.cx - word.x0) < 0.42 * word.width


def _sticks_out(word: Box, band: Band, lines: Sequence[Strip], *, em: float) -> bool:
    """Whether a header word stands where the texts of the column beside the band do, and is only too wide for it."""
    for side in (-1, 1):
        texts = [t for s in lines if (t := _beside(s, band, side, em=em)) is not None]
        offs = [(t.x0 - word.x0, t.x1 - word.x1, t.cx - word.cx) for t in texts]
        near = [sum(abs(off[k]) < 0.25 * em for off in offs) for k in range(3)]
        if len(texts) > 1 and max(near) > 0.7 * len(texts):
            return True
    return False


def _beside(line: Strip, band: Band, side: int, *, em: float) -> Box | None:
    """The text that stands next to the band on a line, left (-1) or right (1) of it."""
    boxes = [ink(w) for w in line.words if (ink(w).cx - band.cx) * side > 0]
    run: list[Box] = []
    for box in boxes if side > 0 else reversed(boxes):
        if run and max(box.x0 - run[-1].x1, run[-1].x0 - box.x1) > 0.8 * em:
            break
        run.append(box)
    return around(run) if run else None


def _lowest(words: Sequence[Word], header: Sequence[Word], *, em: float) -> list[Word]:
    """Those of the words that have no header text below them."""
    return [w for w in words if not any(_above(ink(w), ink(v), em=em) for v in header if v is not w)]
