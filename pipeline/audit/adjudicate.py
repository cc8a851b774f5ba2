"""Two extractions of one document brought together: what they agree on, where they differ, and one set of records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.audit.changes import label
from pipeline.audit.match import match
from pipeline.audit.trees import DERIVED, Json, Record, escaped, values

CONFLICT = "extractors-disagree"
_INDEX = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value on which two extractors differ; None where one of them has none. path: in the adjudicated record."""

    record_id: str
    study: str
    path: str
    first: Json
    second: Json


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two extractors agree on one field. field: its path without numbers. kappa: Cohen's; None where chance
    alone would make them agree on everything."""

    field: str
    items: int
    agreed: int
    kappa: float | None

    @property
    def percent(self) -> float:
        return 100 * self.agreed / self.items


@dataclass(frozen=True, slots=True)
class Adjudicated:
    """The records of both, in the order of the first, then those that only the second has."""

    records: tuple[Record, ...]
    conflicts: tuple[Conflict, ...]
    agreements: tuple[Agreement, ...]


@dataclass(slots=True)
class _Merge:
    """What is gathered while two records are brought together. moved: path in the second → path in the result."""

    items: list[tuple[str, Json, Json]] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)


def adjudicate(first: Sequence[Record], second: Sequence[Record], *, names: tuple[str, str]) -> Adjudicated:
    """Bring two record sets of one document together. names: who made them.

    A value on which both agree has the provenance of both. Where they differ the first one's stands (the second's where
    the first has none) with a flag whose candidates are both readings: a person decides.
    """
    matching = match(first, second)
    partner = {id(a): b for a, b in matching.pairs}
    records: list[Record] = []
    conflicts: list[Conflict] = []
    items: list[tuple[str, Json, Json]] = []
    for one in first:
        if id(one) in partner:
            record, found = _both(one, partner[id(one)], names)
            records.append(record)
            items += found
            conflicts += [Conflict(record["record_id"], label(record), p, a, b) for p, a, b in found if not _same(a, b)]
        else:
            records.append(_alone(one, names[0]))
            conflicts.append(Conflict(one["record_id"], label(one), "", label(one), None))
    paired = {id(b) for _, b in matching.pairs}
    for other in second:
        if id(other) not in paired:
            records.append(_alone(other, names[1]))
            conflicts.append(Conflict(other["record_id"], label(other), "", None, label(other)))
    return Adjudicated(tuple(records), tuple(conflicts), tuple(_agreements(items)))


def _alone(record: Record, name: str) -> Record:
    flag = {"code": CONFLICT, "path": "", "message": f"only {name} has this study", "candidates": []}
    return {**record, "flags": [*record["flags"], flag], "status": "needs-review"}


def _both(first: Record, second: Record, names: tuple[str, str]) -> tuple[Record, list[tuple[str, Json, Json]]]:
    state = _Merge()
    told = _merged(values(first), values(second), "", "", state)
    flags = [*first["flags"]]
    for path, a, b in state.items:
        if not _same(a, b):
            message = f"{names[0]} has {_said(a)}, {names[1]} has {_said(b)}"
            candidates = [str(v) for v in (a, b) if v is not None]
            flags.append({"code": CONFLICT, "path": path, "message": message, "candidates": candidates})
    known = {(f["code"], f["path"]) for f in flags}
    moved = ({**f, "path": state.moved.get(f["path"], f["path"])} for f in second["flags"])
    flags += [f for f in moved if (f["code"], f["path"]) not in known]
    rows = [{**r, "path": state.moved[r["path"]]} for r in second["provenance"] or () if r["path"] in state.moved]
    # a conflict's two readings both keep their ink, the first one's first
    provenance = [*(first["provenance"] or ()), *(r for r in rows if r not in (first["provenance"] or ()))]
    about = {name: value for name, value in first.items() if name in DERIVED}
    status = "needs-review" if flags else "clean"
    merged = {**about, **told, "provenance": provenance, "flags": flags, "status": status}
    return {name: merged[name] for name in first}, state.items


def _said(value: Json) -> str:
    return "nothing" if value is None else repr(value)


def _same(a: Json, b: Json) -> bool:
    """Whether two values say the same: space and case of a text are its writer's."""
    if isinstance(a, str) and isinstance(b, str):
        return " ".join(a.split()).casefold() == " ".join(b.split()).casefold()
    return bool(a == b)


def _merged(a: Json, b: Json, path: str, other: str, state: _Merge) -> Json:
    """The value that both make at `path` (in the second record: `other`)."""
    if isinstance(a, dict) and isinstance(b, dict):
        names = [*a, *(n for n in b if n not in a)]
        return {n: _merged(a.get(n), b.get(n), f"{path}/{escaped(n)}", f"{other}/{escaped(n)}", state) for n in names}
    if isinstance(a, list) and isinstance(b, list):
        return [_merged(x, y, f"{path}/{i}", f"{other}/{j}", state) for i, (x, y, j) in enumerate(_aligned(a, b))]
    if isinstance(a, dict | list) or isinstance(b, dict | list):
        kept = b if a is None else a
        empty: Json = {} if isinstance(kept, dict) else []
        return _merged(empty if a is None else a, empty if b is None else b, path, other, state)
    state.items.append((path, a, b))
    state.moved[other] = path
    return b if a is None else a


def _aligned(a: list[Json], b: list[Json]) -> Iterator[tuple[Json, Json, int]]:
    """Members of two lists side by side with their place in the second: by name or equality, then by order."""
    free = dict(enumerate(b))
    found: list[tuple[Json, int | None]] = []
    for one in a:
        place = next((j for j, other in free.items() if _name(one) == _name(other)), None)
        found.append((one, place))
        if place is not None:
            del free[place]
    for one, j in found:
        if j is None and free:
            j = next(iter(free))
            del free[j]
        yield one, None if j is None else b[j], -1 if j is None else j
    for j, other in free.items():
        yield None, other, j


def _name(member: Json) -> Json:
    """What a member of a list is known by: an outcome's measure, a component's or an arm's name, else itself."""
    if not isinstance(member, dict):
        return member
    measure = member.get("measure")
    said = measure.get("as_reported") or measure.get("en") if isinstance(measure, dict) else member.get("name")
    return " ".join(str(said).split()).casefold() if said else None


def _agreements(items: Sequence[tuple[str, Json, Json]]) -> Iterator[Agreement]:
    fields: dict[str, list[tuple[str, str]]] = {}
    for path, a, b in items:
        fields.setdefault(_INDEX.sub("/#", path), []).append((_category(a), _category(b)))
    for name, pairs in fields.items():
        if any(pair != ("", "") for pair in pairs):  # a field that neither has says nothing about agreement
            yield Agreement(name, len(pairs), sum(a == b for a, b in pairs), kappa(pairs))


def _category(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{float(value):g}"
    return " ".join(str(value).split()).casefold()


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two raters over nominal categories; None where chance agreement is complete.

    Source: Cohen 1960, A coefficient of agreement for nominal scales. Raises ValueError where `pairs` is empty.
    """
    if not pairs:
        raise ValueError("kappa needs at least one item")
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[c] * right[c] for c in left) / (n * n)
    return None if chance >= 1 else (observed - chance) / (1 - chance)
