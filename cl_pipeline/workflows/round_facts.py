"""RoundFacts: what a workflow knows about a round, loaded once and handed to pure functions."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from cl_pipeline.framework.effective import effective_framework
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import AcceptedObservation, Vintage
from cl_pipeline.review.deadlines import Deadlines, deadlines_in_force
from cl_pipeline.store import Store
from cl_pipeline.workflows.pipeline import Pipeline


@dataclass(frozen=True)
class RoundFacts:
    """What holds for one round at ``now``.

    ``framework`` is the one in force, with the lists of the round; ``decisions`` are all decisions
    ever taken. Submissions, accepted observations and the stored vintage are large: each is read
    from the store at most once, at first use.
    """

    round: RoundYear
    framework: Framework
    decisions: tuple[Decision, ...]
    deadlines: Deadlines
    now: datetime
    store: Store = field(repr=False)

    @cached_property
    def submissions(self) -> dict[SubmissionId, Submission]:
        """All submissions of all rounds by id, oldest first, with their present state."""
        waiting = self.store.submissions.received_after_closing()
        listed = self.store.submissions.list(deadlines=self.deadlines)
        return {
            submission.submission_id: replace(
                submission, waits_for_decision=submission.submission_id in waiting
            )
            for submission in listed
        }

    @cached_property
    def accepted(self) -> tuple[AcceptedObservation, ...]:
        """The observations that count up to and including the round."""
        return self.store.observations.accepted(self.round)

    @cached_property
    def vintage(self) -> Vintage | None:
        """The newest stored vintage of the round, or None."""
        return self.store.vintages.latest(self.round)


def load_facts(pipeline: Pipeline, round_year: RoundYear) -> RoundFacts:
    """The facts of a round as they are in the store now."""
    decisions = pipeline.store.decisions.list()
    base = pipeline.base_framework
    return RoundFacts(
        round=round_year,
        framework=effective_framework(base, decisions).in_round(round_year),
        decisions=decisions,
        deadlines=deadlines_in_force(base, decisions),
        now=pipeline.now(),
        store=pipeline.store,
    )
