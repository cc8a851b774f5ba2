"""Arrows by their shape: a witness that knows nothing of letters.

An effect's direction is the evidence itself, and a recogniser may drop an arrow, misplace it or read it as a letter.
The test looks for a straight shaft through the middle and a head that widens from a point at one end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.stages.extract.pixels_ink import Mask

Direction = Literal["up", "down", "right", "left", "none"]
SIGNS: dict[str, Direction] = {"↑": "up", "↓": "down", "→": "right", "←": "left"}
CHARACTERS: dict[Direction, str] = {direction: sign for sign, direction in SIGNS.items()}

SLENDEST, STOUTEST = 1.15, 6.0  # length over width of an arrow
SHAFT = 0.8  # share of its length in which the middle is inked
HEAVIER = 0.12  # by how much the half with the head is wider than the other, of both
POINTED = 0.62  # width of the tip over the widest part of the head
HEAD, TAIL = 0.42, 0.52  # of the length: where the head ends at the latest, where the bare shaft begins
ALIKE = 0.66  # share of the ink that its mirror image covers
LEAST_WIDTH = 3
SMALLEST = 6  # pixels; under this a head cannot be told from a shaft


@dataclass(frozen=True, slots=True)
class Shape:
    """What the ink looks like. confidence: 0..1, how clearly."""

    direction: Direction
    confidence: float


NONE = Shape("none", 0.0)


def arrow_shape(ink: Mask) -> Shape:
    """The arrow that a small patch of ink shows. ink: (height, width), 1 where there is ink, one character."""
    trimmed = _largest(ink)
    if trimmed is None or max(trimmed.shape) < SMALLEST:
        return NONE
    along_y, along_x = _shape_down(trimmed), _shape_down(np.ascontiguousarray(trimmed.T))
    if along_y.direction != "none":
        return along_y
    turned: dict[Direction, Direction] = {"up": "left", "down": "right"}
    return Shape(turned[along_x.direction], along_x.confidence) if along_x.direction != "none" else NONE


def _largest(ink: Mask) -> Mask | None:
    """The largest connected piece of ink, cut out; specks beside it are dust."""
    if min(ink.shape) < LEAST_WIDTH:
        return None  # OpenCV ends the process on an empty array
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 2:
        return None
    best = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    if stats[best, cv2.CC_STAT_AREA] < 0.6 * int(ink.sum()):
        return None
    x, y, w, h = (int(v) for v in stats[best, :4])
    return np.asarray(labels[y : y + h, x : x + w] == best, dtype=np.uint8)


def _shape_down(ink: Mask) -> Shape:
    """An upright arrow: `up` or `down`, else none."""
    height, width = ink.shape
    if not SLENDEST <= height / width <= STOUTEST or width < LEAST_WIDTH:
        return NONE
    spans, mirror = _spans(ink), _mirrored(ink)
    if mirror < ALIKE:
        return NONE
    stroke = float(np.median(ink.sum(axis=1)))
    middle = ink[:, max(0, width // 2 - max(1, width // 6)) : width // 2 + max(1, width // 6) + 1]
    shaft = float(middle.any(axis=1).mean())
    reach, foot_from = max(1, round(HEAD * height)), round(TAIL * height)
    ends = {"up": spans, "down": spans[::-1]}
    best: Shape = NONE
    for direction, seen in ends.items():
        head, tail = seen[:reach], seen[foot_from:]
        widest, foot = float(np.max(head)), float(np.median(tail))
        tip = float(np.mean(head[: max(1, height // 9)]))
        lean = (widest - foot) / max(1.0, widest + foot)
        bare = float(np.mean(tail <= max(stroke * 1.6, 0.45 * widest)))
        if shaft < SHAFT or lean < HEAVIER or tip > POINTED * widest or bare < 0.75 or widest < 0.75 * width:
            continue
        sure = min(1.0, 0.4 + 1.2 * lean) * min(1.0, shaft + 0.1)
        if sure > best.confidence:
            best = Shape("up" if direction == "up" else "down", round(sure, 3))
    return best


def _mirrored(ink: Mask) -> float:
    """How alike the ink and its mirror image are, 0..1, at the best of three places for the axis."""
    padded = np.pad(ink, ((0, 0), (1, 1))).astype(bool)
    flipped = padded[:, ::-1]
    best = 0.0
    for shift in (-1, 0, 1):
        other = np.roll(flipped, shift, axis=1)
        best = max(best, float((padded & other).sum()) / max(1.0, float((padded | other).sum())))
    return best


def _spans(ink: Mask) -> NDArray[np.float64]:
    """From the first to the last ink of each row, in pixels."""
    filled = ink.astype(bool)
    first = filled.argmax(axis=1)
    last = ink.shape[1] - filled[:, ::-1].argmax(axis=1)
    return np.where(filled.any(axis=1), last - first, 0).astype(np.float64)
