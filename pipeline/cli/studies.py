"""`pipeline studies`."""

from __future__ import annotations

import datetime
from typing import get_args

import click

from pipeline.cli.answers import asking, show
from pipeline.core.studies import InterventionType
from pipeline.publish.database.ask import Filters, studies


@click.command(
    "studies",
    epilog="""\b
Examples:
  pipeline studies --condition DPN --type aerobic
  pipeline studies --at 2026-01-31 --format json""",
)
@click.option("--condition", help="Found in the condition as printed, or in either language of the legend.")
@click.option("--type", "kind", type=click.Choice(get_args(InterventionType)), help="Type of intervention.")
@click.option("--document", help="Found in the document's name.")
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="What was held at the end of that day."
)
@asking
def command(
    condition: str | None,
    kind: str | None,
    document: str | None,
    at: datetime.datetime | None,
    db: str,
    form: str,
) -> None:
    """The studies that the evidence database holds, their programmes spread out."""
    if at is not None and kind is not None:
        raise click.UsageError("--at cannot be had with --type: former versions are found by condition and document")
    night = None if at is None else (at + datetime.timedelta(days=1)).date().isoformat()
    show(db, studies(Filters(condition=condition, type=kind, document=document, at=night)), form)
