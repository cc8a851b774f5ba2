"""Drawn lines and drawings found in the ink of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.core.geometry import Box, around
from pipeline.core.words import Rule
from pipeline.stages.extract.pixels_ink import Mask

SHORTEST = 22.0  # points; longer than any stroke of running text
SLENDER, THICKEST = 2.2, 4.0  # a thick rule must be long: the middle of bold words is not
PIECE = 9.0  # points: the shortest stroke that is looked at; the side of a low row
TALLER = 14.0  # points: no letter in a table is so high
LONG = 60.0  # points: no letters make a stroke of this length
TOUCH = 0.4  # points between the end of a short rule and the rule that it ends at: letters leave white
TOUCHED, CROWDED = 0.12, 0.45  # share of ink at a stroke's side: in letters, and in a line of text close by
IN_LINE = 1.2  # points between the middles of strokes in one line
BREAK = 2.0  # points of a thin rule that a scan may lose
OUTLINE = 18.0  # points: the smaller side of the smallest box of a flow chart
WIDEST_BOX, HIGHEST_BOX = 180.0, 90.0  # points: of one box of a flow chart; a framed abstract is larger
APART = 40.0  # points between the boxes of one drawing, with an arrow between them


def rules_of(ink: Mask, *, points: float) -> tuple[Rule, ...]:
    """Long straight strokes of a straightened page, and short ones that a grid's rules hold at both ends.

    points: the size of a pixel. Boxes in points."""
    turned = np.ascontiguousarray(ink.T)
    along, across = _candidates(ink, points=points), _candidates(turned, points=points)
    # A rule that crosses others is no less alone for them.
    flat = _strokes(np.asarray(ink & (1 - across.long.T), dtype=np.uint8), along, points=points)
    upright = _strokes(np.asarray(turned & (1 - along.long.T), dtype=np.uint8), across, points=points)
    rules = [b for b in flat if b.width >= SHORTEST]
    sides = [b for b in upright if b.width >= SHORTEST]
    flat, upright = (*rules, *_held(flat, sides)), (*sides, *_held(upright, rules))
    return (*(Rule(b, True) for b in flat), *(Rule(_transposed(b), False) for b in upright))


def _transposed(box: Box) -> Box:
    """The box on a page whose rows are columns."""
    return Box(box.top, box.x0, box.bottom, box.x1)


def _held(strokes: Sequence[Box], across: Sequence[Box]) -> list[Box]:
    """Short strokes that begin and end at rules across them, as the sides of a single row do, and are longer than the
    letters of a table or go on in other rows.

    across: boxes as they stand on the transposed page."""
    turned = [_transposed(b).padded(TOUCH, TOUCH) for b in across]
    held = [
        b
        for b in strokes
        if b.width < SHORTEST and all(any(r.contains(end, b.cy) for r in turned) for end in (b.x0, b.x1))
    ]
    sides = [*held, *(b for b in strokes if b.width >= SHORTEST)]
    # A stroke of a letter may touch the rules over and under it, but not one of another row at the same place too.
    return [b for b in held if b.width >= TALLER or any(o is not b and abs(o.cy - b.cy) <= IN_LINE for o in sides)]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Slender horizontal runs of ink. places: (x, y, width, height), pixels. long: a mask of those that no letters
    make."""

    places: tuple[tuple[int, int, int, int], ...]
    long: Mask


