"""Schema of the entries on support needed and on good practice.

Belongs here: that words are words; both are free text that a ministry offers, nothing more is
asked of them. Does not belong here: the narratives of indicators (``narrative``).
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
    "support_and_good_practice",
    frame_of(Field.SUPPORT, Field.GOOD_PRACTICE),
    stages,
    (SAYS_SOMETHING,),
)
