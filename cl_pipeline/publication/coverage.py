"""Coverage and outcomes of the rule of five as tables: one layout for every output."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from cl_pipeline.model.codes import CoverageState, ListLetter, Suggestion
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    SenderCode,
    column_order,
    due_column,
)
from cl_pipeline.model.labels import format_column
from cl_pipeline.model.review import RuleOutcome, voluntary_reports
from cl_pipeline.model.table import Cell, Column, ColumnType, Linked, Table
from cl_pipeline.model.vintage import PARTS_ONLY, ConsolidatedValue, CoverageEntry, Vintage

REPORTED, CARRIED, SHOWN_ONLY, NOTHING, NOT_EXPECTED = "●", "(●)", "[●]", "○", "–"
PARTS = "parts"

LEGEND = (
    (REPORTED, "reported in this round; a zero is a report"),
    (CARRIED, "reported in an earlier round and still current; counts as well"),
    (SHOWN_ONLY, "shown, not counted: not a member on the day of the review"),
    (PARTS, "only parts were given; without a total they do not count"),
    (NOTHING, "no figure yet"),
    (NOT_EXPECTED, "not expected: not a member on the day of the review"),
)

SUGGESTIONS = {
    Suggestion.KEEP: "May stay on list A",
    Suggestion.ASSESS_FEASIBILITY: "Feasibility for list B, otherwise list C",
    Suggestion.NOTHING: "Nothing is suggested yet",
}

OUTCOME_COLUMNS = (
    Column("indicator", "List A", width=6),
    Column("name", "Indicator", width=36),
    Column("count", "Reported so far", type=ColumnType.MARK, width=10),
    Column("threshold", "Threshold", type=ColumnType.MARK, width=10),
    Column("suggestion", "Suggestion", width=24),
    Column("reason", "Why", width=60),
    Column("reporting", "Reported by", width=38),
)


VOLUNTARY_COLUMNS = (
    Column("position", "List C", width=6),
    Column("name", "Indicator", width=40),
    Column("count", "Member States", type=ColumnType.MARK, width=10),
    Column("label", "Report it", width=28),
    Column("reporting", "Reported by", width=50),
)


def coverage_table(
    vintage: Vintage, framework: Framework, column: ColumnKey | None = None
) -> Table:
    """The matrix of one column (without one: of the column due); key ``indicator``.

    Grain: one A-list indicator, with one column per Member State by its code, in the framework's
    order, which is that of their English names. ``in_column``: how many Member States report in
    it; it proposes nothing. The column due also has ``count``, those that report in it or in one
    before it, which the rule of five counts, and ``threshold``.
    """
    due = due_column(framework.rounds, vintage.round)
    chosen, threshold = column or due, framework.rules.reporting_threshold
    values = {value.address: value for value in vintage.values if value.formula is None}
    marks: dict[tuple[IndicatorKey, SenderCode], str] = {}
    in_column: Counter[IndicatorKey] = Counter()
    so_far: dict[IndicatorKey, set[SenderCode]] = defaultdict(set)
    for entry in vintage.coverage:
        if entry.counts and column_order(entry.column) <= column_order(chosen):
            so_far[entry.indicator].add(entry.sender)
        if entry.column == chosen:
            in_column[entry.indicator] += entry.counts
            mark = _mark(entry, values.get(entry.evidence or ""))
            marks[entry.indicator, entry.sender] = mark
    columns = [
        Column("indicator", "List A", width=6),
        Column("name", "Indicator", width=62),
        *(
            Column(state.code, state.code, type=ColumnType.MARK, width=6.5)
            for state in framework.member_states
        ),
        Column("in_column", "In this column", type=ColumnType.MARK, width=9),
        Column("count", "Reported so far", type=ColumnType.MARK, width=9),
        Column("threshold", "Threshold", type=ColumnType.MARK, width=10),
    ]
    cells: list[tuple[Cell, ...]] = [
        (
            Linked(indicator.position, indicator.position),
            indicator.short_name,
            *(marks.get((indicator.key, state.code), "") for state in framework.member_states),
            in_column[indicator.key],
            len(so_far[indicator.key]),
            threshold,
        )
        for indicator in framework.on_list(ListLetter.A)
    ]
    title = f"Column “{format_column(chosen)}”"
    if chosen == due:
        return Table(f"{title}, due in this round", tuple(columns), tuple(cells))
    return Table(title, tuple(columns), tuple(cells)).without("count").without("threshold")


def voluntary_table(vintage: Vintage, framework: Framework) -> Table:
    """How many members report an indicator of list C; grain and key: one that is reported."""
    members = framework.counted_states(vintage.round)
    rows = []
    for indicator, senders in voluntary_reports(vintage, framework).items():
        names = [state.name for state in members if state.code in senders]
        position, count = indicator.position, len(names)
        label = f"{position}: {count} of {len(members)} Member States"
        rows.append((position, indicator.short_name, count, label, ", ".join(names)))
    title = "Reported voluntarily on list C"
    return Table(title, VOLUNTARY_COLUMNS, tuple(rows), empty="no Member State reports it yet")


def outcome_table(outcomes: Sequence[RuleOutcome], framework: Framework) -> Table:
    """The outcomes of the rule of five; grain and key: one indicator, in list order."""
    rows: list[tuple[Cell, ...]] = [
        (
            Linked(outcome.position, outcome.position),
            framework.indicator(outcome.indicator).short_name,
            outcome.count,
            outcome.threshold,
            SUGGESTIONS[outcome.suggestion],
            outcome.reason,
            ", ".join(
                state.name for state in framework.member_states if state.code in outcome.reporting
            )
            or "none yet",
        )
        for outcome in outcomes
    ]
    return Table("Outcome of the rule of five by indicator", OUTCOME_COLUMNS, tuple(rows))


def _mark(entry: CoverageEntry, value: ConsolidatedValue | None) -> str:
    """The mark of one cell; an explained gap has its own code, e.g. ``nc``."""
    gap_code = value and value.gap_code
    if entry.state == CoverageState.REPORTED:
        is_carried = value is not None and "carried" in value.flags
        mark = SHOWN_ONLY if not entry.counts else CARRIED if is_carried else REPORTED
        return f"{mark} {gap_code}" if gap_code else mark
    if entry.state == CoverageState.EXPLAINED:
        return gap_code or NOTHING
    if entry.detail == PARTS_ONLY:
        return PARTS
    return NOTHING if entry.state == CoverageState.UNEXPLAINED else NOT_EXPECTED
