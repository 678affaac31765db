"""A number leads back to its cell, or to the reason why a vintage does not have it."""

from dataclasses import replace
from pathlib import Path

import pytest

from cl_pipeline.errors import NotFound
from cl_pipeline.lineage.trace import decision_lines
from cl_pipeline.lineage.unused_values import unused_value_label
from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import DecisionKind, ExclusionReason, Field, Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import Digest, IndicatorKey
from cl_pipeline.model.trace import Absence, Trace, UnusedValue
from cl_pipeline.store.records import FileSeen
from cl_pipeline.workflows.lineage.downstream import check_place, downstream_of, submission_named
from cl_pipeline.workflows.lineage.tracing import explain_number
from cl_pipeline.workflows.pipeline import Pipeline
from tests.builders.pipelines import consolidated, decided, store_draft, traced
from tests.builders.submissions import CHILD_LABOUR, EDUCATION, LABOUR, child_labour


def explained(pipeline: Pipeline, year: str = "baseline") -> Trace | Absence:
    return explain_number(
        pipeline, pipeline.framework_in_force(), "A2", "KHM", year, UNBROKEN, measure="children"
    )


def cell() -> str:
    """The cell of the form that asks for the number of children in the baseline."""
    asked = {"measure": "children", "column": "baseline", "breakdown": UNBROKEN}
    return child_labour().cell(Field.VALUE, CHILD_LABOUR, **asked).cell


def finding(severity: Severity, sheet: str | None, cell: str | None, code: str = "SOME") -> Finding:
    texts = ("found something odd", "a number", "please look again")
    return Finding(code, severity, sheet, cell, *texts, IndicatorKey(CHILD_LABOUR))


def rejected(pipeline: Pipeline) -> None:
    child_labour("1234").stored(pipeline, finding(Severity.REJECT, None, None))


def rejected_without_sender(pipeline: Pipeline) -> None:
    nameless = replace(child_labour().draft(), identity=None, sheets=(), observations=())
    store_draft(pipeline, nameless, finding(Severity.REJECT, None, None), name="KHM/a_list")


def omitted(pipeline: Pipeline) -> None:
    child_labour(None).stored(pipeline, finding(Severity.OMIT, "A2", cell()))


def not_covered(pipeline: Pipeline) -> None:
    other = child_labour(None)
    other.observations.clear()
    other.covers = ("A11",)
    other.stored(pipeline, finding(Severity.WARNING, "A2", None, "SHEET_NOT_COVERED"))


def superseded(pipeline: Pipeline) -> None:
    child_labour("1234").stored(pipeline)
    child_labour(None).stored(pipeline, day=1)


def withdrawn(pipeline: Pipeline) -> None:
    submission = child_labour("1234").stored(pipeline)
    decided(pipeline, DecisionKind.WITHDRAW, submission.submission_id, day=2)


def late(pipeline: Pipeline) -> None:
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=2)
    child_labour("1234").stored(pipeline, day=3)


@pytest.mark.parametrize(
    ("send", "reason", "is_read", "place", "decision"),
    [
        (rejected, ExclusionReason.UNREADABLE, True, ("A2", "cell"), None),
        (rejected_without_sender, ExclusionReason.UNREADABLE, False, (None, None), None),
        (omitted, ExclusionReason.OMITTED, False, ("A2", "cell"), None),
        (not_covered, ExclusionReason.NOT_COVERED, False, ("A2", None), None),
        (superseded, ExclusionReason.SUPERSEDED, True, ("A2", "cell"), None),
        (withdrawn, ExclusionReason.WITHDRAWN, True, ("A2", "cell"), DecisionKind.WITHDRAW),
        (late, ExclusionReason.AFTER_CLOSING, True, ("A2", "cell"), DecisionKind.CLOSE_ROUND),
    ],
)
def test_an_unused_value_has_its_reason_place_and_decision(
    pipeline, send, reason, is_read, place, decision
):
    send(pipeline)
    consolidated(pipeline)

    unused = only_unused(explained(pipeline))

    assert unused.reason == reason
    assert (unused.observation is not None) == is_read
    assert (unused.sheet, unused.cell) == (place[0], place[1] and cell())
    assert (unused.decision and unused.decision.kind) == decision


def only_unused(found: Trace | Absence) -> UnusedValue:
    assert isinstance(found, Absence)
    (unused,) = found.unused
    return unused


def test_a_superseded_value_names_the_newer_submission(pipeline):
    child_labour("1234").stored(pipeline)
    newer = child_labour(None).stored(pipeline, day=1)
    consolidated(pipeline)

    assert only_unused(explained(pipeline)).replaced_by == newer.submission_id


