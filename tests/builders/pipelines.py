"""A pipeline over an empty folder, and what happens in it without a file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.submission import Submission, SubmissionDraft
from cl_pipeline.model.trace import Trace
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.settings import read_settings
from cl_pipeline.store.records import FileSeen
from cl_pipeline.workflows.lineage.tracing import explain_number
from cl_pipeline.workflows.pipeline import Pipeline, open_pipeline
from cl_pipeline.workflows.slom_review.vintages import consolidate_round

START = datetime(2021, 7, 1, 2, 0, tzinfo=UTC)


def pipeline_in(folder: Path) -> Pipeline:
    """A pipeline over an empty folder."""
    settings = read_settings({"CL_DATA_DIR": str(folder), "CL_NOW": START.isoformat()})
    return open_pipeline(settings, "run-1")


def on_day(pipeline: Pipeline, day: int) -> Pipeline:
    """The pipeline so many days after the first."""
    now = START + timedelta(days=day)
    return replace(pipeline, settings=replace(pipeline.settings, now=now))


def store_draft(
    pipeline: Pipeline,
    draft: SubmissionDraft,
    *findings: Finding,
    day: int = 0,
    name: str = "a_list",
) -> Submission:
    """The submission of a draft that was received and read on that day, with these findings."""
    now = on_day(pipeline, day)
    found = replace(draft, findings=(*draft.findings, *findings))
    path = f"{draft.round}/{draft.sender}/{name}.xlsx"
    now.store.received_files.record(
        [FileSeen(path, draft.digest, 10, day, "submission")], received_at=now.now(), run_id="run-1"
    )
    now.store.submissions.save([found], run_id="run-1", read_at=now.now(), code_version="1")
    return now.store.submissions.of_file(draft.digest, deadlines=now.deadlines_in_force())


def decided(pipeline: Pipeline, kind: DecisionKind, subject: str, *, day: int) -> None:
    """The Secretariat decides that on that day."""
    round_year = RoundYear(int(subject)) if subject.isdigit() else None
    decided_at = on_day(pipeline, day).now()
    pipeline.store.decisions.add(
        Decision(0, kind, round_year, subject, "the Secretariat", decided_at, "as agreed")
    )


def consolidated(pipeline: Pipeline, round_year: int = 2021, *, day: int = 10) -> Vintage:
    """The vintage of a round, made on that day."""
    return consolidate_round(on_day(pipeline, day), RoundYear(round_year))


def traced(
    pipeline: Pipeline,
    measure: str,
    *,
    about: tuple[str, str, str] = ("A2", "KHM", "baseline"),
    breakdown: Breakdown = UNBROKEN,
) -> Trace:
    """The trace of a number that is there; ``about`` is indicator, sender and column."""
    found = explain_number(
        pipeline, pipeline.framework_in_force(), *about, breakdown, measure=measure
    )
    assert isinstance(found, Trace), found
    return found
