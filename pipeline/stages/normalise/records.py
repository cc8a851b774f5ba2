"""The rows of a table of studies, assembled into records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.provenance import Evidence, Field, Flag
from pipeline.core.studies import (
    Arm,
    Completeness,
    Intervention,
    Population,
    Quantity,
    SampleSize,
    Study,
    StudyRecord,
)
from pipeline.core.tables import ColumnField, Table
from pipeline.stages.normalise.arms import Named, group_word
from pipeline.stages.normalise.citations import resolved
from pipeline.stages.normalise.completeness import cert_of, tidier_of
from pipeline.stages.normalise.directions import arrow_signs, ruined_sign
from pipeline.stages.normalise.doubts import with_doubts, with_unused
from pipeline.stages.normalise.grammar.measures import measures
from pipeline.stages.normalise.header_doubts import doubted_cells
from pipeline.stages.normalise.headers import header_cells, header_matches
from pipeline.stages.normalise.identity import record_ids
from pipeline.stages.normalise.intervention import read_intervention
from pipeline.stages.normalise.missing import is_judgement, is_missing, is_none
from pipeline.stages.normalise.outcomes import read_mechanisms, read_outcomes
from pipeline.stages.normalise.parts import against, alternatives, is_control
from pipeline.stages.normalise.pieces import pieces
from pipeline.stages.normalise.places import country_in
from pipeline.stages.normalise.population import read_population
from pipeline.stages.normalise.references import Entry
from pipeline.stages.normalise.row import FieldCell, RowContext, evidence_of
from pipeline.stages.normalise.rows import StudyRows, study_rows
from pipeline.stages.normalise.statements import Setting
from pipeline.stages.normalise.study import StudyCell, read_study
from pipeline.stages.normalise.terms import Glossary

_TREATMENT: frozenset[ColumnField] = frozenset(
    {"intervention", "type", "duration", "frequency", "session", "volume", "dose", "intensity"}
)
_RESULTS: frozenset[ColumnField] = frozenset({"outcome", "result", "effect"})
_MANY_ARMS = 3  # two have standard names
_TIMES = frozenset({"d", "wk", "mo", "a", "h", "min"})
_UNIT = re.compile(
    r"(?<![A-Za-z])(?:mo|months?|wk|weeks?|y|yrs?|years?|d|days?)(?![A-Za-z])|个?月|周|年|天", re.IGNORECASE
)
_NOTHING = Completeness((), ())


@dataclass(frozen=True, slots=True)
class Source:
    """What a table's rows are read with. ordinal: of the table in the document, from 1. references: by number.

    doubts: columns whose field is not sure, by index.
    """

    document_id: str
    sha256: str
    ordinal: int
    references: dict[int, Entry]
    doubts: Mapping[int, Flag]


def read_records(table: Table, glossary: Glossary, source: Source) -> tuple[StudyRecord, ...]:
    """One record a study of a table with fields, in the order of its rows."""
    found = [(rows, study) for rows in study_rows(table) if (study := _study_cell(rows)) is not None]
    read = _shared_doubted(resolved([study for _, study in found], source.references, table.id))
    studies = _unnamed_doubted(read)
    whole = [_study(study, rows) for (rows, _), study in zip(found, studies, strict=True)]
    ids = record_ids(source.sha256, source.ordinal, [(s, r.rows[0]) for s, (r, _) in zip(whole, found, strict=True)])
    arrows = frozenset(column.index for column in table.columns if _has_arrows(table, column.index))
    names = _arm_names(table)
    cells = {(cell.row, cell.col): cell for cell in doubted_cells(table, source.doubts)}
    records = []
    for record_id, said, (rows, _) in zip(ids, whole, found, strict=True):
        record = _record(rows, said, record_id, _Reading(glossary, arrows, names), source)
        records.append(with_unused(with_doubts(record, cells), rows.cells))
    return tuple(records)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every row of one table is read against. arrows: columns that print arrows. names: of the two arms."""

    glossary: Glossary
    arrows: frozenset[int]
    names: tuple[Named, ...]

    def setting(self, cells: Sequence[FieldCell]) -> Setting:
        return Setting(self.glossary, arrows=any(at.cell.col in self.arrows for at in cells))


