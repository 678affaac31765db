"""Commands about forms: the sample drive, writing forms, filling them, who receives them."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cl_pipeline.cli.documents import sent_form_document
from cl_pipeline.cli.options import AsJson, RoundOption, opened, settings_with
from cl_pipeline.cli.progress import shown
from cl_pipeline.cli.tables import console, print_json, say


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the sample drive goes.")],
    mistakes: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also write a form with mistakes, there.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the sample drive: real published figures in real forms."""
    from cl_pipeline.framework.loader import load_framework
    from cl_pipeline.model.labels import SAMPLE_NOTICE
    from cl_pipeline.sample.drive import write_sample_drive
    from cl_pipeline.sample.mistakes import write_form_with_mistakes
    from cl_pipeline.workflows.files import make_folder

    framework = load_framework()
    make_folder(folder)
    with shown("writing the sample") as tell:
        written = write_sample_drive(framework, folder, tell)
    beside: tuple[Path, ...] = ()
    if mistakes is not None:
        make_folder(mistakes)
        beside = (write_form_with_mistakes(framework, mistakes),)
    if as_json:
        print_json([str(path) for path in (*written, *beside)])
        return
    console().print(f"{len(written)} forms written to {folder}")
    for path in beside:
        console().print(f"a form with mistakes written to {path}", markup=False)
    say(SAMPLE_NOTICE)


def forms(
    round_year: RoundOption,
    out: Annotated[Path, typer.Option("--out", help="Folder for the forms and their maps.")],
    sender: Annotated[
        list[str] | None, typer.Option("--sender", help="ISO3 code; default all members.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the forms of a round, with what is already held beside the input cells."""
    from cl_pipeline.workflows.template_finalisation.forms import send_out_forms

    pipeline = opened()
    with shown("writing forms") as tell:
        sent = send_out_forms(
            pipeline, pipeline.round(round_year), senders=sender or (), out=out, tell=tell
        )
    if as_json:
        print_json([sent_form_document(one) for one in sent])
        return
    for one in sent:
        console().print(str(one.path))


def fill(
    form: Annotated[Path, typer.Argument(metavar="FORM", help="A form written by `forms`.")],
    values: Annotated[
        Path, typer.Argument(metavar="VALUES.csv", help="The form's map keys and a value column.")
    ],
    out: Annotated[Path, typer.Option("--out", help="The filled form.")],
) -> None:
    """Fill a form from a table, for ministries that hold their figures in a database."""
    from cl_pipeline.workflows.a_list_collection.reading import fill_from_table
    from cl_pipeline.workflows.pipeline import framework_in_force

    count = fill_from_table(framework_in_force(settings_with()), form, values, out)
    say(f"{count} cells filled; written to {out}")


def focal_points(
    table: Annotated[
        Path | None,
        typer.Argument(
            metavar="[TABLE.csv]",
            help="Columns sender, institution, address, language (km), indicators (A2 A3, or all); "
            "active: no ends one.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the register of focal points, or add the rows of a table to it."""
    from cl_pipeline.workflows.template_finalisation.focal_points import (
        add_focal_points,
        list_focal_points,
    )

    pipeline = opened()
    if table is not None:
        say(f"{add_focal_points(pipeline, table)} rows added to the register")
    rows = list_focal_points(pipeline)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    if not rows:
        say("no focal point is registered yet; `cl-pipeline focal-points TABLE.csv` adds them")
    for row in rows:
        line = (row.sender, row.institution, row.address, row.language, " ".join(row.indicators))
        console().print(" · ".join(line), markup=False)
