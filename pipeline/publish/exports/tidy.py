"""The records as flat tables, whose keys are the names that the output files use. Columns come from the schema."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from sqlalchemy import Boolean, Column, Double, Integer, Table

from pipeline.publish.database import schema
from pipeline.publish.database.outputs import Content, contents
from pipeline.publish.database.rows import (  # fmt: skip
    Row,
    add_document_parts,
    add_study_parts,
    head_values,
    no_rows,
    study_values,
    table_row,
)

Kind: TypeAlias = Literal["text", "integer", "number", "boolean", "json"]
NOT_REPORTED = ""  # how a missing value is written in a text file


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind
    about: str
    required: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: `fields` of a sheet are the `to_fields` of the sheet `to`."""

    fields: tuple[str, ...]
    to: str
    to_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A flat table. key: names of the fields that tell its rows apart."""

    name: str
    about: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    links: tuple[Link, ...]


_DOCUMENT_ID = Field("document_id", "text", "name of the document's output folder", True)
_RECORD_ID = Field("record_id", "text", "name of the record, the same in every run", True)
_OWN = {"document_no": _DOCUMENT_ID, "record_no": _RECORD_ID}  # keys of the database, and what stands for them here
_NAMES = {"reference_entries": "references"}
_TO_DOCUMENT = Link(("document_id",), "documents", ("document_id",))
_TO_TABLE = Link(("document_id", "table_id"), "tables", ("document_id", "table_id"))
_TO_STUDY = Link(("record_id",), "studies", ("record_id",))


def _name(table: Table) -> str:
    return _NAMES.get(table.name, str(table.name))


def _kind(column: Column[object]) -> Kind:
    if isinstance(column.type, Boolean):
        return "boolean"
    if isinstance(column.type, Integer):
        return "integer"
    if isinstance(column.type, Double):
        return "number"
    return "json" if column.type.__visit_name__ == "JSON" else "text"


def _field(column: Column[object]) -> Field:
    own = _OWN.get(column.name)
    return own or Field(str(column.name), _kind(column), column.comment or "", not column.nullable)


def _between(table: Table, first: str, last: str) -> tuple[Field, ...]:
    names = [c.name for c in table.columns]
    return tuple(_field(c) for c in table.columns)[names.index(first) : names.index(last) + 1]


def _part(table: Table, link: Link) -> Sheet:
    """A table that hangs on a document, a table or a study."""
    fields = tuple(_field(c) for c in table.columns if c.name != "retired_run_no")
    key = tuple(_OWN[c.name].name if c.name in _OWN else str(c.name) for c in table.primary_key)
    links = (link,)
    if table is schema.intensities:
        links = (Link(("record_id", "component_n"), "components", ("record_id", "n")),)
    return Sheet(_name(table), table.comment or "", fields, key, links)


_DOCUMENTS = Sheet(
    "documents", schema.documents.comment or "",
    (_DOCUMENT_ID, *(f for f in _between(schema.documents, "sha256", "pages") if f.name != "stale")),
    ("document_id",), (),
)  # fmt: skip
_STUDIES = Sheet(
    "studies", schema.studies.comment or "",
    (_RECORD_ID, _DOCUMENT_ID, *_between(schema.studies, "table_id", "status")),
    ("record_id",), (_TO_TABLE,),
)  # fmt: skip
_OF_STUDIES = tuple(t for t in schema.PARTS if t is not schema.corrections)
SHEETS = (
    _DOCUMENTS,
    _part(schema.reference_entries, _TO_DOCUMENT),
    _part(schema.tables, _TO_DOCUMENT),
    _part(schema.table_columns, _TO_TABLE),
    _part(schema.cells, _TO_TABLE),
    _STUDIES,
    *(_part(table, _TO_STUDY) for table in _OF_STUDIES),
)
_STALE = [c.name for c in schema.documents.columns].index("stale") - 3


def tidy(outputs: Path) -> Iterator[dict[str, list[Row]]]:
    """Sheet name → rows, a document at a time, rows in the order of the sheet's fields; JSON as text."""
    for content in contents(outputs):
        yield _sheets(content)


def _sheets(content: Content) -> dict[str, list[Row]]:
    rows = no_rows()
    name = content.entry.document_id
    head = head_values(content)[:-1]
    add_document_parts(rows, name, content)
    for line in content.lines:
        add_study_parts(rows, line.record.record_id, line.record)
    studies = [(x.record.record_id, name, *study_values(x.record)) for x in content.lines]
    found: dict[str, list[Row]] = {
        "documents": [(name, *head[:_STALE], *head[_STALE + 1 :])],
        "tables": [table_row(name, t)[:-1] for t in content.tables],
        "studies": studies,
    }
    for table, some in rows.items():
        found[_name(table)] = some
    return found


@contextmanager
def new_folder(to: Path) -> Iterator[Path]:
    """A folder to write into that becomes `to` when all went well; what else lies in `to` stays."""
    draft = to.with_name(f".{to.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        to.mkdir(parents=True, exist_ok=True)
        for path in sorted(draft.iterdir()):
            path.replace(to / path.name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def new_file(to: Path) -> Iterator[Path]:
    """A file to write that becomes `to` when all went well."""
    to.parent.mkdir(parents=True, exist_ok=True)
    draft = to.with_name(f".{to.name}.part")
    try:
        yield draft
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)