def _study_cell(rows: StudyRows) -> StudyCell | None:
    return read_study([at for at in rows.of_row(rows.rows[0]) if at.field == "study"])


def _shared_doubted(studies: Sequence[StudyCell]) -> list[StudyCell]:
    """The studies, the labels doubted of those that one cell names together: it holds the names of several."""
    flag = Flag("ambiguous-placement", "one cell stands beside several studies, it may hold the names of all")
    cells = [study.cell for study in studies]
    return [
        replace(study, label=replace(study.label, flags=(*study.label.flags, flag)))
        if cells.count(study.cell) > 1
        else study
        for study in studies
    ]


def _unnamed_doubted(studies: Sequence[StudyCell]) -> list[StudyCell]:
    """The studies, the labels without a letter doubted where the others have names: the name stands somewhere else."""
    named = [bool(re.search(r"[^\W\d_]", study.label.value or "")) for study in studies]
    if sum(named) * 2 <= len(named):
        return list(studies)
    flag = Flag("name-unread", "no author was read for this study")
    return [
        study if has_name else replace(study, label=replace(study.label, flags=(*study.label.flags, flag)))
        for study, has_name in zip(studies, named, strict=True)
    ]


def _study(cell: StudyCell, rows: StudyRows) -> Study:
    return Study(
        label=cell.label,
        first_author=cell.author,
        year=cell.year,
        citations=cell.citations,
        country=_printed(rows.cells, "country") or _country_within(rows.cells),
        design=_printed(rows.cells, "design"),
    )


def _country_within(cells: Sequence[FieldCell]) -> Field[str] | None:
    """The country that a study cell names where its header announces one: `Garcia, 2011, Spain`."""
    for at in cells:
        if at.field != "study" or all(match.field != "country" for match in header_matches(at.header_text)):
            continue
        if span := country_in(at.text):
            return Field(at.text[slice(*span)], (evidence_of(at.cell, span, "country.within", table_id=at.table_id),))
    return None


def _record(rows: StudyRows, study: Study, record_id: str, reading: _Reading, source: Source) -> StudyRecord:
    table_id = rows.cells[0].table_id
    outcomes = tuple(o for cells in _by_row(rows, _RESULTS) for o in read_outcomes(cells, reading.setting(cells)))
    mechanism: frozenset[ColumnField] = frozenset({"mechanism"})
    mechanisms = tuple(m for cells in _by_row(rows, mechanism) for m in read_mechanisms(cells, reading.setting(cells)))
    record = StudyRecord(
        record_id=record_id,
        document_id=source.document_id,
        table_id=table_id,
        row=rows.rows[0],
        study=study,
        population=_population(rows, reading),
        intervention=_intervention(rows, reading.glossary),
        comparator=_comparator(rows),
        outcomes=outcomes,
        follow_up=_follow_up(rows.cells),
        adverse_events=_printed(rows.cells, "adverse_events"),
        mechanisms=mechanisms,
        other=tuple(_other(rows, told=bool(outcomes))),
        tidier=_NOTHING,
        cert=None,
    )
    return replace(record, tidier=tidier_of(record, rows.cells), cert=cert_of(record, rows.cells))


def _by_row(rows: StudyRows, fields: frozenset[ColumnField]) -> Iterator[list[FieldCell]]:
    """The cells of some fields, a sub-row at a time."""
    for row in rows.rows:
        if cells := [at for at in rows.of_row(row) if at.field in fields]:
            yield cells


def _printed(cells: Sequence[FieldCell], field: ColumnField) -> Field[str] | None:
    """The first cell of a field that says anything, as printed."""
    for at in cells:
        if at.field == field and not is_missing(at.text):
            ink = evidence_of(at.cell, None, f"{field}.printed", table_id=at.table_id)
            return Field(value=at.text.strip(), evidence=(ink,))
    return None


