"""A page read from its pixels: words, rules and figures in points, in the upright frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

import numpy as np

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import Issue, Reading
from pipeline.core.words import Rule, Word
from pipeline.errors import EngineMissing
from pipeline.ports import Engines, Image, OcrEngine, OcrLine, PageRenderer
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.deskew import skew_of, straightened
from pipeline.stages.extract.pixels_doubts import (
    UNSURE,
    arrows_suspected,
    as_shaped,
    flagged,
    in_capitals,
    ink_accounted,
    swallows,
    unsure,
)
from pipeline.stages.extract.pixels_ink import Mask, ink_mask, without_ghosts
from pipeline.stages.extract.pixels_lines import Part, Shape, common_sizes, parts_of, seated, shape_of, upright
from pipeline.stages.extract.pixels_marks import (
    lettered,
    lone_marks,
    punctuated,
    squared,
    vouched,
    without_noise,
    without_rules_read,
    without_specks,
)
from pipeline.stages.extract.pixels_numerals import numerals_told
from pipeline.stages.extract.pixels_raised import bare_citations, settled, with_digits
from pipeline.stages.extract.pixels_unread import SHAPE, confirmed, unread_words
from pipeline.stages.extract.rules_in_pixels import figures_of, rules_of
from pipeline.stages.extract.witness import compared, tokens_of

POINTS_PER_INCH = 72.0
SURE = 0.80  # mean confidence under which a page may stand on its head
LARGEST_PAPER, PAPER_WIDTH = 880.0, 595.0  # points: the shorter sides of A3 (and a little) and of A4
AROUND = 2.0  # points of what is around a place that is read by itself
SMALLEST_PAGE = 24  # pixels; nothing can be read on less
INKED = 0.04  # share of a character's box that is ink, at the least
TOKEN_ROOM = 0.9  # points of white around a number that is shown to the second witness
NO_SECOND = Issue("no-second-witness", "Tesseract is not installed: numbers were read by one engine only", "warning")
TURNED = 0.75  # share of characters in turned lines that makes it the page that is turned


@dataclass(frozen=True, slots=True)
class PixelPage:
    """What was read from one page's pixels. width, height: points, after turning. rotation: clockwise degrees by which
    the scan stands turned (0, 90, 180, 270). skew: degrees of the small tilt that was taken out, clockwise positive.
    engines: sources of the readers (`ocr:rapidocr`, …)."""

    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    figures: tuple[Box, ...]
    rotation: int
    skew: float
    width: float
    height: float
    engines: tuple[str, ...]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """A straightened page image and what the first reader saw on it. scale: points a pixel."""

    image: Image
    lines: tuple[OcrLine, ...]
    scale: float
    quarters: int
    skew: float


def read_page_pixels(
    renderer: PageRenderer,
    number: int,
    *,
    engines: Engines,
    settings: ExtractSettings,
    only: Sequence[Box] | None = None,
) -> PixelPage:
    """Read page `number` (from 1) from its pixels.

    only: boxes (points) of an upright page that are to be read; the rest of it is taken for white paper.
    Raises EngineMissing where no recogniser is installed, TooLarge where the page has too many pixels.
    """
    reader = first_reader(engines)
    times = times_too_large(*renderer.size(number))
    image = renderer.render(number, dpi=settings.ocr_dpi / times)
    if min(image.shape) < SMALLEST_PAGE:
        return PixelPage((), (), (), 0, 0.0, *renderer.size(number), (source_of(reader),))
    if only is not None:
        image = _with_only(image, only, scale=POINTS_PER_INCH / settings.ocr_dpi * times)
    page = _page_of(image, engines=engines, dpi=settings.ocr_dpi, upright=only is not None)
    return page if times == 1 else enlarged(page, times)


def _with_only(image: Image, places: Sequence[Box], *, scale: float) -> Image:
    """The image with nothing but these places on it, each with a little of what is around it."""
    made = np.full_like(image, int(np.median(image)))
    for place in places:
        box = place.padded(AROUND, AROUND)
        top, bottom, left, right = (max(0, round(v / scale)) for v in (box.top, box.bottom, box.x0, box.x1))
        made[top:bottom, left:right] = image[top:bottom, left:right]
    return made


def times_too_large(width: float, height: float) -> float:
    """How many times larger a page says it is than paper can be: a scan whose pixels were taken for points.

    width, height: points. 1.0 up to A3; a larger page is taken for one as wide as A4.
    """
    side = min(width, height)
    return side / PAPER_WIDTH if side > LARGEST_PAPER else 1.0


def enlarged(page: PixelPage, times: float) -> PixelPage:
    """The page with every place and size in it so many times larger."""

    def larger(box: Box) -> Box:
        return _points(box, times)

    words = (
        replace(
            word,
            box=larger(word.box) if word.box else None,
            size=round(word.size * times, 2) if word.size else word.size,
            char_boxes=tuple(larger(b) for b in word.char_boxes),
        )
        for word in page.words
    )
    return replace(
        page,
        words=tuple(words),
        rules=tuple(replace(rule, box=larger(rule.box)) for rule in page.rules),
        figures=tuple(larger(b) for b in page.figures),
        width=page.width * times,
        height=page.height * times,
    )


def _page_of(image: Image, *, engines: Engines, dpi: float, upright: bool) -> PixelPage:
    """What a page image of `dpi` says. upright: it is known to stand upright and straight."""
    reader = first_reader(engines)
    if upright:
        look = Look(image, reader.read(image, dpi=dpi), POINTS_PER_INCH / dpi, 0, 0.0)
    else:
        look = look_at(image, reader, dpi=dpi)
    ink = ink_mask(look.image)
    look = replace(look, lines=inked_lines(look.lines, ink))
    rules = rules_of(ink, points=look.scale)
    figures = figures_of(ink, rules, points=look.scale)
    seen = in_capitals(without_rules_read(without_specks(words_on(look, reader)), rules))
    read = lone_marks(numerals_told(seen, ink, scale=look.scale))
    crop = partial(cut, look.image, scale=look.scale)
    missed = unread_words(read, ink, scale=look.scale, rules=rules, figures=figures, crop=crop, reader=reader)
    accounted = ink_accounted(confirmed(read, ink, scale=look.scale), ink, scale=look.scale)
    sure = arrows_suspected(accounted, ink, scale=look.scale, crop=crop, reader=reader)
    doubted = tuple(flagged(word, UNSURE) if i in missed.beside else word for i, word in enumerate(sure))
    words = second_opinion((*doubted, *missed.words), look, engines)
    height, width = look.image.shape
    return PixelPage(
        words,
        tuple(r for r in rules if not any(f.padded(1, 1).contains(r.box.cx, r.box.cy) for f in figures)),
        figures,
        look.quarters * 90,
        look.skew,
        width * look.scale,
        height * look.scale,
        tuple(source_of(engine) for engine in engines.ocr[:2]),
        () if len(engines.ocr) > 1 else (NO_SECOND,),
    )


def inked_lines(lines: Sequence[OcrLine], ink: Mask) -> tuple[OcrLine, ...]:
    """Lines without the characters under which there is no ink: those shine through from the page's back."""
    kept = []
    for line in lines:
        inked = [not c.strip() or _is_inked(b, ink) for c, b, _ in line.chars]
        # One faint letter within a word is the word's: what shines through stands by itself.
        held = [
            here or (before and after)
            for before, here, after in zip([False, *inked[:-1]], inked, [*inked[1:], False], strict=True)
        ]
        chars = tuple(mark for mark, keep in zip(line.chars, held, strict=True) if keep)
        solid = [mark for mark in chars if mark[0].strip()]
        if len(solid) == sum(1 for c, _, _ in line.chars if c.strip()):
            kept.append(line)
        elif 2 * len(solid) > len(line.chars):
            box = around(b for _, b, _ in solid)
            kept.append(replace(line, text="".join(c for c, _, _ in chars), box=box, chars=chars))
    return tuple(kept)


