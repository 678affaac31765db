-- The tables of the first version, for SQLite and PostgreSQL.
-- {counted} and {instant} are the types that differ; step_0001_first_tables.py fills them in.

CREATE TABLE consultation_step (
    number {counted}, framework text NOT NULL, form text NOT NULL, version text NOT NULL,
    kind text NOT NULL, body text NOT NULL, words text NOT NULL, stated_at {instant} NOT NULL,
    CONSTRAINT pk_consultation_step PRIMARY KEY (number)
);
CREATE INDEX ix_consultation_step_framework_form_version ON consultation_step
    (framework, form, version);

CREATE TABLE correction (
    correction_id {counted}, framework text NOT NULL, sender text NOT NULL, round integer NOT NULL,
    indicator text NOT NULL, measure text NOT NULL, reporting_column text NOT NULL,
    sex text NOT NULL, age text NOT NULL, location text NOT NULL, sector text NOT NULL,
    nationality text NOT NULL, agency text NOT NULL, channel text NOT NULL, venue text NOT NULL,
    scope text NOT NULL, expected text NOT NULL, corrected text, declared_by text NOT NULL,
    reason text NOT NULL, evidence text NOT NULL, declared_at {instant} NOT NULL,
    CONSTRAINT pk_correction PRIMARY KEY (correction_id)
);

CREATE TABLE decision (
    decision_id {counted}, framework text NOT NULL, kind text NOT NULL, round integer,
    subject text NOT NULL, decided_by text NOT NULL, decided_at {instant} NOT NULL,
    reason text NOT NULL, details text NOT NULL, vintage_id text, origin text,
    CONSTRAINT pk_decision PRIMARY KEY (decision_id)
);
CREATE INDEX ix_decision_framework_kind_subject ON decision (framework, kind, subject);

CREATE TABLE focal_point (
    focal_point_id {counted}, framework text NOT NULL, sender text NOT NULL,
    institution text NOT NULL, address text NOT NULL, language text NOT NULL,
    indicators text NOT NULL, is_active boolean NOT NULL, noted_at {instant} NOT NULL,
    CONSTRAINT pk_focal_point PRIMARY KEY (focal_point_id)
);
CREATE INDEX ix_focal_point_framework_sender ON focal_point (framework, sender);

CREATE TABLE form_sent (
    form_sent_id {counted}, framework text NOT NULL, form text NOT NULL, version text NOT NULL,
    round integer NOT NULL, sender text NOT NULL, digest text NOT NULL, path text NOT NULL,
    sent_at {instant} NOT NULL, run_id text NOT NULL,
    CONSTRAINT pk_form_sent PRIMARY KEY (form_sent_id),
    CONSTRAINT uq_form_sent_framework_form_version_round_sender_digest
        UNIQUE (framework, form, version, round, sender, digest)
);

CREATE TABLE proposal (
    proposal_id {counted}, framework text NOT NULL, sender text, kind text NOT NULL,
    subject text NOT NULL, text text NOT NULL, source text NOT NULL, stated_at {instant} NOT NULL,
    CONSTRAINT pk_proposal PRIMARY KEY (proposal_id)
);

CREATE TABLE question_event (
    event_id {counted}, framework text NOT NULL, number bigint NOT NULL, step text NOT NULL,
    trace_key text NOT NULL, stated_by text NOT NULL, words text NOT NULL,
    stated_at {instant} NOT NULL,
    CONSTRAINT pk_question_event PRIMARY KEY (event_id)
);
CREATE INDEX ix_question_event_framework_number ON question_event (framework, number);

CREATE TABLE received_file (
    received_file_id {counted}, framework text NOT NULL, path text NOT NULL, folder text NOT NULL,
    digest text NOT NULL, submission_id text,
    size_bytes bigint NOT NULL, modified_ns bigint NOT NULL, modified_at {instant} NOT NULL,
    received_at {instant} NOT NULL, outcome text NOT NULL, run_id text NOT NULL,
    CONSTRAINT pk_received_file PRIMARY KEY (received_file_id)
);
CREATE INDEX ix_received_file_framework_digest ON received_file (framework, digest);
CREATE INDEX ix_received_file_framework_path ON received_file (framework, path);
CREATE INDEX ix_received_file_framework_submission_id ON received_file (framework, submission_id);

