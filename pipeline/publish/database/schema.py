"""The schema: one table a kind of thing, studies at its heart. Numbers ending in `_no` are this database's own keys;
`document_id`, `table_id` and `record_id` are the names that the output files use.

What hangs on a study lies in the order of its key (SQLite: without rowid)."""

from __future__ import annotations

from typing import Any, get_args

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Table, UniqueConstraint

from pipeline.core.studies import Direction, InterventionType, Metric
from pipeline.core.tables import ColumnField, TableMethod
from pipeline.publish.contract import Status
from pipeline.publish.database.columns import (
    box,
    json,
    link,
    moment,
    number,
    one_of,
    ordered,
    quantity,
    text,
    truth,
    whole,
)
from pipeline.publish.database.columns import (
    metadata as metadata,
)
from pipeline.publish.units import COUNT, RATES, SESSIONS, SPANS

_STUDY = "studies.record_no"
_LABELS = ("low", "moderate", "vigorous", "high")


def _n(of: str) -> Column[Any]:
    return whole("n", f"place among the {of} of the record, from 0", key=True)


runs = Table(
    "runs", metadata,
    whole("run_no", "key of a loaded run", key=True),
    text("collection", "which corpus the run belongs to; one database can hold several", null=False),
    text("run_id", "digest of the run's run.json", null=False),
    text("version", "version of the pipeline", null=False),
    moment("started_at", "when the run began", null=False),
    moment("finished_at", "when the run ended", null=False),
    moment("loaded_at", "when its outputs began to be loaded", null=False),
    json("settings", "settings of the run, by section"),
    json("counts", "inputs by status, cached ones, records"),
    text("digest", "what the outputs were made from, once all is loaded; null while a load is unfinished"),
    UniqueConstraint("collection", "run_id"),
    comment="Runs of the pipeline whose outputs were loaded and changed something.",
)  # fmt: skip

documents = Table(
    "documents", metadata,
    whole("document_no", "key of a document", key=True),
    text("collection", "which corpus it belongs to", null=False),
    text("document_id", "name of its output folder", null=False),
    text("sha256", "SHA-256 of the input; null where it could not be read"),
    text("media_type", "media type of the input"),
    text("input", "path of the input when it was read", null=False),
    text("status", "fate in the last run that changed it: ok, partial, failed or skipped", null=False),
    text("reason", "why it is not ok"),
    truth("stale", "its records are of an earlier run, since the last one failed on it"),
    text("title_en", "title in English"),
    text("title_zh", "title in Chinese"),
    json("authors_en", "authors in English, a list"),
    json("authors_zh", "authors in Chinese, a list"),
    text("abstract_en", "abstract in English"),
    text("abstract_zh", "abstract in Chinese"),
    json("keywords_en", "keywords in English, a list"),
    json("keywords_zh", "keywords in Chinese, a list"),
    text("doi", "DOI of the review"),
    whole("pages", "number of pages", null=False),
    text("content_hash", "digest of the files it was loaded from; null where none were"),
    link("first_run_no", "runs.run_no", "run that brought it", null=False),
    link("run_no", "runs.run_no", "run that changed it last", null=False),
    link("retired_run_no", "runs.run_no", "run in which it was gone; null while it is held"),
    moment("retired_at", "when it was retired"),
    UniqueConstraint("collection", "document_id"),
    one_of("status", get_args(Status)),
    Index(None, "sha256"),
    comment="Input documents: one row a review.",
)  # fmt: skip

reference_entries = Table(
    "reference_entries", metadata,
    link("document_no", "documents.document_no", "document whose list it is", key=True),
    whole("n", "place in the list, from 0", key=True),
    whole("number", "printed number of the entry", null=False),
    text("text", "the entry as printed", null=False),
    text("doi", "DOI printed in the entry"),
    comment="Entries of the documents' reference lists.", sqlite_with_rowid=False,
)  # fmt: skip

