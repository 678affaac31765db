"""The sample drive on disk: filled forms where the Member States would have saved them.

Input: the framework and an empty folder; output: the files written. Guarantee: the same framework
gives the same bytes and the same times, and every form is marked as sample.

Belongs here: writing files. Does not belong here: what stands in them (``values``,
``b_list_values``, ``mistakes``).
"""

import csv
import io
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from cl_pipeline.forms.description import describe, version_for
from cl_pipeline.forms.mapping import KEY_COLUMNS
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
    SampleReturn,
    load_choices,
    load_figures,
    load_returns,
)
from cl_pipeline.sample.values import Entry, a_list_values, own_label

SAVED_AT = time(3, 0, tzinfo=UTC)
"""Time of day at which every file was "saved": 10:00 in Jakarta."""


def write_sample_drive(
    framework: Framework, folder: Path, tell: Callable[[str], None] = lambda _path: None
) -> tuple[Path, ...]:
    """Writes every return of ``returns.csv`` below ``folder`` and gives the paths in that order.

    Files that are there already are replaced. A file's time is the day its cover names. ``tell``
    hears the path of each before it is written.

    Raises:
        ValuesError: an entry fits no cell of its form (the form changed; see the line's key).
    """
    written = []
    for one in load_returns():
        tell(one.path)
        written.append(_write(framework, one, folder))
    return tuple(written)


def filled_form(framework: Framework, one: SampleReturn) -> bytes:
    """The filled form of one return, marked as sample."""
    return filled(framework, one, return_values(framework, one))


def filled(framework: Framework, one: SampleReturn, entries: Sequence[Entry]) -> bytes:
    """The form of one return filled with these entries.

    Raises:
        ValuesError: an entry fits no open cell.
    """
    return write_form(
        described(framework, one),
        framework,
        framework.member_state(one.sender),
        held=_held(one),
        is_sample=True,
        entries=matched(framework, one, entries),
    )


def return_values(framework: Framework, one: SampleReturn) -> list[Entry]:
    """The entries of one return of either form."""
    values = a_list_values if one.form == FormKey.A_LIST else b_list_values
    return values(framework, one)


def described(framework: Framework, one: SampleReturn) -> FormDescription:
    """The form version that goes out in the round of a return."""
    version = version_for(framework, one.form, one.round)
    return describe(framework, one.form, version.version, one.round)


def matched(
    framework: Framework, one: SampleReturn, entries: Sequence[Entry]
) -> list[tuple[FormCell, str]]:
    """The cell of every entry.

    Raises:
        ValuesError: an entry fits no open cell.
    """
    return match_values(described(framework, one), read_values(values_csv(entries)))


def values_csv(entries: Sequence[Entry]) -> str:
    """The entries as the VALUES.csv that ``cl-pipeline fill`` takes."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*KEY_COLUMNS, "value"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(entries)
    return text.getvalue()


def _write(framework: Framework, one: SampleReturn, folder: Path) -> Path:
    path = folder / one.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(filled_form(framework, one))
    saved = datetime.combine(one.filled_on, SAVED_AT).timestamp()
    os.utime(path, (saved, saved))
    return path


def _held(one: SampleReturn) -> dict[ObservationKey, str]:
    if one.form != FormKey.A_LIST:
        return {}
    earlier = (c for c in load_choices() if c.sender == one.sender and c.round < one.round)
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
