"""What changed between two extractions, in the terms of a reviewer, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from pipeline.audit.changes import Change, changes, human, label
from pipeline.audit.match import Matching, match
from pipeline.audit.snapshots import Document, records_of
from pipeline.audit.trees import Record

Event = Literal["added", "removed", "changed", "row-split", "row-merged", "document-added", "document-removed"]
Cause = Literal[
    "input changed", "engine or version changed", "setting changed", "rule changed", "correction", "outputs edited"
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a reviewer has to know. changes: of a `changed` record. cause: the likeliest one."""

    document_id: str
    record_id: str | None
    study: str
    event: Event
    cause: Cause
    changes: tuple[Change, ...] = ()
    into: str | None = None


def diff(old: dict[str, Document], new: dict[str, Document]) -> tuple[Difference, ...]:
    """All differences, by document, then in the order of the new records."""
    found: list[Difference] = []
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            found.append(Difference(name, None, name, "document-added", "input changed"))
        elif name not in new:
            found.append(Difference(name, None, name, "document-removed", "input changed"))
        elif not old[name].raw or old[name].raw != new[name].raw:
            found += _document(old[name], new[name])
    return tuple(found)


def _document(old: Document, new: Document) -> list[Difference]:
    cause = _cause(old, new)
    matching = _matched(old, new)
    whole = [*matching.split, *matching.merged]

    def difference(record: Record, event: Event, into: Record | None = None) -> Difference:
        name = None if into is None else label(into)
        return Difference(new.document_id, record["record_id"], label(record), event, cause, into=name)

    out = [difference(o, "row-split", n) for o, n in matching.split]
    out += [difference(o, "row-merged", n) for o, n in matching.merged]
    out += [difference(r, "added") for r in matching.added] + [difference(r, "removed") for r in matching.removed]
    for before, after in matching.pairs:
        touched = any(before is o or after is n for o, n in whole)
        found = changes(before, after)
        if found and not touched:
            why: Cause = "correction" if any(human(after, c.path) for c in found) else cause
            out.append(Difference(new.document_id, after["record_id"], label(after), "changed", why, found))
    return out


def _matched(old: Document, new: Document) -> Matching:
    """Which record is which. Lines that both have alike are not even decoded, unless a row may have come of another."""
    if old.raw and new.raw:
        before, after = old.raw.splitlines(), new.raw.splitlines()
        shared = set(before) & set(after)
        found = match(*(tuple(map(msgspec.json.decode, _without(lines, shared))) for lines in (before, after)))
        if not (found.added or found.removed or found.split or found.merged):
            return found
    return match(records_of(old), records_of(new))


def _without(lines: Iterable[bytes], shared: set[bytes]) -> Iterator[bytes]:
    return (line for line in lines if line and line not in shared)


def _cause(old: Document, new: Document) -> Cause:
    if old.sha256 != new.sha256:
        return "input changed"
    if old.tools != new.tools:
        return "engine or version changed"
    if old.settings != new.settings:
        return "setting changed"
    return "rule changed" if old.stages != new.stages else "outputs edited"


def without_noise(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """The differences that change what the records say: those of confidence or provenance alone left out."""
    quiet = {"confidence-only", "provenance-only"}
    return tuple(d for d in found if d.event != "changed" or any(c.kind not in quiet for c in d.changes))
