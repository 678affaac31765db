"""Schemas of everything that is written in words or chosen from a list."""

from collections.abc import Callable, Mapping

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks import frames
from cl_pipeline.checks.schemas.contract import (
    NamedCheck,
    SourceSchema,
    SubmissionFrames,
    allowed_codes,
    named_check,
    quoted,
    text_column,
)
from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field
from cl_pipeline.model.framework import Framework

YEARS = ("data_year", "published_year", "from", "to", "year")
"""Columns of tables that take a year."""

YEAR = r"(19|20)[0-9]{2}"


def _cell_text(row: Mapping[str, str]) -> str:
    return f"the cell says {quoted(row['text'])}"


HAS_TEXT = NamedCheck(
    "text_says_something", "TEXT_EMPTY", lambda row: f"the cell says only {quoted(row['text'])}"
)
"""An entry of dashes or dots: often a way to say that there is nothing to report."""

YEAR_IS_A_YEAR = NamedCheck("year_is_a_year", "TABLE_YEAR_UNCLEAR", _cell_text)


def _entries(*fields: Field) -> Callable[[SubmissionFrames], pd.DataFrame]:
    return lambda submissions: frames.entries(submissions.drafts, fields)


def _table_cells(*fields: Field) -> Callable[[SubmissionFrames], pd.DataFrame]:
    return lambda submissions: frames.table_cells(submissions.drafts, submissions.forms, fields)


def _text_schema(*checks: pa.Check) -> pa.DataFrameSchema:
    """A schema in which every entry holds a letter or digit of any script, with more checks."""
    has_text = named_check(HAS_TEXT.name, lambda texts: texts.str.contains(r"\w", regex=True))
    return pa.DataFrameSchema({"text": text_column(has_text)}, checks=list(checks))


def _texts_only(_framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    return (_text_schema(),)


def _progress(framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    scale = allowed_codes(framework, "progress")
    on_scale = named_check("progress_on_scale", lambda codes: codes.isin(scale))
    return (pa.DataFrameSchema({"code": text_column(on_scale)}),)


def _contributors(_framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    def is_first(rows: pd.DataFrame) -> "pd.Series[bool]":
        keys = rows[["digest", "sheet", "indicator", "column"]].assign(
            name=rows["text"].str.strip().str.casefold()
        )
        return ~keys.duplicated(keep="first")

    return (_text_schema(named_check("institution_is_named_once", is_first)),)


def _b_list(framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    scale = allowed_codes(framework, "level")

    def on_scale(rows: pd.DataFrame) -> "pd.Series[bool]":
        return (rows["field"] != Field.LEVEL.value) | rows["code"].isin(scale)

    return (_text_schema(named_check("level_on_scale", on_scale)),)


def _plans(_framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """One stage: a plan may well give later years."""

    def are_years(rows: pd.DataFrame) -> "pd.Series[bool]":
        return ~rows["attribute"].isin(YEARS) | rows["text"].str.strip().str.fullmatch(YEAR)

    return (_text_schema(named_check(YEAR_IS_A_YEAR.name, are_years)),)


def _survey(framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """Two stages: words and years by themselves, then years against the round."""

    def is_not_later(rows: pd.DataFrame) -> "pd.Series[bool]":
        # Text of four digits compares like the number it writes.
        is_later = rows["text"].str.strip() > rows["round"]
        return ~(rows["attribute"].isin(YEARS) & is_later)

    later = pa.DataFrameSchema(checks=[named_check("year_not_after_round", is_not_later)])
    return (*_plans(framework), later)


PROGRESS = SourceSchema(
    "progress",
    _entries(Field.PROGRESS),
    _progress,
    (NamedCheck("progress_on_scale", "PROGRESS_NOT_ON_SCALE", _cell_text),),
)

NARRATIVE = SourceSchema(
    "narrative",
    _entries(
        Field.NATIONAL_TARGET,
        Field.PROGRESS_DESCRIPTION,
        Field.DESCRIPTION_FROM_OTHER,
        Field.REVISION_REASON,
    ),
    _texts_only,
    (HAS_TEXT,),
)

CONTRIBUTORS = SourceSchema(
    "contributors",
    _entries(Field.INSTITUTION),
    _contributors,
    (HAS_TEXT, NamedCheck("institution_is_named_once", "INSTITUTION_GIVEN_TWICE", _cell_text)),
)

SUPPORT_AND_GOOD_PRACTICE = SourceSchema(
    "support_and_good_practice",
    _entries(Field.SUPPORT, Field.GOOD_PRACTICE),
    _texts_only,
    (HAS_TEXT,),
)

B_LIST = SourceSchema(
    "b_submissions",
    _entries(Field.LEVEL, Field.NARRATIVE, Field.EVIDENCE),
    _b_list,
    (NamedCheck("level_on_scale", "LEVEL_NOT_ON_SCALE", _cell_text), HAS_TEXT),
)

SURVEY = SourceSchema(
    "data_source_survey",
    _table_cells(*SOURCE_FIELDS, Field.DATA_GAP),
    _survey,
    (
        HAS_TEXT,
        YEAR_IS_A_YEAR,
        NamedCheck(
            "year_not_after_round",
            "TABLE_YEAR_IN_FUTURE",
            _cell_text,
            lambda row, _framework: {"last": row["round"]},
        ),
    ),
)

PLANS = SourceSchema(
    "activities_and_work_programme",
    _table_cells(*PLAN_FIELDS),
    _plans,
    (HAS_TEXT, YEAR_IS_A_YEAR),
)
