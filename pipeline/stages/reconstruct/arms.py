"""Several arms of one study: rows whose study cell spans sub-rows, found where the other columns part together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.stages.reconstruct.clues import is_arm_label, is_value
from pipeline.stages.reconstruct.row_model import ColumnLines, RowModel, gap_cost
from pipeline.stages.reconstruct.rows import Span

FIRST_ARM = 2.2  # cost of a study that has arms
LIKELY_ARM = 1.0  # the same where another study of the table surely has some
FURTHER_ARM = 1.6  # cost of each arm after the second
LIKELY_FURTHER = 0.9  # the same where arms are the table's habit
_FULL = 0.3  # cost of an arm that begins below a full line
_TAIL = 1.2  # the same where it is as short as the tail of a broken text
_UNUSUAL = 1.0  # cost of each column that has a cell for each arm here and not elsewhere, or the other way round
_NAMED_TWICE = 2.5  # cost of two arms of one study that have one name
_SHORT = 0.35  # of the column's widest line
_FEWEST_OWN = 2  # columns with a cell for each arm
_MOST_SLOTS = 36  # of a row with arms
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Arms:
    """A row read as sub-rows. cuts: the first slot of each further arm. own: the columns with a cell for each arm; all
    others span the arms. cost: of the row read so."""

    cuts: tuple[int, ...]
    own: frozenset[int]
    cost: float


@dataclass(frozen=True, slots=True)
class ArmFinder:
    """Reads rows of a model as arms. gap: the white expected between rows, and what one that has it is worth.

    parted: slots that a partial rule stands over, each with the columns under it. prior: cost of the first two arms,
    further: of each other one. usual: the columns that have a cell for each arm elsewhere in the table; None where
    nothing is known of it.
    """

    model: RowModel
    gap: float | None
    reward: float
    parted: Mapping[int, frozenset[int]]
    prior: float = FIRST_ARM
    further: float = FURTHER_ARM
    usual: frozenset[int] | None = None

    def arms(self, start: int, stop: int) -> Arms | None:
        """The best reading of slots start..stop - 1 as arms of one study, or None where there is none."""
        columns = self.model.columns
        inside = [(i, c.first[start], c.first[stop]) for i, c in enumerate(columns)]
        if not any(columns[i].key and b > a for i, a, b in inside) or stop - start > _MOST_SLOTS:
            return None
        own = [i for i, a, b in inside if b - a >= 2 and not columns[i].key]
        while len(own) >= _FEWEST_OWN:
            mine = [(i, a, b) for i, a, b in inside if i in own]
            top = min(columns[i].lines[a].mid for i, a, b in mine)
            bottom = max(columns[i].lines[b - 1].mid for i, a, b in mine)
            spanning = {i: self._spanning(columns[i], a, b, top, bottom) for i, a, b in inside}
            cuts = self._cuts(own, start, stop)
            if cuts is None:
                return None
            shares = {i: self._share(i, own, (start, *cuts, stop)) for i in own}
            dear = [i for i in own if shares[i] + self._odd(i) > spanning[i] + 1e-9]
            if not dear:
                cost = sum(shares.values()) + sum(spanning[i] for i, _, _ in inside if i not in own)
                return Arms(cuts, frozenset(own), cost + self._edges(own, (start, *cuts, stop)))
            worst = max(dear, key=lambda i: shares[i] + self._odd(i) - spanning[i])
            own.remove(worst)
        return None

    def _odd(self, index: int) -> float:
        """What it costs that a column has a cell for each arm, where it is known which columns have elsewhere."""
        if self.usual is None:
            return 0.0
        return -_UNUSUAL if index in self.usual else _UNUSUAL

    def _spanning(self, column: ColumnLines, a: int, b: int, top: float, bottom: float) -> float:
        """What a column's cell costs that spans all arms."""
        if a == b:
            return column.blank
        named = self.model.naming(column, a, b) if column.key else 0.0
        if column.lines[b - 1].mid - column.lines[a].mid > bottom - top:  # the arms are spread over its height
            top, bottom = min(top, column.lines[a].mid), max(bottom, column.lines[b - 1].mid)
        return named + column.going_on(a, b) + column.off(a, b, top, bottom, em=self.model.ledger.em)

    def _cuts(self, own: Sequence[int], start: int, stop: int) -> tuple[int, ...] | None:
        """The best first slots of the further arms, by dynamic programming over the own columns alone."""
        best: dict[int, float] = {start: 0.0}
        back: dict[int, int] = {}
        for a in range(start, stop):
            if a not in best:
                continue
            edge = best[a] + (self._edge(own, start, a, stop) if a > start else 0.0)
            for b in range(a + 1, stop + 1):
                if a == start and b == stop:
                    continue
                cost = edge + self._arm(own, a, b)
                if cost < best.get(b, _INFINITE):
                    best[b], back[b] = cost, a
        if stop not in best:
            return None
        cuts: list[int] = []
        at = back[stop]
        while at != start:
            cuts.append(at)
            at = back[at]
        return tuple(cuts[::-1])

    def _arm(self, own: Sequence[int], a: int, b: int) -> float:
        """What slots a..b - 1 cost as one arm; infinite with fewer than two cells."""
        filled = [(c, c.first[a], c.first[b]) for c in (self.model.columns[i] for i in own) if c.first[b] > c.first[a]]
        if len(filled) < _FEWEST_OWN:
            return _INFINITE
        top, bottom = min(c.lines[x].mid for c, x, _ in filled), max(c.lines[y - 1].mid for c, _, y in filled)
        em = self.model.ledger.em
        blank = sum(self.model.columns[i].blank for i in own) - sum(c.blank for c, _, _ in filled)
        return blank + sum(c.going_on(x, y) + c.off(x, y, top, bottom, em=em) for c, x, y in filled)

    def _share(self, index: int, own: Sequence[int], stops: Sequence[int]) -> float:
        """What one column's cells cost as cells of the arms."""
        column, em = self.model.columns[index], self.model.ledger.em
        cost = sum(self._tear(index, at) for at in stops[1:-1])
        for a, b in pairwise(stops):
            x, y = column.first[a], column.first[b]
            if x == y:
                cost += column.blank
                continue
            beside = [(c, c.first[a], c.first[b]) for c in (self.model.columns[i] for i in own)]
            top = min(c.lines[p].mid for c, p, q in beside if q > p)
            bottom = max(c.lines[q - 1].mid for c, p, q in beside if q > p)
            cost += column.going_on(x, y) + column.off(x, y, top, bottom, em=em)
        return cost

    def _edges(self, own: Sequence[int], stops: Sequence[int]) -> float:
        """What the arms cost as such, without what the columns say."""
        white = sum(self._white(own, stops[0], at, stops[-1]) + self._forced(own, at) for at in stops[1:-1])
        odd = _UNUSUAL * len(self.usual.symmetric_difference(own)) if self.usual else 0.0
        odd += _NAMED_TWICE * max(self._named_twice(i, stops[0], stops[-1]) for i in own)
        return white + odd + self.prior + self.further * (len(stops) - 3) - self.reward * (len(stops) - 2)

    def _named_twice(self, index: int, start: int, stop: int) -> int:
        """How many arms of one study have the name of another one."""
        column = self.model.columns[index]
        names = [s.text for s in column.lines[column.first[start] : column.first[stop]] if is_arm_label(s.text)]
        return len(names) - len(set(names))

    def _edge(self, own: Sequence[int], start: int, at: int, stop: int) -> float:
        tears = sum(self._tear(i, at) for i in own) + self._forced(own, at)
        return self._white(own, start, at, stop) + tears + self.further - self.reward

    def _forced(self, own: Sequence[int], at: int) -> float:
        """What it costs that the lines above the cut may be broken there because they are full."""
        breaks = [(c, c.first[at]) for c in (self.model.columns[i] for i in own)]
        return sum(max(0.0, _full(c, k) - c.inner[k - 1]) for c, k in breaks if 0 < k < len(c.lines))

    def _tear(self, index: int, at: int) -> float:
        column = self.model.columns[index]
        k = column.first[at]
        cost = column.tear[k - 1] if 0 < k < len(column.lines) else 0.0
        return cost - (3.0 if index in self.parted.get(at, ()) else 0.0)

    def _white(self, own: Sequence[int], start: int, at: int, stop: int) -> float:
        """What the white between two arms costs."""
        columns = [self.model.columns[i] for i in own]
        above = [c.lines[k].bottom for c in columns for k in range(c.first[start], c.first[at])]
        below = [c.lines[k].top for c in columns for k in range(c.first[at], c.first[stop])]
        if not above or not below:
            return _INFINITE
        return gap_cost(min(below) - max(above), self.gap, em=self.model.ledger.em)


def _full(column: ColumnLines, k: int) -> float:
    """How much a column's line k looks like the tail of the one above it."""
    line = column.lines[k]
    return _TAIL if line.x1 - line.x0 < _SHORT * column.width and not is_value(line.text) else _FULL


def read_arms(finder: ArmFinder, costs: Mapping[Span, float], spans: Sequence[Span]) -> dict[Span, Arms]:
    """The readings as arms of those runs of slots whose cost as one row leaves room for it. spans: which to try."""
    found: dict[Span, Arms] = {}
    for span in spans:
        arms = finder.arms(*span) if costs[span] > finder.prior - LIKELY_ARM else None
        if arms is not None:
            found[span] = arms
    return found


def usual_own(arms: Sequence[Arms]) -> frozenset[int] | None:
    """The columns with a cell for each arm in most of these readings; None where there is no reading."""
    every = frozenset(i for a in arms for i in a.own)
    return frozenset(i for i in every if sum(i in a.own for a in arms) > 0.5 * len(arms)) or None
