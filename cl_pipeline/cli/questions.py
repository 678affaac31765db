"""Questions about numbers, and corrections that the Secretariat declares."""

from typing import Annotated

import typer

from cl_pipeline.cli.console import Result, print_line, shows
from cl_pipeline.cli.options import AsOf, By, Why, opened, opened_as_of
from cl_pipeline.lineage.documents import correction_document, record_document
from cl_pipeline.model.number_format import format_time
from cl_pipeline.model.question import AskedQuestion, QuestionStep

questions = typer.Typer(
    help="Questions about numbers: ask, answer, confirm or correct, list.", no_args_is_help=True
)
corrections = typer.Typer(
    help="Corrections declared by the Secretariat: declare, take back, list.", no_args_is_help=True
)

TraceKey = Annotated[str, typer.Argument(help="Of the number, as `trace` shows it.")]
Words = Annotated[str, typer.Argument(help="The words, in a sentence.")]
Number = Annotated[int, typer.Argument(help="The question's number, see `question list`.")]


@questions.command()
def ask(trace_key: TraceKey, words: Words, by: By) -> None:
    """Record a question about a number."""
    from cl_pipeline.workflows.slom_review.questions import ask as record

    event = record(opened(), trace_key, stated_by=by, words=words)
    print_line(f"question {event.number} recorded: {event.trace_key}")


def _add_step(name: str, step: QuestionStep, explained: str) -> None:
    """A command that records what happened to a question."""

    @questions.command(name, help=explained)
    def record_step(number: Number, words: Words, by: By) -> None:
        from cl_pipeline.workflows.slom_review.questions import say_to

        event = say_to(opened(), number, step, stated_by=by, words=words)
        print_line(f"question {event.number}: {event.step}")


_add_step("answer", QuestionStep.ANSWERED, "Record the Secretariat's answer to a question.")
_add_step(
    "confirm",
    QuestionStep.CONFIRMED,
    "Record that the focal point says the number is right.",
)
_add_step(
    "correct",
    QuestionStep.CORRECTED,
    "Record that the focal point sends another figure; the figure comes in a submission.",
)


@questions.command("list")
@shows
def list_questions(as_of: AsOf = None) -> Result:
    """List all questions with their answers."""
    lines = []
    asked = opened_as_of(as_of).store.question_events.questions()
    for question in asked:
        lines.append(f"{question.number}  {question.trace_key}  {question.state}")
        for event in question.events:
            when = format_time(event.stated_at)
            lines.append(f"   {when}  {event.step} by {event.stated_by}: {event.words}")
    return Result([_question_document(question) for question in asked], lines)


def _question_document(question: AskedQuestion) -> dict[str, object]:
    events = [
        record_document(event, "step", "words", by="stated_by", at="stated_at")
        for event in question.events
    ]
    shown = record_document(question, "number", "trace_key", "state", open="is_open")
    return {**shown, "events": events}


@corrections.command()
def declare(
    trace_key: TraceKey,
    expected: Annotated[str, typer.Option("--from", help="What the submission says, e.g. 1234.")],
    corrected: Annotated[str, typer.Option("--to", help="What it should say, e.g. 1243.")],
    by: By,
    why: Why,
    evidence: Annotated[str, typer.Option("--evidence", help="Where the figure is from.")],
) -> None:
    """Use another figure than the submission says, until the submission itself changes."""
    from cl_pipeline.workflows.slom_review.questions import declare_correction

    correction = declare_correction(
        opened(),
        trace_key,
        expected=expected,
        corrected=corrected,
        declared_by=by,
        reason=why,
        evidence=evidence,
    )
    print_line(f"correction {correction.correction_id} recorded: {trace_key}")


@corrections.command("take-back")
def take_back(trace_key: TraceKey, by: By, why: Why) -> None:
    """Use again what the submission says."""
    from cl_pipeline.workflows.slom_review.questions import take_correction_back

    correction = take_correction_back(opened(), trace_key, declared_by=by, reason=why)
    print_line(f"correction {correction.correction_id} recorded: {trace_key}")


@corrections.command("list")
@shows
def list_corrections(as_of: AsOf = None) -> Result:
    """List all corrections, in order, then what Member States propose to correct."""
    from cl_pipeline.lineage.trace import correction_text
    from cl_pipeline.workflows.a_list_collection.submissions import proposed_corrections

    pipeline = opened_as_of(as_of)
    documents: list[dict[str, object]] = []
    lines = []
    for correction in pipeline.store.corrections.list():
        key, number = correction.key, correction.correction_id
        about = f"{key.indicator} {correction.sender} {key.column} {key.measure} {key.breakdown}"
        document = correction_document(correction) or {}
        documents.append({"about": about, "round": correction.round, **document})
        lines.append(f"{number}  round {correction.round}  {about}  {correction_text(correction)}")
    for submission, found in proposed_corrections(pipeline):
        place = f"{submission.path}, {found.place}"
        text = f"proposed by {submission.sender}: {found.found} instead of {found.expected}"
        documents.append({
            "about": place, "round": submission.round, "correction_id": None,
            "declared_by": None, "reason": None, "proposed": text,
        })  # fmt: skip
        lines.append(f"-  round {submission.round}  {place}  {text}; not used until declared")
    return Result(documents, lines)
