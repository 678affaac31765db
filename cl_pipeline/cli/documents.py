"""What ``--json`` prints: plain documents whose keys others rely on."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.review import RuleOutcome, Sensitivity
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import Vintage

if TYPE_CHECKING:
    from cl_pipeline.workflows.a_list_collection.reading import CheckedFile
    from cl_pipeline.workflows.template_finalisation.forms import SentForm

Document = dict[str, object]


def finding_document(finding: Finding) -> Document:
    """One finding."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "sheet": finding.sheet,
        "cell": finding.cell,
        "indicator": finding.indicator,
        "found": finding.found,
        "expected": finding.expected,
        "remedy": finding.remedy,
    }


def checked_document(checked: "CheckedFile") -> Document:
    """One checked file."""
    mark = checked.draft.identity
    return {
        "file": str(checked.path),
        "sha256": checked.draft.digest,
        "state": str(checked.state),
        "form": f"{mark.form} {mark.version}" if mark else None,
        "sender": checked.draft.sender,
        "round": checked.draft.round,
        "sheets": list(checked.draft.sheets),
        "observations": len(checked.draft.observations),
        "findings": [finding_document(finding) for finding in checked.draft.findings],
    }


def attachment_document(path: Path) -> Document:
    """A file given to be checked that is kept and not read."""
    return {"file": str(path), "state": "attachment", "findings": []}


def submission_document(submission: Submission) -> Document:
    """One submission."""
    return {
        "submission_id": submission.submission_id,
        "path": submission.path,
        "sha256": submission.digest,
        "form": submission.form,
        "version": submission.version,
        "sender": submission.sender,
        "round": submission.round,
        "institution": submission.institution,
        "sheets": list(submission.sheets),
        "state": str(submission.state),
        "late": submission.is_late,
        "waits_for_decision": submission.waits_for_decision,
        "received_at": submission.received_at.isoformat(),
        "observations": submission.observation_count,
        "findings": submission.finding_count,
        "sample": submission.is_sample,
        "run_id": submission.run_id,
    }


def outcome_document(outcome: RuleOutcome) -> Document:
    """The rule of five for one indicator."""
    return {
        "indicator": outcome.indicator,
        "position": outcome.position,
        "reporting": list(outcome.reporting),
        "count": outcome.count,
        "threshold": outcome.threshold,
        "meets_threshold": outcome.meets_threshold,
        "suggestion": str(outcome.suggestion),
        "reason": outcome.reason,
    }


def coverage_document(vintage: Vintage, outcomes: Sequence[RuleOutcome]) -> Document:
    """The coverage of one round; ``notice`` is null unless it shows sample data."""
    return {
        "round": vintage.round,
        "vintage": vintage.vintage_id,
        "notice": SAMPLE_NOTICE if vintage.is_sample else None,
        "indicators": [outcome_document(outcome) for outcome in outcomes],
    }


def sensitivity_document(
    vintage: Vintage, found: Sequence[Sensitivity], framework: Framework
) -> Document:
    """The rule of five counted otherwise, with the two rules as the documents give them."""
    rules = framework.rules
    return {
        "round": vintage.round,
        "vintage": vintage.vintage_id,
        "notice": SAMPLE_NOTICE if vintage.is_sample else None,
        "rules": [
            {"rule": name, "value": value, "basis": rules.source(name),
             "standing": rules.binding(name)}
            for name, value in (
                ("reporting_threshold", rules.reporting_threshold),
                ("removal_agreement", rules.removal_agreement),
            )
        ],
        "alternatives": [
            {"key": counting_alternative.key, "name": counting_alternative.name, "basis": f"{counting_alternative.basis}: {counting_alternative.source}"}
            for counting_alternative in framework.counting_alternatives
        ],
        "indicators": [_sensitivity_row(finding) for finding in found],
    }  # fmt: skip


def _sensitivity_row(found: Sensitivity) -> Document:
    return {
        "indicator": found.indicator,
        "position": found.position,
        "reporting": list(found.reporting),
        "count": found.count,
        "threshold": found.threshold,
        "alternatives": {
            alternative.alternative: {
                "count": alternative.count,
                "reporting": list(alternative.reporting),
                "is_another": alternative.changes_outcome,
            }
            for alternative in found.alternatives
        },
        "rests_on": list(found.rests_on),
        "is_one_short": found.is_one_short,
        "stands_under_all": found.is_robust,
    }


def sent_form_document(sent: "SentForm") -> Document:
    """One form that was written."""
    return {
        "form": str(sent.form),
        "version": sent.version,
        "round": sent.round,
        "sender": sent.sender,
        "sha256": sent.digest,
        "path": str(sent.path),
        "map": str(sent.map_path),
    }


def finding_rows(rows: Iterable[tuple[Submission, Finding]]) -> list[Document]:
    """Stored findings, each with the submission it stands on."""
    return [
        {
            "submission_id": submission.submission_id,
            "path": submission.path,
            "sender": submission.sender,
            "round": submission.round,
            "state": str(submission.state),
            **finding_document(finding),
        }
        for submission, finding in rows
    ]
