"""Schema of what stands beside the numbers: source, definition, ages, years."""

from collections.abc import Mapping

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks import frames
from cl_pipeline.checks.schemas.contract import (
    NamedCheck,
    SourceSchema,
    SubmissionFrames,
    row_check,
    text_column,
)
from cl_pipeline.model.framework import Framework


def frame(returns: SubmissionFrames) -> pd.DataFrame:
    """One row per measure and column that holds a number; see ``frames.sources``."""
    return frames.sources(returns.drafts, returns.forms)


def stages(_framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """One stage: the years are numbers already, their text was read by ``reading``."""
    year = pa.Column("float64", nullable=True)
    return (
        pa.DataFrameSchema(
            {"round": text_column(), "reference_year": year, "source_year": year},
            checks=[
                row_check(
                    "source_not_after_round",
                    lambda rows: ~(rows["source_year"] > rows["round"].astype("float64")),
                ),
                row_check(
                    "source_not_before_value",
                    lambda rows: ~(rows["source_year"] < rows["reference_year"]),
                ),
            ],
        ),
    )


def _year(row: Mapping[str, str], name: str) -> str:
    return str(int(float(row[name])))


SCHEMA = SourceSchema(
    "sources",
    frame,
    stages,
    (
        NamedCheck(
            "source_not_after_round",
            "SOURCE_YEAR_IN_FUTURE",
            lambda row: f"the source is of {_year(row, 'source_year')}",
            lambda row, _framework: {"last": row["round"]},
        ),
        NamedCheck(
            "source_not_before_value",
            "SOURCE_OLDER_THAN_VALUE",
            lambda row: (
                f"the source is of {_year(row, 'source_year')}, "
                f"the figures are about {_year(row, 'reference_year')}"
            ),
            lambda row, _framework: {"year": _year(row, "reference_year")},
        ),
    ),
)
