"""An extraction as it can be compared: an output folder, or the accepted baseline under version control."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pipeline.audit.trees import Json, Record, values
from pipeline.errors import InputError
from pipeline.publish.atomic import write_bytes

BASELINE = "accepted.jsonl"


@dataclass(frozen=True, slots=True)
class Document:
    """One document's records, with what they were made from. raw: the bytes of its records.jsonl, b"" in a baseline."""

    document_id: str
    sha256: str
    stages: dict[str, str]
    tools: dict[str, str]
    settings: Json
    records: tuple[Record, ...]
    raw: bytes = field(default=b"", repr=False)


def load_snapshot(place: Path) -> dict[str, Document]:
    """Document id → document, of an output folder or a baseline file. Raises InputError where it is neither."""
    if place.is_file():
        return _baseline(place)
    if not place.is_dir():
        raise InputError(f"{place}: neither an output folder nor a baseline file")
    folders = sorted(p for p in place.iterdir() if (p / "manifest.json").is_file())
    return {p.name: _document(p) for p in folders}


def _document(folder: Path) -> Document:
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    raw = (folder / "records.jsonl").read_bytes()
    return Document(
        document_id=folder.name,
        sha256=manifest["sha256"],
        stages=manifest["stages"],
        tools=manifest["tools"],
        settings=manifest["settings"],
        records=(),
        raw=raw,
    )


def records_of(document: Document) -> tuple[Record, ...]:
    """The document's records, decoded when they are needed."""
    if document.records or not document.raw:
        return document.records
    return tuple(msgspec.json.decode(line) for line in document.raw.splitlines() if line)


def _baseline(path: Path) -> dict[str, Document]:
    heads: dict[str, Record] = {}
    records: dict[str, list[Record]] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            entry = msgspec.json.decode(line)
            name = entry["document_id"]
            if "record_id" in entry:
                records[name].append(_whole(entry))
            else:
                heads[name], records[name] = entry, []
        except (msgspec.DecodeError, KeyError, TypeError) as error:
            raise InputError(f"{path.name}, line {number}: no entry of an accepted baseline ({error})") from error
    return {name: Document(records=tuple(records[name]), **head) for name, head in heads.items()}


def baseline_lines(documents: Iterable[Document]) -> bytes:
    """A baseline file: a line a document, then a line a record: its values, its flags and where it stands."""
    lines = []
    for one in sorted(documents, key=lambda d: d.document_id):
        names = ("document_id", "sha256", "stages", "tools", "settings")
        lines.append(msgspec.json.encode({n: getattr(one, n) for n in names}))
        lines += [msgspec.json.encode(_slim(r)) for r in records_of(one)]
    return b"".join(line + b"\n" for line in lines)


def _slim(record: Record) -> Record:
    """Without what is absent; of the provenance only the extent on each page (or the lines of a dump)."""
    return {
        "record_id": record["record_id"],
        "document_id": record["document_id"],
        "table_id": record["table_id"],
        **_present(values(record)),
        "flags": [[f["path"], f["code"]] for f in record["flags"]],
        "extent": [list(e) for e in extents(record)],
    }


def _present(tree: Json) -> Json:
    if isinstance(tree, dict):
        return {name: _present(child) for name, child in tree.items() if child not in (None, [], {})}
    return [_present(child) for child in tree] if isinstance(tree, list) else tree


def _whole(entry: Record) -> Record:
    """A baseline's record in the shape of a full one: `provenance` None says that it was not kept."""
    flags = [{"path": path, "code": code} for path, code in entry["flags"]]
    empty: Record = {"study": {}, "row": None}
    return {**empty, **entry, "flags": flags, "provenance": None}


def extents(record: Record) -> list[tuple[int, float, float]]:
    """(page, first, last) of a record's own table row, in points from the top; in a dump (page, first line, last line).

    What was read elsewhere (a header's unit, the legend under the table) is not part of the row.
    """
    if record["provenance"] is None:
        return [tuple(e) for e in record["extent"]]
    spans: dict[int, list[float]] = {}
    for row in record["provenance"]:
        if row["row"] != record["row"]:
            continue
        if row["bbox"] is not None:
            spans.setdefault(row["page"], []).extend((row["bbox"][1], row["bbox"][3]))
        elif row["line"] is not None:
            spans.setdefault(row["page"], []).append(float(row["line"]))
    return [(page, min(ys), max(ys)) for page, ys in sorted(spans.items())]


def accept(out: Path, baseline: Path, documents: Sequence[str] = ()) -> int:
    """Make the present outputs of `documents` (of all where none is named) the baseline; how many were accepted.

    Raises InputError where `out` has no such document.
    """
    present = load_snapshot(out)
    if unknown := sorted(set(documents) - set(present)):
        raise InputError(f"{out} has no document {', '.join(unknown)}")
    accepted = load_snapshot(baseline) if baseline.is_file() and documents else {}
    chosen = {name: present[name] for name in documents or present}
    write_bytes(baseline, baseline_lines({**accepted, **chosen}.values()))
    return len(chosen)
