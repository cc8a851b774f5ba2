"""Scores as a table for people, in Markdown or on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from pipeline.evaluate.score import DocumentScore

COLUMNS = (
    "modality", "document", "GriTS", "exact cells", "silent cells", "precision", "recall", "F1", "silent values",
    "doubted", "flips", "sourced", "CER en", "CER zh", "pairs",
)  # fmt: skip


def _share(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def row(score: DocumentScore) -> tuple[str, ...]:
    """One line of the report, as texts in the order of `COLUMNS`."""
    records = score.records
    given = records.given or 1
    return (
        score.modality,
        score.name,
        _share(score.tables.grits_con),
        _share(score.tables.exact),
        _share(score.tables.silent),
        _share(records.precision),
        _share(records.recall),
        _share(records.f1),
        _share(records.silent / given, 4),
        _share(records.flagged_right / (records.right or 1)),
        str(records.flipped),
        _share(records.sourced / given),
        _share(score.cer_en, 4),
        _share(score.cer_zh, 4),
        _share(score.pair_recall),
    )


def markdown(scores: Sequence[DocumentScore]) -> str:
    """The scores as a Markdown table."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    lines += ["| " + " | ".join(row(s)) + " |" for s in scores]
    return "\n".join(lines) + "\n"


def terminal(scores: Sequence[DocumentScore], *, title: str) -> Table:
    """The scores as a table for rich."""
    table = Table(title=title)
    for i, name in enumerate(COLUMNS):
        table.add_column(name, justify="left" if i < 2 else "right")
    for score in scores:
        table.add_row(*row(score))
    return table
