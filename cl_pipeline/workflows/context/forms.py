"""The forms around the indicators: written when the officer asks, with what is known filled in.

Input: a form, a round and senders; output: workbooks with their maps. Guarantee: only a final
version goes out, and whoever answered before finds the answers in the rows.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from cl_pipeline.context.compendium import NOT_NAMED
from cl_pipeline.errors import NotAllowed, NotFound
from cl_pipeline.forms.description import describe
from cl_pipeline.forms.writer import write_form
from cl_pipeline.model.codes import Field, FormKey, FormStatus
from cl_pipeline.model.context import DataGap, DataSource, DataSourceAnswer
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import Framework, Sender, sender_of, senders_of
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.template_finalisation.forms import (
    Put,
    SentForm,
    into,
    onto,
    put_form,
    register_sent,
)

ON_REQUEST = (
    FormKey.DATA_SOURCE_SURVEY,
    FormKey.ACTIVITY_CHOICE,
    FormKey.ACTIVITY_STATUS,
    FormKey.SCORECARD,
)
"""Forms that go out when the officer asks for them; the calendar sends none of these."""

Typed = tuple[FormCell, str]


def write_context_forms(
    pipeline: Pipeline,
    form: FormKey,
    round_year: RoundYear,
    *,
    senders: Sequence[str] = (),
    out: Path | None = None,
) -> tuple[SentForm, ...]:
    """Writes a form for each sender asked for, or for all of them.

    Onto the drive under ``outgoing/<code>/``, and into the register of forms sent; or into ``out``,
    for the officer to look at. The data source survey is written once per respondent that answered
    before.

    Raises:
        NotFound: nobody of that code sends that form.
        NotAllowed: no version of the form is final.
    """
    framework = pipeline.framework_in_force()
    description = describe_newest(framework, form, round_year)
    chosen = [_sender(framework, form, code) for code in senders] or senders_of(framework, form)
    put_for = partial(onto, pipeline.drive) if out is None else partial(into, out)
    written = tuple(
        write_filled(pipeline, description, sender, entries, put_for(sender.code), number=number)
        for sender in chosen
        for number, entries in enumerate(_prefilled(framework, description, sender), start=1)
    )
    if out is None:
        register_sent(pipeline, written)
    return written


def describe_newest(framework: Framework, form: FormKey, round_year: RoundYear) -> FormDescription:
    """The newest final version of a form that goes out on request.

    Raises:
        NotAllowed: no version is final.
    """
    final = [
        form_version.version
        for form_version in framework.form_versions
        if form_version.form == form and form_version.status == FormStatus.FINAL
    ]
    if not final:
        raise NotAllowed(f"form {form} has no final version; record the decision final_form first")
    return describe(framework, form, final[-1], round_year)


def survey_entries(
    framework: Framework, description: FormDescription, sender: str, respondent: str
) -> list[Typed]:
    """What the documents hold of one respondent's answers, as entries of the survey form."""
    cells = {(c.field, c.attribute, c.entry): c for c in description.cells}
    names = {(code.list_key, code.code): code.name for code in framework.codes}
    context = framework.context
    entries: list[Typed] = []
    for answer in context.data_source_answers:
        if _is_of(answer, sender, respondent) and answer.answer in {"yes", "no"}:
            entries.append((cells[Field.AVAILABLE, answer.kind.value, None], answer.answer))
    for source in context.data_sources:
        if _is_of(source, sender, respondent):
            given = {
                "title": source.title,
                "publisher": source.publisher,
                "data_year": str(source.data_year or ""),
                "published_year": str(source.published_year or ""),
                "child_labour": names["child_labour_content", source.child_labour],
                "sector": source.sector,
                "state": names["source_state", source.state],
            }
            for column, text in given.items():
                entries.append((cells[source.kind, column, source.number], text))
    for gap in context.data_gaps:
        if _is_of(gap, sender, respondent):
            kind = names["gap_or_wish", gap.kind.upper()]
            entries.append((cells[Field.DATA_GAP, "kind", gap.number], kind))
            entries.append((cells[Field.DATA_GAP, "text", gap.number], gap.text))
    return [(cell, text) for cell, text in entries if text]


def respondents_of(framework: Framework, sender: str) -> tuple[str, ...]:
    """Who answered the survey for a Member State so far, in the order of the documents."""
    answers = framework.context.data_source_answers
    return tuple(dict.fromkeys(answer.respondent for answer in answers if answer.sender == sender))


def _is_of(one: DataSource | DataGap | DataSourceAnswer, sender: str, respondent: str) -> bool:
    return one.sender == sender and one.respondent == respondent


def _sender(framework: Framework, form: FormKey, code: str) -> Sender:
    try:
        return sender_of(framework, form, code)
    except KeyError as unknown:
        known = ", ".join(one.code for one in senders_of(framework, form))
        raise NotFound(f"{unknown.args[0]}; its senders are {known}") from unknown


def _projects(framework: Framework, description: FormDescription, sender: Sender) -> list[Typed]:
    """The projects of a body's work plan, in the rows where it reports on them."""
    cells = {(c.field, c.attribute, c.entry): c for c in description.cells}
    own = [project for project in framework.context.projects if project.body == sender.code]
    return [(cells[Field.PROJECT, "name", one.position], one.name) for one in own]


def _prefilled(
    framework: Framework, description: FormDescription, sender: Sender
) -> Iterator[list[Typed]]:
    """One filling per workbook that goes out to that sender."""
    if description.form != FormKey.DATA_SOURCE_SURVEY:
        is_scorecard = description.form == FormKey.SCORECARD
        yield _projects(framework, description, sender) if is_scorecard else []
        return
    (institution,) = [
        c for c in description.cells if c.field is Field.INSTITUTION and c.indicator is None
    ]
    for respondent in respondents_of(framework, sender.code) or ("",):
        entries = survey_entries(framework, description, sender.code, respondent)
        is_named = respondent not in {"", NOT_NAMED}
        yield [*([(institution, respondent)] if is_named else []), *entries]


def write_filled(
    pipeline: Pipeline,
    description: FormDescription,
    sender: Sender,
    entries: list[Typed],
    put: Put,
    *,
    number: int = 1,
    is_sample: bool = False,
) -> SentForm:
    """Writes one form with what is known filled in; ``number`` tells a sender's forms apart."""
    content = write_form(
        description,
        pipeline.framework_in_force(),
        sender,
        held={},
        is_sample=is_sample,
        entries=entries,
    )
    part = f"_{number}" if number > 1 else ""
    return put_form(description, sender.code, content, put, part)