tables = Table(
    "tables", metadata,
    link("document_no", "documents.document_no", "document it stands in", key=True),
    text("table_id", "name of the table in its document", key=True),
    text("label_en", "printed label in English"),
    text("label_zh", "printed label in Chinese"),
    text("caption_en", "caption in English"),
    text("caption_zh", "caption in Chinese"),
    json("pages", "pages it stands on, a list"),
    json("boxes", "page number to [x0, top, x1, bottom] in points"),
    whole("n_rows", "number of rows, headers included", null=False),
    whole("n_cols", "number of columns", null=False),
    whole("header_rows", "number of header rows", null=False),
    text("method", "how its grid was found: ruled, aligned or text-only", null=False),
    number("confidence", "confidence in the grid, 0 to 1", null=False),
    json("abbreviations", "abbreviations that its notes define, a list of short, en, zh"),
    json("notes", "its notes, a list"),
    json("flags", "doubts about the table, a list of code, message, candidates"),
    link("retired_run_no", "runs.run_no", "run in which it was gone; kept while a retired study refers to it"),
    one_of("method", get_args(TableMethod)),
    CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_is_share"),
    comment="Reconstructed tables.",
)  # fmt: skip

table_columns = Table(
    "table_columns", metadata,
    whole("document_no", "document it stands in", key=True),
    text("table_id", "table it belongs to", key=True),
    whole("col_index", "column, from 0", key=True),
    text("header_en", "header in English"),
    text("header_zh", "header in Chinese"),
    text("field", "what the column holds", null=False),
    ForeignKeyConstraint(["document_no", "table_id"], ["tables.document_no", "tables.table_id"]),
    one_of("field", get_args(ColumnField)),
    comment="Columns of the tables, and the field each was understood as.", sqlite_with_rowid=False,
)  # fmt: skip

cells = Table(
    "cells", metadata,
    whole("document_no", "document it stands in", key=True),
    text("table_id", "table it belongs to", key=True),
    whole("row_index", "first row, from 0", key=True),
    whole("col_index", "first column, from 0", key=True),
    whole("row_span", "rows it covers", null=False),
    whole("col_span", "columns it covers", null=False),
    text("text", "what it says", null=False),
    text("text_en", "its English part, in bilingual headers"),
    text("text_zh", "its Chinese part, in bilingual headers"),
    whole("page", "page, from 1", null=False),
    *box(),
    whole("line", "line of a text dump, from 1"),
    text("source", "who read it: text-layer, ocr:<engine>, text-file or human:<name>", null=False),
    number("confidence", "confidence in the reading, 0 to 1", null=False),
    json("alternatives", "other readings, a list of source, text, confidence; null where there are none", null=True),
    json("flags", "doubts about the cell, a list of code, message, candidates; null where there are none", null=True),
    ForeignKeyConstraint(["document_no", "table_id"], ["tables.document_no", "tables.table_id"]),
    CheckConstraint("row_span >= 1 AND col_span >= 1", name="covers_something"),
    comment="Cells of the tables, each with its place on the page.", sqlite_with_rowid=False,
)  # fmt: skip

