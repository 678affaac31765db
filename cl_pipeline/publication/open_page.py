"""The sheet Still open: questions, gaps and findings, for the Secretariat to follow up."""

from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.codes import CoverageState
from cl_pipeline.model.finding import finding_order
from cl_pipeline.model.identity import IndicatorKey, SenderCode
from cl_pipeline.model.labels import format_column
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.publication.cells import Content
from cl_pipeline.publication.page import Page

NONE = "There are none."


def write_open(sheet: Worksheet, pack: RedactedReview) -> None:
    """Everything still open in the column due, and the findings of the returns in use."""
    page = Page(sheet, (20, 9, 12, 46, 46, 44))
    page.title(f"Still open, round {pack.vintage.round}", pack.notice)
    page.line(
        "For the Secretariat, to follow up with the Member States where they wish. Nothing here is "
        "a fault, and nothing is expected that a Member State does not hold."
    )
    page.space()
    _write_questions(page, pack)
    _write_gaps(page, pack)
    _write_findings(page, pack)


def _write_questions(page: Page, pack: RedactedReview) -> None:
    page.section("Questions that arise from several returns or columns")
    rows: list[tuple[Content, ...]] = [
        (
            pack.country(question.sender),
            pack.framework.indicator(question.indicator).position,
            format_column(question.column),
            question.found,
            question.expected,
            question.address,
        )
        for question in pack.vintage.questions
    ]
    headers = (
        "Member State",
        "Indicator",
        "Column",
        "What is there",
        "What is asked for",
        "Address",
    )
    page.table(headers, rows, nothing=NONE, is_paged=True)


def _write_gaps(page: Page, pack: RedactedReview) -> None:
    page.section(
        f"Indicators without a figure or a reason in the column “{format_column(pack.due)}”"
    )
    missing: dict[SenderCode, list[IndicatorKey]] = {}
    for entry in pack.vintage.coverage:
        if entry.column == pack.due and entry.state == CoverageState.UNEXPLAINED:
            missing.setdefault(entry.sender, []).append(entry.indicator)
    rows: list[tuple[Content, ...]] = [
        (pack.country(sender), _positions(pack, missing[sender]), _suppliers(pack, sender, missing))
        for sender in pack.in_order(missing)
    ]
    headers = ("Member State", "Indicators", "Institution that supplies it, where known")
    page.table(headers, rows, spans=(1, 3, 2), nothing=NONE, is_paged=True)


def _positions(pack: RedactedReview, indicators: list[IndicatorKey]) -> str:
    return ", ".join(pack.framework.indicator(indicator).position for indicator in indicators)


def _suppliers(
    pack: RedactedReview, sender: SenderCode, missing: dict[SenderCode, list[IndicatorKey]]
) -> str:
    known: dict[str, list[IndicatorKey]] = {}
    for supplier in pack.framework.suppliers:
        if supplier.sender == sender and supplier.indicator in missing[sender]:
            known.setdefault(supplier.institution, []).append(supplier.indicator)
    return "; ".join(f"{name} ({_positions(pack, known[name])})" for name in sorted(known))


def _write_findings(page: Page, pack: RedactedReview) -> None:
    page.section("Findings in the returns in use")
    pairs = {(value.sender, value.submission_id) for value in pack.vintage.values}
    used = sorted(pairs, key=lambda pair: (pack.senders.index(pair[0]), pair[1]))
    rows: list[tuple[Content, ...]] = [
        (
            pack.country(sender),
            finding.sheet or "",
            finding.cell or "",
            finding.found,
            finding.remedy,
            f"{finding.code} · {pack.submissions[submission].path}",
        )
        for sender, submission in used
        for finding in sorted(pack.findings.get(submission, ()), key=finding_order)
    ]
    headers = ("Member State", "Sheet", "Cell", "What is there", "What would help", "Code and file")
    page.table(headers, rows, nothing=NONE, is_paged=True)
