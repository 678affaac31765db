"""Commands for decisions: people decide, the system records."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Unpack

import typer

from cl_pipeline.cli.options import AsJson, opened
from cl_pipeline.cli.tables import console, print_json, say
from cl_pipeline.errors import UsageError
from cl_pipeline.model.codes import DecisionKind, FormKey
from cl_pipeline.model.decision import AD_REFERENDUM

if TYPE_CHECKING:
    from cl_pipeline.model.decision import Decision
    from cl_pipeline.workflows.slom_review.decisions import HowExactly

app = typer.Typer(
    help="Record a decision: lists, sign-off, deadlines, closing, forms, late returns.",
)

By = Annotated[str, typer.Option("--by", help="Who decided: a body or role, no person's name.")]
Why = Annotated[str, typer.Option("--why", help="The reason, in a sentence.")]
Round = Annotated[int, typer.Argument(metavar="ROUND")]


@app.callback(invoke_without_command=True)
def decide(
    context: typer.Context,
    workbook: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE.xlsx", help="Record what a decisions workbook says."),
    ] = None,
    from_drive: Annotated[
        bool, typer.Option("--from-drive", help="The same for the drive's folder decisions.")
    ] = False,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE.xlsx", help="Write a blank decisions workbook."),
    ] = None,
) -> None:
    """Record a decision, or those of a workbook."""
    if context.invoked_subcommand is not None:
        return
    if template is not None:
        from cl_pipeline.workflows.slom_review.decisions import write_blank_workbook

        write_blank_workbook(template)
        say(f"written to {template}")
        return
    from cl_pipeline.workflows.slom_review.decisions import decide_from_drive, decide_from_workbook

    if workbook is not None:
        _tell(decide_from_workbook(opened(), workbook))
    elif from_drive:
        for one in decide_from_drive(opened()):
            _tell(one.decisions)
    else:
        raise UsageError("say what is decided: a command, --from, --from-drive or --template")


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
    _record(DecisionKind.FINAL_FORM, f"{form} {version}", by, why, in_round=round_year)


@app.command("close-round")
def close_round(round_year: Round, by: By, why: Why) -> None:
    """Close a round: returns received afterwards count only by decision."""
    _record(DecisionKind.CLOSE_ROUND, str(round_year), by, why)


@app.command("reopen-round")
def reopen_round(round_year: Round, by: By, why: Why) -> None:
    """Re-open a round: everything received counts until it is closed again."""
    _record(DecisionKind.REOPEN_ROUND, str(round_year), by, why)


@app.command("extend")
def extend(
    round_year: Round,
    by: By,
    why: Why,
    until: Annotated[str, typer.Option("--until", help="The new last day, e.g. 2021-09-15.")],
    form: Annotated[FormKey, typer.Option("--form", help="Whose deadline.")] = FormKey.A_LIST,
) -> None:
    """Extend the deadline of a form in a round; ends 23:59 in Jakarta."""
    _record(DecisionKind.EXTEND_DEADLINE, f"{form} {round_year}", by, why, details=until)


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


@app.command("erase")
def erase(
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION")], by: By, why: Why
) -> None:
    """Erase a return's file from the archive, for good; its digest and what was read stay."""
    _record(DecisionKind.ERASE, submission, by, why)


@app.command("move")
def move(
    indicator: Annotated[str, typer.Argument(help="Its position or key, e.g. A9.")],
    to_list: Annotated[str, typer.Argument(metavar="LIST", help="A, B or C")],
    by: By,
    why: Why,
    from_round: Annotated[int, typer.Option("--from-round", help="The first round it holds for.")],
    vintage: Annotated[
        str, typer.Option("--vintage", help="What lay on the table, if not the newest.")
    ] = "",
) -> None:
    """Move an indicator to another list from a round on; earlier rounds stay as they were."""
    _record(
        DecisionKind.MOVE_INDICATOR, indicator, by, why,
        details=to_list, in_round=from_round, vintage=vintage,
    )  # fmt: skip


@app.command("sign-off")
def sign_off(
    vintage: Annotated[str, typer.Argument(metavar="V-…|ROUND", help="A round: its newest one.")],
    by: By,
    why: Why,
    ad_referendum: Annotated[
        bool, typer.Option("--ad-referendum", help="Given between meetings, to be confirmed.")
    ] = False,
) -> None:
    """Accept the figures of a vintage: it is frozen, and what changes later is shown apart."""
    details = AD_REFERENDUM if ad_referendum else ""
    _record(DecisionKind.SIGN_OFF, vintage, by, why, details=details)


@app.command("revoke")
def revoke(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As `decide list` shows it.")],
    by: By,
    why: Why,
) -> None:
    """Revoke an earlier decision; both stay in the register."""
    _record(DecisionKind.REVOKE, str(number), by, why)


@app.command("list")
def list_decisions(as_json: AsJson = False) -> None:
    """List all decisions, also those that no longer hold."""
    from cl_pipeline.lineage.documents import decision_document

    decisions = opened().store.decisions
    held = set(decisions.in_force())
    if as_json:
        rows = decisions.list()
        print_json([{**decision_document(row), "holds": row in held} for row in rows])
        return
    for decision in decisions.list():
        when = decision.decided_at.isoformat(timespec="minutes")
        past = (
            ""
            if decision in held or decision.kind == DecisionKind.REVOKE
            else "  [no longer holds]"
        )
        console().print(
            f"{decision.decision_id}  {when}  {_what(decision)}  by {decision.decided_by}: {decision.reason}{past}",
            markup=False,
        )


def _record(
    kind: DecisionKind,
    subject: str,
    by: str,
    why: str,
    **more: "Unpack[HowExactly]",
) -> None:
    from cl_pipeline.workflows.slom_review.decisions import decide as record

    decision = record(opened(), kind, subject, decided_by=by, reason=why, **more)
    _tell((decision,))


def _tell(decisions: "tuple[Decision, ...]") -> None:
    for decision in decisions:
        console().print(
            f"decision {decision.decision_id} recorded: {_what(decision)}", markup=False
        )


def _what(decision: "Decision") -> str:
    """The decision in a phrase, e.g. ``move_indicator court_cases B from 2022``."""
    since = f"from {decision.round}" if decision.kind == DecisionKind.MOVE_INDICATOR else ""
    return " ".join(filter(None, (decision.kind, decision.subject, decision.details, since)))
