"""Traces and everything derived from a cell as JSON documents.

Keys are added freely and never renamed: ``OLD_KEYS`` are the names that outside programs know.
"""

from decimal import Decimal

from cl_pipeline.lineage.trace import gap_code, gap_reason
from cl_pipeline.lineage.unused_values import exclusion_label, unused_value_label
from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.model.decision import Correction, Decision
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.number_format import json_number
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import (
    Absence,
    Downstream,
    DownstreamVintage,
    Trace,
    TraceInput,
    UnusedValue,
)
from cl_pipeline.model.vintage import ConsolidatedValue

JsonDocument = dict[str, object]

OLD_KEYS = {
    "received_files": "arrivals",
    "downstream": "reached",
    "unused": "earlier",
    "unused_values": "not_standing",
    "available": "stands",
    "reason": "why_not",
}
"""Old name of a key by its new one; documents carry both."""


def trace_document(trace: Trace, framework: Framework) -> JsonDocument:
    """The trace as one JSON document; numbers as JSON numbers, and exact in ``value_text``."""
    value, observation, key = trace.value, trace.observation, trace.value.key
    downstream = trace.downstream
    return _with_old_keys({
        "key": value.trace_key,
        "vintage": trace.vintage_id,
        "indicator": key.indicator,
        "position": framework.indicator(key.indicator).position,
        "sender": value.sender,
        "measure": key.measure,
        "column": key.column,
        "breakdown": {name: getattr(key.breakdown, name) for name in DIMENSIONS},
        "value": json_number(value.value),
        "value_text": _exact(value.value),
        "unit": value.unit,
        "reference_year": value.reference_year,
        "status": value.obs_status.value,
        "status_name": value.obs_status.name.lower().replace("_", " "),
        "confidentiality": value.conf_status.value,
        "flags": list(value.flags),
        "gap": _gap_document(trace, framework),
        "from_round": value.from_round,
        "formula": value.formula,
        "inputs": list(value.inputs),
        "input_cells": [_input_document(trace_input) for trace_input in trace.inputs],
        "correction": correction_document(trace.correction),
        "submission": _submission_document(trace.submission),
        "erased": decision_document(trace.erasure) if trace.erasure else None,
        "received_files": [
            {"path": received_file.path, "received_at": received_file.received_at.isoformat()}
            for received_file in trace.received_files
        ],
        "sheet": value.sheet,
        "cell": value.cell,
        "as_typed": observation.as_typed,
        "how_read": observation.how_read,
        "source": observation.source,
        "source_year": observation.source_year,
        "definition": observation.definition,
        "age_range": observation.age_range,
        "attributes": dict(observation.attributes),
        "unused": [_unused_value_document(unused) for unused in trace.unused],
        "downstream": downstream_document(downstream)["vintages"] if downstream else [],
        "notice": SAMPLE_NOTICE if trace.submission.is_sample else None,
    })  # fmt: skip


def absence_document(absence: Absence) -> JsonDocument:
    """Why there is no number; ``value`` is null, as in the document of a trace."""
    request = absence.request
    return _with_old_keys({
        "vintage": absence.vintage_id,
        "indicator": request.indicator.key,
        "position": request.indicator.position,
        "sender": request.state.code,
        "year": request.year,
        "breakdown": dict(request.breakdown.given()),
        "value": None,
        "unused_values": [_unused_value_document(unused) for unused in absence.unused],
        "available": [value_document(value) for value in absence.available],
    })  # fmt: skip


def downstream_document(downstream: Downstream) -> JsonDocument:
    """Everything derived from a file, sheet or cell."""
    return {
        "submission_id": downstream.submission.submission_id,
        "path": downstream.submission.path,
        "sheet": downstream.sheet,
        "cell": downstream.cell,
        "vintages": [_vintage_document(vintage) for vintage in downstream.vintages],
        "decisions": [decision_document(decision) for decision in downstream.decisions],
    }


def decision_document(decision: Decision) -> JsonDocument:
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


def correction_document(correction: Correction | None) -> JsonDocument | None:
    """A declared correction, or None if there is none."""
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


def value_document(value: ConsolidatedValue) -> JsonDocument:
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


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _with_old_keys(document: JsonDocument) -> JsonDocument:
    old = {OLD_KEYS[key]: value for key, value in document.items() if key in OLD_KEYS}
    return {**document, **old}


def _submission_document(submission: Submission) -> JsonDocument:
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


def _input_document(trace_input: TraceInput) -> JsonDocument:
    observation = trace_input.observation
    return {
        "address": trace_input.address,
        "measure": observation.key.measure,
        "value": json_number(trace_input.value),
        "value_text": _exact(trace_input.value),
        "correction": correction_document(trace_input.correction),
        "as_typed": observation.as_typed,
        "how_read": observation.how_read,
        "sheet": observation.sheet,
        "cell": observation.cell,
        "submission": _submission_document(trace_input.submission),
    }


def _unused_value_document(unused: UnusedValue) -> JsonDocument:
    observation = unused.observation
    return _with_old_keys({
        "submission_id": unused.submission.submission_id,
        "path": unused.submission.path,
        "round": unused.submission.round,
        "received_at": unused.submission.received_at.isoformat(),
        "sheet": unused.sheet,
        "cell": unused.cell,
        "value": json_number(observation.value) if observation else None,
        "gap_code": observation.gap_code if observation else None,
        "reference_year": observation.reference_year if observation else None,
        "as_typed": observation.as_typed if observation else None,
        "reason": unused.reason.value,
        "because": exclusion_label(unused),
        "sentence": f"{unused_value_label(unused)}.",
    })  # fmt: skip


def _vintage_document(vintage: DownstreamVintage) -> JsonDocument:
    return {
        "vintage": vintage.vintage_id,
        "round": vintage.round,
        "values": [value_document(value) for value in vintage.values],
        "coverage": [
            {
                "indicator": entry.indicator,
                "sender": entry.sender,
                "column": entry.column,
                "state": entry.state.value,
                "counts": entry.counts,
            }
            for entry in vintage.coverage
        ],
        "outcomes": [
            {
                "indicator": outcome.indicator,
                "position": outcome.position,
                "count": outcome.count,
                "threshold": outcome.threshold,
                "suggestion": outcome.suggestion.value,
            }
            for outcome in vintage.outcomes
        ],
    }


def _gap_document(trace: Trace, framework: Framework) -> JsonDocument | None:
    if trace.value.value is not None:
        return None
    gap = gap_code(trace.value, framework)
    return {
        "code": trace.value.gap_code,
        "name": gap.name if gap else None,
        "is_explained": gap.is_explained if gap else False,
        "counts_as_reported": gap.counts_as_reported if gap else False,
        "note": trace.observation.gap_note,
        "why": gap_reason(trace, framework),
    }
