"""Headers whose bracket was torn over a column's edge."""

from __future__ import annotations

import pytest
from invented_tables import table

from pipeline.stages.normalise.header_brackets import with_whole_brackets


def headers(*texts: str) -> list[str]:
    rows = [["Study", *texts], ["Ito 2018", *("1" for _ in texts)]]
    return [cell.text for cell in with_whole_brackets(table(rows)).cells if cell.row == 0][1:]


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        (("例数(试验组/", "对照组)性别(男/女)"), ["例数(试验组/对照组)", "性别(男/女)"]),
        (("Follow-up", "(years) Outcome"), ["Follow-up (years)", "Outcome"]),
    ],
)
def test_the_end_of_a_bracket_goes_back_to_its_header(torn: tuple[str, str], whole: list[str]) -> None:
    assert headers(*torn) == whole


@pytest.mark.parametrize("texts", [("Age (y)", "Sex (M/F)"), ("n", "(M/F)"), ("Dose (mg)", "(95% CI) MD")])
def test_headers_with_brackets_of_their_own_stay(texts: tuple[str, str]) -> None:
    assert headers(*texts) == list(texts)
