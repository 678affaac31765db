"""Submissions: checking before sending, taking in what came, feedback, reminders."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.cli.console import Result, message, records_table, show, shows
from cl_pipeline.cli.options import (
    AnyRound,
    AsOf,
    DriveOption,
    OnlySenders,
    RoundOption,
    facts_of,
    opened,
    opened_as_of,
    opened_for,
    opened_framework,
)
from cl_pipeline.lineage.documents import record_document
from cl_pipeline.model.codes import Severity, SubmissionState
from cl_pipeline.model.finding import Finding, finding_order
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.labels import STATE_LABELS
from cl_pipeline.model.submission import Submission
from cl_pipeline.publication.feedback.sentences import SEVERITY_LABELS

if TYPE_CHECKING:
    from rich.text import Text

    from cl_pipeline.workflows.a_list_collection.reading import CheckedFile
    from cl_pipeline.workflows.pipeline import Pipeline

Document = dict[str, object]


@shows
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Filled forms.")],
) -> Result:
    """Preview the feedback that the sender of each form would receive. Nothing is saved."""
    from cl_pipeline.workflows.a_list_collection.reading import check_files

    checked = check_files(opened_framework(), files)
    for path in checked.attachments:
        message(f"{path}: an attachment, kept with the submission and not read; nothing to check")
    for path in checked.missing:
        message(f"{path} is not a file; give the path of a form")
    documents = [
        *map(_checked_document, checked.forms),
        *({"file": path, "state": "attachment", "findings": []} for path in checked.attachments),
    ]
    is_rejected = any(form.state == SubmissionState.REJECTED for form in checked.forms)
    return Result(
        documents or None,
        [line for form in checked.forms for line in _report_lines(form)],
        is_accepted=not checked.missing and not is_rejected,
    )


@shows
def ingest(
    drive: DriveOption = None,
    every_file: Annotated[
        bool, typer.Option("--every-file", help="Also read files whose size and time are known.")
    ] = False,
    begin_anew: Annotated[
        bool,
        typer.Option("--begin-anew", help="Also if the data folder is empty and the drive is not."),
    ] = False,
) -> Result:
    """Take in everything new on the drive: archive, read, check, store."""
    from cl_pipeline.workflows.a_list_collection import submissions as workflow
    from cl_pipeline.workflows.a_list_collection.collection import collect

    pipeline = opened(drive)
    collected = collect(pipeline, look_at_every_file=every_file, begin_anew=begin_anew)
    received = collected.received_files
    read = [sent for sent in collected.submissions if sent.path not in collected.attachments]
    again = _sent_again(pipeline, read)
    copies = workflow.copies_text(pipeline, collected.copies)
    return Result(
        {
            "received_files": len(received),
            "arrivals": len(received),  # the key of earlier versions
            "unchanged": collected.unchanged_count,
            "attachments": collected.attachments,
            "ignored": [{"path": path, "why": why} for path, why in collected.ignored],
            "still_changing": collected.still_changing,
            "removed": collected.removed,
            "damaged": collected.damaged,
            "sent_again": again,
            "copies": copies,
            "submissions": [_submission_document(sent) for sent in read],
        },
        [workflow.submission_table(read, pipeline.base_framework).without("institution")],
        [
            f"{len(received)} new, {collected.unchanged_count} unchanged",
            *(f"kept, not read: {path}" for path in collected.attachments),
            *(f"sent again: {changes}" for changes in again),
            *copies,
            *(f"left aside: {path} ({why})" for path, why in collected.ignored),
            *(
                f"cannot be copied yet: {path} (the next call takes it in)"
                for path in collected.still_changing
            ),
            *(
                f"no longer on the drive: {path} (what was read from it stays)"
                for path in collected.removed
            ),
            *(
                f"damaged in the archive, not read: {path} (see `cl-pipeline doctor`)"
                for path in collected.damaged
            ),
        ],
        is_accepted=all(sent.state != SubmissionState.REJECTED for sent in read),
    )


def read_again(
    sender: Annotated[str, typer.Argument(help="ISO3 code of the Member State.")],
    round_year: RoundOption,
) -> None:
    """Read the archived submissions of one Member State and round again, with today's rules."""
    from cl_pipeline.workflows.a_list_collection import collection
    from cl_pipeline.workflows.a_list_collection.submissions import submission_table

    pipeline, chosen = opened_for(round_year)
    again = collection.read_again(pipeline, sender.upper(), chosen)
    table = submission_table(again, pipeline.base_framework).without("institution")
    show(Result(None, [table]), as_json=False)


