"""Running heads and feet: lines in the margins that come back on other pages, page numbers, lines over a head rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.grain import CELL
from pipeline.stages.extract.layout.ink import Row, Sheet, make_row, rows_of, segments

_ZONE = 0.13  # share of the page's height where running heads and feet stand
_MANY_CELLS = 4  # that no running head has
_HEADER = 14.0  # type sizes between the rules about a table's header at most
_EXTENT = 5.0  # points that the ends of two rules of a table may differ
_DRIFT = 9.0  # points a running head may move from page to page (scans)
_PAGE_NUMBER = re.compile(
    r"^[\s·•.\-–—~|/()\[\]]*(?:第\s*)?\d{1,5}\s*(?:页)?(?:\s*(?:/|of|共)\s*\d{1,5}\s*页?)?[\s·•.\-–—~|/()\[\]]*$", re.I
)
_PAGE_NUMBER_WORD = re.compile(r"^(?:page|p\.?|第)\s*\d{1,5}(?:\s*(?:of|/|共)\s*\d{1,5})?\s*页?$", re.I)
_IMPRINT = re.compile(
    r"https?://|www\.|\bISSN\b|©|\bvol(?:ume)?\b\.?\s*\d|\bno\.\s*\d|第\s*\d+\s*[卷期]|\S+@\S+\.\w|\b\d{4},\s*\d+\s*\(\d+\)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """The running heads and feet of one sheet, from top to bottom, and the line numbers beside its text."""

    head: tuple[Row, ...] = ()
    foot: tuple[Row, ...] = ()
    side: tuple[Row, ...] = ()

    @property
    def inks(self) -> set[int]:
        """Identities of the inks that stand in it."""
        return {id(i) for row in (*self.head, *self.foot, *self.side) for i in row.inks}


@dataclass(frozen=True, slots=True)
class _Margin:
    """Rows of one margin of one sheet, outermost first. y: distance of a row's middle from the page's edge,
    height: of the sheet, points. most: how many of them stand before the first that is a table's."""

    rows: tuple[Row, ...]
    y: tuple[float, ...]
    keys: tuple[str, ...]
    ruled: int
    next_gap: tuple[float, ...]
    height: float
    most: int


def find_furniture(every: Sequence[Sheet]) -> tuple[Furniture, ...]:
    """The running heads and feet of each sheet, in the order of the sheets."""
    kept = []
    for at_top in (True, False):
        margins = [_margin(sheet, at_top=at_top) for sheet in every]
        turns = [sheet.turn for sheet in every]
        counts = _repeated(margins, turns)
        kept.append([m.rows[:n] for m, n in zip(margins, counts, strict=True)])
    return tuple(
        Furniture(
            tuple(sorted(head, key=lambda r: r.box.top)),
            tuple(sorted(foot, key=lambda r: r.box.top)),
            _line_numbers(sheet, {id(i) for r in (*head, *foot) for i in r.inks}),
        )
        for sheet, head, foot in zip(every, *kept, strict=True)
    )


def _line_numbers(sheet: Sheet, taken: set[int]) -> tuple[Row, ...]:
    """Numbers that count the lines down the left or right margin of a manuscript, every line or every fifth."""
    numbers = [i for i in sheet.inks if re.fullmatch(r"\d{1,4}", i.word.text) and id(i) not in taken]
    text = [i.box for i in sheet.inks if not re.fullmatch(r"\d{1,4}", i.word.text) and id(i) not in taken]
    if len(numbers) < 5 or not text:
        return ()
    found: list[Row] = []
    left, right = min(b.x0 for b in text), max(b.x1 for b in text)
    for side in ([i for i in numbers if i.box.x1 < left - 2], [i for i in numbers if i.box.x0 > right + 2]):
        column = sorted(side, key=lambda i: i.box.cy)
        steps = [int(b.word.text) - int(a.word.text) for a, b in pairwise(column)]
        usual = max(set(steps), key=steps.count, default=0)
        if len(column) >= 5 and usual in (1, 2, 5, 10) and steps.count(usual) >= 0.8 * len(steps):
            found.extend(make_row([i]) for i in column)
    return tuple(found)


