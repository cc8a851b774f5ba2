"""Counts that must fit one another: percentages and their counts, parts and their totals, in cells, rows and columns.

What must fit is learnt from the table itself: a rule that nearly all of its rows keep is held against the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.core.provenance import Flag
from pipeline.core.tables import Cell

_SHARE = re.compile(r"(?P<n>\d{1,6})\s*/\s*(?P<all>\d{1,6})\s*[(（,，]\s*(?P<share>\d{1,3}(?:\.\d+)?)\s*[%％]\s*[)）]?")
_COUNT_AND_SHARE = re.compile(r"(?P<n>\d{1,6})\s*[(（]\s*(?P<share>\d{1,3}(?:\.\d+)?)\s*[%％]?\s*[)）]")
_GROUP_SIZE = re.compile(r"[nN]\s*[=＝]\s*(?P<n>\d{1,6})(?!\d)|(?<!\d)(?P<cases>\d{1,6})\s*例")
_NUMBER = re.compile(r"\d{1,9}")
_LEADING = re.compile(r"(?P<n>\d{1,6})(?=\s*(?:[(（]|$))")
_AMOUNT = re.compile(r"\d{1,9}(?:\.\d{1,4})?")
_TOTAL = re.compile(r"(?:(?:grand )?total|sum|overall|all|合\s*计|总\s*计|总\s*数|小\s*计|共\s*计)", re.IGNORECASE)
_MOST = 0.8  # of the rows: from here on what they keep is a rule
_ENOUGH = 4  # rows that keep it
_FEWEST_SUMS = 3  # columns whose totals are right
_SLACK = 1.0  # per cent: a share of a few is rounded roughly

Place = tuple[int, int]
Grid = Mapping[Place, Cell]


def uneven_counts(cells: Sequence[Cell], *, header_rows: int, n_cols: int) -> dict[Place, Flag]:
    """A flag `count-uneven` for each place whose count does not fit what it should: the message says what would."""
    body = {(c.row, c.col): c for c in cells if c.row >= header_rows and c.row_span == 1 and c.col_span == 1}
    found: dict[Place, Flag] = {}
    for place, cell in body.items():
        if (flag := _in_cell(cell.text)) is not None:
            found[place] = flag
    sizes = _sizes(cells, header_rows=header_rows, n_cols=n_cols)
    for told in (_shares(body, sizes, n_cols), _row_sums(body, n_cols), _column_sums(body)):
        for place, flag in told:
            found.setdefault(place, flag)
    return found


def _in_cell(text: str) -> Flag | None:
    """A flag where a count over a total and its percentage (`26/51 (51%)`) do not fit.

    Of two counts side by side, as of men and women, the percentage may be that of either among both."""
    match = _SHARE.fullmatch(text.strip())
    if match is None:
        return None
    n, other, printed = int(match["n"]), int(match["all"]), float(match["share"])
    if other == 0 or n > other:
        return None
    shares = (100 * n / other, 100 * n / (n + other), 100 * other / (n + other))
    if any(abs(share - printed) <= _SLACK for share in shares):
        return None
    return Flag("count-uneven", f"{n} of {other} is {shares[0]:.1f} %, not the {match['share']} % printed")


def _sizes(cells: Sequence[Cell], *, header_rows: int, n_cols: int) -> dict[int, int]:
    """The size of the group that a column's header prints: `Control (n = 30)`."""
    found: dict[int, int] = {}
    for col in range(n_cols):
        over = " ".join(c.text for c in cells if c.row < header_rows and c.col == col and c.col_span == 1)
        sizes = [int(m["n"] or m["cases"]) for m in _GROUP_SIZE.finditer(over)]
        if len(sizes) == 1:
            found[col] = sizes[0]
    return found


