"""Decisions and proposals: people decide, the system records."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Unpack

import typer

from cl_pipeline.cli import EXIT_NOT_ACCEPTED
from cl_pipeline.cli.console import Result, message, print_line, records_table, show, shows
from cl_pipeline.cli.options import By, RoundOption, Why, facts_of, opened
from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.codes import DecisionKind, FormKey
from cl_pipeline.model.decision import AD_REFERENDUM, DECISION_MEANINGS
from cl_pipeline.model.number_format import format_time
from cl_pipeline.model.proposal import ProposalKind

if TYPE_CHECKING:
    from cl_pipeline.model.decision import Decision
    from cl_pipeline.workflows.slom_review.decisions import HowExactly

decisions = typer.Typer(
    help="Record a decision: lists, sign-off, deadlines, closing, forms, late submissions."
)
proposals = typer.Typer(help="Proposals of Member States: record, count.", no_args_is_help=True)

Round = Annotated[int, typer.Argument(metavar="ROUND")]


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
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm",
            metavar="DIGEST",
            help="With --from-drive: record only the workbook of this digest, as shown before; can "
            "be repeated. A script should always give it.",
        ),
    ] = None,
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
        _decide_from_drive(is_preview=preview, confirmed=confirm)
    else:
        raise UsageError("give a decision: a command, --from, --from-drive or --template")


def _decide_from_drive(*, is_preview: bool, confirmed: list[str] | None) -> None:
    """Exit 1 where a workbook or a row could not be recorded; the others are.

    Records the ``confirmed`` digests; without any, what the person at the terminal confirms, and
    all where nobody can be asked.
    """
    from cl_pipeline.workflows.slom_review import decision_workbooks as workbooks

    pipeline = opened()
    proposals = workbooks.proposed_decisions(pipeline)
    rows = workbooks.proposal_rows(proposals)
    table = records_table("Proposed on the drive", rows, "nothing is proposed on the drive")
    show(Result(rows, [table]), as_json=False)
    is_new = any(proposed.rows for proposed in proposals)
    is_asked = is_new and confirmed is None and sys.stdin.isatty()
    if is_preview or (is_asked and not typer.confirm("Record them?")):
        return
    if unknown := set(confirmed or ()) - {row["digest"] for row in rows}:
        raise NotFound(
            f"no workbook on the drive has the digest {', '.join(sorted(unknown))} now; look at "
            "it again with --preview"
        )
    problems = False
    for recorded in workbooks.record_proposed(
        pipeline,
        proposals,
        lambda digest: confirmed is None or digest[: workbooks.DIGITS_SHOWN] in confirmed,
    ):
        _print_recorded(*recorded.decisions)
        if recorded.problem:
            problems = True
            message(f"{recorded.proposed.path} was not recorded: {recorded.problem}")
    if problems:
        raise typer.Exit(EXIT_NOT_ACCEPTED)


@decisions.command("final-form", help=DECISION_MEANINGS[DecisionKind.FINAL_FORM])
def final_form(
    form: Annotated[str, typer.Argument(help="a_list or b_list")],
    version: Annotated[str, typer.Argument(help="e.g. 1.2")],
    by: By,
    why: Why,
    round_year: Annotated[
        int | None, typer.Option("--round", help="The round in which it goes out.")
    ] = None,
) -> None:
    _record(DecisionKind.FINAL_FORM, f"{form} {version}", by, why, in_round=round_year)


def _add_simple(kind: DecisionKind, subject_name: str) -> None:
    """The command of a kind of decision that needs nothing but its subject."""

    @decisions.command(kind.replace("_", "-"), help=DECISION_MEANINGS[kind])
    def decide_about(
        subject: Annotated[str, typer.Argument(metavar=subject_name)], by: By, why: Why
    ) -> None:
        _record(kind, subject, by, why)


def _add_about_sheet(kind: DecisionKind) -> None:
    """The command of a kind of decision about one sheet of a submission."""

    @decisions.command(kind.replace("_", "-"), help=DECISION_MEANINGS[kind])
    def decide_about_sheet(
        submission: Annotated[str, typer.Argument(metavar="SUBMISSION")],
        sheet: Annotated[str, typer.Argument(help="The sheet, e.g. A2.")],
        by: By,
        why: Why,
    ) -> None:
        _record(kind, submission, by, why, details=sheet)


_add_simple(DecisionKind.CLOSE_ROUND, "ROUND")
_add_simple(DecisionKind.REOPEN_ROUND, "ROUND")
_add_simple(DecisionKind.ACCEPT_LATE, "SUBMISSION")
_add_simple(DecisionKind.CONFIRM_SENDER, "SUBMISSION")
_add_about_sheet(DecisionKind.CHOOSE_SUPPLIER)
_add_about_sheet(DecisionKind.ACCEPT_REVISION)
_add_simple(DecisionKind.WITHDRAW, "SUBMISSION")
_add_simple(DecisionKind.ERASE, "SUBMISSION")
_add_simple(DecisionKind.REVOKE, "NUMBER")


@decisions.command("extend", help=DECISION_MEANINGS[DecisionKind.EXTEND_DEADLINE])
def extend(
    round_year: Round,
    by: By,
    why: Why,
    until: Annotated[str, typer.Option("--until", help="The new last day, e.g. 2021-09-15.")],
    form: Annotated[FormKey, typer.Option("--form", help="Whose deadline.")] = FormKey.A_LIST,
) -> None:
    _record(DecisionKind.EXTEND_DEADLINE, f"{form} {round_year}", by, why, details=until)


@decisions.command("move", help=DECISION_MEANINGS[DecisionKind.MOVE_INDICATOR])
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
    _record(
        DecisionKind.MOVE_INDICATOR,
        indicator,
        by,
        why,
        details=to_list,
        in_round=from_round,
        vintage=vintage,
    )


@decisions.command("sign-off", help=DECISION_MEANINGS[DecisionKind.SIGN_OFF])
def sign_off(
    vintage: Annotated[str, typer.Argument(metavar="V-…|ROUND", help="A round: its newest one.")],
    by: By,
    why: Why,
    ad_referendum: Annotated[
        bool, typer.Option("--ad-referendum", help="Given between meetings, to be confirmed.")
    ] = False,
) -> None:
    details = AD_REFERENDUM if ad_referendum else ""
    _record(DecisionKind.SIGN_OFF, vintage, by, why, details=details)


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

    rows = workflow.near_threshold(facts_of(round_year), sender)
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
