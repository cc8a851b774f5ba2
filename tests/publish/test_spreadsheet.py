"""Cells that a spreadsheet would run are shown instead."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.spreadsheet import csv_text, defused


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "@cmd", "-2+3", "-cmd|' /C calc'!A0", "\t=1", "\r=1"])
def test_a_formula_is_defused(text: str) -> None:
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["-", "-1.25", "- 3", "−0.4", "Pain ↓", "12周", "", "60%-65%", "-5%"])
def test_a_number_a_dash_or_a_word_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=2, max_size=4), max_size=5))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    assert read == [[defused(cell) for cell in row] for row in rows]
