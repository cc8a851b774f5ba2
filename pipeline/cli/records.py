"""What commands about one record share: the record by the first characters of its id, and what its document is."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from pipeline.audit.trees import Record
from pipeline.publish.contract import ManifestOut
from pipeline.runs.corpus import manifest


def find_record(out: Path, start: str) -> Record:
    """The record of `out` whose id begins with `start`. Raises UsageError where there is none, or more than one."""
    place = out / "records.jsonl"
    if not place.is_file():
        raise click.UsageError(f"{out} has no records.jsonl; run the pipeline first")
    records = (msgspec.json.decode(line) for line in place.read_bytes().splitlines() if line)
    found: list[Record] = [r for r in records if start and r["record_id"].startswith(start)]
    if len(found) != 1:
        said = f"{len(found)} records whose id begins with {start}" if found else f"no record {start}"
        raise click.UsageError(f"{out} has {said}; `pipeline studies` lists their ids")
    return found[0]


def manifest_of(out: Path, record: Record) -> ManifestOut:
    """The manifest of the record's document. Raises UsageError where there is none."""
    known = manifest(out / record["document_id"])
    if known is None:
        raise click.UsageError(f"{out / record['document_id']} has no manifest; run the pipeline first")
    return known
