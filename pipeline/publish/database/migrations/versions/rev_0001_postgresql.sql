CREATE TABLE runs (
	run_no INTEGER NOT NULL,
	collection TEXT NOT NULL,
	run_id TEXT NOT NULL,
	version TEXT NOT NULL,
	started_at TIMESTAMP WITH TIME ZONE NOT NULL,
	finished_at TIMESTAMP WITH TIME ZONE NOT NULL,
	loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	settings JSONB NOT NULL,
	counts JSONB NOT NULL,
	digest TEXT,
	CONSTRAINT pk_runs PRIMARY KEY (run_no),
	CONSTRAINT uq_runs_collection_run_id UNIQUE (collection, run_id)
);
COMMENT ON TABLE runs IS 'Runs of the pipeline whose outputs were loaded and changed something.';
COMMENT ON COLUMN runs.run_no IS 'key of a loaded run';
COMMENT ON COLUMN runs.collection IS 'which corpus the run belongs to; one database can hold several';
COMMENT ON COLUMN runs.run_id IS 'digest of the run''s run.json';
COMMENT ON COLUMN runs.version IS 'version of the pipeline';
COMMENT ON COLUMN runs.started_at IS 'when the run began';
COMMENT ON COLUMN runs.finished_at IS 'when the run ended';
COMMENT ON COLUMN runs.loaded_at IS 'when its outputs began to be loaded';
COMMENT ON COLUMN runs.settings IS 'settings of the run, by section';
COMMENT ON COLUMN runs.counts IS 'inputs by status, cached ones, records';
COMMENT ON COLUMN runs.digest IS 'what the outputs were made from, once all is loaded; null while a load is unfinished';
CREATE TABLE documents (
	document_no INTEGER NOT NULL,
	collection TEXT NOT NULL,
	document_id TEXT NOT NULL,
	sha256 TEXT,
	media_type TEXT,
	input TEXT NOT NULL,
	status TEXT NOT NULL,
	reason TEXT,
	stale BOOLEAN NOT NULL,
	title_en TEXT,
	title_zh TEXT,
	authors_en JSONB NOT NULL,
	authors_zh JSONB NOT NULL,
	abstract_en TEXT,
	abstract_zh TEXT,
	keywords_en JSONB NOT NULL,
	keywords_zh JSONB NOT NULL,
	doi TEXT,
	pages INTEGER NOT NULL,
	content_hash TEXT,
	first_run_no INTEGER NOT NULL,
	run_no INTEGER NOT NULL,
	retired_run_no INTEGER,
	retired_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_documents PRIMARY KEY (document_no),
	CONSTRAINT uq_documents_collection_document_id UNIQUE (collection, document_id),
	CONSTRAINT ck_documents_status_known CHECK (status IN ('ok', 'partial', 'failed', 'skipped')),
	CONSTRAINT fk_documents_first_run_no FOREIGN KEY(first_run_no) REFERENCES runs (run_no),
	CONSTRAINT fk_documents_run_no FOREIGN KEY(run_no) REFERENCES runs (run_no),
	CONSTRAINT fk_documents_retired_run_no FOREIGN KEY(retired_run_no) REFERENCES runs (run_no)
);
CREATE INDEX ix_documents_sha256 ON documents (sha256);
COMMENT ON TABLE documents IS 'Input documents: one row a review.';
COMMENT ON COLUMN documents.document_no IS 'key of a document';
COMMENT ON COLUMN documents.collection IS 'which corpus it belongs to';
COMMENT ON COLUMN documents.document_id IS 'name of its output folder';
COMMENT ON COLUMN documents.sha256 IS 'SHA-256 of the input; null where it could not be read';
COMMENT ON COLUMN documents.media_type IS 'media type of the input';
COMMENT ON COLUMN documents.input IS 'path of the input when it was read';
COMMENT ON COLUMN documents.status IS 'fate in the last run that changed it: ok, partial, failed or skipped';
COMMENT ON COLUMN documents.reason IS 'why it is not ok';
COMMENT ON COLUMN documents.stale IS 'its records are of an earlier run, since the last one failed on it';
COMMENT ON COLUMN documents.title_en IS 'title in English';
COMMENT ON COLUMN documents.title_zh IS 'title in Chinese';
COMMENT ON COLUMN documents.authors_en IS 'authors in English, a list';
COMMENT ON COLUMN documents.authors_zh IS 'authors in Chinese, a list';
COMMENT ON COLUMN documents.abstract_en IS 'abstract in English';
COMMENT ON COLUMN documents.abstract_zh IS 'abstract in Chinese';
COMMENT ON COLUMN documents.keywords_en IS 'keywords in English, a list';
COMMENT ON COLUMN documents.keywords_zh IS 'keywords in Chinese, a list';
COMMENT ON COLUMN documents.doi IS 'DOI of the review';
COMMENT ON COLUMN documents.pages IS 'number of pages';
COMMENT ON COLUMN documents.content_hash IS 'digest of the files it was loaded from; null where none were';
COMMENT ON COLUMN documents.first_run_no IS 'run that brought it';
COMMENT ON COLUMN documents.run_no IS 'run that changed it last';
COMMENT ON COLUMN documents.retired_run_no IS 'run in which it was gone; null while it is held';
COMMENT ON COLUMN documents.retired_at IS 'when it was retired';
CREATE TABLE reference_entries (
	document_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	number INTEGER NOT NULL,
	text TEXT NOT NULL,
	doi TEXT,
	CONSTRAINT pk_reference_entries PRIMARY KEY (document_no, n),
	CONSTRAINT fk_reference_entries_document_no FOREIGN KEY(document_no) REFERENCES documents (document_no)
);
COMMENT ON TABLE reference_entries IS 'Entries of the documents'' reference lists.';
COMMENT ON COLUMN reference_entries.document_no IS 'document whose list it is';
COMMENT ON COLUMN reference_entries.n IS 'place in the list, from 0';
COMMENT ON COLUMN reference_entries.number IS 'printed number of the entry';
COMMENT ON COLUMN reference_entries.text IS 'the entry as printed';
COMMENT ON COLUMN reference_entries.doi IS 'DOI printed in the entry';
CREATE TABLE tables (
	document_no INTEGER NOT NULL,
	table_id TEXT NOT NULL,
	label_en TEXT,
	label_zh TEXT,
	caption_en TEXT,
	caption_zh TEXT,
	pages JSONB NOT NULL,
	boxes JSONB NOT NULL,
	n_rows INTEGER NOT NULL,
	n_cols INTEGER NOT NULL,
	header_rows INTEGER NOT NULL,
	method TEXT NOT NULL,
	confidence DOUBLE PRECISION NOT NULL,
	abbreviations JSONB NOT NULL,
	notes JSONB NOT NULL,
	flags JSONB NOT NULL,
	retired_run_no INTEGER,
	CONSTRAINT pk_tables PRIMARY KEY (document_no, table_id),
	CONSTRAINT ck_tables_method_known CHECK (method IN ('ruled', 'aligned', 'text-only')),
	CONSTRAINT ck_tables_confidence_is_share CHECK (confidence BETWEEN 0 AND 1),
	CONSTRAINT fk_tables_document_no FOREIGN KEY(document_no) REFERENCES documents (document_no),
	CONSTRAINT fk_tables_retired_run_no FOREIGN KEY(retired_run_no) REFERENCES runs (run_no)
);
COMMENT ON TABLE tables IS 'Reconstructed tables.';
COMMENT ON COLUMN tables.document_no IS 'document it stands in';
COMMENT ON COLUMN tables.table_id IS 'name of the table in its document';
COMMENT ON COLUMN tables.label_en IS 'printed label in English';
COMMENT ON COLUMN tables.label_zh IS 'printed label in Chinese';
COMMENT ON COLUMN tables.caption_en IS 'caption in English';
COMMENT ON COLUMN tables.caption_zh IS 'caption in Chinese';
COMMENT ON COLUMN tables.pages IS 'pages it stands on, a list';
COMMENT ON COLUMN tables.boxes IS 'page number to [x0, top, x1, bottom] in points';
COMMENT ON COLUMN tables.n_rows IS 'number of rows, headers included';
COMMENT ON COLUMN tables.n_cols IS 'number of columns';
COMMENT ON COLUMN tables.header_rows IS 'number of header rows';
COMMENT ON COLUMN tables.method IS 'how its grid was found: ruled, aligned or text-only';
COMMENT ON COLUMN tables.confidence IS 'confidence in the grid, 0 to 1';
COMMENT ON COLUMN tables.abbreviations IS 'abbreviations that its notes define, a list of short, en, zh';
COMMENT ON COLUMN tables.notes IS 'its notes, a list';
COMMENT ON COLUMN tables.flags IS 'doubts about the table, a list of code, message, candidates';
COMMENT ON COLUMN tables.retired_run_no IS 'run in which it was gone; kept while a retired study refers to it';
CREATE TABLE cells (
	document_no INTEGER NOT NULL,
	table_id TEXT NOT NULL,
	row_index INTEGER NOT NULL,
	col_index INTEGER NOT NULL,
	row_span INTEGER NOT NULL,
	col_span INTEGER NOT NULL,
	text TEXT NOT NULL,
	text_en TEXT,
	text_zh TEXT,
	page INTEGER NOT NULL,
	x0 DOUBLE PRECISION,
	top DOUBLE PRECISION,
	x1 DOUBLE PRECISION,
	bottom DOUBLE PRECISION,
	line INTEGER,
	source TEXT NOT NULL,
	confidence DOUBLE PRECISION NOT NULL,
	alternatives JSONB,
	flags JSONB,
	CONSTRAINT pk_cells PRIMARY KEY (document_no, table_id, row_index, col_index),
	CONSTRAINT fk_cells_document_no_table_id FOREIGN KEY(document_no, table_id) REFERENCES tables (document_no, table_id),
	CONSTRAINT ck_cells_covers_something CHECK (row_span >= 1 AND col_span >= 1)
);
COMMENT ON TABLE cells IS 'Cells of the tables, each with its place on the page.';
COMMENT ON COLUMN cells.document_no IS 'document it stands in';
COMMENT ON COLUMN cells.table_id IS 'table it belongs to';
COMMENT ON COLUMN cells.row_index IS 'first row, from 0';
COMMENT ON COLUMN cells.col_index IS 'first column, from 0';
COMMENT ON COLUMN cells.row_span IS 'rows it covers';
COMMENT ON COLUMN cells.col_span IS 'columns it covers';
COMMENT ON COLUMN cells.text IS 'what it says';
COMMENT ON COLUMN cells.text_en IS 'its English part, in bilingual headers';
COMMENT ON COLUMN cells.text_zh IS 'its Chinese part, in bilingual headers';
COMMENT ON COLUMN cells.page IS 'page, from 1';
COMMENT ON COLUMN cells.x0 IS 'left edge in points, from the top left corner of the page';
COMMENT ON COLUMN cells.top IS 'upper edge in points, from the top left corner of the page';
COMMENT ON COLUMN cells.x1 IS 'right edge in points, from the top left corner of the page';
COMMENT ON COLUMN cells.bottom IS 'lower edge in points, from the top left corner of the page';
COMMENT ON COLUMN cells.line IS 'line of a text dump, from 1';
COMMENT ON COLUMN cells.source IS 'who read it: text-layer, ocr:<engine>, text-file or human:<name>';
COMMENT ON COLUMN cells.confidence IS 'confidence in the reading, 0 to 1';
COMMENT ON COLUMN cells.alternatives IS 'other readings, a list of source, text, confidence; null where there are none';
COMMENT ON COLUMN cells.flags IS 'doubts about the cell, a list of code, message, candidates; null where there are none';
CREATE TABLE studies (
	record_no INTEGER NOT NULL,
	record_id TEXT NOT NULL,
	document_no INTEGER NOT NULL,
	table_id TEXT NOT NULL,
	row_index INTEGER NOT NULL,
	label TEXT,
	first_author TEXT,
	year INTEGER,
	reference TEXT,
	country TEXT,
	design TEXT,
	condition_as_reported TEXT,
	condition_en TEXT,
	condition_zh TEXT,
	sample_size INTEGER,
	age_min DOUBLE PRECISION,
	age_max DOUBLE PRECISION,
	age_unit TEXT,
	sex TEXT,
	species TEXT,
	model TEXT,
	intervention TEXT,
	duration_min DOUBLE PRECISION,
	duration_max DOUBLE PRECISION,
	duration_unit TEXT,
	comparator TEXT,
	follow_up_min DOUBLE PRECISION,
	follow_up_max DOUBLE PRECISION,
	follow_up_unit TEXT,
	adverse_events TEXT,
	source_level TEXT NOT NULL,
	completeness JSONB NOT NULL,
	status TEXT NOT NULL,
	content_hash TEXT NOT NULL,
	valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
	first_run_no INTEGER NOT NULL,
	run_no INTEGER NOT NULL,
	retired_run_no INTEGER,
	retired_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_studies PRIMARY KEY (record_no),
	CONSTRAINT ck_studies_age_unit_known CHECK (age_unit IN ('s', 'min', 'h', 'd', 'wk', 'mo', 'a', '{session}', '{course}')),
	CONSTRAINT ck_studies_age_min_not_above_max CHECK (age_min <= age_max),
	CONSTRAINT ck_studies_age_has_unit CHECK (age_unit IS NOT NULL OR (age_min IS NULL AND age_max IS NULL)),
	CONSTRAINT ck_studies_duration_unit_known CHECK (duration_unit IN ('s', 'min', 'h', 'd', 'wk', 'mo', 'a', '{session}', '{course}')),
	CONSTRAINT ck_studies_duration_min_not_above_max CHECK (duration_min <= duration_max),
	CONSTRAINT ck_studies_duration_has_unit CHECK (duration_unit IS NOT NULL OR (duration_min IS NULL AND duration_max IS NULL)),
	CONSTRAINT ck_studies_follow_up_unit_known CHECK (follow_up_unit IN ('s', 'min', 'h', 'd', 'wk', 'mo', 'a', '{session}', '{course}')),
	CONSTRAINT ck_studies_follow_up_min_not_above_max CHECK (follow_up_min <= follow_up_max),
	CONSTRAINT ck_studies_follow_up_has_unit CHECK (follow_up_unit IS NOT NULL OR (follow_up_min IS NULL AND follow_up_max IS NULL)),
	CONSTRAINT fk_studies_document_no_table_id FOREIGN KEY(document_no, table_id) REFERENCES tables (document_no, table_id),
	CONSTRAINT uq_studies_document_no_record_id UNIQUE (document_no, record_id),
	CONSTRAINT ck_studies_status_known CHECK (status IN ('clean', 'needs-review')),
	CONSTRAINT ck_studies_source_level_known CHECK (source_level IN ('review_table')),
	CONSTRAINT ck_studies_sample_size_counts CHECK (sample_size >= 0),
	CONSTRAINT fk_studies_first_run_no FOREIGN KEY(first_run_no) REFERENCES runs (run_no),
	CONSTRAINT fk_studies_run_no FOREIGN KEY(run_no) REFERENCES runs (run_no),
	CONSTRAINT fk_studies_retired_run_no FOREIGN KEY(retired_run_no) REFERENCES runs (run_no)
);
CREATE INDEX ix_studies_condition_as_reported ON studies (condition_as_reported);
CREATE INDEX ix_studies_first_author_year ON studies (first_author, year);
CREATE INDEX ix_studies_record_id ON studies (record_id);
COMMENT ON TABLE studies IS 'Study records: one row a study of a table.';
COMMENT ON COLUMN studies.record_no IS 'key of a study record';
COMMENT ON COLUMN studies.record_id IS 'name of the record, the same in every run';
COMMENT ON COLUMN studies.document_no IS 'document whose table reports it';
COMMENT ON COLUMN studies.table_id IS 'table it was read from';
COMMENT ON COLUMN studies.row_index IS 'row of the table, from 0';
COMMENT ON COLUMN studies.label IS 'study as printed, without citation marks';
COMMENT ON COLUMN studies.first_author IS 'surname of the first author';
COMMENT ON COLUMN studies.year IS 'year of publication';
COMMENT ON COLUMN studies.reference IS 'entry of the reference list that it cites';
COMMENT ON COLUMN studies.country IS 'country as printed';
COMMENT ON COLUMN studies.design IS 'study design as printed';
COMMENT ON COLUMN studies.condition_as_reported IS 'condition or diagnosis as printed';
COMMENT ON COLUMN studies.condition_en IS 'condition in English, as the legend spells it out';
COMMENT ON COLUMN studies.condition_zh IS 'condition in Chinese, as the legend spells it out';
COMMENT ON COLUMN studies.sample_size IS 'participants in total, where printed';
COMMENT ON COLUMN studies.age_min IS 'age of the participants: lower bound, null where open';
COMMENT ON COLUMN studies.age_max IS 'age of the participants: upper bound, null where open';
COMMENT ON COLUMN studies.age_unit IS 'age of the participants: UCUM unit';
COMMENT ON COLUMN studies.sex IS 'sex as printed';
COMMENT ON COLUMN studies.species IS 'species of animal, for preclinical studies';
COMMENT ON COLUMN studies.model IS 'animal or cell model';
COMMENT ON COLUMN studies.intervention IS 'intervention as printed';
COMMENT ON COLUMN studies.duration_min IS 'duration of the programme: lower bound, null where open';
COMMENT ON COLUMN studies.duration_max IS 'duration of the programme: upper bound, null where open';
COMMENT ON COLUMN studies.duration_unit IS 'duration of the programme: UCUM unit';
COMMENT ON COLUMN studies.comparator IS 'what it was compared with';
COMMENT ON COLUMN studies.follow_up_min IS 'follow-up: lower bound, null where open';
COMMENT ON COLUMN studies.follow_up_max IS 'follow-up: upper bound, null where open';
COMMENT ON COLUMN studies.follow_up_unit IS 'follow-up: UCUM unit';
COMMENT ON COLUMN studies.adverse_events IS 'adverse events as printed';
COMMENT ON COLUMN studies.source_level IS 'review_table: second-hand, never the trial''s own report';
COMMENT ON COLUMN studies.completeness IS 'TIDieR and CERT items that the row reports and those it does not';
COMMENT ON COLUMN studies.status IS 'clean, or needs-review where a flag stands';
COMMENT ON COLUMN studies.content_hash IS 'digest of the line of records.jsonl it was loaded from';
COMMENT ON COLUMN studies.valid_from IS 'since when this version is held';
COMMENT ON COLUMN studies.first_run_no IS 'run that brought the study';
COMMENT ON COLUMN studies.run_no IS 'run that brought this version';
COMMENT ON COLUMN studies.retired_run_no IS 'run in which it was gone; null while it is held';
COMMENT ON COLUMN studies.retired_at IS 'when it was retired';
CREATE TABLE table_columns (
	document_no INTEGER NOT NULL,
	table_id TEXT NOT NULL,
	col_index INTEGER NOT NULL,
	header_en TEXT,
	header_zh TEXT,
	field TEXT NOT NULL,
	CONSTRAINT pk_table_columns PRIMARY KEY (document_no, table_id, col_index),
	CONSTRAINT fk_table_columns_document_no_table_id FOREIGN KEY(document_no, table_id) REFERENCES tables (document_no, table_id),
	CONSTRAINT ck_table_columns_field_known CHECK (field IN ('study', 'country', 'design', 'population', 'condition', 'species', 'model', 'sample_size', 'age', 'sex', 'intervention', 'comparator', 'type', 'duration', 'frequency', 'session', 'volume', 'dose', 'intensity', 'follow_up', 'outcome', 'result', 'effect', 'adverse_events', 'mechanism', 'other'))
);
COMMENT ON TABLE table_columns IS 'Columns of the tables, and the field each was understood as.';
COMMENT ON COLUMN table_columns.document_no IS 'document it stands in';
COMMENT ON COLUMN table_columns.table_id IS 'table it belongs to';
COMMENT ON COLUMN table_columns.col_index IS 'column, from 0';
COMMENT ON COLUMN table_columns.header_en IS 'header in English';
COMMENT ON COLUMN table_columns.header_zh IS 'header in Chinese';
COMMENT ON COLUMN table_columns.field IS 'what the column holds';
CREATE TABLE arms (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	name TEXT,
	participants INTEGER,
	CONSTRAINT pk_arms PRIMARY KEY (record_no, n),
	CONSTRAINT ck_arms_participants_count CHECK (participants >= 0),
	CONSTRAINT fk_arms_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
);
COMMENT ON TABLE arms IS 'Arms of the studies with their participants.';
COMMENT ON COLUMN arms.record_no IS 'study';
COMMENT ON COLUMN arms.n IS 'place among the arms of the record, from 0';
COMMENT ON COLUMN arms.name IS 'name of the arm';
COMMENT ON COLUMN arms.participants IS 'number of participants';
CREATE TABLE components (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	name TEXT,
	type TEXT,
	frequency_min DOUBLE PRECISION,
	frequency_max DOUBLE PRECISION,
	frequency_unit TEXT,
	session_min DOUBLE PRECISION,
	session_max DOUBLE PRECISION,
	session_unit TEXT,
	sets_min DOUBLE PRECISION,
	sets_max DOUBLE PRECISION,
	sets_unit TEXT,
	repetitions_min DOUBLE PRECISION,
	repetitions_max DOUBLE PRECISION,
	repetitions_unit TEXT,
	dose_min DOUBLE PRECISION,
	dose_max DOUBLE PRECISION,
	dose_unit TEXT,
	CONSTRAINT pk_components PRIMARY KEY (record_no, n),
	CONSTRAINT ck_components_frequency_unit_known CHECK (frequency_unit IN ('/s', '/min', '/h', '/d', '/wk', '/mo', '/a')),
	CONSTRAINT ck_components_frequency_min_not_above_max CHECK (frequency_min <= frequency_max),
	CONSTRAINT ck_components_frequency_has_unit CHECK (frequency_unit IS NOT NULL OR (frequency_min IS NULL AND frequency_max IS NULL)),
	CONSTRAINT ck_components_session_unit_known CHECK (session_unit IN ('s', 'min', 'h', 'd', 'wk', 'mo', 'a', 's/d', 's/wk', 's/mo', 'min/d', 'min/wk', 'min/mo', 'h/d', 'h/wk', 'h/mo')),
	CONSTRAINT ck_components_session_min_not_above_max CHECK (session_min <= session_max),
	CONSTRAINT ck_components_session_has_unit CHECK (session_unit IS NOT NULL OR (session_min IS NULL AND session_max IS NULL)),
	CONSTRAINT ck_components_sets_unit_known CHECK (sets_unit IN ('1')),
	CONSTRAINT ck_components_sets_min_not_above_max CHECK (sets_min <= sets_max),
	CONSTRAINT ck_components_sets_has_unit CHECK (sets_unit IS NOT NULL OR (sets_min IS NULL AND sets_max IS NULL)),
	CONSTRAINT ck_components_repetitions_unit_known CHECK (repetitions_unit IN ('1')),
	CONSTRAINT ck_components_repetitions_min_not_above_max CHECK (repetitions_min <= repetitions_max),
	CONSTRAINT ck_components_repetitions_has_unit CHECK (repetitions_unit IS NOT NULL OR (repetitions_min IS NULL AND repetitions_max IS NULL)),
	CONSTRAINT ck_components_dose_unit_said CHECK (dose_unit <> ''),
	CONSTRAINT ck_components_dose_min_not_above_max CHECK (dose_min <= dose_max),
	CONSTRAINT ck_components_dose_has_unit CHECK (dose_unit IS NOT NULL OR (dose_min IS NULL AND dose_max IS NULL)),
	CONSTRAINT ck_components_type_known CHECK (type IN ('aerobic', 'resistance', 'balance', 'stretching', 'hiit', 'mind-body', 'mixed', 'drug', 'acupuncture', 'electrotherapy', 'neuromodulation', 'diet', 'probiotic', 'psychological', 'surgery', 'other')),
	CONSTRAINT fk_components_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
);
COMMENT ON TABLE components IS 'Parts of the interventions: frequency, intensity (see intensities), time, type.';
COMMENT ON COLUMN components.record_no IS 'study';
COMMENT ON COLUMN components.n IS 'place among the components of the record, from 0';
COMMENT ON COLUMN components.name IS 'name of the arm or part of the programme';
COMMENT ON COLUMN components.type IS 'type of intervention';
COMMENT ON COLUMN components.frequency_min IS 'how often: lower bound, null where open';
COMMENT ON COLUMN components.frequency_max IS 'how often: upper bound, null where open';
COMMENT ON COLUMN components.frequency_unit IS 'how often: UCUM unit';
COMMENT ON COLUMN components.session_min IS 'time a session: lower bound, null where open';
COMMENT ON COLUMN components.session_max IS 'time a session: upper bound, null where open';
COMMENT ON COLUMN components.session_unit IS 'time a session: UCUM unit';
COMMENT ON COLUMN components.sets_min IS 'sets: lower bound, null where open';
COMMENT ON COLUMN components.sets_max IS 'sets: upper bound, null where open';
COMMENT ON COLUMN components.sets_unit IS 'sets: UCUM unit';
COMMENT ON COLUMN components.repetitions_min IS 'repetitions: lower bound, null where open';
COMMENT ON COLUMN components.repetitions_max IS 'repetitions: upper bound, null where open';
COMMENT ON COLUMN components.repetitions_unit IS 'repetitions: UCUM unit';
COMMENT ON COLUMN components.dose_min IS 'dose: lower bound, null where open';
COMMENT ON COLUMN components.dose_max IS 'dose: upper bound, null where open';
COMMENT ON COLUMN components.dose_unit IS 'dose: UCUM unit';
CREATE TABLE corrections (
	record_no INTEGER NOT NULL,
	path TEXT NOT NULL,
	value JSONB,
	who TEXT NOT NULL,
	provenance JSONB NOT NULL,
	kept BOOLEAN NOT NULL,
	run_no INTEGER NOT NULL,
	CONSTRAINT pk_corrections PRIMARY KEY (record_no, path),
	CONSTRAINT fk_corrections_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no),
	CONSTRAINT fk_corrections_run_no FOREIGN KEY(run_no) REFERENCES runs (run_no)
);
COMMENT ON TABLE corrections IS 'Human corrections; no load overwrites them.';
COMMENT ON COLUMN corrections.record_no IS 'study';
COMMENT ON COLUMN corrections.path IS 'value that was corrected, as JSON Pointer';
COMMENT ON COLUMN corrections.value IS 'what a person says it is';
COMMENT ON COLUMN corrections.who IS 'who says so';
COMMENT ON COLUMN corrections.provenance IS 'provenance row of the corrected value, kept so that no load can lose it';
COMMENT ON COLUMN corrections.kept IS 'the outputs no longer carry it; it is held by the database alone';
COMMENT ON COLUMN corrections.run_no IS 'run that brought it';
CREATE TABLE flags (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	code TEXT NOT NULL,
	path TEXT NOT NULL,
	message TEXT NOT NULL,
	candidates JSONB NOT NULL,
	CONSTRAINT pk_flags PRIMARY KEY (record_no, n),
	CONSTRAINT fk_flags_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
);
CREATE INDEX ix_flags_code ON flags (code);
COMMENT ON TABLE flags IS 'What a reviewer should look at.';
COMMENT ON COLUMN flags.record_no IS 'study';
COMMENT ON COLUMN flags.n IS 'place among the flags of the record, from 0';
COMMENT ON COLUMN flags.code IS 'code of the doubt';
COMMENT ON COLUMN flags.path IS 'value it is about, as JSON Pointer; empty for the whole record';
COMMENT ON COLUMN flags.message IS 'what a reviewer should know';
COMMENT ON COLUMN flags.candidates IS 'possible values, a list';
CREATE TABLE history (
	record_no INTEGER NOT NULL,
	version INTEGER NOT NULL,
	valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL,
	run_no INTEGER NOT NULL,
	ended_run_no INTEGER NOT NULL,
	label TEXT,
	year INTEGER,
	condition TEXT,
	status TEXT NOT NULL,
	record JSONB NOT NULL,
	CONSTRAINT pk_history PRIMARY KEY (record_no, version),
	CONSTRAINT fk_history_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no),
	CONSTRAINT fk_history_run_no FOREIGN KEY(run_no) REFERENCES runs (run_no),
	CONSTRAINT fk_history_ended_run_no FOREIGN KEY(ended_run_no) REFERENCES runs (run_no)
);
CREATE INDEX ix_history_valid_from_valid_to ON history (valid_from, valid_to);
COMMENT ON TABLE history IS 'Former versions of the study records. What is held now lies in the other tables.';
COMMENT ON COLUMN history.record_no IS 'study';
COMMENT ON COLUMN history.version IS 'version of the record, from 1';
COMMENT ON COLUMN history.valid_from IS 'since when it was held';
COMMENT ON COLUMN history.valid_to IS 'until when it was held (excluded)';
COMMENT ON COLUMN history.run_no IS 'run that brought this version';
COMMENT ON COLUMN history.ended_run_no IS 'run that ended it';
COMMENT ON COLUMN history.label IS 'study as printed';
COMMENT ON COLUMN history.year IS 'year of publication';
COMMENT ON COLUMN history.condition IS 'condition as printed';
COMMENT ON COLUMN history.status IS 'clean or needs-review';
COMMENT ON COLUMN history.record IS 'the whole record as it was, as a line of records.jsonl';
CREATE TABLE other_fields (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	header TEXT NOT NULL,
	text TEXT,
	CONSTRAINT pk_other_fields PRIMARY KEY (record_no, n),
	CONSTRAINT fk_other_fields_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
);
COMMENT ON TABLE other_fields IS 'Columns that have no field of their own.';
COMMENT ON COLUMN other_fields.record_no IS 'study';
COMMENT ON COLUMN other_fields.n IS 'place among the other columns of the record, from 0';
COMMENT ON COLUMN other_fields.header IS 'printed header of the column';
COMMENT ON COLUMN other_fields.text IS 'what the cell says';
CREATE TABLE outcomes (
	record_no INTEGER NOT NULL,
	kind TEXT NOT NULL,
	n INTEGER NOT NULL,
	measure_as_reported TEXT,
	measure_en TEXT,
	measure_zh TEXT,
	direction TEXT NOT NULL,
	comparison_left TEXT,
	comparison_operator TEXT,
	comparison_right TEXT,
	effect_measure TEXT,
	effect_value DOUBLE PRECISION,
	effect_ci_low DOUBLE PRECISION,
	effect_ci_high DOUBLE PRECISION,
	effect_p TEXT,
	CONSTRAINT pk_outcomes PRIMARY KEY (record_no, kind, n),
	CONSTRAINT ck_outcomes_kind_known CHECK (kind IN ('outcome', 'mechanism')),
	CONSTRAINT ck_outcomes_direction_known CHECK (direction IN ('increase', 'decrease', 'no-change', 'mixed', 'unknown')),
	CONSTRAINT ck_outcomes_effect_ci_low_not_above_high CHECK (effect_ci_low <= effect_ci_high),
	CONSTRAINT fk_outcomes_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
);
CREATE INDEX ix_outcomes_measure_as_reported ON outcomes (measure_as_reported);
COMMENT ON TABLE outcomes IS 'Outcomes and mechanisms of the studies, with their direction.';
COMMENT ON COLUMN outcomes.record_no IS 'study';
COMMENT ON COLUMN outcomes.kind IS 'outcome, or mechanism (a molecule or pathway, in preclinical tables)';
COMMENT ON COLUMN outcomes.n IS 'place among the outcomes of this kind of the record, from 0';
COMMENT ON COLUMN outcomes.measure_as_reported IS 'what was measured, as printed';
COMMENT ON COLUMN outcomes.measure_en IS 'measure in English';
COMMENT ON COLUMN outcomes.measure_zh IS 'measure in Chinese';
COMMENT ON COLUMN outcomes.direction IS 'how the measure moved: increase, decrease, no-change, mixed, unknown';
COMMENT ON COLUMN outcomes.comparison_left IS 'what was compared';
COMMENT ON COLUMN outcomes.comparison_operator IS 'how it compares';
COMMENT ON COLUMN outcomes.comparison_right IS 'what it was compared with';
COMMENT ON COLUMN outcomes.effect_measure IS 'MD, SMD, OR, RR, HR, …';
COMMENT ON COLUMN outcomes.effect_value IS 'size of the effect';
COMMENT ON COLUMN outcomes.effect_ci_low IS 'lower bound of its interval';
COMMENT ON COLUMN outcomes.effect_ci_high IS 'upper bound of its interval';
COMMENT ON COLUMN outcomes.effect_p IS 'p as printed';
CREATE TABLE provenance (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	path TEXT NOT NULL,
	table_id TEXT,
	row_index INTEGER,
	col_index INTEGER,
	page INTEGER NOT NULL,
	x0 DOUBLE PRECISION,
	top DOUBLE PRECISION,
	x1 DOUBLE PRECISION,
	bottom DOUBLE PRECISION,
	line INTEGER,
	raw TEXT NOT NULL,
	span_start INTEGER,
	span_end INTEGER,
	source TEXT NOT NULL,
	confidence DOUBLE PRECISION NOT NULL,
	rule TEXT NOT NULL,
	CONSTRAINT pk_provenance PRIMARY KEY (record_no, n),
	CONSTRAINT fk_provenance_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
);
COMMENT ON TABLE provenance IS 'Where every value comes from: page, box, raw text, rule.';
COMMENT ON COLUMN provenance.record_no IS 'study';
COMMENT ON COLUMN provenance.n IS 'place among the sources of the record, from 0';
COMMENT ON COLUMN provenance.path IS 'value it is the source of, as JSON Pointer into the record';
COMMENT ON COLUMN provenance.table_id IS 'table it was read from';
COMMENT ON COLUMN provenance.row_index IS 'row of the table';
COMMENT ON COLUMN provenance.col_index IS 'column of the table';
COMMENT ON COLUMN provenance.page IS 'page, from 1';
COMMENT ON COLUMN provenance.x0 IS 'left edge in points, from the top left corner of the page';
COMMENT ON COLUMN provenance.top IS 'upper edge in points, from the top left corner of the page';
COMMENT ON COLUMN provenance.x1 IS 'right edge in points, from the top left corner of the page';
COMMENT ON COLUMN provenance.bottom IS 'lower edge in points, from the top left corner of the page';
COMMENT ON COLUMN provenance.line IS 'line of a text dump, from 1';
COMMENT ON COLUMN provenance.raw IS 'text that was read there';
COMMENT ON COLUMN provenance.span_start IS 'first character of `raw` that gave the value';
COMMENT ON COLUMN provenance.span_end IS 'end of the characters that gave the value';
COMMENT ON COLUMN provenance.source IS 'who read it: text-layer, ocr:<engine>, text-file or human:<name>';
COMMENT ON COLUMN provenance.confidence IS 'confidence in the reading, 0 to 1';
COMMENT ON COLUMN provenance.rule IS 'how the value was made of the text';
CREATE TABLE study_citations (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	number INTEGER NOT NULL,
	CONSTRAINT pk_study_citations PRIMARY KEY (record_no, n),
	CONSTRAINT fk_study_citations_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
);
COMMENT ON TABLE study_citations IS 'Citation numbers of the studies; reference_entries.number of the same document.';
COMMENT ON COLUMN study_citations.record_no IS 'study';
COMMENT ON COLUMN study_citations.n IS 'place among the citations of the record, from 0';
COMMENT ON COLUMN study_citations.number IS 'number in the document''s reference list';
CREATE TABLE study_types (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	type TEXT NOT NULL,
	CONSTRAINT pk_study_types PRIMARY KEY (record_no, n),
	CONSTRAINT ck_study_types_type_known CHECK (type IN ('aerobic', 'resistance', 'balance', 'stretching', 'hiit', 'mind-body', 'mixed', 'drug', 'acupuncture', 'electrotherapy', 'neuromodulation', 'diet', 'probiotic', 'psychological', 'surgery', 'other')),
	CONSTRAINT fk_study_types_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
);
CREATE INDEX ix_study_types_type ON study_types (type);
COMMENT ON TABLE study_types IS 'Types of intervention of the studies.';
COMMENT ON COLUMN study_types.record_no IS 'study';
COMMENT ON COLUMN study_types.n IS 'place among the types of the record, from 0';
COMMENT ON COLUMN study_types.type IS 'type of intervention';
CREATE TABLE intensities (
	record_no INTEGER NOT NULL,
	component_n INTEGER NOT NULL,
	n INTEGER NOT NULL,
	metric TEXT,
	min DOUBLE PRECISION,
	max DOUBLE PRECISION,
	unit TEXT,
	label TEXT,
	CONSTRAINT pk_intensities PRIMARY KEY (record_no, component_n, n),
	CONSTRAINT fk_intensities_record_no_component_n FOREIGN KEY(record_no, component_n) REFERENCES components (record_no, n),
	CONSTRAINT ck_intensities_min_not_above_max CHECK (min <= max),
	CONSTRAINT ck_intensities_metric_known CHECK (metric IN ('HRmax', 'HRR', '1RM', 'VO2max', 'VO2peak', 'RPE', 'RM', 'MT', 'W', 'km/h', 'mA', 'other')),
	CONSTRAINT ck_intensities_label_known CHECK (label IN ('low', 'moderate', 'vigorous', 'high'))
);
COMMENT ON TABLE intensities IS 'Intensities of the components.';
COMMENT ON COLUMN intensities.record_no IS 'study';
COMMENT ON COLUMN intensities.component_n IS 'component it belongs to';
COMMENT ON COLUMN intensities.n IS 'place among the intensities of the component of the record, from 0';
COMMENT ON COLUMN intensities.metric IS 'what it is a share or amount of; null for words only';
COMMENT ON COLUMN intensities.min IS 'lower bound, null where open';
COMMENT ON COLUMN intensities.max IS 'upper bound, null where open';
COMMENT ON COLUMN intensities.unit IS 'UCUM unit';
COMMENT ON COLUMN intensities.label IS 'low, moderate, vigorous or high';
