"""The tables of decisions, registers and context, with the grain and key of each."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.store.column_types import ExactDecimal, JsonTuple
from cl_pipeline.store.tables import (
    METADATA,
    Counted,
    in_framework,
    instant,
    texts,
    to_submission,
)

decision = Table(
    "decision",  # grain: one decision; append-only
    METADATA,
    Column("decision_id", Counted, primary_key=True),
    in_framework(),
    *texts("kind"),
    Column("round", Integer),
    *texts("subject", "decided_by"),
    instant("decided_at"),
    *texts("reason", "details"),
    *texts("vintage_id", "origin", required=False),
    Index(None, "framework", "kind", "subject"),
)

correction = Table(
    "correction",  # grain: one declared correction; append-only; the newest of a place is in force
    METADATA,
    Column("correction_id", Counted, primary_key=True),
    in_framework(),
    *texts("sender"),
    Column("round", Integer, nullable=False),
    *texts("indicator", "measure", "reporting_column", *DIMENSIONS),
    Column("expected", ExactDecimal, nullable=False),
    # Empty where the declaration takes back those before it.
    Column("corrected", ExactDecimal),
    *texts("declared_by", "reason", "evidence"),
    instant("declared_at"),
)

focal_point = Table(
    "focal_point",  # grain: one entry about (sender, institution, address); the newest is in force
    METADATA,
    Column("focal_point_id", Counted, primary_key=True),
    in_framework(),
    *texts("sender", "institution", "address", "language"),
    Column("indicators", JsonTuple, nullable=False),
    Column("is_active", Boolean, nullable=False),
    instant("noted_at"),
    Index(None, "framework", "sender"),
)

form_sent = Table(
    "form_sent",  # grain: one workbook of one form version sent to one sender; append-only
    METADATA,
    Column("form_sent_id", Counted, primary_key=True),
    in_framework(),
    *texts("form", "version"),
    Column("round", Integer, nullable=False),
    *texts("sender", "digest", "path"),
    instant("sent_at"),
    *texts("run_id"),
    UniqueConstraint("framework", "form", "version", "round", "sender", "digest"),
)

feedback_report = Table(
    "feedback_report",  # grain: the feedback written about one content of one submission
    METADATA,
    Column("feedback_report_id", Counted, primary_key=True),
    in_framework(),
    *texts("submission_id", "content_digest", "folder"),
    Column("is_to_be_mailed", Boolean, nullable=False),
    instant("written_at"),
    *texts("run_id"),
    # Empty until a mail server has taken the message; the only column that is ever updated.
    instant("mailed_at", required=False),
    to_submission(),
    UniqueConstraint("framework", "submission_id", "content_digest"),
)

question_event = Table(
    "question_event",  # grain: one thing said about a number that was asked about; append-only
    METADATA,
    Column("event_id", Counted, primary_key=True),
    in_framework(),
    # The event with which the question began.
    Column("number", BigInteger, nullable=False),
    *texts("step", "trace_key", "stated_by", "words"),
    instant("stated_at"),
    Index(None, "framework", "number"),
)

proposal = Table(
    "proposal",  # grain: one proposal as it was brought; append-only
    METADATA,
    Column("proposal_id", Counted, primary_key=True),
    in_framework(),
    *texts("sender", required=False),
    *texts("kind", "subject", "text", "source"),
    instant("stated_at"),
)

consultation_step = Table(
    "consultation_step",  # grain: one step of the consultation about a form version; append-only
    METADATA,
    Column("number", Counted, primary_key=True),
    in_framework(),
    *texts("form", "version", "kind", "body", "words"),
    instant("stated_at"),
    Index(None, "framework", "form", "version"),
)

reference_series = Table(
    "reference_series",  # grain: one content of one series; the one loaded last is current
    METADATA,
    Column("loading_id", Counted, primary_key=True),
    in_framework(),
    *texts("series", "digest", "title", "source", "version"),
    Column("fetched_on", Date, nullable=False),
    Column("tolerance_pct", ExactDecimal, nullable=False),
    *texts("report"),
    instant("loaded_at"),
    *texts("run_id"),
    Index(None, "framework", "series"),
)

reference_figure = Table(
    "reference_figure",  # grain: one figure of one content of a series; key: digest, line
    METADATA,
    in_framework(key=True),
    Column("digest", Text, primary_key=True),
    Column("line", BigInteger, primary_key=True, autoincrement=False),
    *texts("series", "sender"),
    Column("year", Integer, nullable=False),
    *texts("indicator", "measure", "kind", "concept", "sex", "age", "location", "sector"),
    Column("value", ExactDecimal, nullable=False),
    *texts("unit", "edition", "definition", "source_title", "publisher"),
    Column("source_year", Integer),
)

reference_decision = Table(
    "reference_decision",  # grain: one decision about one difference; append-only
    METADATA,
    Column("decision_id", Counted, primary_key=True),
    in_framework(),
    *texts("difference", "decided_by", "words"),
    Column("is_put", Boolean, nullable=False),
    instant("decided_at"),
    Column("question", BigInteger),
)

workshop_input = Table(
    "workshop_input",  # grain: one input to the inter-sectoral workshop of a round; append-only
    METADATA,
    Column("input_id", Counted, primary_key=True),
    in_framework(),
    Column("round", Integer, nullable=False),
    *texts("body", "kind", "about", "words"),
    instant("noted_at"),
)
