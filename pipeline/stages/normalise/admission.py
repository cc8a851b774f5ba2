"""Which tables list studies and what was done in them, and which only rate, pool or count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.core.blocks import Bilingual
from pipeline.core.tables import Cell, ColumnField, Table
from pipeline.lexicon import load
from pipeline.stages.normalise import kinds
from pipeline.stages.normalise.effects import header_measure
from pipeline.stages.normalise.headers import body_texts, header_cells, header_key
from pipeline.stages.normalise.missing import is_missing
from pipeline.stages.normalise.row import FieldCell

_TELLING: frozenset[ColumnField] = frozenset(
    {"intervention", "type", "dose", "duration", "frequency", "intensity", "volume", "outcome", "result", "effect",
     "comparator", "model", "mechanism", "sample_size", "condition"}
)  # fmt: skip
_MOSTLY = 0.6
_FEW = 3  # fewer columns of judgements a table of studies may well have
# a score, or a judgement with its reason: 随机数字表
_ANSWER = re.compile(r"\s*(?:\d{1,2}(?:/\d{1,2})?|[^\d±%]{0,24})\s*分?")
_POINTS = re.compile(r"^\s*\d\s*分?$")


def why_passed_over(table: Table) -> str | None:
    """Why a table (with fields) gives no study records; None where it does."""
    if table.n_rows <= table.header_rows:
        return "the table has no rows below its header"
    studies = [column.index for column in table.columns if column.field == "study"]
    if not studies:
        return "no column names studies"
    labels = [" ".join(cell.text for cell in row) for row in _rows(table, studies)]
    if kinds.share(labels, kinds.STUDY) < 0.5:
        return "the first words of most rows are not studies: no author with a year or a citation"
    if _rates(table, studies):
        return "the table rates the studies (items of quality or risk of bias) and does not describe them"
    telling = {column.field for column in table.columns} & _TELLING
    if telling == {"effect"} and not any(_about_a_measure(table, column.index) for column in table.columns):
        return "the table gives effects of studies without what was done or measured in them"
    if not telling:
        return "no column tells what was studied: no condition, intervention or outcome"
    return None


def _about_a_measure(table: Table, col: int) -> bool:
    """Whether the header of a column of effects names what was measured: 有效率 OR (95%CI)."""
    over = header_cells(table, col)
    cell = FieldCell("effect", over[-1], Bilingual(), table.id, header_cell=over[-1]) if over else None
    return cell is not None and table.columns[col].field == "effect" and header_measure(cell) is not None


def _rates(table: Table, studies: Sequence[int]) -> bool:
    """Whether most columns beside the studies' own hold judgements or are items of a quality scale."""
    rest = [column.index for column in table.columns if column.index not in studies]
    items = [col for col in rest if _is_item(table, col)]
    judged = [col for col in rest if _judges(body_texts(table, col))]
    points = [col for col in rest if items and kinds.share(body_texts(table, col), _POINTS) == 1]
    rating = {*items, *judged, *points}
    return len(rating) >= _FEW and len(rating) >= _MOSTLY * len(rest)


def _is_item(table: Table, col: int) -> bool:
    """Whether a header names an item of a quality scale and the cells under it are no treatment or measurement."""
    keys = [header_key(cell.text) for cell in header_cells(table, col)]
    return any(_names_item(key) for key in keys) and all(_ANSWER.fullmatch(text) for text in body_texts(table, col))


@cache
def _names_item(key: str) -> bool:
    return any(
        item in key if not item.isascii() else re.search(rf"(?<![a-z0-9]){re.escape(item)}(?![a-z0-9])", key)
        for item in _items()
    )


@cache
def _items() -> tuple[str, ...]:
    return tuple(header_key(item) for item in load("quality")["items"])


def _judges(texts: Sequence[str]) -> bool:
    """Whether the cells are judgements: yes and no, low and high, plus and minus, stars, a score of one digit."""
    said = [text for text in texts if text.strip()]
    answers = [text for text in said if _judgement().fullmatch(text.strip())]
    words = [text for text in answers if not is_missing(text)]
    return len(said) > 1 and len(answers) > 0.8 * len(said) and bool(words)


@cache
def _judgement() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, load("quality")["judgements"]), key=len, reverse=True))
    return re.compile(rf"(?:{words})|[★☆*＊✓✔√×✗✕+＋?？\-−–—●○◯⊕⊖]{{1,5}}|[01]", re.IGNORECASE)


def _rows(table: Table, cols: Sequence[int]) -> list[list[Cell]]:
    """The body cells of some columns, row by row."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.row >= table.header_rows and cell.col in cols and cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    return [rows[row] for row in sorted(rows)]
