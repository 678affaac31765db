"""Submissions: checking before sending, taking in what came, feedback, reminders."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.cli import EXIT_NOT_ACCEPTED
from cl_pipeline.cli.console import console, message, print_json, print_line, records_table, show
from cl_pipeline.cli.options import (
    AnyRound,
    AsJson,
    AsOf,
    DriveOption,
    OnlySenders,
    RoundOption,
    opened,
    opened_as_of,
    opened_framework,
)
from cl_pipeline.model.codes import Severity, SubmissionState
from cl_pipeline.model.finding import Finding, finding_order
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.labels import STATE_LABELS
from cl_pipeline.model.submission import Submission
from cl_pipeline.publication.feedback.sentences import SEVERITY_LABELS

if TYPE_CHECKING:
    from cl_pipeline.workflows.a_list_collection.collection import CheckedFile

Document = dict[str, object]


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Filled forms.")],
    as_json: AsJson = False,
) -> None:
    """Preview the feedback that the sender of each form would receive. Nothing is saved."""
    from cl_pipeline.workflows.a_list_collection.collection import check_files

    checked = check_files(opened_framework(), files)
    if not as_json:
        for form in checked.forms:
            _print_checked(form)
    elif checked.forms or checked.attachments:
        attachments = [
            {"file": str(path), "state": "attachment", "findings": []}
            for path in checked.attachments
        ]
        print_json([*map(_checked_document, checked.forms), *attachments])
    for path in checked.attachments:
        message(f"{path}: an attachment, kept with the submission and not read; nothing to check")
    for path in checked.missing:
        message(f"{path} is not a file; give the path of a form")
    if checked.missing or any(form.state == SubmissionState.REJECTED for form in checked.forms):
        raise typer.Exit(EXIT_NOT_ACCEPTED)


def ingest(
    drive: DriveOption = None,
    every_file: Annotated[
        bool, typer.Option("--every-file", help="Also read files whose size and time are known.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in everything new on the drive: archive, read, check, store."""
    from cl_pipeline.intake.scan import FileKind
    from cl_pipeline.workflows.a_list_collection.collection import collect
    from cl_pipeline.workflows.a_list_collection.submissions import (
        changes_since_last,
        changes_text,
        submission_table,
    )

    pipeline = opened(drive)
    collected = collect(pipeline, look_at_every_file=every_file)
    received = collected.received_files
    attachments = [file.path for file in received if file.outcome == FileKind.ATTACHMENT]
    again = [changes_text(*pair) for pair in changes_since_last(pipeline, collected.submissions)]
    document = {
        "received_files": len(received),
        "arrivals": len(received),  # the key of earlier versions
        "unchanged": collected.unchanged_count,
        "attachments": attachments,
        "ignored": [{"path": path, "why": why} for path, why in collected.ignored],
        "still_changing": list(collected.still_changing),
        "removed": list(collected.removed),
        "sent_again": again,
        "submissions": [_submission_document(submission) for submission in collected.submissions],
    }
    framework = pipeline.base_framework
    show(
        document,
        submission_table(collected.submissions, framework).without("institution"),
        as_json=as_json,
    )
    if not as_json:
        message(f"{len(received)} new, {collected.unchanged_count} unchanged")
        for line in (
            *(f"kept, not read: {path}" for path in attachments),
            *(f"sent again: {changes}" for changes in again),
            *(f"left aside: {path} ({why})" for path, why in collected.ignored),
            *(
                f"cannot be copied yet: {path} (the next call takes it in)"
                for path in collected.still_changing
            ),
            *(
                f"no longer on the drive: {path} (what was read from it stays)"
                for path in collected.removed
            ),
        ):
            message(line)
    if any(submission.state == SubmissionState.REJECTED for submission in collected.submissions):
        raise typer.Exit(EXIT_NOT_ACCEPTED)


def read_again(
    sender: Annotated[str, typer.Argument(help="ISO3 code of the Member State.")],
    round_year: RoundOption,
) -> None:
    """Read the archived submissions of one Member State and round again, with today's rules."""
    from cl_pipeline.workflows.a_list_collection import collection
    from cl_pipeline.workflows.a_list_collection.submissions import submission_table

    pipeline = opened()
    again = collection.read_again(pipeline, sender.upper(), pipeline.round(round_year))
    show(
        None, submission_table(again, pipeline.base_framework).without("institution"), as_json=False
    )


