"""The command that answers senders."""

from typing import Annotated

import typer

from cl_pipeline.cli import EXIT_NOT_ACCEPTED
from cl_pipeline.cli.options import AsJson, opened
from cl_pipeline.cli.tables import console, print_json, say
from cl_pipeline.model.identity import SubmissionId


def answer(
    submission: Annotated[
        str | None, typer.Option("--submission", metavar="S-…", help="Only this one, anew.")
    ] = None,
    round_year: Annotated[
        int | None, typer.Option("--round", help="Those of this round, also where answered before.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer every return not answered yet: receipt, points, marked copy, draft mail.

    What is not beyond doubt one Member State's lies in the output folder, to be handed on.
    """
    from cl_pipeline.workflows.a_list_collection.feedback import write_feedback

    pipeline = opened()
    chosen = pipeline.round(round_year) if round_year else None
    which = SubmissionId(submission) if submission else None
    answered = write_feedback(pipeline, submission_id=which, round_year=chosen)
    if as_json:
        rows = [
            {
                "submission_id": one.submission.submission_id,
                "sender": one.submission.sender,
                "round": one.submission.round,
                "place": one.place,
                "files": list(one.files),
                "languages": list(one.languages),
                "recipients": one.recipient_count,
                "mailed": one.submission.submission_id in answered.mailed,
            }
            for one in answered.written
        ]
        mails = {
            "mailed": list(answered.mailed),
            "refused": [_mail_document(one, why) for one, why in answered.refused],
            "not_taken": [_mail_document(one, why) for one, why in answered.not_taken],
        }
        print_json({"answers": rows, **mails})
    else:
        for one in answered.written:
            console().print(f"{one.submission.submission_id}  {one.place}", markup=False)
        say(f"{len(answered.written)} answers written, {len(answered.mailed)} mails sent")
        for key, why in answered.refused:
            say(f"mail about {key} was not taken: {why}")
        for key, why in answered.not_taken:
            say(f"mail about {key} was sent, but not to every address: {why}")
    if answered.refused or answered.not_taken:
        raise typer.Exit(EXIT_NOT_ACCEPTED)


def _mail_document(key: SubmissionId, why: str) -> dict[str, str]:
    return {"submission_id": key, "why": why}
