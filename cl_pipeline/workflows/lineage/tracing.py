"""Trace a consolidated number back to its cell, or explain why a vintage does not have it.

Every consolidated value leads to exactly one stored cell or, if it is computed, to one for each
input.
"""

from dataclasses import replace

from cl_pipeline.consolidation.selection import select
from cl_pipeline.errors import NotFound
from cl_pipeline.lineage.find import find_value, nothing_reported, parse_request, values_about
from cl_pipeline.lineage.trace import check_trace
from cl_pipeline.lineage.unused_values import (
    NOT_COVERED,
    NumberFacts,
    column_or_year,
    is_about,
    unused_values,
)
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.trace import Absence, Trace, TraceInput, ValueQuery
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage
from cl_pipeline.review.reminders import deadlines_in_force
from cl_pipeline.store.observations import Subjects
from cl_pipeline.store.vintages import VintagePart
from cl_pipeline.workflows.lineage.downstream import downstream_of
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage


def explain_number(
    pipeline: Pipeline,
    framework: Framework,
    indicator: str,
    sender: str,
    year: str,
    breakdown: Breakdown,
    *,
    measure: str | None = None,
    round_year: RoundYear | None = None,
) -> Trace | Absence:
    """The trace of one number, or why it is not there, in the newest vintage or that of a round.

    ``framework``: that in force.

    Raises:
        NotFound: nobody ever sent such a number; the message says what there is instead.
    """
    request = parse_request(framework, indicator, sender, year, breakdown, measure=measure)
    part = VintagePart(request.state.code, request.indicator.key, request.breakdown)
    with pipeline.store.snapshot():
        vintage = newest_vintage(pipeline, round_year, part)
        current = find_value(vintage, request)
        if current is not None:
            facts = _number_facts(pipeline, framework, request, vintage, current)
            return _trace(pipeline, facts, current)
        # What is available instead may have another breakdown.
        vintage = pipeline.store.vintages.load(vintage.vintage_id, replace(part, breakdown=None))
        unused = unused_values(_number_facts(pipeline, framework, request, vintage, None))
    if not unused:
        raise NotFound(nothing_reported(vintage, request))
    available = values_about(vintage, request)
    return Absence(vintage.vintage_id, vintage.round, request, unused, available)


def _trace(pipeline: Pipeline, facts: NumberFacts, value: ConsolidatedValue) -> Trace:
    addresses = value.inputs or (value.address,)
    inputs = tuple(_input(pipeline, facts, value, address) for address in addresses)
    first, vintage = inputs[0], facts.vintage
    trace = Trace(
        vintage.vintage_id,
        vintage.round,
        value,
        first.observation,
        facts.sent_by(first.submission, first.observation.sheet),
        inputs=inputs if value.inputs else (),
        received_files=pipeline.store.history.received_files(first.submission.submission_id),
        unused=unused_values(facts),
        downstream=downstream_of(pipeline, first.submission, value.sheet, value.cell),
        correction=None if value.inputs else first.correction,
    )
    check_trace(trace)
    return trace


def _input(pipeline: Pipeline, facts: NumberFacts, value: ConsolidatedValue, at: str) -> TraceInput:
    place = CellRef.parse(at)
    submission = facts.submissions[place.submission_id]
    observation = pipeline.store.observations.at(*place)
    about = (value.sender, submission.round, observation.key)
    # The newest declaration that had been applied when the value was consolidated.
    declared = [
        correction
        for correction in (pipeline.store.corrections.list() if "corrected" in value.flags else ())
        if correction.about == about
        and correction.holds_for(observation)
        and (value.inputs or correction.corrected == value.value)
    ]
    return TraceInput(observation, submission, declared[-1] if declared else None)


def _number_facts(
    pipeline: Pipeline,
    framework: Framework,
    request: ValueQuery,
    vintage: Vintage,
    current: ConsolidatedValue | None,
) -> NumberFacts:
    """What the store has about the number; ``current`` is the value that answers, or None."""
    history, sender = pipeline.store.history, request.state.code
    own = {current.address, *current.inputs} if current else set()
    sent = tuple(
        (submission_id, observation)
        for submission_id, observation in history.observations(
            sender,
            request.indicator.key,
            request.breakdown,
            (current.key.measure,) if current else request.measures,
            column_or_year(current) if current else request.year,
        )
        if str(CellRef(submission_id, observation.sheet, observation.cell)) not in own
        and is_about(request, current, observation)
    )
    submissions = {
        submission.submission_id: submission
        for submission in history.submissions(sender, deadlines_in_force(framework))
    }
    findings: dict[SubmissionId, tuple[Finding, ...]] = {}
    for submission_id, finding in history.findings(submissions, (NOT_COVERED,)):
        findings[submission_id] = (*findings.get(submission_id, ()), finding)
    sheets = {observation.sheet for _, observation in sent}
    sheets |= {finding.sheet for found in findings.values() for finding in found if finding.sheet}
    rounds = {
        submission.round for submission in submissions.values() if submission.round is not None
    }
    subjects = Subjects.of(observation.key for _, observation in sent)
    accepted = pipeline.store.observations.accepted(vintage.round, sender, subjects) if sent else ()
    ranked = history.current_submissions(sender, sheets, rounds) if sheets else ()
    return NumberFacts(
        framework,
        request,
        vintage,
        current,
        sent,
        submissions,
        findings,
        {(submission_id, sheet): current for submission_id, sheet, current, _ in ranked},
        frozenset((row[0], row[1]) for row in ranked if not row[3]),
        pipeline.store.decisions.in_force(),
        institutions=history.institutions(sender),
        asked=frozenset(revision.new.address for revision in select(accepted, framework).asked),
    )
