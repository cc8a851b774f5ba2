"""Large letters printed across the lines of a page: a library's or a database's watermark, no text of the paper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from pipeline.ports import Char, RawPage

LARGER = 1.7  # times the page's type
SMALL = 0.7  # of the large letter: what it is printed over
COVERED = 3  # letters under one
SHARE = 0.4  # of the letters in one font and size that stand over others
FEWEST = 2
INSIDE = 0.1  # of the box on every side that counts as white
SQUARE = 24.0  # points

Style = tuple[str, float]


def watermark_styles(page: RawPage) -> frozenset[Style]:
    """The fonts and sizes in which large letters stand over lines of text, where nothing printed for reading does."""
    seen = [c for c in page.chars if c.visible and c.text.strip()]
    if not seen:
        return frozenset()
    usual = median(c.size for c in seen)
    large = [c for c in seen if c.size >= LARGER * usual]
    if not large:
        return frozenset()
    under = _squares(seen)
    styles = Counter(style_of(c) for c in large)
    over = Counter(style_of(c) for c in large if _covers(c, under))
    return frozenset(s for s, n in over.items() if n >= FEWEST and n >= SHARE * styles[s])


def style_of(char: Char) -> Style:
    return char.font, round(char.size, 1)


def _squares(chars: Sequence[Char]) -> dict[tuple[int, int], list[Char]]:
    found: dict[tuple[int, int], list[Char]] = defaultdict(list)
    for char in chars:
        found[int(char.box.cx // SQUARE), int(char.box.cy // SQUARE)].append(char)
    return found


def _covers(char: Char, squares: dict[tuple[int, int], list[Char]]) -> bool:
    """Whether the letter stands over at least COVERED smaller ones."""
    box = char.box.padded(-INSIDE * char.box.width, -INSIDE * char.box.height)
    covered = 0
    for column in range(int(box.x0 // SQUARE), int(box.x1 // SQUARE) + 1):
        for row in range(int(box.top // SQUARE), int(box.bottom // SQUARE) + 1):
            for other in squares.get((column, row), ()):
                covered += other.size <= SMALL * char.size and box.contains(other.box.cx, other.box.cy)
    return covered >= COVERED
