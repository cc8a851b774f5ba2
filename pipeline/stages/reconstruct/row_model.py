"""What a reading of a table's body as rows costs: the evidence of every column, for any run of line slots."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from pipeline.core.words import Word
from pipeline.stages.reconstruct.clues import CITATION, YEAR, first_word_width, is_arm_label, is_value, per_row, torn
from pipeline.stages.reconstruct.strips import Strip

Alignment = Literal["top", "middle", "bottom"]

_OFF_LINE = 0.13  # em: usual error of a line's place
_UNEVEN_INK = 0.14  # em: how far the ink of two typefaces on one line is off
_WORST_OFF = 4.0
_ARM = 1.2  # cost of a row that goes on with the study above it
_NOBODYS = 2.5  # the same where there is none above it: it must be on the page before
_CLOSED = 1.5  # cost of a study cell that goes on after its year or citation
_ASIDE = 3.0  # cost of a cell of which one line is centred and the next is not
_MARK_END = re.compile(r"(?:(?:19|20)\d\d[a-z]?[)）]?|\[[\d\-–,， ]+\])$")
_TWO_LABELS = 1.5  # cost of a cell of two arms' names
_WHOLES = 0.8  # cost of a cell of two lines that look like whole cells
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_LOOSE = 0.2  # of the leading: lines of two scripts stand this unevenly
_GAP_ERROR = 0.16  # em: usual error of the white between two rows


@dataclass(frozen=True, slots=True)
class ColumnLines:
    """One column's lines, with what is known of it. slot: of each line. first: index of its first line at or after each
    slot (one more than there are slots). width: of its widest line. alone: each of its lines is a whole value.
    blank: cost of a row without it. key: the study column."""

    lines: tuple[Strip, ...]
    slot: tuple[int, ...]
    first: tuple[int, ...]
    width: float
    alone: bool
    blank: float
    lower_starts: float
    key: bool
    inner: tuple[float, ...]  # cost of one cell going on from line i to line i + 1
    tear: tuple[float, ...]  # cost of a row break between line i and line i + 1
    alignment: Alignment
    joined: tuple[float, ...]  # sums of inner over the lines before i
    years: tuple[int, ...]  # years in the lines before i
    citations: tuple[int, ...]  # citations in the lines before i

    def going_on(self, a: int, b: int) -> float:
        """The cost of lines a..b - 1 being one cell, wherever they stand."""
        return self.joined[b - 1] - self.joined[a] + (1.2 * (b - a - 1) if self.alone else 0.0)

    def off(self, a: int, b: int, top: float, bottom: float, *, em: float) -> float:
        """What it costs that lines a..b - 1 are not at the top, middle or bottom of a row.

        top, bottom: the middles of the row's first and last line: the boxes of two typefaces are not equally high.
        """
        match self.alignment:
            case "top":
                off = self.lines[a].mid - top
            case "middle":
                off = (self.lines[a].mid + self.lines[b - 1].mid - top - bottom) / 2
            case "bottom":
                off = bottom - self.lines[b - 1].mid
        off = max(0.0, abs(off) / em - _UNEVEN_INK) / _OFF_LINE
        return min(_WORST_OFF, 0.5 * off * off)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Facts of the whole body. rules: slots under a rule.
    walls: slots of group lines and those after them. years, citations: whether each row's study cell has one.
    """

    em: float
    rules: frozenset[int]
    walls: frozenset[int]
    years: bool
    citations: bool
    centres: tuple[float, ...]
    ruled: bool
    leading: float  # usual white between the lines of one cell, points


