"""What is said before people decide: proposals, and consultations about form versions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.proposal import (
    ConsultationKind,
    ConsultationStep,
    Proposal,
    ProposalKind,
)
from cl_pipeline.store.engine import Database
from cl_pipeline.store.review_tables import consultation_step, proposal


@dataclass(frozen=True, slots=True)
class Proposals:
    """The verbs of both registers. Grain: one proposal; one step of a consultation."""

    database: Database

    def add(self, one: Proposal, *, stated_at: datetime) -> None:
        """Takes down one proposal.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        row = {
            "framework": self.database.framework,
            "sender": one.sender,
            "kind": one.kind.value,
            "subject": one.subject,
            "words": one.text,
            "source": one.source,
            "stated_at": stated_at,
        }
        with self.database.writing() as connection:
            connection.execute(insert(proposal).values(**row))

    def list(self) -> tuple[Proposal, ...]:
        """All proposals in the order in which they were brought."""
        query = (
            select(proposal)
            .where(proposal.c.framework == self.database.framework)
            .order_by(proposal.c.proposal_id)
        )
        with self.database.reading() as connection:
            return tuple(
                Proposal(
                    SenderCode(row["sender"]) if row["sender"] else None,
                    ProposalKind(row["kind"]),
                    row["subject"],
                    row["words"],
                    row["source"],
                    row["stated_at"],
                )
                for row in connection.execute(query).mappings()
            )

    def add_step(
        self,
        form: FormKey,
        version: str,
        kind: ConsultationKind,
        body: str,
        said: str,
        *,
        stated_at: datetime,
    ) -> None:
        """Takes down one step of the consultation about a form version.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        row = {
            "framework": self.database.framework,
            "form": form.value,
            "version": version,
            "kind": kind.value,
            "body": body,
            "words": said,
            "stated_at": stated_at,
        }
        with self.database.writing() as connection:
            connection.execute(insert(consultation_step).values(**row))

    def steps(self) -> tuple[ConsultationStep, ...]:
        """All steps of all consultations in the order in which they were taken."""
        query = (
            select(consultation_step)
            .where(consultation_step.c.framework == self.database.framework)
            .order_by(consultation_step.c.step_id)
        )
        with self.database.reading() as connection:
            return tuple(
                ConsultationStep(
                    row["step_id"],
                    FormKey(row["form"]),
                    row["version"],
                    ConsultationKind(row["kind"]),
                    row["body"],
                    row["words"],
                    row["stated_at"],
                )
                for row in connection.execute(query).mappings()
            )
