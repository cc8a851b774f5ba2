CREATE TABLE runs (
	run_no INTEGER NOT NULL,
	collection TEXT NOT NULL,
	run_id TEXT NOT NULL,
	version TEXT NOT NULL,
	started_at TEXT NOT NULL,
	finished_at TEXT NOT NULL,
	loaded_at TEXT NOT NULL,
	settings JSON NOT NULL,
	counts JSON NOT NULL,
	digest TEXT,
	CONSTRAINT pk_runs PRIMARY KEY (run_no),
	CONSTRAINT uq_runs_collection_run_id UNIQUE (collection, run_id)
);
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
	authors_en JSON NOT NULL,
	authors_zh JSON NOT NULL,
	abstract_en TEXT,
	abstract_zh TEXT,
	keywords_en JSON NOT NULL,
	keywords_zh JSON NOT NULL,
	doi TEXT,
	pages INTEGER NOT NULL,
	content_hash TEXT,
	first_run_no INTEGER NOT NULL,
	run_no INTEGER NOT NULL,
	retired_run_no INTEGER,
	retired_at TEXT,
	CONSTRAINT pk_documents PRIMARY KEY (document_no),
	CONSTRAINT uq_documents_collection_document_id UNIQUE (collection, document_id),
	CONSTRAINT ck_documents_status_known CHECK (status IN ('ok', 'partial', 'failed', 'skipped')),
	CONSTRAINT fk_documents_first_run_no FOREIGN KEY(first_run_no) REFERENCES runs (run_no),
	CONSTRAINT fk_documents_run_no FOREIGN KEY(run_no) REFERENCES runs (run_no),
	CONSTRAINT fk_documents_retired_run_no FOREIGN KEY(retired_run_no) REFERENCES runs (run_no)
);
CREATE INDEX ix_documents_sha256 ON documents (sha256);
CREATE TABLE reference_entries (
	document_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	number INTEGER NOT NULL,
	text TEXT NOT NULL,
	doi TEXT,
	CONSTRAINT pk_reference_entries PRIMARY KEY (document_no, n),
	CONSTRAINT fk_reference_entries_document_no FOREIGN KEY(document_no) REFERENCES documents (document_no)
)
 WITHOUT ROWID;
CREATE TABLE tables (
	document_no INTEGER NOT NULL,
	table_id TEXT NOT NULL,
	label_en TEXT,
	label_zh TEXT,
	caption_en TEXT,
	caption_zh TEXT,
	pages JSON NOT NULL,
	boxes JSON NOT NULL,
	n_rows INTEGER NOT NULL,
	n_cols INTEGER NOT NULL,
	header_rows INTEGER NOT NULL,
	method TEXT NOT NULL,
	confidence DOUBLE NOT NULL,
	abbreviations JSON NOT NULL,
	notes JSON NOT NULL,
	flags JSON NOT NULL,
	retired_run_no INTEGER,
	CONSTRAINT pk_tables PRIMARY KEY (document_no, table_id),
	CONSTRAINT ck_tables_method_known CHECK (method IN ('ruled', 'aligned', 'text-only')),
	CONSTRAINT ck_tables_confidence_is_share CHECK (confidence BETWEEN 0 AND 1),
	CONSTRAINT fk_tables_document_no FOREIGN KEY(document_no) REFERENCES documents (document_no),
	CONSTRAINT fk_tables_retired_run_no FOREIGN KEY(retired_run_no) REFERENCES runs (run_no)
);
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
	x0 DOUBLE,
	top DOUBLE,
	x1 DOUBLE,
	bottom DOUBLE,
	line INTEGER,
	source TEXT NOT NULL,
	confidence DOUBLE NOT NULL,
	alternatives JSON,
	flags JSON,
	CONSTRAINT pk_cells PRIMARY KEY (document_no, table_id, row_index, col_index),
	CONSTRAINT fk_cells_document_no_table_id FOREIGN KEY(document_no, table_id) REFERENCES tables (document_no, table_id),
	CONSTRAINT ck_cells_covers_something CHECK (row_span >= 1 AND col_span >= 1)
)
 WITHOUT ROWID;
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
	age_min DOUBLE,
	age_max DOUBLE,
	age_unit TEXT,
	sex TEXT,
	species TEXT,
	model TEXT,
	intervention TEXT,
	duration_min DOUBLE,
	duration_max DOUBLE,
	duration_unit TEXT,
	comparator TEXT,
	follow_up_min DOUBLE,
	follow_up_max DOUBLE,
	follow_up_unit TEXT,
	adverse_events TEXT,
	source_level TEXT NOT NULL,
	completeness JSON NOT NULL,
	status TEXT NOT NULL,
	content_hash TEXT NOT NULL,
	valid_from TEXT NOT NULL,
	first_run_no INTEGER NOT NULL,
	run_no INTEGER NOT NULL,
	retired_run_no INTEGER,
	retired_at TEXT,
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
)
 WITHOUT ROWID;
CREATE TABLE arms (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	name TEXT,
	participants INTEGER,
	CONSTRAINT pk_arms PRIMARY KEY (record_no, n),
	CONSTRAINT ck_arms_participants_count CHECK (participants >= 0),
	CONSTRAINT fk_arms_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
)
 WITHOUT ROWID;
CREATE TABLE components (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	name TEXT,
	type TEXT,
	frequency_min DOUBLE,
	frequency_max DOUBLE,
	frequency_unit TEXT,
	session_min DOUBLE,
	session_max DOUBLE,
	session_unit TEXT,
	sets_min DOUBLE,
	sets_max DOUBLE,
	sets_unit TEXT,
	repetitions_min DOUBLE,
	repetitions_max DOUBLE,
	repetitions_unit TEXT,
	dose_min DOUBLE,
	dose_max DOUBLE,
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
)
 WITHOUT ROWID;