def _population(rows: StudyRows, reading: _Reading) -> Population:
    first = rows.of_row(rows.rows[0])
    population = read_population(first, reading.glossary, reading.names)
    arms = _arms_by_row(rows) or _arms_in_order(population.sample_size.arms, first)
    return population if not arms else replace(population, sample_size=SampleSize(total=None, arms=arms))


def _arms_in_order(arms: Sequence[Arm], cells: Sequence[FieldCell]) -> tuple[Arm, ...]:
    """Three arms or more that are printed without names, named by the treatments that the row tells apart, in order."""
    if len(arms) < _MANY_ARMS or any(arm.name is not None for arm in arms):
        return ()
    told = [(at, span) for at in cells if at.field in ("intervention", "comparator") for span in alternatives(at)]
    if len(told) != len(arms):
        return ()
    return tuple(
        Arm(
            Field(at.text[slice(*span)], (evidence_of(at.cell, span, "sample.arm-in-order", table_id=at.table_id),)),
            arm.n,
        )
        for (at, span), arm in zip(told, arms, strict=True)
    )


def _arms_by_row(rows: StudyRows) -> tuple[Arm, ...]:
    """The arms of a study that has a sub-row an arm: a bare count and a treatment in each."""
    arms: list[Arm] = []
    for row in rows.rows:
        cells = [at for at in rows.cells if at.cell.row == row]
        count = next((at for at in cells if at.field == "sample_size" and at.text.strip().isdigit()), None)
        name = next(
            (at for at in cells if at.field in ("intervention", "type", "comparator") and at.text.strip()), None
        )
        if count is None or name is None:
            return ()
        n = Field(
            value=int(count.text), evidence=(evidence_of(count.cell, None, "sample.count", table_id=count.table_id),)
        )
        ink = evidence_of(name.cell, None, "sample.arm-row", table_id=name.table_id)
        arms.append(Arm(name=Field(value=name.text.strip(), evidence=(ink,)), n=n))
    return tuple(arms) if len(arms) > 1 else ()


def _intervention(rows: StudyRows, glossary: Glossary) -> Intervention:
    """The intervention of a study; the arms of its sub-rows one behind the other."""
    context = RowContext(legend=glossary.legend, table_id=glossary.table_id, row=rows.rows[0])
    said = [cells for cells in _by_row(rows, _TREATMENT) if any(not is_missing(at.text) for at in cells)]
    said = [cells for cells in said if _control_row(cells) is None] or said
    if not said:
        return Intervention()
    if len(said) == 1 or not all(any(at.field in ("intervention", "type") for at in cells) for cells in said):
        return read_intervention([at for cells in said for at in cells], context)
    shared = [at for at in rows.cells if at.field in _TREATMENT and at.cell.row_span > 1]
    read = [
        read_intervention([*cells, *(at for at in shared if at not in cells)], replace(context, row=cells[0].cell.row))
        for cells in said
    ]
    types = {kind.value: kind for one in reversed(read) for kind in reversed(one.types)}
    return Intervention(
        as_reported=read[0].as_reported,
        types=tuple(reversed(types.values())),
        duration=next((one.duration for one in read if one.duration is not None), None),
        components=tuple(part for one in read for part in one.components),
    )


def _control_row(cells: Sequence[FieldCell]) -> FieldCell | None:
    """The cell that names the treatment of a sub-row, where that is what the other rows are compared with."""
    naming = next((at for at in cells if at.field in ("intervention", "type") and at.text.strip()), None)
    return naming if naming is not None and is_control(naming.text) else None


def _comparator(rows: StudyRows) -> Field[str] | None:
    """What stands against the intervention: the comparator's cell, else the sub-row of the control arm."""
    printed = _printed(rows.cells, "comparator")
    by_row = list(_by_row(rows, _TREATMENT))
    controls = [at for cells in by_row if (at := _control_row(cells)) is not None]
    if printed is not None:
        return printed
    if len(controls) != 1 or len(by_row) < 2:
        return next((said for at in rows.cells if (said := against(at)) is not None), None)
    ink = evidence_of(controls[0].cell, None, "comparator.arm-row", table_id=controls[0].table_id)
    return Field(value=controls[0].text.strip(), evidence=(ink,))


