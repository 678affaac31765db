"""Proposals of Member States, and inputs of other bodies to the inter-sectoral workshop.

Both registers are append-only.
"""

from dataclasses import dataclass

from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.codes import Phase
from cl_pipeline.model.framework import CalendarEntry
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.number_format import format_day
from cl_pipeline.model.proposal import (
    WITH_FREE_SUBJECT,
    InputKind,
    Proposal,
    ProposalKind,
    Tally,
    WorkshopInput,
)
from cl_pipeline.review.proposals import tally
from cl_pipeline.review.rule_of_five import could_supply, rule_of_five
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts
from cl_pipeline.workflows.slom_review.vintages import current_vintage


def propose(
    pipeline: Pipeline,
    kind: ProposalKind,
    subject: str,
    *,
    text: str,
    source: str,
    sender: str | None = None,
) -> Proposal:
    """Records one proposal; ``sender`` is None where it is not attributed.

    Raises:
        NotFound: no such indicator or Member State.
        UsageError: the text or its source is missing.
    """
    if not text.strip() or not source.strip():
        raise UsageError("a proposal needs its text and its source")
    framework = pipeline.framework_in_force()
    if kind not in WITH_FREE_SUBJECT:
        try:
            subject = framework.indicator(subject).key
        except KeyError as unknown:
            raise NotFound(f"there is no indicator {subject!r}; give its key or A9") from unknown
    if sender is not None:
        try:
            sender = framework.member_state(sender).code
        except KeyError as unknown:
            raise NotFound(f"there is no Member State {sender!r}; give its ISO3 code") from unknown
    proposal = Proposal(
        None if sender is None else SenderCode(sender), kind, subject.strip(), text.strip(),
        source.strip(),
    )  # fmt: skip
    pipeline.store.proposals.add(proposal, stated_at=pipeline.now())
    return proposal


def tallies(pipeline: Pipeline) -> tuple[Tally, ...]:
    """Proposals of the documents and those that came since, counted."""
    framework = pipeline.framework_in_force()
    return tally((*framework.proposals, *pipeline.store.proposals.list()), framework)


def near_threshold(facts: RoundFacts, sender: str | None = None) -> tuple[dict[str, str], ...]:
    """What could bring indicators that are near the threshold over it; all, or of one sender."""
    outcomes = rule_of_five(current_vintage(facts), facts.framework)
    rows = could_supply(outcomes, facts.framework)
    return tuple(row for row in rows if sender in (None, row["Member State"]))


@dataclass(frozen=True, slots=True)
class WorkshopOfRound:
    """The workshop's phase (None where the calendar has none for the round) and its inputs."""

    round: RoundYear
    phase: CalendarEntry | None
    inputs: tuple[WorkshopInput, ...]

    @property
    def dates(self) -> str:
        if self.phase is None:
            return "no dates in the calendar"
        return f"{format_day(self.phase.starts_on)} to {format_day(self.phase.ends_on)}"

    def rows(self) -> list[dict[str, str]]:
        """Grain: one input of one body."""
        return [
            {
                "body": brought.body,
                "what": brought.kind.replace("_", " "),
                "about": brought.about,
                "words": brought.words,
            }
            for brought in self.inputs
        ]


def add_input(
    pipeline: Pipeline, round_year: RoundYear, body: str, kind: InputKind, about: str, words: str
) -> WorkshopInput:
    """Records what a body brings to the workshop.

    Raises:
        NotFound: no such body, indicator or activity.
        UsageError: the text is missing.
    """
    framework = pipeline.framework_in_force()
    bodies = {row.key for row in framework.bodies}
    if body not in bodies:
        raise NotFound(f"there is no body {body!r}; the bodies are {', '.join(sorted(bodies))}")
    topics = {activity.key for activity in framework.activities}
    topics |= {
        name for indicator in framework.indicators for name in (indicator.key, indicator.position)
    }
    if about and about not in topics:
        raise NotFound(
            f"{about!r} is not an indicator or activity; leave it empty for any other subject"
        )
    if not words.strip():
        raise UsageError("an input needs its text")
    brought = WorkshopInput(round_year, body, kind, about, words.strip(), pipeline.now())
    pipeline.store.workshop_inputs.add(brought)
    return brought


def show_workshop(pipeline: Pipeline, round_year: RoundYear) -> WorkshopOfRound:
    """The inputs of a round's workshop, in the order in which they came."""
    phase = Phase.INTER_SECTORAL_WORKSHOP
    entries = [
        entry
        for entry in pipeline.base_framework.calendar
        if (entry.round, entry.phase) == (round_year, phase)
    ]
    inputs = pipeline.store.workshop_inputs.list(round=round_year)
    return WorkshopOfRound(round_year, entries[0] if entries else None, inputs)
