"""Decisions and proposals: people decide, the system records."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Unpack

import typer

from cl_pipeline.cli import EXIT_NOT_ACCEPTED
from cl_pipeline.cli.console import Result, message, print_line, records_table, show, shows
from cl_pipeline.cli.options import RoundOption, opened, opened_for
from cl_pipeline.errors import UsageError
from cl_pipeline.model.codes import DecisionKind, FormKey
from cl_pipeline.model.decision import AD_REFERENDUM
from cl_pipeline.model.number_format import format_time
from cl_pipeline.model.proposal import ProposalKind

if TYPE_CHECKING:
    from cl_pipeline.model.decision import Decision
    from cl_pipeline.workflows.slom_review.decisions import HowExactly

decisions = typer.Typer(
    help="Record a decision: lists, sign-off, deadlines, closing, forms, late submissions."
)
proposals = typer.Typer(help="Proposals of Member States: record, count.", no_args_is_help=True)

By = Annotated[str, typer.Option("--by", help="Who decided: a body or role, not a person's name.")]
Why = Annotated[str, typer.Option("--why", help="The reason, in a sentence.")]
Round = Annotated[int, typer.Argument(metavar="ROUND")]
Submission = Annotated[str, typer.Argument(metavar="SUBMISSION")]


@decisions.callback(invoke_without_command=True)
def decide(
    context: typer.Context,
    workbook: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE.xlsx", help="Record what a decisions workbook says."),
    ] = None,
    from_drive: Annotated[
        bool,
        typer.Option("--from-drive", help="Show and record what the drive's decisions propose."),
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="With --from-drive: show it and record nothing.")
    ] = False,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE.xlsx", help="Write a blank decisions workbook."),
    ] = None,
) -> None:
    """Record a decision, or those of a workbook."""
    if context.invoked_subcommand is not None:
        return
    from cl_pipeline.workflows.slom_review import decision_workbooks as workbooks

    if template is not None:
        message(f"written to {workbooks.write_blank_workbook(template)}")
    elif workbook is not None:
        _print_recorded(*workbooks.decide_from_workbook(opened(), workbook))
    elif from_drive:
        _decide_from_drive(is_preview=preview)
    else:
        raise UsageError("give a decision: a command, --from, --from-drive or --template")


def _decide_from_drive(*, is_preview: bool) -> None:
    """Exit 1 where a workbook or a row could not be recorded; the others are."""
    from cl_pipeline.workflows.slom_review import decision_workbooks as workbooks

    pipeline = opened()
    proposals = workbooks.proposed_decisions(pipeline)
    rows = workbooks.proposal_rows(proposals)
    table = records_table("Proposed on the drive", rows, "nothing is proposed on the drive")
    show(Result(rows, [table]), as_json=False)
    is_new = any(proposed.rows for proposed in proposals)
    if is_preview or (is_new and sys.stdin.isatty() and not typer.confirm("Record them?")):
        return
    problems = False
    for recorded in workbooks.record_proposed(pipeline, proposals, lambda _: True):
        _print_recorded(*recorded.decisions)
        if recorded.problem:
            problems = True
            message(f"{recorded.proposed.path} was not recorded: {recorded.problem}")
    if problems:
        raise typer.Exit(EXIT_NOT_ACCEPTED)


@decisions.command("final-form")
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


@decisions.command("close-round")
def close_round(round_year: Round, by: By, why: Why) -> None:
    """Close a round: submissions received afterwards count only by decision."""
    _record(DecisionKind.CLOSE_ROUND, str(round_year), by, why)


@decisions.command("reopen-round")
def reopen_round(round_year: Round, by: By, why: Why) -> None:
    """Re-open a round: everything received counts until it is closed again."""
    _record(DecisionKind.REOPEN_ROUND, str(round_year), by, why)


@decisions.command("accept-late")
def accept_late(submission: Submission, by: By, why: Why) -> None:
    """Let a submission count that was received after its round was closed."""
    _record(DecisionKind.ACCEPT_LATE, submission, by, why)


@decisions.command("confirm-sender")
def confirm_sender(submission: Submission, by: By, why: Why) -> None:
    """Let a submission count that lies in the folder of another sender or round."""
    _record(DecisionKind.CONFIRM_SENDER, submission, by, why)


@decisions.command("choose-supplier")
def choose_supplier(
    submission: Submission,
    sheet: Annotated[str, typer.Argument(help="The sheet that both report, e.g. A2.")],
    by: By,
    why: Why,
) -> None:
    """Show a sheet as the institution of this submission reports it."""
    _record(DecisionKind.CHOOSE_SUPPLIER, submission, by, why, details=sheet)


@decisions.command("accept-revision")
def accept_revision(
    submission: Submission,
    sheet: Annotated[str, typer.Argument(help="The sheet with the changed figures, e.g. A2.")],
    by: By,
    why: Why,
) -> None:
    """Let a sheet of this submission change figures of earlier rounds."""
    _record(DecisionKind.ACCEPT_REVISION, submission, by, why, details=sheet)


@decisions.command("withdraw")
def withdraw(submission: Submission, by: By, why: Why) -> None:
    """Withdraw a submission at its sender's wish; it stays in the archive."""
    _record(DecisionKind.WITHDRAW, submission, by, why)


@decisions.command("erase")
def erase(submission: Submission, by: By, why: Why) -> None:
    """Erase a file and its words, for good, with the papers that may show them; figures stay."""
    _record(DecisionKind.ERASE, submission, by, why)


