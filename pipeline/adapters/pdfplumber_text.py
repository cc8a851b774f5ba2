"""A PDF's text layer through pdfplumber: pages, page boxes and pdfminer's interpreter are its, the device is ours."""

from __future__ import annotations

import logging
from dataclasses import replace
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.utils import apply_matrix_rect

from pipeline.adapters.pdf_cmaps import Resources
from pipeline.adapters.pdf_content import ContentInterpreter
from pipeline.adapters.pdf_device import Ink, InkDevice
from pipeline.adapters.pdf_fonts import FontBook
from pipeline.core.geometry import Box
from pipeline.core.provenance import Issue
from pipeline.ports import Char, RawPage

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # what it warns of is seen in the words, or made an issue

Rect = tuple[float, float, float, float]


class PdfplumberText:
    """The `TextLayer` of a PDF given as bytes. Close it when done."""

    def __init__(self, data: bytes) -> None:
        self._pdf = pdfplumber.open(BytesIO(data))
        self._fonts = FontBook()
        self._resources = Resources()

    @property
    def page_count(self) -> int:
        return len(self._pdf.pages)

    def page(self, number: int) -> RawPage:
        """Page `number` (from 1). A page that cannot be parsed comes back with what was read and an issue."""
        page = self._pdf.pages[number - 1]
        rotation = page.rotation % 360
        device = InkDevice(self._resources, self._fonts, _frame(page.page_obj, rotation))
        issues: list[Issue] = []
        try:
            ContentInterpreter(self._resources, device).process_page(page.page_obj)
        except Exception as error:  # pdfminer raises anything on a broken stream
            issues.append(
                Issue("page-broken", f"page {number}: its content stops being readable: {error!r}", page=number)
            )
        page.close()
        ink = device.ink
        issues += [
            Issue("page-capped", f"page {number}: {count} {what} over the limit were left out", page=number)
            for what, count in sorted(ink.dropped.items())
        ]
        return RawPage(
            number=number,
            width=ink.width,
            height=ink.height,
            rotation=rotation,
            chars=_seen(ink),
            rules=tuple(ink.rules),
            images=tuple(ink.images),
            drawings=tuple(ink.drawings),
            issues=tuple(issues),
            shades=tuple(ink.shades),
        )

    def close(self) -> None:
        self._pdf.close()


def _frame(page: Any, rotation: int) -> Rect:
    """The crop box, clipped to the media box, in the space that pdfminer draws the rotated page in."""
    x0, y0, x1, y1 = page.mediabox
    crop = page.cropbox or page.mediabox
    cut = (max(crop[0], x0), max(crop[1], y0), min(crop[2], x1), min(crop[3], y1))
    if cut[2] - cut[0] < 1 or cut[3] - cut[1] < 1:
        cut = (x0, y0, x1, y1)
    turns = {90: (0, -1, 1, 0, -y0, x1), 180: (-1, 0, 0, -1, x1, y1), 270: (0, 1, -1, 0, y1, -x0)}
    frame: Rect = apply_matrix_rect(turns.get(rotation, (1, 0, 0, 1, -x0, -y0)), cut)
    return frame


def _seen(ink: Ink) -> tuple[Char, ...]:
    """The characters, those marked invisible that lie under a page-wide image or are white on white."""
    chars = list(ink.chars)
    for i in range(ink.covered):
        chars[i] = replace(chars[i], visible=False)
    for i in ink.white:
        if not _on_colour(chars[i].box, (*ink.fills, *ink.images)):
            chars[i] = replace(chars[i], visible=False)
    return tuple(chars)


def _on_colour(box: Box, grounds: tuple[Box, ...]) -> bool:
    return any(g.contains(box.cx, box.cy) for g in grounds)
