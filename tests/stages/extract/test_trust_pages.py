"""What the pixels say is added to a page only where its text layer says nothing."""

from __future__ import annotations

from pipeline.core.geometry import Box
from pipeline.core.provenance import RAPIDOCR, TEXT_LAYER
from pipeline.core.words import Page, Word
from pipeline.stages.extract.pixels import PixelPage
from pipeline.stages.extract.trust_pages import completed

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