@shows
def submissions(round_year: AnyRound = None, as_of: AsOf = None) -> Result:
    """List what was sent and what became of it."""
    from cl_pipeline.workflows.a_list_collection import submissions as workflow

    pipeline = opened_as_of(as_of)
    listed = workflow.list_submissions(pipeline, round_year)
    return Result(
        [_submission_document(submission) for submission in listed],
        [workflow.submission_table(listed, pipeline.base_framework).without("institution")],
        [f"sent again: {changes}" for changes in _sent_again(pipeline, listed)],
    )


@shows
def findings(
    round_year: AnyRound = None,
    every_submission: Annotated[
        bool, typer.Option("--all", help="Also those of replaced or withdrawn submissions.")
    ] = False,
    as_of: AsOf = None,
) -> Result:
    """List what is unclear in the current submissions, with the cells."""
    from cl_pipeline.workflows.a_list_collection.submissions import finding_table, list_findings

    pipeline = opened_as_of(as_of)
    pairs = list_findings(pipeline, round_year, only_current=not every_submission)
    document = [
        record_document(submission, "submission_id", "path", "sender", "round", "state")
        | _finding_document(finding)
        for submission, finding in pairs
    ]
    return Result(document, [finding_table(pairs, pipeline.base_framework).without("please")])


@shows
def answer(
    submission: Annotated[
        str | None, typer.Option("--submission", metavar="S-…", help="Only this one, again.")
    ] = None,
    round_year: Annotated[
        int | None, typer.Option("--round", help="Those of this round, also if answered before.")
    ] = None,
) -> Result:
    """Write feedback on every submission without any: receipt, points, marked copy, draft mail.

    If we cannot tell which Member State sent a file, its feedback is saved in the output folder so
    that you can forward it.
    """
    from cl_pipeline.workflows.a_list_collection.feedback import write_feedback

    pipeline = opened()
    chosen = pipeline.round(round_year) if round_year else None
    which = SubmissionId(submission) if submission else None
    answered = write_feedback(pipeline, submission_id=which, round_year=chosen)
    refused = [{"submission_id": key, "why": why} for key, why in answered.refused]
    not_taken = [{"submission_id": key, "why": why} for key, why in answered.not_taken]
    return Result(
        {
            "answers": [
                record_document(feedback.submission, "submission_id", "sender", "round")
                | record_document(
                    feedback, "place", "files", "languages", recipients="recipient_count"
                )
                | {"mailed": feedback.submission.submission_id in answered.mailed}
                for feedback in answered.written
            ],
            "mailed": answered.mailed,
            "refused": refused,
            "not_taken": not_taken,
            "notices": [
                record_document(notice, "sender", "form", "round", "path")
                for notice in answered.notices
            ],
        },
        [f"{feedback.submission.submission_id}  {feedback.place}" for feedback in answered.written],
        [
            f"{len(answered.written)} answers written, {len(answered.mailed)} mails sent",
            *(
                f"the mail server refused the mail about {key}: {why}"
                for key, why in answered.refused
            ),
            *(
                f"the mail about {key} was sent, but not to every address: {why}"
                for key, why in answered.not_taken
            ),
            *(f"notice of the new deadline: {notice.path}" for notice in answered.notices),
            *(
                f"the mail server refused the notice to {sender}: {why}"
                for sender, why in answered.refused_notices
            ),
        ],
        is_accepted=not (refused or not_taken or answered.refused_notices),
    )


