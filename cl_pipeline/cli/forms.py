"""Forms: the sample drive, writing, filling, focal points, consultation about a version."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.cli.console import (
    Result,
    message,
    print_line,
    progress_shown,
    records_table,
    shows,
)
from cl_pipeline.cli.options import (
    By,
    OnlySenders,
    RoundOption,
    opened,
    opened_for,
    opened_framework,
)
from cl_pipeline.lineage.documents import record_document
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.proposal import ConsultationKind

if TYPE_CHECKING:
    from cl_pipeline.store.records import FormSent

consultation = typer.Typer(
    help="Consult about a form version: send, comment, answer, list, diff.", no_args_is_help=True
)

Form = Annotated[str, typer.Argument(help="a_list or b_list")]
Version = Annotated[str, typer.Argument(help="e.g. 1.2")]
Words = Annotated[str, typer.Option("--words", help="The comment, in its own words.")]


@shows
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the sample drive goes.")],
    mistakes: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also write a form with mistakes, there.")
    ] = None,
) -> Result:
    """Write the sample drive: real published figures in real forms."""
    from cl_pipeline.framework.loader import load_framework
    from cl_pipeline.sample.drive import write_sample_drive
    from cl_pipeline.sample.mistakes import write_form_with_mistakes
    from cl_pipeline.workflows.files import make_folder, put_filled

    framework = load_framework()
    make_folder(folder)
    with progress_shown("writing the sample") as report_step:
        written = write_sample_drive(framework, folder, report_step, put_filled)
    lines = [f"{len(written)} forms written to {folder}"]
    if mistakes is not None:
        make_folder(mistakes)
        written = (*written, write_form_with_mistakes(framework, mistakes))
        lines.append(f"a form with mistakes written to {written[-1]}")
    return Result([str(path) for path in written], lines, [SAMPLE_NOTICE])


@shows
def forms(
    round_year: RoundOption,
    out: Annotated[Path, typer.Option("--out", help="Folder for the forms and their maps.")],
    sender: OnlySenders = None,
) -> Result:
    """Write the forms of a round; they show the figures we already have next to the input cells."""
    from cl_pipeline.workflows.template_finalisation.forms import not_asked_hint, send_out_forms

    pipeline, chosen = opened_for(round_year)
    if hint := not_asked_hint(pipeline.framework_in_force(), chosen):
        message(hint)
    with progress_shown("writing forms") as report_step:
        sent = send_out_forms(pipeline, chosen, senders=sender or (), out=out, progress=report_step)
    return result_of_sent_forms(sent)


def result_of_sent_forms(sent: "Sequence[FormSent]") -> Result:
    """The forms that were written: one document each, or their paths."""
    documents = [
        record_document(form, "form", "version", "round", "sender", "path", sha256="digest")
        | {"map": form.path.removesuffix(".xlsx") + ".map.json"}
        for form in sent
    ]
    return Result(documents, [form.path for form in sent])


def fill(
    form: Annotated[Path, typer.Argument(metavar="FORM", help="A form written by `forms`.")],
    values: Annotated[
        Path, typer.Argument(metavar="VALUES.csv", help="The form's map keys and a value column.")
    ],
    out: Annotated[
        Path, typer.Option("--out", help="The filled form; a file that a person saved stays.")
    ],
) -> None:
    """Fill a form from a table, for ministries that have their figures in a database."""
    from cl_pipeline.workflows.template_finalisation.forms import fill_from_table

    filled = fill_from_table(opened_framework(), form, values, out)
    message(f"{filled.cell_count} cells filled; written to {filled.path}")
    if filled.path != out:
        message(f"{out} was saved by somebody else and was left as it is")


@shows
def focal_points(
    table: Annotated[
        Path | None,
        typer.Argument(
            metavar="[TABLE.csv]",
            help="Columns sender, institution, address, language (km), indicators (A2 A3, or all); "
            "active: no ends one.",
        ),
    ] = None,
) -> Result:
    """Show the register of focal points, or add the rows of a table to it."""
    from cl_pipeline.workflows.template_finalisation.focal_points import add_focal_points

    pipeline = opened()
    if table is not None:
        message(f"{add_focal_points(pipeline, table)} rows added to the register")
    rows = pipeline.store.focal_points.in_force()
    lines = [
        " · ".join(
            (row.sender, row.institution, row.address, row.language, " ".join(row.indicators))
        )
        for row in rows
    ]
    hint = "no focal point is registered yet; `cl-pipeline focal-points TABLE.csv` adds them"
    return Result([asdict(row) for row in rows], lines, () if rows else [hint])


@consultation.command()
def send(
    form: Form,
    version: Version,
    to: Annotated[str, typer.Option("--to", help="Whom it was sent to: SLOM, SOMSWD …")],
) -> None:
    """Record that a draft was sent for consultation."""
    _record_step(form, version, ConsultationKind.SENT, to, "")


@consultation.command()
def comment(form: Form, version: Version, by: By, words: Words) -> None:
    """Record a comment in its own words."""
    _record_step(form, version, ConsultationKind.COMMENT, by, words)


@consultation.command()
def answer(form: Form, version: Version, by: By, words: Words) -> None:
    """Record what was decided about the comments."""
    _record_step(form, version, ConsultationKind.ANSWER, by, words)


@consultation.command("list")
@shows
def list_versions() -> Result:
    """Show every version with its status and its consultation."""
    from cl_pipeline.workflows.template_finalisation.consultation import step_row, version_states

    states = version_states(opened())
    versions = [
        {
            "form": f"{state.form} {state.version}",
            "status": str(state.status),
            "rounds": " ".join(map(str, state.rounds)) or "none yet",
            "steps": str(len(state.steps)),
        }
        for state in states
    ]
    steps = [step_row(step) for state in states for step in state.steps]
    document = {"versions": versions, "steps": steps}
    return Result(document, [records_table("", versions), records_table("", steps)])


@consultation.command()
@shows
def diff(form: Form, before: Version, after: Version) -> Result:
    """Show what a newer version asks more, less or elsewhere."""
    from cl_pipeline.workflows.template_finalisation.consultation import (
        changes_between,
        version_difference_row,
    )

    changes = changes_between(opened(), form, before, after)
    rows = [version_difference_row(change) for change in changes]
    return Result(rows, [records_table(f"{form}: {before} -> {after}", rows)])


def _record_step(form: str, version: str, kind: ConsultationKind, body: str, words: str) -> None:
    from cl_pipeline.workflows.template_finalisation.consultation import consult

    found = consult(opened(), form, version, kind, body=body, text=words)
    print_line(f"{form} {version} is {found.status}, {len(found.steps)} steps")
