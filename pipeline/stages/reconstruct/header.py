"""The header's grid: words over columns, spanning headers over partial rules, bilingual stacks in one cell."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.geometry import Box
from pipeline.core.scripts import is_cjk
from pipeline.core.words import Rule, Word
from pipeline.stages.reconstruct.clues import first_word_width, is_arm_label, torn
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import ink
from pipeline.stages.reconstruct.header_lines import Extent, Group, broken, columns_of, ends_of, line_groups, parted
from pipeline.stages.reconstruct.strips import line_text, strips

_FLAT = 1.0  # how much better a span must be than a broken line where the header looks like one row of cells
_UNEVEN = 2.0  # how much worse it may be where it does not
_CLOSE = 0.7  # how near to that it must be for the reading to be in doubt
_WORD = 4  # letters: shorter ones are signs of arms (T, C), which stand under a Chinese head
_EXACT = 0.25  # em: how near to the middle that left edges tell a head must be
_INSET = 0.35  # em: usual white at the side of a cell
_LEADING = 1.35  # em: between the lines of a header text, where no other text of the header tells


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell's place and its words, before it is read. doubt: they may stand elsewhere as well."""

    row: int
    col: int
    row_span: int
    col_span: int
    words: tuple[Word, ...]
    doubt: bool = False


def header_cells(
    words: Sequence[Word], columns: Columns, extents: Sequence[Extent], rules: Sequence[Rule], *, em: float
) -> tuple[GridCell, ...]:
    """The header's cells. extents: of each column's body. rules: partial horizontal rules within the header."""
    lines = strips(parted(words, columns))
    groups = [
        g
        for i, s in enumerate(lines)
        for g in line_groups(s.words, columns, extents, columns_of(lines[i + 1 :], columns), em=em)
    ]
    groups = _widened(_under_rules(groups, rules, columns, em=em), columns, extents, em=em)
    groups = _repeated(_twinned(groups, em=em))
    cells: list[tuple[int, int, int, tuple[Word, ...]]] = []  # level, first, last, words
    _levels(groups, 0, columns.count - 1, 0, cells)
    depth = 1 + max((level for level, *_ in cells), default=0)
    out: list[GridCell] = []
    for level, first, last, inside in cells:
        below = [c for c in cells if c[0] > level and c[1] <= last and c[2] >= first]
        span = (min(c[0] for c in below) if below else depth) - level
        doubt = any(g.doubt and g.words[0] in inside for g in groups)
        out.append(GridCell(level, first, span, last - first + 1, inside, doubt))
    return tuple(sorted(out, key=lambda c: (c.row, c.col)))


def _levels(
    groups: Sequence[Group], first: int, last: int, level: int, out: list[tuple[int, int, int, tuple[Word, ...]]]
) -> None:
    """Lay the groups over columns first..last from `level` down: spanning ones above, the rest recursively below."""
    spanning = [g for g in groups if g.first < g.last]
    tops: dict[tuple[int, int], list[Group]] = {}
    for group in sorted(spanning, key=lambda g: (g.mid, g.first)):
        over = [k for k in tops if k[0] <= group.first and group.last <= k[1]]
        if not over or (group.first, group.last) in tops:
            beside = [k for k in tops if k[0] <= group.last and group.first <= k[1]]
            if not beside or (group.first, group.last) in tops:
                tops.setdefault((group.first, group.last), []).append(group)
    taken: set[int] = set()
    for (a, b), heads in sorted(tops.items()):
        out.append((level, a, b, tuple(w for g in heads for w in g.words)))
        inner = [g for g in groups if a <= g.first and g.last <= b and g not in heads]
        taken.update(range(a, b + 1))
        if inner:
            _levels(inner, a, b, level + 1, out)
    placed = {id(g) for heads in tops.values() for g in heads}
    loose = [replace(g, last=g.first) for g in spanning if id(g) not in placed and not _inside(g, tops)]
    for column in range(first, last + 1):
        mine = tuple(w for g in (*groups, *loose) if g.first == g.last == column for w in g.words)
        if column not in taken and mine:
            out.append((level, column, column, mine))


