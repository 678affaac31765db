"""The command for the evaluation in the last year of the framework."""

from cl_pipeline.cli.options import AnyRound, AsJson, opened
from cl_pipeline.cli.tables import console, print_json, print_rows
from cl_pipeline.model.labels import SAMPLE_NOTICE


def evaluate(round_year: AnyRound = None, as_json: AsJson = False) -> None:
    """Show from baseline to last value per key result area, and what cannot be said."""
    from cl_pipeline.review.evaluation import (
        area_rows,
        coverage_rows,
        limitation_rows,
        never_reported_rows,
    )
    from cl_pipeline.workflows.slom_review.comparisons import evaluation_of

    pipeline = opened()
    asked = None if round_year is None else pipeline.round(round_year)
    vintage, found = evaluation_of(pipeline, asked)
    parts = {
        "areas": area_rows(found),
        "coverage": coverage_rows(found),
        "never_reported": never_reported_rows(found),
        "cannot_be_said": limitation_rows(found),
    }
    notice = SAMPLE_NOTICE if vintage.is_sample else None
    if as_json:
        print_json({"vintage": vintage.vintage_id, "notice": notice, **parts})
        return
    titles = (
        "From baseline to last value", "Coverage over the rounds", "Never reported",
        "What cannot be said",
    )  # fmt: skip
    for title, rows in zip(titles, parts.values(), strict=True):
        print_rows(rows, f"{vintage.vintage_id}: {title}")
    if notice:
        console().print(notice)
