"""Schema of the entries on support needed and on good practice.

Belongs here: that words are words; both are free text that a ministry offers, nothing more is
asked of them. Does not belong here: the narratives of indicators (``narrative``).
"""

from cl_pipeline.checks.schemas.contract import SourceSchema
from cl_pipeline.checks.schemas.words import SAYS_SOMETHING, frame_of, only_words
from cl_pipeline.model.codes import Field

SCHEMA = SourceSchema(
    "support_and_good_practice",
    frame_of(Field.SUPPORT, Field.GOOD_PRACTICE),
    only_words,
    (SAYS_SOMETHING,),
)
