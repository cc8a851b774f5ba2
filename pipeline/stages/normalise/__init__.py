"""Tables to study records, every value with its ink, every doubt with a flag."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.studies import PassedOver, Studies, StudyRecord
from pipeline.core.tables import Tabulated
from pipeline.settings import NormaliseSettings
from pipeline.stages.normalise.admission import why_passed_over
from pipeline.stages.normalise.codes import codes_of
from pipeline.stages.normalise.columns import with_fields
from pipeline.stages.normalise.digits import with_lost_digits
from pipeline.stages.normalise.directions import arrows_judge
from pipeline.stages.normalise.document import document_abbreviations, witness_of
from pipeline.stages.normalise.header_brackets import with_whole_brackets
from pipeline.stages.normalise.header_doubts import with_certain_fields
from pipeline.stages.normalise.misreadings import without_misreadings
from pipeline.stages.normalise.records import Source, read_records
from pipeline.stages.normalise.references import entries
from pipeline.stages.normalise.row import legend_of
from pipeline.stages.normalise.terms import Glossary


def normalise(tabulated: Tabulated, *, settings: NormaliseSettings) -> Studies:  # noqa: ARG001
    """Read the tables of studies in `tabulated` into records.

    Every table gets its columns' fields; one that is no table of studies is passed over, with the reason.
    """
    layered = tabulated.layered
    references, witness = entries(layered.references), witness_of(layered)
    further = document_abbreviations(layered)
    read = [with_certain_fields(with_lost_digits(with_fields(with_whole_brackets(t)))) for t in tabulated.tables]
    tables = tuple(table for table, _ in read)
    records: list[StudyRecord] = []
    passed: list[PassedOver] = []
    for ordinal, (table, doubts) in enumerate(read, start=1):
        if reason := why_passed_over(table):
            passed.append(PassedOver(table.id, reason))
            continue
        glossary = Glossary(
            without_misreadings(legend_of(table, further), witness),
            witness,
            table.id,
            codes_of(table),
            arrows_judge(table.notes),
        )
        source = Source(layered.transcript.document_id, layered.transcript.sha256, ordinal, references, doubts)
        records += read_records(table, glossary, source)
    return Studies(
        tabulated=replace(tabulated, tables=tables),
        records=tuple(records),
        passed_over=tuple(passed),
    )
