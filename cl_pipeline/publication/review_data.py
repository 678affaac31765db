"""The sheet of sources, to which every number of the review workbook leads."""

from cl_pipeline.model.review import RedactedReview

SOURCES = "Sources"
SOURCES_HEADER_ROW = 5
"""Row of the header on the sheet of sources; figures on other sheets jump below it."""


def source_places(pack: RedactedReview) -> dict[str, str]:
    """Where on the sheet of sources each trace key stands, for jumping there."""
    first = SOURCES_HEADER_ROW + 1
    return {value.trace_key: f"'{SOURCES}'!A{row}" for row, value in enumerate(pack.numbers, first)}
