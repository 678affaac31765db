"""Schema of the narratives: national targets, progress descriptions, reasons of revisions.

Belongs here: that words are words. Does not belong here: whether a description says where it is
from, which is about two cells (``checks.rules.narratives``).
"""

import pandera.pandas as pa

from cl_pipeline.checks.schemas.contract import SourceSchema, text_column
from cl_pipeline.checks.schemas.words import SAYS_SOMETHING, frame_of, says_something
from cl_pipeline.model.codes import Field
from cl_pipeline.model.framework import Framework


def stages(_framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """One stage: every entry says something."""
    return (pa.DataFrameSchema({"text": text_column(says_something())}),)


SCHEMA = SourceSchema(
    "narrative",
    frame_of(
        Field.NATIONAL_TARGET,
        Field.PROGRESS_DESCRIPTION,
        Field.DESCRIPTION_FROM_OTHER,
        Field.REVISION_REASON,
    ),
    stages,
    (SAYS_SOMETHING,),
)
