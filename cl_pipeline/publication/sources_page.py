"""The sheet Sources: for every number on the indicators' pages the cell and file it is from."""

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.labels import format_column, format_measure, format_source, format_year
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.cells import Content
from cl_pipeline.publication.page import Page
from cl_pipeline.publication.review_data import SOURCES, SOURCES_HEADER_ROW

HEADERS = (
    "Trace key",
    "Member State",
    "Indicator and measure",
    "Column",
    "About year",
    "Number",
    "As typed",
    "Source named by the sender",
    "Sheet and cell",
    "File as it arrived",
    "SHA-256 of the file",
)


def write_sources(sheet: Worksheet, pack: RedactedReview) -> None:
    """Grain: one number of the workbook; key: the trace key."""
    page = Page(sheet, (31, 14, 25, 9, 8, 11, 16, 30, 13, 22, 20))
    page.title(SOURCES, pack.notice)
    page.line(
        f"Vintage {pack.vintage.vintage_id}. Each number of the indicators' pages leads here."
    )
    page.row = SOURCES_HEADER_ROW
    rows = [_row(pack, value) for value in pack.numbers]
    header = page.table(HEADERS, rows)
    if header != SOURCES_HEADER_ROW:
        raise BrokenInvariant(f"sheet {SOURCES}: the header stands in row {header}")
    sheet.freeze_panes = f"B{SOURCES_HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{header}:K{header + len(rows)}"


def _row(pack: RedactedReview, value: ConsolidatedValue) -> Sequence[Content]:
    seen, sent = pack.observation(value), pack.submission(value)
    indicator = pack.framework.indicator(value.key.indicator)
    measure = format_measure(indicator.measure(value.key.measure))
    cells = [f"{value.sheet}!{value.cell}"]
    if value.formula is not None:
        cells = [address.split("!", 1)[1] for address in value.inputs]
    return (
        value.trace_key,
        pack.country(value.sender),
        f"{indicator.position} {measure}",
        format_column(value.key.column),
        format_year(value.reference_year),
        value.value,
        seen.as_typed if value.formula is None else "computed: 100 × first ÷ second cell",
        format_source(seen),
        " and ".join(cells),
        sent.path,
        sent.digest,
    )