studies = Table(
    "studies", metadata,
    whole("record_no", "key of a study record", key=True),
    text("record_id", "name of the record, the same in every run", null=False),
    whole("document_no", "document whose table reports it", null=False),
    text("table_id", "table it was read from", null=False),
    whole("row_index", "row of the table, from 0", null=False),
    text("label", "study as printed, without citation marks"),
    text("first_author", "surname of the first author"),
    whole("year", "year of publication"),
    text("reference", "entry of the reference list that it cites"),
    text("country", "country as printed"),
    text("design", "study design as printed"),
    text("condition_as_reported", "condition or diagnosis as printed"),
    text("condition_en", "condition in English, as the legend spells it out"),
    text("condition_zh", "condition in Chinese, as the legend spells it out"),
    whole("sample_size", "participants in total, where printed"),
    *quantity("age", "age of the participants", SPANS),
    text("sex", "sex as printed"),
    text("species", "species of animal, for preclinical studies"),
    text("model", "animal or cell model"),
    text("intervention", "intervention as printed"),
    *quantity("duration", "duration of the programme", SPANS),
    text("comparator", "what it was compared with"),
    *quantity("follow_up", "follow-up", SPANS),
    text("adverse_events", "adverse events as printed"),
    text("source_level", "review_table: second-hand, never the trial's own report", null=False),
    json("completeness", "TIDieR and CERT items that the row reports and those it does not"),
    text("status", "clean, or needs-review where a flag stands", null=False),
    text("content_hash", "digest of the line of records.jsonl it was loaded from", null=False),
    moment("valid_from", "since when this version is held", null=False),
    link("first_run_no", "runs.run_no", "run that brought the study", null=False),
    link("run_no", "runs.run_no", "run that brought this version", null=False),
    link("retired_run_no", "runs.run_no", "run in which it was gone; null while it is held"),
    moment("retired_at", "when it was retired"),
    ForeignKeyConstraint(["document_no", "table_id"], ["tables.document_no", "tables.table_id"]),
    UniqueConstraint("document_no", "record_id"),
    one_of("status", ("clean", "needs-review")),
    one_of("source_level", ("review_table",)),
    CheckConstraint("sample_size >= 0", name="sample_size_counts"),
    Index(None, "record_id"),
    Index(None, "first_author", "year"),
    Index(None, "condition_as_reported"),
    comment="Study records: one row a study of a table.",
)  # fmt: skip

study_types = Table(
    "study_types", metadata,
    link("record_no", _STUDY, "study", key=True), _n("types"),
    text("type", "type of intervention", null=False),
    one_of("type", get_args(InterventionType)),
    Index(None, "type"),
    comment="Types of intervention of the studies.", sqlite_with_rowid=False,
)  # fmt: skip

study_citations = Table(
    "study_citations", metadata,
    link("record_no", _STUDY, "study", key=True), _n("citations"),
    whole("number", "number in the document's reference list", null=False),
    comment="Citation numbers of the studies; reference_entries.number of the same document.", sqlite_with_rowid=False,
)  # fmt: skip

arms = Table(
    "arms", metadata,
    link("record_no", _STUDY, "study", key=True), _n("arms"),
    text("name", "name of the arm"),
    whole("participants", "number of participants"),
    CheckConstraint("participants >= 0", name="participants_count"),
    comment="Arms of the studies with their participants.", sqlite_with_rowid=False,
)  # fmt: skip

components = Table(
    "components", metadata,
    link("record_no", _STUDY, "study", key=True), _n("components"),
    text("name", "name of the arm or part of the programme"),
    text("type", "type of intervention"),
    *quantity("frequency", "how often", RATES),
    *quantity("session", "time a session", SESSIONS),
    *quantity("sets", "sets", COUNT),
    *quantity("repetitions", "repetitions", COUNT),
    *quantity("dose", "dose"),
    one_of("type", get_args(InterventionType)),
    comment="Parts of the interventions: frequency, intensity (see intensities), time, type.", sqlite_with_rowid=False,
)  # fmt: skip

intensities = Table(
    "intensities", metadata,
    whole("record_no", "study", key=True),
    whole("component_n", "component it belongs to", key=True),
    _n("intensities of the component"),
    text("metric", "what it is a share or amount of; null for words only"),
    number("min", "lower bound, null where open"),
    number("max", "upper bound, null where open"),
    text("unit", "UCUM unit"),
    text("label", "low, moderate, vigorous or high"),
    ForeignKeyConstraint(["record_no", "component_n"], ["components.record_no", "components.n"]),
    ordered("min", "max"),
    one_of("metric", get_args(Metric)),
    one_of("label", _LABELS),
    comment="Intensities of the components.", sqlite_with_rowid=False,
)  # fmt: skip

