"""The sample drive on disk: filled forms where the Member States would have saved them.

The same framework gives the same bytes and the same times, and every form is marked as sample.
"""

import csv
import io
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from cl_pipeline.forms.description import KEY_COLUMNS, describe, version_for
from cl_pipeline.forms.values import match_values, read_values
from cl_pipeline.forms.writer import write_form
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.sample.a_list import ValueEntry, a_list_entries, own_label
from cl_pipeline.sample.figures import (
    SampleSubmission,
    load_choices,
    load_figures,
    load_sample_submissions,
)
from cl_pipeline.sample.invented import b_list_entries

SAVED_AT = time(3, 0, tzinfo=UTC)
"""Time of day at which every file was "saved": 10:00 in Jakarta."""


def _replace(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def write_sample_drive(
    framework: Framework,
    folder: Path,
    report: Callable[[str], None] = lambda _path: None,
    write: Callable[[Path, bytes], Path] = _replace,
) -> tuple[Path, ...]:
    """Write every submission of ``submissions.csv`` below ``folder``; gives the paths in order.

    A file's time is the day its cover names. ``report`` is called with the path of each before it
    is written; ``write`` writes a form and returns where it is, as a rule over what is there.

    Raises:
        ValuesError: an entry fits no cell of its form (the form changed; see the line's key).
    """
    written = []
    for submission in load_sample_submissions():
        report(submission.path)
        path = folder / submission.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path = write(path, filled_form(framework, submission))
        saved = datetime.combine(submission.filled_on, SAVED_AT).timestamp()
        os.utime(path, (saved, saved))
        written.append(path)
    return tuple(written)


def filled_form(
    framework: Framework,
    submission: SampleSubmission,
    entries: Sequence[ValueEntry] | None = None,
) -> bytes:
    """The form of one submission filled with its entries, or with these, marked as sample.

    Raises:
        ValuesError: an entry fits no open cell.
    """
    return write_form(
        described(framework, submission),
        framework,
        framework.member_state(submission.sender),
        known_values=_known_values(submission),
        is_sample=True,
        entries=matched(
            framework,
            submission,
            submission_entries(framework, submission) if entries is None else entries,
        ),
    )


def submission_entries(framework: Framework, submission: SampleSubmission) -> list[ValueEntry]:
    """The entries of one submission of either list."""
    entries = a_list_entries if submission.form == FormKey.A_LIST else b_list_entries
    return entries(framework, submission)


def described(framework: Framework, submission: SampleSubmission) -> FormDescription:
    """The form version that goes out in the round of a submission."""
    version = version_for(framework, submission.form, submission.round)
    return describe(framework, submission.form, version.version, submission.round)


def matched(
    framework: Framework, submission: SampleSubmission, entries: Sequence[ValueEntry]
) -> list[tuple[FormCell, str]]:
    """The cell of every entry, with its text.

    Raises:
        ValuesError: an entry fits no open cell.
    """
    return match_values(described(framework, submission), read_values(values_csv(entries)))


def values_csv(entries: Sequence[ValueEntry]) -> str:
    """The entries as the VALUES.csv that ``cl-pipeline fill`` takes."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*KEY_COLUMNS, "value"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(entries)
    return text.getvalue()


def _known_values(submission: SampleSubmission) -> dict[ObservationKey, str]:
    """What the sender reported in earlier rounds; only A-list forms show it."""
    if submission.form != FormKey.A_LIST:
        return {}
    known: dict[ObservationKey, str] = {}
    for choice in sorted(load_choices(), key=lambda choice: choice.round):
        is_earlier = choice.sender == submission.sender and choice.round < submission.round
        if is_earlier and own_label(choice) is None:
            key = ObservationKey(choice.indicator, choice.measure, choice.column, choice.breakdown)
            figure = load_figures()[choice.figure_id] if choice.figure_id else None
            known[key] = (
                f"{figure.printed} ({figure.reference_year})" if figure else str(choice.gap)
            )
    return known
