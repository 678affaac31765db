"""Reminders: what each Member State has still open, as a draft for the officer; and timeliness.

Nothing is sent and nothing is written to the drive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.forms.description import describe, version_for
from cl_pipeline.model.codes import ACCEPTED_STATES, COLLECTED_IN, Field, FormKey, SubmissionState
from cl_pipeline.model.framework import MemberState
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.question import OpenItem, Timeliness
from cl_pipeline.model.review import all_suppliers
from cl_pipeline.review.reminders import open_items, reminder, timeliness
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts
from cl_pipeline.workflows.slom_review.vintages import current_vintage
from cl_pipeline.workflows.template_finalisation.forms import states_named

READ = ACCEPTED_STATES | {SubmissionState.SUPERSEDED}
"""States of submissions that were read and not withdrawn."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The draft for one Member State, saved at ``path``."""

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
    facts = load_facts(pipeline, round_year)
    framework, vintage = facts.framework, current_vintage(facts)
    version = version_for(framework, FormKey.A_LIST, round_year)
    form = describe(framework, FormKey.A_LIST, version.version, round_year)
    deadline = framework.entry(round_year, COLLECTED_IN[FormKey.A_LIST])
    contributors = facts.store.observations.entries(
        round_year, form=FormKey.A_LIST, fields=(Field.INSTITUTION,)
    )
    suppliers = all_suppliers(framework, contributors)
    folder = pipeline.settings.output_dir / str(round_year) / "reminders"
    drafts = []
    for state in states_named(framework, round_year, senders):
        items = open_items(vintage, state.code, suppliers, framework, form)
        text = reminder(state, items, deadline, facts.now, framework, is_sample=vintage.is_sample)
        path = folder / f"{state.code}_{round_year}_reminder.txt"
        replace_bytes(path, text.encode("utf-8"))
        drafts.append(Reminder(state, items, text, path))
    return tuple(drafts)


def timeliness_of(facts: RoundFacts) -> tuple[Timeliness, ...]:
    """When the first submission of each form of a round came from each of its members."""
    read = [submission for submission in facts.submissions.values() if submission.state in READ]
    return timeliness(read, facts.deadlines, facts.framework, facts.round)
