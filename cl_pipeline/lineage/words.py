"""A trace in words: lines for a terminal, and why a gap is one.

Belongs here: wording for an officer. Does not belong here: joining value, observation and
submission (``trace``).
"""

from collections.abc import Iterator

from cl_pipeline.model.breakdown import LABEL_PREFIX
from cl_pipeline.model.framework import Framework, GapCode
from cl_pipeline.model.identity import BASELINE
from cl_pipeline.model.notices import SAMPLE_NOTICE
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.trace import Trace
from cl_pipeline.model.vintage import ConsolidatedValue

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
        return why_gap(trace, framework)
    flags = "".join(f"\n({FLAG_WORDS.get(flag, flag)})" for flag in value.flags)
    unit = UNIT_SIGNS.get(value.unit, f" {value.unit}")
    return f"{value.value:,f}{unit}{flags}"


def why_gap(trace: Trace, framework: Framework) -> str:
    """Why there is no number, in one sentence."""
    value, gap = trace.value, gap_of(trace.value, framework)
    name = gap.name if gap else "no number"
    note = f" ({trace.observation.gap_note})" if trace.observation.gap_note else ""
    explained = (
        "the sender explains it so" if gap and gap.is_explained else "no reason is given yet"
    )
    code = f", code {value.gap_code}" if value.gap_code else ""
    return f"No number: {name}{note}{code}; {explained}."


def gap_of(value: ConsolidatedValue, framework: Framework) -> GapCode | None:
    """The gap code of a value as the framework declares it."""
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
