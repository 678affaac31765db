"""Rows and nouns of a consolidation: how a vintage's parts lie in their tables, and back."""

from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    CoverageState,
    ObservationStatus,
    Suggestion,
)
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import Baseline, ConsolidatedValue, CoverageEntry, OpenQuestion
from cl_pipeline.store.rows import Found, Row, key_of, key_row


def value_row(consolidated_value: ConsolidatedValue) -> Row:
    """The row of a consolidated value."""
    return key_row(consolidated_value.key) | {
        "sender": consolidated_value.sender,
        "value": consolidated_value.value,
        "unit": consolidated_value.unit,
        "reference_year": consolidated_value.reference_year,
        "obs_status": consolidated_value.obs_status.value,
        "conf_status": consolidated_value.conf_status.value,
        "gap_code": consolidated_value.gap_code,
        "from_round": consolidated_value.from_round,
        "submission_id": consolidated_value.submission_id,
        "sheet": consolidated_value.sheet,
        "cell": consolidated_value.cell,
        "formula": consolidated_value.formula,
        "inputs": consolidated_value.inputs,
        "flags": consolidated_value.flags,
    }


def value_of(row: Found) -> ConsolidatedValue:
    """The consolidated value of a row."""
    return ConsolidatedValue(
        sender=SenderCode(row["sender"]),
        key=key_of(row),
        value=row["value"],
        unit=row["unit"],
        reference_year=row["reference_year"],
        obs_status=ObservationStatus(row["obs_status"]),
        conf_status=ConfidentialityStatus(row["conf_status"]),
        gap_code=row["gap_code"],
        from_round=RoundYear(row["from_round"]),
        submission_id=SubmissionId(row["submission_id"]),
        sheet=row["sheet"],
        cell=row["cell"],
        formula=row["formula"],
        inputs=row["inputs"],
        flags=row["flags"],
    )


def coverage_row(coverage_entry: CoverageEntry) -> Row:
    """The row of a coverage entry."""
    return {
        "indicator": coverage_entry.indicator,
        "sender": coverage_entry.sender,
        "reporting_column": coverage_entry.column,
        "state": coverage_entry.state.value,
        "counts": coverage_entry.counts,
        "detail": coverage_entry.detail,
        "evidence": coverage_entry.evidence,
    }


def coverage_of(row: Found) -> CoverageEntry:
    """The coverage entry of a row."""
    return CoverageEntry(
        indicator=row["indicator"],
        sender=row["sender"],
        column=row["reporting_column"],
        state=CoverageState(row["state"]),
        counts=row["counts"],
        detail=row["detail"],
        evidence=row["evidence"],
    )


def baseline_row(baseline: Baseline) -> Row:
    """The row of a baseline."""
    return {
        "indicator": baseline.indicator,
        "sender": baseline.sender,
        "reference_year": baseline.reference_year,
        "distance_years": baseline.distance_years,
        "nearer_year": baseline.nearer_year,
    }


def baseline_of(row: Found) -> Baseline:
    """The baseline of a row."""
    return Baseline(
        indicator=row["indicator"],
        sender=row["sender"],
        reference_year=row["reference_year"],
        distance_years=row["distance_years"],
        nearer_year=row["nearer_year"],
    )


def question_row(open_question: OpenQuestion) -> Row:
    """The row of an open question."""
    return {
        "code": open_question.code,
        "sender": open_question.sender,
        "indicator": open_question.indicator,
        "reporting_column": open_question.column,
        "address": open_question.address,
        "found": open_question.found,
        "expected": open_question.expected,
    }


def question_of(row: Found) -> OpenQuestion:
    """The open question of a row."""
    return OpenQuestion(
        code=row["code"],
        sender=row["sender"],
        indicator=row["indicator"],
        column=row["reporting_column"],
        address=row["address"],
        found=row["found"],
        expected=row["expected"],
    )


def outcome_row(rule_outcome: RuleOutcome) -> Row:
    """The row of an outcome; its evidence lies in one column, a tuple per Member State."""
    return {
        "indicator": rule_outcome.indicator,
        "list_position": rule_outcome.position,
        "reporting": rule_outcome.reporting,
        "threshold": rule_outcome.threshold,
        "meets_threshold": rule_outcome.meets_threshold,
        "suggestion": rule_outcome.suggestion.value,
        "reason": rule_outcome.reason,
        "evidence": tuple(tuple(coverage_row(entry).values()) for entry in rule_outcome.evidence),
    }


def outcome_of(row: Found) -> RuleOutcome:
    """The outcome of a row."""
    names = ("indicator", "sender", "reporting_column", "state", "counts", "detail", "evidence")
    evidence = (dict(zip(names, entry, strict=True)) for entry in row["evidence"])
    return RuleOutcome(
        round=RoundYear(row["round"]),
        indicator=IndicatorKey(row["indicator"]),
        position=row["list_position"],
        reporting=tuple(SenderCode(one) for one in row["reporting"]),
        threshold=row["threshold"],
        meets_threshold=row["meets_threshold"],
        suggestion=Suggestion(row["suggestion"]),
        reason=row["reason"],
        evidence=tuple(coverage_of(entry) for entry in evidence),
    )