@decisions.command("extend")
def extend(
    round_year: Round,
    by: By,
    why: Why,
    until: Annotated[str, typer.Option("--until", help="The new last day, e.g. 2021-09-15.")],
    form: Annotated[FormKey, typer.Option("--form", help="Whose deadline.")] = FormKey.A_LIST,
) -> None:
    """Change the deadline of a form in a round: later, or earlier to correct it; 23:59 in Jakarta.

    Member States that have the form and sent nothing get a notice; feedback names the new day.
    """
    _record(DecisionKind.EXTEND_DEADLINE, f"{form} {round_year}", by, why, details=until)


@decisions.command("move")
def move(
    indicator: Annotated[str, typer.Argument(help="Its position or key, e.g. A9.")],
    to_list: Annotated[str, typer.Argument(metavar="LIST", help="A, B or C")],
    by: By,
    why: Why,
    from_round: Annotated[int, typer.Option("--from-round", help="The first round it holds for.")],
    vintage: Annotated[
        str, typer.Option("--vintage", help="The vintage it is based on, if not the newest.")
    ] = "",
) -> None:
    """Move an indicator to another list from a round on; earlier rounds stay as they were."""
    _record(
        DecisionKind.MOVE_INDICATOR,
        indicator,
        by,
        why,
        details=to_list,
        in_round=from_round,
        vintage=vintage,
    )


@decisions.command("sign-off")
def sign_off(
    vintage: Annotated[str, typer.Argument(metavar="V-…|ROUND", help="A round: its newest one.")],
    by: By,
    why: Why,
    ad_referendum: Annotated[
        bool, typer.Option("--ad-referendum", help="Given between meetings, to be confirmed.")
    ] = False,
) -> None:
    """Accept the figures of a vintage: it is frozen, and later changes are shown separately."""
    details = AD_REFERENDUM if ad_referendum else ""
    _record(DecisionKind.SIGN_OFF, vintage, by, why, details=details)


@decisions.command("revoke")
def revoke(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As `decide list` shows it.")],
    by: By,
    why: Why,
) -> None:
    """Revoke an earlier decision; both stay in the register."""
    _record(DecisionKind.REVOKE, str(number), by, why)


@decisions.command("list")
@shows
def list_decisions() -> Result:
    """List all decisions, also those that are no longer in force."""
    from cl_pipeline.lineage.documents import decision_document

    register = opened().store.decisions
    in_force = set(register.in_force())
    documents, lines = [], []
    for decision in register.list():
        when = format_time(decision.decided_at)
        is_current = decision in in_force or decision.kind == DecisionKind.REVOKE
        documents.append({**decision_document(decision), "holds": decision in in_force})
        lines.append(
            f"{decision.decision_id}  {when}  {_phrase(decision)}  by {decision.decided_by}: "
            f"{decision.reason}{f'  [{decision.origin}]' if decision.origin else ''}"
            f"{'' if is_current else '  [no longer holds]'}"
        )
    return Result(documents, lines)


@proposals.command("add")
def add_proposal(
    kind: Annotated[ProposalKind, typer.Argument(help="What is proposed.")],
    subject: Annotated[str, typer.Argument(help="The indicator (A9), or words for add, define.")],
    text: Annotated[str, typer.Option("--words", help="The proposal, in a sentence.")],
    source: Annotated[str, typer.Option("--from", help="Where it is from: a letter, a meeting.")],
    sender: Annotated[
        str | None, typer.Option("--sender", help="Who proposes; without it, it is not counted.")
    ] = None,
) -> None:
    """Record a proposal."""
    from cl_pipeline.workflows.slom_review.proposals import propose

    proposal = propose(opened(), kind, subject, text=text, source=source, sender=sender)
    print_line(f"recorded: {proposal.kind} {proposal.subject}")


@proposals.command("list")
@shows
def list_proposals() -> Result:
    """Show what is proposed, and which Member States support it."""
    from cl_pipeline.review.proposals import tally_row
    from cl_pipeline.workflows.slom_review.proposals import tallies

    rows = [tally_row(tally) for tally in tallies(opened())]
    return Result(rows, [records_table("What is proposed; people decide", rows)])


@shows
def near_threshold(
    round_year: RoundOption,
    sender: Annotated[
        str | None, typer.Option("--sender", help="Only the rows it may see itself.")
    ] = None,
) -> Result:
    """Show what could bring an indicator with three or four Member States to five."""
    from cl_pipeline.workflows.slom_review import proposals as workflow

    rows = workflow.near_threshold(*opened_for(round_year), sender)
    return Result(rows, [records_table(f"Round {round_year}: what could help", rows)])


def _record(
    kind: DecisionKind, subject: str, by: str, why: str, **more: "Unpack[HowExactly]"
) -> None:
    from cl_pipeline.workflows.slom_review.decisions import decide as record
    from cl_pipeline.workflows.template_finalisation.forms import not_asked_hint

    pipeline = opened()
    decision = record(pipeline, kind, subject, decided_by=by, reason=why, **more)
    _print_recorded(decision)
    if hint := not_asked_hint(pipeline.framework_in_force(), decision):
        message(hint)


def _print_recorded(*recorded: "Decision") -> None:
    for decision in recorded:
        print_line(f"decision {decision.decision_id} recorded: {_phrase(decision)}")


def _phrase(decision: "Decision") -> str:
    """The decision in a phrase, e.g. ``move_indicator court_cases B from 2022``."""
    since = f"from {decision.round}" if decision.kind == DecisionKind.MOVE_INDICATOR else ""
    return " ".join(filter(None, (decision.kind, decision.subject, decision.details, since)))