@dataclass(frozen=True, slots=True)
class RowModel:
    columns: tuple[ColumnLines, ...]
    tops: tuple[float, ...]  # least top of the lines on each slot
    bottoms: tuple[float, ...]
    ledger: Ledger
    white: tuple[float, ...]  # white above each slot: from all lines above to all lines from it on

    @property
    def slots(self) -> int:
        return len(self.tops)

    def forced(self, slot: int) -> bool:
        """Whether a rule runs right above the slot or a group line ends there: no row reaches over it."""
        return slot in self.ledger.rules or slot in self.ledger.walls

    def row(self, start: int, stop: int) -> float:
        """The cost of slots start..stop - 1 being one row."""
        blocks = [(c, c.first[start], c.first[stop]) for c in self.columns]
        filled = [(c, a, b) for c, a, b in blocks if b > a]
        cost = self._placing(filled) + self._filling(blocks, filled, first=start == 0)
        for column, a, b in filled:
            cost += column.going_on(a, b)
            if column.key and len(filled) > 1 and (start or not self._heading(filled)):
                cost += self.naming(column, a, b)
        return cost

    def least(self, start: int, stop: int) -> float:
        """What slots start..stop - 1 cost at least as one row; it only grows with stop."""
        return sum(c.going_on(c.first[start], c.first[stop]) for c in self.columns if c.first[stop] > c.first[start])

    def boundary(self, slot: int, *, gap: float | None) -> float:
        """The cost of a row beginning at the slot. gap: the white expected between rows, points; None: any."""
        white = self.white[slot]
        cost = 0.0 if self.forced(slot) else 2.5 * self.ledger.ruled + gap_cost(white, gap, em=self.ledger.em)
        for column in self.columns:
            k = column.first[slot]
            if 0 < k < len(column.lines):
                cost += column.tear[k - 1]
        return cost

    def _placing(self, filled: Sequence[tuple[ColumnLines, int, int]]) -> float:
        """How far the cells are from a common top, middle or bottom."""
        top = min(c.lines[a].mid for c, a, _ in filled)
        bottom = max(c.lines[b - 1].mid for c, _, b in filled)
        return sum(c.off(a, b, top, bottom, em=self.ledger.em) for c, a, b in filled)

    def _filling(
        self,
        blocks: Sequence[tuple[ColumnLines, int, int]],
        filled: Sequence[tuple[ColumnLines, int, int]],
        *,
        first: bool,
    ) -> float:
        """What blank cells cost, and single-valued columns with several values. first: whether it is the first row."""
        if len(filled) == 1 and len(self.columns) > 2:
            column, a, b = filled[0]
            if column is self.columns[0] or (b - a == 1 and self.central(column.lines[a])):
                return self._lone(column.lines[a:b])
            return 6.0
        lead = next((i for i, (_, a, b) in enumerate(blocks) if b > a), 0)
        if any(c.key for c, _, _ in blocks[:lead]):  # a further arm: the leading cells belong to the study above
            cost = (_NOBODYS if first else _ARM) + sum(c.blank for c, a, b in blocks[lead:] if b == a)
        else:
            cost = sum(c.blank for c, a, b in blocks if b == a)
        return cost

    @staticmethod
    def _heading(filled: Sequence[tuple[ColumnLines, int, int]]) -> bool:
        """Whether a first row may be a header: no line of it has a figure."""
        return not any(ch.isdigit() for c, a, b in filled for s in c.lines[a:b] for ch in s.text)

    def _lone(self, lines: Sequence[Strip]) -> float:
        """A row that is one text: cheap for a group's name, dear for a piece of a study's."""
        text = " ".join(s.text for s in lines)
        if (self.ledger.years and YEAR.search(text)) or (self.ledger.citations and CITATION.search(text)):
            return 4.0
        return 0.2 if all(styled(w) for s in lines for w in s.words) else 0.8

    def central(self, line: Strip) -> bool:
        """Whether a line stands about the middle of the table, as a group's name may."""
        return any(abs((line.x0 + line.x1) / 2 - x) < 0.4 * self.ledger.em for x in self.ledger.centres)

    def naming(self, column: ColumnLines, a: int, b: int) -> float:
        """Whether the study cell names one study."""
        cost = 0.0
        for wanted, sums in ((self.ledger.years, column.years), (self.ledger.citations, column.citations)):
            if wanted:
                found = sums[b] - sums[a]
                cost += 1.5 if found == 0 else 3.0 * (found - 1)
        if (self.ledger.years or self.ledger.citations) and column.lines[a].text[:1] in "[0123456789":
            cost += 1.5
        return cost


def gap_cost(white: float, gap: float | None, *, em: float) -> float:
    """What a white between two rows costs: rows that reach into one another, a white that is not the usual gap."""
    cost = min(4.0, 2.0 * (-white / em)) if white < -0.35 * em else 0.0
    if gap is not None:
        off = (white - gap) / (_GAP_ERROR * em)
        cost += min(3.0, 0.5 * off * off) if off < 0 else min(1.2, 0.15 * off * off)
    return cost


