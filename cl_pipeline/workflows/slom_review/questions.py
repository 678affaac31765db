"""Questions about numbers, and corrections that the Secretariat declares.

People ask questions, or reports that contradict each other raise them. A correction is declared
where a sender cannot correct a figure in time: the submission is never changed, the correction
applies only while it reports the value it was declared for, and stays an open question.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from cl_pipeline.catalogue import catalogue
from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.forms.description import describe
from cl_pipeline.lineage.trace import correction_text
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.decision import Correction
from cl_pipeline.model.framework import sender_of
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, SenderCode, SubmissionId, due_column
from cl_pipeline.model.keys import CellRef, TraceKey
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.question import QuestionEvent, QuestionStep
from cl_pipeline.model.vintage import ConsolidatedValue, OpenQuestion, Vintage
from cl_pipeline.reading.numbers import Asked, read_typed
from cl_pipeline.store.vintages import VintagePart
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.revisions import REVISED, revised_columns
from cl_pipeline.workflows.round_facts import RoundFacts, newest_vintage

ASKED_ABOUT = "ASKED_ABOUT"
CORRECTED = "CORRECTED_BY_SECRETARIAT"
CORRECTION_STOPPED = "CORRECTION_STOPPED"
TWO_INSTITUTIONS = "TWO_INSTITUTIONS"

ASKED_ANEW = frozenset({ASKED_ABOUT, CORRECTED, CORRECTION_STOPPED, REVISED, TWO_INSTITUTIONS})
"""Codes of the questions that change without a new vintage."""

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
    _number_named(newest_vintage(pipeline), trace_key)
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


def declare_correction(
    pipeline: Pipeline,
    trace_key: str,
    *,
    expected: str,
    corrected: str,
    declared_by: str,
    reason: str,
    evidence: str,
) -> Correction:
    """Records that a number of the newest vintage should be another than was reported.

    ``expected``: the reported value, ``corrected``: the right value, as plain numbers.

    Raises:
        UsageError: who, why or the evidence is missing, or a value is not a number.
        NotFound: the newest vintage holds no such number.
        NotAllowed: it is a gap or computed, or another value than ``expected`` was reported.
    """
    if not all(text.strip() for text in (declared_by, reason, evidence)):
        raise UsageError(
            "a correction needs who declares it (a body or role), why, and where the evidence is"
        )
    value, seen = _reported(pipeline, trace_key)
    old, new = (_number(pipeline, value, seen, text) for text in (expected, corrected))
    if seen.value != old:
        raise NotAllowed(
            f"{value.address} reports {seen.as_typed}, not {expected}; look at it with "
            "`cl-pipeline trace` and declare the correction for the reported value"
        )
    if new == old:
        raise UsageError(f"{corrected} is already reported")
    return _record_correction(pipeline, value, seen, new, (declared_by, reason, evidence))


def take_correction_back(
    pipeline: Pipeline, trace_key: str, *, declared_by: str, reason: str
) -> Correction:
    """Records that a correction is withdrawn; the reported value is used again.

    Raises:
        UsageError: who or why is missing.
        NotFound: no correction of that number is in force.
    """
    if not declared_by.strip() or not reason.strip():
        raise UsageError("taking a correction back needs who does it (a body or role), and why")
    value, seen = _reported(pipeline, trace_key)
    if (value.sender, value.from_round, seen.key) not in pipeline.store.corrections.in_force():
        raise NotFound(f"no correction of {trace_key!r} is in force; see `correction list`")
    return _record_correction(pipeline, value, seen, None, (declared_by, reason, "taken back"))


def with_questions(facts: RoundFacts, vintage: Vintage, renewed: Collection[str]) -> Vintage:
    """The vintage with the questions of today; they are not part of its id.

    ``renewed``: codes of which the vintage's own questions are left out.
    """
    questions = {question for question in vintage.questions if question.code not in renewed}
    questions.update(
        _revision_questions(facts),
        _asked_questions(facts, vintage),
        _correction_questions(facts),
    )
    if TWO_INSTITUTIONS in renewed:
        questions.update(_institution_questions(facts))
    return replace(
        vintage,
        questions=tuple(
            sorted(
                questions,
                key=lambda question: (
                    question.sender, question.indicator, question.column, question.code,
                    question.address, question.found,
                ),
            )
        ),
    )  # fmt: skip


def question_rows(facts: RoundFacts, vintage: Vintage) -> list[dict[str, str]]:
    """Grain: one question that arises from comparing submissions, or that was asked."""
    rows = []
    for question in vintage.questions:
        submission_id, _, cell = question.address.partition("!")
        sent = facts.submissions.get(SubmissionId(submission_id))
        rows.append(
            {
                "Member State": question.sender,
                "cell": cell,
                "found": question.found,
                "expected": question.expected,
                "code": question.code,
                "submission": submission_id,
                "file": sent.path if sent else "",
            }
        )
    return rows


def _asked_questions(facts: RoundFacts, vintage: Vintage) -> Iterator[OpenQuestion]:
    """The open questions; without an address where the vintage no longer holds the number."""
    addresses = {value.trace_key: value.address for value in vintage.values}
    for question in facts.questions:
        if not question.is_open:
            continue
        key = TraceKey.parse(question.trace_key)
        first, last = question.events[0], question.events[-1]
        answer = f"; answered by {last.stated_by}: {last.words}" if last is not first else ""
        yield OpenQuestion(
            ASKED_ABOUT,
            key.sender,
            key.indicator,
            key.column,
            addresses.get(question.trace_key, ""),
            f"question {question.number} by {first.stated_by}: {first.words}{answer}",
            EXPECTED[question.state],
        )


def _institution_questions(facts: RoundFacts) -> Iterator[OpenQuestion]:
    """One question per indicator and institution whose sheet is not the current one."""
    sheets = [sheet for sheet in facts.sheets if sheet.form == FormKey.A_LIST]
    current = {(sheet.sender, sheet.sheet): sheet for sheet in sheets if sheet.is_current}
    indicators = _indicator_sheets(facts)
    column = due_column(facts.framework.rounds, facts.round)
    for sheet in sheets:
        if not sheet.is_current and sheet.sheet in indicators:
            shown = current[sheet.sender, sheet.sheet].institution or "another institution"
            sender, other = sheet.sender, sheet.institution or "an institution"
            found = f"{other} sent this sheet as well; shown is that of {shown}"
            address = str(CellRef(sheet.submission_id, sheet.sheet, "A1"))
            yield _question(
                TWO_INSTITUTIONS, sender, indicators[sheet.sheet], column, address, found
            )


def _indicator_sheets(facts: RoundFacts) -> dict[str, IndicatorKey]:
    """The indicator of each sheet of the A-list forms of the round."""
    return {
        sheet: indicator
        for version in facts.framework.form_versions
        if version.form == FormKey.A_LIST and facts.round in version.rounds
        for sheet, indicator in describe(
            facts.framework, FormKey.A_LIST, version.version, facts.round
        ).indicator_sheets
    }


def _revision_questions(facts: RoundFacts) -> Iterator[OpenQuestion]:
    """One question per column of a submission that changes figures of earlier rounds.

    Its address is that of the figure that is kept.
    """
    for revision, found in revised_columns(facts):
        key, kept = revision.key, revision.kept
        yield _question(REVISED, kept.sender, key.indicator, key.column, kept.address, found)


def _correction_questions(facts: RoundFacts) -> Iterator[OpenQuestion]:
    """One question per correction in force: the sender confirms it, or it no longer applies."""
    for about, correction in facts.corrections.items():
        if correction.round > facts.round:
            continue
        rows = [
            row for row in facts.accepted if (row.sender, row.round, row.observation.key) == about
        ]
        applies = any(row.correction_id == correction.correction_id for row in rows)
        code, found = CORRECTED if applies else CORRECTION_STOPPED, correction_text(correction)
        if not applies:
            reported = rows[0].observation.as_typed if rows else "nothing"
            found += f"; the submission reports {reported} now, and this is used"
        key, address = correction.key, rows[0].address if rows else ""
        yield _question(code, correction.sender, key.indicator, key.column, address, found)


def _question(
    code: str,
    sender: SenderCode,
    indicator: IndicatorKey,
    column: ColumnKey,
    address: str,
    found: str,
) -> OpenQuestion:
    expected = catalogue()[code].expected
    return OpenQuestion(code, sender, indicator, column, address, found, expected)


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


def _number_named(vintage: Vintage, trace_key: str) -> ConsolidatedValue:
    for value in vintage.values:
        if value.trace_key == trace_key:
            return value
    raise NotFound(
        f"{vintage.vintage_id} holds no number {trace_key!r}; `cl-pipeline trace` shows the trace "
        "key of each"
    )


def _reported(pipeline: Pipeline, trace_key: str) -> tuple[ConsolidatedValue, Observation]:
    """The number in the newest vintage, and the observation it was taken from."""
    key = TraceKey.parse(trace_key)
    part = VintagePart(key.sender, key.indicator)
    value = _number_named(newest_vintage(pipeline, part=part), trace_key)
    if value.formula is not None or value.value is None:
        what = "is computed; correct what it is computed from" if value.formula else "is a gap"
        raise NotAllowed(f"{trace_key} {what}; ask the sender for a new submission")
    return value, pipeline.store.observations.at(value.submission_id, value.sheet, value.cell)


def _number(pipeline: Pipeline, value: ConsolidatedValue, seen: Observation, text: str) -> Decimal:
    """The number, read like one that the sender types into the cell."""
    framework = pipeline.framework_in_force()
    locale = sender_of(framework, FormKey.A_LIST, value.sender).locale
    asked = Asked(seen.unit, seen.key.breakdown.sex, dict(seen.attributes).get("currency", ""))
    read = read_typed(text, locale, framework.gap_codes, asked)
    if read.value is None:
        found = "; ".join(found for _, found in read.findings) or f"{text!r} is a gap code"
        raise UsageError(f"{found}; give a plain number, e.g. 1234 or 12.5")
    return read.value


def _record_correction(
    pipeline: Pipeline,
    value: ConsolidatedValue,
    seen: Observation,
    corrected: Decimal | None,
    stated: tuple[str, str, str],
) -> Correction:
    """``stated``: who declares it, why, and the evidence."""
    assert seen.value is not None
    declared_by, reason, evidence = (text.strip() for text in stated)
    return pipeline.store.corrections.add(
        Correction(
            0, value.sender, value.from_round, seen.key, seen.value, corrected, declared_by,
            pipeline.now(), reason, evidence,
        )
    )  # fmt: skip
