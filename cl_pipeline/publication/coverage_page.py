"""The sheets Coverage, Rule of five and Evidence: the matrix, and what the rule makes of it.

Belongs here: showing marks, counts and outcomes. Does not belong here: deciding them
(``consolidation``, ``review``). No Member State is ranked: they stand in the order of their names.
"""

from collections.abc import Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.codes import CoverageState
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.cells import Content, Link, shown
from cl_pipeline.publication.coverage_table import (
    LEGEND,
    SUGGESTIONS,
    CoverageRow,
    coverage_rows,
)
from cl_pipeline.publication.pack import (
    ReviewPack,
    column_words,
    document_words,
    measure_words,
    year_words,
)
from cl_pipeline.publication.page import Page
from cl_pipeline.publication.release import signs

EVIDENCE_HEADER_ROW = 4
"""Row of the header on the sheet of evidence, repeated on each printed page."""

COVERAGE_WORDS = {
    CoverageState.REPORTED: "reported",
    CoverageState.EXPLAINED: "gap, explained",
    CoverageState.UNEXPLAINED: "still open",
    CoverageState.NOT_EXPECTED: "not expected",
}


def write_coverage(sheet: Worksheet, pack: ReviewPack) -> None:
    """The matrix of the column due and, after the first round, one of each earlier column."""
    senders, threshold = pack.senders, pack.framework.rules.reporting_threshold
    page = Page(sheet, (6, 62, *(6.5,) * len(senders), 9, 10))
    page.title(f"Coverage of list A, round {pack.vintage.round}", pack.notice)
    for column in reversed(pack.columns):
        is_due = column == pack.due
        page.section(f"Column “{column_words(column)}”" + (", due in this round" if is_due else ""))
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


def _write_legend(page: Page, pack: ReviewPack) -> None:
    width = len(page.widths)
    page.section("Signs")
    page.table(("Sign", "Meaning"), [*LEGEND, *signs(pack.framework)], spans=(1, width - 1))
    names = " · ".join(f"{state.code} {state.name}" for state in pack.framework.member_states)
    page.line(names, small=True)
    page.space()


def write_rule(sheet: Worksheet, pack: ReviewPack) -> None:
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
        page.line(f"Source of the rule: {document_words(source)}", small=True)
    page.space()
    headers = ("", "Indicator", "Reported", "Threshold", "Suggestion", "Why", "Reported by")
    page.table(headers, [_outcome(pack, one) for one in pack.outcomes], is_paged=True)


def write_evidence(sheet: Worksheet, pack: ReviewPack) -> None:
    """What stands for every Member State in the column due: the evidence behind each count."""
    page = Page(sheet, (9, 22, 8, 16, 56, 40))
    page.title(f"Evidence for the rule of five, round {pack.vintage.round}", pack.notice)
    page.row = EVIDENCE_HEADER_ROW
    values = {value.address: value for value in pack.vintage.values if value.formula is None}
    evidence = [row for one in pack.outcomes for row in _evidence(pack, one, values)]
    headers = ("Indicator", "Member State", "Counts", "State", "What stands there", "Address")
    page.table(headers, evidence)


def _outcome(pack: ReviewPack, one: RuleOutcome) -> Sequence[Content]:
    return (
        Link(one.position, f"'{one.position}'!A1"),
        pack.framework.indicator(one.indicator).short_name,
        one.count,
        one.threshold,
        SUGGESTIONS[one.suggestion],
        one.reason,
        ", ".join(pack.country(sender) for sender in pack.in_order(one.reporting)) or "none yet",
    )


def _evidence(
    pack: ReviewPack, one: RuleOutcome, values: Mapping[str, ConsolidatedValue]
) -> list[Sequence[Content]]:
    return [
        (
            one.position,
            pack.country(entry.sender),
            "yes" if entry.counts else "no",
            COVERAGE_WORDS[entry.state],
            _what_stands(pack, entry.detail, values.get(entry.evidence or "")),
            entry.evidence or "",
        )
        for entry in sorted(one.evidence, key=lambda entry: pack.senders.index(entry.sender))
    ]


def _what_stands(pack: ReviewPack, detail: str, value: ConsolidatedValue | None) -> str:
    """A number with its measure, unit and year; what is no number in the words of the vintage."""
    if value is None or value.value is None:
        return detail
    measure = pack.framework.indicator(value.key.indicator).measure(value.key.measure)
    year = year_words(value.reference_year)
    return f"{measure_words(measure)}: {shown(value.value)}; about year: {year}"
