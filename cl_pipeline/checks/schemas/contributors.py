"""Schema of the contributing institutions named on the sheets."""

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks.schemas.contract import (
    NamedCheck,
    SourceSchema,
    quoted,
    row_check,
    text_column,
)
from cl_pipeline.checks.schemas.texts import SAYS_SOMETHING, frame_of, says_something
from cl_pipeline.model.codes import Field
from cl_pipeline.model.framework import Framework


def stages(_framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """One stage: names say something, and each stands once per sheet and column."""
    return (
        pa.DataFrameSchema(
            {"text": text_column(says_something())},
            checks=[row_check("institution_stands_once", _stands_once)],
        ),
    )


def _stands_once(rows: pd.DataFrame) -> "pd.Series[bool]":
    keys = rows[["digest", "sheet", "indicator", "column"]].assign(
        name=rows["text"].str.strip().str.casefold()
    )
    return ~keys.duplicated(keep="first")


SCHEMA = SourceSchema(
    "contributors",
    frame_of(Field.INSTITUTION),
    stages,
    (
        SAYS_SOMETHING,
        NamedCheck(
            "institution_stands_once",
            "INSTITUTION_GIVEN_TWICE",
            lambda row: f"the cell says {quoted(row['text'])}",
        ),
    ),
)