def test_the_figure_of_another_institution_names_it(pipeline):
    child_labour("1000").stored(pipeline)
    child_labour("1200", institution=EDUCATION).stored(pipeline, day=1, name="education")
    consolidated(pipeline)

    found = explained(pipeline)

    assert isinstance(found, Trace)
    assert found.submission.institution == LABOUR
    (unused,) = found.unused
    assert (unused.reason, unused.submission.institution) == (
        ExclusionReason.OTHER_INSTITUTION,
        EDUCATION,
    )
    assert f"from {EDUCATION}, received 2 July 2021" in unused_value_label(unused)


def test_a_value_received_after_the_vintage_is_not_consolidated_yet(pipeline):
    child_labour(None).stored(pipeline)
    consolidated(pipeline)
    child_labour("1234").stored(pipeline, day=12)

    assert only_unused(explained(pipeline)).reason == ExclusionReason.NOT_CONSOLIDATED


def test_a_value_revised_in_a_later_round_is_listed_with_the_current_one(pipeline):
    child_labour("1000").stored(pipeline)
    later = child_labour(None, round=2022)
    later.type_value(CHILD_LABOUR, "children", "1100", column="baseline")
    later.type_entry(Field.REVISION_REASON, CHILD_LABOUR, "Weighted again.", column="baseline")
    later.stored(pipeline, day=400)
    consolidated(pipeline, 2022, day=410)

    found = explained(pipeline)

    assert isinstance(found, Trace)
    assert found.value.value == 1100
    (before,) = found.unused
    assert before.reason == ExclusionReason.LATER_ROUND
    assert before.observation
    assert before.current
    assert (before.observation.value, before.current.value) == (1000, 1100)


def test_a_revision_without_a_reason_is_listed_with_the_figure_that_is_kept(pipeline):
    child_labour("1000").stored(pipeline)
    later = child_labour(None, round=2022)
    later.type_value(CHILD_LABOUR, "children", "1100", column="baseline")
    later.stored(pipeline, day=400)
    consolidated(pipeline, 2022, day=410)

    found = explained(pipeline)

    assert isinstance(found, Trace)
    assert found.value.value == 1000
    assert [unused.reason for unused in found.unused] == [ExclusionReason.REVISION_ASKED]


def test_a_number_that_nobody_sent_is_not_found(pipeline):
    child_labour().stored(pipeline)
    consolidated(pipeline)

    with pytest.raises(NotFound, match="it has children baseline"):
        explained(pipeline, "1999")


def test_a_computed_rate_leads_to_the_cells_of_both_counts(pipeline):
    child_labour("1000").stored(pipeline)
    consolidated(pipeline)

    found = traced(pipeline, "pct")

    assert [trace_input.observation.as_typed for trace_input in found.inputs] == ["1000", "10000"]
    assert [trace_input.address for trace_input in found.inputs] == list(found.value.inputs)


def test_a_submission_is_found_by_id_and_by_path(pipeline, tmp_path):
    sent = child_labour().stored(pipeline)
    (tmp_path / "mine.xlsx").write_bytes(b"of my own")

    names = [sent.submission_id, sent.path]

    assert [submission_named(pipeline, name).digest for name in names] == [sent.digest] * 2
    for name in ("elsewhere.xlsx", str(tmp_path / "mine.xlsx")):
        with pytest.raises(NotFound, match=Path(name).name):
            submission_named(pipeline, name)


@pytest.mark.parametrize(("sheet", "at"), [("A77", None), ("A2", "29C")])
def test_a_place_that_the_form_does_not_have_is_refused(pipeline, sheet, at):
    sent = child_labour().stored(pipeline)

    check_place(pipeline, sent, "A2", cell())
    with pytest.raises(NotFound, match=at or sheet):
        check_place(pipeline, sent, sheet, at)


@pytest.mark.parametrize("outcome", ["removed", "waiting"])
def test_a_file_no_longer_on_the_drive_is_still_found_by_its_path(pipeline, outcome):
    sent = child_labour().stored(pipeline)
    seen = FileSeen(sent.path, Digest(""), 0, 0, outcome)
    pipeline.store.received_files.record([seen], received_at=pipeline.now(), run_id="run-1")

    assert submission_named(pipeline, sent.path).digest == sent.digest


def test_downstream_of_a_cell_has_coverage_outcome_and_decisions(pipeline):
    sent = child_labour().stored(pipeline)
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=9)
    consolidated(pipeline)

    found = downstream_of(pipeline, sent, "A2", cell())

    (vintage,) = found.vintages
    assert [value.key.measure for value in vintage.values] == ["children", "pct"]
    assert [entry.column for entry in vintage.coverage] == ["baseline"]
    assert [outcome.position for outcome in vintage.outcomes] == ["A2"]
    assert [decision.kind for decision in found.decisions] == [DecisionKind.CLOSE_ROUND]
    assert list(decision_lines(found)) == []
