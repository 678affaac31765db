"""RoundFacts: what a workflow knows about a round, loaded once and handed to pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from cl_pipeline.errors import NotFound
from cl_pipeline.framework.in_force import with_decisions
from cl_pipeline.model.decision import Corrected, Correction, Decision
from cl_pipeline.model.disclosure import HiddenFigure
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SubmissionId, VintageId
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.number_format import iso_day
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.question import AskedQuestion
from cl_pipeline.model.submission import Deadlines, Submission
from cl_pipeline.model.vintage import (
    AcceptedObservation,
    ConsolidatedValue,
    CoverageEntry,
    Vintage,
)
from cl_pipeline.review.reminders import deadlines_in_force
from cl_pipeline.store import Store
from cl_pipeline.store.records import CurrentSheet
from cl_pipeline.store.vintages import VintagePart
from cl_pipeline.workflows.pipeline import Pipeline


@dataclass(frozen=True)
class RoundFacts:
    """What holds for one round at ``now``.

    ``framework`` is the one in force with the lists of the round; ``framework_of_all_rounds`` is
    the same before ``in_round``, to describe forms of other rounds. ``decisions`` are those in
    force. What is large (submissions, accepted observations, the stored vintage …) is read from the
    store at most once, at first use; what a single workflow needs it asks ``store`` for.
    """

    round: RoundYear
    framework: Framework
    framework_of_all_rounds: Framework
    decisions: tuple[Decision, ...]
    deadlines: Deadlines
    now: datetime
    store: Store = field(repr=False)

    @cached_property
    def submissions(self) -> dict[SubmissionId, Submission]:
        """All submissions of all rounds by id, oldest first, with their present state."""
        listed = self.store.submissions.list(deadlines=self.deadlines)
        return {submission.submission_id: submission for submission in listed}

    @cached_property
    def accepted(self) -> tuple[AcceptedObservation, ...]:
        """The observations that count up to and including the round."""
        return self.store.observations.accepted(self.round)

    @cached_property
    def newest_vintage(self) -> Vintage | None:
        """The vintage of the round that was stored last, or None."""
        return self.store.vintages.newest(self.round)

    @property
    def vintage(self) -> Vintage:
        """The same; NotFound if the round was not consolidated by then."""
        if self.newest_vintage is None:
            raise not_consolidated(self.store, self.round)
        return self.newest_vintage

    @cached_property
    def questions(self) -> tuple[AskedQuestion, ...]:
        """All questions that were asked about numbers, with their answers."""
        return self.store.question_events.questions()

    @cached_property
    def audits(self) -> dict[VintageId, tuple[HiddenFigure, ...]]:
        """What is not published of vintages, as far as ``audit.audited`` found it already."""
        return {}

    @cached_property
    def corrections(self) -> Mapping[Corrected, Correction]:
        """The corrections in force, by the value they are about."""
        return self.store.corrections.in_force()

    @cached_property
    def sheets(self) -> tuple[CurrentSheet, ...]:
        """The current sheets of the round, and those of other institutions next to them."""
        return self.store.observations.current_sheets(self.round)

    @property
    def coverage(self) -> tuple[CoverageEntry, ...]:
        """The coverage of the newest vintage; empty where there is none."""
        return self.newest_vintage.coverage if self.newest_vintage else ()

    @property
    def is_sample(self) -> bool:
        """Whether the newest vintage is made from sample data."""
        return self.newest_vintage is not None and self.newest_vintage.is_sample

    def observations_of(self, values: Iterable[ConsolidatedValue]) -> dict[str, Observation]:
        """Everything in the submissions of these values, by address, whether it counts or not."""
        return {
            str(CellRef(submission, observation.sheet, observation.cell)): observation
            for submission in sorted({value.submission_id for value in values})
            for observation in self.store.observations.of_submission(submission)
        }


def load_facts(pipeline: Pipeline, round_year: RoundYear) -> RoundFacts:
    """The facts of a round as they are in the store now."""
    decisions = pipeline.store.decisions.in_force()
    base = pipeline.base_framework
    framework = with_decisions(base, decisions)
    return RoundFacts(
        round=round_year,
        framework=framework.in_round(round_year),
        framework_of_all_rounds=framework,
        decisions=decisions,
        deadlines=deadlines_in_force(framework),
        now=pipeline.now(),
        store=pipeline.store,
    )


def newest_vintage(
    pipeline: Pipeline, round_year: RoundYear | None = None, part: VintagePart | None = None
) -> Vintage:
    """The vintage of a round that was stored last; of the newest round where none is given.

    ``part``: only the rows of one Member State and indicator.

    Raises:
        NotFound: the round was not consolidated by then.
    """
    vintage = pipeline.store.vintages.newest(round_year, part)
    if vintage is None:
        raise not_consolidated(pipeline.store, round_year)
    return vintage


def not_consolidated(store: Store, round_year: RoundYear | None) -> NotFound:
    """The error for a round, or for all, without a vintage; says since when there is one."""
    what = f"round {round_year} has not" if round_year else "no round has"
    remedy = f"run `cl-pipeline consolidate --round {round_year or 'YEAR'}`"
    is_past = store.database.scope.as_of is not None
    first = store.as_of(None).vintages.begun_at(round_year) if is_past else None
    if first is not None:
        day = iso_day(first)
        remedy = f"the first vintage is of {day}, so give that day or a later one"
    return NotFound(f"{what} been consolidated yet; {remedy}")
