"""Commands for the register of questions about numbers."""

from typing import Annotated

import typer

from cl_pipeline.cli.options import AsJson, AsOf, opened, opened_as_of
from cl_pipeline.cli.tables import console, print_json
from cl_pipeline.model.question import AskedQuestion, QuestionStep

app = typer.Typer(
    help="Questions about numbers: ask, answer, confirm or correct, list.",
    no_args_is_help=True,
)

By = Annotated[str, typer.Option("--by", help="Who says it: a body or role, no person's name.")]
Words = Annotated[str, typer.Argument(help="The words, in a sentence.")]
Number = Annotated[int, typer.Argument(help="The question's number, see `question list`.")]


@app.command()
def ask(
    trace_key: Annotated[str, typer.Argument(help="Of the number, as `trace` shows it.")],
    words: Words,
    by: By,
) -> None:
    """Record a question about a number."""
    from cl_pipeline.workflows.slom_review.questions import ask as record

    event = record(opened(), trace_key, stated_by=by, words=words)
    console().print(f"question {event.number} recorded: {event.trace_key}", markup=False)


@app.command()
def answer(number: Number, words: Words, by: By) -> None:
    """Record the Secretariat's answer to a question."""
    _say(number, QuestionStep.ANSWERED, words, by)


@app.command()
def confirm(number: Number, words: Words, by: By) -> None:
    """Record that the focal point says the number is right."""
    _say(number, QuestionStep.CONFIRMED, words, by)


@app.command()
def correct(number: Number, words: Words, by: By) -> None:
    """Record that the focal point sends another figure; the figure itself comes in a return."""
    _say(number, QuestionStep.CORRECTED, words, by)


@app.command("list")
def list_questions(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List all questions with everything said to them."""
    found = opened_as_of(as_of).store.asked_questions.list()
    if as_json:
        print_json([_document(finding) for finding in found])
        return
    for finding in found:
        console().print(f"{finding.number}  {finding.trace_key}  {finding.state}", markup=False)
        for event in finding.events:
            when = event.stated_at.isoformat(timespec="minutes")
            console().print(
                f"   {when}  {event.step} by {event.stated_by}: {event.words}", markup=False
            )


def _say(number: int, step: QuestionStep, words: str, by: str) -> None:
    from cl_pipeline.workflows.slom_review.questions import say_to

    event = say_to(opened(), number, step, stated_by=by, words=words)
    console().print(f"question {event.number}: {event.step}", markup=False)


def _document(asked_question: AskedQuestion) -> dict[str, object]:
    return {
        "number": asked_question.number,
        "trace_key": asked_question.trace_key,
        "state": asked_question.state.value,
        "open": asked_question.is_open,
        "events": [
            {
                "step": event.step.value,
                "by": event.stated_by,
                "at": event.stated_at.isoformat(),
                "words": event.words,
            }
            for event in asked_question.events
        ],
    }
