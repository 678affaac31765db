"""A consolidated value with its observation and submission -> the way back, for people and JSON."""

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.lineage.documents import (
    correction_document,
    decision_document,
    downstream_document,
    input_document,
    json_number,
    submission_document,
    unused_value_document,
)
from cl_pipeline.lineage.find import find_value
from cl_pipeline.lineage.trace_report import gap_of, trace_text, why_gap
from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import ReceivedFile, Submission
from cl_pipeline.model.trace import Downstream, Trace, TraceInput, UnusedValue
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage

__all__ = ["build_trace", "find_value", "trace_document", "trace_text"]


def build_trace(
    vintage: Vintage,
    value: ConsolidatedValue,
    observation: Observation,
    submission: Submission,
    *,
    inputs: tuple[TraceInput, ...] = (),
    received_files: tuple[ReceivedFile, ...] = (),
    earlier: tuple[UnusedValue, ...] = (),
    downstream: Downstream | None = None,
) -> Trace:
    """The trace of a value; for a computed one the observation is that of its numerator.

    Raises:
        BrokenInvariant: an observation stands at another address than the value or its input.
    """
    stands_at = str(CellRef(submission.submission_id, observation.sheet, observation.cell))
    handed = tuple(input_.address for input_ in inputs) or value.inputs
    if stands_at != value.address or handed != value.inputs:
        raise BrokenInvariant(
            f"{value.trace_key} stands at {value.address}, but {stands_at} was handed in; "
            "please report this with the vintage's name"
        )
    made_of = (value, observation, submission, inputs, received_files, earlier, downstream)
    return Trace(vintage.vintage_id, vintage.round, *made_of)


def trace_document(trace: Trace, framework: Framework) -> dict[str, object]:
    """The trace as one JSON document; numbers as JSON numbers, and exact in ``value_text``."""
    value, seen = trace.value, trace.observation
    key = value.key
    return {
        "key": value.trace_key,
        "vintage": trace.vintage_id,
        "indicator": key.indicator,
        "position": framework.indicator(key.indicator).position,
        "sender": value.sender,
        "measure": key.measure,
        "column": key.column,
        "breakdown": {name: getattr(key.breakdown, name) for name in DIMENSIONS},
        "value": json_number(value.value),
        "value_text": None if value.value is None else f"{value.value:f}",
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
        "input_cells": [input_document(input_) for input_ in trace.inputs],
        "correction": correction_document(trace.correction),
        "submission": submission_document(trace.submission),
        "erased": decision_document(trace.erasure) if trace.erasure else None,
        "arrivals": [
            {"path": received_file.path, "received_at": received_file.received_at.isoformat()}
            for received_file in trace.received_files
        ],
        "sheet": value.sheet,
        "cell": value.cell,
        "as_typed": seen.as_typed,
        "how_read": seen.how_read,
        "source": seen.source,
        "source_year": seen.source_year,
        "definition": seen.definition,
        "age_range": seen.age_range,
        "attributes": dict(seen.attributes),
        "earlier": [unused_value_document(one) for one in trace.earlier],
        "reached": downstream_document(trace.downstream)["vintages"] if trace.downstream else [],
        "notice": SAMPLE_NOTICE if trace.submission.is_sample else None,
    }


def _gap_document(trace: Trace, framework: Framework) -> dict[str, object] | None:
    gap = gap_of(trace.value, framework)
    if trace.value.value is not None:
        return None
    return {
        "code": trace.value.gap_code,
        "name": gap.name if gap else None,
        "is_explained": gap.is_explained if gap else False,
        "counts_as_reported": gap.counts_as_reported if gap else False,
        "note": trace.observation.gap_note,
        "why": why_gap(trace, framework),
    }
