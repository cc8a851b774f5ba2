"""White inside a number of a scan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.reconstruct.torn_numbers import mended


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("28. 7 ± 8.4", "28.7 ± 8.4"),
        ("65. 3±7. 2", "65.3±7.2"),
        ("30.8±9. 1", "30.8±9.1"),
        ("每次3. 45 min", "每次3. 45 min"),
        ("2 0 0 9", "2 0 0 9"),
        ("1 2周", "1 2周"),
    ],
)
def test_white_inside_a_number_is_doubted_and_mean_and_deviation_are_whole(read: str, text: str) -> None:
    mend, flags = mended(read)
    assert mend == text
    assert [f.code for f in flags] == ["low-confidence"]


@pytest.mark.parametrize(
    "read", ["28.7 ± 8.4", "第1次 30 min", "每周3次. 45 min", "12 wk", "1.5 g/d", "T: 45 C: 45", "30 (15/15)"]
)
def test_numbers_as_they_are_printed_are_left_alone(read: str) -> None:
    assert mended(read) == (read, ())


@given(st.text(max_size=30))
def test_mending_twice_is_mending_once_and_changes_white_alone(read: str) -> None:
    once, _ = mended(read)
    assert mended(once)[0] == once
    assert "".join(once.split()) == "".join(read.split())
