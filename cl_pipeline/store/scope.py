"""Which rows a store reads: those of its framework, now or as of an earlier instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from cl_pipeline.store import tables

Condition = sa.ColumnElement[bool]

STAMPS = {
    column.table.name: column.name
    for column in (
        tables.received_file.c.received_at,
        tables.consolidation.c.made_at,
        tables.decision.c.decided_at,
        tables.correction.c.declared_at,
        tables.proposal.c.stated_at,
        tables.consultation_step.c.stated_at,
        tables.focal_point.c.noted_at,
        tables.form_sent.c.sent_at,
        tables.feedback_report.c.written_at,
        tables.question_event.c.stated_at,
    )
}
"""Tables whose rows carry the instant since when they are there, and its column."""

FIRST_ROWS = {
    tables.submission.name: (tables.received_file, "digest"),
    tables.vintage.name: (tables.consolidation, "vintage_id"),
}
"""Tables whose rows are there since the first row of another table that names them."""


def has_key(table: sa.Table, key: Mapping[str, object]) -> Condition:
    return sa.and_(*(table.c[name] == value for name, value in key.items()))


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that are read: of one framework, as of an instant or (None) as of now.

    A file that was read again has its newest rows also in the past; vintages keep earlier ones.
    """

    framework: str
    as_of: datetime | None = None

    def includes(self, table: sa.FromClause) -> Condition:
        own: Condition = table.c.framework == self.framework
        return own if self.as_of is None else sa.and_(own, self._was_there(table))

    def _was_there(self, table: sa.FromClause) -> Condition:
        original = table.element if isinstance(table, sa.Alias) else table
        name = getattr(original, "name", "")
        if name in STAMPS:
            return table.c[STAMPS[name]] <= self.as_of
        if name in FIRST_ROWS:
            first, key = FIRST_ROWS[name]
            earlier = first.alias("earlier")
            same = earlier.c[key] == table.c[key]
            return sa.exists().where(same, self.includes(earlier))
        return sa.true()
