"""CSL-JSON, for reference managers and citation processors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.publish.atomic import write_bytes
from pipeline.publish.exports.references import Entry, entries
from pipeline.publish.files import pretty


def write(outputs: Path, to: Path) -> int:
    """The reference lists as CSL-JSON at `to`; how many entries."""
    found = [_item(entry) for entry in entries(outputs)]
    write_bytes(to, pretty(found))
    return len(found)


def _item(entry: Entry) -> dict[str, Any]:
    people = [
        {"literal": name.family} if name.given is None else {"family": name.family, "given": name.given}
        for name in entry.authors
    ]
    item = {
        "id": entry.id,
        "type": "article-journal" if entry.journal else "document",
        "title": entry.title,
        "author": people,
        "container-title": entry.journal,
        "issued": None if entry.year is None else {"date-parts": [[entry.year]]},
        "volume": entry.volume,
        "issue": entry.issue,
        "page": entry.pages,
        "DOI": entry.doi,
        "note": f"{entry.document_id} [{entry.number}] {entry.text}",
    }
    return {key: value for key, value in item.items() if value}
