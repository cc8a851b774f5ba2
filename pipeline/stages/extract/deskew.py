"""The small tilt of a scan: how large it is, and the page without it."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Image

LIMIT = 4.0  # degrees either way; more than a feeder's tilt is not skew
COARSE = 0.25
FINE = 0.02
LEAST = 0.04  # degrees; half a pixel over a line of text at 150 dpi
PROBE_WIDTH = 850  # pixels; lines are still apart, and a profile takes a millisecond
MAX_POINTS = 60_000
GOLDEN = 0.618034


def skew_of(image: Image) -> float:
    """Clockwise tilt of a page's text lines in degrees, 0.0 where there is too little ink to tell.

    image: grey page, dark ink. Looks for the angle at which the rows of ink are most sharply apart.
    Source: projection profiles (Postl 1986).
    """
    ys, xs = _ink_points(image)
    if ys.size < 200:
        return 0.0
    coarse = np.arange(-LIMIT, LIMIT + COARSE / 2, COARSE)
    best = coarse[int(np.argmax([_sharpness(xs, ys, a) for a in coarse]))]
    fine = np.arange(best - COARSE, best + COARSE + FINE / 2, FINE)
    scores = [_sharpness(xs, ys, a) for a in fine]
    found = float(fine[int(np.argmax(scores))])
    return 0.0 if abs(found) > LIMIT else round(found, 3)


def straightened(image: Image, skew: float) -> Image:
    """The page turned back by `skew` degrees about its middle, at its size; corners filled with paper."""
    if abs(skew) < LEAST:
        return image
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    paper = int(np.median(image[:: max(1, height // 200), :: max(1, width // 200)]))
    turned = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)
    return np.asarray(turned, dtype=np.uint8)


def _ink_points(image: Image) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Rows and columns of the ink of a small copy, thinned to MAX_POINTS, without the page's dark borders."""
    height, width = image.shape
    scale = min(1.0, PROBE_WIDTH / width)
    small = cv2.resize(
        image, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA
    )
    ground = cv2.medianBlur(small, 31) if min(small.shape) > 31 else np.full_like(small, 255)
    dark = np.asarray(small, dtype=np.int16) < np.asarray(ground, dtype=np.int16) - 50
    edge_y, edge_x = small.shape[0] // 50, small.shape[1] // 50
    dark[:edge_y], dark[-edge_y or None :], dark[:, :edge_x], dark[:, -edge_x or None :] = False, False, False, False
    ys, xs = np.nonzero(dark)
    step = max(1, ys.size // MAX_POINTS)
    ys, xs = ys[::step], xs[::step]
    # Spread each point over its pixel: whole-numbered rows look sharpest when nothing is sheared, whatever the tilt.
    spread = np.arange(ys.size) * GOLDEN % 1.0
    return (ys + spread).astype(np.float32), xs.astype(np.float32)


def _sharpness(xs: NDArray[np.float32], ys: NDArray[np.float32], degrees: float) -> float:
    """How sharply rows of ink alternate with white after a shear by `degrees`."""
    rows = ys - xs * np.float32(math.tan(math.radians(degrees)))
    rows -= rows.min()
    profile = np.bincount(rows.astype(np.int32))
    return float(np.square(np.diff(profile.astype(np.float64))).sum())
