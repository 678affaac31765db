"""The B-list assessment -> a workbook: per indicator what each Member State wrote.

Nothing is graded, ranked or scored; the words of a Member State are shown as they were sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cl_pipeline.model.document import Block, Heading, ItemList, Paragraph, titled
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import SAMPLE_NOTICE, format_measure, format_year
from cl_pipeline.model.review import BListRow, RedactedReview, Synthesis
from cl_pipeline.model.table import Cell, Column, ColumnType, Linked, Table, text_columns
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.workbook import Sheet, workbook

INVENTED = (
    "All answers shown here are invented, to show how the table works; no Member State gave them."
)
"""On every sheet of a sample, since no answers to list B have been published."""

ANSWER_COLUMNS = text_columns(
    {"Member State": 20, "Step chosen by the Member State": 30, "Description": 66,
     "Evidence": 36, "Address": 26}
)  # fmt: skip
NUMBER_COLUMNS = (
    Column("sender", "Member State", width=20),
    Column("value", "Number", type=ColumnType.NUMBER, width=30),
    Column("measure", "Measure", width=66),
    Column("trace_key", "Trace key", width=36),
    Column("reference_year", "About year", type=ColumnType.YEAR, width=26),
)
INDICATOR_COLUMNS = (Column("sheet", "Sheet", width=10), Column("name", "Indicator", width=100))
STEP_COLUMNS = (Column("number", "No.", width=10), Column("step", "Step", width=100))

C_LIST = "C list"
C_LIST_EXPLAINED = (
    "Indicators of list C that Member States report voluntarily. Where several hold such figures, "
    "the meeting may wish to consider whether the indicator should move up."
)


@dataclass(frozen=True, slots=True)
class BListPage:
    """One indicator of the B list with everything its sheet shows.

    ``numbers`` are the trace keys of related values of the review.
    """

    indicator: Indicator
    rows: tuple[BListRow, ...]
    synthesis: Synthesis
    numbers: tuple[str, ...]


def b_list_workbook(
    pages: Sequence[BListPage],
    review: RedactedReview | None,
    framework: Framework,
    round_year: RoundYear,
    is_sample: bool,
) -> bytes:
    """The B-list workbook: contents, one sheet per indicator, and what came in on list C.

    Numbers come from ``review``, None for a round that was not consolidated yet.
    """
    values = review.vintage.values if review else ()
    by_key = {value.trace_key: value for value in values}
    title = f"Assessment of list B {round_year}"
    invented = (Paragraph(INVENTED),) if is_sample else ()
    sheets = [Sheet("Contents", title, tuple(_contents(pages, framework, invented)))]
    for page in pages:
        indicator = page.indicator
        answers = tuple(_answer(row, framework, round_year) for row in page.rows)
        blocks = (
            Paragraph(indicator.name),
            *invented,
            Table("Answers by Member State", ANSWER_COLUMNS, answers),
            Heading("What the answers say together", 2),
            ItemList(tuple(synthesis_sentences(page.synthesis, framework))),
            Heading("Numbers of the same key result area", 2),
            _numbers_table([by_key[key] for key in page.numbers], framework),
        )
        sheets.append(Sheet(indicator.position, indicator.heading, blocks))
    if voluntary := _voluntary_numbers(review) if review else []:
        content = (Paragraph(C_LIST_EXPLAINED), _numbers_table(voluntary, framework))
        sheets.append(Sheet(C_LIST, "Indicators of list C reported voluntarily", content))
    notice = SAMPLE_NOTICE if is_sample else None
    return workbook(title, sheets, notice=notice, head=f"{title} · {framework.title}")


def _contents(
    pages: Sequence[BListPage], framework: Framework, invented: tuple[Block, ...]
) -> Iterator[Block]:
    yield Paragraph(framework.title)
    yield Paragraph(
        "Each sheet has what Member States wrote about one indicator: the step they chose, a "
        "description and evidence. It describes; it does not grade or rank."
    )
    yield from invented
    links: list[tuple[Cell, ...]] = [
        (Linked(page.indicator.position, page.indicator.position), page.indicator.name)
        for page in pages
    ]
    yield Table("Indicators", INDICATOR_COLUMNS, tuple(links))
    steps = framework.code_names("level").values()
    rows = tuple((str(number), step) for number, step in enumerate(steps, start=1))
    yield from titled(Table("The steps, as worded in the form", STEP_COLUMNS, rows))


def _voluntary_numbers(review: RedactedReview) -> list[ConsolidatedValue]:
    """The numbers on indicators of list C, which nobody asked for, in the order of the list."""
    return [
        value
        for indicator in review.voluntary
        for value in review.totals(indicator)
        if value.value is not None
    ]


def synthesis_sentences(synthesis: Synthesis, framework: Framework) -> Iterator[str]:
    """A synthesis in sentences: groups as the Member States describe themselves."""

    def names(senders: Sequence[SenderCode]) -> str:
        return ", ".join(framework.member_state(sender).name for sender in senders)

    for group in synthesis.groups:
        yield f"{group.wording}: {names(group.senders)}."
    if synthesis.with_evidence:
        named_by = names(synthesis.with_evidence)
        yield f"Evidence is given by: {named_by}."
    if synthesis.not_answered:
        yield f"An answer is still welcome from: {names(synthesis.not_answered)}."


def _numbers_table(values: Sequence[ConsolidatedValue], framework: Framework) -> Table:
    """Grain: one value; key ``trace_key``."""
    rows = []
    for value in values:
        indicator = framework.indicator(value.key.indicator)
        measure = format_measure(indicator.measure(value.key.measure))
        rows.append(
            (
                framework.member_state(value.sender).name,
                value.value,
                f"{indicator.position} {measure}",
                value.trace_key,
                format_year(value.reference_year),
            )
        )
    return Table("Numbers", NUMBER_COLUMNS, tuple(rows), empty="None has been reported yet.")


def _answer(row: BListRow, framework: Framework, round_year: RoundYear) -> tuple[Cell, ...]:
    country = framework.member_state(row.sender).name
    if not row.has_submission:
        return (country, "not answered yet", "", "", "")
    level = row.level_wording or "not stated"
    if row.is_sample:
        level = f"{level} (invented)"
    if row.round != round_year:
        level = f"{level} (answered in the round of {row.round})"
    evidence = "\n".join(row.evidence) or "none given"
    return (country, level, row.narrative or "none given", evidence, "\n".join(row.addresses))
