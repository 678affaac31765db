"""A trace and everything derived from a cell, as labelled rows and sentences for people."""

from collections.abc import Collection, Iterable, Iterator

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.lineage.find import request_label, values_label
from cl_pipeline.lineage.unused_values import figure_label, unused_value_label
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Correction, Decision
from cl_pipeline.model.document import Block, Document, Heading, ItemList
from cl_pipeline.model.framework import Framework, GapCode
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SubmissionId
from cl_pipeline.model.keys import TraceKey
from cl_pipeline.model.labels import FLAG_LABELS as SHORT_FLAG_LABELS
from cl_pipeline.model.labels import (
    SAMPLE_NOTICE,
    format_source,
    format_trace_key,
    format_unit,
    state_label,
)
from cl_pipeline.model.number_format import format_day, format_time
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.table import Column, Table
from cl_pipeline.model.trace import (
    Absence,
    Downstream,
    DownstreamVintage,
    Trace,
    TraceInput,
)
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry

LABEL_WIDTH = 14

ROW_COLUMNS = (Column("label", "Item", width=16.0), Column("text", "Content", width=90.0))

FLAG_LABELS = SHORT_FLAG_LABELS | {
    "carried": "carried from round {from_round}; does not count in round {round}",
    "revised": "replaces the value of an earlier round",
    "corrected": "corrected by the Secretariat; see below what the sender typed",
    "withheld": "withheld; not shown outside the Secretariat",
    "computed": "computed from the sender's own two counts",
    "break": "break in the series",
    "definition_differs": "the definition differs",
    "estimated": "estimated by the sender",
    "experimental": "from a pilot",
    "low_reliability": "low reliability, according to the sender",
}


def check_trace(trace: Trace) -> None:
    """Check that the observation and the inputs are those of the value's own addresses.

    Raises:
        BrokenInvariant: an observation is from another cell than the value or its input.
    """
    value = trace.value
    found = TraceInput(trace.observation, trace.submission).address
    inputs = tuple(trace_input.address for trace_input in trace.inputs) or value.inputs
    if found != value.address or inputs != value.inputs:
        raise BrokenInvariant(
            f"{value.trace_key} is from {value.address}, but the trace has {found}; "
            "please report this with the vintage's name"
        )


def trace_text(trace: Trace, framework: Framework) -> str:
    """The trace as lines for a terminal: the number first, then where it came from."""
    lines = [trace_title(trace.value, framework), headline(trace, framework), ""]
    lines += [f"  {label:<{LABEL_WIDTH}}{text}" for label, text in trace_rows(trace)]
    for title, sentences in trace_lists(trace):
        lines += ["", f"{title}:", *(f"  {sentence}" for sentence in sentences)]
    if trace.submission.is_sample:
        lines += ["", SAMPLE_NOTICE]
    return "\n".join(lines)


def absence_text(absence: Absence) -> str:
    """What was asked for, one sentence for each thing that was sent, and what there is instead."""
    lines = [f"There is no number for {absence_title(absence)}."]
    lines += [f"{unused_value_label(unused)}." for unused in absence.unused]
    if absence.available:
        lines.append(f"The vintage has {values_label(absence.available)}.")
    if is_sample(absence):
        lines += ["", SAMPLE_NOTICE]
    return "\n".join(lines)


def explanation(found: Trace | Absence, framework: Framework) -> Document:
    """The number, then where it came from and what was derived from it."""
    if isinstance(found, Absence):
        title, number = absence_title(found), "There is no number."
        rows, lists = [], absence_lists(found)
    else:
        title, number = trace_title(found.value, framework), headline(found, framework)
        rows, lists = trace_rows(found), trace_lists(found)
    blocks: list[Block] = [Table("Where it came from", ROW_COLUMNS, tuple(rows))] if rows else []
    for name, sentences in lists:
        blocks += [Heading(name, level=2), ItemList(sentences)]
    return Document(
        title,
        subtitle=number,
        notice=SAMPLE_NOTICE if is_sample(found) else None,
        made_from=f"Vintage {found.vintage_id}",
        blocks=tuple(blocks),
    )


def absence_title(absence: Absence) -> str:
    return f"{request_label(absence.request)}, in vintage {absence.vintage_id}"


def is_sample(found: Trace | Absence) -> bool:
    if isinstance(found, Trace):
        return found.submission.is_sample
    return any(unused.submission.is_sample for unused in found.unused)


def trace_title(value: ConsolidatedValue, framework: Framework) -> str:
    key = TraceKey.parse(value.trace_key)
    return format_trace_key(key, framework, value.reference_year)