def _is_inked(box: Box, ink: Mask) -> bool:
    if not box.height:
        return True
    patch = ink[round(box.top) : round(box.bottom), round(box.x0) : round(box.x1)]
    return not patch.size or float(patch.mean()) > INKED


def second_opinion(words: tuple[Word, ...], look: Look, engines: Engines) -> tuple[Word, ...]:
    """The words with the second engine heard on their numbers; as they are where there is none."""
    if len(engines.ocr) < 2:
        return words
    tokens = tokens_of(words)
    crops = [_upright_crop(look, t.box.padded(TOKEN_ROOM, 2 * TOKEN_ROOM), words[t.word].turn) for t in tokens]
    return compared(words, tokens, crops, reader=engines.ocr[0], second=engines.ocr[1])


def _upright_crop(look: Look, box: Box, turn: int) -> Image:
    crop = cut(look.image, box, scale=look.scale)
    return np.ascontiguousarray(np.rot90(crop, k=turn)) if turn else crop


def read_line_boxes(
    renderer: PageRenderer, number: int, boxes: Sequence[Box], *, engines: Engines, settings: ExtractSettings
) -> tuple[tuple[Word, ...], ...]:
    """The words in boxes of one line each (points), one tuple a box, () where nothing was read."""
    reader = first_reader(engines)
    image = renderer.render(number, dpi=settings.ocr_dpi)
    scale = POINTS_PER_INCH / settings.ocr_dpi
    crops = [cut(image, b, scale=scale) for b in boxes]
    found = []
    for box, line in zip(boxes, reader.read_lines(crops, dpi=settings.ocr_dpi), strict=True):
        moved = _moved(line, max(0, round(box.x0 / scale)), max(0, round(box.top / scale)))
        found.append(words_on(Look(image, (moved,), scale, 0, 0.0), reader) if line.text else ())
    return tuple(found)


