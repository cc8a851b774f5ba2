"""A file seen otherwise: as if some pages were all of it, without a bad page, or with each turn to a page told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from pipeline.core.provenance import Issue
from pipeline.errors import InputError
from pipeline.ports import Image, Opened, PageRenderer, RawPage, TextLayer
from pipeline.runs.attention import Attention

PICTURE = 0.5  # share of a page that an image covers where the page is a picture of a page


BLANK = (612.0, 792.0)  # points of the empty page that stands for one that cannot be read
WHITE = 255


class _Layer:
    def __init__(self, whole: TextLayer, numbers: tuple[int, ...]) -> None:
        self._whole = whole
        self._numbers = numbers

    @property
    def page_count(self) -> int:
        return len(self._numbers)

    def page(self, number: int) -> RawPage:
        return replace(self._whole.page(self._numbers[number - 1]), number=number)


class _Renderer:
    def __init__(self, whole: PageRenderer, numbers: tuple[int, ...]) -> None:
        self._whole = whole
        self._numbers = numbers

    @property
    def page_count(self) -> int:
        return len(self._numbers)

    def size(self, number: int) -> tuple[float, float]:
        return self._whole.size(self._numbers[number - 1])

    def render(self, number: int, *, dpi: float) -> Image:
        return self._whole.render(self._numbers[number - 1], dpi=dpi)


def only(opened: Opened, pages: tuple[int, ...]) -> Opened:
    """The file as if it had only `pages` (from 1, of the whole file), renumbered from 1."""
    return replace(
        opened,
        text_layer=None if opened.text_layer is None else _Layer(opened.text_layer, pages),
        renderer=None if opened.renderer is None else _Renderer(opened.renderer, pages),
    )


def pictures(opened: Opened) -> tuple[int, ...]:
    """The pages that are pictures of pages, with or without a text layer over them; every page of an image file."""
    if opened.renderer is None:
        return ()
    layer = opened.text_layer
    numbers = range(1, opened.renderer.page_count + 1)
    return tuple(numbers) if layer is None else tuple(n for n in numbers if _is_picture(layer.page(n)))


def _is_picture(page: RawPage) -> bool:
    covered = max((box.width * box.height for box in page.images), default=0.0)
    return covered > PICTURE * page.width * page.height


class _WithoutLayer:
    def __init__(self, whole: TextLayer, bad: Mapping[int, str]) -> None:
        self._whole = whole
        self._bad = bad

    @property
    def page_count(self) -> int:
        return self._whole.page_count

    def page(self, number: int) -> RawPage:
        if number in self._bad:
            return RawPage(number, *BLANK, 0, (), (), ())
        return self._whole.page(number)


class _WithoutRenderer:
    def __init__(self, whole: PageRenderer, bad: Mapping[int, str]) -> None:
        self._whole = whole
        self._bad = bad

    @property
    def page_count(self) -> int:
        return self._whole.page_count

    def size(self, number: int) -> tuple[float, float]:
        return BLANK if number in self._bad else self._whole.size(number)

    def render(self, number: int, *, dpi: float) -> Image:
        if number in self._bad:
            width, height = (max(1, round(side * dpi / 72.0)) for side in BLANK)
            return np.full((height, width), WHITE, np.uint8)
        return self._whole.render(number, dpi=dpi)


def unreadable(opened: Opened, *, dpi: float) -> dict[int, str]:
    """Page → why it cannot be drawn at `dpi`, for every such page of the file."""
    found: dict[int, str] = {}
    if opened.renderer is not None:
        for number in range(1, opened.renderer.page_count + 1):
            try:
                opened.renderer.size(number)
                opened.renderer.render(number, dpi=dpi)
            except InputError as error:
                found[number] = str(error)
    return found


def without(opened: Opened, bad: Mapping[int, str]) -> Opened:
    """The file with empty pages in the place of those that cannot be read, and an error for each."""
    issues = tuple(Issue("page-unreadable", why, "error", page=number) for number, why in sorted(bad.items()))
    return replace(
        opened,
        text_layer=None if opened.text_layer is None else _WithoutLayer(opened.text_layer, bad),
        renderer=None if opened.renderer is None else _WithoutRenderer(opened.renderer, bad),
        issues=(*opened.issues, *issues),
    )


def attended(opened: Opened, attention: Attention) -> Opened:
    """The file, each turn to a page of which is told to `attention`."""
    return replace(
        opened,
        text_layer=None if opened.text_layer is None else _AttendedLayer(opened.text_layer, attention),
        renderer=None if opened.renderer is None else _AttendedRenderer(opened.renderer, attention),
    )


class _AttendedLayer:
    def __init__(self, whole: TextLayer, attention: Attention) -> None:
        self._whole = whole
        self._attention = attention

    @property
    def page_count(self) -> int:
        return self._whole.page_count

    def page(self, number: int) -> RawPage:
        self._attention.at(number)
        return self._whole.page(number)


class _AttendedRenderer:
    def __init__(self, whole: PageRenderer, attention: Attention) -> None:
        self._whole = whole
        self._attention = attention

    @property
    def page_count(self) -> int:
        return self._whole.page_count

    def size(self, number: int) -> tuple[float, float]:
        self._attention.at(number)
        return self._whole.size(number)

    def render(self, number: int, *, dpi: float) -> Image:
        self._attention.at(number)
        return self._whole.render(number, dpi=dpi)
