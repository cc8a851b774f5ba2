"""The index of an output folder, made at the end of a run that changed anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

import msgspec

from pipeline.audit.diff import Difference, diff, without_noise
from pipeline.audit.snapshots import BASELINE, Document, load_snapshot
from pipeline.pages.evidence import RecordPart
from pipeline.pages.index_page import IndexDocument, index_page
from pipeline.publish.atomic import write_text
from pipeline.publish.contract import RunInputOut, Words
from pipeline.runs.code import digest

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class _Titled:
    """The part of document.json that the index shows."""

    title: Words


def write_index(out: Path, reports: Sequence[RunInputOut]) -> bool:
    """Write the index of `out`, whose run.json and records.jsonl are there; whether it had to be made anew.

    The accepted baseline is the one that lies beside the inputs. Raises OSError.
    """
    baselines = _baselines(reports)
    key = _index_key(out, reports, baselines)
    place = out / INDEX
    if place.is_file() and f'content="{key}"' in place.read_text("utf-8")[:4000]:
        return False
    accepted: dict[str, Document] = {}
    for baseline in baselines:
        accepted |= load_snapshot(baseline)
    documents = tuple(_document(out, report, accepted) for report in reports)
    records = tuple(
        msgspec.json.decode(line, type=RecordPart) for line in (out / "records.jsonl").read_bytes().splitlines() if line
    )
    found = _differences(out, accepted, {d.report.document_id for d in documents}) if baselines else None
    write_text(place, index_page(documents, records, found, made_from=key))
    return True


def _baselines(reports: Iterable[RunInputOut]) -> tuple[Path, ...]:
    folders = sorted({Path(r.input).parent for r in reports})
    return tuple(folder / BASELINE for folder in folders if (folder / BASELINE).is_file())


def _index_key(out: Path, reports: Iterable[RunInputOut], baselines: Iterable[Path]) -> str:
    """Everything the index is made from: records, reports less their times, baselines, the pages' own code."""
    said = [{**asdict(r), "cached": None, "seconds": None} for r in reports]
    own = sorted(
        (p for folder in (files("pipeline.pages"), files("pipeline.pages") / "assets") for p in folder.iterdir()),
        key=lambda p: p.name,
    )
    code = [p.read_bytes() for p in own if p.is_file()]
    known = [p.read_bytes() for p in baselines]
    return digest((out / "records.jsonl").read_bytes(), msgspec.json.encode(said), *known, *code)


def _document(out: Path, report: RunInputOut, accepted: dict[str, Document]) -> IndexDocument:
    name = report.document_id
    place = out / name / "document.json" if name else None
    if place is None or not place.is_file() or report.status == "failed":
        return IndexDocument(report, None, name in accepted)
    return IndexDocument(report, msgspec.json.decode(place.read_bytes(), type=_Titled).title, name in accepted)


def _differences(out: Path, accepted: dict[str, Document], here: set[str | None]) -> tuple[Difference, ...]:
    """From the baseline to the documents that are both accepted and here; the rest is no change but a beginning."""
    present = load_snapshot(out)
    shared = {name for name in present if name in accepted and name in here}
    return without_noise(diff({n: accepted[n] for n in shared}, {n: present[n] for n in shared}))