def headline(trace: Trace, framework: Framework) -> str:
    """The number with its unit and flags, or why there is none."""
    value = trace.value
    if value.value is None:
        return gap_reason(trace, framework)
    rounds = {"from_round": value.from_round, "round": trace.round}
    labels = [FLAG_LABELS.get(flag, flag).format_map(rounds) for flag in value.flags]
    flags = "".join(f"\n({label})" for label in labels)
    return f"{value.value:,f} {format_unit(value.value, value.unit)}{flags}"


def gap_reason(trace: Trace, framework: Framework) -> str:
    value, gap = trace.value, gap_code(trace.value, framework)
    name = gap.name if gap else "no number"
    note = f" ({trace.observation.gap_note})" if trace.observation.gap_note else ""
    is_explained = gap is not None and gap.is_explained
    explained = "this explains the gap" if is_explained else "no reason is given yet"
    code = f", code {value.gap_code}" if value.gap_code else ""
    return f"No number: {name}{note}{code}; {explained}."


def gap_code(value: ConsolidatedValue, framework: Framework) -> GapCode | None:
    return next((gap for gap in framework.gap_codes if gap.code == value.gap_code), None)


def trace_rows(trace: Trace) -> list[tuple[str, str]]:
    """Where the number came from, as labels with texts; rows without a text are left out."""
    value, observation, submission = trace.value, trace.observation, trace.submission
    typed = observation.as_typed
    received = format_time(submission.received_at)
    rows = [
        *_formula_rows(trace),
        ("Corrected", correction_text(trace.correction) if trace.correction else None),
        ("As typed", repr(typed) if typed != typed.strip() else typed),
        ("How read", observation.how_read),
        ("Cell", f"sheet {value.sheet}, cell {value.cell}"),
        ("File", submission.path),
        ("Also seen as", _paths(trace)),
        ("SHA-256", submission.digest),
        ("Erased", _erasure_text(trace.erasure)),
        ("Sent by", submission.institution or f"an institution of {value.sender} (not stated)"),
        ("Received", f"{received}; {state_label(submission)}"),
        ("Form", f"{submission.form} {submission.version}, round {submission.round}"),
        ("Source", format_source(observation) if observation.source else None),
        ("Definition", observation.definition),
        ("Ages", observation.age_range),
        ("Declared", "; ".join(f"{_plain(name)}: {code}" for name, code in observation.attributes)),
        ("Read by run", submission.run_id),
        ("Vintage", f"{trace.vintage_id}, round {trace.round}"),
        ("Trace key", value.trace_key),
    ]
    return [(label, text) for label, text in rows if text]


def trace_lists(trace: Trace) -> list[tuple[str, tuple[str, ...]]]:
    downstream = trace.downstream
    lists = [
        ("Also sent, but not used", map(unused_value_label, trace.unused)),
        ("Used in", downstream_lines(downstream) if downstream else ()),
        ("Decisions about it", decision_lines(downstream) if downstream else ()),
    ]
    return _filled(lists)


def absence_lists(absence: Absence) -> list[tuple[str, tuple[str, ...]]]:
    available = [values_label(absence.available)] if absence.available else []
    return _filled(
        [
            ("What was sent", map(unused_value_label, absence.unused)),
            ("Available instead", available),
        ]
    )


def correction_text(correction: Correction) -> str:
    declared = (
        f"by {correction.declared_by} on {format_day(correction.declared_at)}: {correction.reason}"
    )
    if correction.corrected is None:
        return f"the correction of {correction.expected:f} was taken back {declared}"
    return (
        f"{correction.expected:f} corrected to {correction.corrected:f} {declared} "
        f"(evidence: {correction.evidence})"
    )


def decisions_about(
    decisions: Iterable[Decision],
    submissions: Collection[SubmissionId],
    rounds: Collection[RoundYear],
    indicators: Collection[IndicatorKey],
) -> tuple[Decision, ...]:
    """Decisions about these submissions and indicators, and the closing of these rounds."""
    subjects = {*submissions, *indicators}
    return tuple(
        decision
        for decision in decisions
        if subjects & set(decision.subject.split())
        or (decision.kind == DecisionKind.CLOSE_ROUND and decision.round in rounds)
    )


def downstream_text(downstream: Downstream) -> str:
    submission = downstream.submission
    sheet = f" · sheet {downstream.sheet}" if downstream.sheet else ""
    cell = f", cell {downstream.cell}" if downstream.cell else ""
    lines = [f"{submission.submission_id} · {submission.path}{sheet}{cell}"]
    if not downstream.vintages:
        lines += ["No vintage uses it."]
    for vintage in downstream.vintages:
        lines += ["", f"{vintage.vintage_id}, round {vintage.round}", *_vintage_lines(vintage)]
    if downstream.decisions:
        lines += ["", "Decisions"]
        lines += [f"  {decision_text(decision)}" for decision in downstream.decisions]
    return "\n".join(lines)


