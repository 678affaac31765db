"""What was sent, by whom, what became of it, and what changed when it was sent again.

Feedback is put into the folder of a Member State only if everything that names a Member State names
the same one; otherwise the officer forwards it. Nothing is written here.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from operator import itemgetter

from cl_pipeline.lineage.difference_report import summary
from cl_pipeline.model.codes import (
    ACCEPTED_STATES,
    ANSWERED_BY_SEVERAL,
    DecisionKind,
    SubmissionState,
)
from cl_pipeline.model.difference import DifferenceReport
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework, all_senders
from cl_pipeline.model.identity import RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.keys import CellRef, TraceKey
from cl_pipeline.model.labels import state_label
from cl_pipeline.model.question import QuestionStep
from cl_pipeline.model.submission import ReceivedFile, Submission, institution_key
from cl_pipeline.model.table import Table, text_columns
from cl_pipeline.publication.feedback.sentences import SEVERITY_LABELS
from cl_pipeline.review.confirmed_figures import confirmed_cells, without_confirmed
from cl_pipeline.store.records import COPY, SUBMISSION, FocalPoint
from cl_pipeline.workflows.lineage.differences import between_submissions
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.revisions import revision_findings

DIGEST_CHARACTERS = 8
"""Characters of the digest in the name of a folder; enough to distinguish a sender's files."""

FORM_CONFLICT = "FORM_CONFLICT"
"""The finding on a workbook that names two Member States; its form identity then proves nothing."""

FOLDER_DIFFERS = "FOLDER_DIFFERS"
"""The finding on a file in the folder of another sender or round."""

ROUND_FOLDER = re.compile(r"[0-9]{4}")

NOT_USED = {SubmissionState.REJECTED, SubmissionState.HELD}
"""States of a file that is not used; once it is off the drive nothing is to be done about it."""

REPLACES_NOTHING = {SubmissionState.REJECTED, SubmissionState.WITHDRAWN}
"""States of a file that replaces no other."""

NOT_OPEN = {SubmissionState.SUPERSEDED, SubmissionState.WITHDRAWN}
"""States of a submission about which nothing is to be done any more."""


def list_submissions(pipeline: Pipeline, round_year: int | None = None) -> tuple[Submission, ...]:
    """The submissions of a round, or of all, oldest first.

    Raises:
        NotFound: the calendar has no such round.
    """
    chosen = pipeline.round(round_year) if round_year else None
    return pipeline.store.submissions.list(chosen, deadlines=pipeline.deadlines_in_force())


def list_findings(
    pipeline: Pipeline, round_year: int | None = None, *, only_current: bool = False
) -> tuple[tuple[Submission, Finding], ...]:
    """Stored findings with their submissions.

    ``only_current`` leaves out those of replaced submissions and sheets, of rejected or held files
    that are no longer on the drive, and those about confirmed figures. A file of another name
    replaces no rejected file, because several institutions send files of their own. It adds the
    questions about changed figures of earlier rounds, which depend on what is current.

    Raises:
        NotFound: the calendar has no such round.
    """
    chosen = pipeline.round(round_year) if round_year else None
    submissions = list_submissions(pipeline, round_year)
    by_id = {submission.submission_id: submission for submission in submissions}
    findings = pipeline.store.submissions.findings(chosen)
    if not only_current:
        return tuple((by_id[key], finding) for key, finding in findings)
    store = pipeline.store
    on_drive, replaced = store.received_files.on_drive(), store.submissions.replaced_sheets()
    revisions = (row for row in revision_findings(pipeline) if row[0] in by_id)
    findings = without_confirmed((*findings, *revisions), load_confirmed(pipeline))
    found = ((by_id[key], finding) for key, finding in findings)
    return tuple(
        (submission, finding)
        for submission, finding in found
        if submission.state not in NOT_OPEN
        and (submission.state not in NOT_USED or submission.submission_id in on_drive)
        and (submission.submission_id, finding.sheet) not in replaced
    )


