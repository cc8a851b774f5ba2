"""`pipeline load`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.publish.database.load import LoadOptions, load

SOME_REFUSED = 3


@click.command(
    "load",
    epilog="""\b
Examples:
  pipeline load outputs --to postgresql://me@localhost/evidence
  pipeline load outputs --to library.sqlite --collection pain

Exit code: 0 all is loaded, 3 some documents were refused (all others are loaded), 2 an error.""",
)
@click.argument("outputs", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", required=True, metavar="FILE|URL", help="SQLite file, or postgresql://user@host/name.")
@click.option("--collection", default="default", show_default=True,
              help="Which corpus it is; a database can hold several.")  # fmt: skip
@click.option("--follow-corrections", "follow", is_flag=True,
              help="Drop human corrections that OUTPUTS no longer carry; they are kept otherwise.")  # fmt: skip
def command(outputs: Path, to: str, collection: str, follow: bool) -> None:
    """Load OUTPUTS into an evidence database; what it holds already is not written again."""
    done = load(outputs, to, options=LoadOptions(collection=collection, follow=follow))
    if not done.any:
        click.echo("nothing new")
    else:
        said = f"{done.documents} documents: {done.added} records new, {done.changed} changed, {done.retired} retired"
        failed = f"; {done.stale} documents failed, their former records are kept" if done.stale else ""
        kept = f"; {done.corrections_kept} human corrections kept" if done.corrections_kept else ""
        click.echo(said + failed + kept)
    for name, why in done.refused.items():
        click.echo(f"refused  {name}: {why}", err=True)
    if done.refused:
        raise click.exceptions.Exit(SOME_REFUSED)
