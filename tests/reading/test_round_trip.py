"""Build, fill, read: what is filled into a form is what is read from it, at the same cell."""

import re
from decimal import Decimal
from functools import cache
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cl_pipeline.forms.writer import fill_form, write_form
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.xlsx.pool import ReaderPool
from tests.builders.raw_submissions import FRAMEWORK, description
from tests.builders.read_back import read_draft, values_of
from tests.builders.submissions import complete_child_labour, type_net_enrolment

VALUE_CELLS = [
    cell
    for cell in description().cells
    if cell.field is Field.VALUE and cell.is_open and cell.entry is None
]
FIGURES = some.one_of(
    some.integers(0, 10**12).map(str),
    some.decimals(0, 10**6, places=3).map(str),
    some.sampled_from([gap.code for gap in FRAMEWORK.gap_codes]),
)
FILLINGS = some.dictionaries(
    some.integers(0, len(VALUE_CELLS) - 1), FIGURES, min_size=1, max_size=80
)


@cache
def empty_form() -> bytes:
    state = FRAMEWORK.member_state("VNM")
    return write_form(description(), FRAMEWORK, state, known_values={}, is_sample=False)


def expected(filling: dict[FormCell, str]) -> dict[tuple[str, str], Decimal | str]:
    return {
        (cell.sheet, cell.cell): Decimal(text) if re.search(r"\d", text) else text
        for cell, text in filling.items()
    }


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbered=FILLINGS)
def test_filled_figures_are_read_back_from_their_cells(tmp_path, numbered):
    filling = {VALUE_CELLS[number]: text for number, text in numbered.items()}
    data = fill_form(empty_form(), list(filling.items()))
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    digest = Digest(sha256(data).hexdigest())

    with ReaderPool(workers=1) as pool:
        ((_, raw),) = pool.read([(digest, path)])
    assert isinstance(raw, RawWorkbook)
    draft = draft_submission(digest, raw, recognise(raw, FRAMEWORK), FRAMEWORK)

    assert values_of(draft) == expected(filling)
    meanings = {(cell.sheet, cell.cell): cell for cell in filling}
    for observation in draft.observations:
        cell = meanings[observation.sheet, observation.cell]
        assert observation.key.breakdown == cell.breakdown
        assert (observation.key.indicator, observation.key.measure, observation.key.column) == (
            cell.indicator, cell.measure, cell.column,
        )  # fmt: skip


def test_a_built_draft_is_what_is_read_from_the_built_file():
    builder = type_net_enrolment(complete_child_labour(), "95.5")

    draft, read = builder.draft(), read_draft(builder.file())

    assert set(read.observations) == set(draft.observations)
    assert set(read.entries) == set(draft.entries)
    assert (read.identity, read.sheets) == (draft.identity, draft.sheets)
    assert (read.institution, read.findings) == (draft.institution, ())