def _inside(group: Group, tops: dict[tuple[int, int], list[Group]]) -> bool:
    """Whether a spanning group is laid out under one of these."""
    return any(a <= group.first and group.last <= b for a, b in tops)


def _under_rules(groups: Sequence[Group], rules: Sequence[Rule], columns: Columns, *, em: float) -> list[Group]:
    """Groups that stand on a partial rule span the columns under it; several side by side share them."""
    out = list(groups)
    for rule in rules:
        covered = [i for i in range(columns.count) if _covers(rule.box, columns.edges[i], columns.edges[i + 1])]
        if len(covered) < 2 or len(covered) == columns.count:
            continue
        first, last = covered[0], covered[-1]
        above = [g for g in out if first <= g.first and g.last <= last and g.mid < rule.box.cy]
        resting = [g for g in above if not any(r is not rule and _between(r, g, rule) for r in rules)]
        if resting and any(g.mid > rule.box.cy and first <= g.first and g.last <= last for g in out):
            texts = _side_by_side(resting, em=em)
            out = [g for g in out if g not in resting]
            spans = _shared_out(texts, first, last, columns)
            out += [Group(a, b, words) for (a, b), words in zip(spans, texts, strict=True)]
    return out


def _side_by_side(groups: Sequence[Group], *, em: float) -> list[tuple[Word, ...]]:
    """The words of the groups as texts with wide white between them, left to right; lines of one text together."""
    texts: list[list[Word]] = []
    right = float("-inf")
    for group in sorted(groups, key=lambda g: ink(g.words[0]).x0):
        if texts and ink(group.words[0]).x0 - right < 1.2 * em:
            texts[-1].extend(group.words)
        else:
            texts.append(list(group.words))
        right = max(right, *(ink(w).x1 for w in group.words))
    return [tuple(t) for t in texts]


def _shared_out(texts: Sequence[Sequence[Word]], first: int, last: int, columns: Columns) -> list[tuple[int, int]]:
    """Columns first..last dealt out to texts side by side, each about the middle of its own."""
    middles = [(min(ink(w).x0 for w in t) + max(ink(w).x1 for w in t)) / 2 for t in texts]
    ways = list(itertools.combinations(range(first + 1, last + 1), len(texts) - 1))
    if not ways:
        return [(first, last)] * len(texts)

    def spans(cuts: Sequence[int]) -> list[tuple[int, int]]:
        return [(a, b - 1) for a, b in itertools.pairwise((first, *cuts, last + 1))]

    def off(cuts: Sequence[int]) -> float:
        rooms = [(columns.edges[a] + columns.edges[b + 1]) / 2 for a, b in spans(cuts)]
        return sum(abs(m - r) for m, r in zip(middles, rooms, strict=True))

    return spans(min(ways, key=off))


def _twinned(groups: Sequence[Group], *, em: float) -> list[Group]:
    """Groups right over or under a spanning one, about the same middle, span the same: they are lines of one text."""
    out = list(groups)
    for head in [g for g in groups if g.first < g.last]:
        for i, group in enumerate(out):
            if group.first != group.last or not head.first <= group.first <= head.last:
                continue
            near = 0.5 * em < abs(group.mid - head.mid) < 1.7 * em
            middle = abs(sum(ends_of(group)) - sum(ends_of(head))) / 2 < 0.15 * em
            beside = any(
                g is not group and g.first == g.last in head.columns and abs(g.mid - group.mid) < 0.3 * em for g in out
            )
            leaf = not beside and any(
                g.first == g.last == group.first and g.mid > max(group.mid, head.mid) + 0.5 * em for g in out
            )
            if near and middle and leaf:
                out[i] = Group(head.first, head.last, group.words)
    return out


