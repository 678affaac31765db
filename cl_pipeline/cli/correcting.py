"""Commands for corrections that the Secretariat declares."""

from typing import Annotated

import typer

from cl_pipeline.cli.options import AsJson, AsOf, opened, opened_as_of
from cl_pipeline.cli.tables import console, print_json

app = typer.Typer(
    help="Corrections declared by the Secretariat: declare, take back, list.",
    no_args_is_help=True,
)

TraceKey = Annotated[str, typer.Argument(help="Of the number, as `trace` shows it.")]
By = Annotated[str, typer.Option("--by", help="Who declares it: a body or role.")]
Why = Annotated[str, typer.Option("--why", help="The reason, in a sentence.")]


@app.command()
def declare(
    trace_key: TraceKey,
    expected: Annotated[str, typer.Option("--from", help="What the return says, e.g. 1234.")],
    corrected: Annotated[str, typer.Option("--to", help="What it should say, e.g. 1243.")],
    by: By,
    why: Why,
    evidence: Annotated[str, typer.Option("--evidence", help="Where the figure stands.")],
) -> None:
    """Let another figure stand than the return says, until the return says another itself."""
    from cl_pipeline.workflows.slom_review.corrections import declare_correction

    one = declare_correction(
        opened(), trace_key, expected=expected, corrected=corrected, declared_by=by, reason=why,
        evidence=evidence,
    )  # fmt: skip
    console().print(f"correction {one.correction_id} recorded: {trace_key}", markup=False)


@app.command("take-back")
def take_back(trace_key: TraceKey, by: By, why: Why) -> None:
    """Let what the return says stand again."""
    from cl_pipeline.workflows.slom_review.corrections import take_correction_back

    one = take_correction_back(opened(), trace_key, declared_by=by, reason=why)
    console().print(f"correction {one.correction_id} recorded: {trace_key}", markup=False)


@app.command("list")
def list_corrections(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List all declarations, in order."""
    from cl_pipeline.lineage.documents import correction_document
    from cl_pipeline.lineage.trace import correction_text

    for_json = []
    for correction in opened_as_of(as_of).store.corrections.list():
        key = correction.key
        about = f"{key.indicator} {correction.sender} {key.column} {key.measure} {key.breakdown}"
        for_json.append(
            {"about": about, "round": correction.round, **(correction_document(correction) or {})}
        )
        if not as_json:
            line = f"{correction.correction_id}  round {correction.round}  {about}  {correction_text(correction)}"
            console().print(line, markup=False)
    if as_json:
        print_json(for_json)