def _shares(body: Grid, sizes: Mapping[int, int], n_cols: int) -> Iterator[tuple[Place, Flag]]:
    """Counts with their percentage (`12 (40%)`) held against the size of the column's group, or the row's."""
    for col in range(n_cols):
        pairs = {p: m for p, c in body.items() if p[1] == col and (m := _COUNT_AND_SHARE.fullmatch(c.text.strip()))}
        if len(pairs) < _ENOUGH:
            continue
        for wholes in _wholes(body, pairs, sizes.get(col), n_cols):
            held = {p: _fits(m, wholes[p]) for p, m in pairs.items() if p in wholes}
            if sum(held.values()) < max(_ENOUGH, _MOST * len(pairs)):
                continue
            for place, fits in held.items():
                if not fits:
                    n, whole, printed = int(pairs[place]["n"]), wholes[place], pairs[place]["share"]
                    share = 100 * n / whole
                    yield place, Flag("count-uneven", f"{n} of {whole} is {share:.1f} %, not the {printed} % printed")
            break


def _wholes(
    body: Grid, pairs: Mapping[Place, re.Match[str]], size: int | None, n_cols: int
) -> Iterator[Mapping[Place, int]]:
    """What the counts of a column may be shares of: its group's size, or the number in another column of their row."""
    if size:
        yield dict.fromkeys(pairs, size)
    for other in range(n_cols):
        beside = {p: body.get((p[0], other)) for p in pairs if p[1] != other}
        leading = {p: _LEADING.match(c.text.strip()) for p, c in beside.items() if c is not None}
        yield {p: int(m["n"]) for p, m in leading.items() if m is not None and int(m["n"])}


def _fits(pair: re.Match[str], whole: int) -> bool:
    """Whether a percentage is that of its count, as far as its digits tell."""
    decimals = len(pair["share"].partition(".")[2])
    slack = 0.6 * float(10**-decimals) + 0.1
    return abs(100 * int(pair["n"]) / whole - float(pair["share"])) <= slack


def _row_sums(body: Grid, n_cols: int) -> Iterator[tuple[Place, Flag]]:
    """Rows in which two columns do not add up to a third as they do in nearly all others."""
    numbers: list[dict[int, int]] = [
        {r: int(c.text) for (r, k), c in body.items() if k == col and _NUMBER.fullmatch(c.text)}
        for col in range(n_cols)
    ]
    for one, two in combinations(range(n_cols), 2):
        for total in range(n_cols):
            rows = sorted(numbers[one].keys() & numbers[two].keys() & numbers[total].keys())
            if total in (one, two) or len(rows) < _ENOUGH:
                continue
            parts = {r: (numbers[one][r], numbers[two][r], numbers[total][r]) for r in rows}
            kept = [r for r, (a, b, c) in parts.items() if a + b == c and a and b]
            if len(kept) < max(_ENOUGH, _MOST * len(rows)):
                continue
            for r in rows:
                a, b, c = parts[r]
                if a + b != c:
                    flag = Flag("count-uneven", f"{a} + {b} is {a + b}, not the {c} printed")
                    yield from (((r, col), flag) for col in (one, two, total))


def _column_sums(body: Grid) -> Iterator[tuple[Place, Flag]]:
    """Totals at the foot of columns that are not the sum of what stands over them, where most of their row's are."""
    first = min((r for r, _ in body), default=0)
    for (row, col), label in sorted(body.items()):
        if col or not _TOTAL.fullmatch(label.text.strip()):
            continue
        sums: dict[int, tuple[Decimal, Decimal]] = {}
        for k in sorted({c for r, c in body if r == row and c}):
            over = [body[r, k].text.strip() for r in range(first, row) if (r, k) in body]
            printed = body[row, k].text.strip()
            if len(over) > 1 and all(_AMOUNT.fullmatch(text) for text in (*over, printed)):
                sums[k] = (sum((Decimal(text) for text in over), Decimal(0)), Decimal(printed))
        right = sum(a == b for a, b in sums.values())
        if right >= max(_FEWEST_SUMS, _MOST * len(sums)):
            for k, (wanted, printed_sum) in sums.items():
                if wanted != printed_sum:
                    message = f"the rows above add up to {wanted}, not the {printed_sum} printed"
                    yield (row, k), Flag("count-uneven", message)
        first = row + 1