def downstream_lines(downstream: Downstream) -> Iterator[str]:
    for vintage in downstream.vintages:
        count = len(vintage.values)
        parts = [f"{count} value{'' if count == 1 else 's'}"]
        parts += [f"coverage of {coverage_text(entry)}" for entry in vintage.coverage]
        parts += [outcome_text(outcome) for outcome in vintage.outcomes]
        yield f"{vintage.vintage_id}: {'; '.join(parts)}"


def decision_lines(downstream: Downstream) -> Iterator[str]:
    """One line for each decision; without the closing of the round."""
    return (
        decision_text(decision)
        for decision in downstream.decisions
        if decision.kind != DecisionKind.CLOSE_ROUND
    )


def coverage_text(entry: CoverageEntry) -> str:
    """One coverage entry, e.g. ``child_labour_5_17 baseline: reported, counts``."""
    counts = "counts" if entry.counts else "does not count"
    return f"{entry.indicator} {entry.column}: {entry.state}, {counts}"


def outcome_text(outcome: RuleOutcome) -> str:
    """One outcome of the rule, e.g. ``rule of five, A2: 6 report, threshold 5, keep``."""
    proposal = _plain(outcome.suggestion)
    return f"rule of five, {outcome.position}: {outcome_count(outcome)}, {proposal}"


def outcome_count(outcome: RuleOutcome) -> str:
    """How many report next to how many it takes, e.g. ``6 report, threshold 5``."""
    return f"{outcome.count} report, threshold {outcome.threshold}"


def decision_text(decision: Decision) -> str:
    about = " ".join(filter(None, (_plain(decision.kind), decision.subject, decision.details)))
    when = format_day(decision.decided_at)
    return f"decision {decision.decision_id}: {about}, {when}, by {decision.decided_by}"


def _filled(
    lists: Iterable[tuple[str, Iterable[str]]],
) -> list[tuple[str, tuple[str, ...]]]:
    return [(title, sentences) for title, lines in lists if (sentences := tuple(lines))]


def _formula_rows(trace: Trace) -> Iterator[tuple[str, str]]:
    """The formula with its numbers, e.g. ``100 × 429380 ÷ 3956022, rounded to 10.85``."""
    value = trace.value
    if value.formula is None:
        return
    if value.formula != "rate":
        yield "Formula", value.formula
    elif not trace.inputs:
        yield "Formula", "100 × numerator ÷ denominator"
    else:
        numbers = " ÷ ".join(f"{trace_input.value:f}" for trace_input in trace.inputs)
        yield "Formula", f"100 × {numbers}, rounded to {value.value:f}"
    for number, trace_input in enumerate(trace.inputs, start=1):
        yield f"Input {number}", _input_text(trace_input)
    if not trace.inputs:
        yield "From", " and ".join(value.inputs)


def _input_text(trace_input: TraceInput) -> str:
    observation, correction = trace_input.observation, trace_input.correction
    place = f"sheet {observation.sheet}, cell {observation.cell} of {trace_input.submission.path}"
    declared = f"; {correction_text(correction)}" if correction else ""
    return f"{figure_label(observation)}, typed {observation.as_typed!r}, {place}{declared}"


def _paths(trace: Trace) -> str | None:
    """Paths and times, if the same content was seen at more than one."""
    if len(trace.received_files) < 2:
        return None
    return "; ".join(
        f"{received_file.path} on {format_day(received_file.received_at)}"
        for received_file in trace.received_files
    )


def _erasure_text(decision: Decision | None) -> str | None:
    if decision is None:
        return None
    by = f"{decision.decided_by} on {format_day(decision.decided_at)}: {decision.reason}"
    return f"the file is no longer in the archive, by decision of {by}"


def _vintage_lines(vintage: DownstreamVintage) -> Iterator[str]:
    for value in vintage.values:
        formula = f", {value.formula} of {' and '.join(value.inputs)}" if value.formula else ""
        flags = f" [{', '.join(value.flags)}]" if value.flags else ""
        yield f"  value     {value.trace_key}  {figure_label(value)}{flags}{formula}"
    for entry in vintage.coverage:
        yield f"  coverage  {coverage_text(entry)}"
    for outcome in vintage.outcomes:
        yield f"  outcome   {outcome_text(outcome)}"


def _plain(code: str) -> str:
    return code.replace("_", " ")
