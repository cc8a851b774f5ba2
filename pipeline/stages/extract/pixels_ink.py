"""Which pixels of a page are ink, whatever the paper's shade, and what shines through from its back."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Image

DARKER = 0.76  # of the paper around it: print is darker, bleed-through is not
SMALL = 8  # the paper's shade is taken from a copy this many times smaller

Mask = NDArray[np.uint8]  # (height, width), 1 where there is ink


def ink_mask(image: Image) -> Mask:
    """1 where a grey page has ink: darker than DARKER of the paper around it."""
    height, width = image.shape
    size = (max(1, width // SMALL), max(1, height // SMALL))
    # The lightest of each patch is paper even where a third of it is print.
    light = cv2.dilate(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.ones((5, 5), np.uint8))
    paper = cv2.resize(cv2.blur(light, (9, 9)), (width, height), interpolation=cv2.INTER_LINEAR)
    dark = np.asarray(image, dtype=np.uint16) * 100 < np.asarray(paper, dtype=np.uint16) * int(DARKER * 100)
    return dark.astype(np.uint8)
