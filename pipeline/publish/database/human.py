"""Human corrections: found by the source of a value's provenance, and held where the outputs have lost them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from pipeline.publish.contract import ProvenanceOut, RecordOut
from pipeline.publish.database import schema
from pipeline.publish.database.rows import Row, to_json

HUMAN = "human:"


@dataclass(frozen=True, slots=True)
class Held:
    """A correction that the database holds. value: JSON."""

    path: str
    value: Any
    who: str
    provenance: ProvenanceOut
    run_no: int


def said_by_people(record: RecordOut) -> tuple[ProvenanceOut, ...]:
    """The provenance of the values that a person gave, one a path."""
    found = {p.path: p for p in record.provenance if p.source.startswith(HUMAN)}
    return tuple(found.values())


def held_corrections(connection: Connection, record_no: int) -> tuple[Held, ...]:
    c = schema.corrections.c
    query = select(c.path, c.value, c.who, c.provenance, c.run_no).where(c.record_no == record_no).order_by(c.path)
    return tuple(
        Held(row.path, row.value, row.who, msgspec.convert(row.provenance, ProvenanceOut), row.run_no)
        for row in connection.execute(query)
    )


def lost(record: RecordOut, held: Sequence[Held]) -> tuple[Held, ...]:
    """The corrections held that `record` does not carry, at their path or above or below it."""
    here = [p.path for p in said_by_people(record)]
    return tuple(h for h in held if not any(_related(h.path, path) for path in here))


def _related(one: str, other: str) -> bool:
    return one == other or one.startswith(other + "/") or other.startswith(one + "/")


def with_corrections(record: RecordOut, held: Sequence[Held]) -> RecordOut:
    """The record with these corrections put back; one whose path is gone from the record is left out."""
    tree = msgspec.json.decode(msgspec.json.encode(record))  # lists, which can be changed in place
    for one in held:
        try:
            _put(tree, one.path, one.value)
        except (KeyError, IndexError, ValueError, TypeError):
            continue
        tree["provenance"] = [p for p in tree["provenance"] if not _below(one.path, p["path"])]
        tree["provenance"].append(msgspec.to_builtins(one.provenance))
        tree["flags"] = [f for f in tree["flags"] if not f["path"] or not _below(one.path, f["path"])]
    tree["status"] = "needs-review" if tree["flags"] else "clean"
    return msgspec.convert(tree, RecordOut)


def _below(place: str, path: str) -> bool:
    return path == place or path.startswith(place + "/")


def _steps(path: str) -> list[str]:
    return [s.replace("~1", "/").replace("~0", "~") for s in path.split("/")[1:]]


def _put(tree: Any, path: str, value: Any) -> None:
    """Set what stands at `path`. Raises KeyError, IndexError, ValueError or TypeError where it leads nowhere."""
    *way, last = _steps(path)
    here = tree
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here[step]
    if isinstance(here, list):
        if int(last) == len(here):
            here.append(None)  # an entry that a person added after all that were read
        here[int(last)] = value
    elif last in here:
        here[last] = value
    else:
        raise KeyError(path)


def at(tree: Any, path: str) -> Any:
    """What stands at `path`; None where it leads nowhere."""
    try:
        for step in _steps(path):
            tree = tree[int(step)] if isinstance(tree, list | tuple) else tree[step]
    except (KeyError, IndexError, ValueError, TypeError):
        return None
    return tree


def correction_rows(record_no: int, record: RecordOut, kept: Sequence[Held], run_no: int) -> Iterator[Row]:
    """Rows of `corrections` for a record that has all its corrections applied."""
    people = said_by_people(record)
    if not people:
        return
    tree = msgspec.to_builtins(record)
    held = {h.path: h for h in kept}
    for source in people:
        former = held.get(source.path)
        since = run_no if former is None else former.run_no
        who = source.source.removeprefix(HUMAN)
        value = to_json(at(tree, source.path))
        yield record_no, source.path, value, who, to_json(source), former is not None, since
