"""Rounds: consolidation, coverage, the SLOM review, comparisons, evaluation, confirmation."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cl_pipeline.cli.console import Result, message, records_table, shows
from cl_pipeline.cli.forms import result_of_sent_forms
from cl_pipeline.cli.options import (
    AnyRound,
    AsOf,
    OnlySenders,
    OutOption,
    RoundOption,
    facts_of,
    opened,
    opened_as_of,
    opened_for,
)
from cl_pipeline.errors import NotFound
from cl_pipeline.lineage.documents import record_document
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.review import RuleOutcome, Sensitivity
from cl_pipeline.model.table import Table
from cl_pipeline.model.vintage import Vintage

if TYPE_CHECKING:
    from cl_pipeline.workflows.pipeline import Pipeline
    from cl_pipeline.workflows.round_facts import RoundFacts

Document = dict[str, object]

confirmation = typer.Typer(
    help="Before the meeting: each Member State's own figures, and what it answers.",
    no_args_is_help=True,
)


@shows
def consolidate(round_year: RoundOption) -> Result:
    """Make the vintage of a round from everything accepted now."""
    from cl_pipeline.workflows.slom_review.vintages import consolidate_round

    vintage = consolidate_round(*opened_for(round_year))
    count = len(vintage.values)
    return Result(
        {"round": round_year, "vintage": vintage.vintage_id, "values": count},
        [f"{vintage.vintage_id}: {count} values and gaps"],
    )


@shows
def coverage(round_year: RoundOption, as_of: AsOf = None) -> Result:
    """Show which Member States report which indicator."""
    from cl_pipeline.review.rule_of_five import rule_of_five

    facts, vintage = _vintage_asked(opened_as_of(as_of), round_year, as_of)
    return coverage_result(facts.framework, vintage, rule_of_five(vintage, facts.framework))


def coverage_result(
    framework: Framework, vintage: Vintage, outcomes: Sequence[RuleOutcome]
) -> Result:
    """The coverage of a round, with the sample notice if it shows sample data."""
    from cl_pipeline.publication.coverage import coverage_table, voluntary_table
    from cl_pipeline.publication.tables import to_records

    table = coverage_table(vintage, framework)
    list_c = voluntary_table(vintage, framework)
    document = {
        **_outcome_document(vintage, outcomes),
        "coverage": to_records(table),
        "list_c": to_records(list_c),
    }
    shown = [table, list_c] if list_c.rows else [table]
    return Result(document, shown, is_sample=vintage.is_sample)


@shows
def review(
    round_year: RoundOption,
    as_of: AsOf = None,
    counted_otherwise: Annotated[
        bool,
        typer.Option(
            "--sensitivity", help="Only show the rule counted otherwise; for the Secretariat."
        ),
    ] = False,
) -> Result:
    """Prepare the SLOM review of a round: the rule of five and the review workbook.

    With --as-of nothing new is consolidated: the workbook is that of the vintage of that time.
    """
    from cl_pipeline.workflows.slom_review.review import write_review
    from cl_pipeline.workflows.slom_review.vintages import consolidate_round

    pipeline = opened_as_of(as_of)
    if counted_otherwise:
        return _sensitivity_result(*_vintage_asked(pipeline, round_year, as_of))
    chosen = pipeline.round(round_year)
    if as_of is None:
        consolidate_round(pipeline, chosen)
    prepared = write_review(pipeline, chosen)
    vintage, outcomes = prepared.vintage, prepared.outcomes
    files = record_document(prepared, "workbook", "page", "document", "country_papers")
    framework = pipeline.framework_in_force(vintage.round)
    count, command = len(prepared.hidden), f"cl-pipeline hidden --round {round_year}"
    not_shown = [f"figures that are not shown to others: {count}; see {command}"] if count else []
    reasons = [f"{outcome.position}  {outcome.reason}" for outcome in outcomes]
    return Result(
        {**_outcome_document(vintage, outcomes), **files},
        [*coverage_result(framework, vintage, outcomes).shown, *reasons],
        [*(f"{name.replace('_', ' ')}: {path}" for name, path in files.items()), *not_shown],
        is_sample=vintage.is_sample,
    )


@shows
def changed(round_year: RoundOption) -> Result:
    """Show what changed since SLOM signed: old, new and what follows, value by value."""
    from cl_pipeline.workflows.slom_review.comparisons import change_rows, changes_since_sign_off

    found = changes_since_sign_off(facts_of(round_year))
    if found is None:
        raise NotFound(
            f"round {round_year} is not signed; `cl-pipeline decide sign-off {round_year}` freezes "
            "the figures of its newest vintage"
        )
    rows = change_rows(found)
    signed = f"{found.signed.vintage_id}, signed by {found.signed.decided_by}"
    title = f"Round {round_year}: changed since {signed}"
    return Result(
        {"round": round_year, "signed": found.signed.vintage_id, "changes": rows},
        [records_table(title, rows, empty="nothing has changed")],
        is_sample=found.before.is_sample,
    )


@shows
def asean(round_year: RoundOption) -> Result:
    """Show what may be said for ASEAN: a total with n of N, or why there is none."""
    from cl_pipeline.review.comparability import asean_row
    from cl_pipeline.workflows.slom_review.comparisons import asean_rows

    facts = facts_of(round_year)
    vintage, rows = facts.vintage, [asean_row(row) for row in asean_rows(facts)]
    table = records_table(f"Round {round_year}, {vintage.vintage_id}: for ASEAN", rows)
    return _result_of(vintage, {"figures": rows}, [table])


@shows
def hidden(round_year: RoundOption) -> Result:
    """Show which figures of the newest vintage are not published, and why."""
    from cl_pipeline.publication.disclosure import hidden_rows
    from cl_pipeline.workflows.audit import audited, causes_shown_before

    facts = facts_of(round_year)
    vintage = facts.vintage
    causes = causes_shown_before(facts, vintage)
    rows = hidden_rows(vintage, facts.framework, audited(facts, vintage), causes)
    title = f"Round {round_year}, {vintage.vintage_id}: not published"
    table = records_table(title, rows, empty="every figure may be shown")
    return _result_of(vintage, {"hidden": rows}, [table])


@shows
def progress(round_year: RoundOption) -> Result:
    """Show the change against the baseline, where the two may be compared."""
    from cl_pipeline.review.evaluation import progress_row
    from cl_pipeline.workflows.slom_review.comparisons import compared_with_baseline

    facts = facts_of(round_year)
    vintage, found = facts.vintage, compared_with_baseline(facts)
    rows = [progress_row(row) for row in found.rows]
    title = f"Round {round_year}, {vintage.vintage_id}: change against the baseline"
    return _result_of(
        vintage,
        {
            "progress": rows,
            "baseline_signed": found.is_baseline_signed,
            "baseline_proposals": found.proposals,
        },
        [
            records_table(title, rows),
            records_table(
                "Proposed baselines; the signed ones hold until SLOM decides", found.proposals
            ),
        ],
    )


@shows
def evaluate(round_year: AnyRound = None) -> Result:
    """Show from baseline to last value per key result area, and what cannot be said."""
    from cl_pipeline.workflows.slom_review.comparisons import evaluation_of

    pipeline = opened()
    chosen = None if round_year is None else pipeline.round(round_year)
    vintage, found = evaluation_of(pipeline, chosen)
    parts = {
        "areas": ("From baseline to last value", found.areas),
        "coverage": ("Coverage over the rounds", found.coverage),
        "never_reported": ("Never reported", found.never_reported),
        "cannot_be_said": ("What cannot be said", found.limitations),
    }
    return _result_of(
        vintage,
        {key: rows for key, (_, rows) in parts.items()},
        [records_table(f"{vintage.vintage_id}: {title}", rows) for title, rows in parts.values()],
    )


@shows
def assess(round_year: RoundOption) -> Result:
    """Put together the B-list assessment of a round."""
    from cl_pipeline.workflows.b_list_assessment import assess_b_list

    assessment = assess_b_list(*opened_for(round_year))
    count, workbook = len(assessment.rows), str(assessment.workbook)
    answered = sum(1 for row in assessment.rows if row.has_submission)
    return Result(
        {"round": round_year, "rows": count, "answered": answered, "workbook": workbook},
        [f"{answered} of {count} answered"],
        [f"workbook: {workbook}"],
    )


@confirmation.command("send")
@shows
def send_for_confirmation(
    round_year: RoundOption, out: OutOption = None, sender: OnlySenders = None
) -> Result:
    """Write for each Member State the page of its figures and a small form to answer with."""
    from cl_pipeline.workflows.slom_review import confirmations

    pipeline, chosen = opened_for(round_year)
    _, sent = confirmations.send_for_confirmation(pipeline, chosen, senders=sender or (), out=out)
    return result_of_sent_forms(sent)


@confirmation.command("list")
@shows
def list_confirmations(round_year: RoundOption) -> Result:
    """List what each Member State confirmed, corrects, or has not answered yet."""
    from cl_pipeline.workflows.slom_review.confirmations import confirmation_rows, confirmations
    from cl_pipeline.workflows.slom_review.redacted import redacted_review

    facts = facts_of(round_year)
    found = confirmations(facts, redacted_review(facts, facts.vintage))
    title = f"What Member States say of their figures, round {round_year}"
    return Result(
        [asdict(row) for row in found],
        [records_table(title, confirmation_rows(found), empty="nothing so far")],
        is_sample=any(row.is_sample for row in found),
    )


def _vintage_asked(
    pipeline: "Pipeline", round_year: int, as_of: str | None
) -> "tuple[RoundFacts, Vintage]":
    """The vintage of what is accepted now, or the newest of that time; reports which it is."""
    from cl_pipeline.workflows.round_facts import load_facts
    from cl_pipeline.workflows.slom_review.vintages import current_vintage, not_stored_hint

    facts = load_facts(pipeline, pipeline.round(round_year))
    if as_of is not None:
        message(f"as of {as_of}: {facts.vintage.vintage_id}")
        return facts, facts.vintage
    vintage = current_vintage(facts)
    if hint := not_stored_hint(facts, vintage):
        message(hint)
    return facts, vintage


def _vintage_document(vintage: Vintage) -> Document:
    """``notice`` is null unless the vintage shows sample data."""
    notice = SAMPLE_NOTICE if vintage.is_sample else None
    return {"vintage": vintage.vintage_id, "notice": notice}


def _result_of(vintage: Vintage, document: Document, shown: Sequence[Table]) -> Result:
    """The result of a command about one vintage."""
    document = {**_vintage_document(vintage), **document}
    return Result(document, shown, is_sample=vintage.is_sample)


OUTCOME = ("indicator", "position", "reporting", "count", "threshold")
"""What documents show of every outcome of the rule of five."""


def _outcome_document(vintage: Vintage, outcomes: Sequence[RuleOutcome]) -> Document:
    return {
        "round": vintage.round,
        **_vintage_document(vintage),
        "indicators": [
            record_document(outcome, *OUTCOME, "meets_threshold", "suggestion", "reason")
            for outcome in outcomes
        ],
    }


def _sensitivity_result(facts: "RoundFacts", vintage: Vintage) -> Result:
    from cl_pipeline.review import rule_of_five as rule
    from cl_pipeline.workflows.slom_review.vintages import sensitivity_of

    framework, found = facts.framework, sensitivity_of(facts, vintage)
    title = f"Round {vintage.round}, {vintage.vintage_id}"
    return Result(
        _sensitivity_document(vintage, found, framework),
        [
            records_table(title, rule.sensitivity_rows(found, framework)),
            rule.LEGEND,
            *rule.alternative_legend(framework),
            *rule.rule_sentences(framework),
        ],
        is_sample=vintage.is_sample,
    )


def _sensitivity_document(
    vintage: Vintage, found: Sequence[Sensitivity], framework: Framework
) -> Document:
    """The rule of five counted otherwise, with the two rules as the documents give them."""
    rules = framework.rules
    return {
        "round": vintage.round,
        **_vintage_document(vintage),
        "rules": [
            {
                "rule": name,
                "value": getattr(rules, name),
                "basis": rules.source(name),
                "standing": rules.binding(name),
            }
            for name in ("reporting_threshold", "removal_agreement")
        ],
        "alternatives": [
            record_document(alternative, "key", "name")
            | {"basis": f"{alternative.basis}: {alternative.source}"}
            for alternative in framework.counting_alternatives
        ],
        "indicators": [
            {
                **record_document(sensitivity, *OUTCOME, "rests_on", "is_one_short"),
                "stands_under_all": sensitivity.is_robust,
                "alternatives": {
                    alternative.alternative: record_document(
                        alternative, "count", "reporting", is_another="changes_outcome"
                    )
                    for alternative in sensitivity.alternatives
                },
            }
            for sensitivity in found
        ],
    }
