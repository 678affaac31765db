"""Rounds: consolidation, coverage, the SLOM review, comparisons, evaluation, confirmation."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.cli.console import message, print_json, print_line, records_table, show
from cl_pipeline.cli.forms import show_sent_forms
from cl_pipeline.cli.options import (
    AnyRound,
    AsJson,
    AsOf,
    OnlySenders,
    RoundOption,
    opened,
    opened_as_of,
)
from cl_pipeline.errors import NotFound
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.review import RuleOutcome, Sensitivity
from cl_pipeline.model.vintage import Vintage

if TYPE_CHECKING:
    from cl_pipeline.workflows.pipeline import Pipeline
    from cl_pipeline.workflows.slom_review.review import Review

Document = dict[str, object]

confirmation = typer.Typer(
    help="Before the meeting: what will be shown for each Member State, and what it answers.",
    no_args_is_help=True,
)


def consolidate(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Make the vintage of a round from everything accepted now."""
    from cl_pipeline.workflows.slom_review.vintages import consolidate_round

    pipeline = opened()
    vintage = consolidate_round(pipeline, pipeline.round(round_year))
    if as_json:
        document = {"round": round_year, "vintage": vintage.vintage_id}
        print_json({**document, "values": len(vintage.values)})
    else:
        print_line(f"{vintage.vintage_id}: {len(vintage.values)} values and gaps")


