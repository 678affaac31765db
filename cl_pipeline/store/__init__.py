"""The store: the only package with SQL. SQLite in the data folder by default, or PostgreSQL.

It takes and returns dataclasses of the model. Each operation happens whole or not at all, the same
operation twice has the effect of one, and writers take turns. Every operation raises ``StoreBusy``
where the database does not answer in time, and ``NotAllowed`` where it would change the past.
"""

from cl_pipeline.store.store import Store, open_store

__all__ = ["Store", "open_store"]