def _margin(sheet: Sheet, *, at_top: bool) -> _Margin:
    limit = _ZONE * sheet.height
    near = [i for i in sheet.inks if (i.box.cy < limit if at_top else i.box.cy > sheet.height - limit)]
    beyond = [i.box for i in sheet.inks if not (i.box.cy < limit if at_top else i.box.cy > sheet.height - limit)]
    rows = rows_of(near)
    rows = rows if at_top else rows[::-1]
    y = tuple(r.box.cy if at_top else sheet.height - r.box.cy for r in rows)
    inner = [b.cy if at_top else sheet.height - b.cy for b in beyond]
    steps = [*y, min(inner, default=limit * 2)]
    return _Margin(
        rows,
        y,
        tuple(_key(r.text) for r in rows),
        _above_rule(sheet, rows, at_top=at_top),
        tuple(b - a for a, b in pairwise(steps)),
        sheet.height,
        next((k for k, row in enumerate(rows) if _of_table(row, k, sheet)), len(rows)),
    )


def _of_table(row: Row, index: int, sheet: Sheet) -> bool:
    """Whether a row stands between two rules of one extent as a table's header does, which comes back on each page of
    the table. The outermost row may be a running head between rules, unless its cells are many."""
    if index == 0 and len(segments(row, gap=CELL)) < _MANY_CELLS:
        return False
    beside = [r.box for r in sheet.rules if r.horizontal and r.box.overlap_x(row.box) > 0.9 * row.box.width]
    over, under = [b for b in beside if b.cy < row.box.cy], [b for b in beside if b.cy > row.box.cy]
    reach = _HEADER * row.size
    return any(
        abs(a.x0 - b.x0) < _EXTENT and abs(a.x1 - b.x1) < _EXTENT and b.cy - a.cy < reach for a in over for b in under
    )


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", labels.plain(text).lower()))


def _above_rule(sheet: Sheet, rows: Sequence[Row], *, at_top: bool) -> int:
    """How many rows stand outside a wide rule near the page's edge; 0 where one of them is a caption."""
    wide = [r.box for r in sheet.rules if r.horizontal and r.box.width > 0.5 * sheet.width]
    zone = 0.11 * sheet.height
    marks = [b.cy for b in wide if (b.cy < zone if at_top else b.cy > sheet.height - zone)]
    if not marks:
        return 0
    mark = min(marks) if at_top else max(marks)
    outside = [r for r in rows if (r.box.cy < mark if at_top else r.box.cy > mark)]
    if len(outside) > 2 or any(labels.caption_label(r.text) for r in outside):
        return 0
    close = [r for r in outside if abs(r.box.cy - mark) < 3.2 * r.size]
    return len(outside) if close else 0


def _repeated(margins: Sequence[_Margin], turns: Sequence[int]) -> list[int]:
    """How many rows of each margin, from the edge inwards, are running heads or feet."""
    counts = [_own_evidence(m) for m in margins]
    for i, margin in enumerate(margins):
        for j, other in enumerate(margins):
            if i == j or turns[i] != turns[j]:
                continue
            for row in range(counts[i], margin.most):
                if not any(_same(margin, row, other, k) for k in range(len(other.rows))):
                    break
                counts[i] = row + 1
    known = [m.y[n - 1] for m, n in zip(margins, counts, strict=True) if n]
    for i, margin in enumerate(margins):
        # Left and right pages carry different heads: one that stands alone where the others' stand is one too.
        if not counts[i] and margin.rows and any(abs(margin.y[0] - y) < 4 for y in known):
            sentence = not labels.unfinished(margin.rows[0].text)
            counts[i] = 1 if _apart(margin, 0) and not sentence else 0
    return counts


def _own_evidence(margin: _Margin) -> int:
    count = margin.ruled
    if count < min(len(margin.rows), 3):
        text = labels.plain(margin.rows[count].text)
        numbered = _PAGE_NUMBER.match(text) or _PAGE_NUMBER_WORD.match(text)
        outermost = count == 0 and margin.y[0] < 0.09 * margin.height and len(text) < 90
        if (numbered or (outermost and _IMPRINT.search(text))) and _apart(margin, count):
            count += 1
    return count


def _apart(margin: _Margin, row: int) -> bool:
    """Does a wider space than leading part the row from what stands further in?"""
    return margin.next_gap[row] > 1.9 * margin.rows[row].size


def _same(margin: _Margin, row: int, other: _Margin, k: int) -> bool:
    if abs(margin.y[row] - other.y[k]) > _DRIFT:
        return False
    a, b = margin.keys[row], other.keys[k]
    bare = len(a) < 5 or not any(c.isalpha() for c in a)  # the last figures of a table come back too
    if labels.caption_label(margin.rows[row].text) is not None or (bare and not _apart(margin, row)):
        return False
    return a == b or (min(len(a), len(b)) > 5 and fuzz.ratio(a, b) >= 82)
