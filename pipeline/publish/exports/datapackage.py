"""A Frictionless Data Package (version 2): CSV files with the types, keys and missing values told beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.publish.atomic import write_bytes
from pipeline.publish.exports.tidy import NOT_REPORTED, SHEETS, Field, Sheet
from pipeline.publish.exports.tidy_csv import plain, write_tables
from pipeline.publish.files import pretty

_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean", "json": "array"}
_OBJECTS = frozenset({"boxes", "completeness"})  # JSON columns that hold an object; the others hold a list


def write(outputs: Path, to: Path) -> int:
    """datapackage.json and its CSV files in the folder `to`, values exactly as read; how many rows there are."""
    count = write_tables(outputs, to, text=plain, encoding="utf-8")
    write_bytes(to / "datapackage.json", pretty(descriptor()))
    return count


def descriptor() -> dict[str, Any]:
    """datapackage.json."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "review-evidence",
        "title": "Study records of bilingual reviews",
        "description": "What the tables of reviews say of their studies, every value with its place on the page.",
        "version": __version__,
        "resources": [_resource(sheet) for sheet in SHEETS],
    }


def _resource(sheet: Sheet) -> dict[str, Any]:
    links = [
        {"fields": list(x.fields), "reference": {"resource": x.to, "fields": list(x.to_fields)}} for x in sheet.links
    ]
    return {
        "name": sheet.name,
        "type": "table",
        "path": f"{sheet.name}.csv",
        "description": sheet.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(f, key=f.name in sheet.key) for f in sheet.fields],
            "primaryKey": list(sheet.key),
            **({"foreignKeys": links} if links else {}),
            "missingValues": [{"value": NOT_REPORTED, "label": "not reported in the source"}],
        },
    }


def _field(field: Field, *, key: bool) -> dict[str, Any]:
    kind = "object" if field.name in _OBJECTS else _TYPES[field.kind]
    required = {"constraints": {"required": True}} if key else {}
    return {"name": field.name, "type": kind, "description": field.about, **required}