CREATE TABLE corrections (
	record_no INTEGER NOT NULL,
	path TEXT NOT NULL,
	value JSON,
	who TEXT NOT NULL,
	provenance JSON NOT NULL,
	kept BOOLEAN NOT NULL,
	run_no INTEGER NOT NULL,
	CONSTRAINT pk_corrections PRIMARY KEY (record_no, path),
	CONSTRAINT fk_corrections_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no),
	CONSTRAINT fk_corrections_run_no FOREIGN KEY(run_no) REFERENCES runs (run_no)
)
 WITHOUT ROWID;
CREATE TABLE flags (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	code TEXT NOT NULL,
	path TEXT NOT NULL,
	message TEXT NOT NULL,
	candidates JSON NOT NULL,
	CONSTRAINT pk_flags PRIMARY KEY (record_no, n),
	CONSTRAINT fk_flags_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
)
 WITHOUT ROWID;
CREATE INDEX ix_flags_code ON flags (code);
CREATE TABLE history (
	record_no INTEGER NOT NULL,
	version INTEGER NOT NULL,
	valid_from TEXT NOT NULL,
	valid_to TEXT NOT NULL,
	run_no INTEGER NOT NULL,
	ended_run_no INTEGER NOT NULL,
	label TEXT,
	year INTEGER,
	condition TEXT,
	status TEXT NOT NULL,
	record JSON NOT NULL,
	CONSTRAINT pk_history PRIMARY KEY (record_no, version),
	CONSTRAINT fk_history_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no),
	CONSTRAINT fk_history_run_no FOREIGN KEY(run_no) REFERENCES runs (run_no),
	CONSTRAINT fk_history_ended_run_no FOREIGN KEY(ended_run_no) REFERENCES runs (run_no)
);
CREATE INDEX ix_history_valid_from_valid_to ON history (valid_from, valid_to);
CREATE TABLE other_fields (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	header TEXT NOT NULL,
	text TEXT,
	CONSTRAINT pk_other_fields PRIMARY KEY (record_no, n),
	CONSTRAINT fk_other_fields_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
)
 WITHOUT ROWID;
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
	effect_value DOUBLE,
	effect_ci_low DOUBLE,
	effect_ci_high DOUBLE,
	effect_p TEXT,
	CONSTRAINT pk_outcomes PRIMARY KEY (record_no, kind, n),
	CONSTRAINT ck_outcomes_kind_known CHECK (kind IN ('outcome', 'mechanism')),
	CONSTRAINT ck_outcomes_direction_known CHECK (direction IN ('increase', 'decrease', 'no-change', 'mixed', 'unknown')),
	CONSTRAINT ck_outcomes_effect_ci_low_not_above_high CHECK (effect_ci_low <= effect_ci_high),
	CONSTRAINT fk_outcomes_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
)
 WITHOUT ROWID;
CREATE INDEX ix_outcomes_measure_as_reported ON outcomes (measure_as_reported);
CREATE TABLE provenance (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	path TEXT NOT NULL,
	table_id TEXT,
	row_index INTEGER,
	col_index INTEGER,
	page INTEGER NOT NULL,
	x0 DOUBLE,
	top DOUBLE,
	x1 DOUBLE,
	bottom DOUBLE,
	line INTEGER,
	raw TEXT NOT NULL,
	span_start INTEGER,
	span_end INTEGER,
	source TEXT NOT NULL,
	confidence DOUBLE NOT NULL,
	rule TEXT NOT NULL,
	CONSTRAINT pk_provenance PRIMARY KEY (record_no, n),
	CONSTRAINT fk_provenance_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
)
 WITHOUT ROWID;
CREATE TABLE study_citations (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	number INTEGER NOT NULL,
	CONSTRAINT pk_study_citations PRIMARY KEY (record_no, n),
	CONSTRAINT fk_study_citations_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
)
 WITHOUT ROWID;
CREATE TABLE study_types (
	record_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	type TEXT NOT NULL,
	CONSTRAINT pk_study_types PRIMARY KEY (record_no, n),
	CONSTRAINT ck_study_types_type_known CHECK (type IN ('aerobic', 'resistance', 'balance', 'stretching', 'hiit', 'mind-body', 'mixed', 'drug', 'acupuncture', 'electrotherapy', 'neuromodulation', 'diet', 'probiotic', 'psychological', 'surgery', 'other')),
	CONSTRAINT fk_study_types_record_no FOREIGN KEY(record_no) REFERENCES studies (record_no)
)
 WITHOUT ROWID;
CREATE INDEX ix_study_types_type ON study_types (type);
CREATE TABLE intensities (
	record_no INTEGER NOT NULL,
	component_n INTEGER NOT NULL,
	n INTEGER NOT NULL,
	metric TEXT,
	min DOUBLE,
	max DOUBLE,
	unit TEXT,
	label TEXT,
	CONSTRAINT pk_intensities PRIMARY KEY (record_no, component_n, n),
	CONSTRAINT fk_intensities_record_no_component_n FOREIGN KEY(record_no, component_n) REFERENCES components (record_no, n),
	CONSTRAINT ck_intensities_min_not_above_max CHECK (min <= max),
	CONSTRAINT ck_intensities_metric_known CHECK (metric IN ('HRmax', 'HRR', '1RM', 'VO2max', 'VO2peak', 'RPE', 'RM', 'MT', 'W', 'km/h', 'mA', 'other')),
	CONSTRAINT ck_intensities_label_known CHECK (label IN ('low', 'moderate', 'vigorous', 'high'))
)
 WITHOUT ROWID;