CREATE TABLE reference_decision (
    decision_id {counted}, framework text NOT NULL, difference text NOT NULL,
    decided_by text NOT NULL, words text NOT NULL, is_put boolean NOT NULL,
    decided_at {instant} NOT NULL, question bigint,
    CONSTRAINT pk_reference_decision PRIMARY KEY (decision_id)
);

CREATE TABLE reference_figure (
    framework text NOT NULL, digest text NOT NULL, line bigint NOT NULL, series text NOT NULL,
    sender text NOT NULL, year bigint NOT NULL, indicator text NOT NULL, measure text NOT NULL,
    kind text NOT NULL, concept text NOT NULL, sex text NOT NULL, age text NOT NULL,
    location text NOT NULL, sector text NOT NULL, value text NOT NULL, unit text NOT NULL,
    edition text NOT NULL, definition text NOT NULL, source_title text NOT NULL,
    publisher text NOT NULL, source_year bigint,
    CONSTRAINT pk_reference_figure PRIMARY KEY (framework, digest, line)
);

CREATE TABLE reference_series (
    loading_id {counted}, framework text NOT NULL, series text NOT NULL, digest text NOT NULL,
    title text NOT NULL, source text NOT NULL, version text NOT NULL, fetched_on date NOT NULL,
    tolerance_pct text NOT NULL, report text NOT NULL, loaded_at {instant} NOT NULL,
    run_id text NOT NULL,
    CONSTRAINT pk_reference_series PRIMARY KEY (loading_id)
);
CREATE INDEX ix_reference_series_framework_series ON reference_series (framework, series);

CREATE TABLE submission (
    framework text NOT NULL, submission_id text NOT NULL, digest text NOT NULL,
    folder text NOT NULL, form text, version text, round integer, sender text, institution text, filled_on date,
    is_sample boolean NOT NULL, read_state text NOT NULL, finding_count integer NOT NULL,
    observation_count integer NOT NULL, content_digest text NOT NULL, code_version text NOT NULL,
    run_id text NOT NULL, read_at {instant} NOT NULL,
    CONSTRAINT pk_submission PRIMARY KEY (framework, submission_id)
);
CREATE INDEX ix_submission_framework_digest ON submission (framework, digest);
CREATE INDEX ix_submission_framework_round_sender ON submission (framework, round, sender);

CREATE TABLE vintage (
    framework text NOT NULL, vintage_id text NOT NULL, round integer NOT NULL,
    accepted_digest text NOT NULL, framework_digest text NOT NULL, code_version text NOT NULL,
    is_sample boolean NOT NULL, content_digest text NOT NULL,
    CONSTRAINT pk_vintage PRIMARY KEY (framework, vintage_id)
);
CREATE INDEX ix_vintage_framework_round ON vintage (framework, round);

CREATE TABLE workshop_input (
    input_id {counted}, framework text NOT NULL, round integer NOT NULL, body text NOT NULL,
    kind text NOT NULL, about text NOT NULL, words text NOT NULL, noted_at {instant} NOT NULL,
    CONSTRAINT pk_workshop_input PRIMARY KEY (input_id)
);

CREATE TABLE baseline (
    framework text NOT NULL, vintage_id text NOT NULL, position integer NOT NULL,
    round integer NOT NULL, indicator text NOT NULL, sender text NOT NULL, reference_year bigint,
    distance_years bigint, nearer_year bigint,
    CONSTRAINT pk_baseline PRIMARY KEY (framework, vintage_id, position),
    CONSTRAINT fk_baseline_vintage FOREIGN KEY (framework, vintage_id)
        REFERENCES vintage (framework, vintage_id)
);

