"""A pipeline over a scratch folder, and returns put into its store without a file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.submission import Submission, SubmissionDraft
from cl_pipeline.model.trace import Trace
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.settings import read_settings
from cl_pipeline.store import FileSeen, open_store
from cl_pipeline.workflows.lineage.tracing import explain_number
from cl_pipeline.workflows.pipeline import Pipeline, open_pipeline
from cl_pipeline.workflows.slom_review.review import consolidate_round
from tests.builders.typed_submissions import CHILD_LABOUR, SubmissionBuilder

START = datetime(2021, 7, 1, 2, 0, tzinfo=UTC)


@cache
def _migrated() -> bytes:
    """An empty store: migrating one takes longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        open_store(f"sqlite:///{path}").close()
        return path.read_bytes()


def pipeline_in(folder: Path) -> Pipeline:
    """A pipeline over an empty folder."""
    (folder / "cl_pipeline.db").write_bytes(_migrated())
    settings = read_settings({"CL_DATA_DIR": str(folder), "CL_NOW": START.isoformat()})
    return open_pipeline(settings, "run-1")


def on_day(pipeline: Pipeline, day: int) -> Pipeline:
    """The pipeline so many days after the first."""
    now = START + timedelta(days=day)
    return replace(pipeline, settings=replace(pipeline.settings, now=now))


def child_labour(children: str | None = "1000", **more: object) -> SubmissionBuilder:
    """A return on A2; without children it says nothing about their number."""
    builder = SubmissionBuilder(**more)  # type: ignore[arg-type]  # tests name real fields
    if children is not None:
        builder.type_value(CHILD_LABOUR, "children", children)
    builder.type_value(CHILD_LABOUR, "population", "10000")
    return builder


def arrive(
    pipeline: Pipeline,
    draft: SubmissionDraft,
    *findings: Finding,
    day: int = 0,
    name: str = "a_list",
) -> Submission:
    """The return arrives on that day and is read, with these findings."""
    now = on_day(pipeline, day)
    found = replace(draft, findings=(*draft.findings, *findings))
    path = f"{draft.round}/{draft.sender}/{name}.xlsx"
    now.store.received_files.record(
        [FileSeen(path, draft.digest, 10, day, "return")], received_at=now.now(), run_id="run-1"
    )
    now.store.submissions.save([found], run_id="run-1", read_at=now.now(), code_version="1")
    return now.store.submissions.of_digest(draft.digest, deadlines=now.deadlines_in_force())


def decided(pipeline: Pipeline, kind: DecisionKind, subject: str, *, day: int) -> None:
    """The Secretariat decides that on that day."""
    pipeline.store.decisions.add(
        kind,
        RoundYear(int(subject)) if subject.isdigit() else None,
        subject,
        decided_by="the Secretariat",
        decided_at=on_day(pipeline, day).now(),
        reason="as agreed",
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
    found = explain_number(pipeline, *about, breakdown, measure=measure)
    assert isinstance(found, Trace), found
    return found
