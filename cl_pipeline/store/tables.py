"""The tables, with the grain and key of each.

Most hold records of one dataclass: its fields give the columns (``mapper`` names them).
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem

from cl_pipeline.model.decision import Correction, Decision
from cl_pipeline.model.disclosure import HiddenFigure
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.proposal import ConsultationStep, Proposal, WorkshopInput
from cl_pipeline.model.question import QuestionEvent
from cl_pipeline.model.reference import ReferenceDecision, ReferenceFigure, ReferenceSeries
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import ReceivedFile
from cl_pipeline.model.vintage import Baseline, ConsolidatedValue, CoverageEntry, OpenQuestion
from cl_pipeline.store.column_types import ExactDecimal, JsonTuple, UtcDateTime
from cl_pipeline.store.mapper import field_types
from cl_pipeline.store.records import DeadlineNotice, FeedbackWritten, FocalPoint, FormSent

METADATA = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

Counted = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""Counts up by itself; SQLite does so for ``INTEGER`` alone."""

SQL_TYPES: dict[Any, Any] = {
    bool: sa.Boolean,
    int: sa.BigInteger,
    RoundYear: sa.Integer,
    Decimal: ExactDecimal,
    date: sa.Date,
    datetime: UtcDateTime,
}
"""Types of columns by type of field; texts and enumerations are texts, tuples JSON."""


def _column(name: str, hint: Any) -> sa.Column[Any]:
    options = get_args(hint)
    if NoneType in options:
        (hint,) = (option for option in options if option is not NoneType)
    plain = hint if hint in SQL_TYPES else getattr(hint, "__supertype__", hint)
    sql_type = JsonTuple if get_origin(hint) is tuple else SQL_TYPES.get(plain, sa.Text)
    return sa.Column(name, sql_type, nullable=NoneType in options)


def _table(name: str, kind: type, *items: SchemaItem) -> sa.Table:
    """A table for records of a dataclass; a column among ``items`` replaces that of a field."""
    columns = [item for item in items if isinstance(item, sa.Column)]
    names = {column.name for column in columns}
    fields = [_column(*field) for field in field_types(kind).items() if field[0] not in names]
    rest = [item for item in items if not isinstance(item, sa.Column)]
    return sa.Table(name, METADATA, *columns, *fields, *rest)


def _texts(*names: str, required: bool = True) -> Iterator[sa.Column[str]]:
    for name in names:
        yield sa.Column(name, sa.Text, nullable=not required)


def _required(name: str, sql_type: Any) -> sa.Column[Any]:
    return sa.Column(name, sql_type, nullable=False)


def _in_framework(*, key: bool = False) -> sa.Column[str]:
    """The framework a row belongs to, so that its successor can be stored with it."""
    return sa.Column("framework", sa.Text, primary_key=key, nullable=False)


def _numbered(key: str) -> tuple[sa.Column[Any], ...]:
    return sa.Column(key, Counted, primary_key=True), _in_framework()


def _of(*key: str) -> Iterator[sa.Column[Any]]:
    yield _in_framework(key=True)
    for name in key:
        yield sa.Column(name, sa.Text, primary_key=True)


def _sent_by() -> tuple[sa.Column[Any], ...]:
    """Round and sender as the file names them."""
    return sa.Column("round", sa.Integer), sa.Column("sender", sa.Text)


def _to(parent: str) -> sa.ForeignKeyConstraint:
    key = f"{parent}_id"
    return sa.ForeignKeyConstraint(["framework", key], [f"{parent}.framework", f"{parent}.{key}"])


def _register(name: str, kind: type, key: str, *items: SchemaItem) -> sa.Table:
    """An append-only table for records of a dataclass, counted up in its column ``key``."""
    return _table(name, kind, *_numbered(key), *items)


def _part_of_vintage(name: str, kind: type, *items: SchemaItem) -> sa.Table:
    """A table for the rows of vintages that are records of a dataclass, in their order."""
    key = (*_of("vintage_id"), sa.Column("position", sa.Integer, primary_key=True))
    return _table(name, kind, *key, _required("round", sa.Integer), _to("vintage"), *items)


