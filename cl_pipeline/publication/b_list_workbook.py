"""Rows of the B-list assessment -> a workbook: per indicator what each Member State wrote.

Input: ``BListRow``; output: the bytes of an xlsx file. Guarantee: nothing is graded, ranked or
counted up; a Member State's own words stand as they were sent, in the order of the names.
"""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.assessment import BListRow
from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.notices import SAMPLE_NOTICE
from cl_pipeline.publication.cells import Content, Link
from cl_pipeline.publication.files import workbook_bytes
from cl_pipeline.publication.page import Page
from cl_pipeline.publication.printing import prepare_print

HEADERS = (
    "Member State",
    "Level reached, as the Member State says",
    "Narrative",
    "Evidence",
    "Address",
)


INVENTED = (
    "All answers shown here are invented, to show how the table works; no Member State gave them."
)
"""Stands on every sheet of a sample, since no answers to list B have been published."""


def b_list_workbook(
    rows: Sequence[BListRow], framework: Framework, round_year: RoundYear, is_sample: bool
) -> bytes:
    """The B-list workbook: a contents sheet, then one sheet per indicator."""
    notice = SAMPLE_NOTICE if is_sample else None
    title = f"Assessment of list B {round_year}"
    indicators = framework.on_list(ListLetter.B)
    workbook = Workbook()
    first = workbook.worksheets[0]
    first.title = "Contents"
    _write_contents(first, title, framework, indicators, notice)
    for indicator in indicators:
        chosen = [
            row
            for state in framework.member_states
            for row in rows
            if (row.indicator, row.sender) == (indicator.key, state.code)
        ]
        sheet: Worksheet = workbook.create_sheet(indicator.position)
        _write_indicator(sheet, indicator, chosen, framework, notice)
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
        "Each sheet holds what Member States wrote about one indicator: the level they see "
        "themselves at, in words, a narrative and evidence. It describes, and grades nobody."
    )
    if notice:
        page.line(INVENTED)
    page.space()
    links: list[tuple[Content, ...]] = [
        (Link(one.position, f"'{one.position}'!A1"), one.name) for one in indicators
    ]
    page.table(("Sheet", "Indicator"), links)
    levels: list[tuple[Content, ...]] = [
        (str(place), level.name)
        for place, level in enumerate(
            (code for code in framework.codes if code.list_key == "level"), start=1
        )
    ]
    page.section("The levels, as worded in the form")
    page.table(("", "Level"), levels)


def _write_indicator(
    sheet: Worksheet,
    indicator: Indicator,
    rows: Sequence[BListRow],
    framework: Framework,
    notice: str | None,
) -> None:
    page = Page(sheet, (20, 30, 66, 36, 26))
    page.title(f"{indicator.position}  {indicator.short_name}", notice)
    page.line(indicator.name)
    page.space()
    if notice:
        page.line(INVENTED)
        page.space()
    page.table(HEADERS, [_row(row, framework) for row in rows], is_paged=True)


def _row(row: BListRow, framework: Framework) -> Sequence[Content]:
    country = framework.member_state(row.sender).name
    if not row.is_returned:
        return (country, "no return yet", "", "", "")
    level = row.level_wording or "not stated"
    if row.is_sample:
        level = f"{level} (invented)"
    evidence = "\n".join(row.evidence) or "none given"
    return (country, level, row.narrative or "none given", evidence, "\n".join(row.addresses))
