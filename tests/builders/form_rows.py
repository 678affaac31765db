"""Rows of the forms around the indicators, and coverage, each in one line."""

from collections.abc import Mapping

from cl_pipeline.model.codes import CoverageState, Field, FormKey
from cl_pipeline.model.form import FormRow, TableCell
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.vintage import CoverageEntry


def form_row(
    form: FormKey,
    sender: str,
    field: Field,
    cells: Mapping[str, str],
    *,
    name: str = "",
    entry: int | None = 1,
    institution: str = "",
    round_year: int = 2021,
) -> FormRow:
    """One row of a table of a form, by column; a text in capitals is a code as well."""
    made = tuple(
        TableCell(column, text, text if text.isupper() else None, f"A{number}")
        for number, (column, text) in enumerate(cells.items(), start=5)
    )
    return FormRow(
        form, SenderCode(sender), institution, RoundYear(round_year), SubmissionId("S-1"), False,
        "Sheet", field, name, entry, made,
    )  # fmt: skip


def coverage_of(sender: str, indicator: str, state: CoverageState) -> CoverageEntry:
    """Coverage of the baseline column."""
    return CoverageEntry(
        IndicatorKey(indicator), SenderCode(sender), ColumnKey("baseline"), state, True, "", None
    )
