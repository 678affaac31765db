"""A form: a workbook that goes out and comes back, what each cell means, and its tables by row.

The same description writes the workbook and reads it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import ANSWERED_BY_SEVERAL, Field, FormKey
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    SubmissionId,
)
from cl_pipeline.model.keys import CellRef


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """The identity of a form, e.g. ``CL-FORM|a_list|1.0|2021|KHM``.

    ``is_sample`` (filled from published figures) is in the hidden sheet only.
    """

    form: FormKey
    version: str
    round: RoundYear
    sender: SenderCode
    is_sample: bool = False

    def __str__(self) -> str:
        return f"CL-FORM|{self.form}|{self.version}|{self.round}|{self.sender}"


@dataclass(frozen=True, slots=True)
class FormCell:
    """One input cell; key (sheet, cell), and the other fields together are unique as well.

    ``entry`` numbers repeated rows; in a row the sender names itself the breakdown holds
    ``row:<entry>``, and the ROW_LABEL cell of that entry the name. ``choices`` are the wordings
    of a drop-down. A cell that is not ``is_open`` is locked: its column is after the round.
    """

    sheet: str
    cell: str
    field: Field
    indicator: IndicatorKey | None = None
    measure: MeasureKey | None = None
    column: ColumnKey | None = None
    breakdown: Breakdown = UNBROKEN
    attribute: str | None = None
    entry: int | None = None
    choices: tuple[str, ...] = ()
    is_open: bool = True
    unit: str | None = None
    required: bool = False
    """True where a number or a gap code is required (headline totals of open, due columns)."""


@dataclass(frozen=True, slots=True)
class FixedCell:
    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class FormDescription:
    """Every input and fixed cell of one form version in one round; the same for every sender.

    ``fingerprint`` is the digest over them, kept in the hidden sheet of the form.
    """

    form: FormKey
    version: str
    round: RoundYear
    sheets: tuple[str, ...]
    indicator_sheets: tuple[tuple[str, IndicatorKey], ...]
    cells: tuple[FormCell, ...]
    fixed: tuple[FixedCell, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """One filled cell of a row; ``code`` is None for free text."""

    column: str
    text: str
    code: str | None
    cell: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a table of one submission; key (submission_id, field, name or entry).

    ``name`` is what a printed row is about; a row that its sender names has an ``entry`` instead.
    """

    form: FormKey
    sender: SenderCode
    institution: str
    round: RoundYear
    submission_id: SubmissionId
    is_sample: bool
    sheet: str
    field: Field
    name: str
    entry: int | None
    cells: tuple[TableCell, ...]

    def text(self, column: str) -> str:
        return next((cell.text for cell in self.cells if cell.column == column), "")

    def code(self, column: str) -> str:
        return next((cell.code or "" for cell in self.cells if cell.column == column), "")

    def year(self, column: str) -> int | None:
        """The year in that column, or None; the checks have tested its form."""
        text = self.text(column).strip()
        return int(text) if text.isdecimal() else None

    @property
    def address(self) -> str:
        return str(CellRef(self.submission_id, self.sheet, self.cells[0].cell))


def newest(rows: Iterable[FormRow]) -> tuple[FormRow, ...]:
    """The rows of the newest round each respondent answered in, sheet by sheet."""
    last: dict[tuple[str, ...], int] = {}
    rows = tuple(rows)
    for row in rows:
        key = _respondent(row)
        last[key] = max(last.get(key, 0), row.round)
    return tuple(row for row in rows if last[_respondent(row)] == row.round)


def _respondent(row: FormRow) -> tuple[str, ...]:
    institution = row.institution.casefold() if row.form in ANSWERED_BY_SEVERAL else ""
    return (row.form, row.sender, institution, row.sheet)
