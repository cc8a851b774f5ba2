"""Roman numerals of one character: Ⅱ and Ⅲ are read as several letters of one stroke each, or a stroke short.

The strokes are counted in the ink. Where the count is a numeral that the reader saw too, the numeral is that; where it
is another, the word keeps both readings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import Reading
from pipeline.core.words import Word
from pipeline.stages.extract.pixels_doubts import SURE_CHINESE, UNSURE, flagged, unsure
from pipeline.stages.extract.pixels_ink import Mask
from pipeline.stages.extract.pixels_unread import SHAPE, patch

STROKES = "ⅠⅡⅢ"
SEEN = re.compile(f"[{STROKES}Il1|]*[{STROKES}][{STROKES}Il1|]*")
WIDEST = 1.25  # of the type size: wider, it is two numerals
UPRIGHT = 0.7  # of a stroke's height: how much of a column it inks
BESIDE = 0.45  # of the type size: how far beside what was read a stroke is looked for


def numerals_told(words: Sequence[Word], ink: Mask, *, scale: float) -> tuple[Word, ...]:
    """The words, with each numeral made of strokes as its strokes are counted. scale: points a pixel."""
    return tuple(_told(w, ink, scale) if any(c in w.text for c in STROKES) else w for w in words)


def _told(word: Word, ink: Mask, scale: float) -> Word:
    if len(word.char_boxes) != len(word.text) or word.turn or not word.size:
        return word
    for run in reversed(list(SEEN.finditer(word.text))):
        place = _place(word, run.start(), run.end())
        seen = around(word.char_boxes[run.start() : run.end()])
        count = _strokes(patch(ink, place, scale)) if seen.width < WIDEST * word.size else 0
        told = STROKES[count - 1] if 0 < count <= len(STROKES) else ""
        if told == run.group() or not told:
            continue
        text = word.text[: run.start()] + told + word.text[run.end() :]
        if told not in run.group():
            word = flagged(word, UNSURE, Reading(SHAPE, text, word.confidence))
            continue
        boxes = (*word.char_boxes[: run.start()], place, *word.char_boxes[run.end() :])
        kept = replace(word, text=text, char_boxes=boxes, box=around([*boxes, *([word.box] if word.box else [])]))
        doubted = word.confidence < SURE_CHINESE / 2 or unsure(text, [(c, place, 1.0) for c in text])
        word = kept if doubted else replace(kept, flags=tuple(f for f in kept.flags if f != UNSURE))
    return word


def _place(word: Word, first: int, last: int) -> Box:
    """Where the strokes of characters first..last stand: their boxes and what is free beside them."""
    boxes = word.char_boxes
    seen = around(boxes[first:last])
    room = BESIDE * (word.size or seen.height)
    left = max(seen.x0 - room, boxes[first - 1].x1 if first else seen.x0 - room)
    right = min(seen.x1 + room, boxes[last].x0 if last < len(boxes) else seen.x1 + room)
    return Box(left, seen.top, right, seen.bottom)


def _strokes(ink: Mask) -> int:
    """How many upright strokes stand side by side in a patch of ink."""
    rows = np.flatnonzero(ink.any(axis=1)) if ink.size else np.zeros(0)
    if rows.size < 4:
        return 0
    full = np.concatenate(([0], (ink.sum(axis=0) >= UPRIGHT * rows.size).astype(np.int8), [0]))
    return int((np.diff(full) == 1).sum())
