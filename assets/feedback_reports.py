"""What every sender was answered, as the web UI shows it."""

from collections.abc import Iterable

import dagster as dg

from assets.a_list_collection import GROUP, received_files
from assets.metadata import table
from assets.template_finalisation import OWNERS
from assets.versions import ONLY_FOLLOWED
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.workflows.a_list_collection.feedback import WrittenFeedback, write_feedback
from cl_pipeline.workflows.a_list_collection.submissions import sender_label, sent_for
from cl_pipeline.workflows.pipeline import Pipeline


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"excel"}, deps=[received_files])
def feedback_reports(pipeline: dg.ResourceParam[Pipeline]) -> dg.MaterializeResult[None]:
    """The answers to senders: a receipt, the points to look at, a marked copy, a draft mail.

    One run answers every return that was not answered yet. The answer lies on the drive in
    `outgoing`, in the folder of its Member State, under `answers`; where the Member State is not
    beyond doubt it lies in the output folder, for you to hand on. Mail goes out by itself only
    where a mail server is set up, and never about the sample. Running it again changes nothing.
    """
    answered = write_feedback(pipeline)
    return dg.MaterializeResult(
        data_version=ONLY_FOLLOWED,
        metadata={
            "dagster/row_count": len(pipeline.store.feedback_reports.list()),
            "answered in this run": table(_rows(answered.written, pipeline.base_framework)),
            "mails sent": len(answered.mailed),
            "mails not taken": table(_mail_rows(answered.refused)),
            "addresses that did not take a mail": table(_mail_rows(answered.not_taken)),
        },
    )


def _rows(written: Iterable[WrittenFeedback], framework: Framework) -> list[dict[str, object]]:
    return [
        {
            "Member State": sender_label(one.submission, framework),
            "round": sent_for(one.submission, framework)[1] or "",
            "points": one.submission.finding_count,
            "folder": one.place,
            "languages": ", ".join(one.languages),
            "focal points": one.recipient_count or "none registered",
            "file": one.submission.path,
        }
        for one in written
    ]


def _mail_rows(mails: Iterable[tuple[SubmissionId, str]]) -> list[dict[str, object]]:
    return [{"return": one, "what the mail server says": why} for one, why in mails]
