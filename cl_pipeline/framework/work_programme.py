"""The ALM Work Programme: its subsidiary bodies.

Belongs here: the tables taken from the Work Programme and the work plans. Does not belong here:
ratifications, which have a row per Member State (``states``).
"""

from cl_pipeline.framework.rows import Tables, note_repeats
from cl_pipeline.model.context import SubsidiaryBody


def subsidiary_bodies(tables: Tables) -> tuple[SubsidiaryBody, ...]:
    """The bodies that complete the scorecard, in file order."""
    rows = tables.rows("subsidiary_bodies")
    note_repeats(rows, "key")
    return tuple(
        SubsidiaryBody(row.text("key"), row.text("name"), row.text("source")) for row in rows
    )
