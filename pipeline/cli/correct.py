"""`pipeline correct`."""

from __future__ import annotations

import datetime
import getpass
import json
from pathlib import Path

import click
import msgspec

from pipeline.audit.corrections import Correction, append_correction, beside
from pipeline.audit.trees import Json, Record, at
from pipeline.runs.corpus import manifest


def _value(said: str) -> Json:
    """JSON where it is JSON (`12`, `null`, `"wk"`), else the text as it stands."""
    try:
        return json.loads(said)
    except json.JSONDecodeError:
        return said


@click.command(
    "correct",
    epilog="""\b
Example:
  pipeline correct 0a1b2c3d-… /intervention/duration/min 12 --why "the table says 12 weeks"

The correction lies beside the input and holds on every run; run the pipeline again to see it applied.""",
)
@click.argument("record_id")
@click.argument("path")
@click.argument("value")
@click.option("--why", required=True, help="Why it should be so.")
@click.option("--who", default=getpass.getuser, help="Who says so; your login name where it is not given.")
@click.option("--out", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("outputs"),
              show_default=True, help="Output folder with the record.")  # fmt: skip
def command(record_id: str, path: str, value: str, why: str, who: str, out: Path) -> None:
    """Say that the value at PATH of record RECORD_ID should be VALUE (null where it should be missing)."""
    record = _record(out, record_id)
    known = manifest(out / record["document_id"])
    if known is None:
        raise click.UsageError(f"{out / record['document_id']} has no manifest; run the pipeline first")
    try:
        read = at(record, path)
    except (KeyError, ValueError) as error:
        raise click.UsageError(f"record {record_id} has nothing at {path}") from error
    place = beside(Path(known.input))
    today = datetime.datetime.now(datetime.UTC).date()
    append_correction(place, Correction(record_id, path, read, _value(value), who, today, why))
    click.echo(f"{record['study'].get('label')}: {path} {read!r} → {_value(value)!r}, in {place}")


def _record(out: Path, record_id: str) -> Record:
    for line in (out / "records.jsonl").read_bytes().splitlines():
        record: Record = msgspec.json.decode(line)
        if record["record_id"].startswith(record_id):
            return record
    raise click.UsageError(f"{out} has no record {record_id}")
