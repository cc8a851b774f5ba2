"""Some pages of a file as if they were all of it: how several workers share one long scan."""

from __future__ import annotations

from dataclasses import replace

from pipeline.ports import Image, Opened, PageRenderer, RawPage, TextLayer

PICTURE = 0.5  # share of a page that an image covers where the page is a picture of a page


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
