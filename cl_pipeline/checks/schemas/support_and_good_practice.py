"""Schema of the entries on support needed and on good practice."""

from cl_pipeline.checks.schemas.contract import SourceSchema
from cl_pipeline.checks.schemas.texts import SAYS_SOMETHING, frame_of, text_schema
from cl_pipeline.model.codes import Field

SCHEMA = SourceSchema(
    "support_and_good_practice",
    frame_of(Field.SUPPORT, Field.GOOD_PRACTICE),
    text_schema,
    (SAYS_SOMETHING,),
)
