"""The contract's values as rows of the schema: tuples in the order of the table's columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Table

from pipeline.publish import contract
from pipeline.publish.database import schema
from pipeline.publish.database.outputs import Content

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = dict[Table, list[Row]]

_NOWHERE = (None, None, None, None)
_encode = msgspec.json.Encoder().encode


def to_json(value: Any) -> str:
    return _encode(value).decode()


def _some(values: Sequence[Any]) -> str | None:
    return to_json(values) if values else None


def no_rows() -> Rows:
    return defaultdict(list)


def head_values(content: Content) -> Row:
    """Columns of `documents` from sha256 to content_hash."""
    entry, head = content.entry, content.head
    return (
        head.sha256, head.media_type, entry.input, entry.status, entry.reason, False,
        head.title.en, head.title.zh, to_json(head.authors.en), to_json(head.authors.zh),
        head.abstract.en, head.abstract.zh, to_json(head.keywords.en), to_json(head.keywords.zh),
        head.doi, entry.pages, content.digest,
    )  # fmt: skip


def table_row(document_no: Any, table: contract.TableOut) -> Row:
    return (
        document_no, table.table_id, table.label.en, table.label.zh, table.caption.en, table.caption.zh,
        to_json(table.pages), to_json(table.bbox), table.n_rows, table.n_cols, table.header_rows, table.method,
        table.confidence, to_json(table.abbreviations), to_json(table.notes), to_json(table.flags), None,
    )  # fmt: skip


def add_document_parts(rows: Rows, document_no: Any, content: Content) -> None:
    """References, columns and cells of a document."""
    rows[schema.reference_entries] += [
        (document_no, n, r.number, r.text, r.doi) for n, r in enumerate(content.head.references)
    ]
    for table in content.tables:
        name = table.table_id
        rows[schema.table_columns] += [
            (document_no, name, c.index, c.header.en, c.header.zh, c.field) for c in table.columns
        ]
        rows[schema.cells] += [
            (
                document_no, name, c.row, c.col, c.row_span, c.col_span, c.text, c.text_en, c.text_zh,
                c.page, *(c.bbox or _NOWHERE), c.line, c.source, c.confidence, _some(c.alternatives), _some(c.flags),
            )
            for c in table.cells
        ]  # fmt: skip


def _span(value: contract.QuantityOut | None) -> Row:
    return (None, None, None) if value is None else (value.min, value.max, value.unit)


def _term(value: contract.TermValue | None) -> Row:
    return (None, None, None) if value is None else (value.as_reported, value.en, value.zh)


def study_values(record: contract.RecordOut) -> Row:
    """Columns of `studies` from table_id to status."""
    study, people, done = record.study, record.population, record.intervention
    return (
        record.table_id, record.row, study.label, study.first_author, study.year, study.reference, study.country,
        study.design, *_term(people.condition), people.sample_size.total, *_span(people.age), people.sex,
        people.species, people.model, done.as_reported, *_span(done.duration), record.comparator,
        *_span(record.follow_up), record.adverse_events, record.source_level, to_json(record.completeness),
        record.status,
    )  # fmt: skip


def add_study_parts(rows: Rows, no: Any, record: contract.RecordOut) -> None:
    """All that hangs on a study, corrections aside."""
    done = record.intervention
    rows[schema.study_types] += [(no, n, t) for n, t in enumerate(done.types)]
    rows[schema.study_citations] += [(no, n, c) for n, c in enumerate(record.study.citations)]
    rows[schema.arms] += [(no, n, a.name, a.n) for n, a in enumerate(record.population.sample_size.arms)]
    for n, part in enumerate(done.components):
        rows[schema.components].append(
            (no, n, part.name, part.type, *_span(part.frequency), *_span(part.session), *_span(part.sets),
             *_span(part.repetitions), *_span(part.dose))
        )  # fmt: skip
        rows[schema.intensities] += [
            (no, n, m, i.metric, i.min, i.max, i.unit, i.label) for m, i in enumerate(part.intensity)
        ]
    rows[schema.outcomes] += [_outcome(no, "outcome", n, o) for n, o in enumerate(record.outcomes)]
    rows[schema.outcomes] += [_outcome(no, "mechanism", n, o) for n, o in enumerate(record.mechanisms)]
    rows[schema.other_fields] += [(no, n, header, said) for n, (header, said) in enumerate(record.other.items())]
    rows[schema.provenance] += [
        (no, n, p.path, p.table_id, p.row, p.col, p.page, *(p.bbox or _NOWHERE), p.line, p.raw,
         *(p.span or (None, None)), p.source, p.confidence, p.rule)
        for n, p in enumerate(record.provenance)
    ]  # fmt: skip
    rows[schema.flags] += [
        (no, n, f.code, f.path, f.message, to_json(f.candidates)) for n, f in enumerate(record.flags)
    ]


def _outcome(no: Any, kind: str, n: int, outcome: contract.OutcomeOut) -> Row:
    said, effect = outcome.comparison, outcome.effect
    compared = (None, None, None) if said is None else (said.left, said.operator, said.right)
    size = (None,) * 5 if effect is None else (effect.measure, effect.value, effect.ci_low, effect.ci_high, effect.p)
    return (no, kind, n, *_term(outcome.measure), outcome.direction, *compared, *size)
