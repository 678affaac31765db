"""Rows of the tables in forms, put together from their cells."""

from dataclasses import dataclass

from cl_pipeline.model.codes import ANSWERED_BY_SEVERAL, Field, FormKey
from cl_pipeline.model.identity import RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.vintage import address


@dataclass(frozen=True, slots=True)
class TableCell:
    """One filled cell of a row; ``code`` is None where words were asked for."""

    column: str
    text: str
    code: str | None
    cell: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a table of one submission; key (submission_id, field, name or entry).

    ``name`` is what a printed row is about (an activity), empty where the sender names its rows;
    those have an ``entry``.
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
        """What was written in that column, empty where nothing was."""
        return next((cell.text for cell in self.cells if cell.column == column), "")

    def code(self, column: str) -> str:
        """The code behind the choice in that column, empty where nothing was chosen."""
        return next((cell.code or "" for cell in self.cells if cell.column == column), "")

    def year(self, column: str) -> int | None:
        """The year in that column, None where none stands (the checks saw to its shape)."""
        text = self.text(column).strip()
        return int(text) if text.isdecimal() else None

    @property
    def address(self) -> str:
        """Where the row stands: ``submission!sheet!cell`` of its first filled cell."""
        return address(self.submission_id, self.sheet, self.cells[0].cell)


def newest(rows: tuple[FormRow, ...]) -> tuple[FormRow, ...]:
    """The rows of the newest round each sender answered in, sheet by sheet.

    Where institutions answer for themselves, those of the newest round of each institution.
    """
    last: dict[tuple[str, ...], int] = {}
    for row in rows:
        last[_speaker(row)] = max(last.get(_speaker(row), 0), row.round)
    return tuple(row for row in rows if last[_speaker(row)] == row.round)


def _speaker(row: FormRow) -> tuple[str, ...]:
    institution = row.institution.casefold() if row.form in ANSWERED_BY_SEVERAL else ""
    return (row.form, row.sender, institution, row.sheet)
