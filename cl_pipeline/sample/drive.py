"""The sample drive on disk: filled forms where the Member States would have saved them.

Input: the framework and an empty folder; output: the files written. Guarantee: the same framework
gives the same bytes and the same times, and every form is marked as sample.
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
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.sample.b_list_values import b_list_values
from cl_pipeline.sample.figures import (
    Choice,
    SampleSubmission,
    load_choices,
    load_figures,
    load_sample_submissions,
)
from cl_pipeline.sample.values import Entry, a_list_values, own_label

SAVED_AT = time(3, 0, tzinfo=UTC)
"""Time of day at which every file was "saved": 10:00 in Jakarta."""


def write_sample_drive(
    framework: Framework, folder: Path, tell: Callable[[str], None] = lambda _path: None
) -> tuple[Path, ...]:
    """Writes every return of ``submissions.csv`` below ``folder`` and gives the paths in that order.

    Files that are there already are replaced. A file's time is the day its cover names. ``tell``
    hears the path of each before it is written.

    Raises:
        ValuesError: an entry fits no cell of its form (the form changed; see the line's key).
    """
    written = []
    for load_sample_submission in load_sample_submissions():
        tell(load_sample_submission.path)
        written.append(_write(framework, load_sample_submission, folder))
    return tuple(written)


def filled_form(framework: Framework, sample_submission: SampleSubmission) -> bytes:
    """The filled form of one return, marked as sample."""
    return filled(framework, sample_submission, return_values(framework, sample_submission))


def filled(
    framework: Framework, sample_submission: SampleSubmission, entries: Sequence[Entry]
) -> bytes:
    """The form of one return filled with these entries.

    Raises:
        ValuesError: an entry fits no open cell.
    """
    return write_form(
        described(framework, sample_submission),
        framework,
        framework.member_state(sample_submission.sender),
        known_values=_held(sample_submission),
        is_sample=True,
        entries=matched(framework, sample_submission, entries),
    )


def return_values(framework: Framework, sample_submission: SampleSubmission) -> list[Entry]:
    """The entries of one return of either form."""
    values = a_list_values if sample_submission.form == FormKey.A_LIST else b_list_values
    return values(framework, sample_submission)


def described(framework: Framework, sample_submission: SampleSubmission) -> FormDescription:
    """The form version that goes out in the round of a return."""
    version = version_for(framework, sample_submission.form, sample_submission.round)
    return describe(framework, sample_submission.form, version.version, sample_submission.round)


def matched(
    framework: Framework, sample_submission: SampleSubmission, entries: Sequence[Entry]
) -> list[tuple[FormCell, str]]:
    """The cell of every entry.

    Raises:
        ValuesError: an entry fits no open cell.
    """
    return match_values(described(framework, sample_submission), read_values(values_csv(entries)))


def values_csv(entries: Sequence[Entry]) -> str:
    """The entries as the VALUES.csv that ``cl-pipeline fill`` takes."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*KEY_COLUMNS, "value"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(entries)
    return text.getvalue()


def _write(framework: Framework, sample_submission: SampleSubmission, folder: Path) -> Path:
    path = folder / sample_submission.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(filled_form(framework, sample_submission))
    saved = datetime.combine(sample_submission.filled_on, SAVED_AT).timestamp()
    os.utime(path, (saved, saved))
    return path


def _held(sample_submission: SampleSubmission) -> dict[ObservationKey, str]:
    if sample_submission.form != FormKey.A_LIST:
        return {}
    earlier = (
        c
        for c in load_choices()
        if c.sender == sample_submission.sender and c.round < sample_submission.round
    )
    held: dict[ObservationKey, str] = {}
    for choice in sorted(earlier, key=lambda choice: choice.round):
        if own_label(choice) is None:
            held[_key(choice)] = _shown(choice)
    return held


def _key(choice: Choice) -> ObservationKey:
    place = choice.place
    breakdown = Breakdown(
        sex=place.sex, age=place.age, location=place.location, sector=place.sector
    )
    return ObservationKey(choice.indicator, choice.measure, choice.column, breakdown)


def _shown(choice: Choice) -> str:
    if choice.figure_id is None:
        return str(choice.gap)
    figure = load_figures()[choice.figure_id]
    return f"{figure.printed} ({figure.reference_year})"
