"""A trace in words: lines for a terminal, and why a gap is one."""

from collections.abc import Iterable, Iterator

from cl_pipeline.lineage.downstream import decided_lines, downstream_lines
from cl_pipeline.lineage.unused_values import said, unused_value_sentence
from cl_pipeline.model.decision import Correction, Decision
from cl_pipeline.model.framework import Framework, GapCode
from cl_pipeline.model.identity import BASELINE
from cl_pipeline.model.labels import SAMPLE_NOTICE, breakdown_label, state_label
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.trace import Trace, TraceInput
from cl_pipeline.model.vintage import ConsolidatedValue

LABEL_WIDTH = 14

UNIT_SIGNS = {"percent": " %", "currency": " (in the currency declared)"}

FLAG_LABELS = {
    "carried": "carried from round {from_round}; does not count in round {round}",
    "revised": "replaces what an earlier round's return said",
    "corrected": "corrected by the Secretariat; what the sender typed stands below",
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
    lines = [title(trace.value, framework), headline(trace, framework), ""]
    lines += [f"  {label:<{LABEL_WIDTH}}{text}" for label, text in trace_rows(trace) if text]
    lines += _more("Also sent, and not what stands", map(unused_value_sentence, trace.earlier))
    lines += _more("It went into", downstream_lines(trace.downstream) if trace.downstream else ())
    lines += _more("Decided about it", decided_lines(trace.downstream) if trace.downstream else ())
    if trace.submission.is_sample:
        lines += ["", SAMPLE_NOTICE]
    return "\n".join(lines)


def _more(title: str, sentences: Iterable[str]) -> list[str]:
    found = [f"  {sentence}" for sentence in sentences]
    return ["", f"{title}:", *found] if found else []


def title(value: ConsolidatedValue, framework: Framework) -> str:
    """What the number is about, in a line."""
    indicator = framework.indicator(value.key.indicator)
    country = framework.member_state(value.sender).name
    measure = indicator.measure(value.key.measure).name
    broken_down = breakdown_label(value.key.breakdown, framework) or "total"
    return f"{indicator.position} {measure} · {country} · {_when(value)} · {broken_down}"


def _when(value: ConsolidatedValue) -> str:
    column, year = value.key.column, value.reference_year
    name = column if column == BASELINE or column.isdigit() else "another year"
    stated = "year not stated" if year is None else str(year)
    return name if name == stated else f"{name} ({stated})"


def headline(trace: Trace, framework: Framework) -> str:
    """The number with its unit and flags, or why there is none."""
    value = trace.value
    if value.value is None:
        return why_gap(trace, framework)
    rounds = {"from_round": value.from_round, "round": trace.round}
    words = [FLAG_LABELS.get(flag, flag).format_map(rounds) for flag in value.flags]
    flags = "".join(f"\n({word})" for word in words)
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


def trace_rows(trace: Trace) -> Iterator[tuple[str, str | None]]:
    """The way back as labels with texts; those without a text are left out by whoever shows it."""
    value, seen, sent = trace.value, trace.observation, trace.submission
    if value.formula is not None:
        yield "Formula", formula_text(trace)
        for number, one in enumerate(trace.inputs, start=1):
            yield f"Input {number}", format_input(one)
        if not trace.inputs:
            yield "From", " and ".join(value.inputs)
    yield "Corrected", correction_text(trace.correction) if trace.correction else None
    yield (
        "As typed",
        repr(seen.as_typed) if seen.as_typed != seen.as_typed.strip() else seen.as_typed,
    )
    yield "How read", seen.how_read
    yield "Cell", f"sheet {value.sheet}, cell {value.cell}"
    yield "File", sent.path
    yield "Also seen as", _arrived(trace)
    yield "SHA-256", sent.digest
    yield "Erased", _erased(trace.erasure)
    yield "Sent by", sent.institution or f"an institution of {value.sender} (not stated)"
    yield "Received", f"{sent.received_at:%d %B %Y %H:%M} UTC; {state_label(sent)}"
    yield "Form", f"{sent.form} {sent.version}, round {sent.round}"
    yield "Source", _source(seen)
    yield "Definition", seen.definition
    yield "Ages", seen.age_range
    yield "Declared", "; ".join(f"{_words(name)}: {code}" for name, code in seen.attributes)
    yield "Read by run", sent.run_id
    yield "Vintage", f"{trace.vintage_id}, round {trace.round}"
    yield "Trace key", value.trace_key


def formula_text(trace: Trace) -> str:
    """The formula with its numbers, e.g. ``100 × 429380 ÷ 3956022, rounded to 10.85``."""
    value = trace.value
    if value.formula != "rate":
        return value.formula or ""
    if not trace.inputs:
        return "100 × numerator ÷ denominator"
    numbers = " ÷ ".join(f"{input_.value:f}" for input_ in trace.inputs)
    return f"100 × {numbers}, rounded to {value.value:f}"


def format_input(trace_input: TraceInput) -> str:
    """One input of a computed value: number, text as typed and cell."""
    seen = trace_input.observation
    where = f"sheet {seen.sheet}, cell {seen.cell} of {trace_input.submission.path}"
    declared = f"; {correction_text(trace_input.correction)}" if trace_input.correction else ""
    return f"{said(seen)}, typed {seen.as_typed!r}, {where}{declared}"


def correction_text(correction: Correction) -> str:
    """A declared correction in a phrase."""
    said = f"by {correction.declared_by} on {correction.declared_at:%d %B %Y}: {correction.reason}"
    if correction.corrected is None:
        return f"the correction of {correction.expected:f} taken back {said}"
    return f"{correction.expected:f} corrected to {correction.corrected:f} {said} (evidence: {correction.evidence})"


def _arrived(trace: Trace) -> str | None:
    """Paths and times, where the same content was seen at more than one."""
    if len(trace.received_files) < 2:
        return None
    return "; ".join(
        f"{received_file.path} on {received_file.received_at:%d %B %Y}"
        for received_file in trace.received_files
    )


def _erased(decision: Decision | None) -> str | None:
    if decision is None:
        return None
    by = f"{decision.decided_by} on {decision.decided_at:%d %B %Y}: {decision.reason}"
    return f"the file is no longer in the archive, by decision of {by}"


def _source(seen: Observation) -> str | None:
    year = f" ({seen.source_year})" if seen.source_year is not None else ""
    return f"{seen.source}{year}" if seen.source else None


def _words(code: str) -> str:
    return code.replace("_", " ")
