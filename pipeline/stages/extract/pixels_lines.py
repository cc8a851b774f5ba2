"""What a recognised line looks like: its type size, its baseline, which characters are raised, where its words end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.core.geometry import Box
from pipeline.ports import OcrLine

COLUMN_GAP = 0.8  # of the em: a wider gap parts words even where no space was read
WIDE_GAP = 1.5  # of the em: a gap between Chinese characters, which stand apart by themselves
SET_APART = (
    0.45,
    1.42,
)  # of the em: white between Chinese characters and from middle to middle, where names are set apart
UNREAD_SPACE = 0.23  # of the em: white between letters that the recogniser passed over
AFTER_RAISED = 0.2  # of the em: white after a raised number that is a space
CAPITALS_APART = 0.1  # of the em: how much more white capitals of some faces have on their sides
LETTER_WIDTHS = (("ijlI)]", 0.1), ("ftrJ", 0.22), ("MW", 0.8), ("mw", 0.68))  # of the em, by and large
CAPITAL_WIDTH, LETTER_WIDTH = 0.5, 0.43
LONGEST_CITATION = 9
NEAR = 10  # characters to either side that a baseline is taken from
ASCENT, DESCENT = 0.7, 0.1  # of the em: how far a word's box reaches above and below its baseline
LEANS = 0.35  # of the em that ink may reach out of that box; more says that the baseline is wrong
SAME_SIZE = 0.05  # of the em: lines closer in size than this are set in one
LOW = set("gjpqy,;()[]{}|/\\$@Q（）［］【】〔〕《》，；、。")
SMALL = set("acemnorsuvwxz")
TALL = set("bdfhklt")
RAISABLE = set("°ª0123456789[]()（）［］【】〔〕,，、.-–—−‐~～*+†‡§#¹²³⁴⁵⁶⁷⁸⁹⁰ abcdefilmnor|!lI")
NEUTRAL = set(",，、.-–—−‐~～ ")

Mark = tuple[str, Box, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """em: type size, pixels. baselines: one a character, pixels from the top of the upright line's frame."""

    em: float
    baselines: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of one line that belong together. first, last: half-open range in the line's characters."""

    first: int
    last: int
    spaced: bool
    raised: bool = False


