"""Questions about numbers: asked by somebody, answered by the officer, settled by the focal point.

Input: a number and words; output: one row that is never changed. Guarantee: a question is about a
number that a vintage holds, and everything said to it stays.
"""

from collections.abc import Mapping

from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.model.keys import TraceKey
from cl_pipeline.model.question import AskedQuestion, QuestionEvent, QuestionStep
from cl_pipeline.model.vintage import OpenQuestion, Vintage
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage

CODE = "ASKED_ABOUT"

EXPECTED: Mapping[QuestionStep, str] = {
    QuestionStep.ASKED: "an answer of the Secretariat",
    QuestionStep.ANSWERED: "the focal point confirms the number or sends a corrected return",
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
    return _said(pipeline, QuestionStep.ASKED, trace_key, stated_by, words)


def say_to(
    pipeline: Pipeline, number: int, step: QuestionStep, *, stated_by: str, words: str
) -> QuestionEvent:
    """Records an answer, a confirmation or a correction.

    Raises:
        NotFound: there is no such question.
        NotAllowed: it is settled already.
        UsageError: who or what is missing.
    """
    asked = {
        asked_question.number: asked_question
        for asked_question in pipeline.store.asked_questions.list()
    }
    if number not in asked:
        raise NotFound(f"there is no question {number}; `cl-pipeline question list` has them all")
    if not asked[number].is_open:
        raise NotAllowed(
            f"question {number} is {asked[number].state}; ask a new one about the same number"
        )
    return _said(pipeline, step, asked[number].trace_key, stated_by, words, number)


def open_questions(pipeline: Pipeline, vintage: Vintage) -> tuple[OpenQuestion, ...]:
    """The open ones as a review shows them; those about numbers the vintage no longer holds too."""
    addresses = {value.trace_key: value.address for value in vintage.values}
    return tuple(
        _shown(asked_question, addresses.get(asked_question.trace_key, ""))
        for asked_question in pipeline.store.asked_questions.list()
        if asked_question.is_open
    )


def _shown(asked_question: AskedQuestion, address: str) -> OpenQuestion:
    key = TraceKey.parse(asked_question.trace_key)
    first, last = asked_question.events[0], asked_question.events[-1]
    answer = f"; answered by {last.stated_by}: {last.words}" if last is not first else ""
    return OpenQuestion(
        code=CODE,
        sender=key.sender,
        indicator=key.indicator,
        column=key.column,
        address=address,
        found=f"question {asked_question.number} by {first.stated_by}: {first.words}{answer}",
        expected=EXPECTED[asked_question.state],
    )


def _said(
    pipeline: Pipeline,
    step: QuestionStep,
    trace_key: str,
    stated_by: str,
    words: str,
    number: int = 0,
) -> QuestionEvent:
    if not stated_by.strip() or not words.strip():
        raise UsageError("a question needs who says it (a body or role) and the words")
    return pipeline.store.asked_questions.add(
        step,
        trace_key,
        stated_by=stated_by.strip(),
        stated_at=pipeline.now(),
        words=words.strip(),
        number=number,
    )
