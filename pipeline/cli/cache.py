"""`pipeline cache`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.runs.cache import TranscriptCache
from pipeline.runs.corpus import current
from pipeline.runs.run import STATE


@click.command("cache", epilog="Example: pipeline cache --out outputs --prune")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False, exists=True), default=Path("outputs"),
              show_default=True, help="Output folder whose cache is meant.")  # fmt: skip
@click.option("--prune", is_flag=True, help="Remove what no present output was made from.")
def command(out: Path, prune: bool) -> None:
    """Show how large the stage cache is, or prune it. It is always safe to delete."""
    cache = TranscriptCache(out / STATE / "cache")
    if prune:
        known = current(out)
        gone = cache.prune({m.read_key for m in known}, documents={m.sha256 for m in known})
        click.echo(f"removed {gone.entries} readings, {gone.bytes / 1e6:.1f} MB")
    size = cache.size()
    click.echo(f"{size.entries} readings, {size.bytes / 1e6:.1f} MB in {cache.folder}")
