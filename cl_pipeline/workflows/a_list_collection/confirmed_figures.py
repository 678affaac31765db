"""Figures that a focal point has confirmed: what is unusual about them is not asked again.

Input: the register of questions; output: cells. Guarantee: a confirmation is about one figure; the
same figure in a later return is covered by it, another figure in the same place is not. Findings
stay stored as they were; they are left out where people are asked.
"""

from collections.abc import Iterable, Iterator

from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.keys import TraceKey
from cl_pipeline.model.question import AskedQuestion, QuestionStep
from cl_pipeline.workflows.pipeline import Pipeline

ASKS = frozenset({Severity.WARNING, Severity.QUESTION})
"""Severities that keep a figure in use and ask about it."""

Cell = tuple[SubmissionId, str | None, str | None]


def still_asked(
    pipeline: Pipeline, findings: Iterable[tuple[SubmissionId, Finding]]
) -> tuple[tuple[SubmissionId, Finding], ...]:
    """The findings without those that ask about a confirmed figure."""
    confirmed = set(_confirmed_cells(pipeline))
    return tuple(
        (submission, one)
        for submission, one in findings
        if one.severity not in ASKS or (submission, one.sheet, one.cell) not in confirmed
    )


def _confirmed_cells(pipeline: Pipeline) -> Iterator[Cell]:
    for asked_question in pipeline.store.asked_questions.list():
        if asked_question.state == QuestionStep.CONFIRMED:
            yield from _cells_of(pipeline, asked_question)


def _cells_of(pipeline: Pipeline, question: AskedQuestion) -> Iterator[Cell]:
    """Every cell that says the figure which stood when it was confirmed."""
    key = TraceKey.parse(question.trace_key)
    sent = pipeline.store.history.observations(
        key.sender, key.indicator, key.breakdown, [key.measure], key.column
    )
    received = {
        one.submission_id: one.received_at
        for one in pipeline.store.history.submissions_named({one for one, _ in sent}, {})
    }
    then = [
        (received[one], seen)
        for one, seen in sent
        if received[one] <= question.events[-1].stated_at
    ]  # fmt: skip
    if not then:
        return
    _, confirmed = max(then, key=lambda pair: pair[0])
    for one, seen in sent:
        if (seen.value, seen.reference_year) == (confirmed.value, confirmed.reference_year):
            yield one, seen.sheet, seen.cell