def proposed_corrections(pipeline: Pipeline) -> tuple[tuple[Submission, Finding], ...]:
    """Figures already held that a current form shows changed: proposals to correct them."""
    found = list_findings(pipeline, only_current=True)
    return tuple(row for row in found if row[1].code == "KNOWN_FIGURE_CHANGED")


def versions_of_current(pipeline: Pipeline) -> Mapping[tuple[SenderCode, RoundYear], str]:
    """By Member State and round a digest of what is current and of what became of every file.

    Whatever changes it, a file or a decision, all that is shown or made of it has to follow.
    """
    known: dict[tuple[SenderCode, RoundYear], list[str]] = defaultdict(list)
    submissions = {str(sent.submission_id): sent for sent in list_submissions(pipeline)}
    for sent in submissions.values():
        if sent.sender and sent.round:
            known[sent.sender, sent.round].append(f"{sent.submission_id} {state_label(sent)}")
    for decision in pipeline.store.decisions.in_force():
        sent_by = submissions.get(decision.subject)
        if decision.kind == DecisionKind.ACCEPT_REVISION and sent_by and sent_by.sender:
            line = f"{decision.subject} may revise {decision.details}"
            known[sent_by.sender, sent_by.round or RoundYear(0)].append(line)
    for content in pipeline.store.submissions.current():
        known[content.sender, content.round].append(" ".join(map(str, content)))
    for (sender, round_year, _), correction in pipeline.store.corrections.in_force().items():
        known[sender, round_year].append(f"correction {correction.correction_id}")
    return {about: _digest(*sorted(lines)) for about, lines in sorted(known.items())}


def versions_of_rounds(pipeline: Pipeline) -> Mapping[RoundYear, str]:
    """By round that has submissions, or follows one, a digest of what its tables are made of.

    That is what is current up to and including the round, and the framework in force.
    """
    current, framework = versions_of_current(pipeline), pipeline.framework_in_force()
    rounds = framework.rounds
    first = min((round_year for _, round_year in current), default=max(rounds) + 1)
    return {
        year: _digest(
            framework.in_round(year).digest,
            *(version for (_, round_year), version in current.items() if round_year <= year),
        )
        for year in rounds
        if year >= first
    }


def _digest(*lines: str) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def open_findings(
    pipeline: Pipeline, sender: SenderCode | None = None, round_year: RoundYear | None = None
) -> list[tuple[Submission, Finding]]:
    """The current findings of one Member State and round, or of all; newest files first.

    Files of which no round is known come before all others. A document from a sender whose form
    was read is an annex to it, and leaves nothing open.
    """
    framework = pipeline.base_framework
    found = list_findings(pipeline, round_year, only_current=True)
    with_form = {
        sent_for(submission, framework)
        for submission in list_submissions(pipeline, round_year)
        if submission.state not in REPLACES_NOTHING
    }

    def is_open(submission: Submission, finding: Finding) -> bool:
        sent = sent_for(submission, framework)
        is_annex = finding.code == "DOCUMENT" and sent in with_form
        return sender in {None, sent[0]} and not is_annex

    return sorted(
        (pair for pair in found if is_open(*pair)),
        key=lambda pair: (
            pair[0].round is not None,
            -(pair[0].round or 0),
            -pair[0].received_at.timestamp(),
        ),
    )


def load_confirmed(pipeline: Pipeline) -> frozenset[CellRef]:
    """The cells with figures that a focal point has confirmed."""
    history = pipeline.store.history
    confirmed: set[CellRef] = set()
    for question in pipeline.store.question_events.questions():
        if question.state != QuestionStep.CONFIRMED:
            continue
        key = TraceKey.parse(question.trace_key)
        sent = history.observations(
            key.sender, key.indicator, key.breakdown, [key.measure], key.column
        )
        named = history.submissions_named({submission_id for submission_id, _ in sent}, {})
        received = {submission.submission_id: submission.received_at for submission in named}
        confirmed.update(confirmed_cells(question.events[-1].stated_at, sent, received))
    return frozenset(confirmed)


