"""Reference series and what was decided about differences."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from cl_pipeline.model.identity import IndicatorKey, SenderCode
from cl_pipeline.model.reference import (
    FigureKind,
    ReferenceDecision,
    ReferenceFigure,
    ReferenceSeries,
)
from cl_pipeline.store.context_tables import (
    reference_decision,
    reference_figure,
    reference_series,
)
from cl_pipeline.store.engine import Database
from cl_pipeline.store.rows import Found

PUT, LEFT = "put", "left"


@dataclass(frozen=True, slots=True)
class Reference:
    """The verbs of the reference series."""

    database: Database

    def save(
        self,
        series: ReferenceSeries,
        figures: Sequence[ReferenceFigure],
        *,
        loaded_at: datetime,
        run_id: str,
    ) -> bool:
        """Keeps a series; False where this content is the one that speaks already.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        framework = self.database.framework
        if any(one.digest == series.digest for one in self.series() if one.key == series.key):
            return False
        row = asdict(series)
        with self.database.writing() as connection:
            row["series"] = row.pop("key")
            more = {"framework": framework, "loaded_at": loaded_at, "run_id": run_id}
            connection.execute(insert(reference_series).values(**row, **more))
            known = select(func.count()).where(
                reference_figure.c.framework == framework,
                reference_figure.c.digest == series.digest,
            )
            if not connection.scalar(known):
                rows = [
                    asdict(figure) | {"framework": framework, "digest": series.digest,
                                   "kind": figure.kind.value}
                    for figure in figures
                ]  # fmt: skip
                connection.execute(insert(reference_figure), rows)
        return True

    def series(self) -> tuple[ReferenceSeries, ...]:
        """The series that speak, by key: of each the content loaded last."""
        newest = (
            select(func.max(reference_series.c.loading_id))
            .where(reference_series.c.framework == self.database.framework)
            .group_by(reference_series.c.series)
        )
        query = select(reference_series).where(reference_series.c.loading_id.in_(newest))
        with self.database.reading() as connection:
            found = [_series_of(row) for row in connection.execute(query).mappings()]
        return tuple(sorted(found, key=lambda finding: finding.key))

    def figures(self) -> tuple[ReferenceFigure, ...]:
        """The figures of the series that speak, in the order of their files."""
        digests = [series.digest for series in self.series()]
        query = select(reference_figure).where(
            reference_figure.c.framework == self.database.framework,
            reference_figure.c.digest.in_(digests),
        )
        with self.database.reading() as connection:
            found = [_figure_of(row) for row in connection.execute(query).mappings()]
        return tuple(sorted(found, key=lambda finding: (finding.series, finding.line)))

    def decide(self, one: ReferenceDecision) -> None:
        """Records what was decided about one difference.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        row = {
            "framework": self.database.framework,
            "difference": one.difference,
            "decided": PUT if one.is_put else LEFT,
            "decided_by": one.decided_by,
            "words": one.words,
            "decided_at": one.decided_at,
            "question": one.question,
        }
        with self.database.writing() as connection:
            connection.execute(insert(reference_decision).values(**row))

    def decisions(self) -> dict[str, ReferenceDecision]:
        """What is in force, by difference."""
        query = (
            select(reference_decision)
            .where(reference_decision.c.framework == self.database.framework)
            .order_by(reference_decision.c.decision_id)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            return {row["difference"]: _decision_of(row) for row in rows}


def _series_of(row: Found) -> ReferenceSeries:
    return ReferenceSeries(
        key=row["series"],
        title=row["title"],
        source=row["source"],
        version=row["version"],
        fetched_on=row["fetched_on"],
        tolerance_pct=row["tolerance_pct"],
        report=row["report"],
        digest=row["digest"],
    )


def _figure_of(row: Found) -> ReferenceFigure:
    return ReferenceFigure(
        series=row["series"],
        line=row["line"],
        sender=SenderCode(row["sender"]),
        year=row["year"],
        indicator=IndicatorKey(row["indicator"]),
        measure=row["measure"],
        kind=FigureKind(row["kind"]),
        concept=row["concept"],
        sex=row["sex"],
        age=row["age"],
        location=row["location"],
        sector=row["sector"],
        value=row["value"],
        unit=row["unit"],
        edition=row["edition"],
        definition=row["definition"],
        source_title=row["source_title"],
        publisher=row["publisher"],
        source_year=row["source_year"],
    )


def _decision_of(row: Found) -> ReferenceDecision:
    return ReferenceDecision(
        difference=row["difference"],
        is_put=row["decided"] == PUT,
        decided_by=row["decided_by"],
        words=row["words"],
        decided_at=row["decided_at"],
        question=row["question"],
    )
