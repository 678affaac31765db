"""Which rows a store reads: those of its framework, now or as of an earlier instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Alias, ColumnElement, FromClause, Table, and_, exists, true

from cl_pipeline.store import tables

Condition = ColumnElement[bool]

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


def has_key(table: Table, key: Mapping[str, object]) -> Condition:
    return and_(*(table.c[name] == value for name, value in key.items()))


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that are read: of one framework, as of an instant or (None) as of now.

    What a file says is as it was read last: reading it again replaces its rows, and only vintages
    keep earlier ones.
    """

    framework: str
    as_of: datetime | None = None

    def includes(self, table: FromClause) -> Condition:
        own: Condition = table.c.framework == self.framework
        return own if self.as_of is None else and_(own, self._was_there(table))

    def _was_there(self, table: FromClause) -> Condition:
        original = table.element if isinstance(table, Alias) else table
        name = getattr(original, "name", "")
        if name in STAMPS:
            return table.c[STAMPS[name]] <= self.as_of
        if name in FIRST_ROWS:
            first, key = FIRST_ROWS[name]
            earlier = first.alias("earlier")
            same = earlier.c[key] == table.c[key]
            return exists().where(same, self.includes(earlier))
        return true()