def _follow_up(cells: Sequence[FieldCell]) -> Field[Quantity] | None:
    """How long the study looked on: one length of time; several are left to the reviewer."""
    for at in cells:
        if at.field != "follow_up" or is_missing(at.text) or is_none(at.text):
            continue
        unit = _header_unit(at) if re.fullmatch(r"[\s\d.~～∼至‐-―−\-]+", at.text) else ""
        read = measures(f"{at.text} {unit}".strip())
        found = [m for m in read if m.quantity is not None and m.quantity.unit in _TIMES]
        single = len(found) == 1 and not re.search(r"\d", at.text[: found[0].start] + at.text[found[0].end :])
        span = (found[0].start, min(found[0].end, len(at.text))) if single else None
        ink: tuple[Evidence, ...] = (evidence_of(at.cell, span, "follow-up.duration", table_id=at.table_id),)
        if unit and at.header_cell is not None:
            ink = (*ink, evidence_of(at.header_cell, None, "follow-up.header-unit", table_id=at.table_id))
        if single and not found[0].doubt:
            return Field(value=found[0].quantity, evidence=ink)
        code = "several-values" if found else "not-understood"
        return Field(value=None, evidence=ink, flags=(Flag(code, f"no single follow-up in {at.text!r}", (at.text,)),))
    return None


def _header_unit(at: FieldCell) -> str:
    """The unit of time that a header prints for its bare numbers, else nothing."""
    hit = _UNIT.search(at.header_text)
    return hit.group(0) if hit else ""


def _other(rows: StudyRows, *, told: bool) -> Iterator[tuple[str, Field[str]]]:
    """Cells of columns without a field of their own, whole, under their printed headers.

    told: the row has outcomes. Where it has none an effect says nothing of what it is of: its cell is kept as it is.
    """
    seen: set[str] = set()
    for at in rows.cells:
        if at.field != "other" and (told or at.field != "effect" or is_missing(at.text)):
            continue
        name = at.header_cell.text if at.header_cell is not None else ""
        name = name if name not in seen else f"{at.header_text or name} ({at.cell.col})"
        seen.add(name)
        ink = evidence_of(at.cell, None, "other.printed", table_id=at.table_id)
        flags = _header_doubts(at)
        value = None if is_missing(at.text) and not is_judgement(at.text) else at.text.strip()
        yield name, Field(value=value, evidence=(ink,), flags=flags if value is not None else ())


def _header_doubts(at: FieldCell) -> tuple[Flag, ...]:
    """Why the name of a column is not sure: no header, or one that its reader could not make out."""
    if at.header_cell is None:
        return (Flag("header-unread", "this column has no header that could be read"),)
    return tuple(flag for flag in at.header_cell.flags if flag.code.startswith("header-"))


def _has_arrows(table: Table, col: int) -> bool:
    """Whether most cells of a column print arrows, or what is left of them."""
    texts = [c.text for c in table.cells if c.col == col and c.row >= table.header_rows and not is_missing(c.text)]
    marked = [text for text in texts if arrow_signs(text) or any(_ruined(text, span) for span in pieces(text))]
    return len(marked) >= 2 and len(marked) >= len(texts) / 2


def _ruined(text: str, span: tuple[int, int]) -> bool:
    return ruined_sign(text[slice(*span)], expected=True) is not None


def _arm_names(table: Table) -> tuple[Named, ...]:
    """The headers of the treatment and the control column where they are the names of arms: 治疗组, Control group."""
    names: list[Named] = []
    for field in ("intervention", "comparator"):
        columns = [column for column in table.columns if column.field == field]
        cells = header_cells(table, columns[0].index) if len(columns) == 1 else ()
        word = group_word(cells[-1]) if cells else None
        if word is None:
            return ()
        names.append(word)
    return tuple(names)
