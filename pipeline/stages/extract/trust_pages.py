"""Which pages have a text layer worth reading, and how a page from pixels joins the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import Issue
from pipeline.core.words import Page, Word
from pipeline.ports import Char, RawPage
from pipeline.stages.extract.pixels import PixelPage
from pipeline.stages.extract.text_layer_watermark import style_of, watermark_styles

PageMode = Literal["text", "pixels", "blank"]

SCAN_SHARE = 0.5
FEW_CHARS = 40
STAMP_SHARE = 0.2
MARGIN = 0.08  # of the page's height: what a library or database prints on the pages it hands out stands there
WHOLE = 0.85  # of the page
STAMP_LINES = 3
LINE = 6.0  # points
ASLANT = 8.0  # degrees; text farther off its quarter turn is in no line
LONGEST_SAID = 60  # characters of a message
MANY_DRAWINGS = 150
BESIDE = 2.5  # heights of a word: as far as a line drawn in another font comes from its place
TOKEN = re.compile(r"[A-Za-z]{2,}|\d{2,}|[\u3400-\u9fff]")


def mode_of(page: RawPage) -> PageMode:
    """How to read a page: its text layer, its pixels (a scan, with or without a hidden text layer), or not at all.

    A page-wide image makes a scan of a page with no visible text but a stamp or a download notice. A page with nothing
    at all may be one that the PDF library could not parse: only an empty rendering makes it blank.
    """
    visible = [c for c in page.chars if c.visible and c.text.strip()]
    hidden = sum(_is_hidden(c) for c in page.chars)
    share = _image_share(page)
    if share >= SCAN_SHARE and (
        _in_the_middle(visible, page) < FEW_CHARS
        or len(visible) < STAMP_SHARE * hidden
        or (share >= WHOLE and _lines(visible) <= STAMP_LINES)
    ):
        return "pixels"
    if len(visible) >= FEW_CHARS:
        return "text"
    pictured = any(box.area > STAMP_SHARE * page.width * page.height for box in page.images)
    if pictured or hidden > len(visible) or len(page.drawings) > MANY_DRAWINGS or page.issues:
        return "pixels"
    return "text" if visible else "blank"


def _image_share(page: RawPage) -> float:
    """The part of the page that images cover, 0..1 (strips of one scan add up)."""
    return min(1.0, sum(box.area for box in page.images) / max(page.width * page.height, 1.0))


def _in_the_middle(chars: Sequence[Char], page: RawPage) -> int:
    """How many characters stand between the page's upper and lower margin."""
    return sum(MARGIN * page.height < c.box.cy < (1 - MARGIN) * page.height for c in chars)


def _lines(chars: Sequence[Char]) -> int:
    """How many lines the characters stand on, each way that text runs."""
    return len({(c.turn, round((c.baseline if c.baseline is not None else c.box.bottom) / LINE)) for c in chars})


def hidden_text(page: RawPage) -> str:
    return "".join(c.text for c in page.chars if not c.visible and c.slant <= ASLANT)


def _is_hidden(char: Char) -> bool:
    """Whether it is text without ink; what is set aslant has ink and is left out for that."""
    return not char.visible and char.slant <= ASLANT and bool(char.text.strip())


def aslant_issues(pages: Sequence[RawPage]) -> Iterator[Issue]:
    """What was left out because it is set aslant or across other lines: a watermark where several pages have the same,
    else a loss."""
    found: dict[str, list[int]] = {}
    for page in pages:
        styles = watermark_styles(page)
        across = "".join(c.text for c in page.chars if c.visible and style_of(c) in styles) if styles else ""
        for text in ("".join(c.text for c in page.chars if c.slant > ASLANT).strip(), across):
            if len(text) > 1:
                found.setdefault(text, []).append(page.number)
    for text, numbers in found.items():
        said = text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID]}…"
        if len(numbers) > 1:
            where = ", ".join(str(number) for number in numbers)
            yield Issue("text-aslant", f"pages {where}: a watermark was left out: {said!r}", "info", numbers[0])
        else:
            message = (
                f"page {numbers[0]}: {len(text)} characters set aslant or across other lines were not read: {said!r}"
            )
            yield Issue("text-aslant", message, page=numbers[0])


def hidden_quality(page: RawPage, words: Sequence[Word]) -> float | None:
    """Share of what is read from the pixels that a hidden text layer says too, 0..1; None where there is none."""
    said = Counter(TOKEN.findall(hidden_text(page)))
    seen = Counter(TOKEN.findall(" ".join(w.text for w in words)))
    if not said or not seen:
        return None
    return round((said & seen).total() / seen.total(), 4)


