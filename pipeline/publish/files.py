"""The contract's files of one document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from pipeline.core.flatten import to_json
from pipeline.core.header_pairs import header_pairs
from pipeline.core.layers import layer_paragraphs
from pipeline.core.studies import Studies
from pipeline.publish import contract, convert
from pipeline.publish.atomic import write_bytes, write_text
from pipeline.publish.spreadsheet import csv_text

Record: TypeAlias = dict[str, Any]


def pretty(value: Any) -> bytes:
    """A value as indented JSON with a final newline; the same value gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def lines(values: tuple[Any, ...]) -> bytes:
    """Values as JSON Lines."""
    return b"".join(msgspec.json.encode(v) + b"\n" for v in values)


def trees(studies: Studies) -> tuple[Record, ...]:
    """The records as the contract's JSON trees."""
    return tuple(to_json(r) for r in studies.records)


def write_document(studies: Studies, folder: Path, *, records: Sequence[Record] | None = None) -> None:
    """Write document.json, layers/, tables/ and records.jsonl under `folder`; files of former tables go.

    records: what to write instead of the studies' own (corrected ones, say). Raises OSError where the folder cannot be
    written, msgspec.ValidationError where a record breaks the contract's types.
    """
    written = tuple(trees(studies) if records is None else records)
    for record in written:
        msgspec.convert(record, contract.RecordOut)
    layered = studies.tabulated.layered
    write_bytes(folder / "document.json", pretty(convert.document(studies)))
    for language in ("en", "zh"):
        text = "\n\n".join(layer_paragraphs(layered, language))
        write_text(folder / "layers" / f"{language}.txt", text + "\n" if text else "")
    pairs = (*layered.pairs, *header_pairs(studies.tabulated.tables))
    write_bytes(folder / "layers" / "pairs.jsonl", lines(tuple(map(convert.pair, pairs))))
    _write_tables(studies, folder / "tables")
    write_bytes(folder / "records.jsonl", lines(written))


def _write_tables(studies: Studies, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    kept: set[str] = set()
    for table in studies.tabulated.tables:
        write_bytes(folder / f"{table.id}.json", pretty(convert.table(table)))
        write_text(folder / f"{table.id}.csv", csv_text(convert.grid(table)))
        kept |= {f"{table.id}.json", f"{table.id}.csv"}
    for former in sorted(folder.iterdir()):
        if former.name not in kept:
            former.unlink()
