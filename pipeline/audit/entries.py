"""Entries of a record's lists that corrections take out or add, and the numbers by which they go.

A corrections file numbers entries as they were read, those added after them: no correction changes another's numbers.
Outputs number what is left. An entry that was taken out leaves a provenance row at its list, so that both are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.audit.trees import Json, Record, at, escaped, steps, values

ADDED = "correction.added"
REMOVED = "correction.removed"
_REMOVED = re.compile(rf"{re.escape(REMOVED)}\.(\d+)")


def removed_rule(number: int) -> str:
    """The rule of the provenance row that entry `number` (as read) leaves at its list."""
    return f"{REMOVED}.{number}"


def removed(record: Record) -> dict[str, tuple[int, ...]]:
    """Pointer of a list in the record → the numbers, as read, of its entries that were taken out."""
    found: dict[str, set[int]] = {}
    for row in record["provenance"]:
        if match := _REMOVED.fullmatch(row["rule"]):
            found.setdefault(row["path"], set()).add(int(match[1]))
    return {pointer: tuple(sorted(numbers)) for pointer, numbers in found.items()}


def places(record: Record, pointer: str) -> int:
    """How many entries the list at `pointer` has had so far: read, added, and taken out again."""
    return len(at(record, pointer)) + len(removed(record).get(pointer, ()))


def as_read(record: Record, pointer: str) -> str:
    """The pointer that a corrections file has for what stands at `pointer` in a record of the outputs."""
    gone = removed(record)
    here: Json = record
    shown = filed = ""
    for step in steps(pointer):
        if isinstance(here, list) and step.isdigit():
            filed += f"/{_number(int(step), gone.get(shown, ()))}"
            here = here[int(step)] if int(step) < len(here) else None
        else:
            filed += f"/{escaped(step)}"
            here = here.get(step) if isinstance(here, dict) else None
        shown += f"/{escaped(step)}"
    return filed


def _number(place: int, gone: tuple[int, ...]) -> int:
    """The number, as read, of the entry that is now at `place`."""
    for number in gone:
        if number <= place:
            place += 1
    return place


def compacted(record: Record) -> Record:
    """The record without the entries that are None, what is said of the others under their new numbers."""
    if not any(_empty(values(record))):
        return record
    moved = [(_moved(record, row["path"]), row) for row in record["provenance"]]
    flags = [(_moved(record, flag["path"]), flag) for flag in record["flags"]]
    return {
        **record,
        **_without(values(record)),
        "provenance": [{**row, "path": path} for path, row in moved if path is not None],
        "flags": [{**flag, "path": path} for path, flag in flags if path is not None],
    }


def _empty(tree: Json) -> Iterator[bool]:
    if isinstance(tree, list):
        yield from (entry is None for entry in tree)
    children = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for child in children:
        yield from _empty(child)


def _without(tree: Json) -> Json:
    if isinstance(tree, dict):
        return {name: _without(child) for name, child in tree.items()}
    return [_without(entry) for entry in tree if entry is not None] if isinstance(tree, list) else tree


def _moved(record: Record, pointer: str) -> str | None:
    """The pointer once the entries that are None are gone; None for what went with them."""
    here: Json = record
    out = ""
    for step in steps(pointer):
        if isinstance(here, list) and step.isdigit() and int(step) < len(here):
            number = int(step)
            if here[number] is None:
                return None
            step, here = str(number - sum(entry is None for entry in here[:number])), here[number]
        else:
            here = here.get(step) if isinstance(here, dict) else None
        out += f"/{escaped(step)}"
    return out
