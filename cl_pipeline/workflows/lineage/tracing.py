"""From a consolidated number back to the cell it was typed in, or to why it is not there.

Input: what the number is about; output: the number with its way back and where it went, or what
was sent about it and why that does not stand. Guarantee: every consolidated value leads to exactly
one stored cell, or, where it is computed, to one per input.
"""

from dataclasses import replace

from cl_pipeline.errors import NotFound
from cl_pipeline.lineage.find import nothing_held, pick, understand, values_about
from cl_pipeline.lineage.trace import build_trace
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.decision import Correction
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import Absence, Trace, TraceInput, ValueQuery
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage
from cl_pipeline.store import VintagePart
from cl_pipeline.workflows.lineage.downstream import downstream_of
from cl_pipeline.workflows.lineage.unused_values import Case, case_of, held_values
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage


def explain_number(
    pipeline: Pipeline,
    indicator: str,
    sender: str,
    year: str,
    breakdown: Breakdown,
    *,
    measure: str | None = None,
    round_year: RoundYear | None = None,
) -> Trace | Absence:
    """The trace of one number, or why it is not there, in the newest vintage or that of a round.

    Raises:
        NotFound: nobody ever sent such a number; the message says what there is instead.
    """
    asked = understand(
        pipeline.framework_in_force(), indicator, sender, year, breakdown, measure=measure
    )
    with pipeline.store.snapshot():
        return _explained(pipeline, asked, round_year)


def _explained(
    pipeline: Pipeline, asked: ValueQuery, round_year: RoundYear | None
) -> Trace | Absence:
    part = VintagePart(asked.state.code, asked.indicator.key, asked.breakdown)
    vintage = newest_vintage(pipeline, round_year, part)
    value = pick(vintage, asked)
    if value is not None:
        return _trace(pipeline, asked, vintage, value)
    # What is held instead may be broken down otherwise.
    vintage = pipeline.store.vintages.load(vintage.vintage_id, replace(part, breakdown=None))
    held = held_values(case_of(pipeline, asked, vintage, None))
    if not held:
        raise NotFound(nothing_held(vintage, asked))
    stands = values_about(vintage, asked)
    return Absence(vintage.vintage_id, vintage.round, asked, held, stands)


def _trace(
    pipeline: Pipeline, asked: ValueQuery, vintage: Vintage, value: ConsolidatedValue
) -> Trace:
    case = case_of(pipeline, asked, vintage, value)
    inputs = tuple(_input(case, at, value) for at in value.inputs or (value.address,))
    submission = inputs[0].submission
    found = build_trace(
        vintage,
        value,
        inputs[0].observation,
        submission,
        inputs=inputs if value.inputs else (),
        received_files=pipeline.store.history.received_files(submission.digest),
        earlier=held_values(case),
        downstream=downstream_of(pipeline, submission, value.sheet, value.cell),
    )
    return replace(found, correction=None if value.inputs else inputs[0].correction)


def _input(case: Case, at: str, value: ConsolidatedValue) -> TraceInput:
    place = CellRef.parse(at)
    seen = case.pipeline.store.observations.at(*place)
    sent = case.submissions[place.submission_id]
    return TraceInput(seen, sent, _correction(case.pipeline, value, sent, seen))


def _correction(
    pipeline: Pipeline, value: ConsolidatedValue, sent: Submission, seen: Observation
) -> Correction | None:
    """The newest declaration that had been applied when the value was consolidated."""
    if "corrected" not in value.flags:
        return None
    about = (value.sender, sent.round, seen.key)
    declared = [
        correction
        for correction in pipeline.store.corrections.list()
        if correction.about == about and correction.holds_for(seen)
        and (value.inputs or correction.corrected == value.value)
    ]  # fmt: skip
    return declared[-1] if declared else None
