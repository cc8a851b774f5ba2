"""Doubts that a word's own ink raises: a letter that looks like an arrow, ink that no character accounts for, a power
of ten without its exponent, a character read without conviction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from statistics import median

import numpy as np

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import Reading
from pipeline.core.scripts import is_cjk
from pipeline.core.words import Word
from pipeline.ports import Image, OcrEngine
from pipeline.stages.extract.arrows import CHARACTERS, SIGNS, arrow_shape
from pipeline.stages.extract.pixels_ink import Mask
from pipeline.stages.extract.pixels_lines import Mark
from pipeline.stages.extract.pixels_unread import DISPUTED, SHAPE, patch

UNSURE = "low-confidence"
ARROW_LIKE = frozenset("1lIit|!」丨f†T]Jj")
SURE_WORD, SURE_LOOK = 0.98, 0.9  # confidence from which a letter that looks like an arrow is one all the same
SURE_CHINESE = 0.88  # of a Chinese character: another that looks like it has the rest
ONE_PIECE = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZαβγδκμωχΔ")
FLAT = frozenset("-−–.,()[]<>=+±×~↑↓→/")
BREAKS = {**dict.fromkeys("nhuHMNUDOQdkqwWA0obp", 1), "m": 2}  # into how many more pieces faint print parts a letter
BETWEEN = 0.07  # of the type size: white that is no break in a letter
SLIVER = 2  # columns
HIGH = 0.35  # of the type size: a lower piece may be dust
RUNS = re.compile(f"[{re.escape(''.join(sorted(ONE_PIECE | FLAT)))}]{{2,}}")
NO_POWER = re.compile(r"\d?[×xX*·]\s?10(?:[ⁿ{^°*]|\s?(?:CFU|cfu|cells?|copies|IU|个|/[LlmM]))")
NUMBERED = re.compile(r"[A-Za-zα-ω]-?\d1$")  # a name and its number: ω-3↑ is read ω-31 with conviction
TWO_SIGNS = re.compile(r"[-−–][-−–]\d")  # a minus seen twice, or a dash and a minus
DROPPED, TAIL = 0.035, (0.15, 0.35)  # of the type size: how far a comma reaches under the line, and its height
ROUND_DOT = 0.15  # of the type size: a full stop is no higher and does not reach under the line
FOOTED = frozenset("ABCDEFGHIKLMNOPRSTUVWXYZabcdefhiklmnorstuvwxz0123456789")  # what stands on the line
SHORT = frozenset("acemnorsuvwxz")
THIN = frozenset("()[]:;,.")
WIDEST_THIN, WIDEST_SLASH = 0.5, 0.5  # of the type size
USUAL = frozenset(("VAS", "NRS", "BMI", "RCT", "RPE", "ADL", "SAS", "SDS", "FBG", "HAMA", "HAMD", "PSQI", "WOMAC"))
ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{3,6}(?![A-Za-z])")
SPELLED = re.compile(r"(?<![A-Za-z])[A-Za-z]{3,6}(?![A-Za-z])")
BESIDE_CHINESE = 0.68  # of a Chinese character's height: the same
SMALL_LETTER = 0.59  # of the type size: no letter without an ascender is so high
CAPITAL = 0.9  # of its neighbours' height: as high as they are, a small letter is a capital
LOST_POWER = re.compile(
    r"(?<![\d.,])10(?:\d{1,2}\s?(?:CFU|cfu)|/(?:[Ll]|m[Ll]|[uμµ][Ll]|mm)(?![A-Za-z]))|[×xX]\s?10[3-9]\d?(?![\d.,%])"
)
TWO_NUMBERS = re.compile(
    r"(?<![\d.])(?!(?:19|20)\d\d\.\d{1,2}\.\d{1,2}(?!\d))\d{1,6}\.\d{2,}\.\d{1,3}(?![\d.])"
)  # of two cells: 2.0665.48
EXCLAIMED = re.compile(r"[a-z]!|![a-z]")  # an l is read as an exclamation mark
MIXED_NUMERAL = re.compile(r"[Ⅰ-Ⅻ∥∏][Ⅰ-ⅫIVX1l|]|[IVXl|][Ⅰ-Ⅻ]|[∥∏](?![A-Za-z]?\d)")


def unsure(text: str, marks: Sequence[Mark]) -> bool:
    """Whether a word has a Chinese character read without conviction, a number that lost its power or has two signs,
    or a numeral of two alphabets."""
    doubted = any(p < SURE_CHINESE and is_cjk(c) for c, _, p in marks)
    return doubted or any(
        odd.search(text) for odd in (EXCLAIMED, NO_POWER, LOST_POWER, MIXED_NUMERAL, TWO_NUMBERS, TWO_SIGNS)
    )


def swallows(text: str, marks: Sequence[Mark], *, em: float) -> bool:
    """Whether a thin mark stands on more ink than it can have: one beside it was passed over (10⁹/L as 10/L)."""
    return any(
        (c in THIN and box.width > WIDEST_THIN * em)
        or (c == "/" and i > 0 and text[i - 1].isdigit() and box.width > WIDEST_SLASH * em)
        for i, (c, (_, box, _)) in enumerate(zip(text, marks, strict=False))
    )


def as_shaped(text: str, marks: Sequence[Mark], *, em: float) -> str | None:
    """The text with the marks and letters whose ink has another's shape as that other, None where none has: a full stop
    with a comma's tail (`resistance. 15 min`) or the reverse, a small letter as high as the capitals beside it (`VaS`).

    em: the type size in the unit of the marks' boxes. One mark a character.
    """
    feet = sorted(b.bottom for c, b, _ in marks if c in FOOTED and b.height)
    if len(feet) < 3 or len(text) != len(marks):
        return None
    foot = feet[len(feet) // 2]
    seen = list(text)
    for i, (char, (_, box, _)) in enumerate(zip(text, marks, strict=True)):
        height, drop = box.height / em, (box.bottom - foot) / em
        decimal = text[i + 1 : i + 2].isdigit()
        if char == "." and not decimal and drop > DROPPED and TAIL[0] < height < TAIL[1]:
            seen[i] = ","
        elif char == "," and not decimal and 0 < height < ROUND_DOT and abs(drop) < DROPPED / 2:
            seen[i] = "."
        elif char in SHORT and 0 < i < len(text) - 1:
            beside = [marks[k][1].height for k in (i - 1, i + 1) if text[k].isascii() and text[k].isupper()]
            if len(beside) == 2 and box.height > CAPITAL * min(beside):
                seen[i] = char.upper()
    shaped = "".join(seen)
    return shaped if shaped != text else None


def in_capitals(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, flagged where letters as high as capitals were read small in what the page writes in capitals
    elsewhere, or everybody does (Vas for VAS)."""
    known = USUAL | {token for w in words for token in ACRONYM.findall(w.text)}
    return tuple(_in_capitals(w, known) if SPELLED.search(w.text) else w for w in words)