def sent_for(
    submission: Submission, framework: Framework
) -> tuple[SenderCode | None, RoundYear | None]:
    """The Member State and round that a submission states, or else those of its folder."""
    sender = submission.sender or feedback_recipient(submission, (), framework)
    by_folder = folder_round(submission)
    return sender, submission.round or (by_folder if by_folder in framework.rounds else None)


def feedback_recipient(
    submission: Submission, codes: Collection[str], framework: Framework
) -> SenderCode | None:
    """The Member State that receives the feedback, or None if it is not certain.

    ``codes``: those of the submission's findings. The form identity counts, and the folder in
    which the file was: any folder that names a Member State contradicts, but only
    ``<round>/<ISO3>/`` names the sender by itself.
    """
    known = set(all_senders(framework))
    folders = [folder.upper() for folder in submission.path.split("/")[:-1]]
    named = {SenderCode(folder) for folder in folders if folder in known}
    is_own_folder = folder_round(submission) is not None and folders[1:2] and folders[1] in known
    has_identity = submission.sender in known and FORM_CONFLICT not in codes
    if has_identity and submission.sender:
        named.add(submission.sender)
    elif not is_own_folder:
        return None
    return named.pop() if len(named) == 1 else None


def folder_name(submission: Submission) -> str:
    """The folder of the feedback: the round and the submission, its digest in short."""
    known = submission.round or folder_round(submission) or "round_not_known"
    digest, *folder = submission.submission_id.removeprefix("S-").split("-")
    return f"{known}_{'-'.join((digest[:DIGEST_CHARACTERS], *folder))}"


def folder_round(submission: Submission) -> RoundYear | None:
    """The round that the first folder of the path names, or None."""
    first = submission.path.partition("/")[0]
    return RoundYear(int(first)) if ROUND_FOLDER.fullmatch(first) else None


def focal_points_of(
    submission: Submission,
    sender: SenderCode,
    registered: Sequence[FocalPoint],
    indicators: Collection[str],
) -> tuple[FocalPoint, ...]:
    """The focal points who receive a mail about a submission.

    Those of its institution; if there are none, those of the ``indicators`` that it covers; if
    there are none either, all of the Member State.
    """
    own = [point for point in registered if point.sender == sender]
    name = (submission.institution or "").casefold().split()
    of_institution = [
        point for point in own if name and point.institution.casefold().split() == name
    ]
    of_indicators = [point for point in own if set(point.indicators) & set(indicators)]
    return tuple(of_institution or of_indicators or own)


def sender_label(submission: Submission, framework: Framework) -> str:
    """The sender of a submission in a list, and whether it is known by the folder only."""
    sender, _ = sent_for(submission, framework)
    by_folder = "" if submission.sender else ", by its folder"
    return f"{sender}{by_folder}" if sender else "not recognised"


def changes_since_last(
    pipeline: Pipeline, submissions: Iterable[Submission]
) -> tuple[tuple[Submission, DifferenceReport], ...]:
    """Those that were sent again, with the difference to the one before, without its effect.

    The one before is that received last before it of the same Member State, round, form and
    institution, with a sheet in common.
    """
    everything = list_submissions(pipeline)
    receipts = receipts_of(pipeline)
    pairs = (
        (submission, predecessor(submission, everything, receipts)) for submission in submissions
    )
    return tuple(
        (submission, between_submissions(pipeline, before, submission, with_effect=False))
        for submission, before in pairs
        if before is not None
    )


def copies_text(pipeline: Pipeline, received: Iterable[ReceivedFile]) -> tuple[str, ...]:
    """A line for each file that is a copy of a submission that is not used: it stays unused."""
    by_id = {submission.submission_id: submission for submission in list_submissions(pipeline)}
    lines = []
    for file in received:
        submission = by_id.get(file.submission_id) if file.submission_id else None
        if file.outcome == COPY and submission and submission.state not in ACCEPTED_STATES:
            why = pipeline.store.submissions.status(submission.submission_id).sentence
            lines.append(f"{file.path} is a copy of {submission.submission_id}, not used: {why}")
    return tuple(lines)


