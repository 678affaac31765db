"""Asset checks: stored findings as results, with the cells.

They compute nothing new, save for the framework: its tables come from no sender and have no stored
findings, so they are looked at on the spot.

The gate is not here: what counts is decided by the query consolidation reads, so that starting an
asset by hand cannot go round a check.
"""

from collections.abc import Sequence

import dagster as dg

from assets.a_list_collection import returns
from assets.metadata import table
from assets.review_pages import question_rows
from assets.slom_review import consolidated_values
from assets.submission_pages import cell_of
from assets.template_finalisation import roadmap_framework
from cl_pipeline.checks.framework_tables import check_framework_tables
from cl_pipeline.framework.tables import raw_tables
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.a_list_collection.submissions import list_findings
from cl_pipeline.workflows.pipeline import Pipeline

PLACES_NAMED = 12
"""Cells named in the sentence of a check; the table below it has them all."""


@dg.asset_check(asset=roadmap_framework, description="Every table of the framework is well formed.")
def framework_is_well_formed() -> dg.AssetCheckResult:
    """Pandera over the framework's files."""
    failures = check_framework_tables(raw_tables())
    says = "every table is well formed" if not failures else f"{len(failures)} cells to mend"
    rows = [
        {"file": f.table, "line": f.line, "column": f.column, "found": f.found} for f in failures
    ]
    return dg.AssetCheckResult(
        passed=not failures, description=says, metadata={"cells": table(rows)}
    )


@dg.asset_check(
    asset=returns,
    description="Every file that came in could be read as a return. If not, its sender is asked to "
    "send it again; nothing of it counts until then.",
)
def submissions_could_be_read(pipeline: dg.ResourceParam[Pipeline]) -> dg.AssetCheckResult:
    """Findings for which a sender is asked to send again."""
    return _result(pipeline, (Severity.REJECT,), "to be sent again", is_error=True)


@dg.asset_check(
    asset=returns,
    description="Every filled cell could be understood. If not, the cell is left out and the rest "
    "of the return counts.",
)
def cells_could_be_read(pipeline: dg.ResourceParam[Pipeline]) -> dg.AssetCheckResult:
    """Findings on cells that were left out; the rest of the return counts."""
    return _result(pipeline, (Severity.OMIT,), "left out until clear", is_error=False)


@dg.asset_check(
    asset=returns,
    description="The figures of each return agree with each other. If not, its sender is asked; "
    "the figures count meanwhile.",
)
def figures_agree(pipeline: dg.ResourceParam[Pipeline]) -> dg.AssetCheckResult:
    """Warnings and questions; they stop nothing."""
    kinds = (Severity.WARNING, Severity.QUESTION)
    return _result(pipeline, kinds, "to ask the senders about", is_error=False)


@dg.asset_check(
    asset=consolidated_values,
    description="No question arises when returns are laid side by side, for example two "
    "institutions that report on one indicator. Shown for the round consolidated last.",
)
def nothing_is_open(pipeline: dg.ResourceParam[Pipeline]) -> dg.AssetCheckResult:
    """The open questions of the newest vintage."""
    vintage = pipeline.store.vintages.latest()
    rows = question_rows(vintage.questions if vintage else ())
    places = [f"{row['Member State']} {row['cell']}" for row in rows]
    return dg.AssetCheckResult(
        passed=not rows,
        severity=dg.AssetCheckSeverity.WARN,
        description=_says(places, "to ask the senders about"),
        metadata={"questions": table(rows)},
    )


def _result(
    pipeline: Pipeline, severities: Sequence[Severity], words: str, *, is_error: bool
) -> dg.AssetCheckResult:
    found = [
        (submission, finding)
        for submission, finding in list_findings(pipeline, only_current=True)
        if finding.severity in severities
    ]
    found.sort(key=_newest_first)
    return dg.AssetCheckResult(
        passed=not found,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        description=_says([_place(*pair) for pair in found], words),
        metadata={"findings": table([_row(*pair) for pair in found])},
    )


def _newest_first(pair: tuple[Submission, Finding]) -> tuple[bool, int, float]:
    """What is being collected comes first, and before it what no round is known of: torn files."""
    one = pair[0]
    return one.round is not None, -(one.round or 0), -one.received_at.timestamp()


def _says(places: Sequence[str], words: str) -> str:
    """The answer in a sentence: in the tab *Checks* the tables are one click further away."""
    if not places:
        return "nothing to report"
    more = len(places) - PLACES_NAMED
    named = ", ".join(places[:PLACES_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{len(places)} {words}: {named}"


def _place(submission: Submission, finding: Finding) -> str:
    if submission.sender is None:
        return submission.path
    return f"{submission.sender} {submission.round} {cell_of(finding)}"


def _row(submission: Submission, finding: Finding) -> dict[str, object]:
    return {
        "Member State": submission.sender or "not recognised",
        "round": submission.round or "",
        "cell": cell_of(finding) if submission.sender else submission.path,
        "found": finding.found,
        "please": finding.remedy,
        "code": finding.code,
    }
