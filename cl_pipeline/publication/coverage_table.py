"""Coverage and outcomes as plain rows: what the workbook, the picture and the terminal all show."""

from collections.abc import Sequence
from dataclasses import dataclass

from cl_pipeline.model.codes import CoverageState, ListLetter, Suggestion
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, SenderCode, due_column
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import CoverageEntry, Vintage

REPORTED, SHOWN_ONLY, NOTHING, NOT_EXPECTED = "●", "(●)", "○", "–"

LEGEND = (
    (REPORTED, "reported in this round; a zero is a report"),
    (SHOWN_ONLY, "shown, not counted: carried from an earlier round, or not yet a member"),
    (NOTHING, "no figure or reason yet"),
    (NOT_EXPECTED, "not expected: not a member on the day of the review"),
)

SUGGESTIONS = {
    Suggestion.KEEP: "May stay on list A",
    Suggestion.ASSESS_FEASIBILITY: "Feasibility for list B, otherwise list C",
}


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One indicator of the matrix for one column; ``marks`` are (Member State, mark) pairs."""

    indicator: Indicator
    marks: tuple[tuple[SenderCode, str], ...]
    count: int


def coverage_rows(
    vintage: Vintage, framework: Framework, column: ColumnKey | None = None
) -> tuple[CoverageRow, ...]:
    """The matrix of one column (without one: of the column due).

    Member States stand in the framework's order, which is that of their English names.
    """
    chosen = column or due_column(framework.rounds, vintage.round)
    gaps = {value.address: value.gap_code for value in vintage.values if value.formula is None}
    entries: dict[str, list[CoverageEntry]] = {}
    for entry in vintage.coverage:
        if entry.column == chosen:
            entries.setdefault(entry.indicator, []).append(entry)
    places = {state.code: place for place, state in enumerate(framework.member_states)}
    return tuple(
        CoverageRow(
            indicator,
            tuple(
                (entry.sender, _mark(entry, gaps.get(entry.evidence or "")))
                for entry in sorted(
                    entries.get(indicator.key, []), key=lambda one: places[one.sender]
                )
            ),
            sum(entry.counts for entry in entries.get(indicator.key, [])),
        )
        for indicator in framework.on_list(ListLetter.A)
    )


def _mark(entry: CoverageEntry, gap_code: str | None) -> str:
    """The sign of one cell; an explained gap is its own code, e.g. ``nc``."""
    if entry.state == CoverageState.REPORTED:
        mark = REPORTED if entry.counts else SHOWN_ONLY
        return f"{mark} {gap_code}" if gap_code else mark
    if entry.state == CoverageState.EXPLAINED:
        return gap_code or NOTHING
    return NOTHING if entry.state == CoverageState.UNEXPLAINED else NOT_EXPECTED


def coverage_table(vintage: Vintage, framework: Framework) -> list[dict[str, str]]:
    """The matrix of the column due as rows of text.

    Grain: one A-list indicator. Columns: ``indicator`` (position), ``name``, one per Member State
    by its code, ``count`` (Member States that count) and ``threshold``.
    """
    threshold = str(framework.rules.reporting_threshold)
    return [
        {
            "indicator": row.indicator.position,
            "name": row.indicator.short_name,
            **dict(row.marks),
            "count": str(row.count),
            "threshold": threshold,
        }
        for row in coverage_rows(vintage, framework)
    ]


def outcome_table(outcomes: Sequence[RuleOutcome], framework: Framework) -> list[dict[str, str]]:
    """The outcomes of the rule of five as rows of text, one per indicator in list order."""
    return [
        {
            "indicator": outcome.position,
            "name": framework.indicator(outcome.indicator).short_name,
            "count": str(outcome.count),
            "threshold": str(outcome.threshold),
            "reporting": ", ".join(outcome.reporting),
            "suggestion": SUGGESTIONS[outcome.suggestion],
            "reason": outcome.reason,
        }
        for outcome in outcomes
    ]
