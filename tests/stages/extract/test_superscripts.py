"""What raised text is, and how it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.extract.superscripts import citation_numbers, kind_of, written


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("[24]", "24"),
        ("［24］", None),
        ("[24—26]", "24-26"),
        ("[1，3]", "1,3"),
        ("[5]-[7]", "5-7"),
        ("[5][7]", "5,7"),
        ("（12）", "12"),
        ("[J]", None),
        ("24", None),
    ],
)
def test_a_bracketed_citation_has_one_form(printed: str, numbers: str | None) -> None:
    assert citation_numbers(printed) == numbers


@pytest.mark.parametrize(
    ("text", "base", "kind"),
    [
        ("[24]", "2014", "citation"),
        ("24", "2014", "citation"),
        ("9", "10", "exponent"),
        ("2", "kg/m", "exponent"),
        ("2", "I", "exponent"),
        ("-1", "s", "exponent"),
        ("2", "2014", "citation"),
        ("*", "Wang", "plain"),
        ("a", "5.2", "mark"),
        ("st", "1", "plain"),
        ("2", "10.5", "citation"),
    ],
)
def test_the_base_tells_what_a_raised_run_is(text: str, base: str, kind: str) -> None:
    assert kind_of(text, base, after=True, bare_citations=True) == kind


def test_a_bare_number_is_a_mark_where_citations_have_brackets() -> None:
    assert kind_of("2", "Wang", after=True, bare_citations=False) == "mark"


numbers = st.lists(st.integers(1, 999), min_size=1, max_size=4)


@given(numbers, st.sampled_from([",", "，", "-", "–", "~"]))
def test_a_written_citation_is_written_the_same_again(parts: list[int], between: str) -> None:
    once = written(f"[{between.join(map(str, parts))}]", "citation")
    assert once[0] == "[" and once[-1] == "]"
    assert written(once, "citation") == once
