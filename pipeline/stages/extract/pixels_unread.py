"""Ink that no reader spoke for, and arrows on which the readers and the shape differ.

A recogniser passes over a lone arrow after a word, a dash that is a whole cell, a minus before a number. What stands
on a line of words and is neither text nor a drawing is looked at by itself; an arrow must also look like one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.core.geometry import Box
from pipeline.core.provenance import Reading
from pipeline.core.scripts import is_cjk
from pipeline.core.words import Rule, Word
from pipeline.ports import Image, OcrEngine
from pipeline.stages.extract.arrows import CHARACTERS, SIGNS, arrow_shape
from pipeline.stages.extract.pixels_ink import Mask

DISPUTED = "arrow-disputed"
SHAPE = "shape"
LOST = "low-confidence"  # what the first look passed over may be something else
SMALLEST, LARGEST = 0.2, 1.8  # of the type size: the longer side of a mark that counts
DUST = 0.10  # of the type size: thinner and shorter than a dash
SPECK = 1.4  # points: smaller ink is dust
MIDDLE = 0.3, 0.8  # of a word's height, from its top: where a dash stands beside it
SLENDER = 2.0  # times as long as wide: a thin dash is no dust
SURE = 0.75  # of a shape, to stand against a reader
SURE_READER = 0.85
UNSURE = 0.5  # a reading under this says nothing against a dash
UPRIGHT = ("↑", "↓")
LIKE_ARROWS = frozenset("1lIiTJtf|!丨")  # what such an arrow is read as
LIKE_UP = "个"  # read for an arrow that points up
COUNTING = frozenset("0123456789一二两三四五六七八九十百千万几数多每各整半单这那某逐")
STROKES = " |丨IlL1[]!"  # what the side of its cell is read as beside a dash
DASHES = set("-−–—一")
LETTER = 0.3, 0.6, 0.5  # of the type size: width and height of a letter at the least, gap beside its word at the most
THIN = 0.08, 0.25  # of the type size: width of an I at the least, gap beside its word at the most
MARKS = DASHES | set("↑↓→←±×≥≤<>=+~～*†‡√✓○●△▲□■◇☆★※")
TYPE_HEIGHT = 0.8  # of the type size: how high the box of a word is
DISC = 0.25, 1.0  # of the type size: a disc's width
ROUND, FILLED = 0.75, 0.65  # of its height: its width, or the reverse; of its box: its ink
SURE_ALONE = 0.9  # of a letter or figure that is a cell by itself


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of ink in points, with the word that stands nearest to it on its line. led: whether one stands before it
    there."""

    box: Box
    near: Word
    led: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """words: marks that were passed over. beside: places, among the words read, of those beside an unread letter."""

    words: tuple[Word, ...]
    beside: frozenset[int]


def confirmed(words: Sequence[Word], ink: Mask, *, scale: float) -> tuple[Word, ...]:
    """Words with every arrow compared with its shape; where they differ the word keeps both, flagged."""
    seen = (_pointing(word, ink, scale) if word.text.endswith(LIKE_UP) else word for word in words)
    return tuple(_confirmed(word, ink, scale) if any(c in SIGNS for c in word.text) else word for word in seen)


def _pointing(word: Word, ink: Mask, scale: float) -> Word:
    """A word that ends in the measure 个 where nothing is counted, as the arrow that its ink shows, in dispute."""
    if word.text[-2:-1] in COUNTING or len(word.char_boxes) != len(word.text) or word.turn:
        return word
    if arrow_shape(np.ascontiguousarray(patch(ink, word.char_boxes[-1], scale))).direction != "up":
        return word
    rival = Reading(word.source, word.text, word.confidence)
    text = word.text[:-1] + CHARACTERS["up"]
    return replace(word, text=text, alternatives=(*word.alternatives, rival), flags=(*word.flags, DISPUTED))


