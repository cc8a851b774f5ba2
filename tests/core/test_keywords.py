"""Key words one by one."""

from __future__ import annotations

import pytest

from pipeline.core.keywords import keyword_terms


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["acupuncture; migraine; preventive", "treatment; clinical study"],
         ["acupuncture", "migraine", "preventive treatment", "clinical study"]),
        (["针刺；偏头痛；预防性治疗；临床研究。"], ["针刺", "偏头痛", "预防性治疗", "临床研究"]),
        (["针刺 偏头痛 临床研究"], ["针刺", "偏头痛", "临床研究"]),
        (["针刺，偏头痛，5-羟色胺"], ["针刺", "偏头痛", "5-羟色胺"]),
        (["针刺，偏头痛；预防性治疗；1,25-二羟维生素D3"], ["针刺", "偏头痛", "预防性治疗", "1,25-二羟维生素D3"]),
        (["exercise, pain, quality of life"], ["exercise", "pain", "quality of life"]),
        (["tumor necrosis factor, alpha; pain"], ["tumor necrosis factor, alpha", "pain"]),
        (["exercise"], ["exercise"]),
        ([], []),
    ],
)  # fmt: skip
def test_terms_are_parted_as_printed(lines: list[str], expected: list[str]) -> None:
    assert list(keyword_terms(lines)) == expected
