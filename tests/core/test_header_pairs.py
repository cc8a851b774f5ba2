"""Header cells in both languages."""

from __future__ import annotations

from pipeline.core.blocks import Bilingual
from pipeline.core.header_pairs import header_pairs
from pipeline.core.tables import Cell, Table


def test_only_bilingual_header_cells_are_pairs() -> None:
    cells = (
        Cell(0, 0, "研究 Study", 1, "text-layer", text_en="Study", text_zh="研究"),
        Cell(0, 1, "Dose", 1, "text-layer", text_en="Dose"),
        Cell(1, 0, "偏头痛 migraine", 1, "text-layer", text_en="migraine", text_zh="偏头痛"),
    )
    table = Table("t1", Bilingual(), Bilingual(), (1,), (), 2, 2, 1, (), cells, (), (), "aligned", 1.0)
    assert [(p.kind, p.en, p.zh) for p in header_pairs([table])] == [("header", "Study", "研究")]
