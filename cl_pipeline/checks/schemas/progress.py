"""Schema of the self-assessments of progress towards the national target."""

import pandera.pandas as pa

from cl_pipeline.checks.schemas.contract import (
    NamedCheck,
    SourceSchema,
    allowed_codes,
    cell_check,
    quoted,
    text_column,
)
from cl_pipeline.checks.schemas.texts import frame_of
from cl_pipeline.model.codes import Field
from cl_pipeline.model.framework import Framework


def stages(framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """One stage: the code behind the wording is one of the scale's."""
    scale = allowed_codes(framework, "progress")
    on_scale = cell_check("progress_on_scale", lambda codes: codes.isin(scale))
    return (pa.DataFrameSchema({"code": text_column(on_scale)}),)


SCHEMA = SourceSchema(
    "progress",
    frame_of(Field.PROGRESS),
    stages,
    (
        NamedCheck(
            "progress_on_scale",
            "PROGRESS_NOT_ON_SCALE",
            lambda row: f"the cell says {quoted(row['text'])}",
        ),
    ),
)