outcomes = Table(
    "outcomes", metadata,
    link("record_no", _STUDY, "study", key=True),
    text("kind", "outcome, or mechanism (a molecule or pathway, in preclinical tables)", key=True),
    _n("outcomes of this kind"),
    text("measure_as_reported", "what was measured, as printed"),
    text("measure_en", "measure in English"),
    text("measure_zh", "measure in Chinese"),
    text("direction", "how the measure moved: increase, decrease, no-change, mixed, unknown", null=False),
    text("comparison_left", "what was compared"),
    text("comparison_operator", "how it compares"),
    text("comparison_right", "what it was compared with"),
    text("effect_measure", "MD, SMD, OR, RR, HR, …"),
    number("effect_value", "size of the effect"),
    number("effect_ci_low", "lower bound of its interval"),
    number("effect_ci_high", "upper bound of its interval"),
    text("effect_p", "p as printed"),
    one_of("kind", ("outcome", "mechanism")),
    one_of("direction", get_args(Direction)),
    ordered("effect_ci_low", "effect_ci_high"),
    Index(None, "measure_as_reported"),
    comment="Outcomes and mechanisms of the studies, with their direction.", sqlite_with_rowid=False,
)  # fmt: skip

other_fields = Table(
    "other_fields", metadata,
    link("record_no", _STUDY, "study", key=True), _n("other columns"),
    text("header", "printed header of the column", null=False),
    text("text", "what the cell says"),
    comment="Columns that have no field of their own.", sqlite_with_rowid=False,
)  # fmt: skip

provenance = Table(
    "provenance", metadata,
    link("record_no", _STUDY, "study", key=True), _n("sources"),
    text("path", "value it is the source of, as JSON Pointer into the record", null=False),
    text("table_id", "table it was read from"),
    whole("row_index", "row of the table"),
    whole("col_index", "column of the table"),
    whole("page", "page, from 1", null=False),
    *box(),
    whole("line", "line of a text dump, from 1"),
    text("raw", "text that was read there", null=False),
    whole("span_start", "first character of `raw` that gave the value"),
    whole("span_end", "end of the characters that gave the value"),
    text("source", "who read it: text-layer, ocr:<engine>, text-file or human:<name>", null=False),
    number("confidence", "confidence in the reading, 0 to 1", null=False),
    text("rule", "how the value was made of the text", null=False),
    comment="Where every value comes from: page, box, raw text, rule.", sqlite_with_rowid=False,
)  # fmt: skip

flags = Table(
    "flags", metadata,
    link("record_no", _STUDY, "study", key=True), _n("flags"),
    text("code", "code of the doubt", null=False),
    text("path", "value it is about, as JSON Pointer; empty for the whole record", null=False),
    text("message", "what a reviewer should know", null=False),
    json("candidates", "possible values, a list"),
    Index(None, "code"),
    comment="What a reviewer should look at.", sqlite_with_rowid=False,
)  # fmt: skip

corrections = Table(
    "corrections", metadata,
    link("record_no", _STUDY, "study", key=True),
    text("path", "value that was corrected, as JSON Pointer", key=True),
    json("value", "what a person says it is", null=True),
    text("who", "who says so", null=False),
    json("provenance", "provenance row of the corrected value, kept so that no load can lose it"),
    truth("kept", "the outputs no longer carry it; it is held by the database alone"),
    link("run_no", "runs.run_no", "run that brought it", null=False),
    comment="Human corrections; no load overwrites them.", sqlite_with_rowid=False,
)  # fmt: skip

history = Table(
    "history", metadata,
    link("record_no", _STUDY, "study", key=True),
    whole("version", "version of the record, from 1", key=True),
    moment("valid_from", "since when it was held", null=False),
    moment("valid_to", "until when it was held (excluded)", null=False),
    link("run_no", "runs.run_no", "run that brought this version", null=False),
    link("ended_run_no", "runs.run_no", "run that ended it", null=False),
    text("label", "study as printed", null=True),
    whole("year", "year of publication"),
    text("condition", "condition as printed"),
    text("status", "clean or needs-review", null=False),
    json("record", "the whole record as it was, as a line of records.jsonl"),
    Index(None, "valid_from", "valid_to"),
    comment="Former versions of the study records. What is held now lies in the other tables.",
)  # fmt: skip

# children of a study, in the order of insertion; the reverse is the order of deletion
PARTS = (
    study_types, study_citations, arms, components, intensities, outcomes, other_fields, provenance, flags, corrections,
)  # fmt: skip
