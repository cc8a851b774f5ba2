"""Human corrections: found by the source of a value's provenance, and held where the outputs have lost them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from pipeline.core.pointers import Json, at, covers, with_value
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
    return covers(one, other) or covers(other, one)


def with_corrections(record: RecordOut, held: Sequence[Held]) -> RecordOut:
    """The record with these corrections put back; one whose path is gone from the record is left out."""
    tree: Json = msgspec.json.decode(msgspec.json.encode(record))
    for one in held:
        try:
            tree = _put(tree, one.path, one.value)
        except KeyError:
            continue
        tree["provenance"] = [p for p in tree["provenance"] if not covers(one.path, p["path"])]
        tree["provenance"].append(msgspec.to_builtins(one.provenance))
        tree["flags"] = [f for f in tree["flags"] if not f["path"] or not covers(one.path, f["path"])]
    tree["status"] = "needs-review" if tree["flags"] else "clean"
    return msgspec.convert(tree, RecordOut)


def _put(tree: Json, path: str, value: Json) -> Json:
    """The tree with `value` at `path`, also as a new last entry. Raises KeyError where it leads nowhere."""
    parent, _, last = path.rpartition("/")
    entries = at(tree, parent)
    if isinstance(entries, list) and last == str(len(entries)):
        return with_value(tree, parent, [*entries, value])
    return with_value(tree, path, value)


def _held_at(tree: Json, path: str) -> Json:
    """What stands at `path`; None where it leads nowhere."""
    try:
        return at(tree, path)
    except KeyError:
        return None


def correction_rows(record_no: int, record: RecordOut, kept: Sequence[Held], run_no: int) -> Iterator[Row]:
    """Rows of `corrections` for a record that has all its corrections applied."""
    people = said_by_people(record)
    if not people:
        return
    tree = msgspec.json.decode(msgspec.json.encode(record))
    held = {h.path: h for h in kept}
    for source in people:
        former = held.get(source.path)
        since = run_no if former is None else former.run_no
        who = source.source.removeprefix(HUMAN)
        value = to_json(_held_at(tree, source.path))
        yield record_no, source.path, value, who, to_json(source), former is not None, since
