"""Schema of the narratives: national targets, progress descriptions, reasons of revisions."""

from cl_pipeline.checks.schemas.contract import SourceSchema
from cl_pipeline.checks.schemas.texts import SAYS_SOMETHING, frame_of, text_schema
from cl_pipeline.model.codes import Field

SCHEMA = SourceSchema(
    "narrative",
    frame_of(
        Field.NATIONAL_TARGET,
        Field.PROGRESS_DESCRIPTION,
        Field.DESCRIPTION_FROM_OTHER,
        Field.REVISION_REASON,
    ),
    text_schema,
    (SAYS_SOMETHING,),
)
