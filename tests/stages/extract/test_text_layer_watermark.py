"""Large letters across the lines of a page are a watermark; a title, an initial or a big sign beside them is not."""

from __future__ import annotations

from pipeline.core.geometry import Box
from pipeline.ports import Char, RawPage
from pipeline.stages.extract.text_layer import runs_of
from pipeline.stages.extract.text_layer_watermark import watermark_styles
from pipeline.stages.extract.trust_pages import aslant_issues


def letters(text: str, *, at: tuple[float, float], size: float, font: str = "F") -> list[Char]:
    left, top = at
    return [
        Char(c, Box(left + i * size, top, left + (i + 1) * size, top + size), font, size, baseline=top + 0.8 * size)
        for i, c in enumerate(text)
    ]


LINES = [c for row in range(12) for c in letters("针刺治疗慢性疼痛的临床研究进展", at=(40, 100 + 15 * row), size=10)]


def page_of(*more: list[Char], number: int = 1) -> RawPage:
    return RawPage(number, 400, 400, 0, (*LINES, *(c for some in more for c in some)), (), ())


def test_large_letters_across_the_lines_are_left_out_and_named() -> None:
    mark = letters("内部资料", at=(30, 150), size=60, font="W")
    page = page_of(mark)
    assert "".join(r.text for r in runs_of(page)) == "".join(c.text for c in LINES)
    (issue,) = aslant_issues([page, page_of(mark, number=2)])
    assert issue.severity == "info" and "内部资料" in issue.message


def test_a_title_over_the_lines_and_an_initial_beside_them_stay() -> None:
    title = letters("针刺研究", at=(40, 60), size=24, font="W")
    initial = letters("针", at=(10, 100), size=28, font="I")
    page = page_of(title, initial)
    assert watermark_styles(page) == frozenset()
    assert not list(aslant_issues([page]))
