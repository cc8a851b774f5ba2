"""Which pixels of a page are ink, whatever the paper's shade, and what shines through from its back."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Image

DARKER = 0.76  # of the paper around it: print is darker, bleed-through is not
SMALL = 8  # the paper's shade is taken from a copy this many times smaller

PALE = 0.92  # of the paper: what is darker is print or shines through
MOSTLY_PALE = 0.2  # share of ink among all that is darker than paper, under which a place has no print
AROUND = (41, 21)  # pixels, width and height: how far around is looked; a few letters of one line
GHOSTED = 0.01  # share of a page from which its back is taken to shine through

Mask = NDArray[np.uint8]  # (height, width), 1 where there is ink


def ink_mask(image: Image) -> Mask:
    """1 where a grey page has ink: darker than DARKER of the paper around it."""
    return _darker(image, paper_of(image), DARKER).astype(np.uint8)


def paper_of(image: Image) -> Image:
    """The shade of the paper at every pixel of a grey page."""
    height, width = image.shape
    size = (max(1, width // SMALL), max(1, height // SMALL))
    # The lightest of each patch is paper even where a third of it is print.
    light = cv2.dilate(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.ones((5, 5), np.uint8))
    paper = cv2.resize(cv2.blur(light, (9, 9)), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(paper, dtype=np.uint8)


def without_ghosts(image: Image) -> Image:
    """The page with paper in the place of what shines through from its back; the page itself where nothing does.

    A reader takes such ghosts for letters. Pale print must not be taken for ghosts: it has darker pixels all along, so
    only what is pale wherever one looks around it is painted over, and only on a page that has much of it.
    """
    paper = paper_of(image)
    smooth = np.asarray(cv2.blur(image, (3, 3)), dtype=np.uint8)
    shaded, inked = _darker(smooth, paper, PALE), _darker(smooth, paper, DARKER)
    around = cv2.blur(np.dstack([shaded, inked]).astype(np.float32), AROUND)
    ghosts = shaded & ~inked & (around[:, :, 1] < MOSTLY_PALE * around[:, :, 0])
    if float(ghosts.mean()) < GHOSTED:
        return image
    spread = cv2.dilate(ghosts.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    print_itself = cv2.dilate(inked.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.where(spread & ~print_itself, paper, image)


def _darker(image: Image, paper: Image, share: float) -> NDArray[np.bool_]:
    dark = np.asarray(image, dtype=np.uint16) * 100 < np.asarray(paper, dtype=np.uint16) * round(share * 100)
    return np.asarray(dark, dtype=np.bool_)
