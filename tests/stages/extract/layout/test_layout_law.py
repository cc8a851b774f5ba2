"""Whatever stands on a page, every word of it ends up in exactly one region."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.geometry import Box
from pipeline.core.words import Page, Rule, Word
from pipeline.stages.extract.layout import lay_out

LABELS = (
    "摘要",
    "关键词",
    "Abstract",
    "Table",
    "表1",
    "Fig.1",
    "续表1",
    "参考文献",
    "References",
    "注：",
    "Note:",
    "DOI:10.5/x",
)
TEXTS = st.sampled_from((*LABELS, "1", "1.1", "一、", "[3]", "针刺治疗", "↓", "and", "12.5", "(30/30)", "·", "2014"))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, top = draw(st.integers(0, 560)), draw(st.integers(0, 800))
    width, height = draw(st.integers(0, 240)), draw(st.integers(0, 20))
    return Box(x0, top, x0 + width, top + height)


@st.composite
def words(draw: st.DrawFn) -> Word:
    return Word(
        draw(TEXTS),
        draw(st.one_of(st.none(), boxes(), boxes(), boxes(), boxes())),
        draw(st.sampled_from(["text-layer", "ocr:rapidocr"])),
        size=draw(st.one_of(st.none(), st.sampled_from([7.0, 9.0, 10.5, 16.0]))),
        bold=draw(st.booleans()),
        raised=draw(st.sampled_from([False, False, False, True])),
        turn=draw(st.sampled_from([0, 0, 0, 0, 1, 3])),
    )


@st.composite
def pages(draw: st.DrawFn) -> tuple[Page, ...]:
    count = draw(st.integers(1, 3))
    grid = draw(st.booleans())
    made = []
    for number in range(1, count + 1):
        free = draw(st.lists(words(), max_size=40))
        if grid:
            free += _grid(draw)
        rules = [Rule(Box(b.x0, b.top, b.x1 + 1, b.top + 0.5), True) for b in draw(st.lists(boxes(), max_size=6))]
        made.append(Page(number, 595.0, 842.0, tuple(free), tuple(rules), tuple(draw(st.lists(boxes(), max_size=3)))))
    return tuple(made)


def _grid(draw: st.DrawFn) -> list[Word]:
    """Words in rows and columns: what a table, a list or columns of text look like."""
    columns, rows, step = draw(st.integers(1, 6)), draw(st.integers(1, 25)), draw(st.integers(8, 20))
    text = draw(TEXTS)
    return [
        Word(text, Box(50 + 80 * c, 60 + step * r, 50 + 80 * c + 60, 68 + step * r), "text-layer", size=8.0)
        for r in range(rows)
        for c in range(columns)
    ]


@settings(max_examples=40, deadline=None)
@given(pages())
def test_every_word_stands_in_exactly_one_region_of_its_own_page(made: tuple[Page, ...]) -> None:
    for before, after in zip(made, lay_out(made), strict=True):
        placed = [id(w) for r in after.regions for line in r.lines for w in line.words]
        assert sorted(placed) == sorted(id(w) for w in before.words)


@settings(max_examples=40, deadline=None)
@given(pages())
def test_laying_out_changes_nothing_but_the_regions_and_gives_each_an_id(made: tuple[Page, ...]) -> None:
    laid = lay_out(made)
    assert tuple(replace(p, regions=()) for p in laid) == made
    ids = [r.id for p in laid for r in p.regions]
    assert len(ids) == len(set(ids))
    assert lay_out(made) == laid
