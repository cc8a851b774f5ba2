"""Records as they lie in records.jsonl: JSON trees, addressed by JSON Pointers."""

from __future__ import annotations

from typing import Any, TypeAlias

from pipeline.core.pointers import Json, at, covers, escaped, leaves, steps, with_value

Record: TypeAlias = dict[str, Any]

# what says where and how a value was read, not what it is
ABOUT = frozenset(
    {"schema_version", "record_id", "document_id", "table_id", "row", "provenance", "flags", "status", "source_level"}
)
DERIVED = ABOUT | {"completeness", "extent"}


def values(record: Record) -> dict[str, Json]:
    """What a record says, without where it stands: its tree less `DERIVED`."""
    return {name: child for name, child in record.items() if name not in DERIVED}


__all__ = [
    "ABOUT", "DERIVED", "Json", "Record", "at", "covers", "escaped", "leaves", "steps", "values", "with_value",
]  # fmt: skip
