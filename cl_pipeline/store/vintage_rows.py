"""Rows and nouns of a consolidation: how a vintage's parts lie in their tables, and back.

Belongs here: the mapping, one pair of functions per noun. Does not belong here: saving and finding
vintages (``vintages``).
"""

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


def value_row(one: ConsolidatedValue) -> Row:
    """The row of a consolidated value."""
    return key_row(one.key) | {
        "sender": one.sender,
        "value": one.value,
        "unit": one.unit,
        "reference_year": one.reference_year,
        "obs_status": one.obs_status.value,
        "conf_status": one.conf_status.value,
        "gap_code": one.gap_code,
        "from_round": one.from_round,
        "submission_id": one.submission_id,
        "sheet": one.sheet,
        "cell": one.cell,
        "formula": one.formula,
        "inputs": one.inputs,
        "flags": one.flags,
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


def coverage_row(one: CoverageEntry) -> Row:
    """The row of a coverage entry."""
    return {
        "indicator": one.indicator,
        "sender": one.sender,
        "reporting_column": one.column,
        "state": one.state.value,
        "counts": one.counts,
        "detail": one.detail,
        "evidence": one.evidence,
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


def baseline_row(one: Baseline) -> Row:
    """The row of a baseline."""
    return {
        "indicator": one.indicator,
        "sender": one.sender,
        "reference_year": one.reference_year,
        "distance_years": one.distance_years,
        "nearer_year": one.nearer_year,
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


def question_row(one: OpenQuestion) -> Row:
    """The row of an open question."""
    return {
        "code": one.code,
        "sender": one.sender,
        "indicator": one.indicator,
        "reporting_column": one.column,
        "address": one.address,
        "found": one.found,
        "expected": one.expected,
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


def outcome_row(one: RuleOutcome) -> Row:
    """The row of an outcome; its evidence lies in one column, a tuple per Member State."""
    return {
        "indicator": one.indicator,
        "list_position": one.position,
        "reporting": one.reporting,
        "threshold": one.threshold,
        "meets_threshold": one.meets_threshold,
        "suggestion": one.suggestion.value,
        "reason": one.reason,
        "evidence": tuple(tuple(coverage_row(entry).values()) for entry in one.evidence),
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
