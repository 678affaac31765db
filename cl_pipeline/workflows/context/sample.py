"""The sample around the indicators: filled forms where their senders would have saved them.

Input: the framework and a folder; output: the files written. Guarantee: the answers to the survey
are those of the documents, everything else is invented and says so, and all of it is marked sample.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cl_pipeline.context.compendium import NOT_NAMED
from cl_pipeline.forms.values import match_values, read_values
from cl_pipeline.forms.writer import write_form
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework, sender_of
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.sample.context_rows import load_context_submissions
from cl_pipeline.sample.drive import values_csv
from cl_pipeline.workflows.context.forms import describe_newest, respondents_of, survey_entries
from cl_pipeline.workflows.files import replace_bytes

ANSWERED_IN = RoundYear(2021)
"""The round before whose workshop the survey was answered."""

SAVED_AT = datetime(2021, 3, 1, 3, 0, tzinfo=UTC)


def write_context_sample(framework: Framework, folder: Path) -> tuple[Path, ...]:
    """Writes the sample's forms around the indicators below ``folder``."""
    return (*_surveys(framework, folder), *_invented(framework, folder))


def _surveys(framework: Framework, folder: Path) -> list[Path]:
    form, written = FormKey.DATA_SOURCE_SURVEY, []
    description = describe_newest(framework, form, ANSWERED_IN)
    (institution,) = [c for c in description.cells if c.field is Field.INSTITUTION]
    senders = dict.fromkeys(
        data_source_answer.sender for data_source_answer in framework.context.data_source_answers
    )
    for sender in senders:
        for number, respondent in enumerate(respondents_of(framework, sender), start=1):
            entries = survey_entries(framework, description, sender, respondent)
            if respondent != NOT_NAMED:
                entries = [(institution, respondent), *entries]
            path = _path(folder, ANSWERED_IN, sender, form, number)
            _save(framework, form, ANSWERED_IN, sender, entries, path)
            written.append(path)
    return written


def _invented(framework: Framework, folder: Path) -> list[Path]:
    written = []
    for load_context_submission in load_context_submissions():
        description = describe_newest(
            framework, load_context_submission.form, load_context_submission.round
        )
        entries = match_values(
            description, read_values(values_csv(load_context_submission.entries))
        )
        path = _path(
            folder,
            load_context_submission.round,
            load_context_submission.sender,
            load_context_submission.form,
            1,
        )
        _save(
            framework,
            load_context_submission.form,
            load_context_submission.round,
            load_context_submission.sender,
            entries,
            path,
        )
        written.append(path)
    return written


def _path(folder: Path, round_year: RoundYear, sender: str, form: FormKey, number: int) -> Path:
    part = f"_{number}" if number > 1 else ""
    return folder / str(round_year) / sender / f"{sender}_{round_year}_{form}{part}.xlsx"


def _save(
    framework: Framework,
    form: FormKey,
    round_year: RoundYear,
    sender: str,
    entries: Sequence[tuple[FormCell, str]],
    path: Path,
) -> None:
    content = write_form(
        describe_newest(framework, form, round_year),
        framework,
        sender_of(framework, form, sender),
        held={},
        is_sample=True,
        entries=entries,
    )
    replace_bytes(path, content)
    os.utime(path, (SAVED_AT.timestamp(), SAVED_AT.timestamp()))
