"""Commands before the meeting: what will be shown goes to each Member State, and its answers."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cl_pipeline.cli.documents import sent_form_document
from cl_pipeline.cli.options import AsJson, RoundOption, opened
from cl_pipeline.cli.rows import print_rows
from cl_pipeline.cli.tables import console, print_json, say
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.question import Confirmation

app = typer.Typer(
    help="Before the meeting: what will be shown for each Member State, and what it says.",
    no_args_is_help=True,
)


@app.command()
def send(
    round_year: RoundOption,
    out: Annotated[
        Path | None, typer.Option("--out", help="Only to look at; default: onto the drive.")
    ] = None,
    sender: Annotated[
        list[str] | None, typer.Option("--sender", help="Code of a Member State; default all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write for each Member State the page of its figures and a small form to answer with."""
    from cl_pipeline.workflows.round_facts import newest_vintage
    from cl_pipeline.workflows.slom_review.confirmations import send_for_confirmation
    from cl_pipeline.workflows.slom_review.review import redacted_review

    pipeline = opened()
    pack = redacted_review(pipeline, newest_vintage(pipeline, pipeline.round(round_year)))
    sent = send_for_confirmation(pipeline, pack, senders=sender or (), out=out)
    if as_json:
        print_json([sent_form_document(one) for one in sent])
        return
    for one in sent:
        console().print(str(one.path))


@app.command(name="list")
def answers(round_year: RoundOption, as_json: AsJson = False) -> None:
    """What each Member State confirmed, corrects, or has not answered yet."""
    from cl_pipeline.workflows.round_facts import newest_vintage
    from cl_pipeline.workflows.slom_review.confirmations import confirmations
    from cl_pipeline.workflows.slom_review.review import redacted_review

    pipeline = opened()
    pack = redacted_review(pipeline, newest_vintage(pipeline, pipeline.round(round_year)))
    found = confirmations(pipeline, pack)
    if as_json:
        print_json([asdict(finding) for finding in found])
        return
    _show(round_year, [finding for finding in found if finding.shown or finding.answer])


def _show(round_year: int, found: Sequence[Confirmation]) -> None:
    print_rows(
        f"What Member States say of their figures, round {round_year}",
        ("", "Member State", "what is shown", "answer", "remark"),
        [
            (
                finding.position,
                finding.sender,
                finding.shown,
                finding.response_label,
                finding.remark,
            )
            for finding in found
        ],
    )
    if any(finding.is_sample for finding in found):
        say(SAMPLE_NOTICE)
