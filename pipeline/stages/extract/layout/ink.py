"""The working values of layout: words in an upright frame, and the rows they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.core.geometry import Box, around
from pipeline.core.words import Line, Page, Rule, Word
from pipeline.stages.extract.layout.em import sizes_of


@dataclass(frozen=True, slots=True)
class Ink:
    """A word with its box in the upright frame of its sheet. size: points, type size or line height."""

    word: Word
    box: Box
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of one page that are turned alike, in the frame in which they read upright.

    turn: clockwise quarter turns of the words on the page. height, width: points, of the upright frame.
    """

    page: int
    turn: int
    width: float
    height: float
    inks: tuple[Ink, ...]
    rules: tuple[Rule, ...]
    figures: tuple[Box, ...]
    shades: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Inks of one column on one baseline, left to right. size: points, of most of its text."""

    inks: tuple[Ink, ...]
    box: Box
    size: float
    bold: bool
    text: str

    @property
    def ocr(self) -> bool:
        """Read from pixels: its size is a line height, its weight unknown."""
        return self.inks[0].word.source.startswith("ocr")


def make_row(inks: Iterable[Ink]) -> Row:
    """A row of inks of one baseline, sorted from left to right. Raises ValueError where there are none."""
    ordered = tuple(sorted(inks, key=lambda i: (i.box.x0, i.box.x1)))
    plain = [i for i in ordered if not i.word.raised] or list(ordered)
    letters = sum(len(i.word.text) for i in plain) or 1
    sizes = sorted((i.size, len(i.word.text)) for i in plain)
    heavy = sum(len(i.word.text) for i in plain if i.word.bold)
    text = Line(tuple(i.word for i in ordered), 1).text
    return Row(ordered, around(i.box for i in ordered), _weighted_median(sizes, letters), heavy * 2 > letters, text)


def _weighted_median(sizes: Sequence[tuple[float, int]], total: int) -> float:
    seen = 0
    for size, weight in sizes:
        seen += weight
        if seen * 2 >= total:
            return size
    return sizes[-1][0]


def sheets(page: Page, *, tight: bool = False) -> tuple[Sheet, ...]:
    """The page as one sheet for each direction of its text, the most used direction first.

    Words without a box are on no sheet. tight: boxes of words read from pixels are drawn around the ink.
    """
    turns: dict[int, list[tuple[Word, float]]] = {}
    for word, size in zip(page.words, sizes_of(page.words, tight=tight), strict=True):
        if word.box is not None:
            turns.setdefault(word.turn % 4, []).append((word, size))
    order = sorted(turns, key=lambda t: (-sum(len(w.text) for w, _ in turns[t]), t))
    return tuple(_sheet(page, turn, turns.get(turn, ())) for turn in order or [0])


def _sheet(page: Page, turn: int, words: Sequence[tuple[Word, float]]) -> Sheet:
    back = (4 - turn) % 4

    def upright(box: Box) -> Box:
        return box.turned(back, width=page.width, height=page.height)

    odd = turn % 2 == 1
    inks = []
    for word, size in words:
        if word.box is not None:
            inks.append(Ink(word, upright(word.box), max(size, 0.5)))
    return Sheet(
        page.number,
        turn,
        page.height if odd else page.width,
        page.width if odd else page.height,
        tuple(inks),
        tuple(Rule(upright(r.box), r.horizontal != odd) for r in page.rules),
        tuple(upright(b) for b in page.figures),
        tuple(upright(s.box) for s in page.shades),
    )


def rows_of(inks: Iterable[Ink]) -> tuple[Row, ...]:
    """Inks of one column as rows from top to bottom; raised and small inks join the row they hang on."""
    every = sorted(inks, key=lambda i: (i.box.cy, i.box.x0))
    if not every:
        return ()
    usual = median(i.size for i in every)
    small = {id(i) for i in every if i.word.raised or i.size < 0.72 * usual}
    lines = _cluster([i for i in every if id(i) not in small])
    loose = [i for i in every if id(i) in small and not _hang(i, lines)]
    lines.extend(_cluster(loose))
    rows = [make_row(line) for line in lines]
    return tuple(sorted(rows, key=lambda r: (r.box.cy, r.box.x0)))


def _cluster(inks: Sequence[Ink]) -> list[list[Ink]]:
    """Groups of inks that share at least half of the lower one's height with their group; inks: from top to bottom."""
    lines: list[list[Ink]] = []
    cores: list[tuple[float, float]] = []  # mean top and bottom of each line
    for ink in inks:
        best, share = -1, 0.5
        top, bottom = ink.box.top, ink.box.bottom
        for n in range(len(lines) - 1, max(-1, len(lines) - 9), -1):
            high, low = cores[n]
            shared = (low if low < bottom else bottom) - (high if high > top else top)
            if shared <= 0:
                continue  # as for most lines: the innermost loop of the layout
            overlap = shared / (min(low - high, bottom - top) or 1.0)
            if overlap >= share:
                best, share = n, overlap
        if best < 0:
            lines.append([ink])
            cores.append((top, bottom))
        else:
            lines[best].append(ink)
            count = len(lines[best])
            high, low = cores[best]
            cores[best] = (high + (top - high) / count, low + (bottom - low) / count)
    return lines


