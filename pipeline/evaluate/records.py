"""How many values of the records are right, how many are wrong, and how many of those nobody was warned of."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.pointers import leaves
from pipeline.evaluate.outputs import Json
from pipeline.evaluate.text import alike, value_form

UNSCORED = frozenset(
    {
        "schema_version", "record_id", "document_id", "table_id", "row",
        "provenance", "flags", "status", "source_level", "completeness",
    }
)  # fmt: skip
_LEAST_LIKENESS = 0.15


@dataclass(frozen=True, slots=True)
class RecordScore:
    """Counts of values. given: written by us (an `unknown` is no answer). silent: wrong and not flagged. flagged_right:
    right under a flag. sourced: given values with a provenance row. flipped: increase for decrease or the reverse."""

    true: int = 0
    given: int = 0
    right: int = 0
    silent: int = 0
    flagged_right: int = 0
    sourced: int = 0
    flipped: int = 0

    def __add__(self, other: RecordScore) -> RecordScore:
        return RecordScore(*(getattr(self, n) + getattr(other, n) for n in RecordScore.__slots__))

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else float(not self.true)

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def scored(record: Json) -> Json:
    return {k: v for k, v in record.items() if k not in UNSCORED}


def same(a: Any, b: Any) -> bool:
    """Equal as numbers where both are numbers, else equal in value form."""
    try:
        x, y = float(a), float(b)
    except (TypeError, ValueError):
        return value_form(a) == value_form(b)
    return abs(x - y) <= 1e-9 + 1e-6 * abs(y)


def likeness(a: Any, b: Any) -> float:
    """Equal leaves over all leaves, 0..1."""
    one, two = dict(leaves(a)), dict(leaves(b))
    if not one and not two:
        return 1.0
    equal = sum(1 for p, v in one.items() if p in two and same(v, two[p]))
    return equal / max(len(one), len(two))


def _paired(true: Sequence[Any], found: Sequence[Any], value: Any) -> list[tuple[int, int]]:
    """Items matched one to one, most alike first, near positions first among equals."""
    ranked = sorted((-value(t, f), abs(i - j), i, j) for i, t in enumerate(true) for j, f in enumerate(found))
    left, right, out = set(range(len(true))), set(range(len(found))), []
    for score, _, i, j in ranked:
        if score < 0 and i in left and j in right:
            left.discard(i)
            right.discard(j)
            out.append((i, j))
    return out


def aligned(true: Any, found: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(pointer in the found record, true value, found value) of all leaves, lists matched by content."""
    if isinstance(true, dict) or isinstance(found, dict):
        t, f = (true if isinstance(true, dict) else {}), (found if isinstance(found, dict) else {})
        for name in [*t, *(n for n in f if n not in t)]:
            step = "/" + name.replace("~", "~0").replace("/", "~1")
            yield from aligned(t.get(name), f.get(name), path + step)
    elif isinstance(true, list) or isinstance(found, list):
        ours, theirs = true or [], found or []
        pairs = _paired(ours, theirs, likeness)
        for i, j in pairs:
            yield from aligned(ours[i], theirs[j], f"{path}/{j}")
        for i in set(range(len(ours))) - {i for i, _ in pairs}:
            yield from aligned(ours[i], None, f"{path}/{i}")
        for j in set(range(len(theirs))) - {j for _, j in pairs}:
            yield from aligned(None, theirs[j], f"{path}/{j}")
    elif true is not None or found is not None:
        yield path, true, found


def flagged(path: str, flags: Sequence[Json]) -> bool:
    """A flag covers its own path and what lies below it; one on the whole record covers nothing in particular."""
    places = [str(f.get("path") or "") for f in flags]
    return any(p not in ("", "/") and (path == p or path.startswith(p.rstrip("/") + "/")) for p in places)


def score_record(true: Json | None, found: Json | None) -> RecordScore:
    """One record against its gold; None for a record that is missing or was made up."""
    total = RecordScore()
    flags = (found or {}).get("flags") or []
    sourced = {str(r.get("path")) for r in (found or {}).get("provenance") or []}
    for path, t, f in aligned(scored(true) if true else None, scored(found) if found else None):
        hit = t is not None and f is not None and same(t, f)
        given = f is not None and (hit or value_form(f) != "unknown")
        wanted = t is not None and (hit or value_form(t) != "unknown")
        covered = given and flagged(path, flags)
        total += RecordScore(
            true=wanted,
            given=given,
            right=hit,
            silent=given and not hit and not covered,
            flagged_right=hit and covered,
            sourced=given and path in sourced,
            flipped={t, f} == {"increase", "decrease"} if path.endswith("/direction") else False,
        )
    return total


def _identity(true: Json, found: Json) -> float:
    a, b = true.get("study") or {}, found.get("study") or {}
    names = alike(a.get("first_author"), b.get("first_author"))
    return likeness(scored(true), scored(found)) + 4 * max(0.0, names - 0.5) + (a.get("year") == b.get("year"))


def _options(true: Json, doubts: Sequence[Json]) -> list[Json]:
    """The true record and its readings that are as right."""
    out = [true]
    for doubt in doubts:
        for value in doubt["accept"]:
            other = copy.deepcopy(true)
            at: Any = other
            *steps, last = [int(s) if s.isdigit() else s for s in doubt["path"].strip("/").split("/")]
            for step in steps:
                at = at[step]
            at[last] = value
            out.append(other)
    return out


def score_records(true: Sequence[Json], found: Sequence[Json], doubts: Sequence[Json] = ()) -> RecordScore:
    """All records of a document, matched by author, year and content."""
    pairs = [(i, j) for i, j in _paired(true, found, _identity) if _identity(true[i], found[j]) > _LEAST_LIKENESS]
    total = RecordScore()
    for i, j in pairs:
        mine = [d for d in doubts if d["row"] == true[i].get("row")]
        scores = [score_record(option, found[j]) for option in _options(true[i], mine)]
        total += max(scores, key=lambda s: s.right - s.silent - (s.given - s.right))
    for i in set(range(len(true))) - {i for i, _ in pairs}:
        total += score_record(true[i], None)
    for j in set(range(len(found))) - {j for _, j in pairs}:
        total += score_record(None, found[j])
    return total
