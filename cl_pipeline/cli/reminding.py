"""Commands about what is still open: drafts of reminders, and when returns came."""

from typing import Annotated

import typer

from cl_pipeline.cli.options import AsJson, RoundOption, opened
from cl_pipeline.cli.tables import console, print_json, print_rows, say


def remind(
    round_year: RoundOption,
    sender: Annotated[
        list[str] | None, typer.Option("--sender", help="Only this Member State, e.g. KHM.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draft a reminder per Member State with what it has still open. Nothing is sent."""
    from cl_pipeline.workflows.slom_review.reminders import draft_reminders

    pipeline = opened()
    drafts = draft_reminders(pipeline, pipeline.round(round_year), sender or ())
    if as_json:
        print_json(
            [
                {
                    "sender": draft.state.code,
                    "path": str(draft.path),
                    "open": [
                        {
                            "indicator": item.indicator,
                            "sheet": item.sheet,
                            "cells": [cell for _, cell in item.cells],
                            "stands": item.current,
                            "institutions": list(item.institutions),
                        }
                        for item in draft.items
                    ],
                }
                for draft in drafts
            ]
        )
        return
    for draft in drafts:
        say(f"{draft.state.name}: {len(draft.items)} open, draft in {draft.path}")
    if len(drafts) == 1:
        console().print(drafts[0].text, markup=False)


def timeliness(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show when the first return of each form came, against the deadline in force."""
    from cl_pipeline.review.reminders import timeliness_row
    from cl_pipeline.workflows.slom_review.reminders import timeliness_of

    pipeline = opened()
    rows = [timeliness_row(one) for one in timeliness_of(pipeline, pipeline.round(round_year))]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, f"Round {round_year}: when returns came")
