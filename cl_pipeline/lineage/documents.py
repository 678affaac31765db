"""Traces and everything derived from a cell as JSON documents.

Keys are added freely and never renamed: ``OLD_KEYS`` are the names that outside programs know.
"""

from datetime import datetime
from decimal import Decimal
from enum import Enum

from cl_pipeline.lineage.trace import gap_code, gap_reason
from cl_pipeline.lineage.unused_values import exclusion_label, unused_value_label
from cl_pipeline.model.decision import Correction, Decision
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.number_format import json_number
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import Absence, Downstream, Trace, TraceInput, UnusedValue
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


def record_document(record: object, *fields: str, **renamed: str) -> JsonDocument:
    """These fields of a record as JSON; ``renamed`` are the fields that have another key."""
    by_key = {field: field for field in fields} | renamed
    return {key: _json_value(getattr(record, field)) for key, field in by_key.items()}


def _json_value(value: object) -> object:
    match value:
        case Decimal():
            return json_number(value)
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value


def trace_document(trace: Trace, framework: Framework) -> JsonDocument:
    value, observation, key = trace.value, trace.observation, trace.value.key
    downstream = trace.downstream
    return _with_old_keys({
        **record_document(key, "indicator", "measure", "column"),
        **record_document(
            value, "sender", "value", "unit", "reference_year", "flags", "from_round", "formula",
            "inputs", "sheet", "cell", key="trace_key", status="obs_status",
            confidentiality="conf_status",
        ),
        **record_document(
            observation, "as_typed", "how_read", "source", "source_year", "definition",
            "age_range",
        ),
        "vintage": trace.vintage_id,
        "position": framework.indicator(key.indicator).position,
        "breakdown": key.breakdown._asdict(),
        "value_text": _exact(value.value),
        "status_name": value.obs_status.name.lower().replace("_", " "),
        "gap": _gap_document(trace, framework),
        "input_cells": [_input_document(trace_input) for trace_input in trace.inputs],
        "correction": correction_document(trace.correction),
        "submission": _submission_document(trace.submission),
        "erased": decision_document(trace.erasure) if trace.erasure else None,
        "received_files": [
            record_document(received_file, "path", "received_at")
            for received_file in trace.received_files
        ],
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
    vintages = [
        record_document(vintage, "round", vintage="vintage_id")
        | {
            "values": [value_document(value) for value in vintage.values],
            "coverage": [
                record_document(entry, "indicator", "sender", "column", "state", "counts")
                for entry in vintage.coverage
            ],
            "outcomes": [
                record_document(
                    outcome, "indicator", "position", "count", "threshold", "suggestion"
                )
                for outcome in vintage.outcomes
            ],
        }
        for vintage in downstream.vintages
    ]
    return {
        **record_document(downstream.submission, "submission_id", "path"),
        **record_document(downstream, "sheet", "cell"),
        "vintages": vintages,
        "decisions": [decision_document(decision) for decision in downstream.decisions],
    }


def decision_document(decision: Decision) -> JsonDocument:
    return record_document(
        decision, "decision_id", "kind", "subject", "decided_by", "decided_at", "reason",
        "details", "round", "origin", vintage="vintage_id",
    )  # fmt: skip


def correction_document(correction: Correction | None) -> JsonDocument | None:
    if correction is None:
        return None
    return record_document(
        correction, "correction_id", "expected", "corrected", "declared_by", "declared_at",
        "reason", "evidence",
    )  # fmt: skip


def value_document(value: ConsolidatedValue) -> JsonDocument:
    return record_document(
        value, "value", "gap_code", "reference_year", "flags", "formula", "address",
        key="trace_key",
    )  # fmt: skip


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _with_old_keys(document: JsonDocument) -> JsonDocument:
    old = {OLD_KEYS[key]: value for key, value in document.items() if key in OLD_KEYS}
    return {**document, **old}


def _submission_document(submission: Submission) -> JsonDocument:
    return record_document(
        submission, "submission_id", "path", "form", "version", "sender", "institution", "round",
        "state", "received_at", "run_id", "is_sample", sha256="digest", late="is_late",
    )  # fmt: skip


def _input_document(trace_input: TraceInput) -> JsonDocument:
    observation = trace_input.observation
    return {
        **record_document(trace_input, "address", "value"),
        **record_document(observation, "as_typed", "how_read", "sheet", "cell"),
        "measure": observation.key.measure,
        "value_text": _exact(trace_input.value),
        "correction": correction_document(trace_input.correction),
        "submission": _submission_document(trace_input.submission),
    }


def _unused_value_document(unused: UnusedValue) -> JsonDocument:
    read = ("value", "gap_code", "reference_year", "as_typed")
    observation = unused.observation
    return _with_old_keys({
        **record_document(
            unused.submission, "submission_id", "path", "institution", "round", "received_at"
        ),
        **record_document(unused, "sheet", "cell", "reason"),
        **(record_document(observation, *read) if observation else dict.fromkeys(read)),
        "because": exclusion_label(unused),
        "sentence": f"{unused_value_label(unused)}.",
    })  # fmt: skip


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
