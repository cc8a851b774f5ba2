"""What a run leaves beside the documents' folders: run.json, all records, and what became of former outputs."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from pipeline.core.blocks import Pair, Place
from pipeline.core.glossary import glossary, glossary_tsv
from pipeline.publish.atomic import write_bytes, write_text
from pipeline.publish.contract import ManifestOut, PairOut, PlaceOut, RunInputOut

MANIFEST = "manifest.json"
VOUCHED = ("document.json", "records.jsonl", "layers/pairs.jsonl", "audit.html")  # what a manifest must have beside it
UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


def full(out: Path, error: OSError) -> str:
    """What to tell a user whose disk takes nothing more."""
    return f"{out}: cannot be written ({error.strerror}); make room and run again: everything finished is kept"


def is_whole(folder: Path) -> bool:
    """Whether the files that every document has are there."""
    return all((folder / name).is_file() for name in VOUCHED)


def manifest(folder: Path) -> ManifestOut | None:
    """The manifest of a document's folder; None where there is none that can be read (it is then made anew)."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=ManifestOut)
    except (OSError, msgspec.DecodeError):
        return None


def former(out: Path, present: frozenset[str]) -> tuple[RunInputOut, ...]:
    """Documents of earlier runs under `out` that are not among the `present` ids, as `skipped`.

    The reason says what became of their input: gone, or just not asked for.
    """
    found: list[RunInputOut] = []
    for folder in sorted(p for p in out.iterdir() if p.is_dir() and not p.name.startswith(".")):
        known = manifest(folder) if folder.name not in present else None
        if known is None:
            continue
        here = Path(known.input).exists()
        reason = (
            "not among this run's inputs; its outputs are of an earlier run"
            if here
            else f"its input {known.input} is gone; its outputs are of an earlier run"
        )
        found.append(replace(known.report, status="skipped", reason=reason, cached=True, seconds=0.0))
    return tuple(found)


def renamed(former_ones: Iterable[RunInputOut], reports: Sequence[RunInputOut]) -> tuple[RunInputOut, ...]:
    """The former documents, those whose bytes now lie under another name told so."""
    now = {r.sha256: r.document_id for r in reports if r.sha256 is not None}
    return tuple(
        replace(f, reason=f"renamed: its outputs are now under {now[f.sha256]}") if f.sha256 in now else f
        for f in former_ones
    )


def write_records(out: Path, documents: Iterable[str]) -> int:
    """Join the documents' records.jsonl into one, in document order; how many records there are."""
    parts = [(out / name / "records.jsonl").read_bytes() for name in sorted(documents)]
    data = b"".join(parts)
    write_bytes(out / "records.jsonl", data)
    return data.count(b"\n")


def write_glossary(out: Path, documents: Iterable[str]) -> None:
    """Grow glossary.tsv from the documents' pairs: English, Chinese, abbreviation, how often, where."""
    found = ((name, _pairs(out / name / "layers" / "pairs.jsonl")) for name in sorted(documents))
    write_text(out / "glossary.tsv", glossary_tsv(glossary(found)))


def _pairs(path: Path) -> tuple[Pair, ...]:
    pairs = (msgspec.json.decode(line, type=PairOut) for line in path.read_bytes().splitlines() if line)
    return tuple(
        Pair(p.kind, p.en, p.zh, _place(p.en_source), _place(p.zh_source), p.confidence, p.short) for p in pairs
    )


def _place(place: PlaceOut) -> Place:
    return Place(place.page, None, place.line, place.block)


def current(out: Path) -> tuple[ManifestOut, ...]:
    """The manifests of the documents under `out`."""
    found = (manifest(p) for p in sorted(out.iterdir()) if p.is_dir() and not p.name.startswith("."))
    return tuple(m for m in found if m is not None)
