"""Tables of known grids, typeset at random and read again: `python -m tests.bench.tables [HOW_MANY]` prints them."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.opening import open_source
from pipeline.core.blocks import Layered
from pipeline.core.tables import Cell, Table
from pipeline.ports import Engines
from pipeline.settings import Settings
from pipeline.stages.extract import extract
from pipeline.stages.reconstruct import reconstruct
from pipeline.stages.separate import separate
from tests.bench.random_tables import KINDS, Kind, Made, Slot, random_table

HOW_MANY = 30  # tables of each kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one table was read. cells: share of its cells with their text, place and span; shape: whether the numbers of
    rows, columns and header rows are right; silent: share of cells wrong and not flagged; seconds: of the building."""

    cells: float
    shape: bool
    silent: float
    seconds: float


def layers(pdf: Path) -> Layered:
    """The pages of a born-digital file, as the table stage gets them."""
    settings = Settings()
    with open_source(pdf) as opened:
        transcript = extract(opened, engines=Engines(()), settings=settings.extract)
    return separate(transcript, settings=settings.separate)


def outcome(made: Made, pdf: Path) -> Outcome:
    """The table read again and compared."""
    layered = layers(pdf)
    begin = time.process_time()
    tables = reconstruct(layered, settings=Settings().reconstruct).tables
    seconds = time.process_time() - begin
    table = max(tables, key=lambda t: len(t.cells), default=None)
    if table is None:
        return Outcome(0.0, False, 0.0, seconds)
    true = {(s.row, s.col): s for s in made.slots}
    wrong = [c for c in table.cells if not _same(true.get((c.row, c.col)), c)]
    shape = (table.n_rows, table.n_cols, table.header_rows) == (made.n_rows, made.n_cols, made.header_rows)
    right = len(table.cells) - len(wrong)
    return Outcome(
        cells=right / max(len(true), len(table.cells)),
        shape=shape and len(tables) == 1,
        silent=sum(not c.flags for c in wrong) / len(true),
        seconds=seconds,
    )


def _same(slot: Slot | None, cell: Cell) -> bool:
    if slot is None or (slot.row_span, slot.col_span) != (cell.row_span, cell.col_span):
        return False
    return slot.text.replace(" ", "") == cell.text.replace(" ", "")


def grid(table: Table) -> list[list[str]]:
    """The texts as rows, for a message that a reader can use."""
    return [[c.text for c in table.cells if c.row == r] for r in range(table.n_rows)]


def measured(kind: Kind, numbers: Sequence[int]) -> list[Outcome]:
    """The tables of one kind, read again."""
    with tempfile.TemporaryDirectory() as folder:
        made = [random_table(kind, n) for n in numbers]
        return [outcome(m, m.save(Path(folder), f"{kind}{i}")) for i, m in enumerate(made)]


def markdown(how_many: int) -> str:
    """A row for each kind of table."""
    lines = [
        "| tables | number | shape right | cells right | silently wrong | seconds a table |",
        "|---|---|---|---|---|---|",
    ]
    for kind in KINDS:
        found = measured(kind, range(how_many))
        n = len(found)
        lines.append(
            f"| {kind} | {n} | {sum(o.shape for o in found) / n:.3f} | {sum(o.cells for o in found) / n:.4f} "
            f"| {sum(o.silent for o in found) / n:.4f} | {sum(o.seconds for o in found) / n:.3f} |"
        )
    return "\n".join(lines)


def main(how_many: int = HOW_MANY) -> None:
    print(markdown(how_many))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY)
