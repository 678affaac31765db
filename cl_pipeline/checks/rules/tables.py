"""Rules on the tables around the indicators: what the cells of one row are to each other."""

from collections.abc import Iterator

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.view import SubmissionView
from cl_pipeline.model.codes import SOURCE_FIELDS, Field
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.observation import Entry

NAMED = {
    **dict.fromkeys(SOURCE_FIELDS, "title"),
    Field.DATA_GAP: "text",
    Field.OUTPUT: "name",
    Field.PROJECT: "name",
}
"""The column that names a row, for tables whose rows the sender names itself."""

YES, NO = "yes", "no"

Row = dict[str, Entry]
"""The filled cells of one row by their column."""


def rows_fit_together(view: SubmissionView) -> Iterator[Finding]:
    """Everything below: names of rows, answers above tables, time frames."""
    yield from rows_are_named(view)
    yield from answers_agree_with_rows(view)
    yield from time_frames_run_forward(view)


def rows_are_named(view: SubmissionView) -> Iterator[Finding]:
    """TABLE_ROW_WITHOUT_NAME at the first filled cell of a row whose name is missing."""
    for (field, _), row in _rows(view).items():
        name = NAMED.get(field)
        if name is not None and name not in row:
            first = next(iter(row.values()))
            yield _at(first, "TABLE_ROW_WITHOUT_NAME", f"a row that says only {first.text!r}")


def answers_agree_with_rows(view: SubmissionView) -> Iterator[Finding]:
    """ANSWER_NO_BUT_ROWS or ANSWER_YES_BUT_NO_ROWS at the answer above the table."""
    filled = {field for field, _ in _rows(view)}
    for entry in view.entries:
        cell = _cell(view, entry)
        if entry.field != Field.AVAILABLE or cell is None or cell.indicator is not None:
            continue
        is_filled = cell.attribute in {field.value for field in filled}
        answer = (entry.code or entry.text).strip().casefold()
        if answer == NO and is_filled:
            yield _at(entry, "ANSWER_NO_BUT_ROWS", "no, and the table below has rows")
        elif answer == YES and not is_filled and not _left_out(view, entry.sheet):
            yield _at(entry, "ANSWER_YES_BUT_NO_ROWS", "yes, and the table below is empty")


def time_frames_run_forward(view: SubmissionView) -> Iterator[Finding]:
    """TIME_FRAME_REVERSED at the last year of a row whose first year comes after it."""
    for row in _rows(view).values():
        first, last = row.get("from"), row.get("to")
        if first and last and last.text.strip() < first.text.strip():
            yield _at(last, "TIME_FRAME_REVERSED", f"from {first.text} to {last.text}")


def _rows(view: SubmissionView) -> dict[tuple[Field, str], Row]:
    """The rows of all tables, in the order of the workbook; key: field and row."""
    rows: dict[tuple[Field, str], Row] = {}
    for entry in view.entries:
        cell = _cell(view, entry)
        if cell is None or cell.indicator is not None or cell.attribute is None:
            continue
        name, _, column = cell.attribute.rpartition(".")
        if entry.field in NAMED or name:
            rows.setdefault((entry.field, name or str(entry.entry)), {})[column] = entry
    return rows


def _cell(view: SubmissionView, entry: Entry) -> FormCell | None:
    return view.form.at(entry.sheet, entry.cell) if view.form else None


def _left_out(view: SubmissionView, sheet: str) -> bool:
    return any(where == sheet for where, _ in view.omitted)


def _at(entry: Entry, code: str, found: str) -> Finding:
    return finding(code, found=found, sheet=entry.sheet, cell=entry.cell)
