"""`pipeline schemas`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.publish.schemas import schemas


@click.command("schemas", epilog="Example: pipeline schemas docs/schemas")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def command(folder: Path) -> None:
    """Write the JSON Schemas of the output files into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / f"{name}.schema.json").write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", "utf-8")
        click.echo(folder / f"{name}.schema.json")
