"""Phase 2, May-August: what came in on the drive, what each submission says, what was answered."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import dagster as dg
from pydantic import Field

from assets.metadata import Page
from assets.partitions import BY_SENDER_AND_ROUND, sender_and_round, submission_key
from assets.submission_pages import submission_pages
from cl_pipeline.intake.scan import FileKind
from cl_pipeline.lineage.difference_report import summary
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.a_list_collection.collection import collect, read_again
from cl_pipeline.workflows.a_list_collection.feedback import WrittenFeedback, write_feedback
from cl_pipeline.workflows.a_list_collection.submissions import (
    changes_since_last,
    sender_label,
    sent_for,
    submission_table,
)
from cl_pipeline.workflows.pipeline import Pipeline

GROUP = "2_a_list_collection"

NIGHTLY = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=26), fail_window=timedelta(hours=50)
)
"""The nightly sweep materialises *received_files* every 24 hours; two may be missed."""

shared_drive = dg.AssetSpec(
    "shared_drive",
    deps=["forms_sent"],
    kinds={"file"},
    description="The shared drive on which Member States save their filled forms, in one folder "
    "per round and Member State. Dagster does not compute it; the *drive_sensor* looks at it every "
    "five seconds.",
)

archive = dg.AssetSpec(
    "archive",
    deps=["received_files"],
    kinds={"file"},
    description="Every file that was ever received, unchanged, under its SHA-256. Submissions are "
    "always read from here, so they can be read again after a file was moved or deleted on the "
    "drive.",
)


class Look(dg.Config):
    """Which files a collection reads."""

    look_at_every_file: bool = Field(
        default=False,
        description="Also read files whose size and time have not changed. Done every night.",
    )


@dg.asset(kinds={"excel"}, deps=["shared_drive"], freshness_policy=NIGHTLY)
def received_files(
    context: dg.AssetExecutionContext, config: Look, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """Every file that was ever seen on the shared drive.

    One run takes in everything that is new: it keeps each file unchanged in the archive, then
    reads and checks it. The tables below are about the last run. To see what we have from a Member
    State for a round, open *submissions*, tab *Partitions*. Running this again changes nothing.
    """
    collected = collect(pipeline, look_at_every_file=config.look_at_every_file)
    framework = pipeline.base_framework
    senders = [sent_for(submission, framework) for submission in collected.submissions]
    touched = [(sender, year) for sender, year in senders if sender and year]
    for page in submission_pages(pipeline, touched):
        context.log_event(
            dg.AssetMaterialization(
                "submissions",
                partition=submission_key(page.sender, page.round),
                metadata=page.page(framework).metadata(),
            )
        )
    received = submission_table(collected.submissions, framework)
    attachments = [
        {"file": received_file.path}
        for received_file in collected.received_files
        if received_file.outcome == FileKind.ATTACHMENT
    ]
    return Page(
        len(pipeline.store.received_files.list()),
        {
            "new files": len(collected.received_files),
            "unchanged files": collected.unchanged_count,
            "read in this run": received.select(
                "sender", "round", "form", "state", "findings", "submission"
            ),
            "files": received.select("submission", "path"),
            "kept, not read": attachments,
            "left aside": [{"file": path, "why": why} for path, why in collected.ignored],
            "sent again": _resubmission_rows(pipeline, collected.submissions),
            "still being copied": [{"file": path} for path in collected.still_changing],
            "no longer on the drive": [{"file": path} for path in collected.removed],
        },
        is_sample=any(submission.is_sample for submission in collected.submissions),
    ).result()


@dg.asset(kinds={"excel", "sql"}, tags=BY_SENDER_AND_ROUND, deps=["archive"])
def submissions(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """What each Member State submitted for each round, and what is unclear in it.

    Choose a Member State and a round under *Partitions*. Green: at least one file came in,
    whatever we found in it. Grey: we have received nothing yet. *Materialize* reads the files in
    the archive again with today's rules; nobody has to send anything.
    """
    sender, round_year = sender_and_round(context.partition_key)
    read_again(pipeline, sender, round_year)
    (page,) = submission_pages(pipeline, [(sender, round_year)])
    return page.page(pipeline.base_framework).result()


@dg.asset(kinds={"excel"}, deps=["received_files"])
def feedback_reports(pipeline: dg.ResourceParam[Pipeline]) -> dg.MaterializeResult[None]:
    """The feedback to senders: a receipt, the points to look at, a marked copy, a draft mail.

    One run writes feedback on every submission that has none yet. It is saved on the drive in
    `outgoing`, in the folder of the Member State, under `answers`. If we cannot tell which Member
    State sent a file, its feedback is saved in the output folder so that you can forward it. We
    send mail only if a mail server is set up, and never about the sample. Running this again
    changes nothing.
    """
    answered = write_feedback(pipeline)
    return Page(
        len(pipeline.store.feedback_reports.list()),
        {
            "answered in this run": _feedback_rows(answered.written, pipeline.base_framework),
            "mails sent": len(answered.mailed),
            "mails refused": _mail_rows(answered.refused),
            "addresses that refused a mail": _mail_rows(answered.not_taken),
        },
    ).result()


def _resubmission_rows(
    pipeline: Pipeline, received: Sequence[Submission]
) -> list[dict[str, object]]:
    """Grain: one submission that replaces an earlier one, and how the two differ."""
    return [
        {"file": submission.path, "before": found.before, "differs": summary(found)}
        for submission, found in changes_since_last(pipeline, received)
    ]


def _feedback_rows(
    written: Iterable[WrittenFeedback], framework: Framework
) -> list[dict[str, object]]:
    return [
        {
            "Member State": sender_label(feedback.submission, framework),
            "round": sent_for(feedback.submission, framework)[1] or "",
            "points": feedback.submission.finding_count,
            "folder": feedback.place,
            "languages": ", ".join(feedback.languages),
            "focal points": feedback.recipient_count or "none registered",
            "file": feedback.submission.path,
        }
        for feedback in written
    ]


def _mail_rows(mails: Iterable[tuple[SubmissionId, str]]) -> list[dict[str, object]]:
    return [
        {"submission": submission_id, "what the mail server says": why}
        for submission_id, why in mails
    ]
