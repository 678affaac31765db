"""Two returns or two vintages side by side, with what the difference changes further on.

Input: two names; output: ``DifferenceReport``. Guarantee: the effect is worked out by the same functions
that make a vintage, over the sender's own returns; nothing is stored.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from cl_pipeline.consolidation.consolidate import consolidate
from cl_pipeline.errors import UsageError
from cl_pipeline.lineage.difference import (
    changes,
    coverage_changes,
    figure_of_observation,
    figure_of_value,
    outcome_changes,
    word_changes,
)
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.difference import ComparedValue, DifferenceReport, DownstreamChanges
from cl_pipeline.model.identity import RoundYear, SenderCode, VintageId
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import AcceptedObservation, CoverageEntry, Vintage
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.store import StatusReason, Subjects
from cl_pipeline.store.observations import corrected
from cl_pipeline.workflows.code_version import code_version
from cl_pipeline.workflows.lineage.downstream import decisions_touching, submission_named
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage

NO_EFFECT = DownstreamChanges((), (), (), ())


def difference(pipeline: Pipeline, before: str, after: str) -> DifferenceReport:
    """What differs between two vintages (``V-…`` or a round) or two returns (``S-…`` or a file).

    Raises:
        UsageError: one is a vintage and the other a return.
        NotFound: there is no such vintage or return.
    """
    names = [_is_vintage(one) for one in (before, after)]
    if all(names):
        return between_vintages(pipeline, _vintage(pipeline, before), _vintage(pipeline, after))
    if any(names):
        raise UsageError("give two vintages (V-… or a round) or two returns (S-… or a file)")
    return between_submissions(
        pipeline, submission_named(pipeline, before), submission_named(pipeline, after)
    )


def between_vintages(pipeline: Pipeline, before: Vintage, after: Vintage) -> DifferenceReport:
    """What differs between two vintages; the effect is on coverage, outcomes and decisions."""
    same_round = before.round == after.round
    found = changes(map(figure_of_value, before.values), map(figure_of_value, after.values))
    outcomes = [pipeline.store.vintages.outcomes(one.vintage_id) for one in (before, after)]
    effect = DownstreamChanges(
        values=found,
        coverage=coverage_changes(before.coverage, after.coverage, same_round=same_round),
        outcomes=outcome_changes(*outcomes),
        decisions=decisions_touching(
            pipeline,
            [],
            {before.round, after.round},
            {finding.figure.key.indicator for finding in found},
        ),
    )
    return DifferenceReport(
        before.vintage_id, after.vintage_id, found, (), effect, str(after.vintage_id),
        _basis(before, after), before.is_sample or after.is_sample,
    )  # fmt: skip


def between_submissions(
    pipeline: Pipeline, before: Submission, after: Submission, *, with_effect: bool = True
) -> DifferenceReport:
    """What differs between two returns, and what a vintage over the newer one would change."""
    with pipeline.store.snapshot():
        old, new = _differing(pipeline, before, after), _differing(pipeline, after, before)
        found = changes(_figures(before, old), _figures(after, new))
        entries = [pipeline.store.history.entries(one.submission_id) for one in (before, after)]
        touched = _touched(pipeline, before, after, (*old, *new)) if with_effect else frozenset()
        return DifferenceReport(
            before.submission_id,
            after.submission_id,
            found,
            word_changes(*entries),
            _effect(pipeline, before, after, touched),
            f"round {max(before.round or 0, after.round or 0)}",
            _note(pipeline, after),
            before.is_sample or after.is_sample,
        )


def _differing(
    pipeline: Pipeline, submission: Submission, other: Submission
) -> tuple[Observation, ...]:
    return pipeline.store.comparisons.differing(submission.submission_id, other.submission_id)


def _figures(submission: Submission, seen: Sequence[Observation]) -> list[ComparedValue]:
    # A return that names nobody is compared with its like; the name is only shown.
    sender = submission.sender or SenderCode("")
    return [figure_of_observation(sender, submission.submission_id, said) for said in seen]


def _is_vintage(name: str) -> bool:
    return name.startswith("V-") or name.isdigit()


def _vintage(pipeline: Pipeline, name: str) -> Vintage:
    if name.isdigit():
        return newest_vintage(pipeline, pipeline.round(int(name)))
    return pipeline.store.vintages.load(VintageId(name))


def _basis(before: Vintage, after: Vintage) -> str:
    """What else differs between two vintages, beside what was accepted."""
    parts = []
    if before.framework_digest != after.framework_digest:
        parts.append("the framework in force is another")
    if before.code_version != after.code_version:
        parts.append("the code is another version")
    return "; ".join(parts)


def _note(pipeline: Pipeline, after: Submission) -> str:
    standing = pipeline.store.submissions.status(after.submission_id)
    if standing.reason == StatusReason.COUNTS:
        return ""
    return (
        f"{after.submission_id} does not count now: {standing.sentence}; the effect is what it "
        "would be if it counted"
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two worlds that are compared: which returns count in it."""

    vintage: Vintage
    outcomes: tuple[RuleOutcome, ...]