@shows
def remind(round_year: RoundOption, sender: OnlySenders = None) -> Result:
    """Draft a reminder per Member State with what is still open for it. Nothing is sent."""
    from cl_pipeline.workflows.slom_review.reminders import draft_reminders

    drafts = draft_reminders(*opened_for(round_year), sender or ())
    document = [
        {
            "sender": draft.state.code,
            "path": draft.path,
            "open": [
                record_document(item, "indicator", "sheet", "institutions")
                | {"cells": [cell for _, cell in item.cells], "stands": item.current}
                for item in draft.items
            ],
        }
        for draft in drafts
    ]
    return Result(
        document,
        [draft.text for draft in drafts] if len(drafts) == 1 else (),
        [f"{draft.state.name}: {len(draft.items)} open, draft in {draft.path}" for draft in drafts],
    )


@shows
def timeliness(round_year: RoundOption) -> Result:
    """Show when the first submission of each form came, against the deadline in force."""
    from cl_pipeline.review.reminders import timeliness_row
    from cl_pipeline.workflows.slom_review.reminders import timeliness_of

    rows = [timeliness_row(row) for row in timeliness_of(facts_of(round_year))]
    return Result(rows, [records_table(f"Round {round_year}: when submissions came", rows)])


def _sent_again(pipeline: "Pipeline", listed: Sequence[Submission]) -> list[str]:
    """A line for each that replaces an earlier submission."""
    from cl_pipeline.workflows.a_list_collection.submissions import changes_since_last, changes_text

    return [changes_text(*pair) for pair in changes_since_last(pipeline, listed)]


def _finding_document(finding: Finding) -> Document:
    return record_document(
        finding, "code", "severity", "sheet", "cell", "indicator", "found", "expected", "remedy"
    )


def _checked_document(checked: "CheckedFile") -> Document:
    draft, identity = checked.draft, checked.draft.identity
    return {
        "file": checked.path,
        "sha256": draft.digest,
        "state": checked.state,
        "form": f"{identity.form} {identity.version}" if identity else None,
        "sender": draft.sender,
        "round": draft.round,
        "sheets": draft.sheets,
        "observations": len(draft.observations),
        "findings": [_finding_document(finding) for finding in draft.findings],
    }


def _submission_document(submission: Submission) -> Document:
    return record_document(
        submission, "submission_id", "path", "form", "version", "sender", "round", "institution",
        "sheets", "state", "waits_for_decision", "received_at", "run_id", sha256="digest",
        late="is_late", observations="observation_count", findings="finding_count",
        sample="is_sample"
    )  # fmt: skip


def _report_lines(checked: "CheckedFile") -> "Iterator[Text]":
    """The report of one form, as its sender should read it."""
    from rich.markup import escape
    from rich.text import Text

    draft = checked.draft
    form = str(draft.identity) if draft.identity else "not recognised as one of our forms"
    yield Text.from_markup(
        f"[bold]{escape(checked.path.name)}[/bold] · {escape(form)}\n"
        f"{STATE_LABELS[checked.state]} · {len(draft.observations)} values and gaps read · "
        f"{len(draft.findings)} to look at\n"
    )
    for finding in sorted(draft.findings, key=_reading_order):
        yield Text.from_markup(
            f"[bold]{escape(finding.place)}[/bold]  {SEVERITY_LABELS[finding.severity]}  "
            f"({finding.code})\n"
            f"   found     {escape(finding.found)}\n"
            f"   expected  {escape(finding.expected)}\n"
            f"   please    {escape(finding.remedy)}\n"
        )


def _reading_order(finding: Finding) -> tuple[object, ...]:
    return list(Severity).index(finding.severity), finding_order(finding)
