"""Phase 2, May-August: what came in on the drive, what each submission says, what was answered."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

import dagster as dg
from dagster._core.definitions.data_version import DATA_VERSION_TAG
from pydantic import Field

from assets.erasure import forget_erased
from assets.metadata import Made, Page, latest_tag, latest_versions
from assets.partitions import BY_SENDER_AND_ROUND, sender_and_round, submission_key
from assets.slom_review import decisions_page
from cl_pipeline.lineage.difference_report import summary
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.a_list_collection.collection import collect, read_again
from cl_pipeline.workflows.a_list_collection.feedback import write_feedback
from cl_pipeline.workflows.a_list_collection.feedback_due import change_stamp
from cl_pipeline.workflows.a_list_collection.submissions import (
    changes_since_last,
    copies_text,
    finding_table,
    list_findings,
    list_submissions,
    sender_label,
    sent_for,
    submission_table,
    versions_of_current,
)
from cl_pipeline.workflows.pipeline import Pipeline
from resources.pipeline import PipelineParam

NIGHTLY = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=26), fail_window=timedelta(hours=50)
)
"""The nightly sweep materialises *received_files* every 24 hours; two may be missed."""

SHOWN_STAMP = "shows"
"""Tag of a collection: up to which row of the store its pages, checks and feedback follow."""

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
    begin_anew: bool = Field(
        default=False,
        description="Also if the data folder is empty and the drive has feedback from before.",
    )


@dg.asset(kinds={"excel"}, deps=["shared_drive"], freshness_policy=NIGHTLY)
def received_files(
    context: dg.AssetExecutionContext, config: Look, pipeline: PipelineParam
) -> Made:
    """Every file that was ever seen on the shared drive.

    One run takes in everything that is new: it keeps each file unchanged in the archive, then
    reads and checks it. The tables below are about the last run. To see what we have from a Member
    State for a round, open *submissions*, tab *Partitions*. Running this again changes nothing.
    """
    forget_erased(context.instance, pipeline)
    collected = collect(
        pipeline, look_at_every_file=config.look_at_every_file, begin_anew=config.begin_anew
    )
    framework = pipeline.base_framework
    # Before the pages: what changes while they are written is seen by the next look.
    context.instance.add_run_tags(context.run.run_id, {SHOWN_STAMP: change_stamp(pipeline)})
    log_changed_pages(context, pipeline)
    received = submission_table(collected.submissions, framework)
    again = [
        {"file": submission.path, "before": found.before, "differs": summary(found)}
        for submission, found in changes_since_last(pipeline, collected.submissions)
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
            "kept, not read": [{"file": path} for path in collected.attachments],
            "left aside": [{"file": path, "why": why} for path, why in collected.ignored],
            "copies of files that are not used": [
                {"file": line} for line in copies_text(pipeline, collected.copies)
            ],
            "sent again": again,
            "still being copied": [{"file": path} for path in collected.still_changing],
            "no longer on the drive": [{"file": path} for path in collected.removed],
            "damaged in the archive, not read": [{"file": path} for path in collected.damaged],
        },
        is_sample=any(submission.is_sample for submission in collected.submissions),
    ).result()


@dg.asset(kinds={"excel", "sql"}, tags=BY_SENDER_AND_ROUND, deps=["archive"])
def submissions(context: dg.AssetExecutionContext, pipeline: PipelineParam) -> Made:
    """What each Member State submitted for each round, and what is unclear in it.

    Choose a Member State and a round under *Partitions*. Green: at least one file came in,
    whatever we found in it. Grey: we have received nothing yet. *Materialize* reads the files in
    the archive again with today's rules; nobody has to send anything.
    """
    sender, round_year = sender_and_round(context.partition_key)
    read_again(pipeline, sender, round_year)
    return submission_pages(pipeline, [context.partition_key])[context.partition_key].result()


def log_changed_pages(context: dg.AssetExecutionContext, pipeline: Pipeline) -> None:
    """Shows what is current: every page that says something else now than when it was made.

    Whatever changed it: a file that came, came back or went, a decision, a rule.
    """
    decisions = decisions_page(pipeline)
    last = latest_tag(context.instance, "decisions", DATA_VERSION_TAG)
    if decisions.row_count and last != decisions.version:
        context.log_event(decisions.event("decisions"))
    shown = latest_versions(context.instance, "submissions")
    for partition, page in submission_pages(pipeline, shown).items():
        if page.version != shown.get(partition):
            context.log_event(page.event("submissions", submission_key(partition)))


def submission_pages(pipeline: Pipeline, asked: Iterable[str] = ()) -> dict[str, Page]:
    """The page of every partition of *submissions* for which something came in, or that is asked.

    ASEAN bodies have no partition; the context shows what they send.
    """
    framework = pipeline.base_framework
    states = {state.code for state in framework.member_states}
    listed: dict[str, list[Submission]] = {partition: [] for partition in asked}
    for sent in list_submissions(pipeline):
        sender, round_year = sent_for(sent, framework)
        if sender in states and round_year:
            listed.setdefault(f"{sender}|{round_year}", []).append(sent)
    findings = defaultdict(list)
    for sent, finding in list_findings(pipeline, only_current=True):
        findings[sent.submission_id].append((sent, finding))
    versions = versions_of_current(pipeline)
    pages = {}
    for partition, own in sorted(listed.items()):
        received = submission_table(own, framework)
        unclear = finding_table(
            [pair for sent in own for pair in findings[sent.submission_id]], framework
        )
        shown = {
            "received": received.select("institution", "form", "state", "findings", "submission"),
            "what is unclear": unclear.select("cell", "found", "please", "code", "path"),
            # Paths are long and have a table of their own.
            "files": received.select("submission", "path"),
        }
        version = versions.get(sender_and_round(partition), "")
        pages[partition] = Page(
            len(own),
            shown,
            is_sample=any(sent.is_sample for sent in own),
            version=sha256(f"{version}\n{shown}".encode()).hexdigest()[:16],
        )
    return pages


@dg.asset(kinds={"excel"}, deps=["received_files"])
def feedback_reports(pipeline: PipelineParam) -> Made:
    """The feedback to senders: a receipt, the points to look at, a marked copy, a draft mail.

    One run writes feedback on every submission that has none yet. It is saved on the drive in
    `outgoing`, in the folder of the Member State, under `answers`. If we cannot tell which Member
    State sent a file, its feedback is saved in the output folder so that you can forward it. We
    send mail only if a mail server is set up, and never about the sample. Running this again
    changes nothing.
    """
    answered = write_feedback(pipeline)
    framework = pipeline.base_framework
    written = [
        {
            "Member State": sender_label(feedback.submission, framework),
            "round": sent_for(feedback.submission, framework)[1] or "",
            "points": feedback.submission.finding_count,
            "folder": feedback.place,
            "languages": ", ".join(feedback.languages),
            "focal points": feedback.recipient_count or "none registered",
            "file": feedback.submission.path,
        }
        for feedback in answered.written
    ]
    return Page(
        len(pipeline.store.feedback_reports.list()),
        {
            "answered in this run": written,
            "mails sent": len(answered.mailed),
            "mails refused": _mail_rows(answered.refused),
            "addresses that refused a mail": _mail_rows(answered.not_taken),
            "notices of a new deadline": [
                {"Member State": notice.sender, "form": notice.form, "file": notice.path}
                for notice in answered.notices
            ],
            "notices refused": [
                {"Member State": sender, "what the mail server says": why}
                for sender, why in answered.refused_notices
            ],
        },
    ).result()


def _mail_rows(mails: Iterable[tuple[SubmissionId, str]]) -> list[dict[str, object]]:
    return [
        {"submission": submission_id, "what the mail server says": why}
        for submission_id, why in mails
    ]
