"""The mapper: rows and dataclasses, and the tables that hold them."""

from datetime import UTC, datetime

import pytest

from cl_pipeline.model.decision import Correction, Decision
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.proposal import ConsultationStep, Proposal, WorkshopInput
from cl_pipeline.model.question import QuestionEvent
from cl_pipeline.model.reference import ReferenceDecision, ReferenceFigure, ReferenceSeries
from cl_pipeline.model.review import AcceptedEntry, RuleOutcome
from cl_pipeline.model.submission import ReceivedFile
from cl_pipeline.model.vintage import Baseline, ConsolidatedValue, CoverageEntry, OpenQuestion
from cl_pipeline.store import FeedbackWritten, FileSeen, FocalPoint, FormSent
from cl_pipeline.store.mapper import columns, from_row, to_row
from cl_pipeline.store.tables import METADATA
from tests.builders.drafts import entry, observation

STORED = {
    Baseline: "baseline",
    ConsolidatedValue: "consolidated",
    ConsultationStep: "consultation_step",
    Correction: "correction",
    CoverageEntry: "coverage",
    Decision: "decision",
    Entry: "entry",
    FeedbackWritten: "feedback_report",
    FileSeen: "received_file",
    Finding: "finding",
    FocalPoint: "focal_point",
    FormSent: "form_sent",
    Observation: "observation",
    OpenQuestion: "open_question",
    Proposal: "proposal",
    QuestionEvent: "question_event",
    ReceivedFile: "received_file",
    ReferenceDecision: "reference_decision",
    ReferenceFigure: "reference_figure",
    ReferenceSeries: "reference_series",
    RuleOutcome: "rule_outcome",
    WorkshopInput: "workshop_input",
}


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
def test_every_field_has_a_column(kind):
    """A field added to the model needs a column, and a migration step."""
    assert set(columns(kind)) <= set(METADATA.tables[STORED[kind]].columns.keys())


def test_nested_fields_are_columns_of_one_flat_row():
    """The key and its breakdown next to the value; enums as texts."""
    row = to_row(observation("0.10"))

    assert (row["reporting_column"], row["sex"], row["obs_status"]) == ("baseline", "_T", "A")
    assert from_row(Observation, row) == observation("0.10")


def test_a_record_is_built_from_a_row_with_more_columns():
    """What a query joins to an entry becomes the record around it."""
    received_at = datetime(2021, 6, 1, tzinfo=UTC)
    head = ("KHM", 2021, "S-1", received_at, True)
    names = ("sender", "round", "submission_id", "received_at", "is_sample")
    row = to_row(entry("text")) | dict(zip(names, head, strict=True)) | {"framework": "any"}

    assert from_row(AcceptedEntry, row) == AcceptedEntry(*head, entry("text"))
