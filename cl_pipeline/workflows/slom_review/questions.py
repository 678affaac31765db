"""Questions about numbers: asked by people, or raised by reports that contradict each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cl_pipeline.catalogue import catalogue
from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.forms.description import describe
from cl_pipeline.lineage.trace import correction_text
from cl_pipeline.lineage.unused_values import figure_label
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.decision import Correction
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    RoundYear,
    SenderCode,
    SubmissionId,
    due_column,
)
from cl_pipeline.model.keys import CellRef, TraceKey
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.question import AskedQuestion, QuestionEvent, QuestionStep
from cl_pipeline.model.vintage import ConsolidatedValue, OpenQuestion, Vintage
from cl_pipeline.store import CurrentSheet, Subjects
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, newest_vintage

ASKED_ABOUT = "ASKED_ABOUT"
CORRECTED = "CORRECTED_BY_SECRETARIAT"
CORRECTION_STOPPED = "CORRECTION_STOPPED"
REVISED = "REVISION_WITHOUT_REASON"
TWO_INSTITUTIONS = "TWO_INSTITUTIONS"

Revised = tuple[SenderCode, IndicatorKey, ColumnKey, SubmissionId]
"""One column of one submission that differs from an earlier round's submission."""

EXPECTED: Mapping[QuestionStep, str] = {
    QuestionStep.ASKED: "an answer of the Secretariat",
    QuestionStep.ANSWERED: "the focal point confirms the number or corrects it in a new submission",
}


def ask(pipeline: Pipeline, trace_key: str, *, stated_by: str, words: str) -> QuestionEvent:
    """Records a question about a number of the newest vintage, named by its trace key.

    Raises:
        NotFound: the newest vintage holds no such number.
        UsageError: who or what is missing.
    """
    vintage = newest_vintage(pipeline)
    if all(value.trace_key != trace_key for value in vintage.values):
        raise NotFound(
            f"{vintage.vintage_id} holds no number {trace_key!r}; `cl-pipeline trace` shows the "
            "trace key of each"
        )
    return _record(pipeline, QuestionStep.ASKED, trace_key, stated_by, words)


def say_to(
    pipeline: Pipeline, number: int, step: QuestionStep, *, stated_by: str, words: str
) -> QuestionEvent:
    """Records an answer, a confirmation or a correction.

    Raises:
        NotFound: there is no such question.
        NotAllowed: it is settled already.
        UsageError: who or what is missing.
    """
    asked = {question.number: question for question in pipeline.store.question_events.questions()}
    if number not in asked:
        raise NotFound(f"there is no question {number}; `cl-pipeline question list` has them all")
    if not asked[number].is_open:
        raise NotAllowed(
            f"question {number} is {asked[number].state}; ask a new one about the same number"
        )
    return _record(pipeline, step, asked[number].trace_key, stated_by, words, number)


def asked_questions(
    questions: Iterable[AskedQuestion], vintage: Vintage
) -> tuple[OpenQuestion, ...]:
    """The open questions as a review shows them.

    The address is empty where the vintage no longer holds the number.
    """
    addresses = {value.trace_key: value.address for value in vintage.values}
    return tuple(
        _asked(question, addresses.get(question.trace_key, ""))
        for question in questions
        if question.is_open
    )


def institution_questions(facts: RoundFacts) -> tuple[OpenQuestion, ...]:
    """One question per indicator and institution whose sheet is not the current one."""
    sheets = [
        sheet
        for sheet in facts.store.observations.current_sheets(facts.round)
        if sheet.form == FormKey.A_LIST
    ]
    current = {(sheet.sender, sheet.sheet): sheet for sheet in sheets if sheet.is_current}
    indicators = _indicators(facts.framework, facts.round)
    return tuple(
        OpenQuestion(
            code=TWO_INSTITUTIONS,
            sender=sheet.sender,
            indicator=indicators[sheet.sheet],
            column=due_column(facts.framework.rounds, facts.round),
            address=str(CellRef(sheet.submission_id, sheet.sheet, "A1")),
            found=_conflict(current[sheet.sender, sheet.sheet], sheet),
            expected=catalogue()[TWO_INSTITUTIONS].expected,
        )
        for sheet in sheets
        if not sheet.is_current and sheet.sheet in indicators
    )


