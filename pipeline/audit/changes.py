"""What changed between two readings of one record: which value, how, and of what kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.audit.trees import Json, Record, covers, escaped, values

Kind = Literal[
    "value", "unit", "direction-flipped", "citation", "gained", "lost", "flag", "confidence-only", "provenance-only"
]
_OPPOSITE = {frozenset({"increase", "decrease"})}


@dataclass(frozen=True, slots=True)
class Change:
    """One value's change. old, new: None where there was or is none."""

    path: str
    kind: Kind
    old: Json
    new: Json


def changes(old: Record, new: Record) -> tuple[Change, ...]:
    """All changes between two versions of a record; of provenance only where no value and no flag changed."""
    found = [*_values(values(old), values(new), ""), *_flags(old, new)]
    return tuple(found or _provenance(old, new))


def _values(old: Json, new: Json, path: str) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) or isinstance(new, dict):
        a, b = (old if isinstance(old, dict) else {}), (new if isinstance(new, dict) else {})
        for name in [*a, *(n for n in b if n not in a)]:
            yield from _values(a.get(name), b.get(name), f"{path}/{escaped(name)}")
    elif isinstance(old, list) or isinstance(new, list):
        yield from _lists(old or [], new or [], path)
    else:
        yield Change(path, _kind(path, old, new), old, new)


def _lists(old: list[Json], new: list[Json], path: str) -> Iterator[Change]:
    """Members at the same place are compared; equal members that only moved are no change."""
    if sorted(map(repr, old)) == sorted(map(repr, new)):
        return
    moved = [n for n in new if n in old]
    left_old = [o for o in old if o not in moved]
    left_new = [(j, n) for j, n in enumerate(new) if n not in old]
    for i, (j, n) in enumerate(left_new):
        yield from _values(left_old[i] if i < len(left_old) else None, n, f"{path}/{j}")
    for o in left_old[len(left_new) :]:
        yield from _values(o, None, f"{path}/{old.index(o)}")


def _kind(path: str, old: Json, new: Json) -> Kind:
    last = path.rsplit("/", 1)[-1]
    if last == "direction" and frozenset({old, new}) in _OPPOSITE:
        return "direction-flipped"
    if "/citations/" in path:
        return "citation"
    if old is None:
        return "gained"
    if new is None:
        return "lost"
    return "unit" if last == "unit" else "value"


def _flags(old: Record, new: Record) -> Iterator[Change]:
    a = {(f["path"], f["code"]) for f in old["flags"]}
    b = {(f["path"], f["code"]) for f in new["flags"]}
    for path, code in sorted(a - b):
        yield Change(path, "flag", code, None)
    for path, code in sorted(b - a):
        yield Change(path, "flag", None, code)


def _provenance(old: Record, new: Record) -> list[Change]:
    """One change for a record whose values stand but whose evidence moved: by confidence alone, or by more."""
    if old["provenance"] is None or new["provenance"] is None or old["provenance"] == new["provenance"]:
        return []
    place = ("row", "col", "confidence")  # a row that moved because another was split has not changed itself
    bare = [[{k: v for k, v in row.items() if k not in place} for row in r["provenance"]] for r in (old, new)]
    sure = [[row["confidence"] for row in r["provenance"]] for r in (old, new)]
    if bare[0] == bare[1]:
        return [Change("", "confidence-only", min(sure[0]), min(sure[1]))] if sure[0] != sure[1] else []
    return [Change("", "provenance-only", len(old["provenance"]), len(new["provenance"]))]


def label(record: Record) -> str:
    """A record's name for people: its label, else its row."""
    said = record["study"].get("label")
    return str(said) if said else f"row {record['row']}"


def human(record: Record, path: str) -> bool:
    """Whether the value at `path` was corrected by a person."""
    rows = [r for r in record["provenance"] or () if covers(r["path"], path)]
    return any(str(r["source"]).startswith("human:") for r in rows)
