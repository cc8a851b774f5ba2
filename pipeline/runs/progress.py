"""How a run tells what it is doing: a bar on a terminal, a line a document when piped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from pipeline.publish.contract import RunInputOut
from pipeline.runs.printable import printable

_STYLE = {"ok": "green", "partial": "yellow", "failed": "red", "skipped": "dim"}


class Reporter(Protocol):
    def done(self, report: RunInputOut) -> None:
        """A document is finished, one way or another."""
        ...


def sentence(report: RunInputOut) -> str:
    """One line on one document: `ok  review.pdf  4 pages, 1 table, 12 records, 3 flags  1.2 s`."""
    name = report.document_id or report.input
    if report.status in ("failed", "skipped"):
        return f"{report.status:8}{printable(f'{name}: {report.reason}')}"
    counts = ", ".join(
        f"{n} {noun}{'' if n == 1 else 's'}"
        for n, noun in (
            (report.pages, "page"),
            (report.tables, "table"),
            (report.records, "record"),
            (report.flags, "flag"),
        )
    )
    tail = f" ({report.reason})" if report.reason else ""
    return f"{report.status:8}{printable(name)}: {counts}, {report.seconds:.1f} s{printable(tail)}"


class _Plain:
    def __init__(self, console: Console) -> None:
        self._console = console

    def done(self, report: RunInputOut) -> None:
        self._console.print(sentence(report), markup=False, highlight=False, soft_wrap=True)


class _Bar:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("reading", total=total)

    def done(self, report: RunInputOut) -> None:
        style = _STYLE[report.status]
        self._progress.console.print(f"[{style}]{escape(sentence(report))}[/]", highlight=False, soft_wrap=True)
        self._progress.advance(self._task)


@contextmanager
def reporting(total: int, *, console: Console) -> Iterator[Reporter]:
    """A reporter for `total` documents on `console`."""
    if not console.is_terminal:
        yield _Plain(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress, total)