received_file = _register(
    "received_file",  # grain: one content seen at one path; key: received_file_id
    ReceivedFile,
    "received_file_id",
    # The newest time stamp seen on this content; the only column that is ever updated.
    _required("modified_ns", sa.BigInteger),
    *_texts("run_id"),
    sa.Index(None, "framework", "path"),
    sa.Index(None, "framework", "digest"),
    sa.Index(None, "framework", "submission_id"),
)

submission = sa.Table(
    "submission",  # grain: what was last read from one content in one folder; key: submission_id
    METADATA,
    *_of("submission_id"),
    *_texts("digest"),
    # The folder of the file where it names another sender or round than the file itself.
    *_texts("folder"),
    *_texts("form", "version", "institution", required=False),
    *_sent_by(),
    sa.Column("filled_on", sa.Date),
    _required("is_sample", sa.Boolean),
    *_texts("read_state"),
    _required("finding_count", sa.Integer),
    _required("observation_count", sa.Integer),
    *_texts("content_digest", "code_version", "run_id"),
    _required("read_at", UtcDateTime),
    sa.Index(None, "framework", "digest"),
    sa.Index(None, "framework", "round", "sender"),
)

submission_sheet = sa.Table(
    "submission_sheet",  # grain: one sheet that the cover of a submission declares
    METADATA,
    *_of("submission_id", "sheet"),
    _required("position", sa.Integer),
    *_texts("institution", required=False),
    *_texts("institution_key"),
    _required("is_supplier", sa.Boolean),
    _to("submission"),
)

contact = sa.Table(
    "contact",  # grain: the person named on the cover; joined to nothing, never exported
    METADATA,
    *_of("submission_id"),
    *_texts("name", "address", required=False),
    _to("submission"),
)

reading = sa.Table(
    "reading",  # grain: one read of a submission that gave new content; append-only
    METADATA,
    *_numbered("reading_id"),
    *_texts("submission_id", "content_digest", "read_state", "code_version", "run_id"),
    _required("read_at", UtcDateTime),
    _to("submission"),
    sa.Index(None, "framework", "submission_id"),
)

_ABOUT_ONE_NUMBER = (
    "framework", "sender", "indicator", "location", "age", "sex", "measure", "reporting_column",
)  # fmt: skip

observation = _table(
    "observation",  # grain: one value or gap of one submission; key: submission, sheet, cell
    Observation,
    *_of("submission_id", "sheet", "cell"),
    *_sent_by(),
    _to("submission"),
    # A trace reads everything that was ever sent about one number.
    sa.Index("ix_observation_about", *_ABOUT_ONE_NUMBER),
)

entry = _table(
    "entry",  # grain: one worded entry of one submission; key: submission, sheet, cell
    Entry,
    *_of("submission_id", "sheet", "cell"),
    *_sent_by(),
    _to("submission"),
    sa.Index(None, "framework", "round", "sender", "field"),
)

finding = _table(
    "finding",  # grain: one finding of one submission; key: submission, position in sorted order
    Finding,
    *_of("submission_id"),
    sa.Column("position", sa.Integer, primary_key=True),
    *_sent_by(),
    _to("submission"),
)

vintage = sa.Table(
    "vintage",  # grain: one accepted set with one framework in force and one code; key: vintage_id
    METADATA,
    *_of("vintage_id"),
    _required("round", sa.Integer),
    *_texts("accepted_digest", "framework_digest", "code_version"),
    _required("is_sample", sa.Boolean),
    *_texts("content_digest"),
    sa.Index(None, "framework", "round"),
)

consolidation = sa.Table(
    "consolidation",  # grain: one instant from which on a vintage was the newest; append-only
    METADATA,
    *_numbered("consolidation_id"),
    *_texts("vintage_id"),
    _required("round", sa.Integer),
    _required("made_at", UtcDateTime),
    *_texts("run_id"),
    _to("vintage"),
    sa.Index(None, "framework", "round"),
)