def _candidates(ink: Mask, *, points: float) -> Candidates:
    """What may be a rule for its shape alone."""
    length, thick = max(3, round(PIECE / points)), max(2, round(THICKEST / points))
    # A rule that drifts by a pixel stays whole when rows are first smeared by one.
    smeared = cv2.dilate(ink, np.ones((2, 1), np.uint8))
    closed = cv2.morphologyEx(smeared, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    w, h, area = stats.T[2:]
    # The filled area tells a stroke from the dense middle of a picture or of heavy type.
    slender = ((h * points <= SLENDER) | ((h <= thick + 1) & (w >= 40 * h))) & (area >= 0.5 * w * h)
    slender[0] = False
    places = tuple((int(v[0]), int(v[1]), int(v[2]), int(v[3])) for v in stats[slender])
    long = slender & (w * points >= LONG)
    return Candidates(places, long.astype(np.uint8)[labels])


def _strokes(ink: Mask, found: Candidates, *, points: float) -> tuple[Box, ...]:
    """Boxes of the horizontal strokes, in points. Pieces that a scan parted are put together."""
    others = np.asarray(ink & (1 - found.long), dtype=np.uint8)
    pieces = [
        Box(x * points, y * points, (x + w) * points, (y + h) * points)
        for x, y, w, h in found.places
        if _alone(ink, others, x, y, w, h, long=w * points >= LONG)
    ]
    return tuple(_joined(pieces))


def _alone(ink: Mask, others: Mask, x: int, y: int, w: int, h: int, *, long: bool) -> bool:
    """Whether little ink touches the stroke from above and below, as it does in letters and pictures.

    others: the ink that is no long stroke. A long stroke may have its twin or text close by at one side."""
    rows = (slice(max(0, y - 3), max(0, y - 1)), slice(y + h + 1, y + h + 3))
    clear = [_share(ink[r, x : x + w]) < TOUCHED for r in rows]
    return all(clear) or (long and any(clear) and all(_share(others[r, x : x + w]) < CROWDED for r in rows))


def _share(patch: Mask) -> float:
    """The share of ink in a patch, 0.0 off the page."""
    return float(patch.mean()) if patch.size else 0.0


def _joined(pieces: Sequence[Box]) -> list[Box]:
    """Strokes in one line with a gap of at most BREAK between them, as one."""
    whole: list[Box] = []
    for piece in sorted(pieces, key=lambda b: (b.x0, b.top)):
        at = next(
            (i for i, b in enumerate(whole) if piece.x0 - b.x1 <= BREAK and abs(piece.cy - b.cy) <= IN_LINE), None
        )
        if at is None:
            whole.append(piece)
        else:
            whole[at] = around((whole[at], piece))
    return whole


def figures_of(ink: Mask, rules: Sequence[Rule], *, points: float) -> tuple[Box, ...]:
    """Boxes of drawings and pictures, in points: large connected ink that is neither text nor a table's grid."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    large, photos = [], []
    for i, (x, y, w, h, area) in enumerate(tuple(int(v) for v in row) for row in stats[1:count]):
        box = Box(x * points, y * points, (x + w) * points, (y + h) * points)
        if min(box.width, box.height) < OUTLINE:
            continue
        filled = area / (w * h)
        if filled > 0.25 and min(box.width, box.height) > 2 * OUTLINE:
            photos.append(box)
        elif not _is_grid(labels[y : y + h, x : x + w] == i + 1, box, rules):
            large.append(box)
    groups = _groups([*large, *photos], APART)
    grouped = [around(g) for g in groups if any(b in photos for b in g) or _is_drawing(g, rules)]
    return tuple(sorted(grouped, key=lambda b: (b.top, b.x0)))


def _is_grid(ink: Mask, box: Box, rules: Sequence[Rule]) -> bool:
    """A table's frame: rules cross its whole width or height inside it, not only round it."""
    inner = 0
    for rule in rules:
        if not rule.box.intersects(box.padded(1, 1)):
            continue
        across = rule.horizontal and rule.box.overlap_x(box) > 0.9 * box.width
        down = not rule.horizontal and rule.box.overlap_y(box) > 0.9 * box.height
        margin = 0.08
        inside = (
            box.top + margin * box.height < rule.box.cy < box.bottom - margin * box.height
            if rule.horizontal
            else box.x0 + margin * box.width < rule.box.cx < box.x1 - margin * box.width
        )
        inner += inside and (across or down)
    spanned = any(r.horizontal and r.box.overlap_x(box) > 0.9 * box.width for r in rules if r.box.intersects(box))
    return (inner >= 1 and spanned) or float(ink.mean()) < 0.001


def _is_drawing(group: Sequence[Box], rules: Sequence[Rule]) -> bool:
    """Whether outlines make a drawing: several small boxes, or anything that is more than a frame round text."""
    frames = [b for b in group if _is_frame(b, rules)]
    if len(frames) == len(group):
        return len(group) > 1 and all(b.width < WIDEST_BOX and b.height < HIGHEST_BOX for b in group)
    whole = around(group)
    return whole.width > WIDEST_BOX / 2 and whole.height > OUTLINE


def _is_frame(box: Box, rules: Sequence[Rule]) -> bool:
    """A rectangle round something: rules run along its top and its bottom."""
    along = [r.box for r in rules if r.horizontal and r.box.overlap_x(box) > 0.85 * box.width]
    return any(abs(b.cy - box.top) < 4 for b in along) and any(abs(b.cy - box.bottom) < 4 for b in along)


def _groups(boxes: Sequence[Box], reach: float) -> list[list[Box]]:
    """Boxes put together with all that come within `reach` points of them."""
    groups: list[list[Box]] = []
    for box in boxes:
        near = [g for g in groups if any(b.padded(reach, reach).intersects(box) for b in g)]
        groups = [g for g in groups if g not in near]
        groups.append([box, *(b for g in near for b in g)])
    return groups
