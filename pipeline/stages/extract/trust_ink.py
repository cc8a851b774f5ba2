"""Ink that the text layer does not account for: lost marks, pages it has only in part, tables printed as pictures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.geometry import Box
from pipeline.ports import Image, RawPage
from pipeline.stages.extract.text_layer_fold import folded

INK_DPI = 72.0  # one pixel a point
DARKER = 70  # grey levels below the paper
JOIN = (9, 3)  # points: letters of one line come together, lines do not
LEAST_INK = 5  # points² of dark pixels in one place
TALLEST = 40.0
SIDE = 3.0
PICTURE_SHARE = 0.03
RULE_SHARE = 0.6
TABLE_RULES = 3

Mask = NDArray[np.uint8]


def unread_ink(page: RawPage, image: Image) -> tuple[Box, ...]:
    """Boxes of ink that is no character, rule, drawing or picture of `page`, points, page frame.

    image: the page rendered at INK_DPI. Lines of text come as a box each; what is too big for type is left out.
    """
    scale = image.shape[1] / page.width
    dark = _dark(image)
    dark[_known(page, dark.shape, scale) > 0] = 0
    if not dark.any():
        return ()
    joined = cv2.dilate(dark, np.ones((JOIN[1], JOIN[0]), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    ink = np.bincount(labels.ravel(), weights=dark.ravel(), minlength=count)
    found = []
    for i in range(1, count):
        x, y, width, height, _ = (float(v) for v in stats[i])
        if ink[i] >= LEAST_INK and height - JOIN[1] < TALLEST and min(width - JOIN[0], height - JOIN[1]) >= SIDE - 1:
            found.append(Box(x / scale, y / scale, (x + width) / scale, (y + height) / scale))
    return tuple(found)


def pictured_tables(page: RawPage, image: Image) -> tuple[Box, ...]:
    """Pictures on the page that hold a ruled table, points: at least three rules across most of their width."""
    scale = image.shape[1] / page.width
    dark = _dark(image)
    whole = page.width * page.height
    found = []
    for box in page.images:
        if not PICTURE_SHARE * whole < box.area < 0.8 * whole:
            continue
        part = dark[round(box.top * scale) : round(box.bottom * scale), round(box.x0 * scale) : round(box.x1 * scale)]
        if part.size and _rules_in(part) >= TABLE_RULES:
            found.append(box)
    return tuple(found)


def _rules_in(part: Mask) -> int:
    """Thin dark bands that run across most of the part."""
    across = part.mean(axis=1) > RULE_SHARE
    starts = np.flatnonzero(np.diff(np.concatenate(([0], across.astype(np.int8)))) == 1)
    ends = np.flatnonzero(np.diff(np.concatenate((across.astype(np.int8), [0]))) == -1)
    return int(np.count_nonzero(ends - starts < 4))


def _dark(image: Image) -> Mask:
    return (image < int(np.median(image)) - DARKER).astype(np.uint8)


def _known(page: RawPage, shape: tuple[int, ...], scale: float) -> Mask:
    """A mask of all that the page's own description accounts for."""
    mask: Mask = np.zeros((shape[0], shape[1]), np.uint8)
    for char in page.chars:
        if char.visible and folded(char.text).strip():
            _fill(mask, char.box, scale, 0.18 * char.size)
    for rule in page.rules:
        _fill(mask, rule.box, scale, 2.0)
    for box in (*page.drawings, *page.images):
        _fill(mask, box, scale, 3.0)
    return mask


def _fill(mask: Mask, box: Box, scale: float, pad: float) -> None:
    top, left = (max(0, int((v - pad) * scale)) for v in (box.top, box.x0))
    mask[top : max(0, int((box.bottom + pad) * scale) + 1), left : max(0, int((box.x1 + pad) * scale) + 1)] = 1
