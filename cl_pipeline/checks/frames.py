"""Long pandas frames of submission drafts, one per ingested source, for the schemas.

Every frame has ``digest``, ``sheet`` and ``cell``: the address to which a failure is joined back.
Text that was not given is the empty string, because pandera reports missing text at the wrong
rows (tested with 0.35.0 and pandas 3.1.1: every row of the column is named). Exact values stay
text next to the float that is compared.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

import pandas as pd

from cl_pipeline.checks.view import FormCells
from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import SubmissionDraft

ADDRESS = ("digest", "sheet", "cell")

VALUES: Mapping[str, str] = {
    "sheet": "sheet",
    "cell": "cell",
    "indicator": "key.indicator",
    "measure": "key.measure",
    "column": "key.column",
    **{name: f"key.breakdown.{name}" for name in DIMENSIONS},
    "unit": "unit",
    "text": "as_typed",
    "gap_code": "gap_code",
}
"""Text columns of a value, and the attribute of the observation that holds each."""

SOURCES = ("source_year", "reference_year")

IN_TABLES = frozenset({*SOURCE_FIELDS, Field.DATA_GAP, *PLAN_FIELDS})
"""Entries in tables whose rows the sender fills one after the other."""

FLOATS = frozenset({"number", "fraction", "gross_limit", *SOURCES})
"""Columns compared as numbers; all others are text. Years as floats hold the missing ones."""

DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?")


NOT_KNOWN: tuple[str, str, int | None] = ("", "", None)


@dataclass(frozen=True, slots=True)
class Submissions:
    """The drafts of one call, with the form each was typed into (None where it is not known)."""

    drafts: tuple[SubmissionDraft, ...]
    forms: Mapping[Digest, FormCells | None]
    framework: Framework


def a_values(submissions: Submissions) -> pd.DataFrame:
    """Values and gaps of A-list submissions.

    Grain: one observation. Key: digest, sheet, cell. ``value_text`` is exact, in ``unit``;
    ``number`` the same as float, missing for a gap; ``fraction`` 1 where it has digits after the
    point. ``role``, ``unit_asked`` and ``gross_limit`` are the framework's, empty for an unknown
    measure.
    """
    observed = [observation for draft in submissions.drafts for observation in draft.observations]
    known = {
        (measure.indicator, measure.key): (measure.role.value, measure.unit, measure.gross_limit)
        for indicator in submissions.framework.indicators
        for measure in indicator.measures
    }
    asked = [known.get((seen.key.indicator, seen.key.measure), NOT_KNOWN) for seen in observed]
    values = ["" if seen.value is None else str(seen.value) for seen in observed]
    columns: dict[str, list[object]] = {
        "digest": [draft.digest for draft in submissions.drafts for _ in draft.observations],
        **{name: list(map(attrgetter(path), observed)) for name, path in VALUES.items()},
        "value_text": [*values],
        "number": [None if seen.value is None else float(seen.value) for seen in observed],
        "fraction": [_fraction(text) for text in values],
        "role": [role for role, _, _ in asked],
        "unit_asked": [unit for _, unit, _ in asked],
        "gross_limit": [limit for _, _, limit in asked],
    }
    return pd.DataFrame({name: _column(name, cells) for name, cells in columns.items()})


def sources(submissions: Submissions) -> pd.DataFrame:
    """The years of the sources next to those of the numbers.

    Grain: one measure in one column of one submission. Key: digest, indicator, measure, column;
    ``sheet`` and ``cell`` are where the form asks for the year of the source; without a known form
    those of the first number.
    """
    first: dict[tuple[str, ...], tuple[SubmissionDraft, Observation]] = {}
    for draft in submissions.drafts:
        for seen in draft.observations:
            if seen.value is not None:
                subject = (draft.digest, seen.key.indicator, seen.key.measure, seen.key.column)
                first.setdefault(subject, (draft, seen))
    rows = []
    for draft, seen in first.values():
        form, key = submissions.forms[draft.digest], seen.key
        asked = form and form.find(Field.SOURCE_YEAR, key.indicator, key.column, key.measure)
        place = asked or seen
        years = (seen.source_year, seen.reference_year)
        rows.append(
            (draft.digest, place.sheet, place.cell, key.indicator, str(draft.round), *years)
        )
    return _frame(rows, (*ADDRESS, "indicator", "round", *SOURCES))


def entries(submissions: Submissions, fields: Collection[Field]) -> pd.DataFrame:
    """Entries of those fields; of tables only where the form is known.

    Grain: one entry. Key: digest, sheet, cell. ``text`` as typed, ``code`` behind a choice;
    ``attribute`` is the table's column (what follows the last point where rows have names of their
    own), ``round`` that of the form.
    """
    columns = (*ADDRESS, "round", "field", "attribute", "indicator", "column", "text", "code")
    return _frame(_entry_rows(submissions, fields), columns)


def _entry_rows(
    submissions: Submissions, fields: Collection[Field]
) -> Iterator[tuple[object, ...]]:
    for draft in submissions.drafts:
        form = submissions.forms[draft.digest]
        for entry in draft.entries:
            if entry.field not in fields or (form is None and entry.field in IN_TABLES):
                continue
            cell = form.at(entry.sheet, entry.cell) if form else None
            attribute = ((cell and cell.attribute) or "").rpartition(".")[2]
            yield (
                *(draft.digest, entry.sheet, entry.cell, str(draft.round), entry.field.value),
                *(attribute, entry.indicator, entry.column, entry.text, entry.code),
            )


def _fraction(text: str) -> float:
    """1 where a number has digits after the point, 0 where not, missing for other texts."""
    # Nine of ten are digits alone, which need no pattern.
    if text.isdecimal():
        return 0.0
    if not DECIMAL.fullmatch(text):
        return float("nan")
    return float(Decimal(text) != Decimal(text).to_integral_value())


def _frame(rows: Iterable[tuple[object, ...]], names: Sequence[str]) -> pd.DataFrame:
    kept = list(rows)
    cells = zip(*kept, strict=True) if kept else ([] for _ in names)
    return pd.DataFrame({name: _column(name, own) for name, own in zip(names, cells, strict=True)})


def _column(name: str, cells: Sequence[Any]) -> "pd.Series[float] | pd.Series[str]":
    if name in FLOATS:
        return pd.Series(cells, dtype="float64")
    return pd.Series([cell or "" for cell in cells], dtype="str")
