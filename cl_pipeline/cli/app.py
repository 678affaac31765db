"""The command ``cl-pipeline``: its commands put together."""

import typer

from cl_pipeline.cli import (
    answering,
    asking,
    collecting,
    comparing,
    confirming,
    consulting,
    context,
    correcting,
    deciding,
    evaluating,
    following,
    proposing,
    questioning,
    reminding,
    sending,
)

app = typer.Typer(
    name="cl-pipeline",
    help="Monitoring of the ASEAN Roadmap on the Elimination of the Worst Forms of Child Labour.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

app.command(rich_help_panel="Forms")(sending.sample)
app.command(rich_help_panel="Forms")(sending.forms)
app.command(rich_help_panel="Forms")(sending.fill)
app.command("focal-points", rich_help_panel="Forms")(sending.focal_points)
app.command(rich_help_panel="Returns")(collecting.check)
app.command(rich_help_panel="Returns")(collecting.ingest)
app.command(rich_help_panel="Returns")(collecting.submissions)
app.command(rich_help_panel="Returns")(collecting.findings)
app.command("read-again", rich_help_panel="Returns")(collecting.read_again)
app.command(rich_help_panel="Returns")(answering.answer)
app.command(rich_help_panel="Review")(asking.consolidate)
app.command(rich_help_panel="Review")(asking.coverage)
app.command(rich_help_panel="Review")(asking.review)
app.command(rich_help_panel="Review")(asking.changed)
app.command(rich_help_panel="Returns")(reminding.remind)
app.command(rich_help_panel="Returns")(reminding.timeliness)
app.command("two-more", rich_help_panel="Review")(proposing.near_threshold)
app.command(rich_help_panel="Review")(evaluating.evaluate)
app.command(rich_help_panel="Review")(comparing.asean)
app.command(rich_help_panel="Review")(comparing.progress)
app.command(rich_help_panel="Review")(asking.assess)
app.command(rich_help_panel="A number")(following.trace)
app.command(rich_help_panel="A number")(following.reach)
app.command(rich_help_panel="A number")(following.diff)
app.command(rich_help_panel="A number")(following.replay)
app.command(rich_help_panel="Set up")(asking.doctor)
app.add_typer(questioning.app, name="question", rich_help_panel="A number")
app.add_typer(confirming.app, name="confirm", rich_help_panel="Review")
app.add_typer(correcting.app, name="correction", rich_help_panel="A number")
app.add_typer(consulting.app, name="consult", rich_help_panel="Forms")
app.add_typer(proposing.app, name="propose", rich_help_panel="Review")
app.add_typer(deciding.app, name="decide", rich_help_panel="Review")
app.add_typer(context.app, name="context", rich_help_panel="Context")
