"""`pipeline flags`."""

from __future__ import annotations

import click

from pipeline.cli.answers import asking, show
from pipeline.publish.database.ask import Filters, flags


@click.command("flags", epilog="Example: pipeline flags --code direction-uncertain --document taichi")
@click.option("--code", help="Code of the flag; docs/flags.md has them all.")
@click.option("--document", help="Found in the document's name.")
@asking
def command(code: str | None, document: str | None, db: str, form: str) -> None:
    """What a reviewer should look at, with the ink it is about."""
    show(db, flags(Filters(code=code, document=document)), form)
