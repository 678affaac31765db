"""Commands on the context: forms on request, reference series, registers, the workshop."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cl_pipeline.cli.console import Result, message, print_line, records_table, show, shows
from cl_pipeline.cli.forms import result_of_sent_forms
from cl_pipeline.cli.options import By, OnlySenders, OutOption, RoundOption, opened, opened_for
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.proposal import InputKind

app = typer.Typer(
    help="Data sources, activities, reference series, support, definitions, work programme.",
    no_args_is_help=True,
)

REPORTS = {
    "activities": "The activities of Annex 1: time frames, reports of ASEAN bodies, choices of "
    "Member States.",
    "compendium": "Which source could supply which indicator, and how old the newest is.",
    "definitions": "The operational definitions: stated, in part or open, with national variants.",
    "reference": "What differs between a round and the reference series; nothing is sent to "
    "anybody.",
    "support": "Support wished for and good practice offered, by theme.",
    "work_programme": "Projects of the ALM Work Programme, the scorecard, and ratifications as of "
    "their date.",
}
"""The topics of ``workflows.context.reports`` with the help of their commands."""


@app.command()
@shows
def form(
    form_key: Annotated[FormKey, typer.Argument(metavar="FORM", help="Which form.")],
    round_year: RoundOption,
    out: OutOption = None,
    sender: OnlySenders = None,
) -> Result:
    """Write a form that goes out on request, with what is known filled in."""
    from cl_pipeline.errors import UsageError
    from cl_pipeline.workflows.context.forms import ON_REQUEST, write_context_forms

    if form_key not in ON_REQUEST:
        raise UsageError(f"{form_key} goes out with its round; use `cl-pipeline forms`")
    pipeline, chosen = opened_for(round_year)
    return result_of_sent_forms(
        write_context_forms(pipeline, form_key, chosen, senders=sender or (), out=out)
    )


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the sample drive is.")],
) -> None:
    """Add the forms of the context to the sample drive."""
    from cl_pipeline.framework.loader import load_framework
    from cl_pipeline.workflows.context.forms import write_context_sample

    written = write_context_sample(load_framework(), folder)
    print_line(f"{len(written)} forms written to {folder}")
    message(SAMPLE_NOTICE)


@app.command()
@shows
def suppliers(round_year: RoundOption) -> Result:
    """Which institutions supply which indicator, and what the round holds of it."""
    from cl_pipeline.publication.tables import to_records
    from cl_pipeline.workflows.context.reports import Topic, report_on

    pipeline, chosen = opened_for(round_year)
    report, _ = report_on(pipeline, Topic.SUPPORT, chosen)
    table = report.tables["Suppliers"]
    return Result(to_records(table), [table], is_sample=report.is_sample)


@app.command()
def load(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Folder of series; default: those of the sample."),
    ] = None,
) -> None:
    """Load reference series: <name>.csv, each with its <name>.toml."""
    from cl_pipeline.workflows.context.reports import SAMPLE_SERIES, load_series

    rows = [
        {
            "series": loaded.series.key,
            "figures": loaded.count,
            "version": loaded.series.version,
            "fetched on": loaded.series.fetched_on,
            "": "loaded" if loaded.is_new else "loaded before",
        }
        for loaded in load_series(opened(), folder or SAMPLE_SERIES)
    ]
    table = records_table("Reference series", rows)
    show(Result(rows, [table], is_sample=folder is None), as_json=False)


@app.command()
def settle(
    difference: Annotated[str, typer.Argument(help="The difference, D-…")],
    words: Annotated[str, typer.Argument(help="Why, in a sentence.")],
    round_year: RoundOption,
    by: By,
    put: Annotated[
        bool, typer.Option("--put/--leave", help="Ask the sender, or leave it.")
    ] = False,
) -> None:
    """Decide about a difference: ask the sender about it, or leave it as it is."""
    from cl_pipeline.workflows.context.reports import decide_difference

    pipeline, chosen = opened_for(round_year)
    made = decide_difference(pipeline, chosen, difference, is_put=put, decided_by=by, words=words)
    print_line(
        f"{difference}: question {made.question}" if made.is_put else f"{difference}: left as it is"
    )


@app.command()
@shows
def workshop(
    round_year: RoundOption,
    body: Annotated[
        str | None, typer.Option(help="Record an input of this body, e.g. SOM-ED.")
    ] = None,
    kind: Annotated[InputKind, typer.Option(help="What it brings in.")] = InputKind.COMMENT,
    about: Annotated[str, typer.Option(help="An indicator or activity; may be left out.")] = "",
    words: Annotated[str, typer.Option(help="The input, in its words.")] = "",
) -> Result:
    """The inter-sectoral workshop of a round: record an input, or list all."""
    from cl_pipeline.workflows.slom_review.proposals import add_input, show_workshop

    pipeline, chosen = opened_for(round_year)
    if body is not None:
        add_input(pipeline, chosen, body, kind, about, words)
    found = show_workshop(pipeline, chosen)
    title = f"Inter-sectoral workshop of round {found.round} ({found.dates})"
    return Result(asdict(found), [records_table(title, found.rows(), empty="nothing so far")])


def _report_command(topic: str) -> Callable[..., None]:
    """The command that writes the report on a topic and shows its tables or records."""

    @shows
    def report_command(round_year: RoundOption) -> Result:
        from cl_pipeline.publication.tables import to_records
        from cl_pipeline.workflows.context.reports import Topic, write_report

        pipeline, chosen = opened_for(round_year)
        written = write_report(pipeline, Topic(topic), chosen)
        report = written.report
        records = {
            name.lower().replace(" ", "_"): to_records(table)
            for name, table in report.tables.items()
        }
        files = {"workbook": str(written.workbook)}
        if written.picture:
            files["picture"] = str(written.picture)
        return Result(
            {"round": chosen, **files, "is_sample": report.is_sample, **records},
            [report.tables[name] for name in report.shown],
            [f"written: {', '.join(files.values())}"],
            is_sample=report.is_sample,
        )

    return report_command


for topic, description in REPORTS.items():
    app.command(topic.replace("_", "-"), help=description)(_report_command(topic))
