"""`pipeline diff`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Column, Table

from pipeline.audit.diff import Difference, diff, without_noise
from pipeline.audit.snapshots import load_snapshot
from pipeline.pages.diff_page import diff_page
from pipeline.publish.atomic import write_text

DIFFERENT = 1
WIDE = 200  # columns of a table that no terminal shows
MOST_SHOWN = 500  # differences in the table: more are read by a program, or on a page


@click.command(
    "diff",
    epilog="""\b
Examples:
  pipeline diff outputs-of-last-week outputs
  pipeline diff corpus/accepted.jsonl outputs --json
  pipeline diff corpus/accepted.jsonl outputs --html outputs/changes.html

Exit code: 0 the same, 1 different, 2 an error.""",
)
@click.argument("old", type=click.Path(path_type=Path, exists=True))
@click.argument("new", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of a table, all of them.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with the differences too.")
@click.option("--all", "everything", is_flag=True, help="Changes of confidence or provenance alone too.")
def command(old: Path, new: Path, as_json: bool, html: Path | None, everything: bool) -> None:
    """What changed from OLD to NEW: output folders, or a baseline that `pipeline accept` wrote."""
    found = diff(load_snapshot(old), load_snapshot(new))
    shown = found if everything else without_noise(found)
    if html is not None:
        root = Path(os.path.relpath(new, html.parent)).as_posix() + "/" if new.is_dir() else None
        write_text(html, diff_page(shown, old=old.name, new=new.name, root=root))
    if as_json:
        for one in shown:
            click.echo(msgspec.json.encode(one).decode())
    else:
        console = Console(width=None if sys.stdout.isatty() else WIDE)
        console.print(_table(shown) if shown else "no difference")
        if len(shown) > MOST_SHOWN:
            console.print(f"{len(shown) - MOST_SHOWN} more: --json or --html has them all")
    if shown:
        raise click.exceptions.Exit(DIFFERENT)


def _table(found: tuple[Difference, ...]) -> Table:
    names = ("document", "study", "what", "where", "old", "new", "why")
    title = f"{len(found)} difference{'s' if len(found) != 1 else ''}"
    table = Table(*(Column(name, overflow="fold") for name in names), title=title)
    for one in found[:MOST_SHOWN]:
        if not one.changes:
            table.add_row(one.document_id, one.study, one.event, "", "", one.into or "", one.cause)
        for change in one.changes:
            old, new = ("" if v is None else str(v) for v in (change.old, change.new))
            table.add_row(one.document_id, one.study, change.kind, change.path, old, new, one.cause)
    return table
