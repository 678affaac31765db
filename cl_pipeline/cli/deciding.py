"""Commands for decisions: people decide, the system records.

Belongs here: one function per kind of decision. Does not belong here: whether a decision makes
sense (``stages.decisions``).
"""

from typing import Annotated

import typer

from cl_pipeline.cli.options import opened
from cl_pipeline.cli.tables import console
from cl_pipeline.model.codes import DecisionKind

app = typer.Typer(
    help="Record a decision: final form, closing a round, a late return, a withdrawal.",
    no_args_is_help=True,
)

By = Annotated[str, typer.Option("--by", help="Who decided: a body or role, no person's name.")]
Why = Annotated[str, typer.Option("--why", help="The reason, in a sentence.")]


@app.command("final-form")
def final_form(
    form: Annotated[str, typer.Argument(help="a_list or b_list")],
    version: Annotated[str, typer.Argument(help="e.g. 1.2")],
    by: By,
    why: Why,
    round_year: Annotated[
        int | None, typer.Option("--round", help="The round in which it goes out.")
    ] = None,
) -> None:
    """Make a form version final, so that it can go out."""
    _record(DecisionKind.FINAL_FORM, f"{form} {version}", by, why, round_year)


@app.command("close-round")
def close_round(
    round_year: Annotated[int, typer.Argument(metavar="ROUND")], by: By, why: Why
) -> None:
    """Close a round: returns received afterwards count only by decision."""
    _record(DecisionKind.CLOSE_ROUND, str(round_year), by, why)


@app.command("accept-late")
def accept_late(
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION")], by: By, why: Why
) -> None:
    """Let a return count that was received after its round was closed."""
    _record(DecisionKind.ACCEPT_LATE, submission, by, why)


@app.command("withdraw")
def withdraw(
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION")], by: By, why: Why
) -> None:
    """Withdraw a return at its sender's wish; it stays in the archive."""
    _record(DecisionKind.WITHDRAW, submission, by, why)


@app.command("list")
def list_decisions() -> None:
    """List all decisions."""
    for one in opened().store.decisions.list():
        when = one.decided_at.isoformat(timespec="minutes")
        console().print(
            f"{one.decision_id}  {when}  {one.kind}  {one.subject}  by {one.decided_by}: "
            f"{one.reason}",
            markup=False,
        )


def _record(
    kind: DecisionKind, subject: str, by: str, why: str, goes_out_in: int | None = None
) -> None:
    from cl_pipeline.stages.decisions import decide

    decision = decide(opened(), kind, subject, decided_by=by, reason=why, goes_out_in=goes_out_in)
    console().print(f"decision {decision.decision_id} recorded: {kind} {subject}", markup=False)
