"""Commands about what stands around the indicators: forms on request, and the tables made of them."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cl_pipeline.cli.documents import sent_form_document
from cl_pipeline.cli.options import AsJson, RoundOption, opened
from cl_pipeline.cli.rows import print_rows
from cl_pipeline.cli.tables import console, print_json, say
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.labels import SAMPLE_NOTICE

app = typer.Typer(
    help="Data sources, activities, reference series, support, definitions, work programme.",
    no_args_is_help=True,
)


@app.command()
def form(
    form_key: Annotated[FormKey, typer.Argument(metavar="FORM", help="Which form.")],
    round_year: RoundOption,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Only to look at; default: onto the drive."),
    ] = None,
    sender: Annotated[
        list[str] | None, typer.Option("--sender", help="Code of a sender; default all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a form that goes out on request, with what is known filled in."""
    from cl_pipeline.errors import UsageError
    from cl_pipeline.workflows.context.forms import ON_REQUEST, write_context_forms

    if form_key not in ON_REQUEST:
        raise UsageError(f"{form_key} goes out with its round; use `cl-pipeline forms`")
    pipeline = opened()
    sent = write_context_forms(
        pipeline, form_key, pipeline.round(round_year), senders=sender or (), out=out
    )
    if as_json:
        print_json([sent_form_document(one) for one in sent])
        return
    for one in sent:
        console().print(str(one.path))


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the sample drive is.")],
) -> None:
    """Add forms around the indicators to the sample drive."""
    from cl_pipeline.framework.loader import load_framework
    from cl_pipeline.workflows.context.sample import write_context_sample

    written = write_context_sample(load_framework(), folder)
    console().print(f"{len(written)} forms written to {folder}")
    say(SAMPLE_NOTICE)


@app.command()
def activities(round_year: RoundOption, as_json: AsJson = False) -> None:
    """The activities of Annex 1: time frames, reports of ASEAN bodies, choices of Member States."""
    from cl_pipeline.workflows.context.activities import (
        show_activities,
        state_names,
        write_activities,
    )

    pipeline = opened()
    found = show_activities(pipeline, pipeline.round(round_year))
    workbook, picture = write_activities(pipeline, found)
    if as_json:
        print_json(
            {
                "round": found.round,
                "workbook": str(workbook),
                "picture": str(picture),
                "activities": [asdict(one) for one in found.rows],
                "years": [asdict(year) for year in found.years],
            }
        )
        return
    names = state_names(pipeline.framework_in_force())
    print_rows(
        f"Activities of Annex 1, as of {found.round}; time frames are tentative",
        ("activity", "time frame", "reported", "carried out in"),
        [
            (
                row.name,
                f"{row.years_from}-{row.years_to}",
                "; ".join(f"{report.body}: {names[report.state]}" for report in row.reports) or "-",
                " ".join(row.carried_out_in) or "-",
            )
            for row in found.rows
        ],
    )
    say(f"written: {workbook}, {picture}")
    _say_if_sample(is_sample=found.is_sample)


@app.command()
def compendium(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Which indicator could be supplied from which source, and how old the newest is."""
    from cl_pipeline.workflows.context.compendium import show_compendium, write_compendium

    pipeline = opened()
    found = show_compendium(pipeline, pipeline.round(round_year))
    workbook, picture = write_compendium(pipeline, found)
    if as_json:
        print_json(
            {
                "round": found.round,
                "workbook": str(workbook),
                "picture": str(picture),
                "sources": [asdict(source) for source in found.sources],
                "rows": [asdict(one) for one in found.rows],
                "questions": [asdict(question) for question in found.questions],
            }
        )
        return
    print_rows(
        f"Sources that could supply an indicator, round {found.round}",
        ("", "Member State", "newest", "named", "newest source"),
        [
            (
                row.position,
                row.sender,
                row.newest_year or "?",
                len(row.sources),
                row.sources[0].title,
            )
            for row in found.rows
        ],
    )
    print_rows(
        "Gaps and wishes",
        ("theme", "Member States"),
        [(row.theme.name, " ".join(row.senders)) for row in found.gaps],
    )
    print_rows(
        "Questions you may put to a Member State",
        ("", "Member State", "question"),
        [(question.position, question.sender, question.words) for question in found.questions],
    )
    say(f"written: {workbook}, {picture}")
    _say_if_sample(is_sample=found.is_sample)


@app.command()
def load(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Folder of series; default: those of the sample."),
    ] = None,
) -> None:
    """Take in reference series: <name>.csv with <name>.toml beside it."""
    from cl_pipeline.workflows.context.reference import SAMPLE_SERIES, load_series

    rows = load_series(opened(), folder or SAMPLE_SERIES)
    print_rows(
        "Reference series",
        ("series", "figures", "version", "fetched on", ""),
        [
            (
                row.series.key,
                row.count,
                row.series.version,
                row.series.fetched_on,
                "taken in" if row.is_new else "held already",
            )
            for row in rows
        ],
    )
    _say_if_sample(is_sample=folder is None)


@app.command()
def reference(round_year: RoundOption, as_json: AsJson = False) -> None:
    """What differs between a round and the reference series; nothing is put to anybody."""
    from cl_pipeline.workflows.context.reference import cross_check, decided, write_cross_check

    pipeline = opened()
    found = cross_check(pipeline, pipeline.round(round_year))
    workbook = write_cross_check(pipeline, found)
    if as_json:
        rows = [asdict(finding) for finding in found.found]
        print_json({"round": found.round, "workbook": str(workbook), "differences": rows})
        return
    print_rows(
        f"Round {found.round} beside {len(found.series)} reference series",
        ("", "", "Member State", "year", "reported", "outside", "by %", "may be due to", "decided"),
        [
            (
                finding.key,
                finding.position,
                finding.figure.sender,
                finding.figure.year,
                finding.reported,
                f"{finding.compared:.6g}",
                finding.difference_pct,
                ", ".join(finding.reasons),
                decided(finding),
            )
            for finding in found.found
        ],
    )
    say(f"written: {workbook}")
    _say_if_sample(is_sample=found.is_sample)


@app.command()
def settle(
    difference: Annotated[str, typer.Argument(help="The difference, D-…")],
    words: Annotated[str, typer.Argument(help="Why, in a sentence.")],
    round_year: RoundOption,
    by: Annotated[str, typer.Option("--by", help="Who decides: a body or role.")],
    put: Annotated[
        bool, typer.Option("--put/--leave", help="Put it to the sender, or leave it.")
    ] = False,
) -> None:
    """Decide about a difference: put it to the sender as a question, or leave it as it is."""
    from cl_pipeline.workflows.context.reference import decide_difference

    pipeline = opened()
    made = decide_difference(
        pipeline, pipeline.round(round_year), difference, is_put=put, decided_by=by, words=words
    )
    console().print(
        f"{difference}: question {made.question}" if made.is_put else f"{difference}: left as it is"
    )


def _say_if_sample(*, is_sample: bool) -> None:
    if is_sample:
        say(SAMPLE_NOTICE)
