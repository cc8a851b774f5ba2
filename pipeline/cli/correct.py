"""`pipeline correct`."""

from __future__ import annotations

import datetime
import getpass
import json
import re
from pathlib import Path

import click

from pipeline.audit.corrections import append_correction, beside, load_corrections, spelled, withdraw_correction
from pipeline.audit.deciding import decided
from pipeline.audit.shapes import is_quantity
from pipeline.audit.trees import Json
from pipeline.cli.records import find_record, manifest_of

_NUMBER = r"[-−]?\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?P<sign>[<>≤≥])?\s*(?P<low>{_NUMBER})(?:\s*[-–~]\s*(?P<high>{_NUMBER}))?\s*(?P<unit>[^\d\s].*)"
)


def _value(said: str, path: str) -> Json:
    """A quantity as it is spoken (`12 wk`, `3-5 /wk`, `≥60 %`), JSON where it is JSON (`12`, `null`), else the text."""
    spoken = _QUANTITY.fullmatch(said.strip())
    if spoken is not None and is_quantity(path):
        low, high = (float((spoken[n] or spoken["low"]).replace("−", "-")) for n in ("low", "high"))
        sign = spoken["sign"]
        return {
            "min": None if sign in ("<", "≤") else _whole(low),
            "max": None if sign in (">", "≥") else _whole(high),
            "unit": spoken["unit"].strip(),
        }
    try:
        return json.loads(said)
    except json.JSONDecodeError:
        return said


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number


@click.command(
    "correct",
    epilog="""\b
Examples:
  pipeline correct 0a1b2c3d /intervention/duration "12 wk" --why "the table says 12 weeks"
  pipeline correct 0a1b2c3d /study/country null --why "a city, not a country"
  pipeline correct 0a1b2c3d /outcomes/2 null --why "belongs to the row below"
  pipeline correct 0a1b2c3d /outcomes/- '{"measure": {"as_reported": "Pain"}, "direction": "decrease"}' --why "missed"

The first characters of a record id are enough; `pipeline studies` lists them, the audit page shows them.
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
    """Say that the value at PATH of record RECORD_ID should be VALUE.

    PATH is a JSON Pointer such as /study/year. VALUE is a text, a quantity such as "12 wk", or JSON; null empties the
    value. An entry of a list (outcomes, components, arms, …) that is made null is taken out; PATH/- adds one.
    """
    record = find_record(out, record_id)
    place = beside(Path(manifest_of(out, record).input))
    today = datetime.datetime.now(datetime.UTC).date()
    earlier = load_corrections(place)
    made = decided(record, path, _value(value, path), who=who, why=why, when=today, earlier=earlier)
    withdraw_correction(place, made)  # a decision made again replaces the former
    append_correction(place, made)
    said = "added" if path.endswith("/-") else f"{spelled(made.read) or 'missing'} →"
    click.echo(f"{record['study'].get('label')}: {path} {said} {spelled(made.value) or 'missing'}, in {place}")