def first_reader(engines: Engines) -> OcrEngine:
    """The engine that reads pixels first. Raises EngineMissing where there is none."""
    if not engines.ocr:
        raise EngineMissing("no text recogniser is installed; `pip install rapidocr openvino` brings the first reader")
    return engines.ocr[0]


def source_of(engine: OcrEngine) -> str:
    return f"ocr:{engine.name}"


def look_at(image: Image, reader: OcrEngine, *, dpi: float) -> Look:
    """The page upright and straight, with the reader's lines; read once more where it stands turned or on its head."""
    scale = POINTS_PER_INCH / dpi
    look = _read(image, 0, reader, dpi=dpi, scale=scale)
    letters = sum(len(line.chars) for line in look.lines)
    sideways = {q: sum(len(line.chars) for line in look.lines if line.turn == q) for q in (1, 3)}
    quarter = max(sideways, key=lambda q: sideways[q])
    if letters and sideways[quarter] > TURNED * letters:
        return _read(image, quarter, reader, dpi=dpi, scale=scale)
    if letters and _sureness(look.lines) >= SURE:
        return look
    others = [_read(image, 2, reader, dpi=dpi, scale=scale)] if np.ptp(image) > 60 else []
    return max([look, *others], key=lambda seen: _sureness(seen.lines) * sum(len(line.chars) for line in seen.lines))


def _read(image: Image, quarters: int, reader: OcrEngine, *, dpi: float, scale: float) -> Look:
    turned = np.ascontiguousarray(np.rot90(image, k=quarters)) if quarters else image
    skew = skew_of(turned)
    straight = without_ghosts(straightened(turned, skew))
    return Look(straight, reader.read(straight, dpi=dpi), scale, quarters, skew)


def _sureness(lines: Sequence[OcrLine]) -> float:
    """Mean confidence over the characters of lines; 0.0 where there are none."""
    chances = [p for line in lines for _, _, p in line.chars]
    return float(np.mean(chances)) if chances else 0.0


