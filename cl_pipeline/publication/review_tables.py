"""The tables of a review: totals and figures of an indicator, evidence, open points, sources."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from cl_pipeline.model.codes import CoverageState
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.labels import (
    COVERAGE_LABELS,
    NOT_STATED,
    UNIT_LABELS,
    format_column,
    format_flags,
    format_measure,
    format_source,
    format_year,
    value_labels,
)
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.review import RedactedReview, ReviewToSend
from cl_pipeline.model.table import Cell, Column, ColumnType, Linked, Table, text_columns
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.coverage import LEGEND, PARTS
from cl_pipeline.publication.parts_tables import parts_without_total

PAIRS = 5
"""Pairs of value and year that fit next to one another."""

NO_FIGURE, NO_MEMBER = "..", "n.m."
"""Marks next to numbers, where the circle and the dash of the matrix could be read as a zero.
Source: two dots for what is not available, as in tables of the United Nations."""

MARKS_EXPLAINED = (
    f"{NO_FIGURE} no figure yet · {PARTS} only parts were given, shown below · "
    f"{NO_MEMBER} not a member on the day of the review, so not "
    "expected · letters: explained gap, see the list of marks."
)


FIGURE_COLUMNS = (
    Column("indicator", "List A", width=8),
    Column("sender", "Member State", width=18),
    Column("column", "Column", width=10.5),
    Column("measure", "Measure", width=21),
    Column("value", "Number", type=ColumnType.NUMBER, width=13),
    Column("reference_year", "About year", type=ColumnType.YEAR, width=10.5),
    Column("remarks", "Remarks", width=14),
    Column("definition", "Ages and definition", width=31.5),
    Column("source", "Source", width=31.5),
)

SOURCE_COLUMNS = (
    Column("sender", "Member State", width=14),
    Column("measure", "Indicator and measure", width=25),
    Column("column", "Column", width=9),
    Column("reference_year", "About year", type=ColumnType.YEAR, width=8),
    Column("value", "Number", type=ColumnType.NUMBER, width=11),
    Column("as_typed", "As typed", width=16),
    Column("source", "Source named by the sender", width=30),
    Column("cell", "Sheet and cell", width=13),
    Column("submission", "Submission", width=22),
    Column("digest", "SHA-256 of the file", width=20),
    Column("trace_key", "Trace key", width=31),
)

EVIDENCE_COLUMNS = text_columns(
    {"Indicator": 9, "Member State": 22, "Counts": 8, "State": 16, "Column": 11,
     "What was reported": 56, "Sheet and cell": 13, "Submission": 22}
)  # fmt: skip

QUESTION_COLUMNS = text_columns(
    {"Member State": 20, "Indicator": 9, "Column": 12, "What we found": 46, "What we need": 46,
     "Address": 44}
)  # fmt: skip


def _number_cell(value: ConsolidatedValue) -> Cell:
    """The number of a value with its trace key, leading to its source; or its gap code."""
    if value.value is None:
        return value.gap_code
    return Linked(value.value, value.trace_key, value.trace_key)


def _description(observation: Observation) -> str:
    """Ages and definition as the sender stated them."""
    ages = f"ages {observation.age_range}" if observation.age_range else ""
    stated = [text for text in (ages, observation.definition) if text]
    return "\n".join(stated) or NOT_STATED


def legend_table(review: RedactedReview) -> Table:
    """What is shown in place of a number or in the matrix, with its meaning."""
    columns = (Column("mark", "Mark", width=9), Column("meaning", "Meaning", width=100))
    return Table("Marks and their meaning", columns, (*LEGEND, *value_labels(review.framework)))


def totals_tables(review: RedactedReview, indicator: Indicator) -> tuple[Table, ...]:
    """The headline totals: one row per Member State, a pair of value and year per column.

    All measures are in one table where they fit, else in one table each.
    """
    measures = indicator.headlines
    is_one_table = len(measures) * len(review.columns) <= PAIRS
    groups = [measures] if is_one_table else [(measure,) for measure in measures]
    return tuple(_totals_table(review, indicator, group) for group in groups)


def _totals_table(
    review: RedactedReview, indicator: Indicator, measures: Sequence[Measure]
) -> Table:
    totals = {
        (value.sender, value.key.measure, value.key.column): value
        for value in review.totals(indicator)
    }
    not_expected = {
        (entry.sender, entry.column)
        for entry in review.vintage.coverage
        if entry.indicator == indicator.key and entry.state == CoverageState.NOT_EXPECTED
    }
    in_parts = parts_without_total(review, indicator)
    columns = [Column("sender", "Member State", width=18)]
    rows: dict[SenderCode, list[Cell]] = {
        sender: [review.country(sender)] for sender in review.senders
    }
    for measure, column in product(measures, review.columns):
        unit = UNIT_LABELS.get(measure.unit, measure.unit)
        name, key = format_column(column), f"{measure.key}_{column}"
        label = f"{name}, {unit}" if len(measures) > 1 else name
        columns += [
            Column(key, label, type=ColumnType.NUMBER, width=14),
            Column(f"{key}_year", "about year", type=ColumnType.YEAR, width=10.5),
        ]
        for sender, row in rows.items():
            value = totals.get((sender, measure.key, column))
            place = (sender, measure.key, column)
            if value is not None and value.value is not None:
                row += [_number_cell(value), format_year(value.reference_year)]
            elif value is None and (sender, column) in not_expected:
                row += [NO_MEMBER, None]
            elif value is None and place in in_parts:
                row += [PARTS, None]
            else:
                row += [_gap_mark(review, value), None]
    title = " · ".join(map(format_measure, measures))
    return Table(title, tuple(columns), tuple(map(tuple, rows.values())))


def _gap_mark(review: RedactedReview, value: ConsolidatedValue | None) -> str:
    """The code of a gap that the sender explains or of a hidden figure, else two dots."""
    code = value.gap_code if value else None
    return code if code and code in dict(value_labels(review.framework)) else NO_FIGURE


def figures_table(review: RedactedReview, indicator: Indicator) -> Table:
    """Each total with what is needed to understand it; gaps only where they have a note.

    Grain: one Member State, column and measure; key ``trace_key``.
    """
    values = [
        value
        for value in review.totals(indicator)
        if value.value is not None or review.observation(value).gap_note
    ]
    title = "Each figure with its source, and each gap with a note"
    table = _figures(review, title, values).without("indicator")
    return replace(table, anchors=tuple(value.trace_key for value in values))


def sender_figures_table(review: ReviewToSend, sender: SenderCode) -> Table:
    """The numbers shown for one Member State; grain: one indicator, column and measure."""
    values = [value for value in review.numbers if value.sender == sender]
    table = _figures(review, "Figures with their sources", values)
    return table.without("sender")


def _figures(review: ReviewToSend, title: str, values: Sequence[ConsolidatedValue]) -> Table:
    rows = tuple(_figure_row(review, value) for value in values)
    return Table(title, FIGURE_COLUMNS, rows, empty="There are none yet.")


def _figure_row(review: ReviewToSend, value: ConsolidatedValue) -> tuple[Cell, ...]:
    observation = review.observation(value)
    indicator = review.framework.indicator(value.key.indicator)
    is_number = value.value is not None
    return (
        indicator.position,
        review.country(value.sender),
        format_column(value.key.column),
        format_measure(indicator.measure(value.key.measure), value),
        _number_cell(value),
        format_year(value.reference_year) if is_number else "",
        format_flags(value) if is_number else _gap_text(review, value),
        _description(observation) if is_number else "",
        format_source(observation) if is_number else "",
    )


def _gap_text(review: ReviewToSend, value: ConsolidatedValue) -> str:
    names = {gap.code: gap.name for gap in review.framework.gap_codes}
    note = review.observation(value).gap_note
    name = names.get(value.gap_code or "", "no number")
    return f"{name}: {note}" if note else name


def sources_table(review: RedactedReview) -> Table:
    """The cell and file of each number; grain: one number, key ``trace_key``."""
    values = review.numbers
    return Table(
        "Sources",
        SOURCE_COLUMNS,
        tuple(_source_row(review, value) for value in values),
        empty="",
        anchors=tuple(value.trace_key for value in values),
    )


def _source_row(review: RedactedReview, value: ConsolidatedValue) -> tuple[Cell, ...]:
    observation, submission = review.observation(value), review.submission(value)
    indicator = review.framework.indicator(value.key.indicator)
    cells, as_typed = [f"{value.sheet}!{value.cell}"], observation.as_typed
    if value.formula is not None:
        cells = [CellRef.parse(address).place for address in value.inputs]
        as_typed = "computed: 100 × first ÷ second cell"
    return (
        review.country(value.sender),
        f"{indicator.position} {format_measure(indicator.measure(value.key.measure), value)}",
        format_column(value.key.column),
        format_year(value.reference_year),
        value.value,
        as_typed,
        format_source(observation),
        " and ".join(cells),
        submission.submission_id,
        submission.digest,
        value.trace_key,
    )


def evidence_table(review: RedactedReview) -> Table:
    """What was reported in the baseline or a yearly column: the evidence behind each count.

    Grain: one indicator and Member State.
    """
    values = {value.address: value for value in review.vintage.values if value.formula is None}
    rows: list[tuple[Cell, ...]] = [
        (
            outcome.position,
            review.country(entry.sender),
            "yes" if entry.counts else "no",
            COVERAGE_LABELS[entry.state],
            format_column(entry.column),
            _reported_text(review, entry.detail, values.get(entry.evidence or "")),
            *_cell_and_submission(entry.evidence),
        )
        for outcome in review.outcomes
        for entry in sorted(outcome.evidence, key=lambda own: review.senders.index(own.sender))
    ]
    return Table("Evidence for the rule of five", EVIDENCE_COLUMNS, tuple(rows), empty="")


def _cell_and_submission(address: str | None) -> tuple[str, str]:
    if not address:
        return "", ""
    cell = CellRef.parse(address)
    return cell.place, cell.submission_id


def _reported_text(review: RedactedReview, detail: str, value: ConsolidatedValue | None) -> str:
    """A number with its measure, unit and year; anything else as the vintage describes it."""
    if value is None or value.value is None:
        return detail
    measure = review.framework.indicator(value.key.indicator).measure(value.key.measure)
    year = format_year(value.reference_year)
    carried = f"; carried from round {value.from_round}" if "carried" in value.flags else ""
    name = format_measure(measure, value)
    return f"{name}: {format_number(value.value)}; about year: {year}{carried}"


def questions_table(review: ReviewToSend, sender: SenderCode | None = None) -> Table:
    """Questions that arise from several submissions or columns, to one sender or to all.

    Grain: one question.
    """
    rows: list[tuple[Cell, ...]] = [
        (
            review.country(question.sender),
            review.framework.indicator(question.indicator).position,
            format_column(question.column),
            question.found,
            question.expected,
            question.address,
        )
        for question in review.vintage.questions
        if sender in (None, question.sender)
    ]
    return Table("Questions to Member States", QUESTION_COLUMNS, tuple(rows))
