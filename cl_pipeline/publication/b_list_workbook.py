"""Rows of the B-list assessment -> a workbook: per indicator what each Member State wrote.

Input: ``BListRow`` with their synthesis, and the numbers they stand beside; output: the bytes of an
xlsx file. Guarantee: nothing is graded, ranked or scored; a Member State's own words stand as they
were sent, in the order of the names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import SAMPLE_NOTICE, format_measure, format_year
from cl_pipeline.model.review import BListRow, Synthesis
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.cells import Content, Link
from cl_pipeline.publication.files import workbook_bytes
from cl_pipeline.publication.page import Page
from cl_pipeline.publication.printing import prepare_print

HEADERS = (
    "Member State",
    "Step chosen by the Member State",
    "Description",
    "Evidence",
    "Address",
)


INVENTED = (
    "All answers shown here are invented, to show how the table works; no Member State gave them."
)
"""Stands on every sheet of a sample, since no answers to list B have been published."""


NUMBER_HEADERS = ("Member State", "Measure", "Number", "About year", "Trace key")

C_LIST = "C list"
C_LIST_LABELS = (
    "Indicators of list C that Member States report voluntarily. Where several "
    "hold such figures, the meeting may wish to consider whether the indicator should move up."
)


@dataclass(frozen=True, slots=True)
class BListPage:
    """One indicator of the B list with everything its sheet shows."""

    indicator: Indicator
    rows: tuple[BListRow, ...]
    synthesis: Synthesis
    numbers: tuple[ConsolidatedValue, ...]


def b_list_workbook(
    pages: Sequence[BListPage],
    voluntary: Sequence[ConsolidatedValue],
    framework: Framework,
    round_year: RoundYear,
    is_sample: bool,
) -> bytes:
    """The B-list workbook: contents, one sheet per indicator, and what came in on list C.

    ``voluntary`` are the totals reported on indicators of list C.
    """
    notice = SAMPLE_NOTICE if is_sample else None
    title = f"Assessment of list B {round_year}"
    workbook = Workbook()
    first = workbook.worksheets[0]
    first.title = "Contents"
    _write_contents(first, title, framework, [one.indicator for one in pages], notice)
    for page in pages:
        sheet: Worksheet = workbook.create_sheet(page.indicator.position)
        _write_indicator(sheet, page, framework, round_year, notice)
    if voluntary:
        _write_c_list(workbook.create_sheet(C_LIST), voluntary, framework, notice)
    for sheet in workbook.worksheets:
        prepare_print(sheet, f"{title} · {framework.title}", notice or "For the Secretariat")
    return workbook_bytes(workbook, title)


def _write_contents(
    sheet: Worksheet,
    title: str,
    framework: Framework,
    indicators: Sequence[Indicator],
    notice: str | None,
) -> None:
    page = Page(sheet, (10, 100))
    page.title(title, notice)
    page.line(framework.title)
    page.line(
        "Each sheet holds what Member States wrote about one indicator: the step "
        "they chose, a description and evidence. It describes; it does not grade or rank."
    )
    if notice:
        page.line(INVENTED)
    page.space()
    links: list[tuple[Content, ...]] = [
        (Link(indicator.position, f"'{indicator.position}'!A1"), indicator.name)
        for indicator in indicators
    ]
    page.table(("Sheet", "Indicator"), links)
    levels: list[tuple[Content, ...]] = [
        (str(place), level.name)
        for place, level in enumerate(
            (code for code in framework.codes if code.list_key == "level"), start=1
        )
    ]
    page.section("The steps, as worded in the form")
    page.table(("", "Step"), levels)


def _write_indicator(
    sheet: Worksheet,
    given: BListPage,
    framework: Framework,
    round_year: RoundYear,
    notice: str | None,
) -> None:
    page = Page(sheet, (20, 30, 66, 36, 26))
    page.title(f"{given.indicator.position}  {given.indicator.short_name}", notice)
    page.line(given.indicator.name)
    page.space()
    if notice:
        page.line(INVENTED)
        page.space()
    page.table(HEADERS, [_row(row, framework, round_year) for row in given.rows], is_paged=True)
    page.section("What the answers say together")
    for sentence in sentences(given.synthesis, framework):
        page.line(f"•  {sentence}")
    page.space()
    page.section("Numbers of the same key result area")
    rows = [_number(value, framework) for value in given.numbers]
    page.table(NUMBER_HEADERS, rows, nothing="None has been reported yet.", is_paged=True)


def sentences(given: Synthesis, framework: Framework) -> Iterator[str]:
    """A synthesis in sentences: groups as the Member States describe themselves."""
    for group in given.groups:
        yield f"{group.wording}: {_names(group.senders, framework)}."
    if given.with_evidence:
        names = _names(given.with_evidence, framework)
        yield f"Documents that others can look up are named by: {names}."
    if given.not_answered:
        yield f"An answer is still welcome from: {_names(given.not_answered, framework)}."


def _names(senders: Sequence[SenderCode], framework: Framework) -> str:
    return ", ".join(framework.member_state(sender).name for sender in senders)


def _number(value: ConsolidatedValue, framework: Framework) -> Sequence[Content]:
    indicator = framework.indicator(value.key.indicator)
    measure = format_measure(indicator.measure(value.key.measure))
    return (
        framework.member_state(value.sender).name,
        f"{indicator.position} {measure}",
        value.value,
        format_year(value.reference_year),
        value.trace_key,
    )


def _write_c_list(
    sheet: Worksheet,
    voluntary: Sequence[ConsolidatedValue],
    framework: Framework,
    notice: str | None,
) -> None:
    page = Page(sheet, (20, 46, 30, 14, 60))
    page.title("Indicators of list C reported voluntarily", notice)
    page.line(C_LIST_LABELS)
    page.space()
    page.table(NUMBER_HEADERS, [_number(one, framework) for one in voluntary], is_paged=True)


def _row(row: BListRow, framework: Framework, round_year: RoundYear) -> Sequence[Content]:
    country = framework.member_state(row.sender).name
    if not row.has_submission:
        return (country, "no return yet", "", "", "")
    level = row.level_wording or "not stated"
    if row.is_sample:
        level = f"{level} (invented)"
    if row.round != round_year:
        level = f"{level} (answered in the round of {row.round})"
    evidence = "\n".join(row.evidence) or "none given"
    return (country, level, row.narrative or "none given", evidence, "\n".join(row.addresses))
