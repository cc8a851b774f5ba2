"""Checks of a table against itself."""

from __future__ import annotations

from table_typesetter import set_table, tables

from pipeline.core.tables import Table

XS = (40.0, 160.0, 260.0, 340.0)
HEADER = (["Study"], ["Responders"], ["Weeks"], ["Result"])


def _rows(shares: list[str], weeks: list[str]) -> tuple[tuple[list[str], list[str], list[str], list[str]], ...]:
    pairs = enumerate(zip(shares, weeks, strict=True), 11)
    return tuple(([f"Sato 20{i}[{i}]"], [s], [w] if w else [], ["Pain ↓"]) for i, (s, w) in pairs)


def _flagged(table: Table) -> list[tuple[int, int, str]]:
    return [(c.row, c.col, f.code) for c in table.cells for f in c.flags]


def test_a_percentage_that_is_not_that_of_its_count_is_flagged() -> None:
    shares = ["26/51 (51%)", "10/40 (25%)", "10/40 (52%)", "8/9 (88.9%)", "3/12 (25%)"]
    (table,) = tables(set_table((HEADER, *_rows(shares, ["8 wk"] * 5)), xs=XS))
    assert _flagged(table) == [(3, 1, "count-uneven")]


def test_a_row_without_a_duration_is_flagged_where_all_others_have_one() -> None:
    weeks = ["8 wk", "12 wk", "", "6 wk", "8 wk"]
    (table,) = tables(set_table((HEADER, *_rows(["20"] * 5, weeks)), xs=XS))
    assert (3, 0, "row-split-uncertain") in _flagged(table)


def test_durations_in_every_row_are_not_flagged() -> None:
    (table,) = tables(set_table((HEADER, *_rows(["20"] * 5, ["8 wk"] * 5)), xs=XS))
    assert _flagged(table) == []
