"""Drop-downs and gentle warnings: data validation that helps and never stands in the way."""

from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.elements import PlacedPiece
from cl_pipeline.forms.writer.identity_sheet import LISTS_SHEET
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import GapCode
from cl_pipeline.model.keys import column_letters

INLINE_LIMIT = 255
"""Longest list that stands in the validation itself. Source: the xlsx format's own limit."""

FIRST_YEAR, LAST_YEAR = 1990, 2035

YEARS = ("year",)
VALUES = ("value",)
"""Kinds of warning, beside the choices of a drop-down."""

YEAR_FIELDS = frozenset({Field.REFERENCE_YEAR, Field.SOURCE_YEAR})


class ChoiceLists:
    """The drop-down lists of a workbook; long ones get a column of the hidden list sheet."""

    def __init__(self, workbook: Workbook) -> None:
        """Starts without any list."""
        self._workbook = workbook
        self._columns: dict[tuple[str, ...], str] = {}

    def formula(self, choices: tuple[str, ...]) -> str:
        """What a list validation takes as its source for these choices."""
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
    pieces: Iterable[PlacedPiece],
    lists: ChoiceLists,
    gap_codes: tuple[GapCode, ...],
) -> None:
    """Puts drop-downs, year warnings and value warnings on the open cells of a sheet."""
    groups: dict[tuple[str, ...], list[PlacedPiece]] = {}
    for piece in pieces:
        kind = _kind(piece.cell) if piece.cell and piece.cell.is_open else ()
        if kind:
            groups.setdefault(kind, []).append(piece)
    for kind, members in groups.items():
        runs = vertical_runs(members)
        if kind == YEARS:
            validation = _year_warning()
        elif kind == VALUES:
            # relative to the first cell, as programs read the formula of a validation
            validation = _value_warning(runs[0].partition(":")[0], gap_codes)
        else:
            validation = _drop_down(lists.formula(kind))
        validation.sqref = " ".join(runs)
        sheet.add_data_validation(validation)


def _kind(cell: FormCell) -> tuple[str, ...]:
    if cell.choices:
        return cell.choices
    if cell.field in YEAR_FIELDS:
        return YEARS
    return VALUES if cell.field == Field.VALUE else ()


def vertical_runs(pieces: Iterable[PlacedPiece]) -> list[str]:
    """The pieces' addresses with neighbours below one another joined, by column and row."""
    runs: list[list[PlacedPiece]] = []
    for piece in sorted(pieces, key=lambda one: (one.piece.column, one.row)):
        last = runs[-1][-1] if runs else None
        if last and (last.piece.column, last.row + 1) == (piece.piece.column, piece.row):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return [
        run[0].address if len(run) == 1 else f"{run[0].address}:{run[-1].address}" for run in runs
    ]


def _drop_down(formula: str) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=formula,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="Not on the list",
        error="Please choose from the list if one of its entries fits.",
    )


def _year_warning() -> DataValidation:
    return DataValidation(
        type="whole",
        operator="between",
        formula1=str(FIRST_YEAR),
        formula2=str(LAST_YEAR),
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="Please check the year",
        error="A year is written with four digits, for example 2016.",
    )


def _value_warning(first: str, gap_codes: Iterable[GapCode]) -> DataValidation:
    tests = ",".join(_tests(first, gap_codes))
    return DataValidation(
        type="custom",
        formula1=f"OR({tests})",
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="Neither a number nor a gap code",
        error="Please type a number, or one of the codes explained on the sheet Guide.",
    )


def _tests(first: str, gap_codes: Iterable[GapCode]) -> Iterator[str]:
    yield f"ISNUMBER({first})"
    for gap in gap_codes:
        code = gap.code.partition(":")[0].strip()
        yield f'{first}="{code}"'
        yield f'LEFT({first},{len(code) + 1})="{code}:"'
