"""Schema of the B-list answers: level reached, narrative, evidence."""

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks.schemas.contract import (
    NamedCheck,
    SourceSchema,
    allowed_codes,
    quoted,
    row_check,
    text_column,
)
from cl_pipeline.checks.schemas.texts import SAYS_SOMETHING, frame_of, says_something
from cl_pipeline.model.codes import Field
from cl_pipeline.model.framework import Framework


def stages(framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """One stage: levels are on the scale, every entry says something."""
    scale = allowed_codes(framework, "level")

    def on_scale(rows: pd.DataFrame) -> "pd.Series[bool]":
        return (rows["field"] != Field.LEVEL.value) | rows["code"].isin(scale)

    return (
        pa.DataFrameSchema(
            {"text": text_column(says_something())},
            checks=[row_check("level_on_scale", on_scale)],
        ),
    )


SCHEMA = SourceSchema(
    "b_returns",
    frame_of(Field.LEVEL, Field.NARRATIVE, Field.EVIDENCE),
    stages,
    (
        NamedCheck(
            "level_on_scale",
            "LEVEL_NOT_ON_SCALE",
            lambda row: f"the cell says {quoted(row['text'])}",
        ),
        SAYS_SOMETHING,
    ),
)
