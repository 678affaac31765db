"""Reminders: for each Member State what it has still open, as a draft the officer can send.

Input: what is accepted now; output: a text per Member State in the output folder. Guarantee: a
draft tells of its own Member State alone; nothing is sent and nothing is written to the drive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.forms.description import describe, version_for
from cl_pipeline.model.codes import ACCEPTED_STATES, Field, FormKey, SubmissionState
from cl_pipeline.model.framework import Framework, MemberState
from cl_pipeline.model.identity import IndicatorKey, RoundYear
from cl_pipeline.model.question import OpenItem, Timeliness
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.review.reminders import open_items, reminder, timeliness
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.review import present_vintage
from cl_pipeline.workflows.template_finalisation.forms import senders_of

READ = ACCEPTED_STATES | {SubmissionState.SUPERSEDED}
"""States of returns that could be read; one that was withdrawn has not come."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The draft for one Member State; ``path`` says where it lies."""

    state: MemberState
    items: tuple[OpenItem, ...]
    text: str
    path: Path


def draft_reminders(
    pipeline: Pipeline, round_year: RoundYear, senders: Sequence[str] = ()
) -> tuple[Reminder, ...]:
    """Writes a draft for each Member State asked for, or for all that count in the round.

    Raises:
        NotFound: an unknown Member State.
        NotAllowed: no version of the A-list form is final for that round.
    """
    framework = pipeline.framework_in_force(round_year)
    vintage, _ = present_vintage(pipeline, round_year)
    version = version_for(framework, FormKey.A_LIST, round_year)
    form = describe(framework, FormKey.A_LIST, version.version, round_year)
    due_at = pipeline.deadlines_in_force()[str(FormKey.A_LIST), round_year]
    folder = pipeline.settings.output_dir / str(round_year) / "reminders"
    drafts = []
    for state in senders_of(framework, round_year, senders):
        suppliers = _suppliers(pipeline, framework, state, vintage)
        items = open_items(vintage, state.code, suppliers, framework, form)
        text = reminder(
            state, items, due_at, pipeline.now(), framework, is_sample=vintage.is_sample
        )
        path = folder / f"{state.code}_{round_year}_reminder.txt"
        replace_bytes(path, text.encode("utf-8"))
        drafts.append(Reminder(state, items, text, path))
    return tuple(drafts)


def timeliness_of(pipeline: Pipeline, round_year: RoundYear) -> tuple[Timeliness, ...]:
    """When the first return of each form of a round came from each of its members."""
    received = [
        list_submission
        for list_submission in list_submissions(pipeline, round_year)
        if list_submission.state in READ
    ]
    framework = pipeline.framework_in_force(round_year)
    return timeliness(received, pipeline.deadlines_in_force(), framework, round_year)


def _suppliers(
    pipeline: Pipeline, framework: Framework, state: MemberState, vintage: Vintage
) -> Mapping[IndicatorKey, tuple[str, ...]]:
    """Institutions by indicator: those the documents name, then those earlier returns came from."""
    found: dict[IndicatorKey, dict[str, None]] = {}
    for supplier in framework.suppliers:
        if supplier.sender == state.code:
            found.setdefault(supplier.indicator, {})[supplier.institution] = None
    contributors = pipeline.store.observations.entries(
        vintage.round, form=FormKey.A_LIST, fields=(Field.INSTITUTION,)
    )
    for entry in contributors:
        said = entry.entry
        if entry.sender == state.code and said.indicator is not None:
            found.setdefault(said.indicator, {})[said.text] = None
    return {indicator: tuple(names) for indicator, names in found.items()}