def _repeated(groups: Sequence[Group]) -> list[Group]:
    """Groups beside a spanning one, over texts that say the same as those under it, span as many columns."""
    out = list(groups)
    leaves = {g.first: line_text(g.words) for g in sorted(groups, key=lambda g: g.mid) if g.first == g.last}
    for head in [g for g in groups if g.first < g.last]:
        wanted = [leaves.get(i) for i in head.columns]
        for i, group in enumerate(out):
            level = group is not head and abs(group.mid - head.mid) < 0.4 * (head.bottom - head.top)
            span = range(group.first, group.first + len(wanted))
            if level and None not in wanted and [leaves.get(k) for k in span] == wanted and group.last in span:
                out[i] = Group(span[0], span[-1], group.words)
    return out


def _widened(groups: Sequence[Group], columns: Columns, extents: Sequence[Extent], *, em: float) -> list[Group]:
    """Groups that stand alone over lower neighbours span them, though no rule says so.

    A column whose only header text stands on the lower line, with nothing at the height of the group beside it, lies
    under that group; the span is the run of such columns whose middle is the group's. Where all texts are explained as
    cells of one row, top, middle or bottom on one height, more must speak for a span than for a broken line.
    """
    stacks = [sorted((g for g in groups if g.first == g.last == i), key=lambda g: g.mid) for i in range(columns.count)]
    flat = _one_row(stacks, em=em)
    leading = _leading(stacks, em=em)
    out: list[Group] = []
    for group in groups:
        below = [g for g in stacks[group.first] if g.mid > group.mid + 0.7 * em] if group.first == group.last else []
        spanned = {i for g in groups if g.first < g.last and abs(g.mid - group.mid) < 0.6 * em for i in g.columns}
        alone = [
            i
            for i, stack in enumerate(stacks)
            if stack and stack[0].mid > group.mid + 0.6 * em and _same_level(stack, below, em=em) and i not in spanned
        ]
        if broken(group.words[-1]):
            below = []
        standard = any(stack and i != group.first and i not in alone for i, stack in enumerate(stacks))
        span = _best_span(group, [*alone, group.first], columns, extents, em=em) if below and standard else None
        if span is None:
            out.append(group)
            continue
        leaves = [stacks[i][0] if i != group.first else below[0] for i in range(span[0], span[1] + 1)]
        whole = _wrapping(group, below[0], columns, leading=leading, em=em) + (-_FLAT if flat else _UNEVEN)
        over = _spanning(group, leaves, span, columns, extents, em=em)
        first, last = span if over < whole else (group.first, group.last)
        out.append(Group(first, last, group.words, doubt=abs(over - whole) < _CLOSE))
    return out


def _leading(stacks: Sequence[Sequence[Group]], *, em: float) -> float:
    """The least distance of two lines of the header in one column, points."""
    steps = [b.mid - a.mid for stack in stacks for a, b in itertools.pairwise(stack)]
    return min([s for s in steps if s > 0.7 * em], default=_LEADING * em)


def _one_row(stacks: Sequence[Sequence[Group]], *, em: float) -> bool:
    """Whether every column's header text begins, ends or has its middle on one height: a row of single cells."""
    filled = [s for s in stacks if s]
    tops, bottoms = [s[0].mid for s in filled], [s[-1].mid for s in filled]
    middles = [(a + b) / 2 for a, b in zip(tops, bottoms, strict=True)]
    return any(max(places) - min(places) < 0.3 * em for places in (tops, bottoms, middles) if places)


def _wrapping(group: Group, below: Group, columns: Columns, *, leading: float, em: float) -> float:
    """What it costs to read a group and the line under it as one broken text."""
    a0, a1, b0, b1 = *ends_of(group), *ends_of(below)
    off = min(abs(a0 - b0), abs(a1 - b1), abs(a0 + a1 - b0 - b1) / 2) / em
    upper, lower = line_text(group.words), line_text(below.words)
    room = columns.edges[group.first + 1] - columns.edges[group.first] - (a1 - a0)
    forced = room < first_word_width(lower, width=b1 - b0) + 0.8 * em
    languages = any(is_cjk(c) for c in upper) and not any(is_cjk(c) for c in lower)
    cost = min(4.0, 3.0 * max(0.0, off - 0.1)) - torn(upper, lower, lower_starts=0.0)
    cost += min(3.0, 6.0 * max(0.0, (below.mid - group.mid - leading) / em - 0.15))
    cost -= 1.0 if languages and len(lower) >= _WORD else 0.0  # the other language of the same text
    return cost + (0.0 if forced or languages else 1.0)