def _confirmed(word: Word, ink: Mask, scale: float) -> Word:
    if len(word.char_boxes) != len(word.text):
        return word
    rivals = []
    for i, char in enumerate(word.text):
        if char not in SIGNS:
            continue
        seen_ink = patch(ink, word.char_boxes[i], scale)
        shape = arrow_shape(np.ascontiguousarray(np.rot90(seen_ink, k=word.turn)))
        if shape.direction == "none" and word.confidence >= SURE_READER:
            continue
        if shape.direction != SIGNS[char]:
            seen = CHARACTERS.get(shape.direction, "")
            rivals.append(Reading(SHAPE, word.text[:i] + seen + word.text[i + 1 :], shape.confidence))
    if not rivals:
        return word
    return replace(word, alternatives=(*word.alternatives, *rivals), flags=(*word.flags, DISPUTED))


def unread_words(
    words: Sequence[Word],
    ink: Mask,
    *,
    scale: float,
    rules: Sequence[Rule],
    figures: Sequence[Box],
    crop: Callable[[Box], Image],
    reader: OcrEngine,
) -> Missed:
    """Marks that stand on a line of words and were not read. crop: the page image under a box in points."""
    found = _unread(words, ink, scale=scale, rules=rules, figures=figures)
    if not found:
        return Missed((), frozenset())
    room = [0.35 * (u.near.size or 8.0) for u in found]
    looks = reader.read_lines([crop(u.box.padded(2 * r, r)) for u, r in zip(found, room, strict=True)], dpi=72 / scale)
    made, beside = [], set()
    at = {id(word): i for i, word in enumerate(words)}
    for piece, look in zip(found, looks, strict=True):
        word = _word(piece, look.text.strip(), look.confidence, patch(ink, piece.box, scale))
        if word is not None:
            made.append(word)
        elif _is_letter(piece):
            beside.add(at[id(piece.near)])
    return Missed(tuple(made), frozenset(beside))


def _is_letter(piece: Unread) -> bool:
    """Ink as large as a letter, close to a word that is not Chinese (whose characters are of several pieces)."""
    size = piece.near.size or piece.box.height
    high, gap = piece.box.height >= LETTER[1] * size, _gap(piece.near, piece.box) / size
    wide = piece.box.width >= LETTER[0] * size and gap < LETTER[2]
    stroke = THIN[0] * size <= piece.box.width and gap < THIN[1]
    return high and (wide or stroke) and not any(is_cjk(c) for c in piece.near.text)


def _as_high_as_type(box: Box, size: float) -> Box:
    """The box of a small mark made as high as words of its size are: about the middle of its line."""
    high = max(box.height, TYPE_HEIGHT * size)
    return Box(box.x0, box.cy - high / 2, box.x1, box.cy + high / 2)


def _is_disc(piece: Unread, ink: Mask) -> bool:
    """A filled disc that stands after a word, as a mark in a table's cell does; one before a word begins an item."""
    box, size = piece.box, piece.near.size or piece.box.height
    if not piece.led or not DISC[0] * size < box.width < DISC[1] * size:
        return False
    return ROUND < box.width / max(box.height, 0.1) < 1 / ROUND and float(ink.mean()) > FILLED


