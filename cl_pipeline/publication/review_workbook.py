"""A vintage with its outcomes -> the workbook for the meeting.

Input: a ``RedactedReview``, the vintage with what stands behind it; output: the bytes of an xlsx file.
Guarantee: the same input gives the same bytes, and every number on an indicator's page has its row
on the sheet of sources.
"""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.review import RedactedReview
from cl_pipeline.publication.agenda_page import write_agenda
from cl_pipeline.publication.chart import CHART_DATA
from cl_pipeline.publication.coverage_page import (
    EVIDENCE_HEADER_ROW,
    write_coverage,
    write_evidence,
    write_rule,
)
from cl_pipeline.publication.files import workbook_bytes
from cl_pipeline.publication.indicator_page import write_indicator
from cl_pipeline.publication.indicator_tables import PageInput, not_expected
from cl_pipeline.publication.open_page import write_open
from cl_pipeline.publication.page import Page
from cl_pipeline.publication.printing import prepare_print
from cl_pipeline.publication.review_data import SOURCES, SOURCES_HEADER_ROW, source_places
from cl_pipeline.publication.sources_page import write_sources

EVIDENCE = "Evidence"

REPEATED_ROWS = {EVIDENCE: EVIDENCE_HEADER_ROW, SOURCES: SOURCES_HEADER_ROW}


def review_workbook(pack: RedactedReview) -> bytes:
    """The review workbook: agenda, coverage, rule of five, a page per indicator, open, sources.

    What a Member State withholds stands on none of its sheets.

    Raises:
        BrokenInvariant: an observation or submission of the vintage was not handed in.
    """
    title = f"SLOM review {pack.vintage.round}"
    workbook = _written(pack)
    foot = " · ".join(part for part in (pack.vintage.vintage_id, pack.notice) if part)
    head = f"{title} · {pack.framework.title}"
    for sheet in workbook.worksheets:
        prepare_print(sheet, head, foot, REPEATED_ROWS.get(sheet.title))
    return workbook_bytes(workbook, title)


def _written(pack: RedactedReview) -> Workbook:
    workbook = Workbook()
    first = workbook.worksheets[0]
    first.title = "Agenda"
    write_agenda(first, pack)
    write_coverage(_sheet(workbook, "Coverage"), pack)
    write_rule(_sheet(workbook, "Rule of five"), pack)
    pages = [(one, _sheet(workbook, one.position)) for one in pack.indicators]
    write_open(_sheet(workbook, "Still open"), pack)
    write_evidence(_sheet(workbook, EVIDENCE), pack)
    write_sources(_sheet(workbook, SOURCES), pack)
    data_page = Page(_sheet(workbook, CHART_DATA), (30, *(16,) * 5))
    data_page.title("Numbers the charts are drawn from", pack.notice)
    places = source_places(pack)
    for indicator, sheet in pages:
        given = PageInput(pack, indicator, places, not_expected(pack, indicator))
        write_indicator(sheet, data_page, given)
    return workbook


def _sheet(workbook: Workbook, title: str) -> Worksheet:
    sheet: Worksheet = workbook.create_sheet(title)
    return sheet
