"""`pipeline export`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.publish.exports.formats import FORMATS, export

_LIST = "\n".join(f"  {name:12} {f.about}" for name, f in FORMATS.items())


@click.command(
    "export",
    epilog=f"""\b
Formats:
{_LIST}

\b
Examples:
  pipeline export xlsx --to evidence.xlsx
  pipeline export datapackage --out outputs --to package""",
)
@click.argument("form", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.option("--out", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("outputs"),
              show_default=True, help="Output folder to export.")  # fmt: skip
@click.option("--to", type=click.Path(path_type=Path), help="File or folder to write; named after the format.")
def command(form: str, out: Path, to: Path | None) -> None:
    """Write the records of an output folder in another FORMAT."""
    place = to or Path(FORMATS[form].to)
    if form == "ro-crate" and to is None:
        place = out / FORMATS[form].to
    count = export(form, out, place)
    click.echo(f"{place}: {count} {'entries' if count != 1 else 'entry'}")
