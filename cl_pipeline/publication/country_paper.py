"""A redacted review -> the paper of one Member State: "this is what will be shown for you"."""

from collections.abc import Iterator

from cl_pipeline.model.codes import CoverageState
from cl_pipeline.model.document import Block, Document, Heading, ItemList, Paragraph
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import format_column, format_measure, format_year
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.table import Column, Table
from cl_pipeline.publication.review_tables import questions_table, sender_figures_table

HOW_TO_ANSWER = (
    "If everything is right, choose “agree” in the confirmation form that comes with this paper, "
    "and save it in your folder on the shared drive.",
    "If a figure needs correcting, choose “should be changed” next to it and correct it in your "
    "own form; the newest one counts.",
    "If you do not answer, these figures are shown as they are, and the paper of the meeting lists "
    "them as not confirmed yet. Nothing else follows.",
)

NOT_ANSWERED = "not answered yet"

GAP_COLUMNS = (
    Column("indicator", "List A", width=8),
    Column("name", "Indicator", width=40),
    Column("reported", "What you reported", width=40),
    Column("supplier", "Institution that supplies it, where known", width=40),
)


def country_paper(review: RedactedReview, sender: SenderCode) -> Document:
    """What will be shown for one Member State, and nothing about another.

    Raises:
        BrokenInvariant: an observation or submission of the vintage is missing.
    """
    return Document(
        title=f"{review.country(sender)}: what will be shown for you",
        subtitle=f"SLOM review {review.vintage.round} · {review.framework.title}",
        notice=review.notice,
        made_from=f"Vintage {review.vintage.vintage_id}, program {review.vintage.code_version}",
        blocks=(
            Heading("How to answer", 2),
            ItemList(HOW_TO_ANSWER, is_numbered=True),
            Heading("Your figures", 2),
            sender_figures_table(review, sender),
            *_gaps(review, sender),
            Heading("Questions to you", 2),
            questions_table(review, sender).without("sender").without("address"),
        ),
    )


def format_figure(review: RedactedReview, sender: SenderCode, indicator: Indicator) -> str:
    """The headline figures of one indicator in a line, empty where there is none.

    For example ``Baseline: 429,380 (2012), Children in child labour (children)``.
    """
    return "; ".join(
        f"{format_column(value.key.column)}: {format_number(value.value)} "
        f"({format_year(value.reference_year)}), "
        f"{format_measure(indicator.measure(value.key.measure))}"
        for value in review.headline_numbers(indicator)
        if value.sender == sender and value.value is not None
    )


def _gaps(review: RedactedReview, sender: SenderCode) -> Iterator[Block]:
    yield Heading(f"Without a figure in the column “{format_column(review.due)}”", 2)
    suppliers = {
        supplier.indicator: supplier.institution
        for supplier in review.framework.suppliers
        if supplier.sender == sender
    }
    details = {
        entry.indicator: entry.detail if entry.state == CoverageState.EXPLAINED else NOT_ANSWERED
        for entry in review.vintage.coverage
        if entry.sender == sender
        and entry.column == review.due
        and entry.state in (CoverageState.EXPLAINED, CoverageState.UNEXPLAINED)
    }
    rows = tuple(
        (
            review.framework.indicator(indicator).position,
            review.framework.indicator(indicator).short_name,
            detail,
            suppliers.get(indicator, ""),
        )
        for indicator, detail in details.items()
    )
    yield Table("Indicators without a figure", GAP_COLUMNS, rows)
    yield Paragraph("We do not expect figures you do not have; a reason is a valid answer.")