def submissions(round_year: AnyRound = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List what was sent and what became of it."""
    from cl_pipeline.workflows.a_list_collection.submissions import (
        changes_since_last,
        changes_text,
        list_submissions,
        submission_table,
    )

    pipeline = opened_as_of(as_of)
    listed = list_submissions(pipeline, round_year)
    table = submission_table(listed, pipeline.base_framework).without("institution")
    show([_submission_document(submission) for submission in listed], table, as_json=as_json)
    if not as_json:
        for pair in changes_since_last(pipeline, listed):
            message(f"sent again: {changes_text(*pair)}")


def findings(
    round_year: AnyRound = None,
    every_submission: Annotated[
        bool, typer.Option("--all", help="Also those of replaced or withdrawn submissions.")
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """List what is unclear in the current submissions, with the cells."""
    from cl_pipeline.workflows.a_list_collection.submissions import finding_table, list_findings

    pipeline = opened_as_of(as_of)
    pairs = list_findings(pipeline, round_year, only_current=not every_submission)
    document = [
        {
            "submission_id": submission.submission_id,
            "path": submission.path,
            "sender": submission.sender,
            "round": submission.round,
            "state": str(submission.state),
            **_finding_document(finding),
        }
        for submission, finding in pairs
    ]
    show(document, finding_table(pairs, pipeline.base_framework).without("please"), as_json=as_json)


def answer(
    submission: Annotated[
        str | None, typer.Option("--submission", metavar="S-…", help="Only this one, again.")
    ] = None,
    round_year: Annotated[
        int | None, typer.Option("--round", help="Those of this round, also if answered before.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write feedback on every submission without any: receipt, points, marked copy, draft mail.

    If we cannot tell which Member State sent a file, its feedback is saved in the output folder so
    that you can forward it.
    """
    from cl_pipeline.workflows.a_list_collection.feedback import write_feedback

    pipeline = opened()
    chosen = pipeline.round(round_year) if round_year else None
    which = SubmissionId(submission) if submission else None
    answered = write_feedback(pipeline, submission_id=which, round_year=chosen)
    document = {
        "answers": [
            {
                "submission_id": feedback.submission.submission_id,
                "sender": feedback.submission.sender,
                "round": feedback.submission.round,
                "place": feedback.place,
                "files": list(feedback.files),
                "languages": list(feedback.languages),
                "recipients": feedback.recipient_count,
                "mailed": feedback.submission.submission_id in answered.mailed,
            }
            for feedback in answered.written
        ],
        "mailed": list(answered.mailed),
        "refused": [{"submission_id": key, "why": why} for key, why in answered.refused],
        "not_taken": [{"submission_id": key, "why": why} for key, why in answered.not_taken],
    }
    if as_json:
        print_json(document)
    else:
        for feedback in answered.written:
            print_line(f"{feedback.submission.submission_id}  {feedback.place}")
        message(f"{len(answered.written)} answers written, {len(answered.mailed)} mails sent")
        for key, why in answered.refused:
            message(f"the mail server refused the mail about {key}: {why}")
        for key, why in answered.not_taken:
            message(f"the mail about {key} was sent, but not to every address: {why}")
    if answered.refused or answered.not_taken:
        raise typer.Exit(EXIT_NOT_ACCEPTED)


def remind(round_year: RoundOption, sender: OnlySenders = None, as_json: AsJson = False) -> None:
    """Draft a reminder per Member State with what is still open for it. Nothing is sent."""
    from cl_pipeline.workflows.slom_review.reminders import draft_reminders

    pipeline = opened()
    drafts = draft_reminders(pipeline, pipeline.round(round_year), sender or ())
    if as_json:
        print_json(
            [
                {
                    "sender": draft.state.code,
                    "path": str(draft.path),
                    "open": [
                        {
                            "indicator": item.indicator,
                            "sheet": item.sheet,
                            "cells": [cell for _, cell in item.cells],
                            "stands": item.current,
                            "institutions": list(item.institutions),
                        }
                        for item in draft.items
                    ],
                }
                for draft in drafts
            ]
        )
        return
    for draft in drafts:
        message(f"{draft.state.name}: {len(draft.items)} open, draft in {draft.path}")
    if len(drafts) == 1:
        print_line(drafts[0].text)


def timeliness(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show when the first submission of each form came, against the deadline in force."""
    from cl_pipeline.review.reminders import timeliness_row
    from cl_pipeline.workflows.slom_review.reminders import timeliness_of

    pipeline = opened()
    rows = [timeliness_row(row) for row in timeliness_of(pipeline, pipeline.round(round_year))]
    title = f"Round {round_year}: when submissions came"
    show(rows, records_table(title, rows), as_json=as_json)


def _finding_document(finding: Finding) -> Document:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "sheet": finding.sheet,
        "cell": finding.cell,
        "indicator": finding.indicator,
        "found": finding.found,
        "expected": finding.expected,
        "remedy": finding.remedy,
    }


def _checked_document(checked: "CheckedFile") -> Document:
    draft, identity = checked.draft, checked.draft.identity
    return {
        "file": str(checked.path),
        "sha256": draft.digest,
        "state": str(checked.state),
        "form": f"{identity.form} {identity.version}" if identity else None,
        "sender": draft.sender,
        "round": draft.round,
        "sheets": list(draft.sheets),
        "observations": len(draft.observations),
        "findings": [_finding_document(finding) for finding in draft.findings],
    }


def _submission_document(submission: Submission) -> Document:
    return {
        "submission_id": submission.submission_id,
        "path": submission.path,
        "sha256": submission.digest,
        "form": submission.form,
        "version": submission.version,
        "sender": submission.sender,
        "round": submission.round,
        "institution": submission.institution,
        "sheets": list(submission.sheets),
        "state": str(submission.state),
        "late": submission.is_late,
        "waits_for_decision": submission.waits_for_decision,
        "received_at": submission.received_at.isoformat(),
        "observations": submission.observation_count,
        "findings": submission.finding_count,
        "sample": submission.is_sample,
        "run_id": submission.run_id,
    }


def _print_checked(checked: "CheckedFile") -> None:
    """The report of one form, as its sender should read it."""
    from rich.markup import escape

    out, draft = console(), checked.draft
    form = str(draft.identity) if draft.identity else "not recognised as one of our forms"
    out.print(f"[bold]{escape(checked.path.name)}[/bold] · {escape(form)}")
    out.print(
        f"{STATE_LABELS[checked.state]} · {len(draft.observations)} values and gaps read · "
        f"{len(draft.findings)} to look at\n"
    )
    for finding in sorted(draft.findings, key=_reading_order):
        label = SEVERITY_LABELS[finding.severity]
        out.print(f"[bold]{escape(finding.place)}[/bold]  {label}  ({finding.code})")
        out.print(f"   found     {escape(finding.found)}")
        out.print(f"   expected  {escape(finding.expected)}")
        out.print(f"   please    {escape(finding.remedy)}\n")


def _reading_order(finding: Finding) -> tuple[object, ...]:
    return list(Severity).index(finding.severity), finding_order(finding)