CREATE TABLE consolidated (
    framework text NOT NULL, vintage_id text NOT NULL, position integer NOT NULL,
    round integer NOT NULL, sender text NOT NULL, indicator text NOT NULL, measure text NOT NULL,
    reporting_column text NOT NULL, sex text NOT NULL, age text NOT NULL, location text NOT NULL,
    sector text NOT NULL, nationality text NOT NULL, agency text NOT NULL, channel text NOT NULL,
    venue text NOT NULL, scope text NOT NULL, value text, unit text NOT NULL, reference_year bigint,
    obs_status text NOT NULL, conf_status text NOT NULL, gap_code text, from_round integer NOT NULL,
    submission_id text NOT NULL, sheet text NOT NULL, cell text NOT NULL, formula text,
    inputs text NOT NULL, flags text NOT NULL,
    CONSTRAINT pk_consolidated PRIMARY KEY (framework, vintage_id, position),
    CONSTRAINT fk_consolidated_vintage FOREIGN KEY (framework, vintage_id)
        REFERENCES vintage (framework, vintage_id)
);
CREATE INDEX ix_consolidated_framework_submission_id_sheet_cell ON consolidated
    (framework, submission_id, sheet, cell);
CREATE INDEX ix_consolidated_about ON consolidated
    (framework, vintage_id, sender, indicator, location);

CREATE TABLE consolidation (
    consolidation_id {counted}, framework text NOT NULL, vintage_id text NOT NULL,
    round integer NOT NULL, made_at {instant} NOT NULL, run_id text NOT NULL,
    CONSTRAINT pk_consolidation PRIMARY KEY (consolidation_id),
    CONSTRAINT fk_consolidation_vintage FOREIGN KEY (framework, vintage_id)
        REFERENCES vintage (framework, vintage_id)
);
CREATE INDEX ix_consolidation_framework_round ON consolidation (framework, round);

CREATE TABLE contact (
    framework text NOT NULL, submission_id text NOT NULL, name text, address text,
    CONSTRAINT pk_contact PRIMARY KEY (framework, submission_id),
    CONSTRAINT fk_contact_submission FOREIGN KEY (framework, submission_id)
        REFERENCES submission (framework, submission_id)
);

CREATE TABLE coverage (
    framework text NOT NULL, vintage_id text NOT NULL, position integer NOT NULL,
    round integer NOT NULL, indicator text NOT NULL, sender text NOT NULL,
    reporting_column text NOT NULL, state text NOT NULL, counts boolean NOT NULL,
    detail text NOT NULL, evidence text,
    CONSTRAINT pk_coverage PRIMARY KEY (framework, vintage_id, position),
    CONSTRAINT fk_coverage_vintage FOREIGN KEY (framework, vintage_id)
        REFERENCES vintage (framework, vintage_id)
);

CREATE TABLE entry (
    framework text NOT NULL, submission_id text NOT NULL, sheet text NOT NULL, cell text NOT NULL,
    round integer, sender text, field text NOT NULL, indicator text, reporting_column text,
    entry_number bigint, text text NOT NULL, code text,
    CONSTRAINT pk_entry PRIMARY KEY (framework, submission_id, sheet, cell),
    CONSTRAINT fk_entry_submission FOREIGN KEY (framework, submission_id)
        REFERENCES submission (framework, submission_id)
);
CREATE INDEX ix_entry_framework_round_sender_field ON entry (framework, round, sender, field);

CREATE TABLE feedback_report (
    feedback_report_id {counted}, framework text NOT NULL, submission_id text NOT NULL,
    recipient text NOT NULL, version text NOT NULL, occasion text NOT NULL,
    folder text NOT NULL, is_to_be_mailed boolean NOT NULL,
    written_at {instant} NOT NULL, run_id text NOT NULL, mailed_at {instant},
    CONSTRAINT pk_feedback_report PRIMARY KEY (feedback_report_id),
    CONSTRAINT fk_feedback_report_submission FOREIGN KEY (framework, submission_id)
        REFERENCES submission (framework, submission_id)
);
CREATE INDEX ix_feedback_report_framework_submission_id
    ON feedback_report (framework, submission_id);

CREATE TABLE finding (
    framework text NOT NULL, submission_id text NOT NULL, position integer NOT NULL, round integer,
    sender text, code text NOT NULL, severity text NOT NULL, sheet text, cell text,
    found text NOT NULL, expected text NOT NULL, remedy text NOT NULL, indicator text,
    CONSTRAINT pk_finding PRIMARY KEY (framework, submission_id, position),
    CONSTRAINT fk_finding_submission FOREIGN KEY (framework, submission_id)
        REFERENCES submission (framework, submission_id)
);

