"""Commands about numbers: consolidating, coverage, review, the B list, a number's way back."""

from typing import Annotated

import typer

from cl_pipeline.cli import EXIT_NOT_ACCEPTED
from cl_pipeline.cli.documents import coverage_document
from cl_pipeline.cli.options import AsJson, RoundOption, opened, settings_with
from cl_pipeline.cli.tables import console, print_coverage, print_json, say
from cl_pipeline.model.breakdown import TOTAL, Breakdown

Code = Annotated[str, typer.Option(metavar="CODE")]


def consolidate(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Make the vintage of a round from everything accepted now."""
    from cl_pipeline.stages.slom_review import consolidate_round

    pipeline = opened()
    vintage = consolidate_round(pipeline, pipeline.round(round_year))
    if as_json:
        document = {"round": round_year, "vintage": vintage.vintage_id}
        print_json({**document, "values": len(vintage.values)})
    else:
        console().print(f"{vintage.vintage_id}: {len(vintage.values)} values and gaps")


def coverage(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show which Member States report which indicator."""
    from cl_pipeline.stages.slom_review import outcomes_of, present_vintage

    pipeline = opened()
    vintage, hint = present_vintage(pipeline, pipeline.round(round_year))
    if hint:
        say(hint)
    outcomes = outcomes_of(pipeline, vintage)
    if as_json:
        print_json(coverage_document(round_year, vintage.vintage_id, outcomes))
    else:
        print_coverage(pipeline.framework, round_year, outcomes)


def review(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Prepare the SLOM review of a round: the rule of five and the review workbook."""
    from cl_pipeline.stages.slom_review import prepare_review

    pipeline = opened()
    prepared = prepare_review(pipeline, pipeline.round(round_year))
    if as_json:
        document = coverage_document(round_year, prepared.vintage.vintage_id, prepared.outcomes)
        print_json({**document, "workbook": str(prepared.workbook)})
        return
    print_coverage(pipeline.framework, round_year, prepared.outcomes)
    for outcome in prepared.outcomes:
        console().print(f"{outcome.position}  {outcome.reason}")
    say(f"review workbook: {prepared.workbook}")


def assess(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Put together the B-list assessment of a round."""
    from cl_pipeline.stages.b_list_assessment import assess_b_list

    pipeline = opened()
    assessment = assess_b_list(pipeline, pipeline.round(round_year))
    answered = sum(1 for row in assessment.rows if row.is_returned)
    if as_json:
        counts = {"rows": len(assessment.rows), "answered": answered}
        print_json({"round": round_year, **counts, "workbook": str(assessment.workbook)})
        return
    console().print(f"{answered} of {len(assessment.rows)} answered")
    say(f"workbook: {assessment.workbook}")


def trace(  # noqa: PLR0913, PLR0917 - one option per dimension of a breakdown
    indicator: Annotated[str, typer.Argument(help="Key or position, e.g. A2.")],
    sender: Annotated[str, typer.Argument(help="ISO3 code of the Member State.")],
    year: Annotated[str, typer.Argument(help="A year, or `baseline`.")],
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
    as_json: AsJson = False,
) -> None:
    """Lead a consolidated number back to the cell it was typed in."""
    from cl_pipeline.lineage.trace import trace_document, trace_text
    from cl_pipeline.stages.tracing import trace_number

    pipeline = opened()
    breakdown = Breakdown(sex, age, location, sector, nationality, agency, channel, venue, scope)
    chosen = pipeline.round(round_year) if round_year else None
    found = trace_number(
        pipeline, indicator, sender.upper(), year, breakdown, measure=measure, round_year=chosen
    )
    if as_json:
        print_json(trace_document(found, pipeline.framework))
    else:
        console().print(trace_text(found, pipeline.framework), markup=False)


def doctor(as_json: AsJson = False) -> None:
    """Say what is set up, what is not, and what to do."""
    from cl_pipeline.stages.doctor import examine

    checks = examine(settings_with())
    if as_json:
        print_json([{"name": c.name, "ok": c.ok, "found": c.found, "do": c.do} for c in checks])
    else:
        for one in checks:
            console().print(f"{'ok ' if one.ok else 'do '} {one.name}: {one.found}")
            if not one.ok:
                console().print(f"     {one.do}")
    if not all(one.ok for one in checks):
        raise typer.Exit(EXIT_NOT_ACCEPTED)
