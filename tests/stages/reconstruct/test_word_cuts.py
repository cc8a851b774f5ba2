"""Words that a recogniser read over a gutter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.geometry import Box
from pipeline.core.words import Word
from pipeline.stages.reconstruct.strips import line_text
from pipeline.stages.reconstruct.word_cuts import parted_at_gutters

EM = 10.0


def word(text: str, x: float, y: float, *, gap: tuple[int, float] = (0, 0.0), source: str = "ocr:rapidocr") -> Word:
    """A word of characters 9 points wide that stand 1 apart, with `gap` more white before one of them."""
    at, more = gap
    boxes = tuple(
        Box(x + 10 * i + (more if at and i >= at else 0), y, x + 10 * i + 9 + (more if at and i >= at else 0), y + 9)
        for i in range(len(text))
    )
    return Word(text, Box(x, y, boxes[-1].x1, y + 9), source, size=EM, char_boxes=boxes)


def rows(n: int) -> list[list[Word]]:
    return [[word("治疗组", 0, 20.0 * i), word("男女", 36, 20.0 * i)] for i in range(n)]


def texts(lines: list[list[Word]]) -> list[list[str]]:
    return [[w.text for w in line] for line in lines]


def test_two_cells_read_as_one_word_are_parted_where_the_other_lines_have_white() -> None:
    lines = [*rows(3), [word("对照组男女", 0, 80.0, gap=(3, 5.0))]]
    assert texts(parted_at_gutters(lines, em=EM))[-1] == ["对照组", "男女"]


def test_cells_joined_in_every_line_are_parted_where_the_lines_are_white_together() -> None:
    lines = [[word("治疗组男女", 0, 20.0 * i, gap=(3, 5.0))] for i in range(4)]
    assert texts(parted_at_gutters(lines, em=EM)) == [["治疗组", "男女"]] * 4


def test_a_text_that_runs_on_over_the_gutter_stays_whole() -> None:
    lines = [*rows(3), [word("各组患者例数", 0, 80.0)]]
    assert texts(parted_at_gutters(lines, em=EM))[-1] == ["各组患者例数"]


def test_white_that_other_lines_do_not_share_parts_nothing() -> None:
    lines = [*([word("随机双盲对照", 0, 20.0 * i)] for i in range(4)), [word("随机双盲对照", 0, 80.0, gap=(3, 5.0))]]
    assert texts(parted_at_gutters(lines, em=EM))[-1] == ["随机双盲对照"]


def test_the_exact_characters_of_a_text_layer_are_never_parted_for_their_white() -> None:
    parted = [[word("治疗组", 0, 20.0 * i), word("男女", 36, 20.0 * i)] for i in range(3)]
    lines = [*parted, [word("对照组男女", 0, 80.0, gap=(3, 5.0), source="text-layer")]]
    assert texts(parted_at_gutters(lines, em=EM))[-1] == ["对照组男女"]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.floats(0, 3.9))
def test_a_cut_at_white_narrower_than_a_space_leaves_the_line_as_it_reads(cuts: list[int], more: float) -> None:
    lines = [[word("甲乙丙丁戊", 0, 20.0 * i, gap=(at, min(more, 2.9)))] for i, at in enumerate(cuts)]
    for before, after in zip(lines, parted_at_gutters(lines, em=EM), strict=True):
        assert line_text(before) == line_text(after)
        assert "".join(w.text for w in after) == "甲乙丙丁戊"
