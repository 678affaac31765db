"""A review pack -> the paper of one Member State: "this is what will be shown for you"."""

from collections.abc import Iterator

from cl_pipeline.model.codes import CoverageState
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import (
    format_column,
    format_flags,
    format_measure,
    format_source,
    format_year,
)
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.cells import Content, Figure
from cl_pipeline.publication.indicator_tables import NOTHING_YET
from cl_pipeline.publication.papers.blocks import Block, Bullets, Grid, Heading, Line, Paper

HOW_TO_ANSWER = (
    "If everything is right, please say “agree” in the confirmation form that comes with this "
    "paper, and save it in your folder on the shared drive.",
    "If a figure should be another, please say “should be changed” beside it and correct it in "
    "your own return; the newest return counts.",
    "If there is no answer, these figures are shown as they stand, and the paper of the meeting "
    "lists them as not confirmed yet; nothing else follows from it.",
)

GAP_LABELS = {
    CoverageState.EXPLAINED: "explained",
    CoverageState.UNEXPLAINED: "no figure and no reason yet",
}


def country_paper(pack: RedactedReview, sender: SenderCode) -> Paper:
    """What will be shown for one Member State."""
    return Paper(
        title=f"{pack.country(sender)}: what will be shown for you",
        subtitle=f"SLOM review {pack.vintage.round} · {pack.framework.title}",
        notice=pack.notice,
        made_from=f"Vintage {pack.vintage.vintage_id}, program {pack.vintage.code_version}",
        blocks=(
            Heading("How to answer", 2),
            Bullets(HOW_TO_ANSWER, is_numbered=True),
            *_figures(pack, sender),
            *_gaps(pack, sender),
            *_questions(pack, sender),
        ),
    )


def figures_of(pack: RedactedReview, sender: SenderCode) -> tuple[ConsolidatedValue, ...]:
    """The numbers shown for a Member State, in the order of the list."""
    return tuple(
        value
        for indicator in pack.indicators
        for value in pack.totals(indicator)
        if value.sender == sender and value.value is not None
    )


def format_figure(pack: RedactedReview, sender: SenderCode, indicator: Indicator) -> str:
    """The headline figures of one indicator in a line, empty where there is none.

    For example ``Baseline: 429,380 (2012), Children in child labour (children)``.
    """
    headlines = {measure.key for measure in indicator.headlines}
    return "; ".join(
        f"{format_column(value.key.column)}: {format_number(value.value)} "
        f"({format_year(value.reference_year)}), "
        f"{format_measure(indicator.measure(value.key.measure))}"
        for value in pack.totals(indicator)
        if value.sender == sender
        and value.value is not None
        and value.key.measure in headlines
        and value.key.column in pack.columns
    )


def _figures(pack: RedactedReview, sender: SenderCode) -> Iterator[Block]:
    yield Heading("Your figures", 2)
    headers = (
        "", "Measure", "Column", "Number", "About year", "Ages and definition", "Source",
        "Remarks", "Sheet and cell; file",
    )  # fmt: skip
    rows = tuple(_figure_row(pack, value) for value in figures_of(pack, sender))
    yield Grid("Your figures with their sources", headers, rows, (1, 5, 6), nothing=NOTHING_YET)


def _figure_row(pack: RedactedReview, value: ConsolidatedValue) -> tuple[Content, ...]:
    indicator, seen = pack.framework.indicator(value.key.indicator), pack.observation(value)
    ages = f"ages {seen.age_range}" if seen.age_range else ""
    return (
        indicator.position,
        format_measure(indicator.measure(value.key.measure)),
        format_column(value.key.column),
        Figure(value.value, value.trace_key, "") if value.value is not None else None,
        format_year(value.reference_year),
        "; ".join(text for text in (ages, seen.definition) if text) or "not stated",
        format_source(seen),
        format_flags(value),
        f"{value.sheet}!{value.cell}; {pack.submission(value).path}",
    )


def _gaps(pack: RedactedReview, sender: SenderCode) -> Iterator[Block]:
    yield Heading(f"Without a figure in the column “{format_column(pack.due)}”", 2)
    entries = [
        entry
        for entry in pack.vintage.coverage
        if entry.sender == sender and entry.column == pack.due and entry.state in GAP_LABELS
    ]
    suppliers = {
        (supplier.indicator): supplier.institution
        for supplier in pack.framework.suppliers
        if supplier.sender == sender
    }
    rows = tuple(
        (
            pack.framework.indicator(one.indicator).position,
            pack.framework.indicator(one.indicator).short_name,
            one.detail if one.state == CoverageState.EXPLAINED else GAP_LABELS[one.state],
            suppliers.get(one.indicator, ""),
        )
        for one in entries
    )
    headers = ("", "Indicator", "What stands there", "Institution that supplies it, where known")
    yield Grid("Indicators without a figure", headers, rows, (1, 2, 3))
    yield Line("Nothing is expected that you do not hold; a reason is an answer too.")


def _questions(pack: RedactedReview, sender: SenderCode) -> Iterator[Block]:
    yield Heading("Questions to you", 2)
    rows = tuple(
        (
            pack.framework.indicator(question.indicator).position,
            format_column(question.column),
            question.found,
            question.expected,
        )
        for question in pack.vintage.questions
        if question.sender == sender
    )
    headers = ("", "Column", "What is there", "What is asked for")
    yield Grid("Questions to you", headers, rows, (2, 3))
