"""Commands about numbers: consolidating, coverage, review, the B list."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.cli import EXIT_NOT_ACCEPTED
from cl_pipeline.cli.documents import coverage_document, sensitivity_document
from cl_pipeline.cli.options import AsJson, AsOf, RoundOption, opened, opened_as_of, settings_with
from cl_pipeline.cli.tables import console, print_coverage, print_json, print_rows, say
from cl_pipeline.errors import NotFound
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import Vintage

if TYPE_CHECKING:
    from cl_pipeline.workflows.pipeline import Pipeline
    from cl_pipeline.workflows.slom_review.review import Review


def consolidate(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Make the vintage of a round from everything accepted now."""
    from cl_pipeline.workflows.slom_review.vintages import consolidate_round

    pipeline = opened()
    vintage = consolidate_round(pipeline, pipeline.round(round_year))
    if as_json:
        document = {"round": round_year, "vintage": vintage.vintage_id}
        print_json({**document, "values": len(vintage.values)})
    else:
        console().print(f"{vintage.vintage_id}: {len(vintage.values)} values and gaps")


def coverage(round_year: RoundOption, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show which Member States report which indicator."""
    from cl_pipeline.workflows.slom_review.vintages import outcomes_of

    pipeline = opened_as_of(as_of)
    vintage = _vintage_asked(pipeline, round_year, as_of)
    outcomes = outcomes_of(pipeline, vintage)
    if as_json:
        print_json(coverage_document(vintage, outcomes))
    else:
        show_coverage(pipeline.framework_in_force(vintage.round), vintage, outcomes)


def review(
    round_year: RoundOption,
    as_of: AsOf = None,
    counted_otherwise: Annotated[
        bool,
        typer.Option(
            "--sensitivity", help="Only show the rule counted otherwise; for the Secretariat."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Prepare the SLOM review of a round: the rule of five and the review workbook.

    With --as-of nothing new is consolidated: the workbook is that of the vintage of that time.
    """
    from cl_pipeline.workflows.slom_review.review import prepare_review, write_past_review

    pipeline = opened_as_of(as_of)
    if counted_otherwise:
        _show_sensitivity(pipeline, _vintage_asked(pipeline, round_year, as_of), as_json=as_json)
        return
    prepare = prepare_review if as_of is None else write_past_review
    prepared = prepare(pipeline, pipeline.round(round_year))
    if as_json:
        document = coverage_document(prepared.vintage, prepared.outcomes)
        print_json({**document, **_written(prepared)})
        return
    show_coverage(
        pipeline.framework_in_force(prepared.vintage.round), prepared.vintage, prepared.outcomes
    )
    for outcome in prepared.outcomes:
        console().print(f"{outcome.position}  {outcome.reason}")
    for name, path in _written(prepared).items():
        say(f"{name.replace('_', ' ')}: {path}")


def _written(prepared: "Review") -> dict[str, str]:
    """The files of a review by what they are."""
    return {
        "workbook": str(prepared.workbook),
        "page": str(prepared.page),
        "document": str(prepared.document),
        "country_papers": str(prepared.country_papers),
    }


def _vintage_asked(pipeline: "Pipeline", round_year: int, as_of: str | None) -> Vintage:
    """The vintage of what is accepted now, or the newest of that time; says which it is."""
    from cl_pipeline.workflows.round_facts import newest_vintage
    from cl_pipeline.workflows.slom_review.vintages import present_vintage

    if as_of is None:
        vintage, hint = present_vintage(pipeline, pipeline.round(round_year))
    else:
        vintage = newest_vintage(pipeline, pipeline.round(round_year))
        hint = f"as of {as_of}: {vintage.vintage_id}"
    if hint:
        say(hint)
    return vintage


def _show_sensitivity(pipeline: "Pipeline", vintage: Vintage, *, as_json: bool) -> None:
    from cl_pipeline.review.sensitivity import (
        LEGEND,
        alternative_legend,
        rule_sentences,
        sensitivity_rows,
    )
    from cl_pipeline.workflows.slom_review.vintages import sensitivity_of

    framework = pipeline.framework_in_force(vintage.round)
    found = sensitivity_of(pipeline, vintage)
    if as_json:
        print_json(sensitivity_document(vintage, found, framework))
        return
    print_rows(sensitivity_rows(found, framework), f"Round {vintage.round}, {vintage.vintage_id}")
    for line in (LEGEND, *alternative_legend(framework), *rule_sentences(framework)):
        console().print(line, markup=False)
    if vintage.is_sample:
        console().print(SAMPLE_NOTICE)


def changed(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show what changed since SLOM: old, new and what follows, value by value."""
    from cl_pipeline.workflows.slom_review.changes_since_sign_off import (
        change_rows,
        changes_since_sign_off,
    )

    pipeline = opened()
    found = changes_since_sign_off(pipeline, pipeline.round(round_year))
    if found is None:
        raise NotFound(
            f"round {round_year} is not signed; `cl-pipeline decide sign-off {round_year}` signs "
            "its newest vintage"
        )
    rows = change_rows(found)
    signed = f"{found.signed.vintage_id}, signed by {found.signed.decided_by}"
    if as_json:
        print_json({"round": round_year, "signed": found.signed.vintage_id, "changes": rows})
        return
    print_rows(rows, f"Round {round_year}: changed since {signed}")
    if not rows:
        console().print(f"nothing has changed since {signed}", markup=False)
    if found.before.is_sample:
        console().print(SAMPLE_NOTICE)


def show_coverage(framework: Framework, vintage: Vintage, outcomes: Sequence[RuleOutcome]) -> None:
    """The table of a round's coverage, under it the sample notice where it shows sample data."""
    print_coverage(framework, vintage.round, outcomes)
    if vintage.is_sample:
        console().print(SAMPLE_NOTICE)


def assess(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Put together the B-list assessment of a round."""
    from cl_pipeline.workflows.b_list_assessment import assess_b_list

    pipeline = opened()
    assessment = assess_b_list(pipeline, pipeline.round(round_year))
    answered = sum(1 for row in assessment.rows if row.has_submission)
    if as_json:
        counts = {"rows": len(assessment.rows), "answered": answered}
        print_json({"round": round_year, **counts, "workbook": str(assessment.workbook)})
        return
    console().print(f"{answered} of {len(assessment.rows)} answered")
    say(f"workbook: {assessment.workbook}")


def doctor(as_json: AsJson = False) -> None:
    """Say what is set up, what is not, and what to do."""
    from cl_pipeline.workflows.doctor import examine

    checks = examine(settings_with())
    if as_json:
        print_json([{"name": c.name, "ok": c.ok, "found": c.found, "do": c.do} for c in checks])
    else:
        for check in checks:
            console().print(f"{'ok ' if check.ok else 'do '} {check.name}: {check.found}")
            if not check.ok:
                console().print(f"     {check.do}")
    if not all(check.ok for check in checks):
        raise typer.Exit(EXIT_NOT_ACCEPTED)
