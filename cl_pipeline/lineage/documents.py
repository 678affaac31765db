"""Parts of a trace as JSON documents; keys are added freely and never renamed."""

from decimal import Decimal

from cl_pipeline.lineage.unused_values import because, unused_value_sentence
from cl_pipeline.model.decision import Correction, Decision
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import Downstream, DownstreamVintage, TraceInput, UnusedValue
from cl_pipeline.model.vintage import ConsolidatedValue

Document = dict[str, object]


def json_number(value: Decimal | None) -> int | float | None:
    """The number as JSON knows numbers; exact ones stand beside it as text."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def submission_document(submission: Submission) -> Document:
    """The file a number came in."""
    return {
        "submission_id": submission.submission_id,
        "sha256": submission.digest,
        "path": submission.path,
        "form": submission.form,
        "version": submission.version,
        "sender": submission.sender,
        "institution": submission.institution,
        "round": submission.round,
        "state": submission.state.value,
        "late": submission.is_late,
        "received_at": submission.received_at.isoformat(),
        "run_id": submission.run_id,
        "is_sample": submission.is_sample,
    }


def correction_document(correction: Correction | None) -> Document | None:
    """A declared correction; None where there is none."""
    if correction is None:
        return None
    return {
        "correction_id": correction.correction_id,
        "expected": json_number(correction.expected),
        "corrected": json_number(correction.corrected),
        "declared_by": correction.declared_by,
        "declared_at": correction.declared_at.isoformat(),
        "reason": correction.reason,
        "evidence": correction.evidence,
    }


def input_document(trace_input: TraceInput) -> Document:
    """One input of a computed value."""
    seen = trace_input.observation
    return {
        "address": trace_input.address,
        "measure": seen.key.measure,
        "value": json_number(trace_input.value),
        "value_text": None if trace_input.value is None else f"{trace_input.value:f}",
        "correction": correction_document(trace_input.correction),
        "as_typed": seen.as_typed,
        "how_read": seen.how_read,
        "sheet": seen.sheet,
        "cell": seen.cell,
        "submission": submission_document(trace_input.submission),
    }


def unused_value_document(held: UnusedValue) -> Document:
    """Something that was sent and does not stand."""
    seen = held.observation
    return {
        "submission_id": held.submission.submission_id,
        "path": held.submission.path,
        "round": held.submission.round,
        "received_at": held.submission.received_at.isoformat(),
        "sheet": held.sheet,
        "cell": held.cell,
        "value": json_number(seen.value) if seen else None,
        "gap_code": seen.gap_code if seen else None,
        "reference_year": seen.reference_year if seen else None,
        "as_typed": seen.as_typed if seen else None,
        "why_not": held.why.value,
        "because": because(held),
        "sentence": f"{unused_value_sentence(held)}.",
    }


def downstream_document(reach: Downstream) -> Document:
    """Everything a file, sheet or cell came to."""
    return {
        "submission_id": reach.submission.submission_id,
        "path": reach.submission.path,
        "sheet": reach.sheet,
        "cell": reach.cell,
        "vintages": [_vintage_document(vintage) for vintage in reach.vintages],
        "decisions": [decision_document(decision) for decision in reach.decisions],
    }


def decision_document(decision: Decision) -> Document:
    """One decision."""
    return {
        "decision_id": decision.decision_id,
        "kind": decision.kind.value,
        "subject": decision.subject,
        "decided_by": decision.decided_by,
        "decided_at": decision.decided_at.isoformat(),
        "reason": decision.reason,
        "details": decision.details,
        "round": decision.round,
        "vintage": decision.vintage_id,
    }


def value_document(value: ConsolidatedValue) -> Document:
    """One consolidated value, in short."""
    return {
        "key": value.trace_key,
        "value": json_number(value.value),
        "gap_code": value.gap_code,
        "reference_year": value.reference_year,
        "flags": list(value.flags),
        "formula": value.formula,
        "address": value.address,
    }


def _vintage_document(downstream_vintage: DownstreamVintage) -> Document:
    return {
        "vintage": downstream_vintage.vintage_id,
        "round": downstream_vintage.round,
        "values": [value_document(value) for value in downstream_vintage.values],
        "coverage": [
            {
                "indicator": entry.indicator,
                "sender": entry.sender,
                "column": entry.column,
                "state": entry.state.value,
                "counts": entry.counts,
            }
            for entry in downstream_vintage.coverage
        ],
        "outcomes": [
            {
                "indicator": outcome.indicator,
                "position": outcome.position,
                "count": outcome.count,
                "threshold": outcome.threshold,
                "suggestion": outcome.suggestion.value,
            }
            for outcome in downstream_vintage.outcomes
        ],
    }
