"""What the schemas of worded entries share: a frame of their fields and a check for blank words."""

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks import frames
from cl_pipeline.checks.schemas.contract import (
    NamedCheck,
    SubmissionFrames,
    cell_check,
    quoted,
    text_column,
)
from cl_pipeline.model.codes import Field
from cl_pipeline.model.framework import Framework

Frame = Callable[[SubmissionFrames], pd.DataFrame]


def frame_of(*fields: Field) -> Frame:
    """The builder of a frame with the entries of those fields; see ``frames.entries``."""
    return lambda returns: frames.entries(returns.drafts, fields)


def says_something() -> pa.Check:
    """A check that an entry holds at least one letter or digit, in any script."""
    return cell_check("text_says_something", lambda texts: texts.str.contains(r"\w", regex=True))


def text_schema(_framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """The stages of a source that is free text: one, in which every entry says something."""
    return (pa.DataFrameSchema({"text": text_column(says_something())}),)


SAYS_SOMETHING = NamedCheck(
    "text_says_something", "TEXT_EMPTY", lambda row: f"the cell says only {quoted(row['text'])}"
)
"""An entry of dashes or dots: often a way to say that there is nothing to say."""
