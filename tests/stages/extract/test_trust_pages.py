"""What the pixels say is added to a page only where its text layer says nothing."""

from __future__ import annotations

import pytest

from pipeline.core.geometry import Box
from pipeline.core.provenance import RAPIDOCR, TEXT_LAYER
from pipeline.core.words import Page, Word
from pipeline.ports import Char, RawPage
from pipeline.stages.extract.pixels import PixelPage
from pipeline.stages.extract.trust_pages import aslant_issues, completed, hidden_issue, mode_of

SAID = Word("1.40,", Box(100, 50, 114, 58), TEXT_LAYER)
PAGE = Page(1, 300, 200, (SAID,))


def with_seen(text: str, box: Box) -> Page:
    """The page once its pixels were read, with `text` on ink that no character of the text layer covers."""
    word = Word(text, box, RAPIDOCR)
    read = PixelPage((word,), (), (), 0, 0.0, 300, 200, (RAPIDOCR,))
    return completed(PAGE, read, lost=[box], tables=[])[0]


def test_ink_that_the_text_layer_leaves_out_is_added() -> None:
    assert [w.text for w in with_seen("×", Box(116, 50, 122, 58)).words] == ["1.40,", "×"]


def test_a_word_drawn_a_little_beside_its_place_is_not_read_twice() -> None:
    assert with_seen("40,", Box(116, 50, 124, 58)).words == (SAID,)


def test_the_same_word_farther_on_is_another_one() -> None:
    assert len(with_seen("1.40,", Box(150, 50, 164, 58)).words) == 2


def printed(text: str, top: float) -> tuple[Char, ...]:
    """A line of visible characters."""
    return tuple(Char(c, Box(30 + 4 * i, top, 34 + 4 * i, top + 7), "F", 7.0) for i, c in enumerate(text))


def picture(*lines: float, share: float = 1.0) -> RawPage:
    """A page with a picture over `share` of it, and a line of 60 characters at each of the places."""
    chars = tuple(c for top in lines for c in printed("x" * 60, top))
    return RawPage(1, 595, 842, 0, chars, (), (Box(0, 0, 595, 842 * share),))


@pytest.mark.parametrize("places", [(825.0,), (12.0, 822.0, 832.0), (400.0, 410.0), ()])
def test_a_scan_with_a_download_notice_on_it_is_read_from_its_pixels(places: tuple[float, ...]) -> None:
    assert mode_of(picture(*places)) == "pixels"


@pytest.mark.parametrize(("places", "share"), [((300.0, 320.0), 0.6), ((100.0, 300.0, 400.0, 500.0, 600.0), 1.0)])
def test_text_beside_a_large_picture_or_over_a_background_is_text(places: tuple[float, ...], share: float) -> None:
    assert mode_of(picture(*places, share=share)) == "text"


def aslant(number: int, text: str) -> RawPage:
    chars = tuple(Char(c, Box(9, 9, 19, 19), "F", 9.0, visible=False, slant=35.0) for c in text)
    return RawPage(number, 595, 842, 0, chars, (), ())


def test_text_set_aslant_is_told_as_lost_and_a_watermark_as_one() -> None:
    (lost,) = aslant_issues([aslant(1, "Sham group"), aslant(2, "")])
    assert lost.severity == "warning" and "Sham group" in lost.message
    (mark,) = aslant_issues([aslant(1, "图书馆"), aslant(2, "图书馆")])
    assert mark.severity == "info" and "pages 1, 2" in mark.message


def test_a_watermark_is_no_hidden_text_layer() -> None:
    assert hidden_issue(aslant(1, "图书馆"), None) is None
