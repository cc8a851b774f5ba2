"""A pdfminer device that keeps what the text layer needs of a page and nothing more.

pdfminer draws a page on a device; this one notes characters (with what hides them), straight rules, images and
drawings, in the page's frame after rotation. It builds no layout objects: these cost more than the parsing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.utils import MATRIX_IDENTITY, apply_matrix_pt, apply_matrix_rect, mult_matrix

from pipeline.adapters.pdf_fonts import FontBook
from pipeline.core.geometry import Box
from pipeline.core.words import Rule, Shade
from pipeline.ports import Char

MAX_CHARS = 200_000
MAX_RULES = 5_000
MAX_DRAWINGS = 5_000
MAX_SHADES = 2_000
RULE_THICKNESS = 3.0
MIN_RULE_LENGTH = 4.0
MAX_SLANT = 8.0
COVERING_SHARE = 0.8
INVISIBLE_RENDER_MODES = frozenset({3, 7})

Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Ink:
    """What one page shows, as far as it has been drawn. covered: how many leading chars lie under a page-wide image."""

    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    white: list[int] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    shades: list[Shade] = field(default_factory=list)
    covered: int = 0
    dropped: dict[str, int] = field(default_factory=dict)

    def drop(self, what: str) -> None:
        self.dropped[what] = self.dropped.get(what, 0) + 1


class InkDevice(PDFTextDevice):
    """Collects the ink of one page. frame: the visible part of the page in pdfminer's rotated space, y upwards."""

    def __init__(self, manager: PDFResourceManager, fonts: FontBook, frame: tuple[float, float, float, float]) -> None:
        super().__init__(manager)
        self.ctm: Matrix = MATRIX_IDENTITY
        self._figure: tuple[Any, Matrix] = ((0, 0, 1, 1), MATRIX_IDENTITY)
        self._fonts = fonts
        self._x0, self._y1 = frame[0], frame[3]
        self.ink = Ink(frame[2] - frame[0], frame[3] - frame[1])
        self._visible = True
        self._white = False
        self._colour = ""

    # -- text

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """A string: render mode and colour are the same for all of it."""
        self._visible = textstate.render not in INVISIBLE_RENDER_MODES
        self._white = textstate.render != 1 and _is_white(graphicstate.ncolor)
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,  # noqa: ARG002 - pdfminer's signature
        graphicstate: Any,  # noqa: ARG002
    ) -> float:
        glyph = self._fonts.glyph(font, cid)
        advance = glyph.width * fontsize * scaling
        if len(self.ink.chars) >= MAX_CHARS:
            self.ink.drop("characters")
            return advance
        a, b, c, d, e, f = matrix
        scale = math.hypot(c, d)
        if not fontsize or not scale:
            return advance
        size = abs(fontsize) * scale * glyph.em
        if glyph.vertical is not None:
            advance, corners = _vertical_corners(glyph.vertical, advance, fontsize, rise)
        else:
            corners = (0.0, glyph.descent * fontsize + rise, advance, (glyph.descent + glyph.em) * fontsize + rise)
        if b == 0.0 == c:
            box = self._box(a * corners[0] + e, d * corners[1] + f, a * corners[2] + e, d * corners[3] + f)
        else:
            box = self._box(*apply_matrix_rect(matrix, corners))
        turn, slant = _direction(a, b) if fontsize * scaling > 0 else _direction(-a, -b)
        baseline = self._baseline(turn, e + c * rise, f + d * rise)
        inside = box.x1 > 0 and box.bottom > 0 and box.x0 < self.ink.width and box.top < self.ink.height
        visible = self._visible and inside and slant <= MAX_SLANT and size > 0.8
        if self._white and visible:
            self.ink.white.append(len(self.ink.chars))
        self.ink.chars.append(
            Char(glyph.text, box, glyph.font, size, turn, visible, baseline, cid, glyph.mapped, slant, glyph.embedded)
        )
        return advance

    def _baseline(self, turn: int, x: float, y: float) -> float:
        """The writing line in the text's own upright frame, from the top."""
        match turn:
            case 1:
                return self.ink.width - (x - self._x0)
            case 2:
                return self.ink.height - (self._y1 - y)
            case 3:
                return x - self._x0
        return self._y1 - y

    # -- drawings and images

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:  # noqa: ARG002 - pdfminer's signature
        self._figure = (bbox, mult_matrix(matrix, self.ctm))

    def render_image(self, name: str, stream: Any) -> None:  # noqa: ARG002 - pdfminer's signature
        bbox, matrix = self._figure
        box = self._box(*apply_matrix_rect(matrix, bbox))
        page = Box(0, 0, self.ink.width, self.ink.height)
        if not box.intersects(page):
            return
        self.ink.images.append(_clipped(box, page))
        share = box.overlap_x(page) * box.overlap_y(page) / max(page.area, 1.0)
        if share >= COVERING_SHARE and "SMask" not in stream and "Mask" not in stream:
            self.ink.covered = len(self.ink.chars)

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:  # noqa: ARG002
        stroke = stroke and not _is_white(gstate.scolor)
        light = _is_white(gstate.ncolor)
        self._colour = str(gstate.ncolor)
        subpath: list[Any] = []
        for segment in path:
            if segment[0] == "m" and subpath:
                self._paint(subpath, stroke, fill, light, gstate.linewidth)
                subpath = []
            subpath.append(segment)
        if subpath:
            self._paint(subpath, stroke, fill, light, gstate.linewidth)

    def _paint(self, path: Sequence[Any], stroke: bool, fill: bool, light: bool, linewidth: float) -> None:
        points = [apply_matrix_pt(self.ctm, s[-2:]) for s in path if len(s) > 1]
        if path[0][0] != "m" or len(points) < 2:
            return
        curved = any(s[0] in "cvy" for s in path)
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = self._box(min(xs), min(ys), max(xs), max(ys))
        width = linewidth * math.hypot(self.ctm[0], self.ctm[1])
        page = Box(0, 0, self.ink.width, self.ink.height).padded(RULE_THICKNESS, RULE_THICKNESS)
        if not box.padded(0.01, 0.01).intersects(page):
            return
        axis_parallel = not curved and _axis_parallel(points)
        if axis_parallel and min(box.width, box.height) <= RULE_THICKNESS:
            if (fill and not light) or stroke:
                self._rule(box if min(box.width, box.height) > 0 else _thick(box, width))
        elif axis_parallel and len(points) >= 4:
            self._boxed(box, stroke, fill, light, width)
        elif stroke or (fill and not light):
            self._drawing(box)

    def _boxed(self, box: Box, stroke: bool, fill: bool, light: bool, width: float) -> None:
        """A rectangle: shading where it is filled, four rules where its edges are drawn."""
        if fill and not light:
            self.ink.fills.append(box)
            if len(self.ink.shades) < MAX_SHADES:
                self.ink.shades.append(Shade(box, self._colour))
        if stroke:
            self._rule(_thick(Box(box.x0, box.top, box.x1, box.top), width))
            self._rule(_thick(Box(box.x0, box.bottom, box.x1, box.bottom), width))
            self._rule(_thick(Box(box.x0, box.top, box.x0, box.bottom), width))
            self._rule(_thick(Box(box.x1, box.top, box.x1, box.bottom), width))

    def _rule(self, box: Box) -> None:
        if max(box.width, box.height) < MIN_RULE_LENGTH:
            self._drawing(box)
        elif len(self.ink.rules) < MAX_RULES:
            self.ink.rules.append(Rule(box, horizontal=box.width >= box.height))
        else:
            self.ink.drop("rules")

    def _drawing(self, box: Box) -> None:
        if len(self.ink.drawings) < MAX_DRAWINGS:
            self.ink.drawings.append(box)
        else:
            self.ink.drop("drawings")

    def _box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box of the page's frame from two corners of pdfminer's space."""
        if x1 < x0:
            x0, x1 = x1, x0
        if y1 < y0:
            y0, y1 = y1, y0
        return Box(x0 - self._x0, self._y1 - y1, x1 - self._x0, self._y1 - y0)


def _direction(a: float, b: float) -> tuple[int, float]:
    """Clockwise quarter turns of text that runs along (a, b), y upwards, and the degrees it is off from that."""
    if b == 0.0:
        return (0, 0.0) if a >= 0 else (2, 0.0)
    degrees = -math.degrees(math.atan2(b, a)) % 360
    turn = round(degrees / 90)
    return turn % 4, abs(degrees - 90 * turn)


def _vertical_corners(
    origin: tuple[float, float], advance: float, fontsize: float, rise: float
) -> tuple[float, tuple[float, float, float, float]]:
    """Advance and corners of a glyph of a vertical font. origin: its position vector, thousandths of an em."""
    vx, vy = origin[0] * fontsize / 1000, (1000 - origin[1]) * fontsize / 1000
    return advance, (-vx, vy + rise + advance, -vx + fontsize, vy + rise)


def _axis_parallel(points: Sequence[tuple[float, float]]) -> bool:
    """Whether every edge runs along an axis (within a tenth of a point)."""
    return len(points) <= 5 and all(abs(p[0] - q[0]) < 0.1 or abs(p[1] - q[1]) < 0.1 for p, q in pairwise(points))


def _thick(box: Box, width: float) -> Box:
    """A line's box as thick as its pen."""
    half = max(width, 0.1) / 2
    if box.width >= box.height:
        return Box(box.x0, box.cy - half, box.x1, box.cy + half)
    return Box(box.cx - half, box.top, box.cx + half, box.bottom)


def _clipped(box: Box, page: Box) -> Box:
    return Box(max(box.x0, page.x0), max(box.top, page.top), min(box.x1, page.x1), min(box.bottom, page.bottom))


def _is_white(colour: Any) -> bool:
    """Whether a colour value is paper white: grey or RGB all ones, CMYK all noughts. Patterns count as ink."""
    match colour:
        case int() | float():
            return bool(colour >= 0.99)
        case (int() | float(), int() | float(), int() | float()):
            return all(part >= 0.99 for part in colour)
        case (int() | float(), int() | float(), int() | float(), int() | float()):
            return all(part <= 0.01 for part in colour)
        case (int() | float(),):
            return bool(colour[0] >= 0.99)
    return False
