"""RIS, for reference managers."""

from __future__ import annotations

from pathlib import Path

from pipeline.publish.atomic import write_text
from pipeline.publish.exports.references import Entry, entries


def write(outputs: Path, to: Path) -> int:
    """The reference lists as RIS at `to`; how many entries."""
    found = [_lines(entry) for entry in entries(outputs)]
    write_text(to, "".join("\r\n".join(lines) + "\r\n\r\n" for lines in found))
    return len(found)


def _lines(entry: Entry) -> list[str]:
    """One entry; a journal article where it was taken apart, else of generic type, the text as its title."""
    said: list[tuple[str, str | None]] = [
        ("TY", "JOUR" if entry.journal else "GEN"),
        ("ID", entry.id),
        *(("AU", name.family if name.given is None else f"{name.family}, {name.given}") for name in entry.authors),
        ("TI", entry.title),
        ("T2", entry.journal),
        ("PY", None if entry.year is None else str(entry.year)),
        ("VL", entry.volume),
        ("IS", entry.issue),
        *zip(("SP", "EP"), (entry.pages or "").split("-", 1), strict=False),
        ("DO", entry.doi),
        ("N1", f"{entry.document_id} [{entry.number}] {entry.text}"),
    ]
    # a line break inside a value would begin a new tag
    return [f"{tag}  - {' '.join(value.split())}" for tag, value in said if value] + ["ER  - "]