def words_on(look: Look, reader: OcrEngine) -> tuple[Word, ...]:
    """The words of all lines, raised ones settled by a second look. Boxes in points."""
    marks = [upright(line) for line in look.lines]
    shapes = [
        shape_of(m, height=line.box.width if line.turn % 2 else line.box.height)
        for m, line in zip(marks, look.lines, strict=True)
    ]
    sizes = common_sizes([shape.em for shape in shapes])
    drafts = [
        [_word(line, part, shape, size, scale=look.scale, source=source_of(reader)) for part in parts_of(m, shape)]
        for line, m, shape, size in zip(look.lines, marks, shapes, sizes, strict=True)
    ]
    raised = [(i, k) for i, words in enumerate(drafts) for k, w in enumerate(words) if w.raised]
    crops = [_raised_crop(look, drafts[i][k]) for i, k in raised]
    bare = bare_citations([drafts[i][k].text for i, k in raised])
    again = reader.read_lines(crops, dpi=POINTS_PER_INCH / look.scale) if crops else ()
    for (i, k), line in zip(raised, again, strict=True):
        joined_on = bool(k) and not drafts[i][k].space_before
        base = drafts[i][k - 1].text if joined_on else ""
        drafts[i][k] = settled(drafts[i][k], line, base=base, bare=bare)
        if joined_on and drafts[i][k].text == "²" and k + 1 < len(drafts[i]):
            drafts[i][k - 1] = squared(drafts[i][k - 1], after=drafts[i][k + 1].text)
        if joined_on and drafts[i][k].text.startswith("["):
            drafts[i][k - 1] = without_noise(drafts[i][k - 1])
    return tuple(with_digits(word) for words in drafts for word in words)


def _word(line: OcrLine, part: Part, shape: Shape, em: float, *, scale: float, source: str) -> Word:
    """A part of a line as a word. em: the line's type size in pixels."""
    chars = line.chars[part.first : part.last]
    ink = around(b for _, b, _ in chars)
    if not part.raised and not line.turn:
        baseline = line.box.top + median(shape.baselines[part.first : part.last])
        ink = seated(ink, em=em, baseline=baseline)
    text = lettered(punctuated("".join(c for c, _, _ in chars)), [p for _, _, p in chars])
    chances = vouched(text, [p for _, _, p in chars])
    shaped = None if part.raised or line.turn else as_shaped(text, chars, em=em)
    odd = unsure(text, chars) or shaped is not None or (not line.turn and swallows(text, chars, em=em))
    return Word(
        text,
        _points(ink, scale),
        source,
        min(chances),
        part.spaced,
        size=round(em * scale * (0.65 if part.raised else 1.0), 2),
        raised=part.raised,
        turn=line.turn,
        flags=(UNSURE,) if odd and not part.raised else (),
        alternatives=(Reading(SHAPE, shaped, min(chances)),) if shaped else (),
        char_boxes=tuple(_points(b, scale) for _, b, _ in chars),
    )


def _points(box: Box, scale: float) -> Box:
    return Box(box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale)


def _raised_crop(look: Look, word: Word) -> Image:
    """The ink of a raised word with room around it, the right way up."""
    if word.box is None:
        return np.full((4, 4), 255, dtype=np.uint8)
    room = 0.25 * (word.size or word.box.height)
    return _upright_crop(look, word.box.padded(0.6 * room, room), word.turn)


def cut(image: Image, box: Box, *, scale: float) -> Image:
    """The part of a page image under a box in points. scale: points a pixel."""
    rows = slice(max(0, round(box.top / scale)), max(1, round(box.bottom / scale)))
    cols = slice(max(0, round(box.x0 / scale)), max(1, round(box.x1 / scale)))
    return image[rows, cols]


def _moved(line: OcrLine, x: float, y: float) -> OcrLine:
    def to(b: Box) -> Box:
        return Box(b.x0 + x, b.top + y, b.x1 + x, b.bottom + y)

    return replace(line, box=to(line.box), chars=tuple((c, to(b), p) for c, b, p in line.chars))


def joined(words: Iterable[Word]) -> str:
    """Words as one string."""
    return "".join((" " if i and w.space_before else "") + w.text for i, w in enumerate(words))
