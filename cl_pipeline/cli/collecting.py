"""Commands about returns: checking before sending, taking in what came, listing what became."""

from pathlib import Path
from typing import Annotated

import typer

from cl_pipeline.cli import EXIT_NOT_ACCEPTED
from cl_pipeline.cli.documents import (
    attachment_document,
    checked_document,
    finding_rows,
    submission_document,
)
from cl_pipeline.cli.options import (
    AnyRound,
    AsJson,
    AsOf,
    DriveOption,
    RoundOption,
    opened,
    opened_as_of,
    settings_with,
)
from cl_pipeline.cli.tables import (
    print_checked,
    print_findings,
    print_json,
    print_submissions,
    say,
)
from cl_pipeline.model.codes import SubmissionState


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Filled forms.")],
    as_json: AsJson = False,
) -> None:
    """Say what the sender of each form would be told. Nothing is stored."""
    from cl_pipeline.workflows.a_list_collection.reading import check_files
    from cl_pipeline.workflows.pipeline import framework_in_force

    checked = check_files(framework_in_force(settings_with()), files)
    if not as_json:
        for form in checked.forms:
            print_checked(form)
    elif checked.forms or checked.attachments:
        attachments = [attachment_document(path) for path in checked.attachments]
        print_json([*map(checked_document, checked.forms), *attachments])
    for path in checked.attachments:
        say(f"{path}: an attachment, kept beside the return and not read; nothing to check")
    for path in checked.missing:
        say(f"{path} is not a file; give the path of a form")
    if checked.missing or any(form.state == SubmissionState.REJECTED for form in checked.forms):
        raise typer.Exit(EXIT_NOT_ACCEPTED)


def ingest(
    drive: DriveOption = None,
    every_file: Annotated[
        bool, typer.Option("--every-file", help="Read also files whose size and time are known.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in everything new on the drive: archive, read, check, store."""
    from cl_pipeline.intake.kinds import FileKind
    from cl_pipeline.workflows.a_list_collection.collection import collect
    from cl_pipeline.workflows.a_list_collection.submissions import (
        changes_since_last,
        changes_text,
    )

    pipeline = opened(drive)
    collected = collect(pipeline, look_at_every_file=every_file)
    attachments = [
        received_file.path
        for received_file in collected.received_files
        if received_file.outcome == FileKind.ATTACHMENT
    ]
    again = [changes_text(*one) for one in changes_since_last(pipeline, collected.submissions)]
    if as_json:
        print_json(
            {
                "arrivals": len(collected.received_files),
                "unchanged": collected.unchanged_count,
                "attachments": attachments,
                "ignored": [{"path": path, "why": why} for path, why in collected.ignored],
                "still_changing": list(collected.still_changing),
                "removed": list(collected.removed),
                "sent_again": again,
                "submissions": [
                    submission_document(submission) for submission in collected.submissions
                ],
            }
        )
    else:
        print_submissions(collected.submissions, pipeline.base_framework)
        say(f"{len(collected.received_files)} new, {collected.unchanged_count} unchanged")
        for path in attachments:
            say(f"kept, not read: {path}")
        for line in again:
            say(f"sent again: {line}")
        for path, why in collected.ignored:
            say(f"left aside: {path} ({why})")
        for path in collected.still_changing:
            say(f"cannot be copied yet: {path} (taken in by the next call)")
        for path in collected.removed:
            say(f"no longer on the drive: {path} (what was read from it stays)")
    if any(submission.state == SubmissionState.REJECTED for submission in collected.submissions):
        raise typer.Exit(EXIT_NOT_ACCEPTED)


def read_again(
    sender: Annotated[str, typer.Argument(help="ISO3 code of the Member State.")],
    round_year: RoundOption,
) -> None:
    """Read the archived returns of one Member State and round again, with today's rules."""
    from cl_pipeline.workflows.a_list_collection.collection import read_again as read_returns_again

    pipeline = opened()
    again = read_returns_again(pipeline, sender.upper(), pipeline.round(round_year))
    print_submissions(again, pipeline.base_framework)


def submissions(round_year: AnyRound = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List what was sent and what became of it."""
    from cl_pipeline.workflows.a_list_collection.submissions import (
        changes_since_last,
        changes_text,
        list_submissions,
    )

    pipeline = opened_as_of(as_of)
    rows = list_submissions(pipeline, round_year)
    if as_json:
        print_json([submission_document(row) for row in rows])
    else:
        print_submissions(rows, pipeline.base_framework)
        for one in changes_since_last(pipeline, rows):
            say(f"sent again: {changes_text(*one)}")


def findings(
    round_year: AnyRound = None,
    every_return: Annotated[
        bool, typer.Option("--all", help="Also of returns that were replaced or withdrawn.")
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """List what is unclear in the returns that speak, with the cells."""
    from cl_pipeline.workflows.a_list_collection.submissions import list_findings

    pipeline = opened_as_of(as_of)
    rows = list_findings(pipeline, round_year, only_current=not every_return)
    if as_json:
        print_json(finding_rows(rows))
    else:
        print_findings(rows, pipeline.base_framework)
