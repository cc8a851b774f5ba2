"""Red stamps over print: libraries and editors press them on paper that is scanned later.

A ring across a line joins its letters, and what it encloses is taken for a drawing. The ink of a stamp is red where
print is black, and most of it stands on a round or square outline: red words and charts have none.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.geometry import Box
from pipeline.ports import Image

Mask = NDArray[np.uint8]
RED, PURPLE = 12, 165  # hue of 180: below the one and above the other it is red
COLOURFUL = 60  # between the strongest and the weakest of red, green and blue
DARK = 100  # the strongest of the three, of print
SMALLEST, LARGEST = 30.0, 200.0  # points, of a stamp's sides
OUTLINE, ON_OUTLINE = 0.84, 0.45  # from where on it is the outline; the least share of the ink there
MOST_FILLED = 0.5  # of the box
EDGE = 1.2  # points around its ink, where it fades into the paper
JOINS = (2.0, 6.0)  # points: a ring apart from what is in it, a ring that print cuts in pieces


def stamps_on(colours: Image, *, dpi: float) -> tuple[Box, ...]:
    """Boxes of the red stamps on a page, points. colours: (height, width, 3) RGB."""
    points = 72.0 / dpi
    red = _red(colours)
    if int(red.sum()) * points * points < SMALLEST:
        return ()
    found: list[Box] = []
    for gap in JOINS:
        fresh = [box for box in _outlined(red, gap, points) if not any(box.intersects(known) for known in found)]
        found += fresh
    return tuple(found)


def _outlined(red: Mask, gap: float, points: float) -> Iterator[Box]:
    """Boxes of ink that stands on its rim. gap: points over which its pieces hang together. points: a pixel's."""
    reach = max(1, round(gap / points)) | 1
    joined = cv2.dilate(red, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for i in range(1, count):
        x, y, width, height = (int(v) for v in stats[i][:4])
        if not all(SMALLEST <= side * points <= LARGEST for side in (width, height)):
            continue
        ink = (labels[y : y + height, x : x + width] == i) & (red[y : y + height, x : x + width] > 0)
        if _is_outlined(ink):
            yield Box(x * points, y * points, (x + width) * points, (y + height) * points)


def without(stamps: tuple[Box, ...], colours: Image, *, dpi: float) -> Image:
    """The page in grey, the red ink in these boxes as light as the paper; what is black under it stays."""
    grey = np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    paper = float(np.median(grey))
    scale = dpi / 72.0
    reach = max(1, round(EDGE * scale)) | 1
    for box in stamps:
        top, bottom = max(0, int(box.top * scale)), int(box.bottom * scale) + 1
        left, right = max(0, int(box.x0 * scale)), int(box.x1 * scale) + 1
        part = colours[top:bottom, left:right]
        red, strongest = _red(part), part.max(axis=2)
        if not red.any():
            continue
        # Red light passes red ink: seen in it the stamp is paper, the print under it still dark.
        through = np.minimum(strongest * (paper / float(np.median(strongest[red > 0]))), paper)
        near = cv2.dilate(red, np.ones((reach, reach), np.uint8)) > 0
        view = grey[top:bottom, left:right]
        view[near] = np.maximum(view, through.astype(np.uint8))[near]
    return grey


def _red(colours: Image) -> Mask:
    """Where the page is red."""
    hue = cv2.cvtColor(colours, cv2.COLOR_RGB2HSV)[:, :, 0]
    strongest, weakest = colours.max(axis=2), colours.min(axis=2)
    vivid = (strongest.astype(np.int16) - weakest > COLOURFUL) & (strongest > DARK)
    red: Mask = (vivid & ((hue < RED) | (hue > PURPLE))).astype(np.uint8)
    return red


def _is_outlined(ink: NDArray[np.bool_]) -> bool:
    """Whether most of the ink stands on the rim of its box, round or square, and little within."""
    height, width = ink.shape
    ys, xs = np.nonzero(ink)
    if not ys.size or ys.size > MOST_FILLED * height * width:
        return False
    across = np.abs(xs - (width - 1) / 2) / (width / 2)
    down = np.abs(ys - (height - 1) / 2) / (height / 2)
    round_rim = float(np.mean(np.hypot(across, down) > OUTLINE))
    square_rim = float(np.mean(np.maximum(across, down) > OUTLINE))
    corners = float(np.mean(np.hypot(across, down) > 1.15))
    return square_rim > ON_OUTLINE if corners > 0.05 else round_rim > ON_OUTLINE
