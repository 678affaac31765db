"""The sheets Coverage, Rule of five and Evidence: the matrix, and what the rule makes of it."""

from collections.abc import Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.codes import CoverageState
from cl_pipeline.model.labels import (
    format_column,
    format_measure,
    format_year,
    source_label,
    value_labels,
)
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.review import RedactedReview, RuleOutcome
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.cells import Content, Link
from cl_pipeline.publication.coverage_table import (
    LEGEND,
    SUGGESTIONS,
    CoverageRow,
    coverage_rows,
)
from cl_pipeline.publication.page import Page

EVIDENCE_HEADER_ROW = 4
"""Row of the header on the sheet of evidence, repeated on each printed page."""

COVERAGE_LABELS = {
    CoverageState.REPORTED: "reported",
    CoverageState.EXPLAINED: "gap, explained",
    CoverageState.UNEXPLAINED: "still open",
    CoverageState.NOT_EXPECTED: "not expected",
}


def write_coverage(sheet: Worksheet, pack: RedactedReview) -> None:
    """The matrix of the column due and, after the first round, one of each earlier column."""
    senders, threshold = pack.senders, pack.framework.rules.reporting_threshold
    page = Page(sheet, (6, 62, *(6.5,) * len(senders), 9, 10))
    page.title(f"Coverage of list A, round {pack.vintage.round}", pack.notice)
    for column in reversed(pack.columns):
        is_due = column == pack.due
        page.section(
            f"Column “{format_column(column)}”" + (", due in this round" if is_due else "")
        )
        rows = coverage_rows(pack.vintage, pack.framework, column)
        counts: list[list[Content]] = [[row.count, threshold] if is_due else [] for row in rows]
        headers = ["", "Indicator", *senders, *(["Counted", "Threshold"] if is_due else [])]
        contents = [_marks(row) + count for row, count in zip(rows, counts, strict=True)]
        page.table(headers, contents, centred=True, left_aligned=2, is_paged=True)
        if is_due:
            _write_legend(page, pack)


def _marks(row: CoverageRow) -> list[Content]:
    position = row.indicator.position
    marks = [mark for _, mark in row.marks]
    return [Link(position, f"'{position}'!A1"), row.indicator.short_name, *marks]


def _write_legend(page: Page, pack: RedactedReview) -> None:
    width = len(page.widths)
    page.section("Signs")
    page.table(("Sign", "Meaning"), [*LEGEND, *value_labels(pack.framework)], spans=(1, width - 1))
    names = " · ".join(f"{state.code} {state.name}" for state in pack.framework.member_states)
    page.line(names, small=True)
    page.space()


def write_rule(sheet: Worksheet, pack: RedactedReview) -> None:
    """The outcome of the rule of five for each indicator, with reason and evidence."""
    page = Page(sheet, (6, 36, 10, 10, 24, 60, 38))
    page.title(f"Rule of five, round {pack.vintage.round}", pack.notice)
    page.line(
        "Suggestions for discussion. Indicators reported by fewer Member States than the threshold "
        "are assessed for their feasibility on list B and, where that is not feasible, moved to "
        "list C; SLOM decides."
    )
    source = dict(pack.framework.rules.sources).get("reporting_threshold")
    if source:
        page.line(f"Source of the rule: {source_label(source)}", small=True)
    page.space()
    headers = ("", "Indicator", "Reported", "Threshold", "Suggestion", "Why", "Reported by")
    page.table(headers, [_outcome(pack, outcome) for outcome in pack.outcomes], is_paged=True)


def write_evidence(sheet: Worksheet, pack: RedactedReview) -> None:
    """What stands for every Member State in the column due: the evidence behind each count."""
    page = Page(sheet, (9, 22, 8, 16, 56, 40))
    page.title(f"Evidence for the rule of five, round {pack.vintage.round}", pack.notice)
    page.row = EVIDENCE_HEADER_ROW
    values = {value.address: value for value in pack.vintage.values if value.formula is None}
    evidence = [row for outcome in pack.outcomes for row in _evidence(pack, outcome, values)]
    headers = ("Indicator", "Member State", "Counts", "State", "What stands there", "Address")
    page.table(headers, evidence)


def _outcome(pack: RedactedReview, rule_outcome: RuleOutcome) -> Sequence[Content]:
    return (
        Link(rule_outcome.position, f"'{rule_outcome.position}'!A1"),
        pack.framework.indicator(rule_outcome.indicator).short_name,
        rule_outcome.count,
        rule_outcome.threshold,
        SUGGESTIONS[rule_outcome.suggestion],
        rule_outcome.reason,
        ", ".join(pack.country(sender) for sender in pack.in_order(rule_outcome.reporting))
        or "none yet",
    )


def _evidence(
    pack: RedactedReview, rule_outcome: RuleOutcome, values: Mapping[str, ConsolidatedValue]
) -> list[Sequence[Content]]:
    return [
        (
            rule_outcome.position,
            pack.country(entry.sender),
            "yes" if entry.counts else "no",
            COVERAGE_LABELS[entry.state],
            _what_stands(pack, entry.detail, values.get(entry.evidence or "")),
            entry.evidence or "",
        )
        for entry in sorted(
            rule_outcome.evidence, key=lambda entry: pack.senders.index(entry.sender)
        )
    ]


def _what_stands(pack: RedactedReview, detail: str, value: ConsolidatedValue | None) -> str:
    """A number with its measure, unit and year; what is no number in the words of the vintage."""
    if value is None or value.value is None:
        return detail
    measure = pack.framework.indicator(value.key.indicator).measure(value.key.measure)
    year = format_year(value.reference_year)
    return f"{format_measure(measure)}: {format_number(value.value)}; about year: {year}"
