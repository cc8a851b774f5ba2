"""The text layer's characters, rules and pictures stand where the page shows them, whichever way it is turned."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from pipeline.adapters.pdfplumber_text import PdfplumberText
from pipeline.ports import RawPage

SIZE = (200, 100)


def page_of(
    content: bytes, *, rotate: int = 0, crop: tuple[float, ...] | None = None, font: str = "Helvetica"
) -> RawPage:
    """A page of 200 x 100 points with `content` drawn in a standard font named /F."""
    target = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=SIZE)
        face = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/" + font))
        pixel = pdf.make_stream(b"\xff")
        for key, value in {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": 1,
            "/Height": 1,
            "/BitsPerComponent": 8,
            "/ColorSpace": pikepdf.Name.DeviceGray,
        }.items():
            pixel[key] = value
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=face), XObject=pikepdf.Dictionary(I=pixel))
        page.Contents = pdf.make_stream(content)
        page.Rotate = rotate
        if crop is not None:
            page.CropBox = list(crop)
        pdf.save(target)
    layer = PdfplumberText(target.getvalue())
    try:
        return layer.page(1)
    finally:
        layer.close()


WORD = b"BT /F 10 Tf 20 60 Td (Pain) Tj ET\n"


def test_a_character_has_its_box_from_the_top_and_its_baseline() -> None:
    page = page_of(WORD)
    first = page.chars[0]
    assert "".join(c.text for c in page.chars) == "Pain"
    assert (round(first.box.x0), first.size, first.baseline, first.turn) == (20, 10, 40, 0)
    assert first.box.top < 40 < first.box.bottom


@pytest.mark.parametrize(("rotate", "turn"), [(0, 0), (90, 1), (180, 2), (270, 3)])
def test_text_of_a_turned_page_is_turned_with_it_and_upright_in_its_own_frame(rotate: int, turn: int) -> None:
    page = page_of(WORD, rotate=rotate)
    assert (page.width, page.height) == (SIZE if rotate % 180 == 0 else SIZE[::-1])
    assert {c.turn for c in page.chars} == {turn}
    upright = [c.box.turned(4 - turn, width=page.width, height=page.height) for c in page.chars]
    assert round(upright[0].x0) == 20 and all(a.x0 < b.x0 for a, b in pairwise(upright))
    assert all(c.baseline == pytest.approx(40) for c in page.chars)


def test_the_crop_box_is_the_page_and_what_lies_outside_is_invisible() -> None:
    page = page_of(WORD + b"BT /F 10 Tf 150 10 Td (x) Tj ET", crop=(10, 40, 110, 90))
    assert (page.width, page.height) == (100, 50)
    assert round(page.chars[0].box.x0) == 10
    assert [c.visible for c in page.chars] == [True] * 4 + [False]


@pytest.mark.parametrize(
    ("content", "visible"),
    [
        (b"3 Tr " + WORD, False),
        (b"1 g " + WORD, False),
        (b"0 g 0 0 200 100 re f 1 g " + WORD, True),
        (b"0 0 0 0 k " + WORD, False),
        (WORD + b"q 200 0 0 100 0 0 cm /I Do Q", False),
        (b"q 200 0 0 100 0 0 cm /I Do Q " + WORD, True),
        (WORD, True),
    ],
)
def test_text_without_ink_is_marked(content: bytes, visible: bool) -> None:
    assert {c.visible for c in page_of(content).chars} == {visible}


def test_thin_boxes_and_lines_are_rules_and_curves_are_drawings() -> None:
    page = page_of(b"20 80 160 0.8 re f 20 20 m 180 20 l S 50 30 m 60 50 80 50 90 30 c S 1 g 20 50 160 0.8 re f")
    assert [(r.horizontal, round(r.box.width)) for r in page.rules] == [(True, 160), (True, 160)]
    assert len(page.drawings) == 1


def test_the_edges_of_a_drawn_cell_are_four_rules() -> None:
    rules = page_of(b"20 20 100 50 re S").rules
    assert sorted(r.horizontal for r in rules) == [False, False, True, True]


def test_a_picture_keeps_its_place() -> None:
    box = page_of(b"q 50 0 0 30 100 20 cm /I Do Q").images[0]
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx((100, 50, 150, 80))


def test_a_symbol_font_without_a_map_gives_its_signs() -> None:
    arrows = page_of(b"BT /F 10 Tf 20 60 Td (\\255\\257\\263\\261) Tj ET", font="Symbol").chars
    assert "".join(c.text for c in arrows) == "↑↓≥±"


def test_a_broken_content_stream_keeps_what_came_before_it() -> None:
    page = page_of(WORD + b"BT /F 10 Tf (never closed")
    assert "".join(c.text for c in page.chars).startswith("Pain")