def _word(piece: Unread, read: str, confidence: float, ink: Mask) -> Word | None:
    """The mark as a word; an arrow on which reader and shape differ is flagged, other ink must be read as a mark."""
    shape = arrow_shape(ink)
    seen = CHARACTERS.get(shape.direction, "") if shape.confidence >= SURE else ""
    size = piece.near.size or piece.box.height
    base = Word("", _as_high_as_type(piece.box, size), piece.near.source, confidence, True, size=size)
    height = (piece.box.cy - piece.near.box.top) / piece.near.box.height if piece.near.box else 0.5
    flat = piece.box.height < 0.28 * size and piece.box.width > 1.4 * piece.box.height
    flat = flat and MIDDLE[0] < height < MIDDLE[1]
    if read in SIGNS or (seen and not read):
        text = read or seen
        if read == seen:
            return replace(base, text=text, char_boxes=(piece.box,))
        rival = Reading(SHAPE, seen, shape.confidence)
        return replace(base, text=text, alternatives=(rival,), flags=(DISPUTED,), char_boxes=(piece.box,))
    if seen in UPRIGHT and confidence < SURE_READER and (not read or read in LIKE_ARROWS):
        rival = Reading(piece.near.source, read, confidence)
        return replace(base, text=seen, alternatives=(rival,), flags=(DISPUTED,), char_boxes=(piece.box,))
    alone = _gap(piece.near, piece.box) > size
    if flat and (read.strip(STROKES) in DASHES or (alone and confidence < UNSURE)):
        return replace(base, text="-", confidence=max(confidence, 0.5), char_boxes=(piece.box,))
    if read in MARKS and len(read) == 1 and confidence >= SURE_READER and not flat:
        return replace(base, text=read, char_boxes=(piece.box,))
    if alone and _is_disc(piece, ink):
        return replace(base, text="●", confidence=max(confidence, 0.5), char_boxes=(piece.box,))
    if len(read) == 1 and read.isalnum() and alone and confidence >= SURE_ALONE and piece.box.height > LETTER[0] * size:
        return replace(base, text=read, char_boxes=(piece.box,), flags=(LOST,))
    return None


def _unread(
    words: Sequence[Word], ink: Mask, *, scale: float, rules: Sequence[Rule], figures: Sequence[Box]
) -> list[Unread]:
    left = ink.copy()
    boxes = [b for w in words for b in (w.char_boxes or ((w.box,) if w.box else ()))]
    for box in (*boxes, *figures, *(r.box for r in rules)):
        patch(left, box.padded(1.0, 1.0), scale)[:] = 0
    count, _, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    upright = [w for w in words if not w.turn and w.box is not None and not w.raised]
    found = []
    for x, y, w, h, _ in (tuple(int(v) for v in row) for row in stats[1:count]):
        box = Box(x * scale, y * scale, (x + w) * scale, (y + h) * scale)
        if max(box.width, box.height) < SPECK:
            continue
        near = _neighbour(box, upright) or _over(box, upright, patch(ink, box, scale))
        if near is None or not near.size:
            continue
        long, short = max(box.width, box.height), min(box.width, box.height)
        if SMALLEST * near.size <= long <= LARGEST * near.size and (short > DUST * near.size or long > SLENDER * short):
            led = any(w.box.x1 <= box.x0 and w.box.top <= box.cy <= w.box.bottom for w in upright if w.box)
            found.append(Unread(box, near, led))
    return found


def _neighbour(box: Box, words: Sequence[Word]) -> Word | None:
    """The word nearest along the line on which the ink stands, None where it stands on no line."""
    on_line = [w for w in words if w.box is not None and w.box.top <= box.cy <= w.box.bottom]
    return min(on_line, key=lambda w: _gap(w, box), default=None)


def _over(box: Box, words: Sequence[Word], ink: Mask) -> Word | None:
    """The word that an arrow stands under, alone on a cell's last line; None where the ink has no arrow's shape."""
    if arrow_shape(ink).confidence < SURE:
        return None
    return next(
        (w for w in words if w.box and 0 < box.cy - w.box.bottom < 1.5 * w.box.height and w.box.overlap_x(box) > 0),
        None,
    )


def _gap(word: Word, box: Box) -> float:
    return max(word.box.x0 - box.x1, box.x0 - word.box.x1, 0.0) if word.box is not None else float("inf")


def patch(ink: Mask, box: Box, scale: float) -> Mask:
    """The view of the mask under a box in points."""
    rows = slice(max(0, round(box.top / scale)), max(1, round(box.bottom / scale)))
    cols = slice(max(0, round(box.x0 / scale)), max(1, round(box.x1 / scale)))
    return ink[rows, cols]
