"""The cells of a submission as they were typed, for the copy that goes back to its sender."""

from collections.abc import Iterator

from cl_pipeline.model.codes import Field
from cl_pipeline.model.feedback import TypedCell
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.workbook import CellKind, RawCell, RawWorkbook
from cl_pipeline.reading.form_index import FormIndex, is_filled
from cl_pipeline.reading.numbers import shown_value, text_as_shown


def typed_cells(form: FormIndex, raw: RawWorkbook) -> Iterator[TypedCell]:
    """Every filled input cell in the order of the form, but for the name of the Member State.

    Cells of sheets that the cover does not declare and of columns that are not asked for are
    among them.
    """
    sheets = {sheet.name: sheet.cells for sheet in form.as_sent(raw).sheets}
    for asked in form.description.cells:
        typed = sheets.get(asked.sheet, {}).get(asked.cell)
        if typed and is_filled(typed) and asked.field is not Field.SENDER:
            yield _typed(asked, typed)


def _typed(asked: FormCell, typed: RawCell) -> TypedCell:
    if typed.kind is not CellKind.NUMBER:
        return TypedCell(asked, typed.text)
    number = shown_value(typed.text)
    return TypedCell(asked, text_as_shown(typed), number, is_percent=typed.shown_percent)
