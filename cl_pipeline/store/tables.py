"""The tables, with the grain and key of each.

Most hold records of one dataclass: its fields give the columns (``mapper`` names them).
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from cl_pipeline.model.decision import Correction, Decision
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
from cl_pipeline.store.records import FeedbackWritten, FocalPoint, FormSent

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

Counted = BigInteger().with_variant(Integer, "sqlite")
"""Counts up by itself; SQLite does so for ``INTEGER`` alone."""

SQL_TYPES: dict[Any, Any] = {
    bool: Boolean,
    int: BigInteger,
    RoundYear: Integer,
    Decimal: ExactDecimal,
    date: Date,
    datetime: UtcDateTime,
}
"""Types of columns by type of field; texts and enumerations are texts, tuples JSON."""


def _column(name: str, hint: Any) -> Column[Any]:
    options = get_args(hint)
    if NoneType in options:
        (hint,) = (option for option in options if option is not NoneType)
    plain = hint if hint in SQL_TYPES else getattr(hint, "__supertype__", hint)
    sql_type = JsonTuple if get_origin(hint) is tuple else SQL_TYPES.get(plain, Text)
    return Column(name, sql_type, nullable=NoneType in options)


def _table(name: str, kind: type, *items: SchemaItem) -> Table:
    """A table for records of a dataclass; a column among ``items`` replaces that of a field."""
    columns = [item for item in items if isinstance(item, Column)]
    names = {column.name for column in columns}
    fields = [_column(*field) for field in field_types(kind).items() if field[0] not in names]
    rest = [item for item in items if not isinstance(item, Column)]
    return Table(name, METADATA, *columns, *fields, *rest)


def _texts(*names: str, required: bool = True) -> Iterator[Column[str]]:
    for name in names:
        yield Column(name, Text, nullable=not required)


def _required(name: str, sql_type: Any) -> Column[Any]:
    return Column(name, sql_type, nullable=False)


def _in_framework(*, key: bool = False) -> Column[str]:
    """The framework a row belongs to, so that its successor can be stored with it."""
    return Column("framework", Text, primary_key=key, nullable=False)


def _numbered(key: str) -> tuple[Column[Any], ...]:
    return Column(key, Counted, primary_key=True), _in_framework()


def _of(*key: str) -> Iterator[Column[Any]]:
    yield _in_framework(key=True)
    for name in key:
        yield Column(name, Text, primary_key=True)


def _of_vintage() -> Iterator[Column[Any]]:
    yield from _of("vintage_id")
    yield Column("position", Integer, primary_key=True)
    yield _required("round", Integer)


def _sent_by() -> tuple[Column[Any], ...]:
    """Round and sender as the file names them."""
    return Column("round", Integer), Column("sender", Text)


def _to(parent: str) -> ForeignKeyConstraint:
    key = f"{parent}_id"
    return ForeignKeyConstraint(["framework", key], [f"{parent}.framework", f"{parent}.{key}"])


received_file = _table(
    "received_file",  # grain: one content seen at one path; key: received_file_id
    ReceivedFile,
    *_numbered("received_file_id"),
    # The newest time stamp seen on this content; the only column that is ever updated.
    _required("modified_ns", BigInteger),
    *_texts("run_id"),
    Index(None, "framework", "path"),
    Index(None, "framework", "digest"),
)

submission = Table(
    "submission",  # grain: what was last read from one digest; key: submission_id
    METADATA,
    *_of("submission_id"),
    *_texts("digest"),
    *_texts("form", "version", "institution", required=False),
    *_sent_by(),
    Column("filled_on", Date),
    _required("is_sample", Boolean),
    *_texts("read_state"),
    _required("finding_count", Integer),
    _required("observation_count", Integer),
    *_texts("content_digest", "code_version", "run_id"),
    _required("read_at", UtcDateTime),
    UniqueConstraint("framework", "digest"),
    Index(None, "framework", "round", "sender"),
)

submission_sheet = Table(
    "submission_sheet",  # grain: one sheet that the cover of a submission declares
    METADATA,
    *_of("submission_id", "sheet"),
    _required("position", Integer),
    _to("submission"),
)

contact = Table(
    "contact",  # grain: the person named on the cover; joined to nothing, never exported
    METADATA,
    *_of("submission_id"),
    *_texts("name", "address", required=False),
    _to("submission"),
)

reading = Table(
    "reading",  # grain: one read of a submission that gave new content; append-only
    METADATA,
    *_numbered("reading_id"),
    *_texts("submission_id", "content_digest", "read_state", "code_version", "run_id"),
    _required("read_at", UtcDateTime),
    _to("submission"),
    Index(None, "framework", "submission_id"),
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
    Index("ix_observation_about", *_ABOUT_ONE_NUMBER),
)

entry = _table(
    "entry",  # grain: one worded entry of one submission; key: submission, sheet, cell
    Entry,
    *_of("submission_id", "sheet", "cell"),
    *_sent_by(),
    _to("submission"),
    Index(None, "framework", "round", "sender", "field"),
)

finding = _table(
    "finding",  # grain: one finding of one submission; key: submission, position in sorted order
    Finding,
    *_of("submission_id"),
    Column("position", Integer, primary_key=True),
    *_sent_by(),
    _to("submission"),
)

vintage = Table(
    "vintage",  # grain: one accepted set with one effective framework and one code; key: vintage_id
    METADATA,
    *_of("vintage_id"),
    _required("round", Integer),
    *_texts("accepted_digest", "framework_digest", "code_version"),
    _required("is_sample", Boolean),
    *_texts("content_digest"),
    Index(None, "framework", "round"),
)

consolidation = Table(
    "consolidation",  # grain: one instant from which on a vintage was the newest; append-only
    METADATA,
    *_numbered("consolidation_id"),
    *_texts("vintage_id"),
    _required("round", Integer),
    _required("made_at", UtcDateTime),
    *_texts("run_id"),
    _to("vintage"),
    Index(None, "framework", "round"),
)

consolidated = _table(
    "consolidated",  # grain: one value of one vintage; key: vintage, sender and what it is about
    ConsolidatedValue,
    *_of_vintage(),
    _to("vintage"),
    # A trace asks by what a value is about, a downstream query by the cell of a value.
    Index("ix_consolidated_about", "framework", "vintage_id", "sender", "indicator", "location"),
    Index(None, "framework", "submission_id", "sheet", "cell"),
)

coverage = _table(
    "coverage",  # grain: one indicator, Member State and column of one vintage
    CoverageEntry,
    *_of_vintage(),
    _to("vintage"),
)

baseline = _table(
    "baseline",  # grain: the baseline of one indicator and Member State in one vintage
    Baseline,
    *_of_vintage(),
    _to("vintage"),
)

open_question = _table(
    "open_question",  # grain: one question that came up when submissions were compared
    OpenQuestion,
    *_of_vintage(),
    _to("vintage"),
)

rule_outcome = _table(
    "rule_outcome",  # grain: what the rule of five says about one indicator of one vintage
    RuleOutcome,
    *_of_vintage(),
    _to("vintage"),
)

vintage_inputs = Table(
    "vintage_inputs",  # grain: one input of a vintage: a file of the code, a library …
    METADATA,
    *_of("vintage_id", "kind", "name"),
    *_texts("version"),
    _to("vintage"),
)

decision = _table(
    "decision",  # grain: one decision; append-only
    Decision,
    *_numbered("decision_id"),
    Index(None, "framework", "kind", "subject"),
)

correction = _table(
    "correction",  # grain: one declared correction; append-only; the newest of a place is in force
    Correction,
    *_numbered("correction_id"),
)

focal_point = _table(
    "focal_point",  # grain: one entry about (sender, institution, address); the newest is in force
    FocalPoint,
    *_numbered("focal_point_id"),
    _required("noted_at", UtcDateTime),
    Index(None, "framework", "sender"),
)

form_sent = _table(
    "form_sent",  # grain: one workbook of one form version sent to one sender; append-only
    FormSent,
    *_numbered("form_sent_id"),
    UniqueConstraint("framework", "form", "version", "round", "sender", "digest"),
)

feedback_report = _table(
    "feedback_report",  # grain: the feedback about one content of one submission
    FeedbackWritten,  # ``mailed_at`` is the only column that is ever updated
    *_numbered("feedback_report_id"),
    _to("submission"),
    UniqueConstraint("framework", "submission_id", "content_digest"),
)

question_event = _table(
    "question_event",  # grain: one step of one question about a number; append-only
    QuestionEvent,
    *_numbered("event_id"),
    Index(None, "framework", "number"),
)

proposal = _table(
    "proposal",  # grain: one proposal as it was brought; append-only
    Proposal,
    *_numbered("proposal_id"),
    _required("stated_at", UtcDateTime),
)

consultation_step = _table(
    "consultation_step",  # grain: one step of the consultation about a form version; append-only
    ConsultationStep,
    *_numbered("number"),
    Index(None, "framework", "form", "version"),
)

reference_series = _table(
    "reference_series",  # grain: one content of one series; the one loaded last is current
    ReferenceSeries,
    *_numbered("loading_id"),
    _required("loaded_at", UtcDateTime),
    *_texts("run_id"),
    Index(None, "framework", "series"),
)

reference_figure = _table(
    "reference_figure",  # grain: one figure of one content of a series; key: digest, line
    ReferenceFigure,
    *_of("digest"),
    Column("line", BigInteger, primary_key=True, autoincrement=False),
)

reference_decision = _table(
    "reference_decision",  # grain: one decision about one difference; append-only
    ReferenceDecision,
    *_numbered("decision_id"),
)

workshop_input = _table(
    "workshop_input",  # grain: one input to the inter-sectoral workshop of a round; append-only
    WorkshopInput,
    *_numbered("input_id"),
)
