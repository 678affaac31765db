"""Reference series, and the decisions about their differences from submissions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from cl_pipeline.model.reference import ReferenceDecision, ReferenceFigure, ReferenceSeries
from cl_pipeline.store.engine import Database
from cl_pipeline.store.mapper import to_row
from cl_pipeline.store.register import Register
from cl_pipeline.store.tables import (
    reference_decision,
    reference_figure,
    reference_series,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """The operations on reference series."""

    database: Database

    @property
    def _decisions(self) -> Register[ReferenceDecision]:
        return Register(self.database, reference_decision, ReferenceDecision)

    def save(
        self,
        series: ReferenceSeries,
        figures: Sequence[ReferenceFigure],
        *,
        loaded_at: datetime,
        run_id: str,
    ) -> bool:
        """Saves a series; False where this content is the current one of its key already.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        framework = self.database.framework
        if any(
            current.digest == series.digest
            for current in self.series()
            if current.key == series.key
        ):
            return False
        loading = {"framework": framework, "loaded_at": loaded_at, "run_id": run_id}
        content = {"framework": framework, "digest": series.digest}
        known = select(func.count()).where(
            reference_figure.c.framework == framework, reference_figure.c.digest == series.digest
        )
        with self.database.writing() as connection:
            connection.execute(insert(reference_series).values(**to_row(series), **loading))
            if not connection.scalar(known):
                rows = [to_row(figure) | content for figure in figures]
                connection.execute(insert(reference_figure), rows)
        return True

    def series(self) -> tuple[ReferenceSeries, ...]:
        """The current series, by key: of each key the content that was loaded last."""
        newest = (
            select(func.max(reference_series.c.loading_id))
            .where(self.database.scope.includes(reference_series))
            .group_by(reference_series.c.series)
        )
        query = select(reference_series).where(reference_series.c.loading_id.in_(newest))
        found = self.database.fetch(ReferenceSeries, query)
        return tuple(sorted(found, key=lambda series: series.key))

    def figures(self) -> tuple[ReferenceFigure, ...]:
        """The figures of the current series, in the order of their files."""
        query = select(reference_figure).where(
            self.database.scope.includes(reference_figure),
            reference_figure.c.digest.in_([series.digest for series in self.series()]),
        )
        found = self.database.fetch(ReferenceFigure, query)
        return tuple(sorted(found, key=lambda figure: (figure.series, figure.line)))

    def decide(self, decision: ReferenceDecision) -> None:
        """Records what was decided about one difference.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        self._decisions.add(decision)

    def decisions(self) -> dict[str, ReferenceDecision]:
        """The decisions in force, by difference."""
        return {decision.difference: decision for decision in self._decisions.list()}
