"""Rows that a page break cuts in two."""

from __future__ import annotations

import pytest
from table_typesetter import set_table, tables, texts

XS = (40.0, 150.0, 260.0, 420.0)
HEADER = (["Study"], ["Condition"], ["Programme"], ["Result"])
ABOVE = (
    (["Hartmann 2014[5]"], ["Knee OA"], ["Tai Chi, 3 times/W"], ["Pain ↓"]),
    (["Okafor 2018[6]"], ["Fibromyalgia"], ["Walking, cycling, and"], ["SNCV ↑,"]),
)
REST = ([], [], ["stretching (10 min)"], ["ADL ↑"])
BELOW = (
    (["Lind 2019[7]"], ["T2DM"], ["Usual care"], ["None"]),
    (["Sato 2020[8]"], ["PCOS"], ["Metformin"], ["BMI ↓"]),
)


@pytest.mark.parametrize("header_again", [True, False])
def test_a_row_that_the_page_break_cuts_is_one_row_and_flagged(header_again: bool) -> None:
    first = set_table((HEADER, *ABOVE), xs=XS, align="top", top=600)
    head = (HEADER,) if header_again else ()
    second = set_table((*head, REST, *BELOW), xs=XS, align="top", header_rows=len(head))
    (table,) = tables(first, second)
    assert texts(table)[2:4] == [
        ["Okafor 2018[6]", "Fibromyalgia", "Walking, cycling, and stretching (10 min)", "SNCV ↑, ADL ↑"],
        ["Lind 2019[7]", "T2DM", "Usual care", "None"],
    ]
    cut = next(c for c in table.cells if c.row == 2 and c.col == 2)
    assert "row-split-uncertain" in [f.code for f in cut.flags]


def test_rows_that_end_with_their_page_stay_apart() -> None:
    first = set_table((HEADER, ABOVE[0]), xs=XS, align="top", top=600)
    second = set_table((HEADER, *BELOW), xs=XS, align="top")
    (table,) = tables(first, second)
    assert [row[0] for row in texts(table)] == ["Study", "Hartmann 2014[5]", "Lind 2019[7]", "Sato 2020[8]"]


def test_a_part_without_rules_whose_last_texts_are_short_stands_in_the_first_parts_columns() -> None:
    first = set_table((HEADER, ABOVE[0]), xs=XS, align="top", top=600)
    second = set_table(BELOW, xs=XS, align="top", header_rows=0, ruled=False)
    (table,) = tables(first, second)
    assert texts(table)[2:] == [[cell[0] for cell in row] for row in BELOW]


def test_a_header_that_each_page_breaks_into_rows_of_its_own_is_one_header() -> None:
    head = (["Reference"], ["Sex", "(M/F)"], ["Programme"], ["Risk of", "bias"])
    first = set_table((head, ABOVE[0]), xs=XS, align="top", top=600)
    second = set_table(((["Reference"], ["Sex"], ["Programme"], ["Risk of"]), ([], ["(M/F)"], [], ["bias"]), *BELOW),
                       xs=XS, align="top", header_rows=2)  # fmt: skip
    (table,) = tables(first, second)
    assert [row[0] for row in texts(table)] == ["Reference", "Hartmann 2014[5]", "Lind 2019[7]", "Sato 2020[8]"]
