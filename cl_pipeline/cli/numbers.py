"""Numbers: back to the cell, downstream, differences, and the replay of a vintage."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.cli.console import Result, message, shows
from cl_pipeline.cli.options import AsOf, opened, opened_as_of
from cl_pipeline.lineage import documents
from cl_pipeline.model.breakdown import TOTAL, Breakdown
from cl_pipeline.model.trace import Trace

if TYPE_CHECKING:
    from cl_pipeline.model.identity import VintageId
    from cl_pipeline.workflows.pipeline import Pipeline

ALL = "all"
"""In place of a vintage: all vintages."""

Code = Annotated[
    str,
    typer.Option(
        metavar="CODE", help="A code, e.g. F; after a wrong one the valid codes are listed."
    ),
]
HtmlOption = Annotated[Path | None, typer.Option("--html", help="Write a page to this file.")]
ProvOption = Annotated[
    Path | None, typer.Option("--prov", help="Write W3C PROV-JSON to this file.")
]


def _year(text: str) -> str:
    """A year or a reporting column; anything else is a typing error, not a missing number."""
    if not re.fullmatch(r"\d{4}|baseline|other_\d+", text.strip().lower()):
        raise typer.BadParameter("give a year, e.g. 2016, or baseline")
    return text


@shows
def trace(  # noqa: PLR0913, PLR0917 - one option per dimension of a breakdown
    indicator: Annotated[str, typer.Argument(help="Key or position, e.g. A2.")],
    sender: Annotated[str, typer.Argument(help="ISO3 code of the Member State.")],
    year: Annotated[str, typer.Argument(help="A year, or `baseline`.", callback=_year)],
    measure: Annotated[str | None, typer.Option(help="Key; default the headline.")] = None,
    round_year: Annotated[int | None, typer.Option("--round", help="Default the newest.")] = None,
    sex: Code = TOTAL,
    age: Code = TOTAL,
    location: Code = TOTAL,
    sector: Code = TOTAL,
    nationality: Code = TOTAL,
    agency: Code = TOTAL,
    channel: Code = TOTAL,
    venue: Code = TOTAL,
    scope: Code = TOTAL,
    occupation: Code = TOTAL,
    as_of: AsOf = None,
    html: HtmlOption = None,
    prov: ProvOption = None,
) -> Result:
    """Lead a number back to the cell it was typed in, or say why it is not there."""
    from cl_pipeline.lineage import trace
    from cl_pipeline.lineage.trace import explanation
    from cl_pipeline.workflows.files import replace_bytes
    from cl_pipeline.workflows.lineage.tracing import explain_number

    pipeline = opened_as_of(as_of)
    breakdown = Breakdown(
        sex, age, location, sector, nationality, agency, channel, venue, scope, occupation
    )
    chosen = pipeline.round(round_year) if round_year else None
    framework = pipeline.framework_in_force()
    found = explain_number(
        pipeline,
        framework,
        indicator,
        sender.upper(),
        year,
        breakdown,
        measure=measure,
        round_year=chosen,
    )
    if html is not None:
        from cl_pipeline.publication.document_html import to_html

        replace_bytes(html, to_html(explanation(found, framework)))
        message(f"page: {html}")
    if not isinstance(found, Trace):
        text = trace.absence_text(found)
        return Result(documents.absence_document(found), [text], is_accepted=False)
    if prov is not None:
        from cl_pipeline.lineage.prov_export import prov_json

        replace_bytes(prov, prov_json(found, framework).encode())
        message(f"PROV-JSON: {prov}")
    return Result(documents.trace_document(found, framework), [trace.trace_text(found, framework)])


@shows
def downstream(
    submission: Annotated[
        str, typer.Argument(metavar="FILE|S-…", help="A file, its path on the drive, or its id.")
    ],
    sheet: Annotated[str | None, typer.Argument(help="Only this sheet, e.g. A2.")] = None,
    cell: Annotated[str | None, typer.Argument(help="Only this cell, e.g. C29.")] = None,
    as_of: AsOf = None,
) -> Result:
    """Show everything derived from a file, a sheet or a cell."""
    from cl_pipeline.lineage.trace import downstream_text
    from cl_pipeline.workflows.lineage.downstream import (
        check_place,
        downstream_of,
        submission_named,
    )

    pipeline = opened_as_of(as_of)
    sent, at = submission_named(pipeline, submission), cell.upper() if cell else None
    check_place(pipeline, sent, sheet, at)
    found = downstream_of(pipeline, sent, sheet, at)
    return Result(documents.downstream_document(found), [downstream_text(found)])


@shows
def diff(
    before: Annotated[
        str, typer.Argument(help="A vintage V-…, a round, a submission S-… or a file.")
    ],
    after: Annotated[str, typer.Argument(help="The newer one, of the same kind.")],
) -> Result:
    """Show what differs between two submissions or two vintages, and what follows from it."""
    from cl_pipeline.lineage.difference_report import difference_document, difference_text
    from cl_pipeline.workflows.lineage.differences import difference

    found = difference(opened(), before, after)
    return Result(difference_document(found), [difference_text(found)])


@shows
def replay(
    vintage: Annotated[str, typer.Argument(help="A vintage V-…, a round for its newest, or all.")],
) -> Result:
    """Make a vintage, or all of them, again from the archive and the decisions, and compare."""
    from cl_pipeline.workflows.lineage import replay as workflow

    pipeline = opened()
    replays = [workflow.replay(pipeline, name) for name in _vintages_named(pipeline, vintage)]
    made_again = [
        documents.record_document(
            found, "made_again", "differences", "changed", "erased",
            vintage="vintage_id", same="is_same"
        )
        for found in replays
    ]  # fmt: skip
    return Result(
        made_again if vintage == ALL else made_again[0],
        map(workflow.replay_text, replays),
        is_accepted=all(found.is_same for found in replays),
    )


def _vintages_named(pipeline: "Pipeline", name: str) -> "list[VintageId]":
    from cl_pipeline.model.identity import VintageId
    from cl_pipeline.workflows.round_facts import newest_vintage

    if name == ALL:
        return [vintage.vintage_id for vintage in pipeline.store.vintages.list()]
    if name.isdigit():
        return [newest_vintage(pipeline, pipeline.round(int(name))).vintage_id]
    return [VintageId(name)]
