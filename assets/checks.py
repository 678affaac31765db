"""Asset checks: stored findings as results, with the cells.

They compute nothing new, except for the framework: nobody sends its tables, so they have no stored
findings and are checked here. What counts is decided by the query that consolidation reads, so
launching an asset by hand cannot go round a check.
"""

from collections.abc import Sequence

import dagster as dg

from assets.metadata import table
from assets.partitions import round_of, sender_and_round
from cl_pipeline.framework.rows import raw_tables
from cl_pipeline.model.codes import Severity
from cl_pipeline.publication.tables import escape_markdown
from cl_pipeline.workflows.a_list_collection.collection import drive_problem
from cl_pipeline.workflows.a_list_collection.submissions import finding_table, open_findings
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review.questions import question_rows
from resources.pipeline import PipelineParam

DRIVE_CHECK, DRIVE_IS_WELL = "drive_can_be_read", "the drive can be read"

PLACES_NAMED = 12
"""Cells named in the sentence of a check; the table below it has them all."""


@dg.asset_check(asset="roadmap_framework", blocking=True)
def framework_is_well_formed() -> dg.AssetCheckResult:
    """Every table of the framework is well formed. If not, nothing is made from it."""
    # Every process of the web UI would pay a second for pandas.
    from cl_pipeline.checks.framework_tables import check_framework_tables  # noqa: PLC0415

    failures = check_framework_tables(raw_tables())
    rows = [
        {"file": cell.table, "line": cell.line, "column": cell.column, "found": cell.found}
        for cell in failures
    ]
    return dg.AssetCheckResult(
        passed=not failures,
        description=f"{len(failures)} cells to fix" if failures else "every table is well formed",
        metadata={"cells": table(rows)},
    )


@dg.asset_check(asset="shared_drive", name=DRIVE_CHECK)
def drive_can_be_read(pipeline: PipelineParam) -> dg.AssetCheckResult:
    """The drive is there, is not empty, and belongs to this data folder.

    If not, nothing is taken in. The *drive_watch* looks every half minute.
    """
    problem = drive_problem(pipeline)
    return dg.AssetCheckResult(
        passed=not problem, description=escape_markdown(problem or DRIVE_IS_WELL)
    )


def _check_of_submissions(
    name: str, description: str, severities: Sequence[Severity], to_do: str
) -> dg.AssetChecksDefinition:
    """A check that shows the stored findings of these severities; they fail it.

    In a run for one Member State and round it shows those of that partition, otherwise all that
    are still open.
    """
    is_error = Severity.REJECT in severities

    @dg.asset_check(asset="submissions", name=name, description=description)
    def check(
        context: dg.AssetCheckExecutionContext, pipeline: PipelineParam
    ) -> dg.AssetCheckResult:
        partition = sender_and_round(context.partition_key) if context.has_partition_key else ()
        pairs = open_findings(pipeline, *partition)
        found = [pair for pair in pairs if pair[1].severity in severities]
        places = [
            f"{sent.sender} {sent.round} {finding.place} in {sent.path}"
            if sent.sender
            else sent.path
            for sent, finding in found
        ]
        shown = finding_table(found, pipeline.base_framework).select(
            "sender", "round", "cell", "found", "please", "code", "path"
        )
        return dg.AssetCheckResult(
            passed=not found,
            severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
            description=_summary(places, to_do),
            metadata={"findings": table(shown)},
        )

    return check


submissions_could_be_read = _check_of_submissions(
    "submissions_could_be_read",
    "We could read every file as a submission. If not, we ask its sender to send it again; nothing "
    "of it counts until then.",
    (Severity.REJECT,),
    "to be sent again",
)

cells_could_be_read = _check_of_submissions(
    "cells_could_be_read",
    "We could read every filled cell. If not, the cell is left out and the rest of the submission "
    "counts.",
    (Severity.OMIT,),
    "left out until clear",
)

figures_agree = _check_of_submissions(
    "figures_agree",
    "The figures of each submission agree with each other. If not, we ask its sender; the figures "
    "count meanwhile.",
    (Severity.WARNING, Severity.QUESTION),
    "to ask the senders about",
)


@dg.asset_check(
    asset="consolidated_values",
    blocking=True,
    description="Every value leads to the cell it was typed in, or to the values it was computed "
    "from. If not, the papers of the round are not made.",
)
def values_have_an_address(
    context: dg.AssetCheckExecutionContext, pipeline: PipelineParam
) -> dg.AssetCheckResult:
    """The values of the round's newest vintage that have neither a cell nor inputs."""
    vintage = load_facts(pipeline, round_of(context)).vintage
    lost = [value.trace_key for value in vintage.values_without_address()]
    return dg.AssetCheckResult(passed=not lost, description=_summary(lost, "without an address"))


@dg.asset_check(
    asset="consolidated_values",
    description="Comparing submissions of the round raises no question, for example two "
    "institutions that report on one indicator.",
)
def nothing_is_open(
    context: dg.AssetCheckExecutionContext, pipeline: PipelineParam
) -> dg.AssetCheckResult:
    """The open questions of the round's newest vintage."""
    facts = load_facts(pipeline, round_of(context))
    rows = question_rows(facts, facts.vintage)
    summary = _summary(
        [f"{row['Member State']} {row['cell']} in {row['file']}" for row in rows],
        "to ask the senders about",
    )
    return dg.AssetCheckResult(
        passed=not rows,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"round {context.partition_key}: {summary}",
        metadata={"questions": table(rows)},
    )


def _summary(places: Sequence[str], to_do: str) -> str:
    """The result in a sentence, as Markdown, which the web UI draws in the tab *Checks*."""
    if not places:
        return "nothing to report"
    more = len(places) - PLACES_NAMED
    named = ", ".join(places[:PLACES_NAMED]) + (f" and {more} more" if more > 0 else "")
    return escape_markdown(f"{len(places)} {to_do}: {named}")
