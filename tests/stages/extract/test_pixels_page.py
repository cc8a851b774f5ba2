"""A typeset page, drawn, worn and read back by the real engines."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import typst
from PIL import Image as Pillow

from pipeline.adapters.engines import load_engines
from pipeline.adapters.image_pages import ImagePages
from pipeline.core.geometry import Box
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.pixels import PixelPage, read_line_boxes, read_page_pixels

SETTINGS = ExtractSettings()
PAGE = r"""
#set page(width: 330pt, height: 210pt, margin: 24pt)
#set text(font: "Libertinus Serif", size: 10pt)
The score fell in most trials#super[\[15-17\]] and rose in one#super[\[8\]].
#v(6pt)
#table(columns: (90pt, 60pt, 120pt), stroke: none, inset: 4pt, table.hline(),
 [Study], [Dose], [Outcome], table.hline(stroke: 0.5pt),
 [Hamed 2014#super[\[24\]]], [12.5 mg], [Pain ↓, HRR ↑],
 [Nadi 2019#super[\[6\]]], [-], [Latency →],
 [Kneis 2017#super[\[31\]]], [10#super[9] CFU], [−1.25 (−2.10, −0.40)],
 table.hline())
"""


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """The page as grey pixels at 200 dpi."""
    colour = cv2.imdecode(np.frombuffer(typst.compile(PAGE.encode(), format="png", ppi=200), np.uint8), 0)
    return np.asarray(colour, dtype=np.uint8)


def read(image: np.ndarray, folder: Path, *, dpi: int = 200) -> PixelPage:
    path = folder / "page.png"
    Pillow.fromarray(image).save(path, dpi=(dpi, dpi))
    with ImagePages(path, max_pixels=SETTINGS.max_pixels) as pages:
        return read_page_pixels(pages, 1, engines=load_engines(), settings=SETTINGS)


@pytest.fixture(scope="module")
def clean(drawn: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> PixelPage:
    return read(drawn, tmp_path_factory.mktemp("clean"))


def texts(page: PixelPage) -> list[str]:
    return [w.text for w in page.words]


def test_a_raised_citation_is_a_word_of_its_own_and_never_part_of_the_year(clean: PixelPage) -> None:
    cited = {w.text for w in clean.words if w.raised}
    assert {"[15-17]", "[8]", "[24]", "[6]", "[31]"} <= cited
    assert {"2014", "2019", "2017"} <= set(texts(clean))
    assert not any(w.space_before for w in clean.words if w.raised)


def test_a_power_of_ten_keeps_its_exponent(clean: PixelPage) -> None:
    at = texts(clean).index("10")
    assert clean.words[at + 1].text == "⁹"


def test_every_arrow_is_read_and_none_is_disputed(clean: PixelPage) -> None:
    arrows = [c for w in clean.words for c in w.text if c in "↑↓→←"]
    assert sorted(arrows) == sorted("↓↑→")
    assert not [w for w in clean.words if "arrow-disputed" in w.flags]


def test_a_dash_that_is_a_whole_cell_is_a_word(clean: PixelPage) -> None:
    assert any(w.text in ("-", "−", "–") for w in clean.words)


def test_the_three_rules_of_a_table_are_found_and_no_text_is_a_rule(clean: PixelPage) -> None:
    assert [r.horizontal for r in clean.rules] == [True, True, True]
    assert all(r.box.width > 200 for r in clean.rules)


def test_words_of_neighbouring_cells_stay_apart(clean: PixelPage) -> None:
    assert "12.5" in texts(clean)
    outcome = next(w for w in clean.words if w.text == "Outcome")
    dose = next(w for w in clean.words if w.text == "Dose")
    assert outcome.box is not None
    assert dose.box is not None
    assert dose.box.x1 + 10 < outcome.box.x0


def test_a_right_page_is_not_cried_wolf_over(clean: PixelPage) -> None:
    assert not [w for w in clean.words if w.flags]


def test_every_box_lies_on_the_page(clean: PixelPage) -> None:
    for word in clean.words:
        assert word.box is not None
        assert word.box.x0 >= 0
        assert word.box.x1 <= clean.width
        assert word.box.bottom <= clean.height


def test_a_tilted_noisy_page_says_the_same(drawn: np.ndarray, clean: PixelPage, tmp_path: Path) -> None:
    height, width = drawn.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -0.8, 1.0)
    tilted = cv2.warpAffine(drawn, turn, (width, height), borderValue=255).astype(np.float32)
    noise = np.random.default_rng(7).normal(0, 8, tilted.shape)
    worn = np.clip(tilted * 0.93 + noise, 0, 255).astype(np.uint8)
    page = read(worn, tmp_path)
    assert abs(page.skew - 0.8) < 0.15
    assert {w.text for w in page.words if w.raised} == {w.text for w in clean.words if w.raised}
    assert sorted(c for w in page.words for c in w.text if c in "↑↓→") == sorted("↓↑→")


def test_a_page_scanned_sideways_is_turned_upright(drawn: np.ndarray, tmp_path: Path) -> None:
    page = read(np.ascontiguousarray(np.rot90(drawn, k=-1)), tmp_path)
    assert page.rotation == 90
    assert "Outcome" in texts(page)
    assert page.width > page.height


def test_a_page_of_nothing_has_no_words(tmp_path: Path) -> None:
    page = read(np.full((300, 400), 250, dtype=np.uint8), tmp_path)
    assert page.words == ()
    assert page.rules == ()


def test_single_lines_can_be_read_again(drawn: np.ndarray, clean: PixelPage, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Pillow.fromarray(drawn).save(path, dpi=(200, 200))
    line = next(w for w in clean.words if w.text == "Outcome")
    assert line.box is not None
    with ImagePages(path, max_pixels=SETTINGS.max_pixels) as pages:
        boxes = [line.box.padded(2, 2), Box(2, 2, 20, 12)]
        again = read_line_boxes(pages, 1, boxes, engines=load_engines(), settings=SETTINGS)
    assert [w.text for w in again[0]] == ["Outcome"]
    assert again[1] == ()
