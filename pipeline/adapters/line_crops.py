"""Crops of one line of text as a recogniser wants them: only this line's ink, at one height, in few widths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.adapters.ctc import ink_of
from pipeline.ports import Image

HEIGHT = 48
MARGIN = 0.12  # of a line's ink, above and below it
ROOMY = 0.2  # the same of a long line in large type, which is seen well enough smaller
LARGE, LONG = 26, 13  # pixels: the height of its ink; its width over that height
# Every width costs a compilation and the memory it keeps, so there are few of them.
WIDTHS = (*range(32, 320, 32), *range(320, 640, 64), *range(640, 1664, 128), *range(1664, 3201, 256))
NARROW = 640  # columns; cells hold the values and keep their detail, lines of running text do with less
SQUEEZE = 0.92  # of a longer line's width, at the least: what is left white on WIDTHS costs as much as text
CELLS_SQUEEZE = 0.95  # of a shorter line's width, where longer ones are squeezed
BATCH, WIDEST_OF_BATCH = 4, 256  # narrow strips go through the model together; wide ones gain nothing by it
BESIDE = 0.25  # of a line's height: white left on either side of its ink for a second look
INTRUDES = 0.3  # of a line's fullest row: ink at the edge of its box that is another line's
VALLEY, OUTER = 0.25, 0.45  # of that row: what parts two lines; of the box: how far in from its edge that is looked for
STACKED = 1.5  # usual heights: a box so high may hold two lines
WHOLE = 0.35  # of a usual box: the ink of a line is as high, a stroke of a character is not
LOWEST = 8  # pixels: the height of a line under which no neighbour can be told

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Strip:
    """A line for the recogniser. plane: (HEIGHT, one of WIDTHS), -1..1, zero beside the line. squeeze: columns of it a
    pixel of the crop."""

    plane: Floats
    squeeze: float


def strip_of(crop: Image, *, squeeze: float = 1.0) -> Strip | None:
    """A crop scaled to the recogniser's height and to one of WIDTHS; None where it is too small to hold text.

    squeeze: of its width a line longer than NARROW keeps, at the least (a shorter one CELLS_SQUEEZE, if that is more).
    """
    height, width = crop.shape
    if height < 4 or width < 4:
        return None
    natural = max(16, round(width * HEIGHT / height))
    least = natural * (squeeze if natural > NARROW else max(squeeze, CELLS_SQUEEZE))
    room = next((w for w in WIDTHS if w >= least), WIDTHS[-1])
    cols = min(natural, room)
    way = cv2.INTER_AREA if cols < width else cv2.INTER_LINEAR
    small = cv2.resize(np.ascontiguousarray(crop), (cols, HEIGHT), interpolation=way)
    plane = np.zeros((HEIGHT, room), dtype=np.float32)
    plane[:, :cols] = (small.astype(np.float32) / 255 - 0.5) / 0.5
    return Strip(plane, cols / width)


def batches(widths: Sequence[int]) -> list[list[int]]:
    """Which strips go through the model together: of one width, BATCH of the narrow ones. Width 0: not at all.

    A batch has BATCH strips or one, so that no more sizes than that are compiled.
    """
    found: list[list[int]] = []
    for width in sorted({w for w in widths if w}):
        alike = [i for i, w in enumerate(widths) if w == width]
        full = len(alike) - len(alike) % BATCH if width <= WIDEST_OF_BATCH else 0
        found += [alike[i : i + BATCH] for i in range(0, full, BATCH)]
        found += [[i] for i in alike[full:]]
    return found


def line_rows(crop: Image) -> tuple[int, int]:
    """The rows of a detected line (half-open) that hold its ink and a margin.

    Small type fills little of the detector's box; the recogniser sees every line at one height, so what is saved in
    height is gained in detail. Never less than half of the box: a lone dash stays a dash.
    """
    height = crop.shape[0]
    profile = ink_of(crop).sum(axis=1)
    first, last = _valley(profile[::-1]), _valley(profile)
    profile[: height - first] = profile[last:] = 0
    inked = profile > max(1, crop.shape[1] // 400)
    rows = np.flatnonzero(inked)
    rows = rows[(rows > 0) & (rows < height - 1)]
    if rows.size == 0:
        return 0, height
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > max(2, height // 8)) + 1)
    kept = [r for r in runs if r[-1] >= height * 0.2 and r[0] <= height * 0.8]
    if not kept:
        return 0, height
    top, bottom = int(kept[0][0]), int(kept[-1][-1]) + 1
    ink = bottom - top
    share = ROOMY if ink >= LARGE and crop.shape[1] > LONG * ink else MARGIN
    margin = max(share * ink, (height / 2 - ink) / 2)
    return max(0, round(top - margin)), min(height, round(bottom + margin))


def stacked_rows(crop: Image, *, usual: float) -> list[tuple[int, int]]:
    """The rows (half-open) of each line in a box that holds several short ones, one over another; all its rows where it
    holds one. usual: the height of a box of one line on this page, pixels."""
    height = crop.shape[0]
    if height < STACKED * usual:
        return [(0, height)]
    inked = np.flatnonzero(ink_of(crop).any(axis=1))
    runs = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1) if inked.size else []
    # What is cut off at the box's edge is of the line above or below.
    runs = [r for r in runs if r.size >= WHOLE * usual or (r[0] > 0 and r[-1] < height - 1)]
    if len(runs) < 2 or any(not WHOLE * usual <= r.size <= STACKED * usual for r in runs):
        return [(0, height)]
    cuts = [0, *(int(a[-1] + b[0] + 1) // 2 for a, b in pairwise(runs)), height]
    return list(pairwise(cuts))


def _valley(profile: NDArray[np.int64]) -> int:
    """The row from which ink at the end of a crop is the next line's: the thinnest before it; else the crop's end.

    profile: ink in each row. A line's own ink thins out before the end of its box.
    """
    height, most = len(profile), int(profile.max())
    if height < LOWEST or int(profile[-2:].min()) < INTRUDES * most:
        return height
    start = round((1 - OUTER) * height)
    thinnest = start + int(np.argmin(profile[start:]))
    return thinnest if profile[thinnest] < VALLEY * most else height


def ink_columns(crop: Image) -> tuple[int, int]:
    """The columns of a line (half-open) that hold its ink and a little white."""
    cols = np.flatnonzero(ink_of(crop).any(axis=0))
    if cols.size == 0:
        return 0, crop.shape[1]
    room = round(BESIDE * crop.shape[0])
    return max(0, int(cols[0]) - room), min(crop.shape[1], int(cols[-1]) + 1 + room)


def at_its_ink(crop: Image) -> Image:
    """A line without the white before and after it: another view for a second look."""
    first, last = ink_columns(crop)
    return crop[:, first:last]


def without_neighbours(column: Image, first: int, last: int) -> Image:
    """Rows first..last of a column of the page, with the ink of the lines above and below painted over.

    Such ink is read into the line and lends its height to the characters over it. A piece that the edge cuts is the
    line's own (a comma, a descender) where its middle lies inside.
    """
    crop = column[first:last]
    reach = (last - first) // 2
    above = min(first, reach)
    wider = column[first - above : last + reach]
    ink = ink_of(wider)
    bottom = above + last - first
    if last - first < LOWEST or not (ink[above].any() or ink[bottom - 1].any()):
        return crop
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    tops, feet = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT]
    foreign = ((tops < above) & (centres[:, 1] < above)) | ((feet > bottom) & (centres[:, 1] > bottom))
    foreign[0] = False
    mask = cv2.dilate(foreign[labels[above:bottom]].astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    return np.where(mask, np.uint8(np.percentile(crop, 80)), crop) if mask.any() else crop
