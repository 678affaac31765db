"""Replay: a vintage made once more from the archive and the recorded decisions alone.

Input: a vintage; output: ``Replay``, identical or with everything that differs, named. Guarantee:
nothing of the store is used but arrivals, decisions, corrections and the vintage to compare with;
returns are read again from the archive's bytes, into an empty store that is thrown away. Where a
file was erased by decision, what was read from it stands in, and the result says so.

Arrivals and decisions go in the order in which they happened, because a decision changes how a
later return is read. What has the very time stamp of the vintage counts as before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from cl_pipeline.lineage.difference import (
    changes,
    coverage_changes,
    figure_of_value,
    outcome_changes,
)
from cl_pipeline.lineage.difference_report import change_text, coverage_line, outcome_line
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import VintageId
from cl_pipeline.model.submission import ReceivedFile
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.store import FileSeen, open_store
from cl_pipeline.workflows.a_list_collection.collection import read_unread
from cl_pipeline.workflows.as_of import pipeline_as_of
from cl_pipeline.workflows.erasure import stand_in
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.review import consolidate_round
from cl_pipeline.workflows.slom_review.vintage_inputs import inputs_changed_since, present_inputs

SHOWN = 20
"""How many differences a text lists before it only counts them."""

Event = tuple[datetime, int, ReceivedFile | Decision]
"""What happened, when; decisions come before arrivals of the same instant."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What making a vintage again gave; key ``vintage_id``.

    ``differences`` are in what the vintage says; ``changed`` is what it rests on and that is
    another today: files of the code and of the framework, form versions, libraries.
    """

    vintage_id: VintageId
    made_again: VintageId
    differences: tuple[str, ...]
    changed: tuple[str, ...]
    erased: tuple[str, ...]
    """A sentence for each return that the archive no longer holds, by decision."""

    @property
    def is_same(self) -> bool:
        """True where the vintage says the same again."""
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
            _happen_again(past, again)
            erased = stand_in(past, again)
            for correction in past.store.corrections.list():
                scratch.corrections.add(correction)
            made = consolidate_round(again, stored.round)
            return Replay(
                vintage_id,
                made.vintage_id,
                tuple(_differences(pipeline, again, stored, made)),
                _changed(pipeline, past, stored, made),
                erased,
            )


def vintage_of_the_night(pipeline: Pipeline, night: date) -> VintageId | None:
    """The vintage whose turn it is: every one of them in turn, one a night."""
    all_of_them = [vintage.vintage_id for vintage in pipeline.store.vintages.list()]
    return all_of_them[night.toordinal() % len(all_of_them)] if all_of_them else None


def replay_text(found: Replay) -> str:
    """What came of a replay, in lines."""
    same = "says the same again" if found.is_same else "does not say the same again"
    lines = [f"{found.vintage_id} {same}"]
    lines += [f"  differs: {difference}" for difference in found.differences[:SHOWN]]
    more = len(found.differences) - SHOWN
    lines += [f"  and {more} more differences, listed by --json"] if more > 0 else []
    lines += [f"  since then: {one}" for one in found.changed]
    lines += [f"  {one}" for one in found.erased]
    return "\n".join(lines)


def _happen_again(past: Pipeline, again: Pipeline) -> None:
    numbers: dict[str, str] = {}
    for (when, _), group in groupby(_events(past), key=lambda event: event[:2]):
        now = replace(again, settings=replace(again.settings, now=when))
        files = []
        for _, _, event in group:
            if isinstance(event, Decision):
                _decide_again(again, event, numbers)
            else:
                files.append(_seen(event))
        if files:
            again.store.received_files.record(files, received_at=when, run_id="replay")
            read_unread(now)


def _events(past: Pipeline) -> list[Event]:
    decisions: Iterator[Event] = (
        (decision.decided_at, 0, decision) for decision in past.store.decisions.list()
    )
    received_files: Iterator[Event] = (
        (received_file.received_at, 1, received_file)
        for received_file in past.store.received_files.list()
    )
    return sorted([*decisions, *received_files], key=lambda event: event[:2])


def _decide_again(again: Pipeline, decision: Decision, numbers: dict[str, str]) -> None:
    """Takes the decision anew; what it revokes may have another number there (``numbers``)."""
    subject = decision.subject
    if decision.kind == DecisionKind.REVOKE:
        subject = numbers[subject]
    taken = again.store.decisions.add(
        decision.kind, decision.round, subject,
        decided_by=decision.decided_by, decided_at=decision.decided_at, reason=decision.reason,
        details=decision.details, vintage_id=decision.vintage_id, origin=decision.origin,
    )  # fmt: skip
    numbers[str(decision.decision_id)] = str(taken.decision_id)


def _seen(received_file: ReceivedFile) -> FileSeen:
    # The number of an arrival stands for its time of change: it keeps the order within a call.
    return FileSeen(
        received_file.path,
        received_file.digest,
        received_file.size_bytes,
        received_file.received_file_id,
        received_file.outcome,
    )


def _differences(
    pipeline: Pipeline, again: Pipeline, stored: Vintage, made: Vintage
) -> Iterator[str]:
    before, after = pipeline.store.submissions.contents(), again.store.submissions.contents()
    for submission in pipeline.store.submissions.list():
        if (
            submission.submission_id in after
            and before[submission.submission_id] != after[submission.submission_id]
        ):
            yield f"{submission.path} ({submission.submission_id}) is read otherwise than before"
    if stored.accepted_digest != made.accepted_digest:
        yield "another set of values is accepted"
    sides = [map(figure_of_value, one.values) for one in (stored, made)]
    yield from (f"value {change_text(change)}" for change in changes(*sides))
    covered = coverage_changes(stored.coverage, made.coverage, same_round=True)
    yield from (f"coverage {coverage_line(one)}" for one in covered)
    outcomes = outcome_changes(
        pipeline.store.vintages.outcomes(stored.vintage_id),
        again.store.vintages.outcomes(made.vintage_id),
    )
    yield from (f"rule of five {outcome_line(outcome)}" for outcome in outcomes)
    if _content(stored) != _content(made):
        yield "the two are not equal to the last digit and word"


def _content(vintage: Vintage) -> tuple[object, ...]:
    return (vintage.values, vintage.coverage, vintage.baselines, vintage.is_sample)


def _changed(pipeline: Pipeline, past: Pipeline, stored: Vintage, made: Vintage) -> tuple[str, ...]:
    basis = pipeline.store.vintage_inputs.of(stored.vintage_id)
    if basis:
        return inputs_changed_since(basis, present_inputs(past.framework_in_force(stored.round)))
    pairs = (
        ("code", stored.code_version, made.code_version),
        ("framework", stored.framework_digest, made.framework_digest),
    )
    return tuple(
        f"the {name} has changed, from {old[:24]} to {new[:24]}"
        for name, old, new in pairs
        if old != new
    )