def _spanning(
    group: Group,
    leaves: Sequence[Group],
    span: tuple[int, int],
    columns: Columns,
    extents: Sequence[Extent],
    *,
    em: float,
) -> float:
    """What it costs to read a group as the head of the columns of `span`. leaves: the texts under it."""
    x0, x1 = ends_of(group)
    ink_off = abs(x0 + x1 - extents[span[0]].x0 - extents[span[1]].x1) / 2
    room_off = abs(x0 + x1 - columns.edges[span[0]] - columns.edges[span[1] + 1]) / 2
    left_off = abs(x0 - ends_of(leaves[0])[0])
    start_off = abs((x0 + x1) / 2 - _start_mid(*span, extents, em=em))
    heads_off = abs(x0 + x1 - ends_of(leaves[0])[0] - ends_of(leaves[-1])[1]) / 2
    cost = 1.0 + min(4.0, 2.0 * min(ink_off, room_off, left_off, heads_off, start_off + em) / em)
    labels = all(is_arm_label(line_text(g.words)) for g in leaves)
    return cost - (2.0 if labels else 0.0)


def _same_level(a: Sequence[Group], b: Sequence[Group], *, em: float) -> bool:
    """Whether two header texts begin on one line or have one middle."""
    if not a or not b:
        return False
    centre_a, centre_b = (a[0].mid + a[-1].mid) / 2, (b[0].mid + b[-1].mid) / 2
    return abs(a[0].mid - b[0].mid) < 0.35 * em or abs(centre_a - centre_b) < 0.25 * em


def _best_span(
    group: Group, level: Sequence[int], columns: Columns, extents: Sequence[Extent], *, em: float
) -> tuple[int, int] | None:
    """The run of at least two columns of `level` about the group's own whose middle is nearest the group's."""
    cx = (min(ink(w).x0 for w in group.words) + max(ink(w).x1 for w in group.words)) / 2
    best: tuple[float, int, int] | None = None
    for first in range(group.first, -1, -1):
        if first not in level:
            break
        for last in range(max(group.first, first + 1), columns.count):
            if not all(i in level for i in range(group.first, last + 1)):
                break
            ink_mid = (extents[first].x0 + extents[last].x1) / 2
            room_mid = (columns.edges[first] + columns.edges[last + 1]) / 2
            off = min(abs(cx - ink_mid), abs(cx - room_mid)) / em
            start_off = abs(cx - _start_mid(first, last, extents, em=em)) / em
            off = min(off, start_off) if start_off < _EXACT else off
            if off < 1.5 and (best is None or off < best[0]):
                best = (off, first, last)
    return best[1:] if best else None


def _start_mid(first: int, last: int, extents: Sequence[Extent], *, em: float) -> float:
    """The middle of columns whose texts all stand at their left: from where the first's begin to where those of the
    column after the last do, less the white before them. Infinite at the table's right edge."""
    if last + 1 >= len(extents):
        return float("inf")
    return (extents[first].x0 + extents[last + 1].x0) / 2 - _INSET * em


def _covers(rule: Box, left: float, right: float) -> bool:
    return min(rule.x1, right) - max(rule.x0, left) > 0.4 * (right - left)


def _between(other: Rule, group: Group, rule: Rule) -> bool:
    """Whether another rule lies between a group and the rule below it."""
    over = min(other.box.x1, max(ink(w).x1 for w in group.words)) - max(
        other.box.x0, min(ink(w).x0 for w in group.words)
    )
    return group.mid < other.box.cy < rule.box.cy and over > 0
