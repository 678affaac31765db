"""Inputs of the other sectoral bodies to the inter-sectoral workshop."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.proposal import InputKind, WorkshopInput
from cl_pipeline.store.context_tables import workshop_input
from cl_pipeline.store.engine import Database


@dataclass(frozen=True, slots=True)
class Workshop:
    """The verbs of the register. Grain: one input."""

    database: Database

    def add(self, one: WorkshopInput) -> None:
        """Takes down one input.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        row = {
            "framework": self.database.framework,
            "round": one.round,
            "body": one.body,
            "kind": one.kind.value,
            "about": one.about,
            "words": one.words,
            "noted_at": one.noted_at,
        }
        with self.database.writing() as connection:
            connection.execute(insert(workshop_input).values(**row))

    def list(self, round_year: RoundYear) -> tuple[WorkshopInput, ...]:
        """The inputs of a round, in the order in which they were taken down."""
        query = (
            select(workshop_input)
            .where(
                workshop_input.c.framework == self.database.framework,
                workshop_input.c.round == round_year,
            )
            .order_by(workshop_input.c.input_id)
        )
        with self.database.reading() as connection:
            return tuple(
                WorkshopInput(
                    RoundYear(row["round"]),
                    row["body"],
                    InputKind(row["kind"]),
                    row["about"],
                    row["words"],
                    row["noted_at"],
                )
                for row in connection.execute(query).mappings()
            )