def _touched(
    pipeline: Pipeline, before: Submission, after: Submission, differing: Sequence[Observation]
) -> frozenset[ObservationKey]:
    """What something can follow for: figures that differ, or a cover that declares otherwise."""
    sheets = frozenset(before.sheets) ^ frozenset(after.sheets)
    on_sheets = [
        seen
        for one in ((before, after) if sheets else ())
        for seen in pipeline.store.comparisons.on_sheets(one.submission_id, sheets)
    ]
    return frozenset(seen.key for seen in (*differing, *on_sheets))


def _effect(
    pipeline: Pipeline, before: Submission, after: Submission, touched: Collection[ObservationKey]
) -> DownstreamChanges:
    """What changes where ``after`` speaks instead of, or beside, ``before``."""
    if (
        not touched
        or before.sender is None
        or before.sender != after.sender
        or not (before.round and after.round)
    ):
        return NO_EFFECT
    round_year = RoundYear(max(before.round, after.round))
    subjects = Subjects.of(touched)
    kept = [
        observation
        for observation in pipeline.store.observations.accepted(round_year, before.sender, subjects)
        if observation.submission_id not in (before.submission_id, after.submission_id)
    ]
    olds, news = _rows(pipeline, before, subjects), _rows(pipeline, after, subjects)
    others = _others(pipeline, round_year, before.sender, subjects)
    old = _side(pipeline, round_year, [*_beside(kept, before), *olds], others)
    new = _side(pipeline, round_year, [*_beside([*kept, *olds], after), *news], others)
    values = changes(
        map(figure_of_value, old.vintage.values), map(figure_of_value, new.vintage.values)
    )
    return DownstreamChanges(
        values,
        coverage_changes(old.vintage.coverage, new.vintage.coverage, same_round=True),
        outcome_changes(old.outcomes, new.outcomes),
        decisions_touching(
            pipeline,
            [before.submission_id, after.submission_id],
            {before.round, after.round},
            {value.figure.key.indicator for value in values},
        ),
    )


def _beside(
    rows: Sequence[AcceptedObservation], submission: Submission
) -> list[AcceptedObservation]:
    """The rows that still speak where that return speaks for its sheets."""
    return [
        row
        for row in rows
        if row.round != submission.round or row.observation.sheet not in submission.sheets
    ]


def _rows(
    pipeline: Pipeline, submission: Submission, subjects: Subjects
) -> list[AcceptedObservation]:
    """What of a return would count; nothing of one that could not be read."""
    if (
        submission.state == SubmissionState.REJECTED
        or submission.sender is None
        or submission.round is None
    ):
        return []
    rows = (
        AcceptedObservation(
            submission.sender,
            submission.round,
            submission.submission_id,
            submission.received_at,
            submission.is_sample,
            seen,
        )
        for seen in pipeline.store.comparisons.about(submission.submission_id, subjects)
        if seen.sheet in submission.sheets
    )
    return corrected(rows, pipeline.store.corrections.in_force())


@dataclass(frozen=True, slots=True)
class _Others:
    """What stands whichever of the two returns speaks; None where no vintage tells it."""

    sender: SenderCode
    subjects: Subjects
    coverage: tuple[CoverageEntry, ...] | None

    def leave(self, entry: CoverageEntry) -> bool:
        """True where the entry is what the two returns decide."""
        is_own = entry.sender == self.sender and entry.indicator in self.subjects.indicators
        return is_own and entry.column in self.subjects.columns


def _others(
    pipeline: Pipeline, round_year: RoundYear, sender: SenderCode, subjects: Subjects
) -> _Others:
    stored = pipeline.store.vintages.newest(round_year)
    entries = None if stored is None else pipeline.store.vintages.coverage(stored)
    return _Others(sender, subjects, entries)


def _side(
    pipeline: Pipeline,
    round_year: RoundYear,
    rows: Sequence[AcceptedObservation],
    others: _Others,
) -> _Side:
    """The vintage of one sender's rows, and the outcomes with all others as they stand."""
    framework = pipeline.framework_in_force(round_year)
    alone = replace(framework, member_states=(framework.member_state(others.sender),))
    made = consolidate(rows, alone, round_year, code_version())
    own = tuple(one for one in made.coverage if others.leave(one))
    if others.coverage is None:
        return _Side(replace(made, coverage=own), ())
    rest = tuple(one for one in others.coverage if not others.leave(one))
    whole = replace(made, coverage=(*rest, *own))
    return _Side(replace(made, coverage=own), rule_of_five(whole, framework))
