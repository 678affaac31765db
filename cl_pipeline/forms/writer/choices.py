"""Drop-downs and warnings: data validation that helps and never refuses an entry."""

from collections.abc import Iterable
from typing import Literal

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.description import LISTS_SHEET
from cl_pipeline.forms.elements import PlacedElement
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.keys import column_letters

INLINE_LIMIT = 255
"""Longest list within the validation itself. Source: the limit of the xlsx format."""

FIRST_YEAR, LAST_YEAR = 1990, 2035

YEARS = ("year",)
VALUES = ("value",)
"""Kinds of warning; a drop-down is named by its choices."""

YEAR_FIELDS = frozenset({Field.REFERENCE_YEAR, Field.SOURCE_YEAR})


class ChoiceLists:
    """The drop-down lists of a workbook; long ones get a column of the hidden list sheet."""

    def __init__(self, workbook: Workbook) -> None:
        """Start without any list."""
        self._workbook = workbook
        self._columns: dict[tuple[str, ...], str] = {}

    def formula(self, choices: tuple[str, ...]) -> str:
        """The source of a list validation for these choices."""
        inline = ",".join(choices)
        is_short = len(inline) <= INLINE_LIMIT
        if is_short and not any({",", '"'} & set(choice) for choice in choices):
            return f'"{inline}"'
        if choices not in self._columns:
            self._columns[choices] = self._write(choices)
        return self._columns[choices]

    def _write(self, choices: tuple[str, ...]) -> str:
        if LISTS_SHEET not in self._workbook.sheetnames:
            sheet = self._workbook.create_sheet(LISTS_SHEET)
            sheet.sheet_state = "hidden"
            sheet.protection.enable()
        sheet = self._workbook[LISTS_SHEET]
        column = len(self._columns) + 1
        for row, choice in enumerate(choices, start=1):
            sheet.cell(row, column, choice)
        letters = column_letters(column)
        return f"'{LISTS_SHEET}'!${letters}$1:${letters}${len(choices)}"


def add_validations(
    sheet: Worksheet,
    elements: Iterable[PlacedElement],
    lists: ChoiceLists,
    gap_codes: tuple[str, ...],
) -> None:
    """Put drop-downs, year warnings and value warnings on the open cells of a sheet."""
    groups: dict[tuple[str, ...], list[PlacedElement]] = {}
    for placed in elements:
        kind = _kind(placed.cell) if placed.cell and placed.cell.is_open else ()
        if kind:
            groups.setdefault(kind, []).append(placed)
    for kind, members in groups.items():
        runs = vertical_runs(members)
        if kind == YEARS:
            text = "A year is written with four digits, for example 2016."
            validation = _warning("whole", "Please check the year", text, str(FIRST_YEAR))
            validation.operator, validation.formula2 = "between", str(LAST_YEAR)
        elif kind == VALUES:
            # relative to the first cell, as programs read the formula of a validation
            formula = _value_formula(runs[0].partition(":")[0], gap_codes)
            text = "Please type a number, or one of the codes explained on the sheet Guide."
            validation = _warning("custom", "Neither a number nor a gap code", text, formula)
        else:
            text = "Please choose from the list if one of its entries fits."
            validation = _warning("list", "Not on the list", text, lists.formula(kind))
        validation.sqref = " ".join(runs)
        sheet.add_data_validation(validation)


def _kind(cell: FormCell) -> tuple[str, ...]:
    if cell.choices:
        return cell.choices
    if cell.field in YEAR_FIELDS:
        return YEARS
    return VALUES if cell.field == Field.VALUE else ()


def vertical_runs(elements: Iterable[PlacedElement]) -> list[str]:
    """The elements' addresses with neighbours below one another joined, by column and row."""
    runs: list[list[PlacedElement]] = []
    for placed in sorted(elements, key=lambda placed: (placed.element.column, placed.row)):
        above = (placed.element.column, placed.row - 1)
        if runs and (runs[-1][-1].element.column, runs[-1][-1].row) == above:
            runs[-1].append(placed)
        else:
            runs.append([placed])
    return [
        run[0].address if len(run) == 1 else f"{run[0].address}:{run[-1].address}" for run in runs
    ]


def _warning(
    kind: Literal["list", "whole", "custom"], title: str, text: str, formula: str
) -> DataValidation:
    return DataValidation(
        type=kind,
        formula1=formula,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle=title,
        error=text,
    )


def _value_formula(first: str, gap_codes: Iterable[str]) -> str:
    tests = (f'{first}="{code}",LEFT({first},{len(code) + 1})="{code}:"' for code in gap_codes)
    return f"OR({','.join((f'ISNUMBER({first})', *tests))})"