def build_model(
    columns: Sequence[Sequence[Strip]],
    *,
    alignment: Sequence[Alignment],
    key: int,
    rules: Sequence[float],
    em: float,
    groups: Sequence[Strip] = (),
    middle: float = float("-inf"),
) -> RowModel:
    """The model of a body. columns: each column's lines; key: index of the study column; rules: y of the rules across
    the body; groups: lines of the first column that are a row of their own; middle: x of the middle of the table's
    room."""
    slots = slot_positions(columns, em=em)
    starts = [s[0] for s in slots]
    homes = [[_slot_of(starts, s.mid) for s in column] for column in columns]
    tops = [min(s.top for c in columns for s in c if a <= s.mid <= b) for a, b in slots]
    bottoms = [max(s.bottom for c in columns for s in c if a <= s.mid <= b) for a, b in slots]
    ruled = {next((i for i, (a, _) in enumerate(slots) if a > y), None) for y in rules}
    forced = frozenset(i for i in ruled if i)
    walls = {i for g in groups for i in (_slot_of(starts, g.mid), _slot_of(starts, g.mid) + 1)}
    texts = [s.text for s in columns[key]]
    counts = sorted(len(c) for c in columns if c)
    usual = counts[len(counts) // 4] if counts else 1
    years = sum(1 for t in texts if YEAR.search(t))
    if per_row(texts, YEAR):
        usual = years
    pitch = usual_pitch(columns, em=em)
    ledger = Ledger(
        em=em,
        rules=forced,
        walls=frozenset(walls - {0, len(slots)}),
        years=per_row(texts, YEAR),
        citations=per_row(texts, CITATION),
        centres=(middle, (min(s.x0 for c in columns for s in c) + max(s.x1 for c in columns for s in c)) / 2),
        ruled=len(forced) >= 3,
        leading=pitch - median([s.height for c in columns for s in c] or [em]),
    )
    made = tuple(
        _column(column, homes[i], len(slots), alignment[i], key=i == key, usual=usual, pitch=pitch, em=em)
        for i, column in enumerate(columns)
    )
    return RowModel(made, tuple(tops), tuple(bottoms), ledger, _whites(tops, bottoms))


def slot_positions(columns: Sequence[Sequence[Strip]], *, em: float) -> list[tuple[float, float]]:
    """The least and greatest mid of the lines on each slot, top to bottom."""
    slots: list[tuple[float, float]] = []
    for mid in sorted(s.mid for column in columns for s in column):
        if slots and mid - slots[-1][0] <= 0.22 * em:
            slots[-1] = (slots[-1][0], mid)
        else:
            slots.append((mid, mid))
    return slots


def usual_pitch(columns: Sequence[Sequence[Strip]], *, em: float) -> float:
    """The leading within cells: the least distance of lines that several pairs share, points."""
    pitches = sorted(b.mid - a.mid for c in columns for a, b in itertools.pairwise(c) if b.mid - a.mid > 0.6 * em)
    if not pitches:
        return 1.2 * em
    need = max(1, len(pitches) // 10)
    for i, pitch in enumerate(pitches):
        if i + need < len(pitches) and pitches[i + need] - pitch < 0.1 * em:
            return median(pitches[i : i + need + 1])
    return pitches[0]


def _slot_of(starts: Sequence[float], mid: float) -> int:
    return max(i for i, s in enumerate(starts) if s <= mid)


def _whites(tops: Sequence[float], bottoms: Sequence[float]) -> tuple[float, ...]:
    """White above each slot; negative where lines above it reach below the tops of those from it on."""
    lowest: list[float] = []
    for b in bottoms:
        lowest.append(max(b, lowest[-1]) if lowest else b)
    highest = list(tops)
    for i in range(len(tops) - 2, -1, -1):
        highest[i] = min(highest[i], highest[i + 1])
    return (0.0, *(highest[i] - lowest[i - 1] for i in range(1, len(tops))))


def _column(
    lines: Sequence[Strip],
    homes: Sequence[int],
    slots: int,
    alignment: Alignment,
    *,
    key: bool,
    usual: int,
    pitch: float,
    em: float,
) -> ColumnLines:
    texts = [s.text for s in lines]
    first = [sum(1 for h in homes if h < slot) for slot in range(slots + 1)]
    values = sum(is_value(t) for t in texts)
    lower = sum(t[:1].islower() for t in texts) / max(1, len(texts))
    missing = max(0.0, 1 - len(lines) / max(1, usual))
    width = max((s.x1 - s.x0 for s in lines), default=0.0)
    alone = bool(lines) and values >= 0.8 * len(lines)
    pairs = list(itertools.pairwise(lines))
    closed = key and _closed(texts)
    whole = _wholes(texts)
    centre, flush = _centre(lines, em=em), _flush(lines, em=em)
    inner = tuple(
        _going_on(a, b, width=width, pitch=pitch, em=em)
        + (_CLOSED if closed and _MARK_END.search(a.text) and b.text[:1] not in "[(（" else 0.0)
        + (_ASIDE if _aside(a, b, centre, flush, em=em) else 0.0)
        + (_WHOLES if (a.text, b.text) in whole else 0.0)
        for a, b in pairs
    )
    return ColumnLines(
        lines=tuple(lines),
        slot=tuple(homes),
        first=tuple(first),
        width=width,
        alone=alone,
        blank=(3.0 if key else 1.5) * (1 - missing) + 0.3 * missing,
        lower_starts=lower,
        key=key,
        inner=inner,
        tear=tuple(torn(a.text, b.text, lower_starts=lower) for a, b in pairs),
        alignment=alignment,
        joined=tuple(itertools.accumulate(inner, initial=0.0)),
        years=tuple(itertools.accumulate((len(YEAR.findall(t)) for t in texts), initial=0)),
        citations=tuple(itertools.accumulate((len(CITATION.findall(t)) for t in texts), initial=0)),
    )


def _going_on(a: Strip, b: Strip, *, width: float, pitch: float, em: float) -> float:
    """What it costs to read two lines as one cell: white wider than the leading, a break that nothing forced."""
    wide = (b.mid - a.mid - pitch) / pitch
    cost = 0.0 if wide < _LOOSE else min(4.0, 12.0 * (wide - _LOOSE))
    room = width - (a.x1 - a.x0)
    need = 0.25 * em + first_word_width(b.text, width=b.x1 - b.x0)
    if room > need + 0.2 * em:
        cost += 1.0
    if is_value(a.text) and is_value(b.text):
        cost += 0.8
    if is_arm_label(a.text) and is_arm_label(b.text) and a.text != b.text:
        cost += _TWO_LABELS
    if all(styled(w) for w in a.words) != all(styled(w) for w in b.words):
        cost += 1.5
    return cost


def _wholes(texts: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Neighbouring lines that look like two whole cells: alike but for their figures, or each met beside others too."""
    pairs = set(itertools.pairwise(texts))
    after = Counter(a for a, _ in pairs)
    before = Counter(b for _, b in pairs)
    return frozenset(
        (a, b)
        for a, b in pairs
        if (_shape(a) == _shape(b) and not is_value(a)) or (after[a] > 1 and before[b] > 1 and a != b)
    )


def _shape(text: str) -> str:
    return _FIGURES.sub("0", text)


def _closed(texts: Sequence[str]) -> bool:
    """Whether the study column's entries end with their year or citation: nearly all lines that have one do."""
    marked = [t for t in texts if YEAR.search(t) or CITATION.search(t)]
    return len(marked) > 2 and sum(bool(_MARK_END.search(t)) for t in marked) >= 0.9 * len(marked)


def _centre(lines: Sequence[Strip], *, em: float) -> float | None:
    """The x about which a column's lines are centred; None where they are not."""
    if len(lines) < 4:
        return None
    centre = median((s.x0 + s.x1) / 2 for s in lines)
    on = sum(abs((s.x0 + s.x1) / 2 - centre) < 0.2 * em for s in lines)
    flush = max(sum(abs(s.x0 - t.x0) < 0.2 * em for s in lines) for t in lines)
    return centre if on > 0.6 * len(lines) and on > flush else None


def _flush(lines: Sequence[Strip], *, em: float) -> float | None:
    """The x at which a column's lines begin; None where they do not begin at one."""
    if len(lines) < 4:
        return None
    left = median(s.x0 for s in lines)
    return left if sum(abs(s.x0 - left) < 0.2 * em for s in lines) > 0.7 * len(lines) else None


def _aside(a: Strip, b: Strip, centre: float | None, flush: float | None, *, em: float) -> bool:
    """Whether one of two lines stands where the column's lines do (about its centre, at its left) and the other not."""
    offs = [abs((s.x0 + s.x1) / 2 - centre) for s in (a, b)] if centre is not None else []
    if centre is None and flush is not None:
        offs = [abs(s.x0 - flush) for s in (a, b)]
    return bool(offs) and min(offs) < 0.2 * em and max(offs) > em


def styled(word: Word) -> bool:
    """Bold or slanted, as far as the reader says so."""
    font = (word.font or "").lower()
    return word.bold or "italic" in font or "oblique" in font
