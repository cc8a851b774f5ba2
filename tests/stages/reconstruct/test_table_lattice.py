from __future__ import annotations

from table_typesetter import Sheet, tables

from pipeline.core.geometry import Box
from pipeline.core.words import Rule


def drawn(sheet: Sheet, x0: float, x1: float, y0: float, y1: float) -> None:
    """The frame of one cell."""
    sheet.rule(x0, x1, y0)
    sheet.rule(x0, x1, y1)
    for x in (x0, x1):
        sheet.rules.append(Rule(Box(x - 0.25, y0, x + 0.25, y1), False))


def test_a_ruled_form_with_merged_cells_keeps_its_spans() -> None:
    sheet = Sheet()
    cells = (
        ("Item", 40, 140, 100, 120), ("Group A", 140, 240, 100, 120), ("Group B", 240, 340, 100, 120),
        ("Blood", 40, 140, 120, 160), ("4.1", 140, 240, 120, 140), ("4.3", 240, 340, 120, 140),
        ("5.0", 140, 240, 140, 160), ("5.2", 240, 340, 140, 160),
        ("Remark", 40, 140, 160, 180), ("none in either group", 140, 340, 160, 180),
    )  # fmt: skip
    for text, x0, x1, y0, y1 in cells:
        drawn(sheet, x0, x1, y0, y1)
        sheet.line(text, x0 + 4, (y0 + y1) / 2 - 4)
    (table,) = tables(sheet)
    assert table.method == "ruled"
    spans = {c.text: (c.row, c.col, c.row_span, c.col_span) for c in table.cells}
    assert spans["Blood"] == (1, 0, 2, 1)
    assert spans["none in either group"] == (3, 1, 1, 2)
    assert (table.n_rows, table.n_cols) == (4, 3)


def test_rules_that_part_groups_of_studies_do_not_make_one_row_of_each_group() -> None:
    sheet = Sheet()
    frames = ((100, 120), (120, 164), (164, 208))
    for y0, y1 in frames:
        drawn(sheet, 40, 180, y0, y1)
        drawn(sheet, 180, 300, y0, y1)
    sheet.line("Study", 44, 106)
    sheet.line("Weeks", 184, 106)
    for i in range(6):
        y = 124 + 14 * i + (2 if i > 2 else 0)
        sheet.line(f"Sato 201{i}[{i + 1}]", 44, y)
        sheet.line(f"{i + 4} wk", 184, y)
    (table,) = tables(sheet)
    assert table.n_rows == 7