consolidated = _part_of_vintage(
    "consolidated",  # grain: one value of one vintage; key: vintage, sender and what it is about
    ConsolidatedValue,
    # A trace asks by what a value is about, a downstream query by the cell of a value.
    sa.Index("ix_consolidated_about", "framework", "vintage_id", "sender", "indicator", "location"),
    sa.Index(None, "framework", "submission_id", "sheet", "cell"),
)

# grain: one indicator, Member State and column of one vintage
coverage = _part_of_vintage("coverage", CoverageEntry)

# grain: the baseline of one indicator and Member State in one vintage
baseline = _part_of_vintage("baseline", Baseline)

# grain: one question that came up when submissions were compared
open_question = _part_of_vintage("open_question", OpenQuestion)

# grain: what the rule of five says about one indicator of one vintage
rule_outcome = _part_of_vintage("rule_outcome", RuleOutcome)

audit = sa.Table(
    "audit",  # grain: one vintage of which something was shown outside; key: vintage_id
    METADATA,
    *_of("vintage_id"),
    _required("round", sa.Integer),
    _to("vintage"),
)

# grain: one figure of an audited vintage that is not published
hidden_figure = _part_of_vintage("hidden_figure", HiddenFigure)

vintage_inputs = sa.Table(
    "vintage_inputs",  # grain: one input of a vintage: a file of the code, a library …
    METADATA,
    *_of("vintage_id", "kind", "name"),
    *_texts("version"),
    _to("vintage"),
)

decision = _register(
    "decision",  # grain: one decision; append-only
    Decision,
    "decision_id",
    sa.Index(None, "framework", "kind", "subject"),
)

# grain: one declared correction; append-only; the newest of a place is in force
correction = _register("correction", Correction, "correction_id")

focal_point = _register(
    "focal_point",  # grain: one entry about (sender, institution, address); the newest is in force
    FocalPoint,
    "focal_point_id",
    _required("noted_at", UtcDateTime),
    sa.Index(None, "framework", "sender"),
)

form_sent = _register(
    "form_sent",  # grain: one workbook of one form version sent to one sender; append-only
    FormSent,
    "form_sent_id",
    sa.UniqueConstraint("framework", "form", "version", "round", "sender", "digest"),
)

feedback_report = _register(
    "feedback_report",  # grain: one writing of the feedback on one submission to one recipient
    FeedbackWritten,  # ``mailed_at`` is the only column that is ever updated
    "feedback_report_id",
    _to("submission"),
    sa.Index(None, "framework", "submission_id"),
)

deadline_notice = _register(
    "deadline_notice",  # grain: one notice of a changed deadline to one sender
    DeadlineNotice,  # ``mailed_at`` is the only column that is ever updated
    "deadline_notice_id",
)

question_event = _register(
    "question_event",  # grain: one step of one question about a number; append-only
    QuestionEvent,
    "event_id",
    sa.Index(None, "framework", "number"),
)

proposal = _register(
    "proposal",  # grain: one proposal as it was brought; append-only
    Proposal,
    "proposal_id",
    _required("stated_at", UtcDateTime),
)

consultation_step = _register(
    "consultation_step",  # grain: one step of the consultation about a form version; append-only
    ConsultationStep,
    "number",
    sa.Index(None, "framework", "form", "version"),
)

reference_series = _register(
    "reference_series",  # grain: one content of one series; the one loaded last is current
    ReferenceSeries,
    "loading_id",
    _required("loaded_at", UtcDateTime),
    *_texts("run_id"),
    sa.Index(None, "framework", "series"),
)

reference_figure = _table(
    "reference_figure",  # grain: one figure of one content of a series; key: digest, line
    ReferenceFigure,
    *_of("digest"),
    sa.Column("line", sa.BigInteger, primary_key=True, autoincrement=False),
)

# grain: one decision about one difference; append-only
reference_decision = _register("reference_decision", ReferenceDecision, "decision_id")

# grain: one input to the inter-sectoral workshop of a round; append-only
workshop_input = _register("workshop_input", WorkshopInput, "input_id")
