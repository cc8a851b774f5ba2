"""RO-Crate metadata of an output folder: its files, the inputs, and the run that made one from the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

from pipeline.publish.atomic import write_bytes
from pipeline.publish.contract import RunOut
from pipeline.publish.database.outputs import Entry, entries, load_run
from pipeline.publish.files import pretty

Node: TypeAlias = dict[str, Any]

_NAME = "ro-crate-metadata.json"
_MEDIA = {
    ".json": "application/json", ".jsonl": "application/jsonl", ".csv": "text/csv", ".html": "text/html",
    ".txt": "text/plain", ".sqlite": "application/vnd.sqlite3", ".tsv": "text/tab-separated-values",
}  # fmt: skip


def write(outputs: Path, to: Path) -> int:
    """ro-crate-metadata.json at `to`, which belongs at the root of `outputs`; how many things it describes."""
    run = load_run(outputs)
    graph = _graph(run, entries(run, outputs), outputs)
    write_bytes(to, pretty({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}))
    return len(graph)


def _graph(run: RunOut, documents: tuple[Entry, ...], outputs: Path) -> list[Node]:
    files = [_file(path, outputs) for path in sorted(outputs.rglob("*")) if _belongs(path, outputs)]
    inputs = [_input(one) for one in documents if one.held]
    parts = [{"@id": node["@id"]} for node in files]
    about = {"@id": _NAME, "@type": "CreativeWork", "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
             "about": {"@id": "./"}}  # fmt: skip
    root = {
        "@id": "./", "@type": "Dataset", "name": "Study records of bilingual reviews",
        "description": f"Study records of {len(inputs)} documents, every value with its place on the page.",
        "datePublished": run.finished_at, "license": {"@id": "https://spdx.org/licenses/MIT"},
        "hasPart": parts, "mentions": {"@id": "#run"},
    }  # fmt: skip
    software = {"@id": "#pipeline", "@type": "SoftwareApplication", "name": "review-evidence-pipeline",
                "softwareVersion": run.version}  # fmt: skip
    action = {
        "@id": "#run", "@type": "CreateAction", "name": "Reading of the documents", "startTime": run.started_at,
        "endTime": run.finished_at, "instrument": {"@id": "#pipeline"}, "object": [{"@id": i["@id"]} for i in inputs],
        "result": parts,
    }  # fmt: skip
    return [about, root, software, action, *inputs, *files]


def _belongs(path: Path, outputs: Path) -> bool:
    parts = path.relative_to(outputs).parts
    return path.is_file() and parts != (_NAME,) and not any(p.startswith(".") for p in parts)


def _file(path: Path, outputs: Path) -> Node:
    name = path.relative_to(outputs).as_posix()
    return {
        "@id": name, "@type": "File", "name": name, "contentSize": str(path.stat().st_size),
        "encodingFormat": _MEDIA.get(path.suffix, "application/octet-stream"),
    }  # fmt: skip


def _input(one: Entry) -> Node:
    return {
        "@id": f"urn:sha256:{one.sha256}", "@type": "CreativeWork", "name": Path(one.input).name,
        "identifier": one.document_id,
    }  # fmt: skip
