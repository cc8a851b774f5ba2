"""`pipeline dictionary`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.publish.atomic import write_text
from pipeline.publish.database.dictionary import dictionary


@click.command("dictionary", epilog="Example: pipeline dictionary docs/data-dictionary.md")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path | None) -> None:
    """Write the data dictionary of the evidence database as Markdown into FILE, or print it."""
    if file is None:
        click.echo(dictionary(), nl=False)
    else:
        write_text(file, dictionary())
        click.echo(file)
