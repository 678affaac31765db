"""What a vintage rests on beside the returns: files of the code, of the framework, libraries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import insert, select

from cl_pipeline.model.identity import VintageId
from cl_pipeline.store.engine import Database
from cl_pipeline.store.vintage_tables import vintage_inputs

InputVersions: TypeAlias = Mapping[tuple[str, str], str]
"""Version or digest by kind (``code``, ``framework``, ``form``, ``library``) and name."""


@dataclass(frozen=True, slots=True)
class VintageInputs:
    """The verbs of the list. Grain: one thing one vintage rests on."""

    database: Database

    def save(self, vintage_id: VintageId, basis: InputVersions) -> None:
        """Keeps the list of a vintage; the first one holds.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        key = {"framework": self.database.framework, "vintage_id": vintage_id}
        rows = [
            {**key, "kind": kind, "name": name, "version": version}
            for (kind, name), version in sorted(basis.items())
        ]
        with self.database.writing() as connection:
            known = select(vintage_inputs.c.name).where(
                vintage_inputs.c.framework == self.database.framework,
                vintage_inputs.c.vintage_id == vintage_id,
            )
            if rows and connection.execute(known.limit(1)).first() is None:
                connection.execute(insert(vintage_inputs), rows)

    def of(self, vintage_id: VintageId) -> InputVersions:
        """The list of a vintage; empty where none was kept."""
        query = select(vintage_inputs).where(
            vintage_inputs.c.framework == self.database.framework,
            vintage_inputs.c.vintage_id == vintage_id,
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            return {(row["kind"], row["name"]): row["version"] for row in rows}
