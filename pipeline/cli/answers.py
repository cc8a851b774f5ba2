"""What the commands that ask the evidence database share: where it is, and the shape of the answer."""

from __future__ import annotations

import csv
import datetime
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import Select

from pipeline.publish.database.ask import Answer, answer
from pipeline.publish.database.feed import EVIDENCE
from pipeline.publish.spreadsheet import defused

FORMATS = ("table", "csv", "json")
_Command = TypeVar("_Command", bound=Callable[..., None])


def asking(command: _Command) -> _Command:
    """The options --db and --format."""
    place = click.option("--db", default=str(Path("outputs") / EVIDENCE), show_default=True, metavar="FILE|URL",
                         help="SQLite file, or postgresql://user@host/name.")  # fmt: skip
    form = click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True,
                        help="Shape of the answer.")  # fmt: skip
    return place(form(command))


def show(place: str, question: str | Select[Any], form: str) -> None:
    """Ask, and write the answer to standard output."""
    with answer(place, question) as found:
        {"table": _table, "csv": _csv, "json": _json}[form](found)


def _table(found: Answer) -> None:
    shown = Table(*found.columns, header_style="bold")
    count = 0
    for row in found.rows:
        shown.add_row(*("" if v is None else _text(v) for v in row))
        count += 1
    console = Console(width=None if sys.stdout.isatty() else 200, markup=False)
    console.print(shown if count else "no row")


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _csv(found: Answer) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(found.columns)
    for row in found.rows:
        out.writerow("" if v is None else defused(_text(v)) for v in row)


def _json(found: Answer) -> None:
    """JSON: a list of objects, a row a line."""
    click.echo("[", nl=False)
    for n, line in enumerate(_objects(found)):
        click.echo((",\n " if n else "\n ") + line, nl=False)
    click.echo("\n]")


def _objects(found: Answer) -> Iterator[str]:
    for row in found.rows:
        yield json.dumps(dict(zip(found.columns, row, strict=True)), ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
