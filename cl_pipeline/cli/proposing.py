"""Commands about what is said before people decide: proposals, and two more Member States."""

from typing import Annotated

import typer

from cl_pipeline.cli.options import AsJson, RoundOption, opened
from cl_pipeline.cli.tables import console, print_json, print_rows
from cl_pipeline.model.proposal import ProposalKind

app = typer.Typer(
    help="Proposals of Member States: take down, count.",
    no_args_is_help=True,
)


@app.command("add")
def add(
    kind: Annotated[ProposalKind, typer.Argument(help="What is proposed.")],
    subject: Annotated[str, typer.Argument(help="The indicator (A9), or words for add, define.")],
    text: Annotated[str, typer.Option("--words", help="What was said, in a sentence.")],
    source: Annotated[str, typer.Option("--from", help="Where it is from: a letter, a meeting.")],
    sender: Annotated[
        str | None, typer.Option("--sender", help="Whose it is; without it, it counts nowhere.")
    ] = None,
) -> None:
    """Take down a proposal."""
    from cl_pipeline.workflows.slom_review.proposals import propose

    one = propose(opened(), kind, subject, text=text, source=source, sender=sender)
    console().print(f"taken down: {one.kind} {one.subject}", markup=False)


@app.command("list")
def list_proposals(as_json: AsJson = False) -> None:
    """Show what is proposed, and which Member States stand behind it."""
    from cl_pipeline.review.proposals import tally_row
    from cl_pipeline.workflows.slom_review.proposals import tallies

    rows = [tally_row(tally) for tally in tallies(opened())]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, "What is proposed; people decide")


def near_threshold(
    round_year: RoundOption,
    sender: Annotated[
        str | None, typer.Option("--sender", help="Only the rows it may see itself.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what could bring an indicator with three or four Member States to five."""
    from cl_pipeline.review.rule_of_five import near_threshold_row
    from cl_pipeline.workflows.slom_review.proposals import near_threshold as rows_of

    pipeline = opened()
    rows = [
        near_threshold_row(one) for one in rows_of(pipeline, pipeline.round(round_year), sender)
    ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, f"Round {round_year}: what could help")
