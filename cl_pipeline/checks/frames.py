"""Long pandas frames of submission drafts, one per ingested source, for the schemas.

Every frame has ``digest``, ``sheet`` and ``cell``: the address to which a failure is joined back.
Text that was not given is the empty string, because pandera reports missing text at the wrong
rows (tested with 0.35.0 and pandas 3.1.1: every row of the column is named). Exact values stay
text next to the float that is compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

import pandas as pd

from cl_pipeline.checks.view import FormCells
from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.model.codes import Field
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.submission import SubmissionDraft

Row = dict[str, object]

ADDRESS = ("digest", "sheet", "cell")

VALUES: Mapping[str, str] = {
    "sheet": "sheet",
    "cell": "cell",
    "indicator": "key.indicator",
    "measure": "key.measure",
    "column": "key.column",
    **{name: f"key.breakdown.{name}" for name in DIMENSIONS},
    "unit": "unit",
    "as_typed": "as_typed",
    "obs_status": "obs_status.value",
    "conf_status": "conf_status.value",
    "gap_code": "gap_code",
}
"""Text columns of a value, and the attribute of the observation that holds each."""

_VALUE_TEXTS = attrgetter(*VALUES.values())

FLOATS = frozenset({"number", "reference_year", "source_year"})
"""Columns compared as numbers; all others are text. Years as floats hold the missing ones."""


def a_values(drafts: Sequence[SubmissionDraft]) -> pd.DataFrame:
    """Values and gaps of A-list submissions.

    Grain: one observation. Key: digest, sheet, cell. ``value_text`` is exact, in ``unit``;
    ``number`` the same as float, missing for a gap.
    """
    observed = [observation for draft in drafts for observation in draft.observations]
    texts = zip(*map(_VALUE_TEXTS, observed), strict=True) if observed else ([] for _ in VALUES)
    values = [observation.value for observation in observed]
    columns: dict[str, list[object]] = {
        "digest": [draft.digest for draft in drafts for _ in draft.observations],
        **{name: list(column) for name, column in zip(VALUES, texts, strict=True)},
        "value_text": [_text(value) for value in values],
        "number": [None if value is None else float(value) for value in values],
    }
    return pd.DataFrame({name: _column(name, cells) for name, cells in columns.items()})


def sources(
    drafts: Sequence[SubmissionDraft], forms: Mapping[Digest, FormCells | None]
) -> pd.DataFrame:
    """Source, definition, ages and years next to the numbers.

    Grain: one measure in one column of one submission. Key: digest, indicator, measure, column;
    ``sheet`` and ``cell`` are where the form asks for the year of the source; without a known form
    those of the first number.
    """
    columns = (*ADDRESS, "indicator", "measure", "column", "round", "source", "definition")
    more = ("age_range", "reference_year", "source_year")
    seen: dict[tuple[str, ...], Row] = {}
    for draft in drafts:
        for observation in draft.observations:
            if observation.value is not None:
                key = (
                    draft.digest,
                    observation.key.indicator,
                    observation.key.measure,
                    observation.key.column,
                )
                if key not in seen:
                    seen[key] = _source_row(draft, observation, forms.get(draft.digest))
    return _frame(seen.values(), (*columns, *more))


def entries(drafts: Sequence[SubmissionDraft], fields: Iterable[Field]) -> pd.DataFrame:
    """Entries of those fields.

    Grain: one entry. Key: digest, sheet, cell. ``text`` as typed, ``code`` behind a choice.
    """
    wanted = frozenset(fields)
    columns = (*ADDRESS, "field", "indicator", "column", "entry", "text", "code")
    rows = (
        _entry_row(draft, entry)
        for draft in drafts
        for entry in draft.entries
        if entry.field in wanted
    )
    return _frame(rows, columns)


def table_cells(
    drafts: Sequence[SubmissionDraft],
    forms: Mapping[Digest, FormCells | None],
    fields: Iterable[Field],
) -> pd.DataFrame:
    """Cells of the tables of those fields; without a known form there are none.

    Grain: one filled cell. Key: digest, sheet, cell. ``attribute`` is the table's column (what
    follows the last point where rows have names of their own), ``round`` that of the form.
    """
    wanted = frozenset(fields)
    columns = (*ADDRESS, "field", "attribute", "entry", "text", "code", "round")
    rows = (
        _entry_row(draft, entry) | {"attribute": _column_of(form, entry), "round": str(draft.round)}
        for draft in drafts
        if (form := forms.get(draft.digest)) is not None
        for entry in draft.entries
        if entry.field in wanted
    )
    return _frame(rows, columns)


def _column_of(form: FormCells, entry: Entry) -> str:
    cell = form.at(entry.sheet, entry.cell)
    return ((cell.attribute if cell else None) or "").rpartition(".")[2]


def _source_row(draft: SubmissionDraft, observation: Observation, form: FormCells | None) -> Row:
    key = observation.key
    asked = form and form.find(Field.SOURCE_YEAR, key.indicator, key.column, key.measure)
    sheet, cell = (asked.sheet, asked.cell) if asked else (observation.sheet, observation.cell)
    return {
        "digest": draft.digest,
        "sheet": sheet,
        "cell": cell,
        "indicator": key.indicator,
        "measure": key.measure,
        "column": key.column,
        "round": str(draft.round),
        "source": observation.source,
        "definition": observation.definition,
        "age_range": observation.age_range,
        "reference_year": observation.reference_year,
        "source_year": observation.source_year,
    }


def _entry_row(draft: SubmissionDraft, entry: Entry) -> Row:
    return {
        "digest": draft.digest,
        "sheet": entry.sheet,
        "cell": entry.cell,
        "field": entry.field.value,
        "indicator": entry.indicator,
        "column": entry.column,
        "entry": "" if entry.entry is None else str(entry.entry),
        "text": entry.text,
        "code": entry.code,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _frame(rows: Iterable[Row], columns: Sequence[str]) -> pd.DataFrame:
    kept = list(rows)
    return pd.DataFrame({name: _column(name, [row[name] for row in kept]) for name in columns})


def _column(name: str, cells: Sequence[Any]) -> "pd.Series[float] | pd.Series[str]":
    if name in FLOATS:
        return pd.Series(cells, dtype="float64")
    return pd.Series([cell or "" for cell in cells], dtype="str")