def _in_capitals(word: Word, known: Set[str]) -> Word:
    if len(word.char_boxes) != len(word.text) or not word.size or word.raised or word.turn:
        return word
    for token in SPELLED.finditer(word.text):
        said = token.group().upper()
        small = [i for i in range(token.start(), token.end()) if word.text[i] in SHORT]
        if said == token.group() or said not in known or not small:
            continue
        if median(word.char_boxes[i].height for i in small) > _short_of_capital(word, token.start(), token.end()):
            text = word.text[: token.start()] + said + word.text[token.end() :]
            return flagged(word, UNSURE, Reading(SHAPE, text, word.confidence))
    return word


def _short_of_capital(word: Word, first: int, last: int) -> float:
    """A height that small letters do not have and capitals do, told by what stands beside them in the word."""
    high = [b.height for c, b in zip(word.text[first:last], word.char_boxes[first:last], strict=True) if c.isupper()]
    chinese = [b.height for c, b in zip(word.text, word.char_boxes, strict=True) if is_cjk(c)]
    if high:
        return CAPITAL * median(high)
    return BESIDE_CHINESE * median(chinese) if chinese else SMALL_LETTER * (word.size or 0.0)


def flagged(word: Word, code: str, *rivals: Reading) -> Word:
    """The word with one more flag and what else was seen."""
    flags = word.flags if code in word.flags else (*word.flags, code)
    return replace(word, flags=flags, alternatives=(*word.alternatives, *rivals))


