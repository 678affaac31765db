"""Compare two submissions or two vintages, with the effect of the difference.

The effect is computed by the same functions that make a vintage, over the sender's own submissions;
nothing is stored.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from cl_pipeline.consolidation.consolidate import consolidate
from cl_pipeline.errors import UsageError
from cl_pipeline.lineage.difference import (
    changes,
    entry_changes,
    submitted_value,
    vintage_changes,
)
from cl_pipeline.lineage.trace import decisions_about
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.difference import DifferenceReport, DownstreamChanges
from cl_pipeline.model.identity import SenderCode, VintageId
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import AcceptedObservation, ConsolidatedValue, CoverageEntry, Vintage
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.store.observations import Subjects, corrected
from cl_pipeline.workflows.lineage.downstream import submission_named
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts, newest_vintage
from cl_pipeline.workflows.vintage_inputs import code_version

NO_EFFECT = DownstreamChanges((), (), (), ())


def difference(pipeline: Pipeline, before: str, after: str) -> DifferenceReport:
    """What differs between two vintages (``V-…`` or a round) or submissions (``S-…`` or a file).

    Raises:
        UsageError: one is a vintage and the other a submission.
        NotFound: there is no such vintage or submission.
    """
    are_vintages = [name.startswith("V-") or name.isdigit() for name in (before, after)]
    if all(are_vintages):
        return between_vintages(pipeline, _vintage(pipeline, before), _vintage(pipeline, after))
    if any(are_vintages):
        raise UsageError("give two vintages (V-… or a round) or two submissions (S-… or a file)")
    return between_submissions(
        pipeline, submission_named(pipeline, before), submission_named(pipeline, after)
    )


def between_vintages(pipeline: Pipeline, before: Vintage, after: Vintage) -> DifferenceReport:
    """What differs between two vintages, with coverage, outcomes and decisions."""
    store = pipeline.store
    outcomes = [store.vintages.outcomes(vintage.vintage_id) for vintage in (before, after)]
    effect = vintage_changes(before, after, outcomes)
    indicators = {change.row.key.indicator for change in effect.values}
    rounds = {before.round, after.round}
    decisions = decisions_about(store.decisions.list(), [], rounds, indicators)
    differs = {
        "framework": before.framework_digest != after.framework_digest,
        "code": before.code_version != after.code_version,
    }
    return DifferenceReport(
        before.vintage_id,
        after.vintage_id,
        effect.values,
        (),
        replace(effect, decisions=decisions),
        effect_on=str(after.vintage_id),
        note="; ".join(f"the {name} has changed" for name in differs if differs[name]),
        is_sample=before.is_sample or after.is_sample,
    )


def between_submissions(
    pipeline: Pipeline, before: Submission, after: Submission, *, with_effect: bool = True
) -> DifferenceReport:
    """What differs between two submissions, and what a vintage with the newer one would change."""
    with pipeline.store.snapshot():
        comparisons, history = pipeline.store.observations, pipeline.store.history
        old = comparisons.differing(before.submission_id, after.submission_id)
        new = comparisons.differing(after.submission_id, before.submission_id)
        entries = [history.entries(side.submission_id) for side in (before, after)]
        effect = NO_EFFECT
        if with_effect:
            effect = _effect(pipeline, before, after, _touched(pipeline, before, after, old, new))
        return DifferenceReport(
            before.submission_id,
            after.submission_id,
            changes(_figures(before, old), _figures(after, new)),
            entry_changes(*entries),
            effect,
            effect_on=f"round {max(before.round or 0, after.round or 0)}",
            note=_status_note(pipeline, after),
            is_sample=before.is_sample or after.is_sample,
        )


def _figures(
    submission: Submission, observations: Sequence[Observation]
) -> list[ConsolidatedValue]:
    # The figures of a submission without a sender are compared too; the code is only shown.
    sender = submission.sender or SenderCode("")
    return [submitted_value(sender, submission, observation) for observation in observations]


def _vintage(pipeline: Pipeline, name: str) -> Vintage:
    if name.isdigit():
        return newest_vintage(pipeline, pipeline.round(int(name)))
    return pipeline.store.vintages.load(VintageId(name))


def _status_note(pipeline: Pipeline, after: Submission) -> str:
    status = pipeline.store.submissions.status(after.submission_id)
    if status.reason is None:
        return ""
    return (
        f"{after.submission_id} does not count now: {status.sentence}; the effect is what it "
        "would be if it counted"
    )


def _touched(
    pipeline: Pipeline,
    before: Submission,
    after: Submission,
    old: Sequence[Observation],
    new: Sequence[Observation],
) -> frozenset[ObservationKey]:
    """Keys of figures that differ, and of those on sheets that only one of the two declares."""
    observations = [*old, *new]
    sheets = frozenset(before.sheets) ^ frozenset(after.sheets)
    for side in (before, after) if sheets else ():
        observations += pipeline.store.observations.of_submission(side.submission_id, sheets=sheets)
    return frozenset(observation.key for observation in observations)


def _effect(
    pipeline: Pipeline, before: Submission, after: Submission, touched: Collection[ObservationKey]
) -> DownstreamChanges:
    """What changes if ``after`` is current instead of, or together with, ``before``."""
    sender = before.sender
    is_comparable = sender == after.sender and before.round and after.round
    if not touched or sender is None or not is_comparable:
        return NO_EFFECT
    store, subjects, both = pipeline.store, Subjects.of(touched), (before, after)
    rounds = {side.round for side in both if side.round}
    names = [side.submission_id for side in both]
    facts = load_facts(pipeline, max(rounds))
    accepted = store.observations.accepted(facts.round, sender, subjects)
    rows = [row for row in accepted if row.submission_id not in names]
    newest = store.vintages.newest_id(facts.round)
    stored = None if newest is None else store.vintages.coverage(newest)
    old_rows, new_rows = (_rows(pipeline, side, subjects) for side in both)
    made = [
        _made_of(facts, sender, subjects, of_side, stored)
        for of_side in (
            [*_not_replaced(rows, before), *old_rows],
            [*_not_replaced([*rows, *old_rows], after), *new_rows],
        )
    ]
    effect = vintage_changes(made[0][0], made[1][0], [outcomes for _, outcomes in made])
    indicators = {change.row.key.indicator for change in effect.values}
    decisions = decisions_about(store.decisions.list(), names, rounds, indicators)
    return replace(effect, decisions=decisions)


def _made_of(
    facts: RoundFacts,
    sender: SenderCode,
    subjects: Subjects,
    rows: Sequence[AcceptedObservation],
    stored: Sequence[CoverageEntry] | None,
) -> tuple[Vintage, tuple[RuleOutcome, ...]]:
    """The vintage of one sender's rows, and the outcomes with all other Member States.

    ``stored``: the coverage of the newest vintage, None if the round was not consolidated yet.
    """

    def is_own(entry: CoverageEntry) -> bool:
        is_subject = entry.indicator in subjects.indicators and entry.column in subjects.columns
        return entry.sender == sender and is_subject

    alone = replace(facts.framework, member_states=(facts.framework.member_state(sender),))
    made = consolidate(rows, alone, facts.round, code_version())
    made = replace(made, coverage=tuple(filter(is_own, made.coverage)))
    if stored is None:
        return made, ()
    others = tuple(entry for entry in stored if not is_own(entry))
    return made, rule_of_five(replace(made, coverage=(*others, *made.coverage)), facts.framework)


def _not_replaced(
    rows: Sequence[AcceptedObservation], submission: Submission
) -> list[AcceptedObservation]:
    """The rows that are still current if the submission is current for its sheets."""
    return [
        row
        for row in rows
        if row.round != submission.round or row.observation.sheet not in submission.sheets
    ]


def _rows(
    pipeline: Pipeline, submission: Submission, subjects: Subjects
) -> list[AcceptedObservation]:
    """What of a submission would count; nothing of one that could not be read."""
    is_read = submission.state != SubmissionState.REJECTED
    if not is_read or submission.sender is None or submission.round is None:
        return []
    rows = (
        AcceptedObservation(
            submission.sender,
            submission.round,
            submission.submission_id,
            submission.received_at,
            submission.is_sample,
            observation,
        )
        for observation in pipeline.store.observations.of_submission(
            submission.submission_id, subjects=subjects
        )
        if observation.sheet in submission.sheets
    )
    found = corrected(rows, pipeline.store.corrections.in_force())
    return list(pipeline.store.observations.with_reasons(found))
