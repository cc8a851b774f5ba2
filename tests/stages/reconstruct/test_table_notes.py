"""Marks of notes that a font draws as plain letters, notes over the page, parts in the next column, shaded rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_typesetter import Sheet, block, layered, set_table, tables

from pipeline.core.geometry import Box
from pipeline.core.provenance import TEXT_LAYER
from pipeline.core.tables import Cell
from pipeline.core.words import Page, Shade
from pipeline.settings import ReconstructSettings
from pipeline.stages.reconstruct import reconstruct
from pipeline.stages.reconstruct.bands import band_edges, header_band
from pipeline.stages.reconstruct.footnotes import linked, words_of
from pipeline.stages.reconstruct.strips import strips

HEADER = (["Study"], ["Weeks"], ["Result"])
ROWS = tuple(([f"Sato 20{i}[{i}]"], [f"{i} wk"], ["Pain ↓"]) for i in range(11, 16))


@pytest.mark.parametrize(
    ("text", "kept", "flagged"),
    [("毫针刺a", "毫针刺", True), ("0.5 mga", "0.5 mg", True), ("CKD stage 3a", "CKD stage 3a", True),
     ("Nausea", "Nausea", False), ("Tai Chi", "Tai Chi", False)],
)  # fmt: skip
def test_a_last_letter_that_a_note_defines_is_a_mark_only_where_no_word_ends_so(
    text: str, kept: str, flagged: bool
) -> None:
    cell = Cell(1, 1, text, 1, TEXT_LAYER)
    words = words_of([cell, Cell(2, 1, "10 mg/d", 1, TEXT_LAYER)])
    found = linked(cell, {"a": "completers only"}, words)
    assert (found.text, bool(found.flags)) == (kept, flagged)


def test_a_note_that_had_no_room_under_its_table_is_read_from_the_top_of_the_next_page() -> None:
    rows = (HEADER, *ROWS[:4], (["Sato 2015[15]"], ["15 wk"], ["Pain ↓*"]))
    sheet = set_table(rows, xs=(40, 160, 260))
    note = block("note", "Note: *: completers only.", Box(40, 60, 200, 68), page=2)
    text = block("paragraph", "The trials were small.", Box(40, 90, 300, 100), page=2)
    document = layered(sheet, blocks=(note, text))
    pages = (*document.transcript.pages, Page(2, 595.0, 842.0, ()))
    document = replace(document, transcript=replace(document.transcript, pages=pages))
    (table,) = reconstruct(document, settings=ReconstructSettings()).tables
    last = next(c for c in table.cells if c.row == 5 and c.col == 2)
    assert (last.text, [f.code for f in last.flags]) == ("Pain ↓", ["footnote"])


def test_a_part_with_the_same_header_in_the_next_column_of_the_page_goes_on_with_the_table() -> None:
    left = set_table((HEADER, *ROWS), xs=(40, 140, 200), right=250, top=400)
    right = set_table(
        (HEADER, *((["Wu 2019[16]"], ["4 wk"], ["None"]), (["Li 2020[17]"], ["6 wk"], ["Pain ↓"]))),
        xs=(310, 410, 470), right=520, top=60,
    )  # fmt: skip
    one = layered(left).transcript.pages[0]
    two = layered(right).transcript.pages[0]
    both = replace(
        one, words=(*one.words, *two.words), rules=(*one.rules, *two.rules),
        regions=(*one.regions, replace(two.regions[0], id="r9")),
    )  # fmt: skip
    document = layered(left)
    document = replace(document, transcript=replace(document.transcript, pages=(both,)))
    (table,) = reconstruct(document, settings=ReconstructSettings()).tables
    assert (table.n_rows, table.header_rows) == (8, 1)


def test_the_edges_of_shaded_rows_are_told_once_and_not_beside_a_rule() -> None:
    bands = [Shade(Box(40, 120, 300, 134), "0.9"), Shade(Box(40, 134.2, 300, 148), "0.8")]
    assert band_edges(bands, [120.1], em=8.0) == [134, 148]


def test_the_first_band_is_the_header_where_no_other_has_its_colour() -> None:
    sheet = Sheet()
    for k in range(5):
        sheet.line(f"Row {k}", 40, 104 + 14 * k)
    lines = strips(sheet.words)
    head, stripe = Shade(Box(38, 102, 300, 116), "blue"), Shade(Box(38, 130, 300, 144), "grey")
    assert header_band(lines, [head, stripe]) == 116
    assert header_band(lines, [replace(head, colour="grey"), stripe]) is None
    assert tables(sheet)
