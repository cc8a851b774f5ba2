"""Entries of reference lists taken apart: only what an entry's form makes certain, else its text as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.publish.contract import ReferenceOut
from pipeline.publish.database.outputs import contents

_TAIL = (
    r"(?P<year>(?:19|20)\d\d)\s*[,;，；]\s*(?P<volume>\d+)?\s*(?:[(（](?P<issue>[^)）]+)[)）])?"
    r"\s*[:：]\s*(?P<pages>[\w-]+)"
)
# GB/T 7714: Authors. Title[J]. Journal, 2014, 5(1): 35-41.   Vancouver: Authors. Title. Journal. 2014;5(1):35-41.
_FORMS = (
    re.compile(rf"^(?P<authors>[^.．]+?)[.．]\s*(?P<title>.+?)\s*\[J\][.．]\s*(?P<journal>[^,，]+)[,，]\s*{_TAIL}"),
    re.compile(rf"^(?P<authors>[^.]+?)\.\s*(?P<title>[^.?]+[.?])\s*(?P<journal>[^.;]+)\.\s*{_TAIL}"),
)
_OTHERS = re.compile(r"^(?:et\s+al\.?|等\.?)$")
_NAME = re.compile(r"^(?P<family>.+?)\s+(?P<given>[A-Z](?:[-. ]?[A-Z]){0,3})$")


@dataclass(frozen=True, slots=True)
class Name:
    """given: initials; None for a name that is not taken apart."""

    family: str
    given: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A reference. title: the whole text where its form is not known; then journal and the rest are None."""

    id: str
    document_id: str
    number: int
    text: str
    doi: str | None
    title: str
    authors: tuple[Name, ...] = ()
    more_authors: bool = False
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None


def entries(outputs: Path) -> Iterator[Entry]:
    """Every entry of every reference list, in document and list order; repeated numbers get a letter in their id."""
    for content in contents(outputs):
        seen: dict[int, int] = {}
        for reference in content.head.references:
            again = seen[reference.number] = seen.get(reference.number, 0) + 1
            suffix = f"-{again}" if again > 1 else ""
            name = content.entry.document_id
            yield parsed(reference, document_id=name, name=f"{name}-{reference.number}{suffix}")


def parsed(reference: ReferenceOut, *, document_id: str, name: str) -> Entry:
    """A reference taken apart where it has a known form and is one entry, not several run together."""
    found = next((m for m in (form.match(reference.text) for form in _FORMS) if m), None)
    if found is None or reference.text.count("[J]") > 1:
        return Entry(name, document_id, reference.number, reference.text, reference.doi, reference.text)
    said = [part.strip() for part in re.split(r"[,，]", found["authors"]) if part.strip()]
    people = tuple(_person(part) for part in said if not _OTHERS.match(part))
    return Entry(
        name, document_id, reference.number, reference.text, reference.doi,
        title=found["title"].strip().rstrip("."),
        authors=people,
        more_authors=len(people) < len(said),
        journal=found["journal"].strip(),
        year=int(found["year"]),
        volume=found["volume"],
        issue=found["issue"],
        pages=found["pages"],
    )  # fmt: skip


def _person(said: str) -> Name:
    found = _NAME.match(said)
    return Name(said, None) if found is None else Name(found["family"], found["given"])