CREATE TABLE observation (
    framework text NOT NULL, submission_id text NOT NULL, sheet text NOT NULL, cell text NOT NULL,
    round integer, sender text, indicator text NOT NULL, measure text NOT NULL,
    reporting_column text NOT NULL, sex text NOT NULL, age text NOT NULL, location text NOT NULL,
    sector text NOT NULL, nationality text NOT NULL, agency text NOT NULL, channel text NOT NULL,
    venue text NOT NULL, scope text NOT NULL, value text, unit text NOT NULL, reference_year bigint,
    obs_status text NOT NULL, conf_status text NOT NULL, gap_code text, gap_note text, source text,
    source_year bigint, definition text, age_range text, attributes text NOT NULL,
    as_typed text NOT NULL, how_read text NOT NULL,
    CONSTRAINT pk_observation PRIMARY KEY (framework, submission_id, sheet, cell),
    CONSTRAINT fk_observation_submission FOREIGN KEY (framework, submission_id)
        REFERENCES submission (framework, submission_id)
);
CREATE INDEX ix_observation_about ON observation
    (framework, sender, indicator, location, age, sex, measure, reporting_column);

CREATE TABLE open_question (
    framework text NOT NULL, vintage_id text NOT NULL, position integer NOT NULL,
    round integer NOT NULL, code text NOT NULL, sender text NOT NULL, indicator text NOT NULL,
    reporting_column text NOT NULL, address text NOT NULL, found text NOT NULL,
    expected text NOT NULL,
    CONSTRAINT pk_open_question PRIMARY KEY (framework, vintage_id, position),
    CONSTRAINT fk_open_question_vintage FOREIGN KEY (framework, vintage_id)
        REFERENCES vintage (framework, vintage_id)
);

CREATE TABLE reading (
    reading_id {counted}, framework text NOT NULL, submission_id text NOT NULL,
    content_digest text NOT NULL, read_state text NOT NULL, code_version text NOT NULL,
    run_id text NOT NULL, read_at {instant} NOT NULL,
    CONSTRAINT pk_reading PRIMARY KEY (reading_id),
    CONSTRAINT fk_reading_submission FOREIGN KEY (framework, submission_id)
        REFERENCES submission (framework, submission_id)
);
CREATE INDEX ix_reading_framework_submission_id ON reading (framework, submission_id);

CREATE TABLE rule_outcome (
    framework text NOT NULL, vintage_id text NOT NULL, position integer NOT NULL,
    round integer NOT NULL, indicator text NOT NULL, list_position text NOT NULL,
    reporting text NOT NULL, threshold bigint NOT NULL, meets_threshold boolean NOT NULL,
    suggestion text NOT NULL, reason text NOT NULL, evidence text NOT NULL,
    CONSTRAINT pk_rule_outcome PRIMARY KEY (framework, vintage_id, position),
    CONSTRAINT fk_rule_outcome_vintage FOREIGN KEY (framework, vintage_id)
        REFERENCES vintage (framework, vintage_id)
);

CREATE TABLE submission_sheet (
    framework text NOT NULL, submission_id text NOT NULL, sheet text NOT NULL,
    position integer NOT NULL, institution text, institution_key text NOT NULL,
    is_supplier boolean NOT NULL,
    CONSTRAINT pk_submission_sheet PRIMARY KEY (framework, submission_id, sheet),
    CONSTRAINT fk_submission_sheet_submission FOREIGN KEY (framework, submission_id)
        REFERENCES submission (framework, submission_id)
);

CREATE TABLE vintage_inputs (
    framework text NOT NULL, vintage_id text NOT NULL, kind text NOT NULL, name text NOT NULL,
    version text NOT NULL,
    CONSTRAINT pk_vintage_inputs PRIMARY KEY (framework, vintage_id, kind, name),
    CONSTRAINT fk_vintage_inputs_vintage FOREIGN KEY (framework, vintage_id)
        REFERENCES vintage (framework, vintage_id)
);
