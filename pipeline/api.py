"""The library for notebooks: `from pipeline import run, load_records`. The command line is its thin shadow."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from pipeline.audit.trees import leaves, values
from pipeline.errors import EngineMissing, InputError
from pipeline.publish.contract import RecordOut, RunOut
from pipeline.runs.pool import Limits
from pipeline.runs.run import RunOptions
from pipeline.runs.run import run as run_inputs
from pipeline.settings import Settings

FRAMES = ("polars", "pandas")


def run(
    inputs: str | Path | Iterable[str | Path],
    out: str | Path = "outputs",
    *,
    jobs: int | None = None,
    force: bool = False,
    limits: Limits | None = None,
    settings: Settings | None = None,
) -> RunOut:
    """Read files and folders into study records; only what changed since the last run is done again.

    inputs: PDFs, page images, text dumps, or folders of them. out: the output folder. jobs: worker processes, None for
    one a core. Returns every input's fate. Raises NotAFile for a place that does not exist, OutputError where `out` is
    in use.
    """
    places = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    options = RunOptions(jobs=jobs, force=force, limits=limits or Limits(), settings=settings or Settings())
    return run_inputs([Path(p) for p in places], Path(out), options=options)


def load_records(outputs: str | Path = "outputs") -> tuple[RecordOut, ...]:
    """The study records of an output folder (or of one document's folder, or a records.jsonl), in file order.

    Raises InputError where there are none to be read or a line is no record; the message has the file and the line.
    """
    place = Path(outputs)
    path = place / "records.jsonl" if place.is_dir() else place
    if not path.is_file():
        raise InputError(f"{path}: no such file; run the pipeline first")
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            found.append(msgspec.json.decode(line, type=RecordOut))
        except msgspec.DecodeError as error:
            raise InputError(f"{path}, line {number}: no study record ({error})") from error
    return tuple(found)


def frame(records: Iterable[RecordOut], *, library: str | None = None) -> Any:
    """The records as a data frame, a row a record and a column a JSON Pointer (`/study/year`).

    library: `polars` or `pandas`; the first that is installed where it is None. Raises EngineMissing where neither is.
    """
    name = library or next((n for n in FRAMES if find_spec(n) is not None), None)
    if name not in FRAMES or find_spec(name) is None:
        raise EngineMissing(f"a frame needs one of {', '.join(FRAMES)}: install it with pip")
    rows = [_row(msgspec.to_builtins(record)) for record in records]
    return import_module(name).DataFrame(rows)


def _row(record: dict[str, Any]) -> dict[str, Any]:
    keys = {name: record[name] for name in ("record_id", "document_id", "table_id", "row", "status")}
    return keys | dict(leaves(values(record)))