def revision_questions(facts: RoundFacts, vintage: Vintage) -> tuple[OpenQuestion, ...]:
    """One question per column that revises an earlier round's figures without a reason."""
    revised: dict[Revised, list[tuple[ConsolidatedValue, Observation]]] = defaultdict(list)
    for value in vintage.values:
        if "revised" in value.flags and value.formula is None:
            observation = facts.store.observations.at(value.submission_id, value.sheet, value.cell)
            indicator, column = value.key.indicator, observation.key.column
            revised[value.sender, indicator, column, value.submission_id].append(
                (value, observation)
            )
    explained = {
        (submission, entry.indicator, entry.column)
        for submission in {submission for *_, submission in revised}
        for entry in facts.store.history.entries(submission)
        if entry.field == Field.REVISION_REASON and entry.text.strip()
    }
    return tuple(
        _revision(facts, values)
        for (_, indicator, column, submission), values in revised.items()
        if (submission, indicator, column) not in explained
    )


def correction_questions(facts: RoundFacts, vintage: Vintage) -> Iterator[OpenQuestion]:
    """One question per correction in force: the sender confirms it, or it no longer applies."""
    for correction in facts.store.corrections.in_force().values():
        if correction.round <= vintage.round:
            yield _correction(facts, correction)


def _asked(question: AskedQuestion, address: str) -> OpenQuestion:
    key = TraceKey.parse(question.trace_key)
    first, last = question.events[0], question.events[-1]
    answer = f"; answered by {last.stated_by}: {last.words}" if last is not first else ""
    return OpenQuestion(
        code=ASKED_ABOUT,
        sender=key.sender,
        indicator=key.indicator,
        column=key.column,
        address=address,
        found=f"question {question.number} by {first.stated_by}: {first.words}{answer}",
        expected=EXPECTED[question.state],
    )


def _conflict(current: CurrentSheet, other: CurrentSheet) -> str:
    return (
        f"{other.institution or 'an institution'} sent this sheet as well; shown is that of "
        f"{current.institution or 'another institution'}, received later"
    )


def _indicators(framework: Framework, round_year: RoundYear) -> dict[str, IndicatorKey]:
    """The indicator of each sheet of the A-list forms of a round."""
    return {
        sheet: indicator
        for version in framework.form_versions
        if version.form == FormKey.A_LIST and round_year in version.rounds
        for sheet, indicator in describe(
            framework, FormKey.A_LIST, version.version, round_year
        ).indicator_sheets
    }


def _revision(
    facts: RoundFacts, values: Sequence[tuple[ConsolidatedValue, Observation]]
) -> OpenQuestion:
    value, observation = values[0]
    before = _reported_before(facts, value, observation) or "a different value"
    more = f" and {len(values) - 1} more" if len(values) > 1 else ""
    return OpenQuestion(
        code=REVISED,
        sender=value.sender,
        indicator=value.key.indicator,
        column=value.key.column,
        address=value.address,
        found=f"{figure_label(value)}{more}; an earlier round reported {before}",
        expected=catalogue()[REVISED].expected,
    )


def _reported_before(facts: RoundFacts, value: ConsolidatedValue, seen: Observation) -> str:
    """What the newest earlier round reported in the same column, or for the same other year."""
    key, history = value.key, facts.store.history
    rounds: Mapping[SubmissionId, int] = {
        submission.submission_id: submission.round or 0
        for submission in history.submissions(value.sender, {})
        if (submission.round or 0) < value.from_round
    }
    earlier = [
        (rounds[submission], other)
        for submission, other in history.observations(value.sender, key.indicator, key.breakdown)
        if submission in rounds
        and other.key.measure == seen.key.measure
        and (other.key.column == seen.key.column or other.reference_year == seen.reference_year)
        and (other.value, other.gap_code) != (seen.value, seen.gap_code)
    ]
    return figure_label(max(earlier, key=lambda pair: pair[0])[1]) if earlier else ""


def _correction(facts: RoundFacts, correction: Correction) -> OpenQuestion:
    accepted = facts.store.observations.accepted(
        facts.round, correction.sender, Subjects.of([correction.key])
    )
    rows = [
        row for row in accepted if (row.sender, row.round, row.observation.key) == correction.about
    ]
    applies = any(row.correction_id == correction.correction_id for row in rows)
    code, found = CORRECTED if applies else CORRECTION_STOPPED, correction_text(correction)
    if not applies:
        reported = rows[0].observation.as_typed if rows else "nothing"
        found += f"; the submission reports {reported} now, and this is used"
    return OpenQuestion(
        code=code,
        sender=correction.sender,
        indicator=correction.key.indicator,
        column=correction.key.column,
        address=rows[0].address if rows else "",
        found=found,
        expected=catalogue()[code].expected,
    )


def _record(
    pipeline: Pipeline,
    step: QuestionStep,
    trace_key: str,
    stated_by: str,
    words: str,
    number: int = 0,
) -> QuestionEvent:
    if not stated_by.strip() or not words.strip():
        raise UsageError("a question needs who asks or answers (a body or role) and the text")
    return pipeline.store.question_events.add(
        QuestionEvent(0, number, step, trace_key, stated_by.strip(), pipeline.now(), words.strip())
    )