def hidden_issue(page: RawPage, quality: float | None) -> Issue | None:
    """Why a scan's hidden text layer was not taken."""
    count = sum(_is_hidden(c) for c in page.chars)
    if not count:
        return None
    fonts = sorted({c.font for c in page.chars if _is_hidden(c)})
    agreement = "" if quality is None else f"; it agrees with {quality:.0%} of what the page shows"
    message = (
        f"page {page.number}: an invisible text layer of {count} characters ({', '.join(fonts[:3])}) lies over an "
        f"image of the page and was not taken{agreement}"
    )
    return Issue("hidden-text-layer", message, "info", page=page.number)


def pixel_page(raw: RawPage, read: PixelPage, *, kept: Sequence[Word], quality: float | None) -> Page:
    """A page as its pixels have it. kept: trusted visible words of its text layer, which go before what pixels say."""
    upright = read.rotation == 0
    words = tuple(w for w in read.words if not (upright and w.box and _covered(w.box, kept)))
    held = tuple(kept) if upright else ()
    return Page(
        number=raw.number,
        width=read.width,
        height=read.height,
        words=(*held, *words),
        rules=read.rules,
        figures=read.figures,
        rotation=(raw.rotation + read.rotation) % 360,
        text_source="mixed" if held and words else "ocr" if words else "text-layer" if held else "none",
        text_layer_quality=quality,
        ocr_engines=read.engines,
    )


def completed(page: Page, read: PixelPage, *, lost: Sequence[Box], tables: Sequence[Box]) -> tuple[Page, list[Issue]]:
    """A page of its text layer with what its pixels say where the text layer says nothing.

    lost: boxes of ink that is no character. tables: pictures that hold a table; they are figures no longer.
    """
    if read.rotation:
        message = f"page {page.number}: {len(lost)} places with ink are not in the text layer and could not be read"
        return page, [Issue("unread-ink", message, page=page.number)]
    places = (*lost, *tables)
    near = [w for w in page.words if w.box and any(w.box.intersects(p.padded(2.0, 2.0)) for p in places)]
    fresh = tuple(
        part for w in read.words for part in _parts(w, places, near) if not _displaced(part, page.words, lost)
    )
    if not fresh:
        return page, []
    rules = tuple(r for r in read.rules if any(t.contains(r.box.cx, r.box.cy) for t in tables))
    said = " ".join(w.text for w in fresh[:12])
    message = f"page {page.number}: {len(fresh)} words are on the page but not in its text layer, such as {said!r}"
    made = replace(
        page,
        words=(*page.words, *fresh),
        rules=(*page.rules, *rules),
        figures=tuple(f for f in page.figures if not any(t.contains(f.cx, f.cy) for t in tables)),
        text_source="mixed" if page.words else "ocr",
        ocr_engines=tuple(dict.fromkeys((*page.ocr_engines, *read.engines))),
    )
    return made, [Issue("text-layer-incomplete", message, page=page.number), *read.issues]


def unread_issue(number: int) -> Issue:
    message = f"page {number}: only its pixels can be read and no engine is installed"
    return Issue("page-unread", message, "error", number)


def _parts(word: Word, places: Sequence[Box], known: Sequence[Word]) -> Iterator[Word]:
    """What of a word read from pixels stands in `places` and is no word that is known: runs of its characters."""
    if len(word.char_boxes) != len(word.text):
        if word.box and _within(word.box, places) and not _covered(word.box, known):
            yield word
        return
    wanted = [_within(b, places) and not _covered(b, known) for b in word.char_boxes]
    for keep, group in groupby(range(len(wanted)), key=lambda i: wanted[i]):
        indices = list(group)
        if keep:
            boxes = word.char_boxes[indices[0] : indices[-1] + 1]
            text = word.text[indices[0] : indices[-1] + 1]
            yield replace(word, text=text, box=around(boxes), char_boxes=boxes)


def _displaced(part: Word, words: Sequence[Word], lost: Sequence[Box]) -> bool:
    """Whether the word stands a little beside what was read, so that it is the same ink: a viewer's stand-in font sets
    a line wider or narrower than the text layer says."""
    if part.box is None or not _within(part.box, lost):
        return False
    around_it = part.box.padded(BESIDE * part.box.height, 0.0)
    return any(w.box is not None and part.text in w.text and w.box.intersects(around_it) for w in words)


def _within(box: Box, places: Sequence[Box]) -> bool:
    return any(place.padded(1.0, 1.0).contains(box.cx, box.cy) for place in places)


def _covered(box: Box, words: Sequence[Word]) -> bool:
    """Whether a word already stands in the middle of the box (a lone stop stands a little beside its own)."""
    slack = 0.3 * box.height
    return any(w.box is not None and w.box.padded(slack, slack).contains(box.cx, box.cy) for w in words)