def _hang(ink: Ink, lines: Sequence[list[Ink]]) -> bool:
    """Add a raised or small ink to the line it touches, best after its left neighbour. False where none is near."""
    best: list[Ink] | None = None
    nearest = 1e9
    own = ink.box
    for line in lines:
        for other in line:
            box, size = other.box, other.size
            if own.top - box.bottom > 0.35 * size or box.top - own.bottom > 0.35 * size:
                continue
            dx = max(0.0, own.x0 - box.x1, box.x0 - own.x1)
            if dx > 2.5 * size:
                continue
            # A mark hangs on what stands before it, and a raised one near the top of its own line, never under a word.
            side = 0.0 if own.cx > box.cx else 0.5 * size
            under = size if own.top >= box.bottom and own.cy > box.cy else 0.0
            cost = dx + side + under + abs(own.cy - box.cy)
            if cost < nearest:
                best, nearest = line, cost
    if best is None:
        return False
    best.append(ink)
    return True


def segments(row: Row, *, gap: float) -> tuple[Row, ...]:
    """The row cut where the white space between two inks is wider than `gap` times its size."""
    parts: list[list[Ink]] = [[]]
    reach = row.box.x0
    for ink in row.inks:
        if parts[-1] and ink.box.x0 - reach > gap * row.size:
            parts.append([])
        parts[-1].append(ink)
        reach = max(reach, ink.box.x1)
    return tuple(make_row(p) for p in parts)


def body_size(inks: Iterable[Ink]) -> float:
    """The size of most ink by width, points; 10 where there are no inks."""
    weights = _weights(inks)
    return max(weights, key=lambda k: (weights[k], k)) if weights else 10.0


def text_size(inks: Iterable[Ink]) -> float:
    """The largest size that a good part of the ink has, points: abstracts and notes may be longer than a short text."""
    weights = _weights(inks)
    total = sum(weights.values())

    def about(size: float) -> float:
        return sum(weights.get(size + d, 0.0) for d in (-0.5, 0.0, 0.5))

    peaks = [
        k
        for k in weights
        if about(k) > 0.2 * total and weights[k] >= max(weights.get(k - 0.5, 0.0), weights.get(k + 0.5, 0.0))
    ]
    return max(peaks, default=10.0)


def _weights(inks: Iterable[Ink]) -> dict[float, float]:
    """The width of ink in points, by type size rounded to half points."""
    weights: dict[float, float] = {}
    for ink in inks:
        if not ink.word.raised:
            key = round(ink.size * 2) / 2
            weights[key] = weights.get(key, 0.0) + ink.box.width
    return weights
