"""Which words of a table region are header, which are body, and which lie outside the outer rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.core.geometry import Box, around
from pipeline.core.scripts import cjk_count
from pipeline.core.words import Rule, Word
from pipeline.stages.reconstruct.frame import Part, ink
from pipeline.stages.reconstruct.strips import Strip, strips

_CAPTION = re.compile(r"^(?:续?\s*表|Tab(?:le|\.)|TABLE)\s*\d", re.IGNORECASE)
_NOTE = re.compile(r"^(?:注|Notes?|Abbreviations?|缩略|缩写)\s*[:：]", re.IGNORECASE)
_MOST_HEADER_LINES = 5
_FIRST_COLUMN = 0.12  # of the table's width: where texts of its first column begin
_TEXT = 0.55  # em: more white parts two header texts
_RULED_ROWS = 3  # rows with a rule under each that say that rules part rows


@dataclass(frozen=True, slots=True)
class Zones:
    """header, body: the words of each. above, below: lines outside the table proper (a caption, a note).
    rule: y of the rule between header and body, None without one (all words are body then). box: of the table."""

    header: tuple[Word, ...]
    body: tuple[Word, ...]
    above: tuple[Strip, ...]
    below: tuple[Strip, ...]
    rule: float | None
    box: Box


def zones_of(part: Part) -> Zones:
    """The header is what stands above the first rule that runs across the table."""
    lines = strips(part.words)
    wide = wide_rules(part)
    lines, above, below = _outside(lines, wide, em=part.em)
    words = [w for s in lines for w in s.words] or list(part.words)
    box = around([ink(w) for w in words] + [r.box for r in wide])
    top, bottom = min(ink(w).cy for w in words), max(ink(w).cy for w in words)
    inner = [r.box.cy for r in wide if top < r.box.cy < bottom]
    if inner:
        at = min(inner)
        at = _first_row(lines, inner, em=part.em) or at
        header = tuple(w for w in words if ink(w).cy < at)
        body = tuple(w for w in words if ink(w).cy >= at)
        if header and body and _plausible(header, body):
            return Zones(header, body, above, below, at, box)
    return Zones((), tuple(words), above, below, None, box)


def wide_rules(part: Part) -> list[Rule]:
    """The horizontal rules that run across the whole table, top to bottom, doubles once."""
    across = [r for r in part.rules if r.horizontal]
    left, right = min(ink(w).x0 for w in part.words), max(ink(w).x1 for w in part.words)
    wide = sorted((r for r in across if _share(r.box, left, right) > 0.88), key=lambda r: r.box.cy)
    out: list[Rule] = []
    for rule in wide:
        if not out or rule.box.cy - out[-1].box.cy > 0.35 * part.em:
            out.append(rule)
    return out


def _share(box: Box, left: float, right: float) -> float:
    return (min(box.x1, right) - max(box.x0, left)) / max(1.0, right - left)


def _outside(
    lines: list[Strip], wide: Sequence[Rule], *, em: float
) -> tuple[list[Strip], tuple[Strip, ...], tuple[Strip, ...]]:
    """Caption lines above and note lines below, taken off the table's lines."""
    above: list[Strip] = []
    below: list[Strip] = []
    if len(wide) >= 2:
        top, bottom = wide[0].box.cy, wide[-1].box.cy
        inside = [s for s in lines if top - 0.2 * em < s.mid < bottom + 0.2 * em]
        if len(inside) > 0.5 * len(lines):
            above = [s for s in lines if s.mid <= top - 0.2 * em]
            below = [s for s in lines if s.mid >= bottom + 0.2 * em]
            lines = inside
    while len(lines) > 2 and _CAPTION.match(lines[0].text):
        above.append(lines.pop(0))
    note = next((i for i, s in enumerate(lines) if i > 1 and _NOTE.match(s.text)), None)
    if note is not None:
        below = [*lines[note:], *below]
        lines = lines[:note]
    return lines, tuple(above), tuple(below)


def _first_row(lines: Sequence[Strip], inner: Sequence[float], *, em: float) -> float | None:
    """Where the first row begins if it stands with the header over the first rule, as in tables that part header and
    body by colour and the rows by rules; None where the header is alone there."""
    over = [s for s in lines if s.mid < min(inner)]
    edges = [*sorted(inner), float("inf")]
    bands = [sum(a < s.mid < b for s in lines) for a, b in pairwise(edges)]
    if len(over) < 2 or len(bands) < _RULED_ROWS or median(bands) > len(over) - 1:
        return None
    left = min(s.x0 for s in lines)
    first = left + max(2 * em, _FIRST_COLUMN * (max(s.x1 for s in lines) - left))
    for k in range(len(over) - 1, 0, -1):
        head, row = over[:k], over[k:]
        whole = all(any(s.x0 < first for s in some) for some in (head, row))
        if whole and (_unlike(head, row) or (median(bands) == 1 and _rows_apart(head, row, lines))):
            return (head[-1].bottom + row[0].top) / 2
    return None


