"""`pipeline query`."""

from __future__ import annotations

import click

from pipeline.cli.answers import asking, show


@click.command(
    "query",
    epilog="""\b
Examples:
  pipeline query "SELECT label, year, frequency FROM v_studies WHERE year >= 2015"
  pipeline query "SELECT direction, count(*) FROM v_outcomes GROUP BY direction" --format csv

Views: v_studies, v_outcomes, v_flags, v_history; docs/data-dictionary.md has every column.""",
)
@click.argument("select")
@asking
def command(select: str, db: str, form: str) -> None:
    """Ask the evidence database anything that a SELECT can; it cannot be changed this way."""
    show(db, select, form)
