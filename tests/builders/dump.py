"""Every row of a store, to compare two stores, or one store before and after."""

import sqlalchemy as sa

from cl_pipeline.store import Store
from cl_pipeline.store.tables import METADATA

COUNTED = {
    "received_file_id",
    "reading_id",
    "decision_id",
    "consolidation_id",
    "feedback_report_id",
}


def dump(store: Store, *, without: frozenset[str] | set[str] = frozenset()) -> dict[str, list[str]]:
    """The rows of every table as texts, sorted; ``without`` leaves columns out."""
    with store.database.reading() as connection:
        return {
            name: sorted(
                repr([(key, value) for key, value in row.items() if key not in without])
                for row in connection.execute(sa.select(table)).mappings()
                if row["framework"] == store.database.framework
            )
            for name, table in sorted(METADATA.tables.items())
        }
