"""Random typeset tables are read back: whatever is not right has a flag."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.random_tables import Kind, random_table
from tests.bench.tables import outcome


@pytest.mark.parametrize(
    ("kind", "seed"),
    [("studies", 1), ("studies", 2), ("arms", 3), ("arms", 4), ("groups", 5), ("lab", 6), ("accounts", 7)],
)
def test_a_typeset_table_is_read_back_cell_by_cell(kind: Kind, seed: int, tmp_path: Path) -> None:
    made = random_table(kind, seed)
    found = outcome(made, made.save(tmp_path, f"{kind}{seed}"))
    assert (found.cells, found.shape) == (1.0, True)


def test_the_same_number_gives_the_same_table() -> None:
    assert random_table("studies", 3) == random_table("studies", 3) != random_table("studies", 4)
