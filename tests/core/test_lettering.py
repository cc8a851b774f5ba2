"""Characters of a text file on a make-believe page."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.lettering import ADVANCE, PITCH, lettering, placed, unplaced
from pipeline.core.provenance import TEXT_FILE
from pipeline.core.words import Word


def words_of(text: str) -> list[Word]:
    return [
        Word(found.group(), None, TEXT_FILE, line=number, span=found.span())
        for number, line in enumerate(text.split("\n"), start=1)
        for found in re.finditer(r"\S+", line)
    ]


def test_a_latin_run_stands_where_it_is_printed() -> None:
    words = placed(words_of("Study          12 weeks"), by=lettering(words_of("Study")))
    assert [w.box.x0 / ADVANCE for w in words if w.box] == [0.0, 15.0, 18.0]


def test_a_chinese_run_takes_the_room_up_to_the_next_one() -> None:
    text = "针刺在我国用于治疗头痛已有悠久历史近年来也" + " " * 30 + "被多个国家的指南推荐"
    left, right = placed(words_of(text), by=lettering(words_of(text)))
    assert left.box
    assert right.box
    assert left.box.width > 2 * ADVANCE * len(left.text)
    assert left.box.x1 < right.box.x0 == right.span[0] * ADVANCE if right.span else False


def test_a_line_of_nothing_but_citations_belongs_to_the_line_below() -> None:
    words = words_of("        [12]\nLIU 等          2015")
    assert lettering(words).lowered == {1: 2}
    boxes = [w.box for w in placed(words, by=lettering(words)) if w.box]
    assert {box.top for box in boxes} == {2 * PITCH}


@given(st.lists(st.sampled_from(["Study", "12", "周", "无先兆偏头痛", "[8]", " ", "   ", "\n"]), max_size=30))
def test_words_of_a_line_keep_their_order_and_never_overlap(parts: list[str]) -> None:
    words = words_of(" ".join(parts))
    boxed = placed(words, by=lettering(words))
    assert [w.text for w in boxed] == [w.text for w in words]
    for before, after in pairwise(boxed):
        if before.line == after.line and before.box and after.box:
            assert before.box.x1 <= after.box.x0 + 0.01


@given(st.text(alphabet="ab 针刺\n", max_size=40))
def test_taking_the_boxes_away_gives_the_words_back(text: str) -> None:
    words = words_of(text)
    assert [unplaced(w) for w in placed(words, by=lettering(words))] == words
