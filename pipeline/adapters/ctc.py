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
DOUBTED = 0.8  # probability under which a Chinese character's rivals are kept
RIVALS = 7
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
    """A character with the columns (half-open) in which the recogniser saw it. confidence: its best probability.

    rivals: its next choices with their probabilities, likeliest first, of a Chinese character that it was unsure of.
    """

    text: str
    first: int
    last: int
    confidence: float
    rivals: tuple[tuple[str, float], ...] = ()

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


def decode(logits: NDArray[np.float32], characters: Sequence[str]) -> list[Decoded]:
    """Greedy decoding. logits: (columns, classes), class 0 the blank; characters: one a class.

    A character is as probable as at the column where its own logit is highest.
    """
    best = logits.argmax(axis=1)
    edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    runs = [(first, last) for first, last in pairwise(edges) if best[first] != BLANK]
    if not runs:
        return []
    tops = [first + int(logits[first:last, best[first]].argmax()) for first, last in runs]
    rows = logits[tops]
    odds = np.exp(rows - rows.max(axis=1, keepdims=True)).sum(axis=1)
    return [
        _decoded(characters, int(best[first]), (first, last), 1.0 / float(sum_), row)
        for (first, last), sum_, row in zip(runs, odds, rows, strict=True)
    ]


def _decoded(
    characters: Sequence[str], chosen: int, columns: tuple[int, int], chance: float, row: NDArray[np.float32]
) -> Decoded:
    """row: the logits of the column where the chosen class was likeliest, `chance` its probability there."""
    text = characters[chosen]
    if chance >= DOUBTED or not _is_chinese(text):
        return Decoded(text, *columns, chance)
    next_best = np.argsort(-row)[: RIVALS + 1]
    rivals = [(characters[i], chance * float(np.exp(row[i] - row[chosen]))) for i in next_best if i != chosen]
    return Decoded(text, *columns, chance, tuple((c, p) for c, p in rivals if _is_chinese(c)))


def _is_chinese(char: str) -> bool:
    return "一" <= char <= "鿿"


def place(decoded: Sequence[Decoded], crop: Image, *, step: float) -> tuple[tuple[str, Box, float], ...]:
    """Characters with the box of their ink; a flat box where none was found.

    crop: the line image. step: width of a column in pixels of the crop. Neighbours are parted where the ink is thinnest
    between their columns, because the columns are coarser than a narrow letter.
    """
    width = crop.shape[1]
    inked = ink_of(crop)
    # A list: its short stretches are looked at faster than an array's.
    profile: list[int] = inked.sum(axis=0, dtype=np.int64).tolist()
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
        boxes[id(d)] = _ink_box(inked, profile, x0, x1, d.middle * step)
    return tuple(_with_spaces(decoded, boxes, crop.shape[0]))


def _shared_out(spans: list[tuple[int, int]], profile: Sequence[int]) -> list[tuple[int, int]]:
    """Spans of characters, with a character that got no ink given its share of what its neighbours hold.

    Narrow marks stand closer than the recogniser's columns, so that a cut falls beside them. Where a few neighbours
    hold as many separate pieces of ink as there are characters, each gets one.
    """
    for i, (a, b) in enumerate(spans):
        if any(profile[a:b]):
            continue
        for before, after in WINDOWS:
            first, last = max(0, i - before), min(len(spans), i + after + 1)
            pieces = pieces_of(profile, spans[first][0], spans[last - 1][1], white=1)
            if len(pieces) == last - first:
                spans[first:last] = pieces
                break
    return spans


def pieces_of(profile: Sequence[int], first: int, last: int, *, white: int) -> list[tuple[int, int]]:
    """Stretches of inked columns (half-open) within first..last that at least `white` empty columns part."""
    found: list[tuple[int, int]] = []
    for x in range(first, min(last, len(profile))):
        if not profile[x]:
            continue
        if found and x - found[-1][1] < white:
            found[-1] = (found[-1][0], x + 1)
        else:
            found.append((x, x + 1))
    return found


def ink_of(crop: Image) -> NDArray[np.uint8]:
    """1 where there is ink, after a global threshold that suits a crop of text."""
    _, dark = cv2.threshold(crop, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return np.asarray(dark, dtype=np.uint8)


def _thinnest(profile: Sequence[int], first: int, last: int) -> int:
    """The middle of the widest stretch of least ink in columns first..last."""
    part = profile[first : last + 1]
    if len(part) < 2:
        return first
    least = min(part)
    at, widest, begun = 0, 0, 0
    for i, ink in enumerate(part):
        if ink != least:
            begun = i + 1
        elif i + 1 - begun > widest:
            at, widest = begun, i + 1 - begun
    return first + at + widest // 2


def _ink_box(inked: NDArray[np.uint8], profile: Sequence[int], x0: int, x1: int, middle: float) -> Box:
    """The ink in columns x0..x1 that belongs to a character seen at `middle`.

    Ink further off than a character is wide stays out: it may be a mark that the recogniser passed over.
    """
    height = inked.shape[0]
    reach = REACH * height
    near = [
        (a, b)
        for a, b in pieces_of(profile, x0, x1, white=max(1, int(WHITE * height)))
        if b - 1 >= middle - reach and a <= middle + reach
    ]
    if not near:
        left = min(max(middle - 1, x0), x1 - 1)
        return Box(left, height / 2, max(left, min(middle + 1, x1)), height / 2)  # flat: its ink was not found
    first, last = near[0][0], near[-1][1]
    rows = np.flatnonzero(inked[:, first:last].any(axis=1))
    return Box(float(first), float(rows[0]), float(last), float(rows[-1] + 1))


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
