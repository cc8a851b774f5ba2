"""Which record of one extraction is which record of another, though its order or its label changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.audit.snapshots import extents
from pipeline.audit.trees import Record, leaves, values

LEAST_LIKENESS = 0.5
INSIDE = 0.6  # share of a record's height that must lie in another's row for a split or a merge


@dataclass(frozen=True, slots=True)
class Matching:
    """pairs: (old, new). split: (old, the new one with a part of its row). merged: (old, the new it went into)."""

    pairs: tuple[tuple[Record, Record], ...]
    added: tuple[Record, ...]
    removed: tuple[Record, ...]
    split: tuple[tuple[Record, Record], ...]
    merged: tuple[tuple[Record, Record], ...]


def match(old: Sequence[Record], new: Sequence[Record]) -> Matching:
    """Records by id, those left over by likeness; what is still alone is a part of a row, or added or removed."""
    by_id = {r["record_id"]: r for r in old}
    pairs = [(by_id[r["record_id"]], r) for r in new if r["record_id"] in by_id]
    taken = {r["record_id"] for _, r in pairs}
    alone_old = [r for r in old if r["record_id"] not in taken]
    alone_new = [r for r in new if r["record_id"] not in taken]
    for _, i, j in sorted(((-likeness(o, n), i, j) for i, o in enumerate(alone_old) for j, n in enumerate(alone_new))):
        o, n = alone_old[i], alone_new[j]
        free = all(o is not a and n is not b for a, b in pairs)
        if free and likeness(o, n) >= LEAST_LIKENESS:
            pairs.append((o, n))
    used_old, used_new = {id(o) for o, _ in pairs}, {id(n) for _, n in pairs}
    added = [r for r in alone_new if id(r) not in used_new]
    removed = [r for r in alone_old if id(r) not in used_old]
    split = [(o, n) for n in added for o, _ in pairs if _inside(n, o)]
    merged = [(o, n) for o in removed for _, n in pairs if _inside(o, n)]
    apart, gone = {id(n) for _, n in split}, {id(o) for o, _ in merged}
    return Matching(
        tuple(pairs),
        tuple(r for r in added if id(r) not in apart),
        tuple(r for r in removed if id(r) not in gone),
        tuple(split),
        tuple(merged),
    )


def likeness(a: Record, b: Record) -> float:
    """0..1: how alike the names are, then how many values are equal."""
    names = [" ".join(str(r["study"].get(n) or "") for n in ("first_author", "year")) for r in (a, b)]
    one, two = dict(leaves(values(a))), dict(leaves(values(b)))
    equal = sum(1 for p, v in one.items() if two.get(p) == v) / max(len(one), len(two), 1)
    return float(0.4 * Levenshtein.normalized_similarity(*names) + 0.6 * equal)


def _inside(part: Record, whole: Record) -> bool:
    """Whether most of the height of `part` lies within the height of `whole`, page by page."""
    if part["table_id"] != whole["table_id"]:
        return False
    around = {page: (first, last) for page, first, last in extents(whole)}
    total = inner = 0.0
    for page, first, last in extents(part):
        top, bottom = around.get(page, (0.0, -1.0))
        total += last - first + 1  # a line of a dump, and a flat box, count as one
        inner += max(0.0, min(last, bottom) - max(first, top) + 1)
    return total > 0 and inner / total >= INSIDE