def receipts_of(pipeline: Pipeline) -> dict[SubmissionId, list[int]]:
    """The numbers of the received files by which each submission was received, in order."""
    receipts: dict[SubmissionId, list[int]] = defaultdict(list)
    for file in pipeline.store.received_files.list():
        if file.submission_id and file.outcome == SUBMISSION:
            receipts[file.submission_id].append(file.received_file_id)
    return receipts


def changes_text(submission: Submission, found: DifferenceReport) -> str:
    """One line: what was sent again, and how much of it differs."""
    if found.is_equal:
        return f"{submission.path} is the same as {found.before}, which was received before it"
    return (
        f"{submission.path} differs from the earlier {found.before}: {summary(found)}; see "
        f"`cl-pipeline diff {found.before} {found.after}` for the effect"
    )


def predecessor(
    submission: Submission,
    everything: Iterable[Submission],
    receipts: Mapping[SubmissionId, Sequence[int]],
) -> Submission | None:
    """The submission that this one replaced when it was received last, or None."""
    if submission.state in {SubmissionState.REJECTED, SubmissionState.HELD}:
        return None
    newest = max(receipts[submission.submission_id])
    before = [
        (max(number for number in receipts[other.submission_id] if number < newest), other)
        for other in everything
        if _is_before(other, submission) and min(receipts[other.submission_id]) < newest
    ]
    return max(before, key=itemgetter(0))[1] if before else None


def _is_before(other: Submission, submission: Submission) -> bool:
    """True if the one may be an earlier version of the other."""
    about = (submission.sender, submission.round, submission.form)
    institutions = {institution_key(sent.institution) for sent in (other, submission)}
    is_apart = submission.form in ANSWERED_BY_SEVERAL
    return (
        other.submission_id != submission.submission_id
        and (other.sender, other.round, other.form) == about
        and other.state not in {SubmissionState.REJECTED, SubmissionState.HELD}
        and bool(set(other.sheets) & set(submission.sheets))
        and (len(institutions - ({""} if not is_apart else set())) < 2)
    )


SUBMISSION_WIDTHS = {
    "Submission": 18, "Round": 8, "Sender": 24, "Institution": 24, "Form": 12, "State": 24,
    "Findings": 10, "Path": 40,
}  # fmt: skip

FINDING_WIDTHS = {
    "Sender": 12, "Round": 8, "Cell": 12, "Severity": 20, "Code": 24, "Found": 40, "Please": 40,
    "Path": 40,
}  # fmt: skip


def submission_table(submissions: Iterable[Submission], framework: Framework) -> Table:
    """Grain: one submission; key ``submission``, by which a decision names it."""
    rows = [
        (
            submission.submission_id,
            sent_for(submission, framework)[1] or "?",
            sender_label(submission, framework),
            submission.institution or "",
            f"{submission.form} {submission.version}" if submission.form else "?",
            state_label(submission),
            submission.finding_count,
            submission.path,
        )
        for submission in submissions
    ]
    columns = text_columns(SUBMISSION_WIDTHS)
    return Table("Submissions", columns, tuple(rows), empty="nothing so far")


def finding_table(findings: Iterable[tuple[Submission, Finding]], framework: Framework) -> Table:
    """Grain: one finding of one submission, in the words of its feedback report."""
    rows = []
    for submission, finding in findings:
        sender, round_year = sent_for(submission, framework)
        label = SEVERITY_LABELS[finding.severity]
        about = (sender or "?", round_year or "?", finding.place, label, finding.code)
        rows.append((*about, finding.found, finding.remedy, submission.path))
    return Table("Findings", text_columns(FINDING_WIDTHS), tuple(rows), empty="nothing so far")
