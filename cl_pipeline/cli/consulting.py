"""Commands for a form version on its way from draft to final."""

from typing import Annotated

import typer

from cl_pipeline.cli.options import AsJson, opened
from cl_pipeline.cli.tables import console, print_json, print_rows
from cl_pipeline.model.proposal import ConsultationKind

app = typer.Typer(
    help="Consult about a form version: send, comment, answer, list, diff.",
    no_args_is_help=True,
)

Form = Annotated[str, typer.Argument(help="a_list or b_list")]
Version = Annotated[str, typer.Argument(help="e.g. 1.2")]
By = Annotated[str, typer.Option("--by", help="Who says it: a body or role, no person's name.")]
Words = Annotated[str, typer.Option("--words", help="What was said.")]


@app.command()
def send(
    form: Form,
    version: Version,
    to: Annotated[str, typer.Option("--to", help="Whom it was sent to: SLOM, SOMSWD …")],
) -> None:
    """Record that a draft was sent for consultation."""
    _take_down(form, version, ConsultationKind.SENT, to, "")


@app.command()
def comment(form: Form, version: Version, by: By, words: Words) -> None:
    """Record a comment, as it was said."""
    _take_down(form, version, ConsultationKind.COMMENT, by, words)


@app.command()
def answer(form: Form, version: Version, by: By, words: Words) -> None:
    """Record what was made of the comments."""
    _take_down(form, version, ConsultationKind.ANSWER, by, words)


@app.command("list")
def list_versions(as_json: AsJson = False) -> None:
    """Show every version with its status, and what was said about it."""
    from cl_pipeline.workflows.template_finalisation.consultation import step_text, version_states

    states = version_states(opened())
    versions = [
        {
            "form": f"{state.form} {state.version}", "status": str(state.status),
            "rounds": " ".join(map(str, state.rounds)) or "none yet", "steps": str(len(state.steps)),
        }
        for state in states
    ]  # fmt: skip
    steps = [step_text(step) for state in states for step in state.steps]
    if as_json:
        print_json({"versions": versions, "steps": steps})
        return
    print_rows(versions)
    print_rows(steps)


@app.command()
def diff(form: Form, before: Version, after: Version, as_json: AsJson = False) -> None:
    """Show what a newer version asks more, less or elsewhere."""
    from cl_pipeline.workflows.template_finalisation.consultation import (
        changes_between,
        form_differences_text,
    )

    rows = [form_differences_text(one) for one in changes_between(opened(), form, before, after)]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, f"{form}: {before} -> {after}")


def _take_down(form: str, version: str, kind: ConsultationKind, body: str, words: str) -> None:
    from cl_pipeline.workflows.template_finalisation.consultation import consult

    found = consult(opened(), form, version, kind, body=body, said=words)
    console().print(f"{form} {version} is {found.status}, {len(found.steps)} steps", markup=False)
