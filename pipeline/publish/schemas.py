"""JSON Schemas of the contract's files, made from its types."""

from __future__ import annotations

from typing import Any

import msgspec

from pipeline.publish import contract

FILES = {
    "run": contract.RunOut,
    "manifest": contract.ManifestOut,
    "document": contract.DocumentOut,
    "table": contract.TableOut,
    "record": contract.RecordOut,
    "pair": contract.PairOut,
}


def schemas() -> dict[str, dict[str, Any]]:
    """File kind → JSON Schema (2020-12); every key is required and no other key is known."""
    return {name: _closed(msgspec.json.schema(kind)) for name, kind in FILES.items()}


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    parts = schema.get("$defs", {})
    for part in parts.values():
        if part.get("type") == "object" and "properties" in part:
            part["required"] = list(part["properties"])
            part["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
