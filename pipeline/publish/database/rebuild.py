"""Records as they lie in the tables, put together again: nothing of a record is lost in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, select

from pipeline.publish import contract as out
from pipeline.publish.database import schema

_CHUNK = 500  # record numbers in one query


def rebuilt(connection: Connection, numbers: Collection[int]) -> dict[int, out.RecordOut]:
    """Record number → the record, for all of `numbers` that there are."""
    found: dict[int, out.RecordOut] = {}
    waiting = iter(sorted(numbers))
    while chunk := list(islice(waiting, _CHUNK)):
        parts = {t: _by_record(connection, t, chunk) for t in schema.PARTS if t is not schema.corrections}
        studies = select(schema.studies, schema.documents.c.document_id).join(
            schema.documents, schema.documents.c.document_no == schema.studies.c.document_no
        )
        for row in connection.execute(studies.where(schema.studies.c.record_no.in_(chunk))):
            found[row.record_no] = _record(row, {t: rows.get(row.record_no, []) for t, rows in parts.items()})
    return found


def _by_record(connection: Connection, table: Table, numbers: Sequence[int]) -> dict[int, list[Row[Any]]]:
    rows: dict[int, list[Row[Any]]] = defaultdict(list)
    query = select(table).where(table.c.record_no.in_(numbers)).order_by(*table.primary_key)
    for row in connection.execute(query):
        rows[row.record_no].append(row)
    return rows


def _number(value: float | None) -> int | float | None:
    return int(value) if value is not None and value.is_integer() else value


def _span(row: Row[Any], name: str) -> out.QuantityOut | None:
    low, high, unit = (getattr(row, f"{name}_{end}") for end in ("min", "max", "unit"))
    return None if unit is None else out.QuantityOut(_number(low), _number(high), unit)


def _term(row: Row[Any], name: str) -> out.TermValue:
    return out.TermValue(*(getattr(row, f"{name}_{part}") for part in ("as_reported", "en", "zh")))


def _record(row: Row[Any], parts: dict[Table, list[Row[Any]]]) -> out.RecordOut:
    condition = _term(row, "condition")
    return out.RecordOut(
        schema_version="1",
        record_id=row.record_id,
        document_id=row.document_id,
        table_id=row.table_id,
        row=row.row_index,
        study=out.StudyOut(
            row.label, row.first_author, row.year, tuple(c.number for c in parts[schema.study_citations]),
            row.reference, row.country, row.design,
        ),
        population=out.PopulationOut(
            None if condition == out.TermValue(None, None, None) else condition,
            out.SampleSizeOut(row.sample_size, tuple(out.ArmOut(a.name, a.participants) for a in parts[schema.arms])),
            _span(row, "age"), row.sex, row.species, row.model,
        ),
        intervention=out.InterventionOut(
            row.intervention, tuple(t.type for t in parts[schema.study_types]), _span(row, "duration"),
            tuple(_components(parts)),
        ),
        comparator=row.comparator,
        outcomes=tuple(_outcome(o) for o in parts[schema.outcomes] if o.kind == "outcome"),
        follow_up=_span(row, "follow_up"),
        adverse_events=row.adverse_events,
        mechanisms=tuple(_outcome(o) for o in parts[schema.outcomes] if o.kind == "mechanism"),
        other={o.header: o.text for o in parts[schema.other_fields]},
        provenance=tuple(_source(p) for p in parts[schema.provenance]),
        flags=tuple(out.FlagOut(f.code, f.path, f.message, tuple(f.candidates)) for f in parts[schema.flags]),
        source_level=row.source_level,
        completeness=msgspec.convert(row.completeness, out.CompletenessOut),
        status=row.status,
    )  # fmt: skip


def _components(parts: dict[Table, list[Row[Any]]]) -> Iterator[out.ComponentOut]:
    for c in parts[schema.components]:
        hard = tuple(
            out.IntensityOut(i.metric, _number(i.min), _number(i.max), i.unit, i.label)
            for i in parts[schema.intensities]
            if i.component_n == c.n
        )
        yield out.ComponentOut(
            c.name, c.type, _span(c, "frequency"), _span(c, "session"), _span(c, "sets"), _span(c, "repetitions"),
            _span(c, "dose"), hard,
        )  # fmt: skip


def _outcome(row: Row[Any]) -> out.OutcomeOut:
    compared = (row.comparison_left, row.comparison_operator, row.comparison_right)
    size = (row.effect_measure, *(_number(getattr(row, f"effect_{n}")) for n in ("value", "ci_low", "ci_high")))
    effect = (*size, row.effect_p)
    return out.OutcomeOut(
        _term(row, "measure"),
        row.direction,
        None if compared == (None,) * 3 else out.ComparisonOut(*compared),
        None if effect == (None,) * 5 else out.EffectOut(*effect),
    )


def _source(row: Row[Any]) -> out.ProvenanceOut:
    box = (row.x0, row.top, row.x1, row.bottom)
    return out.ProvenanceOut(
        row.path, row.table_id, row.row_index, row.col_index, row.page, None if row.x0 is None else box, row.line,
        row.raw, None if row.span_start is None else (row.span_start, row.span_end), row.source, row.confidence,
        row.rule,
    )  # fmt: skip
