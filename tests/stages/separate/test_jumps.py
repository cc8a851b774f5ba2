"""A line that sends the reader to another page is taken out of the text, and no sentence is that only names a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.core.words import Region
from pipeline.stages.separate.jumps import without_jumps

MakeRegion = Callable[..., Region]


@pytest.mark.parametrize("line", ["（下转第221页）", "(上接第 213 页)", "下转第二百二十一页", "(Continued on page 88)"])
@pytest.mark.parametrize("kind", ["paragraph", "reference", "note"])
def test_a_line_that_sends_to_another_page_is_a_footer(make_region: MakeRegion, kind: str, line: str) -> None:
    made = without_jumps([make_region(kind, ["规律练习还可能减轻", line, "全身炎症。"])])
    assert [(r.kind, len(r.lines)) for r in made] == [(kind, 2), ("footer", 1)]


@pytest.mark.parametrize("line", ["上接第3节的讨论，本文认为", "表1见下页", "转第二外科治疗的患者"])
def test_a_sentence_with_such_words_stays(make_region: MakeRegion, line: str) -> None:
    region = make_region("paragraph", ["规律练习还可能减轻", line])
    assert without_jumps([region]) == [region]
