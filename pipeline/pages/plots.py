"""Where the marks of the index's plots stand: numbers for the template, which draws them as SVG."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.pages.evidence import DIRECTIONS, MapCell, Mark, OutcomeLine

ROW, COLUMN, HEAD, PAD = 52.0, 92.0, 30.0, 12.0
LARGEST = 21.0  # radius of the mark with most studies
STEP, SIDE, ABREAST = 24.0, 17.0, 8  # of the harvest plot's bars: 24 px apart can be hit with a finger
MOST_LINES = 30
LETTER, WIDE_LETTER = 6.6, 12.5  # px of a character at 12 px


@dataclass(frozen=True, slots=True)
class Sector:
    """A slice of a mark. path: SVG path; a whole circle where one direction has it all."""

    direction: str
    path: str


@dataclass(frozen=True, slots=True)
class Bubble:
    number: int
    cell: MapCell
    x: float
    y: float
    radius: float
    sectors: tuple[Sector, ...]


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MapPlot:
    """more: conditions left to the table."""

    width: float
    height: float
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    bubbles: tuple[Bubble, ...]
    left: float
    more: int


@dataclass(frozen=True, slots=True)
class Bar:
    line: int
    direction: str
    mark: Mark
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class HarvestPlot:
    """bars: full height for a record without flags, half for one that needs review. more: lines left to the table."""

    width: float
    height: float
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    rules: tuple[float, ...]
    bars: tuple[Bar, ...]
    left: float
    more: int


def text_width(text: str) -> float:
    """Pixels that a text takes at 12 px, roughly; Chinese characters are twice as wide."""
    return sum(WIDE_LETTER if unicodedata.east_asian_width(c) in "WF" else LETTER for c in text)


def shortened(text: str, width: float) -> str:
    """The text cut to `width` pixels, with an ellipsis where it is cut."""
    if text_width(text) <= width:
        return text
    while text and text_width(text) > width - WIDE_LETTER:
        text = text[:-1]
    return text.rstrip() + "…"


def map_plot(cells: Sequence[MapCell]) -> MapPlot:
    """The evidence map's geometry: conditions down, kinds of intervention across."""
    every = list(dict.fromkeys(c.condition for c in cells))
    conditions = every[:MOST_LINES]
    kinds = list(dict.fromkeys(c.kind for c in sorted(cells, key=lambda c: -_total(cells, c.kind))))
    left = min(300.0, max((text_width(c) for c in conditions), default=0.0) + 2 * PAD)
    most = max((len(c.marks) for c in cells), default=1)
    rows = {c: HEAD + ROW * (i + 0.5) for i, c in enumerate(conditions)}
    columns = {k: left + COLUMN * (i + 0.5) for i, k in enumerate(kinds)}
    bubbles = []
    for number, cell in enumerate(c for c in cells if c.condition in rows):
        radius = round(max(6.0, LARGEST * math.sqrt(len(cell.marks) / most)), 2)
        x, y = columns[cell.kind] - 8, rows[cell.condition]
        bubbles.append(Bubble(number, cell, x, y, radius, sectors(cell.directions, x, y, radius)))
    return MapPlot(
        round(left + COLUMN * len(kinds), 1),
        HEAD + ROW * len(conditions),
        tuple(Label(c, left - PAD, y) for c, y in rows.items()),
        tuple(Label(k, x, HEAD - PAD) for k, x in columns.items()),
        tuple(bubbles),
        round(left, 1),
        len(every) - len(conditions),
    )


def _total(cells: Sequence[MapCell], kind: str) -> int:
    return sum(len(c.marks) for c in cells if c.kind == kind)


def sectors(directions: Mapping[str, int], x: float, y: float, radius: float) -> tuple[Sector, ...]:
    """A circle's slices, clockwise from the top, as large as their counts; unknown all round where nothing is said."""
    total = sum(directions.values())
    if total == 0 or len(directions) == 1:
        only = next(iter(directions), "unknown")
        half = f"{radius} {radius} 0 1 1"
        circle = f"M{x:.2f} {y - radius:.2f}A{half} {x:.2f} {y + radius:.2f}A{half} {x:.2f} {y - radius:.2f}Z"
        return (Sector(only, circle),)
    found, start = [], 0.0
    for direction, count in directions.items():
        end = start + 2 * math.pi * count / total
        x0, y0 = x + radius * math.sin(start), y - radius * math.cos(start)
        x1, y1 = x + radius * math.sin(end), y - radius * math.cos(end)
        large = int(end - start > math.pi)
        path = f"M{x:.2f} {y:.2f}L{x0:.2f} {y0:.2f}A{radius} {radius} 0 {large} 1 {x1:.2f} {y1:.2f}Z"
        found.append(Sector(direction, path))
        start = end
    return tuple(found)


def harvest_plot(lines: Sequence[OutcomeLine]) -> HarvestPlot:
    """The harvest plot's geometry: outcomes down, directions across, a bar a study, eight abreast."""
    shown = lines[:MOST_LINES]
    left = min(320.0, max((text_width(line.name) for line in shown), default=0.0) + 2 * PAD)
    used = [d for d in DIRECTIONS if any(d in line.marks for line in shown)]
    widths = {d: STEP * min(ABREAST, max(len(line.marks.get(d, ())) for line in shown)) for d in used}
    columns: dict[str, float] = {}
    x = left
    for direction in used:
        columns[direction] = x
        x += max(widths[direction], 84.0) + PAD
    rows, rules, bars, y = [], [], [], HEAD
    for number, line in enumerate(shown):
        deep = max(math.ceil(len(found) / ABREAST) for found in line.marks.values())
        rows.append(Label(shortened(line.name, left - 2 * PAD), left - PAD, y + STEP - 5))
        for said, found in line.marks.items():
            for i, mark in enumerate(found):
                tall = SIDE / 2 if mark.doubted else SIDE
                bottom = y + STEP * (i // ABREAST + 1)
                place = round(columns[said] + STEP * (i % ABREAST), 1)
                bars.append(Bar(number, said, mark, place, round(bottom - tall, 1), tall))
        y += STEP * deep + 8
        rules.append(round(y - 1, 1))
    return HarvestPlot(
        round(x, 1), round(y + 4, 1), tuple(rows),
        tuple(Label(d, round(place, 1), HEAD - PAD) for d, place in columns.items()),
        tuple(rules), tuple(bars), round(left, 1), len(lines) - len(shown),
    )  # fmt: skip
