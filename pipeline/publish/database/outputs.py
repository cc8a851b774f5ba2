"""What an output folder says is held: its documents with their files, and a digest of what they were made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.errors import OutputError
from pipeline.publish.contract import Names, RecordOut, ReferenceOut, RunInputOut, RunOut, Status, TableOut, Words

_EARLIER = "not among"  # how the reason of a document begins that this run was not asked for: still held


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What the database keeps of document.json; pages and blocks stay in the file."""

    document_id: str
    sha256: str
    media_type: str
    title: Words
    authors: Names
    abstract: Words
    keywords: Names
    doi: str | None
    references: tuple[ReferenceOut, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the run. held: its folder has records to load; else the last run failed on it."""

    document_id: str
    sha256: str | None
    input: str
    status: Status
    reason: str | None
    pages: int
    held: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A record with the digest of its line in records.jsonl."""

    record: RecordOut
    digest: str


@dataclass(frozen=True, slots=True)
class Content:
    """A document's files, read and checked."""

    entry: Entry
    head: DocumentHead
    tables: tuple[TableOut, ...]
    lines: tuple[Line, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class _Key:
    key: str


_HEAD: msgspec.json.Decoder[DocumentHead] = msgspec.json.Decoder(DocumentHead)
_TABLE: msgspec.json.Decoder[TableOut] = msgspec.json.Decoder(TableOut)
_RECORD: msgspec.json.Decoder[RecordOut] = msgspec.json.Decoder(RecordOut)
_MADE_OF: msgspec.json.Decoder[_Key] = msgspec.json.Decoder(_Key)


def load_run(outputs: Path) -> RunOut:
    """run.json of an output folder. Raises OutputError where there is none that can be read."""
    try:
        return msgspec.json.decode((outputs / "run.json").read_bytes(), type=RunOut)
    except OSError as error:
        raise OutputError(f"{outputs} has no run.json: give a folder that `pipeline run` wrote") from error
    except msgspec.DecodeError as error:
        raise OutputError(f"{outputs / 'run.json'}: {error}") from error


def entries(run: RunOut, outputs: Path) -> tuple[Entry, ...]:
    """The documents that the run has or failed on, one a document id, by id; what is gone or a copy is left out."""
    found: dict[str, Entry] = {}
    for report in run.inputs:
        one = _entry(report, outputs)
        if one is not None and (one.document_id not in found or (one.held and not found[one.document_id].held)):
            found[one.document_id] = one
    return tuple(found[name] for name in sorted(found))


def _entry(report: RunInputOut, outputs: Path) -> Entry | None:
    if report.document_id is None:
        return None
    earlier = report.status == "skipped" and (report.reason or "").startswith(_EARLIER)
    held = earlier or report.status in ("ok", "partial")
    if not held and report.status != "failed":
        return None
    if earlier and not (outputs / report.document_id / "records.jsonl").is_file():
        return None
    # that this run was not asked for it says nothing about the document
    status: Status = "ok" if earlier else report.status
    reason = None if earlier else report.reason
    return Entry(report.document_id, report.sha256, report.input, status, reason, report.pages, held)


def digest(every: Sequence[Entry], outputs: Path) -> str:
    """What the outputs were made from, told by their manifests alone: two runs with one digest hold the same."""
    said = hashlib.blake2b(digest_size=16)
    for one in every:
        key = _made_of(outputs / one.document_id / "manifest.json") if one.held else ""
        said.update(repr((one.document_id, one.sha256, one.status, one.reason, one.held, key)).encode())
    return said.hexdigest()


def _made_of(manifest: Path) -> str:
    try:
        return _MADE_OF.decode(manifest.read_bytes()).key
    except (OSError, msgspec.DecodeError) as error:
        raise OutputError(f"{manifest}: {error}; run the pipeline again") from error


def raw_files(entry: Entry, outputs: Path) -> tuple[bytes, list[bytes], bytes]:
    """document.json, the tables' files by number, records.jsonl, as bytes. Raises OutputError where one is missing."""
    folder = outputs / entry.document_id
    try:
        tables = sorted((folder / "tables").glob("*.json"), key=lambda p: (len(p.name), p.name))
        parts = [(folder / "document.json").read_bytes(), *(p.read_bytes() for p in tables)]
        records = (folder / "records.jsonl").read_bytes()
    except OSError as error:
        raise OutputError(f"{folder}: {error}; run the pipeline again") from error
    # no database takes the character U+0000
    document, *rest = (part.replace(b"\\u0000", b"\\ufffd") for part in (*parts, records))
    return document, rest[:-1], rest[-1]


def content_digest(entry: Entry, files: tuple[bytes, list[bytes], bytes]) -> str:
    """Digest of all that the database keeps of a document."""
    said = hashlib.blake2b(repr((entry.status, entry.reason)).encode(), digest_size=16)
    for part in (files[0], *files[1], files[2]):
        said.update(part)
    return said.hexdigest()


def content(entry: Entry, files: tuple[bytes, list[bytes], bytes], digest_: str) -> Content:
    """The files as the contract's types. Raises OutputError where one breaks the contract."""
    try:
        lines = tuple(Line(_RECORD.decode(line), _line_digest(line)) for line in files[2].splitlines())
        return Content(entry, _HEAD.decode(files[0]), tuple(_TABLE.decode(t) for t in files[1]), lines, digest_)
    except msgspec.DecodeError as error:
        raise OutputError(f"{entry.document_id}: {error}") from error


def _line_digest(line: bytes) -> str:
    return hashlib.blake2b(line, digest_size=16).hexdigest()


def contents(outputs: Path) -> Iterator[Content]:
    """Every document held in an output folder, read and checked, one at a time."""
    for entry in entries(load_run(outputs), outputs):
        if entry.held:
            files = raw_files(entry, outputs)
            yield content(entry, files, content_digest(entry, files))
