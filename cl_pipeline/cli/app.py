"""The command ``cl-pipeline``: its commands put together."""

from collections.abc import Callable

import typer

from cl_pipeline.cli import context, decisions, forms, numbers, questions, rounds, submissions
from cl_pipeline.cli.installation import doctor

app = typer.Typer(
    name="cl-pipeline",
    help="Monitoring of the ASEAN Roadmap on the Elimination of the Worst Forms of Child Labour.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "Forms": {
        "sample": forms.sample,
        "forms": forms.forms,
        "fill": forms.fill,
        "focal-points": forms.focal_points,
    },
    "Submissions": {
        "check": submissions.check,
        "ingest": submissions.ingest,
        "submissions": submissions.submissions,
        "findings": submissions.findings,
        "read-again": submissions.read_again,
        "answer": submissions.answer,
        "remind": submissions.remind,
        "timeliness": submissions.timeliness,
    },
    "Review": {
        "consolidate": rounds.consolidate,
        "coverage": rounds.coverage,
        "review": rounds.review,
        "changed": rounds.changed,
        "near-threshold": decisions.near_threshold,
        "evaluate": rounds.evaluate,
        "asean": rounds.asean,
        "hidden": rounds.hidden,
        "progress": rounds.progress,
        "assess": rounds.assess,
    },
    "A number": {
        "trace": numbers.trace,
        "downstream": numbers.downstream,
        "diff": numbers.diff,
        "replay": numbers.replay,
    },
    "Set up": {"doctor": doctor},
}

for panel, commands in COMMANDS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)

# The names of earlier versions keep working.
app.command("two-more", hidden=True)(decisions.near_threshold)
app.command("reach", hidden=True)(numbers.downstream)

app.add_typer(forms.consultation, name="consult", rich_help_panel="Forms")
app.add_typer(rounds.confirmation, name="confirm", rich_help_panel="Review")
app.add_typer(decisions.proposals, name="propose", rich_help_panel="Review")
app.add_typer(decisions.decisions, name="decide", rich_help_panel="Review")
app.add_typer(questions.questions, name="question", rich_help_panel="A number")
app.add_typer(questions.corrections, name="correction", rich_help_panel="A number")
app.add_typer(context.app, name="context", rich_help_panel="Context")
