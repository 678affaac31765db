"""Commands about registers around the indicators: support, suppliers, definitions, work programme."""

from dataclasses import asdict
from typing import Annotated

import typer

from cl_pipeline.cli import context
from cl_pipeline.cli.options import AsJson, RoundOption, opened
from cl_pipeline.cli.rows import print_rows
from cl_pipeline.cli.tables import print_json, say
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.proposal import InputKind

app = context.app
"""One group of commands, so that people find them in one place."""


@app.command()
def support(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Support wished for beside good practice offered, by theme."""
    from cl_pipeline.workflows.context.support import show_support, theme_name, write_support

    pipeline = opened()
    found = show_support(pipeline, pipeline.round(round_year))
    workbook, picture = write_support(pipeline, found)
    if as_json:
        rows = [
            {**asdict(row), "matches": [list(pair) for pair in row.matches]} for row in found.themes
        ]
        print_json({"workbook": str(workbook), "picture": str(picture), "themes": rows})
        return
    print_rows(
        f"Wishes and offers, as of {found.round}",
        ("theme", "wished for by", "offered by", "who may learn from whom"),
        [
            (
                theme_name(row),
                " ".join(sorted({wish.sender for wish in row.wishes})),
                " ".join(sorted({offer.sender for offer in row.offers})),
                "; ".join(f"{wishes} from {offers}" for wishes, offers in row.matches),
            )
            for row in found.themes
        ],
    )
    say(f"written: {workbook}, {picture}")
    say_if_sample(is_sample=found.is_sample)


@app.command()
def suppliers(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Which institutions supply which indicator, and what stands for the round."""
    from cl_pipeline.workflows.context.support import show_support

    pipeline = opened()
    found = show_support(pipeline, pipeline.round(round_year))
    if as_json:
        print_json([asdict(row) | {"standing": row.status} for row in found.suppliers])
        return
    print_rows(
        f"Who supplies what, and what stands for round {found.round}",
        ("", "Member State", "this round", "institutions"),
        [
            (
                row.position,
                row.sender,
                row.status,
                "; ".join(name for name, _ in row.institutions),
            )
            for row in found.suppliers
        ],
    )
    say_if_sample(is_sample=found.is_sample)


@app.command()
def definitions(round_year: RoundOption, as_json: AsJson = False) -> None:
    """The operational definitions: stated, in part or open, with national variants."""
    from cl_pipeline.workflows.context.definitions import (
        STATUS_LABELS,
        show_definitions,
        write_definitions,
    )

    pipeline = opened()
    found = show_definitions(pipeline, pipeline.round(round_year))
    workbook = write_definitions(pipeline, found)
    if as_json:
        rows = [asdict(row) for row in found.rows]
        print_json({"workbook": str(workbook), "definitions": rows})
        return
    print_rows(
        f"Definitions, as of {found.round}",
        ("term", "status", "definition", "still open", "national variants"),
        [
            (
                row.term,
                STATUS_LABELS[row.status],
                row.text or "-",
                row.open_question or "-",
                " ".join(sorted({variant.sender for variant in row.variants})) or "-",
            )
            for row in found.rows
        ],
    )
    say(f"written: {workbook}")
    say_if_sample(is_sample=found.is_sample)


@app.command("work-programme")
def work_programme(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Projects of the ALM Work Programme, the scorecard, and ratifications as of their date."""
    from cl_pipeline.workflows.context.work_programme import (
        show_work_programme,
        write_work_programme,
    )

    pipeline = opened()
    found = show_work_programme(pipeline, pipeline.round(round_year))
    workbook = write_work_programme(pipeline, found)
    if as_json:
        print_json({**asdict(found), "workbook": str(workbook)})
        return
    print_rows(
        "Projects of the ALM Work Programme and the work plans",
        ("body", "project", "timeline", "coordinators", "reported"),
        [
            (
                project.project.body,
                project.project.name,
                project.project.timeline or "-",
                " ".join(project.project.coordinators) or "-",
                project.state.replace("_", " ").lower() or "-",
            )
            for project in found.projects
        ],
    )
    print_rows(
        "Scorecard",
        ("body", "kind", "output"),
        [(output.body, output.kind.lower(), output.name) for output in found.outputs],
    )
    dates = " and ".join(sorted({ratification.as_of for ratification in found.ratifications}))
    say(f"{len(found.ratifications)} ratifications as of {dates} stand in the workbook")
    say(f"written: {workbook}")
    say_if_sample(is_sample=found.is_sample)


@app.command()
def workshop(
    round_year: RoundOption,
    body: Annotated[
        str | None, typer.Option(help="Take down an input of this body, e.g. SOM-ED.")
    ] = None,
    kind: Annotated[InputKind, typer.Option(help="What it brings in.")] = InputKind.COMMENT,
    about: Annotated[str, typer.Option(help="An indicator or activity; may be left out.")] = "",
    words: Annotated[str, typer.Option(help="The input, in its words.")] = "",
    as_json: AsJson = False,
) -> None:
    """The inter-sectoral workshop of a round: take down an input, or list what was brought in."""
    from cl_pipeline.workflows.slom_review.workshop import add_input, show_workshop

    pipeline = opened()
    chosen = pipeline.round(round_year)
    if body is not None:
        add_input(pipeline, chosen, body, kind, about, words)
    found = show_workshop(pipeline, chosen)
    if as_json:
        print_json(asdict(found))
        return
    phase = found.phase
    when = f"{phase.starts_on} to {phase.ends_on}" if phase else "no dates in the calendar"
    print_rows(
        f"Inter-sectoral workshop of round {found.round} ({when})",
        ("body", "what", "about", "words"),
        [
            (input_.body, input_.kind.replace("_", " "), input_.about or "-", input_.words)
            for input_ in found.inputs
        ],
    )


def say_if_sample(*, is_sample: bool) -> None:
    """The notice, where what is shown is sample."""
    if is_sample:
        say(SAMPLE_NOTICE)
