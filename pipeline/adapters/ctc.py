"""From a recogniser's columns of probabilities to characters with places and confidences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.geometry import Box
from pipeline.ports import Image

BLANK = 0
WINDOWS = (
    (1, 0),
    (0, 1),
    (1, 1),
    (2, 1),
    (1, 2),
    (2, 2),
    (3, 2),
    (2, 3),
)  # characters before and after one without ink
WHITE = 0.12  # of a line's height: white inside a character is narrower
REACH = 0.3  # of a line's height: how far from where a character was seen its ink may begin


@dataclass(frozen=True, slots=True)
class Decoded:
    """A character with the columns (half-open) in which the recogniser saw it. confidence: its best probability."""

    text: str
    first: int
    last: int
    confidence: float

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


def decode(chances: NDArray[np.float32], characters: Sequence[str]) -> list[Decoded]:
    """Greedy decoding. chances: (columns, classes), class 0 the blank; characters: one a class."""
    best = chances.argmax(axis=1)
    peak = chances[np.arange(len(best)), best]
    edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    found = []
    for first, last in pairwise(edges):
        if best[first] != BLANK:
            found.append(Decoded(characters[best[first]], first, last, float(peak[first:last].max())))
    return found


def place(decoded: Sequence[Decoded], crop: Image, *, step: float) -> tuple[tuple[str, Box, float], ...]:
    """Characters with the box of their ink; a flat box where none was found.

    crop: the line image. step: width of a column in pixels of the crop. Neighbours are parted where the ink is thinnest
    between their columns, because the columns are coarser than a narrow letter.
    """
    height, width = crop.shape
    inked = ink_of(crop)
    profile = inked.sum(axis=0)
    solid = [d for d in decoded if d.text.strip()]
    if not solid:
        return ()
    cuts = [0]
    for left, right in pairwise(solid):
        a, b = (min(width - 1, int(m * step)) for m in (left.middle, right.middle))
        cuts.append(_thinnest(profile, max(a, cuts[-1] + 1), max(b, cuts[-1] + 2)))
    cuts.append(width)
    spans = _shared_out([(a, max(b, a + 1)) for a, b in pairwise(cuts)], profile)
    boxes: dict[int, Box] = {}
    for d, (x0, x1) in zip(solid, spans, strict=True):
        boxes[id(d)] = _ink_box(inked, x0, x1, d.middle * step, height)
    return tuple(_with_spaces(decoded, boxes, height))


def _shared_out(spans: list[tuple[int, int]], profile: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Spans of characters, with a character that got no ink given its share of what its neighbours hold.

    Narrow marks stand closer than the recogniser's columns, so that a cut falls beside them. Where a few neighbours
    hold as many separate pieces of ink as there are characters, each gets one.
    """
    for i, (a, b) in enumerate(spans):
        if profile[a:b].any():
            continue
        for before, after in WINDOWS:
            first, last = max(0, i - before), min(len(spans), i + after + 1)
            cols = np.flatnonzero(profile[spans[first][0] : spans[last - 1][1]]) + spans[first][0]
            pieces = np.split(cols, np.flatnonzero(np.diff(cols) > 1) + 1) if cols.size else []
            if len(pieces) == last - first:
                spans[first:last] = [(int(p[0]), int(p[-1]) + 1) for p in pieces]
                break
    return spans


def ink_of(crop: Image) -> NDArray[np.uint8]:
    """1 where there is ink, after a global threshold that suits a crop of text."""
    _, dark = cv2.threshold(crop, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return np.asarray(dark, dtype=np.uint8)


def _thinnest(profile: NDArray[np.int64], first: int, last: int) -> int:
    """The middle of the widest stretch of least ink in columns first..last."""
    part = profile[first : last + 1]
    if part.size < 2:
        return first
    low = np.flatnonzero(part == part.min())
    runs = np.split(low, np.flatnonzero(np.diff(low) > 1) + 1)
    widest = max(runs, key=len)
    return int(first + (widest[0] + widest[-1] + 1) // 2)


def _ink_box(inked: NDArray[np.uint8], x0: int, x1: int, middle: float, height: int) -> Box:
    """The ink in columns x0..x1 that belongs to a character seen at `middle`.

    Ink further off than a character is wide stays out: it may be a mark that the recogniser passed over.
    """
    part = inked[:, x0:x1]
    cols = np.flatnonzero(part.any(axis=0))
    if cols.size:
        groups = np.split(cols, np.flatnonzero(np.diff(cols) > WHITE * height) + 1)
        reach = REACH * height
        near = [g for g in groups if g[-1] + x0 >= middle - reach and g[0] + x0 <= middle + reach]
        cols = np.concatenate(near) if near else cols[:0]
    if cols.size == 0:
        left = min(max(middle - 1, x0), x1 - 1)
        return Box(left, height / 2, max(left, min(middle + 1, x1)), height / 2)  # flat: its ink was not found
    rows = np.flatnonzero(part[:, cols[0] : cols[-1] + 1].any(axis=1))
    return Box(float(x0 + cols[0]), float(rows[0]), float(x0 + cols[-1] + 1), float(rows[-1] + 1))


def _with_spaces(decoded: Sequence[Decoded], boxes: dict[int, Box], height: int) -> list[tuple[str, Box, float]]:
    """All characters in order; a space fills the gap between its neighbours."""
    placed: list[tuple[str, Box, float]] = []
    for i, d in enumerate(decoded):
        if id(d) in boxes:
            placed.append((d.text, boxes[id(d)], d.confidence))
            continue
        after = next((boxes[id(e)].x0 for e in decoded[i + 1 :] if id(e) in boxes), None)
        if placed and after is not None:
            x0 = placed[-1][1].x1
            placed.append((" ", Box(x0, 0, max(x0, after), height), d.confidence))
    return placed
