"""The type size of words read from pixels, from the height of their ink: `mo` is half as high as `Mg` in one size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median

from pipeline.core.words import Word

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_TALL = re.compile(r"[A-Z0-9bdfhklti&%#?!αβδθλ]")
_DEEP = re.compile(r"[gpqyμρ]")
_LOW = re.compile(r"[acemnorsuvwxzα]")
# Height of the ink in ems, of common text faces.
_HAN_EM, _TALL_EM, _DEEP_EM, _LOW_EM = 0.88, 0.68, 0.67, 0.46


def tight_boxes(words: Iterable[Word]) -> bool:
    """Are the boxes of words read from pixels drawn around the ink, so that low letters have low boxes?"""
    low: list[float] = []
    tall: list[float] = []
    for word in words:
        if word.source.startswith("ocr"):
            for char, height in _chars(word):
                if _LOW.fullmatch(char):
                    low.append(height)
                elif _TALL.fullmatch(char):
                    tall.append(height)
    return len(low) > 9 and len(tall) > 9 and median(low) < 0.85 * median(tall)


def sizes_of(words: Sequence[Word], *, tight: bool) -> tuple[float, ...]:
    """The type size of each word in points: as printed for a text layer, from the ink's height for OCR.

    Words of one line are measured together. tight: see tight_boxes; without it line heights are taken as they are.
    """
    guesses = [g for run in _runs(words) for g in _sizes(run, tight=tight)]
    known = [g for g in guesses if g is not None]
    usual = median(known) if known else 10.0
    return tuple(usual if g is None else g for g in guesses)


def _runs(words: Sequence[Word]) -> list[list[Word]]:
    """Words in runs that one line of an engine was cut into; each word of a text layer on its own."""
    runs: list[list[Word]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        if last is not None and word.source.startswith("ocr") and _one_line(last, word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _one_line(a: Word, b: Word) -> bool:
    if a.box is None or b.box is None or a.turn != b.turn or a.source != b.source or a.size != b.size:
        return False
    if a.raised != b.raised:
        return False
    if a.turn % 2:
        return a.box.overlap_x(b.box) > 0.5 * min(a.box.width, b.box.width)
    return a.box.overlap_y(b.box) > 0.5 * min(a.box.height, b.box.height)


def _sizes(run: Sequence[Word], *, tight: bool) -> list[float | None]:
    if not run[0].source.startswith("ocr"):
        return [w.size or _height(w) or None for w in run]
    if not tight:
        return [median(_height(w) for w in run) or None] * len(run)
    ems = [height / share for w in run for char, height in _chars(w) if (share := _share(char)) and height > 0]
    return [median(ems) if ems else None] * len(run)


def _share(char: str) -> float | None:
    """How much of an em the ink of a character is high, None where that does not tell (dashes, dots, brackets)."""
    for pattern, share in ((_HAN, _HAN_EM), (_LOW, _LOW_EM), (_TALL, _TALL_EM), (_DEEP, _DEEP_EM)):
        if pattern.fullmatch(char):
            return share
    return None


def _chars(word: Word) -> list[tuple[str, float]]:
    """The characters of a word with the heights of their boxes; without boxes its tallest with the word's height."""
    boxes = word.char_boxes
    if len(boxes) == len(word.text):
        return [(c, b.width if word.turn % 2 else b.height) for c, b in zip(word.text, boxes, strict=True)]
    shares = [(s, c) for c in word.text if (s := _share(c)) is not None]
    return [(max(shares)[1], _height(word))] if shares else []


def _height(word: Word) -> float:
    if word.box is None:
        return 0.0
    return word.box.width if word.turn % 2 else word.box.height
