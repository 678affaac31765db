"""What may stand in a paper that leaves the Secretariat.

Belongs here: taking out what a Member State withholds. Does not belong here: which values those
are; consolidation flags them.
"""

from dataclasses import replace

from cl_pipeline.publication.pack import ReviewPack

WITHHELD = "c"
"""Gap code of the forms for what is held but not for release."""


def without_withheld(pack: ReviewPack) -> ReviewPack:
    """The pack with the gap code ``c`` in the place of every figure flagged as withheld."""
    values = tuple(
        replace(value, value=None, gap_code=WITHHELD) if "withheld" in value.flags else value
        for value in pack.vintage.values
    )
    return replace(pack, vintage=replace(pack.vintage, values=values))
