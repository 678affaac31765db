"""The command ``cl-pipeline``: its commands put together.

Belongs here: the list of commands. Does not belong here: what they do (one module per part of the
walk beside this one).
"""

import typer

from cl_pipeline.cli import asking, collecting, deciding, sending

app = typer.Typer(
    name="cl-pipeline",
    help="Monitoring of the ASEAN Roadmap on the Elimination of the Worst Forms of Child Labour.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

for command in (sending.sample, sending.forms, sending.fill):
    app.command(rich_help_panel="Forms")(command)
app.command("focal-points", rich_help_panel="Forms")(sending.focal_points)
for command in (collecting.check, collecting.ingest, collecting.submissions, collecting.findings):
    app.command(rich_help_panel="Returns")(command)
app.command("read-again", rich_help_panel="Returns")(collecting.read_again)
for command in (asking.consolidate, asking.coverage, asking.review, asking.assess, asking.trace):
    app.command(rich_help_panel="Review")(command)
app.command(rich_help_panel="Set up")(asking.doctor)
app.add_typer(deciding.app, name="decide", rich_help_panel="Review")