def is_cjk(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


def shape_of(marks: Sequence[Mark], *, height: float) -> Shape:
    """Type size and baseline of upright characters. height: of the line's box, where no character tells the size."""
    ems = sorted(e for e in (_em(c, b) for c, b, _ in marks) if e)
    # Raised characters are small: what most of the larger half agree on is the line's size.
    em = ems[min(len(ems) - 1, int(len(ems) * 0.6))] if ems else height * 0.75
    feet = [_foot(c, b, em) for c, b, _ in marks]
    whole = [f for f in feet if f is not None]
    fallback = median(whole) if whole else max((b.bottom for c, b, _ in marks if c.strip()), default=height)
    lines = []
    for i in range(len(marks)):
        close = [f for f in feet[max(0, i - NEAR) : i + NEAR + 1] if f is not None]
        # Half raised and half not leaves no middle: the lower feet stand on the line.
        lines.append(sorted(close)[int(len(close) * 0.65)] if len(close) >= 3 else fallback)
    return Shape(em, tuple(lines))


def common_sizes(ems: Sequence[float]) -> tuple[float, ...]:
    """The type size of each line, as most of the lines have it that are alike: pixels make one size many."""
    return tuple(median(other for other in ems if abs(other - em) <= SAME_SIZE * em) for em in ems)


def seated(ink: Box, *, em: float, baseline: float) -> Box:
    """A word's box as wide as its ink and as high as its type, so that words of one line are level whatever letters
    they have. The ink's own box where it does not fit the line."""
    box = Box(ink.x0, baseline - ASCENT * em, ink.x1, baseline + DESCENT * em)
    return box if box.top - LEANS * em <= ink.top and ink.bottom <= box.bottom + LEANS * em else ink


def _em(char: str, box: Box) -> float | None:
    """The type size that a character's height speaks for."""
    if not box.height:
        return None
    if is_cjk(char):
        # A flat character (一) says little; a wide one says it by its width.
        return max(box.height, box.width) / 0.92
    if char.isdigit() or char.isupper() or char in TALL:
        return box.height / 0.7
    return box.height / 0.48 if char in SMALL else None


def _foot(char: str, box: Box, em: float) -> float | None:
    """Where the baseline runs by this character, None where it does not stand on it."""
    if not box.height:
        return None
    if is_cjk(char):
        return box.bottom - 0.06 * em if box.height > 0.6 * em else None
    if char in LOW or not (char.isalnum() and char.isascii()):
        return None
    return box.bottom


def raised_parts(marks: Sequence[Mark], shape: Shape) -> list[tuple[int, int]]:
    """Half-open ranges of characters that are visibly small and raised."""
    up = [_is_raised(c, b, shape.em, shape.baselines[i]) for i, (c, b, _) in enumerate(marks)]
    ranges: list[tuple[int, int]] = []
    first = None
    for i in range(len(marks) + 1):
        char = marks[i][0] if i < len(marks) else ""
        unknown = i < len(marks) and (char in NEUTRAL or not marks[i][1].height)
        if i < len(marks) and (up[i] or (first is not None and unknown and any(up[i + 1 : i + 3]))):
            first = i if first is None else first
        elif first is not None:
            ranges.append((first, i))
            first = None
    return _merged([_with_brackets(marks, r) for r in ranges if _says_something(marks, r)])


def _says_something(marks: Sequence[Mark], run: tuple[int, int]) -> bool:
    """A raised run holds a number, or is one letter at the end of a word; bits of letters are misplaced boxes."""
    text = "".join(c for c, _, _ in marks[run[0] : run[1]])
    if "[" in text and "]" in text:
        return True  # a number too thin to be read is still to be looked at
    follows = "".join(c for c, _, _ in marks[run[1] : run[1] + 3])
    if "°" in text and re.match(r"\s?[CFKNSEW](?![A-Za-z])", follows + " "):
        return False  # degrees
    if any(c.isdigit() or c == "°" for c in text):
        before = "".join(c for c, _, _ in marks[max(0, run[0] - 5) : run[0]])
        if re.search(r"\d[-–—−.,:/]?$", before) and not re.search(r"[\[\]()（）]", text):
            # Digits on digits are a citation on a year or a power of ten; on any other number the box has slipped.
            return bool(re.search(r"(?:^|\D)(?:(?:19|20)\d\d|10)$", before))
        return not any(c.isalpha() and c not in "lI" for c in text)
    after = marks[run[1]][0] if run[1] < len(marks) else " "
    before = marks[run[0] - 1][0] if run[0] else " "
    # A small letter after small ones may be the word's own with a slipped box.
    marked = text == "ª" or before.isdigit() or before.isupper() or is_cjk(before) or before in ")）"
    return len(text) == 1 and text in "abcdefghª" and marked and not (after.isalnum() and after.isascii())


def _with_brackets(marks: Sequence[Mark], run: tuple[int, int]) -> tuple[int, int]:
    """The run with the rest of its bracket: the boxes of thin marks and small digits slip."""
    first, last = run
    text = "".join(c for c, _, _ in marks[first:last])
    if "[" in text and "]" not in text:
        reach = "".join(c for c, _, _ in marks[last : last + LONGEST_CITATION])
        rest = re.match(r"[\d,，、.–—-]*\]", reach)
        last += rest.end() if rest else 0
    elif "[" not in text and first:
        reach = "".join(c for c, _, _ in marks[max(0, first - LONGEST_CITATION) : first])
        start = re.search(r"\[[\d,，、.–—-]*$", reach)
        first -= len(reach) - start.start() if start else 0
        if "]" not in text and last < len(marks) and marks[last][0] == "]":
            last += 1
    return first, last


def _merged(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges that overlap or touch, as one."""
    whole: list[tuple[int, int]] = []
    for first, last in ranges:
        if whole and first <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((first, last))
    return whole


def _is_raised(char: str, box: Box, em: float, baseline: float) -> bool:
    if char not in RAISABLE or char in NEUTRAL:
        return False
    if char == "ª":
        return True
    small = box.height < 0.66 * em
    if char in "[]()（）［］【】〔〕|!lI":
        # A bracket on the line reaches below it.
        return box.bottom < baseline - 0.06 * em and box.height < 0.86 * em
    if char.isdigit() or char == "°":
        return small and box.bottom < baseline - 0.16 * em
    if char.isalpha():
        return box.height < 0.5 * em and box.bottom < baseline - 0.22 * em
    return False


def parts_of(marks: Sequence[Mark], shape: Shape) -> list[Part]:
    """Words of a line: parted at spaces, at white as wide as a column's, and where raised characters begin and end."""
    raised = raised_parts(marks, shape)
    edges, ends = {e for r in raised for e in r}, {last for _, last in raised}
    parts: list[Part] = []
    first: int | None = None
    spaced, last = False, -1
    for i, (char, _, _) in enumerate(marks):
        if not char.strip():
            continue
        apart = last >= 0 and (
            _apart(marks, last, i, shape.em)
            or (i in ends and marks[i][1].x0 - marks[last][1].x1 > AFTER_RAISED * shape.em)
        )
        if first is not None and (apart or i in edges):
            parts.append(_part(first, last + 1, spaced, raised))
            spaced, first = apart, None
        if first is None:
            first = i
        last = i
    if first is not None:
        parts.append(_part(first, last + 1, spaced, raised))
    return parts


def _part(first: int, last: int, spaced: bool, raised: Sequence[tuple[int, int]]) -> Part:
    return Part(first, last, spaced, _within(first, raised))


def _within(at: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(a <= at < b for a, b in ranges)


def _apart(marks: Sequence[Mark], last: int, this: int, em: float) -> bool:
    """Whether white parts two characters: a space was read there, or a column's gap is seen."""
    (left, before, _), (right, after, _) = marks[last], marks[this]
    gap = after.x0 - before.x1
    wide = WIDE_GAP if _loose(left) or _loose(right) else COLUMN_GAP
    if gap > wide * em:
        return True
    if any(not c.strip() for c, _, _ in marks[last + 1 : this]):
        return True
    if is_cjk(left) and is_cjk(right):
        pitch = (after.x0 + after.x1 - before.x0 - before.x1) / 2
        return gap > SET_APART[0] * em and pitch > SET_APART[1] * em
    if not (_spelled(left) and _spelled(right)):
        return False
    cut = _cut(left, before.width / em) + _cut(right, after.width / em)
    cut += CAPITALS_APART if left.isupper() and right.isupper() else 0.0
    return gap > (UNREAD_SPACE + cut) * em


def _cut(char: str, width: float) -> float:
    """How much of a letter its box leaves out, of the em: a slipped box looks like white beside it."""
    usual = next(
        (w for letters, w in LETTER_WIDTHS if char in letters), CAPITAL_WIDTH if char.isupper() else LETTER_WIDTH
    )
    return max(0.0, usual - width)


def _spelled(char: str) -> bool:
    """Latin letters and marks that close words: between them white of a space's width is a space, read or not."""
    return char.isascii() and (char.isalpha() or char in "])")


def _loose(char: str) -> bool:
    """Full-width punctuation has white of its own."""
    return unicodedata.east_asian_width(char) in "WF" and not is_cjk(char)


def upright(line: OcrLine) -> tuple[Mark, ...]:
    """The characters of a line as they stand when it is read: x along it, y down from its top side."""
    box = line.box
    moved = ((c, Box(b.x0 - box.x0, b.top - box.top, b.x1 - box.x0, b.bottom - box.top), p) for c, b, p in line.chars)
    back = -line.turn % 4
    return tuple((c, b.turned(back, width=box.width, height=box.height), p) for c, b, p in moved)
