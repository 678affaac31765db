"""What the feedback on each submission says now and to whom, from what is stored alone.

Feedback follows what is current by one rule: whatever changes what it says (a file, a decision, a
confirmed figure, a new way of reading), it is written again, and nobody has to name the change.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cl_pipeline.model.codes import ACCEPTED_STATES, SubmissionState
from cl_pipeline.model.feedback import Closed
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework, all_senders
from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.store.records import FeedbackDue
from cl_pipeline.workflows.a_list_collection.submissions import (
    FOLDER_DIFFERS,
    FORM_CONFLICT,
    NOT_USED,
    feedback_recipient,
    list_findings,
    list_submissions,
    predecessor,
    receipts_of,
    sent_for,
)
from cl_pipeline.workflows.pipeline import Pipeline

DECIDED = {SubmissionState.HELD, SubmissionState.WITHDRAWN, SubmissionState.SECOND}
"""States that a sender does not bring about by sending, so that a mail reports them."""

HALF_A_FILE = ("TRUNCATED", "EMPTY_FILE")
"""Findings on what a program may have begun to copy."""

OFFICER = ""
"""The recipient where it is not certain whose a file is."""


@dataclass(frozen=True, slots=True)
class FeedbackFacts:
    """What the feedback on one submission is made of, without the content of its file.

    ``before`` is the submission that it replaced, ``is_back`` that its path went back to it.
    ``elsewhere`` are its sheets for which another institution's figures are shown.
    ``is_misplaced``: folder and cover name different Member States or rounds; both Member States
    are notified, and the one on the cover is shown what is in the file once it is confirmed.
    """

    submission: Submission
    receipt: int
    content_digest: str
    points: tuple[Finding, ...]
    closed: Closed | None
    before: Submission | None
    is_back: bool
    elsewhere: tuple[str, ...]
    recipients: tuple[str, ...]
    is_misplaced: bool
    due_at: datetime | None
    """The deadline of its form; the focal points are informed when it changes."""

    def shows_content(self, recipient: str) -> bool:
        """Whether that recipient is shown what is in the file."""
        is_held = self.submission.state in {SubmissionState.HELD, SubmissionState.WITHDRAWN}
        return not self.is_misplaced or (recipient == self.submission.sender and not is_held)

    def closed_for(self, recipient: str) -> Closed | None:
        """Why that recipient need not do anything about the file, or None."""
        is_settled = self.is_misplaced and self.submission.state not in DECIDED
        if is_settled and not self.closed and recipient != self.submission.sender:
            return Closed.CONFIRMED
        return self.closed

    def due(self) -> Iterator[FeedbackDue]:
        """What is due to each recipient."""
        sent = self.submission
        for recipient in self.recipients:
            closed = self.closed_for(recipient)
            occasion = (
                self.content_digest, self.receipt, self.elsewhere, sent.waits_for_decision,
                self.due_at, sent.state if sent.state in DECIDED else "", closed is Closed.ERASED,
            )  # fmt: skip
            more = (
                sent.state, closed, self.points, self.is_back,
                self.before and self.before.submission_id,
            )  # fmt: skip
            digests = _digest(occasion, more), _digest(occasion)
            yield FeedbackDue(sent.submission_id, recipient, *digests)


def feedback_facts(pipeline: Pipeline) -> Mapping[SubmissionId, FeedbackFacts]:
    """The facts of every submission, in order of receipt."""
    store, framework = pipeline.store, pipeline.base_framework
    submissions, contents = list_submissions(pipeline), store.submissions.contents()
    receipts, on_drive = receipts_of(pipeline), store.received_files.on_drive()
    points: dict[SubmissionId, list[Finding]] = defaultdict(list)
    for sent, finding in list_findings(pipeline, only_current=True):
        if sent.state != SubmissionState.HELD or finding.code == FOLDER_DIFFERS:
            points[sent.submission_id].append(finding)
    found = store.submissions.findings()
    conflicts = {key for key, finding in found if finding.code == FORM_CONFLICT}
    alike: dict[tuple[object, ...], list[Submission]] = defaultdict(list)
    for sent in submissions:
        alike[sent.sender, sent.round, sent.form].append(sent)
    deadlines = pipeline.deadlines_in_force()
    elsewhere = _shown_from_another(pipeline, {sent.round for sent in submissions if sent.round})

    def facts_of(sent: Submission) -> FeedbackFacts:
        key = sent.submission_id
        is_used = sent.state in ACCEPTED_STATES and not sent.waits_for_decision
        others = alike[sent.sender, sent.round, sent.form]
        is_erased = pipeline.archive.tombstone(sent.digest) is not None
        closed = Closed.ERASED if is_erased else _closed(sent, is_on_drive=key in on_drive)
        is_misplaced = bool(sent.folder) and sent.state != SubmissionState.REJECTED
        codes = [FORM_CONFLICT] if key in conflicts else []
        return FeedbackFacts(
            submission=sent,
            receipt=receipts[key][-1],
            content_digest=contents[key],
            points=() if closed else tuple(points[key]),
            closed=closed,
            before=predecessor(sent, others, receipts) if is_used and not is_erased else None,
            is_back=len(receipts[key]) > 1,
            elsewhere=elsewhere.get(key, ()),
            recipients=_recipients(sent, codes, framework, is_misplaced=is_misplaced),
            is_misplaced=is_misplaced,
            due_at=deadlines.get((sent.form or "", sent.round or RoundYear(0))),
        )

    return {sent.submission_id: facts_of(sent) for sent in submissions}


def due_of(
    facts: Mapping[SubmissionId, FeedbackFacts],
    framework: Framework,
    submission_id: SubmissionId | None = None,
    round_year: RoundYear | None = None,
) -> tuple[FeedbackDue, ...]:
    """What is due about all submissions, or about one, or about those of a round."""
    return tuple(
        due
        for key, found in facts.items()
        if submission_id in {None, key}
        and round_year in {None, sent_for(found.submission, framework)[1]}
        for due in found.due()
    )


def outdated(
    pipeline: Pipeline, facts: Mapping[SubmissionId, FeedbackFacts]
) -> tuple[FeedbackDue, ...]:
    """What is to be written now, in order of receipt.

    Not yet about half a file: its time of change may be that of the original, so it has the time
    to become whole from when we first saw it. Nor about a file that went before it was answered.
    """
    reports = pipeline.store.feedback_reports
    answered = {report.submission_id for report in reports.list()}
    removed = {key for key, found in facts.items() if found.closed is Closed.REMOVED}
    left_out = (removed - answered) | _waiting(pipeline)
    due = due_of(facts, pipeline.base_framework)
    return reports.outdated(entry for entry in due if entry.submission_id not in left_out)


def change_stamp(pipeline: Pipeline) -> str:
    """Moves on with all that can change pages, checks or feedback, also with time alone."""
    return f"{pipeline.store.change_stamp()} {' '.join(sorted(_waiting(pipeline)))}".strip()


def _waiting(pipeline: Pipeline) -> set[SubmissionId]:
    """Half files that may still be being copied."""
    since = pipeline.now() - timedelta(minutes=pipeline.settings.wait_minutes)
    halves = pipeline.store.submissions.received_with(HALF_A_FILE)
    return {key for key, received_at in halves.items() if received_at > since}


def _closed(sent: Submission, *, is_on_drive: bool) -> Closed | None:
    if sent.state == SubmissionState.WITHDRAWN:
        return Closed.WITHDRAWN
    if sent.state == SubmissionState.SUPERSEDED:
        return Closed.REPLACED
    return Closed.REMOVED if sent.state in NOT_USED and not is_on_drive else None


def _recipients(
    sent: Submission, codes: Sequence[str], framework: Framework, *, is_misplaced: bool
) -> tuple[str, ...]:
    """The Member States that find the feedback; of a misplaced file those of folder and cover."""
    if is_misplaced:
        named = {*sent.folder.split("/"), sent.sender or OFFICER} & set(all_senders(framework))
        return tuple(sorted(named)) or (OFFICER,)
    return (feedback_recipient(sent, codes, framework) or OFFICER,)


def _shown_from_another(
    pipeline: Pipeline, rounds: Iterable[RoundYear]
) -> dict[SubmissionId, tuple[str, ...]]:
    """By submission its sheets for which another institution's figures are shown."""
    found: dict[SubmissionId, tuple[str, ...]] = {}
    for round_year in sorted(rounds):
        for sheet in pipeline.store.observations.current_sheets(round_year):
            if not sheet.is_current:
                key = sheet.submission_id
                found[key] = (*found.get(key, ()), sheet.sheet)
    return found


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
