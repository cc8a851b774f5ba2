"""How much a written table is the true one: GriTS, exact cells, silent errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grits import TableCell, cell_list_to_grid_con, cell_list_to_grid_top, compute_fscore, grits_con_matching, grits_top

from pipeline.evaluate.outputs import Json
from pipeline.evaluate.text import cell_form


@dataclass(frozen=True, slots=True)
class TableScore:
    """All 0..1. rows_right: both counts, of rows and of columns. silent: wrong and unflagged, of the written cells."""

    grits_con: float
    grits_top: float
    exact: float
    rows_right: float
    silent: float


MISSED = TableScore(0.0, 0.0, 0.0, 0.0, 0.0)


def _text(cell: Json) -> str:
    """What is compared: a bilingual cell has its Chinese first, whatever order it was written in."""
    en, zh = cell.get("text_en"), cell.get("text_zh")
    return cell_form(f"{zh} {en}" if en and zh else cell.get("text"))


def _cells(table: Json) -> list[TableCell]:
    return [
        TableCell(
            list(range(c["row"], c["row"] + (c.get("row_span") or 1))),
            list(range(c["col"], c["col"] + (c.get("col_span") or 1))),
            _text(c),
        )
        for c in table.get("cells") or []
    ]


def compare(true: Json, found: Json) -> TableScore:
    """One written table against one true one."""
    a, b = _cells(true), _cells(found)
    if not a or not b:
        return MISSED
    con_a, con_b = cell_list_to_grid_con(a), cell_list_to_grid_con(b)
    match = grits_con_matching(con_a, con_b)
    body = [c for c in true["cells"] if c["row"] >= int(true.get("header_rows") or 1) and c.get("text")]
    exact = sum(1 for c in body if match.true_grid_scores[c["row"], c["col"]] == 1.0)
    said = [c for c in found["cells"] if c.get("text")]
    silent = sum(1 for c in said if match.pred_grid_scores[c["row"], c["col"]] != 1.0 and not c.get("flags"))
    sizes = len(con_a) * len(con_a[0]), len(con_b) * len(con_b[0])
    return TableScore(
        grits_con=compute_fscore(match.true_positive_score, *sizes)[0],
        grits_top=grits_top(cell_list_to_grid_top(a), cell_list_to_grid_top(b))[0],
        exact=exact / len(body) if body else 1.0,
        rows_right=float((true["n_rows"], true["n_cols"]) == (found.get("n_rows"), found.get("n_cols"))),
        silent=silent / len(said) if said else 0.0,
    )


def score_tables(true: Sequence[Json], found: Sequence[Json]) -> tuple[TableScore, int]:
    """The mean over the true tables, each with its best match, and how many written tables are none of them."""
    ranked = sorted(
        ((compare(t, f), i, j) for i, t in enumerate(true) for j, f in enumerate(found)),
        key=lambda item: -item[0].grits_con,
    )
    chosen: dict[int, TableScore] = {}
    spent: set[int] = set()
    for score, i, j in ranked:
        if score.grits_con > 0 and i not in chosen and j not in spent:
            chosen[i] = score
            spent.add(j)
    each = [chosen.get(i, MISSED) for i in range(len(true))]
    return mean(each), len(found) - len(spent)


def mean(scores: Sequence[TableScore]) -> TableScore:
    """The mean of each figure. Raises ValueError where there is nothing to average."""
    if not scores:
        raise ValueError("no scores to average")
    return TableScore(*(sum(getattr(s, n) for s in scores) / len(scores) for n in TableScore.__slots__))
