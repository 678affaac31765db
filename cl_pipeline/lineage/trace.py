"""A consolidated value with its observation and submission -> the way back, for people and JSON.

Belongs here: joining the three and wording them. Guarantee: a trace is only made from the
observation that stands at the value's own address. Does not belong here: searching (``find``) and
storing.
"""

from collections.abc import Iterator

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.lineage.find import find_value
from cl_pipeline.model.breakdown import DIMENSIONS, LABEL_PREFIX
from cl_pipeline.model.framework import Framework, GapCode
from cl_pipeline.model.identity import BASELINE
from cl_pipeline.model.notices import SAMPLE_NOTICE
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import Trace
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage, address

__all__ = ["build_trace", "find_value", "trace_document", "trace_text"]

LABEL_WIDTH = 14

UNIT_SIGNS = {"percent": " %", "currency": " (in the currency declared)"}

FLAG_WORDS = {
    "carried": "carried from an earlier round; does not count in this one",
    "revised": "replaces what an earlier round's return said",
    "withheld": "held, not to be shown outside the Secretariat",
    "computed": "computed from the sender's own two counts",
    "break": "break in the series",
    "definition_differs": "the definition differs",
    "estimated": "estimated by the sender",
    "experimental": "from a pilot",
    "imputed": "imputed",
    "provisional": "provisional",
    "low_reliability": "low reliability, as the sender says",
    "includes_other": "includes another category",
}


def build_trace(
    vintage: Vintage, value: ConsolidatedValue, observation: Observation, submission: Submission
) -> Trace:
    """The trace of a value; for a computed one the observation is that of its numerator.

    Raises:
        BrokenInvariant: the observation stands at another address than the value.
    """
    stands_at = address(submission.submission_id, observation.sheet, observation.cell)
    if stands_at != value.address:
        raise BrokenInvariant(
            f"{value.trace_key} stands at {value.address}, but {stands_at} was handed in; "
            "please report this with the vintage's name"
        )
    return Trace(vintage.vintage_id, value, observation, submission)


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
        "value": _json_number(value),
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
        "submission": _submission_document(trace.submission),
        "sheet": value.sheet,
        "cell": value.cell,
        "as_typed": seen.as_typed,
        "how_read": seen.how_read,
        "source": seen.source,
        "source_year": seen.source_year,
        "definition": seen.definition,
        "age_range": seen.age_range,
        "attributes": dict(seen.attributes),
        "notice": SAMPLE_NOTICE if trace.submission.is_sample else None,
    }


def _json_number(value: ConsolidatedValue) -> int | float | None:
    if value.value is None:
        return None
    whole = value.value == value.value.to_integral_value()
    return int(value.value) if whole else float(value.value)


def _gap_document(trace: Trace, framework: Framework) -> dict[str, object] | None:
    gap = _gap(trace.value, framework)
    if trace.value.value is not None:
        return None
    return {
        "code": trace.value.gap_code,
        "name": gap.name if gap else None,
        "is_explained": gap.is_explained if gap else False,
        "counts_as_reported": gap.counts_as_reported if gap else False,
        "note": trace.observation.gap_note,
        "why": _why_gap(trace, framework),
    }


def _submission_document(submission: Submission) -> dict[str, object]:
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


def trace_text(trace: Trace, framework: Framework) -> str:
    """The trace as lines for a terminal: what it is first, then how it came here."""
    lines = [_title(trace.value, framework), _headline(trace, framework), ""]
    lines += [f"  {label:<{LABEL_WIDTH}}{text}" for label, text in _rows(trace) if text]
    if trace.submission.is_sample:
        lines += ["", SAMPLE_NOTICE]
    return "\n".join(lines)


def _title(value: ConsolidatedValue, framework: Framework) -> str:
    indicator = framework.indicator(value.key.indicator)
    country = framework.member_state(value.sender).name
    measure = indicator.measure(value.key.measure).name
    broken_down = _breakdown_words(value, framework)
    return f"{indicator.position} {measure} · {country} · {_when(value)} · {broken_down}"


def _breakdown_words(value: ConsolidatedValue, framework: Framework) -> str:
    """The names of the codes, e.g. ``Female, 5–11 years``; the sender's own name of a row."""
    names = {(code.list_key, code.code): code.name for code in framework.codes}
    words = [
        names.get((dimension, code), code.removeprefix(LABEL_PREFIX))
        for dimension, code in value.key.breakdown.given()
    ]
    return ", ".join(words) or "total"


def _when(value: ConsolidatedValue) -> str:
    column, year = value.key.column, value.reference_year
    name = column if column == BASELINE or column.isdigit() else "another year"
    stated = "year not stated" if year is None else str(year)
    return name if name == stated else f"{name} ({stated})"


def _headline(trace: Trace, framework: Framework) -> str:
    value = trace.value
    if value.value is None:
        return _why_gap(trace, framework)
    flags = "".join(f"\n({FLAG_WORDS.get(flag, flag)})" for flag in value.flags)
    unit = UNIT_SIGNS.get(value.unit, f" {value.unit}")
    return f"{value.value:,f}{unit}{flags}"


def _why_gap(trace: Trace, framework: Framework) -> str:
    value, gap = trace.value, _gap(trace.value, framework)
    name = gap.name if gap else "no number"
    note = f" ({trace.observation.gap_note})" if trace.observation.gap_note else ""
    explained = (
        "the sender explains it so" if gap and gap.is_explained else "no reason is given yet"
    )
    code = f", code {value.gap_code}" if value.gap_code else ""
    return f"No number: {name}{note}{code}; {explained}."


def _gap(value: ConsolidatedValue, framework: Framework) -> GapCode | None:
    return next((gap for gap in framework.gap_codes if gap.code == value.gap_code), None)


def _rows(trace: Trace) -> Iterator[tuple[str, str | None]]:
    value, seen, sent = trace.value, trace.observation, trace.submission
    if value.formula is not None:
        yield (
            "Formula",
            "100 × numerator ÷ denominator" if value.formula == "rate" else value.formula,
        )
        yield "From", " and ".join(value.inputs)
    yield (
        "As typed",
        repr(seen.as_typed) if seen.as_typed != seen.as_typed.strip() else seen.as_typed,
    )
    yield "How read", seen.how_read
    yield "Cell", f"sheet {value.sheet}, cell {value.cell}"
    yield "File", sent.path
    yield "SHA-256", sent.digest
    yield "Sent by", sent.institution or f"an institution of {value.sender} (not stated)"
    late = ", after the deadline" if sent.is_late else ""
    yield "Received", f"{sent.received_at:%d %B %Y %H:%M} UTC{late}; {_words(sent.state)}"
    yield "Form", f"{sent.form} {sent.version}, round {sent.round}"
    yield "Source", _source(seen)
    yield "Definition", seen.definition
    yield "Ages", seen.age_range
    yield "Declared", "; ".join(f"{_words(name)}: {code}" for name, code in seen.attributes)
    yield "Read by run", sent.run_id
    yield "Vintage", trace.vintage_id
    yield "Trace key", value.trace_key


def _source(seen: Observation) -> str | None:
    year = f" ({seen.source_year})" if seen.source_year is not None else ""
    return f"{seen.source}{year}" if seen.source else None


def _words(code: str) -> str:
    return code.replace("_", " ")
