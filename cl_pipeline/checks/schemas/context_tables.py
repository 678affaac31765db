"""Schemas of the tables around the indicators: sources, activities, outputs, projects."""

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks import frames
from cl_pipeline.checks.schemas.contract import (
    NamedCheck,
    SourceSchema,
    SubmissionFrames,
    quoted,
    row_check,
    text_column,
)
from cl_pipeline.checks.schemas.texts import SAYS_SOMETHING, says_something
from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field
from cl_pipeline.model.framework import Framework

YEARS = ("data_year", "published_year", "from", "to", "year")
"""Columns of tables that take a year."""

YEAR = r"(19|20)[0-9]{2}"


def _frame_of(*fields: Field) -> Callable[[SubmissionFrames], pd.DataFrame]:
    return lambda returns: frames.table_cells(returns.drafts, returns.forms, fields)


def _years_are_years(rows: pd.DataFrame) -> "pd.Series[bool]":
    return ~rows["attribute"].isin(YEARS) | rows["text"].str.strip().str.fullmatch(YEAR)


def _not_after_round(rows: pd.DataFrame) -> "pd.Series[bool]":
    # Text of four digits compares like the number it stands for.
    is_later = rows["text"].str.strip() > rows["round"]
    return ~(rows["attribute"].isin(YEARS) & is_later)


def _words(_framework: Framework) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {"text": text_column(says_something())},
        checks=[row_check("year_is_a_year", _years_are_years)],
    )


def source_stages(framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """Two stages: words and years by themselves, then years against the round."""
    later = pa.DataFrameSchema(checks=[row_check("year_not_after_round", _not_after_round)])
    return (_words(framework), later)


def plan_stages(framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """One stage: a plan may well speak of later years."""
    return (_words(framework),)


YEAR_IS_A_YEAR = NamedCheck(
    "year_is_a_year", "TABLE_YEAR_UNCLEAR", lambda row: f"the cell says {quoted(row['text'])}"
)

SOURCES = SourceSchema(
    "data_source_survey",
    _frame_of(*SOURCE_FIELDS, Field.DATA_GAP),
    source_stages,
    (
        SAYS_SOMETHING,
        YEAR_IS_A_YEAR,
        NamedCheck(
            "year_not_after_round",
            "TABLE_YEAR_IN_FUTURE",
            lambda row: f"the cell says {quoted(row['text'])}",
            lambda row, _framework: {"last": row["round"]},
        ),
    ),
)

PLANS = SourceSchema(
    "activities_and_work_programme",
    _frame_of(*PLAN_FIELDS),
    plan_stages,
    (SAYS_SOMETHING, YEAR_IS_A_YEAR),
)
