"""What values are about, as far as a query narrows by it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, tuple_

from cl_pipeline.model.breakdown import TOTAL
from cl_pipeline.model.identity import OTHER_PREFIX, ColumnKey, IndicatorKey
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.store.tables import observation


@dataclass(frozen=True, slots=True)
class Subjects:
    """Indicators with the locations that are asked about, and reporting columns.

    It lets through more than the keys it was made of, and always the national figures beside them
    and every column for another year, whose numbering is the form's own.
    """

    places: frozenset[tuple[IndicatorKey, str]]
    columns: frozenset[ColumnKey]

    @classmethod
    def of(cls, keys: Iterable[ObservationKey]) -> "Subjects":
        """The subjects of these keys."""
        found = list(keys)
        own = {(key.indicator, key.breakdown.location) for key in found}
        national = {(key.indicator, TOTAL) for key in found}
        return cls(frozenset(own | national), frozenset(key.column for key in found))

    @property
    def indicators(self) -> frozenset[IndicatorKey]:
        """The indicators asked about."""
        return frozenset(indicator for indicator, _ in self.places)

    def wanted(self) -> ColumnElement[bool]:
        """The condition on a row of ``observation``."""
        place = tuple_(observation.c.indicator, observation.c.location)
        column = observation.c.reporting_column
        return and_(
            place.in_(sorted(self.places)),
            or_(column.in_(sorted(self.columns)), column.startswith(OTHER_PREFIX, autoescape=True)),
        )
