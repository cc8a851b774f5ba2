"""A page without its drawn lines, for the recogniser: text that touches a rule is read badly and put in wrong places.

The detector is still shown the upright ones: they tell it where one cell ends and the next begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Image

LONG = 45.0  # points: no letters and no dashes make a stroke of this length
THICK = 4.0  # points; what is thicker is a filled place
PALEST = 24  # of 255: how much darker than its paper a hairline is
SAMPLE = 8  # pixels: every how many the paper's shade is taken from
ALONE = 0.5  # of a rule's darkness: what is around it is paler than this

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Cleared:
    """A grey page made lighter by its long straight lines; letters over them keep their own ink. of_flat: without the
    horizontal ones; of_all: without any."""

    of_flat: Image
    of_all: Image


def without_rules(page: Image, *, dpi: float) -> Cleared:
    """The page without its drawn lines."""
    paper = int(np.median(page[::SAMPLE, ::SAMPLE]))
    dark = np.asarray(cv2.subtract(np.full_like(page, paper), page), dtype=np.uint8)
    length, thick = (max(3, round(points * dpi / 72)) for points in (LONG, THICK))
    flat, upright = _ridges(dark, (1, length), (thick, 1)), _ridges(dark, (length, 1), (1, thick))
    of_flat, of_all = (cv2.add(page, np.minimum(drawn, dark)) for drawn in (flat, np.maximum(flat, upright)))
    return Cleared(np.asarray(of_flat, dtype=np.uint8), np.asarray(of_all, dtype=np.uint8))


def _ridges(dark: Image, along: tuple[int, int], across: tuple[int, int]) -> Grey:
    """How dark the long strokes of one direction are, 0 elsewhere. along, across: (rows, columns): the least length of
    a stroke and more than its width."""
    # A stroke that drifts by a pixel stays whole.
    smeared = cv2.dilate(dark, np.ones((3, 1) if along[0] == 1 else (1, 3), np.uint8))
    strokes = cv2.morphologyEx(smeared, cv2.MORPH_OPEN, np.ones(along, np.uint8))
    # What is as dark further off is a filled place, with or without letters in it; its ends are as dark as its middle.
    filled = cv2.morphologyEx(cv2.blur(dark, along[::-1]), cv2.MORPH_OPEN, np.ones(across, np.uint8))
    ground = cv2.dilate(filled, np.ones(along, np.uint8))
    alone = (strokes > PALEST) & (ground < ALONE * strokes)
    return np.where(alone, strokes, np.uint8(0))
