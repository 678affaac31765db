"""Build, fill, read: what is filled into a form is what is read from it, at the same cell."""

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormCell
from tests.builders.examples import examples
from tests.builders.read_back import WORDS, read_draft, values_of
from tests.builders.submissions import SubmissionBuilder, complete_child_labour, type_net_enrolment

GAPS = ("n", "a", "m", "nc", "c")
WORDED = {
    Field.NATIONAL_TARGET, Field.PROGRESS_DESCRIPTION, Field.NARRATIVE, Field.SUPPORT,
    Field.GOOD_PRACTICE, Field.LEVEL,
}  # fmt: skip


@cache
def form_of(round_year: int, form: FormKey) -> SubmissionBuilder:
    return SubmissionBuilder(round_year, form=form)


def entries_for(cell: FormCell) -> some.SearchStrategy[str]:
    """Counts are whole, shares lie between 0 and 100; a gap code fits every figure."""
    if cell.field is Field.REFERENCE_YEAR:
        return some.integers(2010, 2021).map(str)
    if cell.field is not Field.VALUE:
        return some.sampled_from(cell.choices or WORDS)
    share = some.decimals(0, 100, places=2, allow_nan=False)
    figures = share if cell.unit == "percent" else some.integers(0, 300_000_000)
    return figures.map(str) | some.sampled_from(GAPS)


@some.composite
def fillings(draw: some.DrawFn, form: SubmissionBuilder) -> dict[FormCell, str]:
    """Up to twenty entries of each kind in open cells; rows that a sender names are left out."""
    filling = {}
    for fields in ({Field.VALUE}, WORDED, {Field.REFERENCE_YEAR}):
        cells = [cell for cell in form.description.cells if cell.is_open and cell.field in fields]
        asked = [cell for cell in cells if "row:" not in str(cell.breakdown)]
        if asked:
            for number in draw(some.sets(some.integers(0, len(asked) - 1), max_size=20)):
                filling[asked[number]] = draw(entries_for(asked[number]))
    return filling


@pytest.mark.parametrize(
    ("round_year", "form"),
    [(2021, FormKey.A_LIST), (2022, FormKey.A_LIST), (2021, FormKey.B_LIST)],
)
@examples(4)
@given(data=some.data())
def test_what_is_filled_is_what_is_read(round_year, form, data):
    """Figures, gap codes, years and words are in the cells they were meant for."""
    filling = data.draw(fillings(form_of(round_year, form)))

    draft = read_draft(form_of(round_year, form).file(*filling.items()))

    cells = {(cell.sheet, cell.cell): cell for cell in filling}
    figures = {at: filling[cell] for at, cell in cells.items() if cell.field is Field.VALUE}
    words = {at: filling[cell] for at, cell in cells.items() if cell.field in WORDED}
    years = {
        (cell.indicator, cell.column): int(text)
        for cell, text in filling.items()
        if cell.field is Field.REFERENCE_YEAR and cell.measure is None
    }
    assert {finding.severity for finding in draft.findings} <= {"warning", "question"}
    assert values_of(draft) == {
        at: text if text in GAPS else Decimal(text) for at, text in figures.items()
    }
    found = {(entry.sheet, entry.cell): entry.text for entry in draft.entries}
    assert {at: found.get(at) for at in words} == words
    for observation in draft.observations:
        cell, key = cells[observation.sheet, observation.cell], observation.key
        meant = (cell.indicator, cell.measure, cell.column, cell.breakdown)
        assert (key.indicator, key.measure, key.column, key.breakdown) == meant
        year = years.get((key.indicator, key.column))
        assert year in {None, observation.reference_year}, observation


def test_a_built_draft_is_what_is_read_from_the_built_file():
    builder = type_net_enrolment(complete_child_labour(), "95.5")

    draft, read = builder.draft(), read_draft(builder.file())

    assert set(read.observations) == set(draft.observations)
    assert set(read.entries) == set(draft.entries)
    assert (read.identity, read.sheets) == (draft.identity, draft.sheets)
    assert (read.institution, read.findings) == (draft.institution, ())
