"""`pipeline adjudicate`."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Column, Table

from pipeline.audit.adjudicate import Adjudicated, Agreement, adjudicate
from pipeline.audit.trees import Record
from pipeline.errors import InputError
from pipeline.publish.atomic import write_bytes
from pipeline.publish.contract import RecordOut
from pipeline.publish.files import lines, pretty


@click.command(
    "adjudicate",
    epilog="""\b
Examples:
  pipeline adjudicate outputs/taichi-knee-born second-reader.jsonl --out adjudicated
  pipeline adjudicate li.jsonl smith.jsonl --names Li,Smith --out adjudicated

Writes adjudicated/records.jsonl (conflicts flagged, both readings kept) and adjudicated/agreement.json.""",
)
@click.argument("first", type=click.Path(path_type=Path, exists=True))
@click.argument("second", type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write into.")
@click.option("--names", help="Who made the two, with a comma between them; their file names where it is not given.")
def command(first: Path, second: Path, out: Path, names: str | None) -> None:
    """Bring two extractions of one document together: records.jsonl files, or folders with one."""
    given = tuple(n.strip() for n in (names or f"{_name(first)},{_name(second)}").split(","))
    if len(given) != 2 or not all(given):
        raise click.BadParameter("--names takes two names with one comma between them")
    done = adjudicate(_records(first), _records(second), names=(given[0], given[1]))
    write_bytes(out / "records.jsonl", lines(done.records))
    report = {"names": given, "agreement": [_plain(a) for a in done.agreements], "conflicts": done.conflicts}
    write_bytes(out / "agreement.json", pretty(report))
    console = Console()
    console.print(_agreement(done))
    if done.conflicts:
        console.print(_conflicts(done, given))
    console.print(f"{len(done.records)} records, {len(done.conflicts)} conflicts: {out}", markup=False, soft_wrap=True)


def _name(place: Path) -> str:
    return place.name if place.is_dir() else place.stem


def _records(place: Path) -> tuple[Record, ...]:
    """The records of a file or folder, held to the contract. Raises InputError with file and line."""
    path = place / "records.jsonl" if place.is_dir() else place
    if not path.is_file():
        raise InputError(f"{place}: has no records.jsonl")
    found: list[Record] = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = msgspec.json.decode(line)
            msgspec.convert(record, RecordOut)
        except msgspec.DecodeError as error:  # a ValidationError is one too
            raise InputError(f"{path.name}, line {number}: no study record ({error})") from error
        found.append(record)
    return tuple(found)


def _plain(one: Agreement) -> dict[str, object]:
    return {
        "field": one.field,
        "items": one.items,
        "agreed": one.agreed,
        "percent": round(one.percent, 1),
        "kappa": None if one.kappa is None else round(one.kappa, 3),
    }


def _agreement(done: Adjudicated) -> Table:
    table = Table(Column("field", overflow="fold"), "items", "agreed", "per cent", "kappa", title="agreement")
    for one in done.agreements:
        kappa = "–" if one.kappa is None else f"{one.kappa:.2f}"
        table.add_row(one.field, str(one.items), str(one.agreed), f"{one.percent:.1f}", kappa)
    return table


def _conflicts(done: Adjudicated, names: tuple[str, ...]) -> Table:
    table = Table("study", "path", *names, title="conflicts")
    for one in done.conflicts:
        shown = ("" if v is None else str(v) for v in (one.first, one.second))
        table.add_row(one.study, one.path or "the whole study", *shown)
    return table
