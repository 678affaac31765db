"""Asset checks: stored findings as results, with the cells. They compute nothing new.

The gate is not here: what counts is decided by the query consolidation reads, so that starting an
asset by hand cannot go round a check.
"""

from collections.abc import Sequence

import dagster as dg

from assets.a_list_collection import returns
from assets.metadata import table
from assets.slom_review import consolidated_values
from assets.template_finalisation import roadmap_framework
from cl_pipeline.checks.framework_tables import check_framework_tables
from cl_pipeline.framework.tables import raw_tables
from cl_pipeline.model.codes import Severity
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.stages.returns import list_findings


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


@dg.asset_check(asset=returns, description="Every file that came in could be read as a return.")
def returns_could_be_read(pipeline: dg.ResourceParam[Pipeline]) -> dg.AssetCheckResult:
    """Findings for which a sender is asked to send again."""
    return _result(pipeline, (Severity.REJECT,), "please ask for them again", is_error=True)


@dg.asset_check(asset=returns, description="Every filled cell could be understood.")
def cells_could_be_read(pipeline: dg.ResourceParam[Pipeline]) -> dg.AssetCheckResult:
    """Findings on cells that were left out; the rest of the return counts."""
    return _result(pipeline, (Severity.OMIT,), "left out until they are clear", is_error=False)


@dg.asset_check(asset=returns, description="The figures of each return agree with each other.")
def figures_agree(pipeline: dg.ResourceParam[Pipeline]) -> dg.AssetCheckResult:
    """Warnings and questions; they stop nothing."""
    kinds = (Severity.WARNING, Severity.QUESTION)
    return _result(pipeline, kinds, "questions for the senders", is_error=False)


@dg.asset_check(
    asset=consolidated_values, description="No question arises when returns are laid side by side."
)
def nothing_is_open(pipeline: dg.ResourceParam[Pipeline]) -> dg.AssetCheckResult:
    """The open questions of the newest vintage."""
    vintage = pipeline.store.vintages.latest()
    questions = vintage.questions if vintage else ()
    rows = [
        {"code": q.code, "Member State": q.sender, "cell": q.address, "found": q.found}
        for q in questions
    ]
    return dg.AssetCheckResult(
        passed=not questions,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{len(questions)} open" if questions else "nothing is open",
        metadata={"questions": table(rows)},
    )


def _result(
    pipeline: Pipeline, severities: Sequence[Severity], words: str, *, is_error: bool
) -> dg.AssetCheckResult:
    found = [
        (submission, finding)
        for submission, finding in list_findings(pipeline, only_speaking=True)
        if finding.severity in severities
    ]
    rows = [
        {
            "Member State": submission.sender or "not recognised",
            "round": submission.round or "",
            "cell": f"{finding.sheet or ''}!{finding.cell or ''}".strip("!") or "the file",
            "code": finding.code,
            "found": finding.found,
            "file": submission.path,
        }
        for submission, finding in found
    ]
    senders = sorted({str(row["Member State"]) for row in rows})
    says = f"{len(rows)} {words}: {', '.join(senders)}" if rows else "nothing to report"
    return dg.AssetCheckResult(
        passed=not rows,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        description=says,
        metadata={"findings": table(rows)},
    )