def header_end(lines: Sequence[Strip]) -> float | None:
    """Where the header ends in a table without a rule under it: after its bold lines, or before the first line with
    figures. None where neither tells."""
    bold = [sum(w.bold for w in s.words) > 0.8 * len(s.words) for s in lines]
    figures = [sum(any(c.isdigit() for c in w.text) for w in s.words) / len(s.words) for s in lines]
    most = min(_MOST_HEADER_LINES, len(lines) - 1)
    body = [f > 0.3 for f in figures[most:]]
    for told in (
        [not b or f > 0.3 for b, f in zip(bold, figures, strict=True)] if sum(bold) < 0.4 * len(lines) else [],
        [f > 0.3 for f in figures] if sum(body) > 0.6 * len(body) else [],
    ):
        end = next((k for k, row in enumerate(told[: most + 1]) if row), None)
        if end:
            return (lines[end - 1].bottom + lines[end].top) / 2
    return None


def settled(lines: Sequence[Strip], at: float, *, em: float) -> float:
    """Where the header ends that is thought to end at the height `at`: before a text that stands alone under a header
    text which it neither goes on from nor stands in line with (a group's name), after further lines that do."""
    end = sum(s.mid < at for s in lines)
    for k in range(1, end):
        runs, over = _runs(lines[k], em=em), [r for s in lines[:k] for r in _runs(s, em=em)]
        whole = len(over) >= max(len(_runs(s, em=em)) for s in lines[k:])
        if len(runs) == 1 and whole and not _goes_on(runs[0], over, first=_first(lines[k], runs[0]), em=em):
            end = k
            break
    while 0 < end < len(lines) - 1:
        runs, over = _runs(lines[end], em=em), [r for s in lines[:end] for r in _runs(s, em=em)]
        nearer = lines[end].mid - lines[end - 1].mid < lines[end + 1].mid - lines[end].mid - 0.3 * em
        rests = all(_goes_on(r, over, first=_first(lines[end], r), em=em) for r in runs)
        if not nearer or not rests or len(runs) * 2 > len(over):
            break
        end += 1
    return (lines[end - 1].bottom + lines[end].top) / 2


def _runs(line: Strip, *, em: float) -> list[Box]:
    """The texts of a line, with the wide white of columns between them."""
    runs: list[Box] = []
    for word in line.words:
        box = ink(word)
        if runs and box.x0 - runs[-1].x1 < _TEXT * em:
            runs[-1] = around([runs[-1], box])
        else:
            runs.append(box)
    return runs


def _first(line: Strip, run: Box) -> float:
    """The width of what a typesetter would have moved up from a text: a word, or a Chinese character."""
    word = next(w for w in line.words if ink(w).x0 >= run.x0 - 0.01)
    return ink(word).height if cjk_count(word.text[:1]) else ink(word).width


def _goes_on(run: Box, over: Sequence[Box], *, first: float, em: float) -> bool:
    """Whether a text may be the next line of a header text over it: in line with it, which has no room for its `first`
    word."""
    for text in over:
        if run.overlap_x(text) <= 0:
            continue
        aligned = min(abs(run.x0 - text.x0), abs(run.x1 - text.x1), abs(run.cx - text.cx)) < 0.3 * em
        right = min((o.x0 for o in over if o.x0 > text.x1 and o.overlap_y(text) > 0), default=text.x1 + 2 * em)
        if aligned and right - text.x1 < first + 3 * em:
            return True
    return False


def _unlike(head: Sequence[Strip], row: Sequence[Strip]) -> bool:
    """Whether lines are a header and others a row: bold over plain, words over figures."""
    one, two = ([w for s in some for w in s.words if w.text.strip()] for some in (head, row))
    bold = [sum(w.bold for w in some) / len(some) for some in (one, two)]
    if bold[0] > 0.8 and bold[1] < 0.5:
        return True
    figures = [sum(any(c.isdigit() for c in w.text) for w in some) / len(some) for some in (one, two)]
    return figures[0] < 0.3 and figures[1] > 0.4


def _rows_apart(head: Sequence[Strip], row: Sequence[Strip], lines: Sequence[Strip]) -> bool:
    """Whether header and row stand as far apart as the rows of the table do, which are of one line each."""
    if any(cjk_count(s.text) for s in head) and not any(cjk_count(s.text) for s in row):
        return False  # the header's other language
    steps = [b.mid - a.mid for a, b in pairwise(lines[len(head) + len(row) :])]
    return bool(steps) and row[0].mid - head[-1].mid > 0.9 * median(steps)


def _plausible(header: Sequence[Word], body: Sequence[Word]) -> bool:
    """A header is less than the body, unless the body is very short."""
    return len(strips(header)) <= max(_MOST_HEADER_LINES + 3, len(strips(body)))
