"""Two returns beside one another: what one says otherwise than the other."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, select

from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.observation import Observation
from cl_pipeline.store.acceptance import Condition
from cl_pipeline.store.engine import Database
from cl_pipeline.store.rows import observation_of
from cl_pipeline.store.subjects import Subjects
from cl_pipeline.store.tables import observation, observed


@dataclass(frozen=True, slots=True)
class Comparisons:
    """The verbs that compare returns."""

    database: Database

    def differing(self, submission_id: SubmissionId, than: SubmissionId) -> tuple[Observation, ...]:
        """What that return says and the other does not say in the same cell, in a fixed order.

        Text as typed, source and definition may differ; what a value is about and what it is not.
        """
        other = observation.alias("other")
        same = [
            observation.c[name].is_not_distinct_from(other.c[name])
            for name in (column.name for column in observed())
        ]
        said_there = exists().where(
            other.c.framework == self.database.framework,
            other.c.submission_id == than,
            other.c.sheet == observation.c.sheet,
            other.c.cell == observation.c.cell,
            *same,
        )
        return self._found(submission_id, ~said_there)

    def about(self, submission_id: SubmissionId, subjects: Subjects) -> tuple[Observation, ...]:
        """What that return says about these subjects, in a fixed order."""
        return self._found(submission_id, subjects.wanted())

    def on_sheets(
        self, submission_id: SubmissionId, sheets: frozenset[str]
    ) -> tuple[Observation, ...]:
        """What that return says on these sheets, in a fixed order."""
        return self._found(submission_id, observation.c.sheet.in_(sorted(sheets)))

    def _found(self, submission_id: SubmissionId, wanted: Condition) -> tuple[Observation, ...]:
        of_one = and_(
            observation.c.framework == self.database.framework,
            observation.c.submission_id == submission_id,
        )
        query = select(observation).where(of_one, wanted)
        with self.database.reading() as connection:
            found = [observation_of(row) for row in connection.execute(query).mappings()]
        return tuple(sorted(found, key=lambda finding: (finding.key, finding.sheet, finding.cell)))
