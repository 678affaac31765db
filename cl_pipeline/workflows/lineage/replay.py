"""Replay a vintage: make it again from the archive and the recorded decisions alone.

Nothing of the store is used but received files, decisions, corrections and the vintage to compare
with; submissions are read again from the archive's bytes, into an empty store that is thrown away.
For a file that was erased by decision, what was read from it is copied, and the result says so.

Received files and decisions are repeated in order of time, because a decision changes how a later
submission is read. What has the same time as the vintage counts as before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from cl_pipeline.lineage.difference import vintage_changes
from cl_pipeline.lineage.difference_report import change_line, coverage_line, outcome_line
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import VintageId
from cl_pipeline.model.submission import ReceivedFile
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.store import open_store
from cl_pipeline.store.records import SUBMISSION, FileSeen
from cl_pipeline.workflows.a_list_collection.collection import read_unread
from cl_pipeline.workflows.pipeline import Pipeline, pipeline_as_of
from cl_pipeline.workflows.slom_review.vintages import consolidate_round
from cl_pipeline.workflows.vintage_inputs import inputs_changed_since, present_inputs

DIFFERENCES_AT_MOST = 20
"""How many differences a text lists before it only counts them."""

Event = tuple[datetime, int, datetime, ReceivedFile | Decision]
"""When, in the order of events; decisions before files; the time as recorded; what happened."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The result of making a vintage again; key ``vintage_id``.

    ``differences`` are in its content; ``changed`` lists inputs of code, forms and framework that
    differ today.
    """

    vintage_id: VintageId
    made_again: VintageId
    differences: tuple[str, ...]
    changed: tuple[str, ...]
    erased: tuple[str, ...]
    """A sentence for each submission whose file was erased from the archive by decision."""

    @property
    def is_same(self) -> bool:
        return not self.differences


def replay(pipeline: Pipeline, vintage_id: VintageId) -> Replay:
    """That vintage made again and compared.

    Raises:
        NotFound: there is no such vintage.
        ArchiveDamaged: a file of the archive is missing or has other bytes; names it.
    """
    stored = pipeline.store.vintages.load(vintage_id)
    past = pipeline_as_of(pipeline, vintage_id)
    with TemporaryDirectory(prefix="cl_replay_") as folder:
        url = f"sqlite:///{Path(folder) / 'replay.db'}"
        with open_store(url, pipeline.store.database.framework) as scratch:
            again = replace(past, store=scratch, run_id="replay")
            _repeat_events(past, again)
            erased = _copy_erased_submissions(past, again)
            for correction in past.store.corrections.list():
                scratch.corrections.add(correction)
            made = consolidate_round(again, stored.round)
            return Replay(
                vintage_id,
                made.vintage_id,
                tuple(_differences(pipeline, again, stored, made)),
                _changed_inputs(pipeline, past, stored, made),
                erased,
            )


def vintage_of_the_night(pipeline: Pipeline, night: date) -> VintageId | None:
    """The vintage to replay that night: each in turn, one a night; None if there is none."""
    vintages = pipeline.store.vintages.list()
    return vintages[night.toordinal() % len(vintages)].vintage_id if vintages else None


def replay_text(found: Replay) -> str:
    lines = [f"{found.vintage_id}: {'no difference' if found.is_same else 'differs'}"]
    lines += [f"  differs: {difference}" for difference in found.differences[:DIFFERENCES_AT_MOST]]
    more = len(found.differences) - DIFFERENCES_AT_MOST
    lines += [f"  and {more} more differences, listed by --json"] if more > 0 else []
    lines += [f"  since then: {change}" for change in found.changed]
    lines += [f"  {sentence}" for sentence in found.erased]
    return "\n".join(lines)


def _repeat_events(past: Pipeline, again: Pipeline) -> None:
    numbers: dict[str, str] = {}
    for (_, _, when), events in groupby(_events(past), key=lambda event: event[:3]):
        files = []
        for *_, event in events:
            if isinstance(event, Decision):
                _decide_again(again, event, numbers)
            else:
                # Its number serves as its time of change: it keeps the order within a call.
                number = event.received_file_id
                outcome = SUBMISSION if event.submission_id else event.outcome
                files.append(
                    FileSeen(
                        event.path, event.digest, event.size_bytes, number, outcome, event.folder
                    )
                )
        if files:
            again.store.received_files.record(files, received_at=when, run_id="replay")
            read_unread(replace(again, settings=replace(again.settings, now=when)))


def _copy_erased_submissions(past: Pipeline, again: Pipeline) -> tuple[str, ...]:
    """Copy what was read from files that were erased since; a sentence for each submission."""
    sentences = []
    for submission in past.store.submissions.list():
        tombstone = past.archive.tombstone(submission.digest)
        if tombstone is not None:
            past.store.copy_submission(submission.submission_id, again.store)
            sentences.append(
                f"{submission.path} ({submission.submission_id}) was erased from the archive "
                f"{tombstone}; the replay used what had been read from it"
            )
    return tuple(sentences)


def _events(past: Pipeline) -> list[Event]:
    decisions: list[Event] = [
        (decision.decided_at, 0, decision.decided_at, decision)
        for decision in past.store.decisions.list()
    ]
    files: list[Event] = []
    latest = datetime.min.replace(tzinfo=UTC)
    for file in past.store.received_files.list():
        # Files arrive in the order of their numbers, also where a clock went back.
        latest = max(latest, file.received_at)
        files.append((latest, 1, file.received_at, file))
    return sorted([*decisions, *files], key=lambda event: event[:2])


def _decide_again(again: Pipeline, decision: Decision, numbers: dict[str, str]) -> None:
    """Take the decision again; what it revokes may have another number there (``numbers``)."""
    is_revocation = decision.kind == DecisionKind.REVOKE
    subject = numbers[decision.subject] if is_revocation else decision.subject
    taken = again.store.decisions.add(replace(decision, subject=subject))
    numbers[str(decision.decision_id)] = str(taken.decision_id)


def _differences(
    pipeline: Pipeline, again: Pipeline, stored: Vintage, made: Vintage
) -> Iterator[str]:
    before, after = pipeline.store.submissions.contents(), again.store.submissions.contents()
    for submission in pipeline.store.submissions.list():
        key = submission.submission_id
        if key in after and before[key] != after[key]:
            yield f"{submission.path} ({key}) is read differently now"
    if stored.accepted_digest != made.accepted_digest:
        yield "the accepted values are not the same"
    outcomes = [
        pipeline.store.vintages.outcomes(stored.vintage_id),
        again.store.vintages.outcomes(made.vintage_id),
    ]
    effect = vintage_changes(stored, made, outcomes)
    yield from (f"value {change_line(change)}" for change in effect.values)
    yield from (f"coverage {coverage_line(change)}" for change in effect.coverage)
    yield from (f"rule of five {outcome_line(change)}" for change in effect.outcomes)
    if any(
        getattr(stored, part) != getattr(made, part)
        for part in ("values", "coverage", "baselines", "is_sample")
    ):
        yield "a detail that none of these lines shows"


def _changed_inputs(
    pipeline: Pipeline, past: Pipeline, stored: Vintage, made: Vintage
) -> tuple[str, ...]:
    inputs = pipeline.store.vintages.inputs(stored.vintage_id)
    if inputs:
        return inputs_changed_since(inputs, present_inputs(past.framework_in_force(stored.round)))
    pairs = (
        ("code", stored.code_version, made.code_version),
        ("framework", stored.framework_digest, made.framework_digest),
    )
    return tuple(
        f"the {name} has changed, from {old[:24]} to {new[:24]}"
        for name, old, new in pairs
        if old != new
    )
