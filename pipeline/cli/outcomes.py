"""`pipeline outcomes`."""

from __future__ import annotations

from typing import get_args

import click

from pipeline.cli.answers import asking, show
from pipeline.core.studies import Direction, InterventionType
from pipeline.publish.database.ask import Filters, outcomes


@click.command("outcomes", epilog="Example: pipeline outcomes --measure pain --direction decrease --format csv")
@click.option("--measure", help="Found in the measure as printed, or in either language.")
@click.option("--direction", type=click.Choice(get_args(Direction)), help="How the measure moved.")
@click.option("--condition", help="Found in the condition as printed, or in either language of the legend.")
@click.option("--type", "kind", type=click.Choice(get_args(InterventionType)), help="Type of intervention.")
@click.option("--document", help="Found in the document's name.")
@asking
def command(
    measure: str | None,
    direction: str | None,
    condition: str | None,
    kind: str | None,
    document: str | None,
    db: str,
    form: str,
) -> None:
    """The outcomes of the studies, with direction and effect."""
    filters = Filters(condition=condition, type=kind, measure=measure, direction=direction, document=document)
    show(db, outcomes(filters), form)
