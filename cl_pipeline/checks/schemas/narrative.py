"""Schema of the narratives: national targets, progress descriptions, reasons of revisions.

Belongs here: that words are words. Does not belong here: whether a description says where it is
from, which is about two cells (``checks.rules.narratives``).
"""

from cl_pipeline.checks.schemas.contract import SourceSchema
from cl_pipeline.checks.schemas.words import SAYS_SOMETHING, frame_of, only_words
from cl_pipeline.model.codes import Field

SCHEMA = SourceSchema(
    "narrative",
    frame_of(
        Field.NATIONAL_TARGET,
        Field.PROGRESS_DESCRIPTION,
        Field.DESCRIPTION_FROM_OTHER,
        Field.REVISION_REASON,
    ),
    only_words,
    (SAYS_SOMETHING,),
)
