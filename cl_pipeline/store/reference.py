"""Reference series: outside figures, by the content of their files."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select

from cl_pipeline.model.reference import ReferenceFigure, ReferenceSeries
from cl_pipeline.store.engine import Database
from cl_pipeline.store.mapper import to_row
from cl_pipeline.store.registers import Register
from cl_pipeline.store.tables import reference_figure, reference_series


class Reference(Register[ReferenceSeries]):
    """The operations on reference series; of each key the content that was loaded last counts."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, reference_series, ReferenceSeries)

    def save(
        self,
        series: ReferenceSeries,
        figures: Sequence[ReferenceFigure],
        *,
        loaded_at: datetime,
        run_id: str,
    ) -> bool:
        """Saves a series; False where this content is the current one of its key already."""
        if (series.key, series.digest) in {(known.key, known.digest) for known in self.series()}:
            return False
        content = {"framework": self.database.framework, "digest": series.digest}
        known = select(func.count()).where(
            *(reference_figure.c[name] == value for name, value in content.items())
        )
        with self.database.writing() as connection:
            self.insert_new(connection, [series], loaded_at=loaded_at, run_id=run_id)
            if not connection.scalar(known):
                rows = [to_row(figure) | content for figure in figures]
                connection.execute(insert(reference_figure), rows)
        return True

    def series(self) -> tuple[ReferenceSeries, ...]:
        """The current series, by key."""
        with self.database.reading() as connection:
            found = self.newest(connection, "series")
        return tuple(sorted(found, key=lambda series: series.key))

    def figures(self) -> tuple[ReferenceFigure, ...]:
        """The figures of the current series, in the order of their files."""
        query = select(reference_figure).where(
            self.database.scope.includes(reference_figure),
            reference_figure.c.digest.in_([series.digest for series in self.series()]),
        )
        found = self.database.fetch(ReferenceFigure, query)
        return tuple(sorted(found, key=lambda figure: (figure.series, figure.line)))
