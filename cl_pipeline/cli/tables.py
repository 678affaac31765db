"""What people see on a terminal."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding, finding_order
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.labels import STATE_LABELS, state_label
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import Submission
from cl_pipeline.publication.feedback.sentences import SEVERITY_LABELS

if TYPE_CHECKING:
    from rich.console import Console

    from cl_pipeline.workflows.a_list_collection.reading import CheckedFile

WIDTH_IN_A_FILE = 160
"""Columns of a table that is piped into a file or another program."""


def console() -> "Console":
    """Where tables are printed; wide and plain where it is no terminal."""
    from rich.console import Console

    is_terminal = sys.stdout.isatty()
    width = None if is_terminal else WIDTH_IN_A_FILE
    return Console(width=width, soft_wrap=not is_terminal, highlight=False)


def print_json(document: object) -> None:
    """One JSON document on stdout."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def say(message: str) -> None:
    """A message on stderr, so that stdout holds nothing but the result."""
    from rich.console import Console
    from rich.markup import escape

    Console(stderr=True, highlight=False, soft_wrap=True).print(escape(message))


def print_checked(checked: "CheckedFile") -> None:
    """The report of one form, as its sender should read it."""
    from rich.markup import escape

    out = console()
    draft = checked.draft
    what = str(draft.identity) if draft.identity else "not recognised as one of our forms"
    out.print(f"[bold]{escape(checked.path.name)}[/bold] · {escape(what)}")
    out.print(
        f"{STATE_LABELS[checked.state]} · {len(draft.observations)} values and gaps read · "
        f"{len(draft.findings)} to look at\n"
    )
    for finding in sorted(draft.findings, key=_reading_order):
        _print_finding(out, finding)


def _reading_order(finding: Finding) -> tuple[object, ...]:
    return list(Severity).index(finding.severity), finding_order(finding)


def _print_finding(out: "Console", finding: Finding) -> None:
    from rich.markup import escape

    place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet or "the file"
    words = SEVERITY_LABELS[finding.severity]
    out.print(f"[bold]{escape(place)}[/bold]  {words}  ({finding.code})")
    out.print(f"   found     {escape(finding.found)}")
    out.print(f"   expected  {escape(finding.expected)}")
    out.print(f"   please    {escape(finding.remedy)}\n")


def print_submissions(submissions: Sequence[Submission], framework: Framework) -> None:
    """One line per submission."""
    from rich.markup import escape
    from rich.table import Table

    from cl_pipeline.workflows.a_list_collection.submissions import sender_label, sent_for

    table = Table("submission", "round", "sender", "form", "state", "findings", "path")
    for submission in submissions:
        form = f"{submission.form} {submission.version}" if submission.form else "?"
        counted = str(submission.finding_count)
        sender, round_text = (
            sender_label(submission, framework),
            str(sent_for(submission, framework)[1] or "?"),
        )
        table.add_row(
            submission.submission_id,
            round_text,
            sender,
            form,
            state_label(submission),
            counted,
            escape(submission.path),
        )
    console().print(table)


def print_coverage(framework: Framework, round_year: int, outcomes: Sequence[RuleOutcome]) -> None:
    """Which Member States report which indicator, and what the rule of five proposes."""
    from rich.markup import escape
    from rich.table import Table

    needed = framework.rules.reporting_threshold
    table = Table(
        "", "indicator", "Member States that report", "count", "proposal",
        title=f"Round {round_year}: list A by Member State ({needed} are needed)",
        title_justify="left",
    )  # fmt: skip
    for outcome in outcomes:
        name = framework.indicator(outcome.indicator).short_name
        proposal = "keep" if outcome.meets_threshold else "assess feasibility: B, otherwise C"
        states = " ".join(outcome.reporting) or "-"
        table.add_row(outcome.position, escape(name), states, str(outcome.count), proposal)
    console().print(table)


def print_rows(rows: Sequence[Mapping[str, str]], title: str = "") -> None:
    """Rows of words with the columns of the first row."""
    from rich.markup import escape
    from rich.table import Table

    if not rows:
        return
    table = Table(*rows[0], title=title or None, title_justify="left")
    for row in rows:
        table.add_row(*(escape(text) for text in row.values()))
    console().print(table)


def print_findings(rows: Sequence[tuple[Submission, Finding]], framework: Framework) -> None:
    """One line per stored finding."""
    from rich.markup import escape
    from rich.table import Table

    from cl_pipeline.workflows.a_list_collection.submissions import sent_for

    table = Table("sender", "round", "place", "what it asks", "code", "found", "path")
    for submission, finding in rows:
        sender, round_year = sent_for(submission, framework)
        place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet or "the file"
        table.add_row(
            sender or "?", str(round_year or "?"), escape(place), SEVERITY_LABELS[finding.severity],
            finding.code, escape(finding.found), escape(submission.path),
        )  # fmt: skip
    console().print(table)
