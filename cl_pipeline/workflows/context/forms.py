"""The forms around the indicators, prefilled with what is known; and filled ones as a sample."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cl_pipeline.context.prefill import Typed, prefilled_entries
from cl_pipeline.errors import NotAllowed, NotFound
from cl_pipeline.forms.description import describe
from cl_pipeline.forms.values import match_values, read_values
from cl_pipeline.forms.writer import write_form
from cl_pipeline.model.codes import FormKey, FormStatus
from cl_pipeline.model.form import FormDescription
from cl_pipeline.model.framework import Framework, MemberState, Sender, sender_of, senders_of
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.sample.drive import values_csv
from cl_pipeline.sample.invented import load_context_submissions
from cl_pipeline.store.records import FormSent
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.outgoing import OutgoingForms, form_name
from cl_pipeline.workflows.pipeline import Pipeline

ON_REQUEST = (
    FormKey.DATA_SOURCE_SURVEY,
    FormKey.ACTIVITY_CHOICE,
    FormKey.ACTIVITY_STATUS,
    FormKey.SCORECARD,
)
"""Forms that go out when the officer asks for them; the calendar sends none of these."""

ANSWERED_IN = RoundYear(2021)
"""The round before whose workshop the survey was answered."""

SAVED_AT = datetime(2021, 3, 1, 3, 0, tzinfo=UTC)
"""When the senders of the sample saved their forms."""


def write_context_forms(
    pipeline: Pipeline,
    form: FormKey,
    round_year: RoundYear,
    *,
    senders: Sequence[str] = (),
    out: Path | None = None,
) -> tuple[FormSent, ...]:
    """Writes a form for each sender asked for, or for all of the round, as ``send_out_forms`` does.

    Member States of the round are its members; bodies send in every round.

    The data source survey is written once per respondent that answered before.

    Raises:
        NotFound: nobody of that code sends that form.
        NotAllowed: no version of the form is final.
    """
    framework = pipeline.framework_in_force()
    description = describe_newest(framework, form, round_year)
    chosen = [_sender(framework, form, code) for code in senders] or [
        sender
        for sender in senders_of(framework, form)
        if not isinstance(sender, MemberState) or sender in framework.counted_states(round_year)
    ]
    outgoing = OutgoingForms(pipeline, out)
    for sender in chosen:
        prefilled = prefilled_entries(framework, description, sender)
        for number, entries in enumerate(prefilled, start=1):
            content = write_form(description, framework, sender, is_sample=False, entries=entries)
            outgoing.write_form(description, sender.code, content, number)
    return outgoing.register()


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


def _sender(framework: Framework, form: FormKey, code: str) -> Sender:
    try:
        return sender_of(framework, form, code)
    except KeyError as unknown:
        known = ", ".join(sender.code for sender in senders_of(framework, form))
        raise NotFound(f"{unknown.args[0]}; its senders are {known}") from unknown


def write_context_sample(framework: Framework, folder: Path) -> tuple[Path, ...]:
    """Writes filled forms below ``folder``, where their senders would have saved them.

    The answers to the survey are those of the documents; all other answers are invented. Every
    form is marked as sample.
    """
    paths = []
    for description, code, entries, number in (*_surveys(framework), *_invented(framework)):
        sender = sender_of(framework, description.form, code)
        content = write_form(description, framework, sender, is_sample=True, entries=entries)
        name = f"{form_name(description, code, number)}.xlsx"
        path = folder / str(description.round) / code / name
        replace_bytes(path, content)
        os.utime(path, (SAVED_AT.timestamp(), SAVED_AT.timestamp()))
        paths.append(path)
    return tuple(paths)


def _surveys(framework: Framework) -> Iterator[tuple[FormDescription, str, list[Typed], int]]:
    form = FormKey.DATA_SOURCE_SURVEY
    description = describe_newest(framework, form, ANSWERED_IN)
    answers = framework.context.data_source_answers
    for code in dict.fromkeys(answer.sender for answer in answers):
        prefilled = prefilled_entries(framework, description, sender_of(framework, form, code))
        for number, entries in enumerate(prefilled, start=1):
            yield description, code, entries, number


def _invented(framework: Framework) -> Iterator[tuple[FormDescription, str, list[Typed], int]]:
    for invented in load_context_submissions():
        description = describe_newest(framework, invented.form, invented.round)
        entries = match_values(description, read_values(values_csv(invented.entries)))
        yield description, invented.sender, list(entries), 1