def coverage(round_year: RoundOption, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show which Member States report which indicator."""
    from cl_pipeline.workflows.slom_review.vintages import outcomes_of

    pipeline = opened_as_of(as_of)
    vintage = _vintage_asked(pipeline, round_year, as_of)
    framework = pipeline.framework_in_force(vintage.round)
    show_coverage(framework, vintage, outcomes_of(pipeline, vintage), as_json=as_json)


def show_coverage(
    framework: Framework, vintage: Vintage, outcomes: Sequence[RuleOutcome], *, as_json: bool
) -> None:
    """The coverage of a round, with the sample notice if it shows sample data."""
    from cl_pipeline.publication.coverage import coverage_table
    from cl_pipeline.publication.tables import to_records

    table = coverage_table(vintage, framework)
    document = {**_outcome_document(vintage, outcomes), "coverage": to_records(table)}
    show(document, table, as_json=as_json, is_sample=vintage.is_sample)


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
    from cl_pipeline.workflows.slom_review.review import write_review
    from cl_pipeline.workflows.slom_review.vintages import consolidate_round

    pipeline = opened_as_of(as_of)
    if counted_otherwise:
        _show_sensitivity(pipeline, _vintage_asked(pipeline, round_year, as_of), as_json=as_json)
        return
    chosen = pipeline.round(round_year)
    if as_of is None:
        consolidate_round(pipeline, chosen)
    prepared = write_review(pipeline, chosen)
    files = _files_of(prepared)
    if as_json:
        print_json({**_outcome_document(prepared.vintage, prepared.outcomes), **files})
        return
    framework = pipeline.framework_in_force(prepared.vintage.round)
    show_coverage(framework, prepared.vintage, prepared.outcomes, as_json=False)
    for outcome in prepared.outcomes:
        print_line(f"{outcome.position}  {outcome.reason}")
    for name, path in files.items():
        message(f"{name.replace('_', ' ')}: {path}")


def changed(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show what changed since SLOM signed: old, new and what follows, value by value."""
    from cl_pipeline.workflows.slom_review.comparisons import (
        change_rows,
        changes_since_sign_off,
    )

    pipeline = opened()
    found = changes_since_sign_off(pipeline, pipeline.round(round_year))
    if found is None:
        raise NotFound(
            f"round {round_year} is not signed; `cl-pipeline decide sign-off {round_year}` freezes "
            "the figures of its newest vintage"
        )
    rows = change_rows(found)
    signed = f"{found.signed.vintage_id}, signed by {found.signed.decided_by}"
    title = f"Round {round_year}: changed since {signed}"
    show(
        {"round": round_year, "signed": found.signed.vintage_id, "changes": rows},
        records_table(title, rows, empty="nothing has changed"),
        as_json=as_json,
        is_sample=found.before.is_sample,
    )


def asean(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show what may be said for ASEAN: a total with n of N, or why there is none."""
    from cl_pipeline.review.comparability import asean_row
    from cl_pipeline.workflows.round_facts import newest_vintage
    from cl_pipeline.workflows.slom_review.comparisons import asean_rows

    pipeline = opened()
    vintage = newest_vintage(pipeline, pipeline.round(round_year))
    rows = [asean_row(row) for row in asean_rows(pipeline, vintage)]
    show(
        {**_vintage_document(vintage), "figures": rows},
        records_table(f"Round {round_year}, {vintage.vintage_id}: for ASEAN", rows),
        as_json=as_json,
        is_sample=vintage.is_sample,
    )


def progress(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show the change against the baseline, where the two may be compared."""
    from cl_pipeline.review.evaluation import progress_row
    from cl_pipeline.workflows.round_facts import newest_vintage
    from cl_pipeline.workflows.slom_review.comparisons import compared_with_baseline

    pipeline = opened()
    vintage = newest_vintage(pipeline, pipeline.round(round_year))
    found = compared_with_baseline(pipeline, vintage)
    rows = [progress_row(row) for row in found.rows]
    proposals = [
        {
            "indicator": proposal.indicator,
            "measure": proposal.measure,
            "Member State": proposal.sender,
            "stands": proposal.current,
            "proposed": proposal.proposed,
            "why": proposal.why,
            "at": proposal.address,
        }
        for proposal in found.proposals
    ]
    show(
        {
            **_vintage_document(vintage),
            "progress": rows,
            "baseline_signed": found.is_baseline_signed,
            "baseline_proposals": proposals,
        },
        records_table(
            f"Round {round_year}, {vintage.vintage_id}: change against the baseline", rows
        ),
        records_table("Proposed baselines; the signed ones hold until SLOM decides", proposals),
        as_json=as_json,
        is_sample=vintage.is_sample,
    )


def evaluate(round_year: AnyRound = None, as_json: AsJson = False) -> None:
    """Show from baseline to last value per key result area, and what cannot be said."""
    from cl_pipeline.review.evaluation import (
        area_rows,
        coverage_by_round,
        limitation_rows,
        never_reported_rows,
    )
    from cl_pipeline.workflows.slom_review.comparisons import evaluation_of

    pipeline = opened()
    chosen = None if round_year is None else pipeline.round(round_year)
    vintage, found = evaluation_of(pipeline, chosen)
    parts = {
        "areas": ("From baseline to last value", area_rows(found)),
        "coverage": ("Coverage over the rounds", coverage_by_round(found)),
        "never_reported": ("Never reported", never_reported_rows(found)),
        "cannot_be_said": ("What cannot be said", limitation_rows(found)),
    }
    show(
        {**_vintage_document(vintage), **{key: rows for key, (_, rows) in parts.items()}},
        *(records_table(f"{vintage.vintage_id}: {title}", rows) for title, rows in parts.values()),
        as_json=as_json,
        is_sample=vintage.is_sample,
    )


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
    print_line(f"{answered} of {len(assessment.rows)} answered")
    message(f"workbook: {assessment.workbook}")


@confirmation.command("send")
def send_for_confirmation(
    round_year: RoundOption,
    out: Annotated[
        Path | None, typer.Option("--out", help="Only to look at; default: onto the drive.")
    ] = None,
    sender: OnlySenders = None,
    as_json: AsJson = False,
) -> None:
    """Write for each Member State the page of its figures and a small form to answer with."""
    from cl_pipeline.workflows.round_facts import newest_vintage
    from cl_pipeline.workflows.slom_review import confirmations
    from cl_pipeline.workflows.slom_review.review import redacted_review

    pipeline = opened()
    redacted = redacted_review(pipeline, newest_vintage(pipeline, pipeline.round(round_year)))
    sent = confirmations.send_for_confirmation(pipeline, redacted, senders=sender or (), out=out)
    show_sent_forms(sent, as_json=as_json)


@confirmation.command("list")
def list_confirmations(round_year: RoundOption, as_json: AsJson = False) -> None:
    """List what each Member State confirmed, corrects, or has not answered yet."""
    from cl_pipeline.workflows.round_facts import newest_vintage
    from cl_pipeline.workflows.slom_review.confirmations import confirmation_rows, confirmations
    from cl_pipeline.workflows.slom_review.review import redacted_review

    pipeline = opened()
    redacted = redacted_review(pipeline, newest_vintage(pipeline, pipeline.round(round_year)))
    found = confirmations(pipeline, redacted)
    rows = confirmation_rows(found)
    title = f"What Member States say of their figures, round {round_year}"
    show(
        [asdict(row) for row in found],
        records_table(title, rows, empty="nothing so far"),
        as_json=as_json,
        is_sample=any(row.is_sample for row in found),
    )


def _files_of(prepared: "Review") -> dict[str, str]:
    """The files of a review by what they are."""
    return {
        "workbook": str(prepared.workbook),
        "page": str(prepared.page),
        "document": str(prepared.document),
        "country_papers": str(prepared.country_papers),
    }


def _vintage_asked(pipeline: "Pipeline", round_year: int, as_of: str | None) -> Vintage:
    """The vintage of what is accepted now, or the newest of that time; reports which it is."""
    from cl_pipeline.workflows.round_facts import load_facts, newest_vintage
    from cl_pipeline.workflows.slom_review.vintages import current_vintage, not_stored_hint

    if as_of is None:
        facts = load_facts(pipeline, pipeline.round(round_year))
        vintage = current_vintage(facts)
        hint = not_stored_hint(facts, vintage)
    else:
        vintage = newest_vintage(pipeline, pipeline.round(round_year))
        hint = f"as of {as_of}: {vintage.vintage_id}"
    if hint:
        message(hint)
    return vintage


def _vintage_document(vintage: Vintage) -> Document:
    """``notice`` is null unless the vintage shows sample data."""
    notice = SAMPLE_NOTICE if vintage.is_sample else None
    return {"vintage": vintage.vintage_id, "notice": notice}


def _outcome_document(vintage: Vintage, outcomes: Sequence[RuleOutcome]) -> Document:
    return {
        "round": vintage.round,
        **_vintage_document(vintage),
        "indicators": [
            {
                "indicator": outcome.indicator,
                "position": outcome.position,
                "reporting": list(outcome.reporting),
                "count": outcome.count,
                "threshold": outcome.threshold,
                "meets_threshold": outcome.meets_threshold,
                "suggestion": str(outcome.suggestion),
                "reason": outcome.reason,
            }
            for outcome in outcomes
        ],
    }


def _show_sensitivity(pipeline: "Pipeline", vintage: Vintage, *, as_json: bool) -> None:
    from cl_pipeline.review.rule_of_five import (
        LEGEND,
        alternative_legend,
        rule_sentences,
        sensitivity_rows,
    )
    from cl_pipeline.workflows.slom_review.vintages import sensitivity_of

    framework = pipeline.framework_in_force(vintage.round)
    found = sensitivity_of(pipeline, vintage)
    title = f"Round {vintage.round}, {vintage.vintage_id}"
    show(
        _sensitivity_document(vintage, found, framework),
        records_table(title, sensitivity_rows(found, framework)),
        as_json=as_json,
    )
    if not as_json:
        for line in (LEGEND, *alternative_legend(framework), *rule_sentences(framework)):
            print_line(line)
        if vintage.is_sample:
            print_line(SAMPLE_NOTICE)


def _sensitivity_document(
    vintage: Vintage, found: Sequence[Sensitivity], framework: Framework
) -> Document:
    """The rule of five counted otherwise, with the two rules as the documents give them."""
    rules = framework.rules
    values = {
        "reporting_threshold": rules.reporting_threshold,
        "removal_agreement": rules.removal_agreement,
    }
    return {
        "round": vintage.round,
        **_vintage_document(vintage),
        "rules": [
            {
                "rule": name,
                "value": value,
                "basis": rules.source(name),
                "standing": rules.binding(name),
            }
            for name, value in values.items()
        ],
        "alternatives": [
            {
                "key": alternative.key,
                "name": alternative.name,
                "basis": f"{alternative.basis}: {alternative.source}",
            }
            for alternative in framework.counting_alternatives
        ],
        "indicators": [_sensitivity_row(sensitivity) for sensitivity in found],
    }


def _sensitivity_row(sensitivity: Sensitivity) -> Document:
    return {
        "indicator": sensitivity.indicator,
        "position": sensitivity.position,
        "reporting": list(sensitivity.reporting),
        "count": sensitivity.count,
        "threshold": sensitivity.threshold,
        "alternatives": {
            alternative.alternative: {
                "count": alternative.count,
                "reporting": list(alternative.reporting),
                "is_another": alternative.changes_outcome,
            }
            for alternative in sensitivity.alternatives
        },
        "rests_on": list(sensitivity.rests_on),
        "is_one_short": sensitivity.is_one_short,
        "stands_under_all": sensitivity.is_robust,
    }
