"""`pipeline export`."""

from __future__ import annotations

import click


@click.command("export")
def command() -> None:
    """Write the records of an output folder in another format."""
    raise click.UsageError("no format is known yet")
