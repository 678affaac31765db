"""Workbooks as the reading worker gives them, made from the real forms and typed into."""

from dataclasses import replace
from functools import cache
from hashlib import sha256

from cl_pipeline.forms.description import describe
from cl_pipeline.forms.writer import write_form
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.model.workbook import CellKind, RawCell, RawWorkbook
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.recognise import Recognition, recognise
from cl_pipeline.reading.xlsx.document import read_document
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import raw_workbook

FRAMEWORK = load_framework()
DIGEST = Digest(sha256(b"a submission").hexdigest())


@cache
def description(form: FormKey = FormKey.A_LIST, round_year: int = 2021) -> FormDescription:
    """The form of the first version in that round."""
    return describe(FRAMEWORK, form, "1.0", RoundYear(round_year))


@cache
def empty_form(
    sender: str = "KHM", form: FormKey = FormKey.A_LIST, round_year: int = 2021
) -> RawWorkbook:
    """The form as it goes out to that sender, read back."""
    state = FRAMEWORK.member_state(sender)
    described = description(form, round_year)
    data = write_form(described, FRAMEWORK, state, known_values={}, is_sample=False)
    return raw_workbook(read_document(data, ReadingLimits()))


class TypedSubmission:
    """A submission being filled; cells are named by what they mean."""

    def __init__(
        self, sender: str = "KHM", form: FormKey = FormKey.A_LIST, round_year: int = 2021
    ) -> None:
        self.description = description(form, round_year)
        self.raw = empty_form(sender, form, round_year)

    def cell(self, sheet: str, field: Field, **meaning: object) -> FormCell:
        """The first input cell of that sheet with that meaning."""
        return next(
            cell
            for cell in self.description.cells
            if (cell.sheet, cell.field) == (sheet, field)
            and all(_same(cell, key, wanted) for key, wanted in meaning.items())
        )

    def type(self, cell: FormCell, text: str, kind: CellKind = CellKind.TEXT, **more: bool) -> None:
        """Type into an input cell."""
        self.put(cell.sheet, cell.cell, text, kind, **more)

    def fill(
        self, sheet: str, field: Field, text: str, kind: CellKind = CellKind.TEXT, **meaning: object
    ) -> FormCell:
        """Type into the first input cell with that meaning; gives the cell."""
        cell = self.cell(sheet, field, **meaning)
        self.type(cell, text, kind)
        return cell

    def put(
        self, sheet: str, cell: str, text: str, kind: CellKind = CellKind.TEXT, **more: bool
    ) -> None:
        """Put a text into any cell."""
        self.change(sheet, cells={cell: RawCell(cell, kind, text, **more)})

    def change(
        self, sheet: str, /, cells: dict[str, RawCell] | None = None, **changes: object
    ) -> None:
        """Change one sheet."""
        sheets = tuple(
            replace(known, cells=known.cells | (cells or {}), **changes)
            if known.name == sheet
            else known
            for known in self.raw.sheets
        )
        self.raw = replace(self.raw, sheets=sheets)

    def drop(self, name: str) -> None:
        """Take a sheet out."""
        kept = tuple(sheet for sheet in self.raw.sheets if sheet.name != name)
        self.raw = replace(self.raw, sheets=kept)

    def recognised(self, folder: str = "") -> Recognition:
        """What it is recognised as."""
        return recognise(self.raw, FRAMEWORK, folder)

    def draft(self) -> SubmissionDraft:
        """Its draft."""
        return draft_submission(DIGEST, self.raw, self.recognised(), FRAMEWORK)


def _same(cell: FormCell, key: str, wanted: object) -> bool:
    owner = cell if hasattr(cell, key) else cell.breakdown
    return getattr(owner, key) == wanted