def ink_accounted(words: Sequence[Word], ink: Mask, *, scale: float) -> tuple[Word, ...]:
    """The words, flagged where more pieces of ink stand apart than were read characters: one was passed over."""
    return tuple(flagged(w, UNSURE) if UNSURE not in w.flags and _has_more_ink(w, ink, scale) else w for w in words)


def _has_more_ink(word: Word, ink: Mask, scale: float) -> bool:
    if word.raised or word.turn or len(word.char_boxes) != len(word.text):
        return False
    for run in RUNS.finditer(word.text):
        box = around(word.char_boxes[run.start() : run.end()])
        may_break = sum(BREAKS.get(c, 0) for c in run.group())
        part, size = patch(ink, box, scale), (word.size or box.height) / scale
        if _pieces(part, least=HIGH * size) > len(run.group()) + may_break:
            return True
        # Where a letter breaks the white is thin; wide white is between letters.
        if _pieces(part, least=HIGH * size, white=BETWEEN * size) > len(run.group()):
            return True
    return False


def _pieces(part: Mask, *, least: float, white: float = 1.0) -> int:
    """Stretches of ink that at least `white` columns without any part.

    One column counts where it has at least `least` pixels; at the ends a sliver does not: a neighbour may lean in.
    """
    if not part.size:
        return 0
    filled = np.concatenate(([0], part.any(axis=0).astype(np.int8), [0]))
    edges = np.flatnonzero(np.diff(filled)).tolist()
    runs: list[tuple[int, int]] = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        if runs and a - runs[-1][1] < white:
            runs[-1] = (runs[-1][0], b)
        else:
            runs.append((a, b))
    inner = [(a, b) for a, b in runs if b - a > SLIVER or (a > 0 and b < part.shape[1])]
    return sum(1 for a, b in inner if b - a > 1 or part[:, a].sum() >= least)


def arrows_suspected(
    words: Sequence[Word], ink: Mask, *, scale: float, crop: Callable[[Box], Image], reader: OcrEngine
) -> tuple[Word, ...]:
    """The words, flagged where the last letter has the shape of an arrow and a second look is not sure that it is none.

    crop: the page image under a box in points.
    """
    seen: dict[int, str] = {}
    for i, word in enumerate(words):
        sign = _arrow_at_end(word, ink, scale)
        if sign:
            seen[i] = sign
    if not seen:
        return tuple(words)
    ends = [
        around(words[i].char_boxes[-2:]).padded(0.25 * (words[i].size or 8), 0.25 * (words[i].size or 8)) for i in seen
    ]
    looks = reader.read_lines([crop(end) for end in ends], dpi=72 / scale)
    said = list(words)
    for (i, sign), look in zip(seen.items(), looks, strict=True):
        last = look.chars[-1] if look.chars else ("", None, 0.0)
        if last[0] in SIGNS or last[2] < SURE_LOOK or NUMBERED.search(words[i].text):
            said[i] = flagged(said[i], DISPUTED, Reading(SHAPE, words[i].text[:-1] + sign, look.confidence))
    return tuple(said)


def _arrow_at_end(word: Word, ink: Mask, scale: float) -> str:
    """The arrow that the last letter of an unsure word looks like, or nothing."""
    if word.confidence >= SURE_WORD or word.raised or word.turn or len(word.text) < 2:
        return ""
    if word.text[-1] not in ARROW_LIKE or len(word.char_boxes) != len(word.text) or DISPUTED in word.flags:
        return ""
    return CHARACTERS.get(arrow_shape(np.ascontiguousarray(patch(ink, word.char_boxes[-1], scale))).direction, "")
